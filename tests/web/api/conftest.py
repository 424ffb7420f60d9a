"""The small city of tests/web/help."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "help"))

from city import assessment, chinese, city, committed_city, facts, pack, pack_bytes, released, stored_city  # noqa: F401
