"""What can be proved of a decision table from its cells: intervals, and the distance to a better outcome."""

from yuanqu.proofs.cells import Interval, read_cell, regions
from yuanqu.proofs.distance import Distance, Step, distance

__all__ = ["Distance", "Interval", "Step", "distance", "read_cell", "regions"]
