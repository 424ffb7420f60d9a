"""Will a target be met? Predictive distributions for three to ten yearly points.

Levels: damped log-drift with a normal–inverse-gamma prior on growth, the prior fitted on the 181 yearly series of the
M1 competition, the spread widened by a factor fitted on M1 and tested on M3. Shares: the same on the logit.
Counts: yearly increments as Poisson with Jeffreys' prior, so the rest is negative binomial.
Probabilities are statistics, not money: computed in floating point and given to four digits.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

# Prior of yearly log growth (mean, its variance, shape and scale of the variance); M1, yearly.
_M0, _TAU2, _A, _B = 0.04818955, 0.00217553, 0.47624611, 0.00091715
_PHI = 0.8
# Widening by horizon 1–6 for up to seven points, and for eight and more.
_WIDEN_SHORT = (1.00, 1.05, 1.30, 1.50, 1.60, 1.70)
_WIDEN_LONG = (1.00, 1.00, 1.35, 1.70, 1.88, 2.05)
MAX_HORIZON = len(_WIDEN_SHORT)


@dataclass(frozen=True, slots=True)
class Predictive:
    """A predictive distribution: median, 80 % band, and P(value ≥ aim)."""

    median: float
    low: float
    high: float
    at_least: float


@dataclass(frozen=True, slots=True)
class LogDrift:
    """Student t on the transformed scale: centre, scale and degrees of freedom at one horizon."""

    centre: float
    scale: float
    df: float


def log_drift(levels: Sequence[float], horizon: int, *, widen: bool = True) -> LogDrift:
    """Posterior predictive of transformed `levels` (logs or logits, yearly, oldest first), `horizon` years ahead.

    Needs two levels or more and a horizon of 1 to 6. Source: Gardner & McKenzie 1985 (damping); prior as above.
    """
    growth = [after - before for before, after in itertools.pairwise(levels)]
    k = len(growth)
    mean = sum(growth) / k
    kappa0 = max((_B / _A) / _TAU2, 0.1)
    kappa = kappa0 + k
    drift = (kappa0 * _M0 + sum(growth)) / kappa
    a = _A + k / 2
    b = _B + sum((g - mean) ** 2 for g in growth) / 2 + kappa0 * k * (mean - _M0) ** 2 / (2 * kappa)
    damped = sum(_PHI**j for j in range(1, horizon + 1))
    factor = (_WIDEN_SHORT if len(levels) <= 7 else _WIDEN_LONG)[horizon - 1] if widen else 1.0
    scale = factor * math.sqrt(b / a * (horizon + damped**2 / kappa))
    return LogDrift(levels[-1] + damped * drift, scale, 2 * a)


def forecast_level(values: Sequence[float], horizon: int, aim: float, *, widen: bool = True) -> Predictive:
    """Positive yearly levels, oldest first; `aim` on the same scale."""
    ahead = log_drift([math.log(value) for value in values], horizon, widen=widen)
    return _predictive(ahead, math.log(aim), math.exp)


def forecast_share(values: Sequence[float], horizon: int, aim: float) -> Predictive:
    """Yearly shares strictly between 0 and 1, oldest first."""
    ahead = log_drift([_logit(value) for value in values], horizon)
    return _predictive(ahead, _logit(aim), lambda z: 1 / (1 + math.exp(-z)))


def forecast_count(values: Sequence[int], horizon: int, aim: int) -> Predictive:
    """Counts that never fell, yearly, oldest first: the increments of `horizon` years added to the last count.

    With S seen increments in k years and Jeffreys' prior, the rest is negative binomial (S + ½, k / (k + h)).
    """
    from scipy.stats import nbinom

    seen, years = values[-1] - values[0], len(values) - 1
    rest = nbinom(seen + 0.5, years / (years + horizon))
    last = values[-1]
    return Predictive(
        last + float(rest.ppf(0.5)),
        last + float(rest.ppf(0.1)),
        last + float(rest.ppf(0.9)),
        float(rest.sf(aim - last - 1)),
    )


def _predictive(ahead: LogDrift, aim: float, back: Callable[[float], float]) -> Predictive:
    from scipy.special import stdtr, stdtrit

    spread = float(stdtrit(ahead.df, 0.9)) * ahead.scale
    return Predictive(
        back(ahead.centre),
        back(ahead.centre - spread),
        back(ahead.centre + spread),
        1.0 - float(stdtr(ahead.df, (aim - ahead.centre) / ahead.scale)),
    )


def _logit(share: float) -> float:
    return math.log(share / (1 - share))
