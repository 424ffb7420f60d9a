"""What can be proved of a decision table: gaps, overlaps, rows that never apply; and the distance to a better outcome."""

from yuanqu.proofs.cells import Interval, edges, read_cell, regions
from yuanqu.proofs.changes import Change, all_changes
from yuanqu.proofs.distance import Distance, Step, distance, nearest_steps
from yuanqu.proofs.domains import Domain
from yuanqu.proofs.finding import Finding
from yuanqu.proofs.prove import Proof, prove_model, prove_table
from yuanqu.proofs.steps import all_steps
from yuanqu.proofs.witness import OTHER, Witness

__all__ = [
    "OTHER",
    "Change",
    "Distance",
    "Domain",
    "Finding",
    "Interval",
    "Proof",
    "Step",
    "Witness",
    "all_changes",
    "all_steps",
    "distance",
    "edges",
    "nearest_steps",
    "prove_model",
    "prove_table",
    "read_cell",
    "regions",
]
