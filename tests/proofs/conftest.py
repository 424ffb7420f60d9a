"""Lets the tests of proofs use the helpers of DMN."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "dmn"))
