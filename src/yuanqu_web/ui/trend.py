"""Observations that may stand on one line: full years with full years, the same months with the same months."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from yuanqu.indicators.model import Observation


def of_one_kind(used: Sequence[Observation]) -> tuple[Observation, ...]:
    """The observations whose months are the most frequent kind, full years first: half a year is no point between years."""
    if not used:
        return ()
    kinds = Counter(_months(o) for o in used)
    years = (1, 12)
    chosen = years if kinds[years] >= 2 else max(kinds, key=lambda kind: (kinds[kind], kind[1]))
    return tuple(o for o in used if _months(o) == chosen)


def _months(observation: Observation) -> tuple[int, int]:
    return observation.period.start.month, observation.period.last_day.month
