"""What can be proved of a decision table from its cells: intervals, and the distance to a better outcome."""

from yuanqu.proofs.cells import Interval, edges, read_cell, regions
from yuanqu.proofs.distance import Distance, Step, distance, nearest_steps

__all__ = ["Distance", "Interval", "Step", "distance", "edges", "nearest_steps", "read_cell", "regions"]
