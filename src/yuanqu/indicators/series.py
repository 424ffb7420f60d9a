"""Series of one indicator: which of several published values is used, and shares computed from two series."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from yuanqu.indicators.definition import Indicator
from yuanqu.indicators.model import Basis, Observation, Series, Source
from yuanqu.values import Text, convert

_RATIO = Source(Text("由上列两项公布数据相除", "Quotient of the two published figures named in the note"))


def published_series(
    indicator: Indicator,
    observations: Iterable[Observation],
    as_of: date,
    indicators: Mapping[str, Indicator],
) -> Series:
    """Observations of periods that ended by `as_of`, in the indicator's unit.

    Of several places the city as a whole is used, else the only place there is. A share without published values
    is computed from its two indicators for the periods both have.
    """
    observations = tuple(observations)
    own = [
        o for o in observations if o.indicator == indicator.id and o.period.end <= as_of + timedelta(days=1)
    ]
    scopes = {o.scope for o in own}
    scope = None if None in scopes or not scopes else sorted(str(s) for s in scopes)[0]
    inside = [in_unit(o, indicator.unit) for o in own if o.scope == scope]
    used = sorted((o for o in inside if o.preferred), key=lambda o: o.period.end)
    others = tuple(o for o in inside if not o.preferred)
    if not used and indicator.ratio:
        of = published_series(indicators[indicator.ratio.of], observations, as_of, indicators)
        over = published_series(indicators[indicator.ratio.over], observations, as_of, indicators)
        used = list(quotients(indicator, of, over, "implied", _RATIO))
    return Series(indicator.id, tuple(used), others)


def in_unit(observation: Observation, unit: str) -> Observation:
    """The same observation in another unit of its dimension."""
    if observation.unit == unit:
        return observation
    return replace(observation, value=convert(observation.value, observation.unit, unit), unit=unit)


def quotients(
    indicator: Indicator, of: Series, over: Series, basis: Basis, source: Source
) -> Iterable[Observation]:
    """of / over for each period that both have, in the indicator's unit (1 or %)."""
    below = {o.period: o for o in over.used}
    for above in of.used:
        base = below.get(above.period)
        if base is None or base.value == 0:
            continue
        top = convert(above.value, above.unit, base.unit)
        note = Text(
            f"{top.normalize():f} ÷ {base.value.normalize():f}（{base.unit}）",
            f"{top.normalize():f} ÷ {base.value.normalize():f} ({base.unit})",
        )
        yield Observation(
            indicator.id,
            above.period,
            convert(top / base.value, "1", indicator.unit),
            indicator.unit,
            basis,
            source,
            preferred=True,
            note=note,
        )
