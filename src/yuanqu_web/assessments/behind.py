"""Which firms an indicator counts: the drill-down from a figure of the board."""

from __future__ import annotations

from functools import lru_cache

from yuanqu.facts import Facts
from yuanqu.feel import compile_expression
from yuanqu.indicators import Aggregate, Indicator
from yuanqu.packs.model import Pack
from yuanqu.values import Period
from yuanqu_web.assessments.models import AssessmentRun
from yuanqu_web.registry.models import Dataset
from yuanqu_web.returns.selectors import facts_of_form


def firms_behind(pack: Pack, run: AssessmentRun | None, indicator: str) -> tuple[str, ...] | None:
    """Keys of the sample enterprises that the latest value of an indicator is made of.

    None when the indicator is unknown, or isn't computed from firms.
    """
    wanted = pack.indicators.get(indicator)
    if run is None or wanted is None or (aggregate := _aggregate(pack, wanted)) is None:
        return None
    return _behind(_Pack(pack), run.dataset_id.hex, run.facts, aggregate)


def _aggregate(pack: Pack, indicator: Indicator) -> Aggregate | None:
    """Its own; of a share, that of its numerator."""
    if indicator.aggregate is None and indicator.ratio is not None:
        return _aggregate(pack, pack.indicators[indicator.ratio.of])
    return indicator.aggregate


class _Pack:
    """A pack as a key of the cache: equal when its digest is."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Pack) and other.pack.digest == self.pack.digest

    def __hash__(self) -> int:
        return hash(self.pack.digest)


@lru_cache(maxsize=64)
def _behind(pack: _Pack, dataset: str, digest: str, aggregate: Aggregate) -> tuple[str, ...]:
    """`digest` names the facts: when they change, so does the entry of the cache."""
    schema = pack.pack.schema
    form = schema.form(aggregate.form)
    if form.subject != "enterprise":
        return ()
    facts = facts_of_form(Dataset.objects.get(pk=dataset), form, schema=schema)
    rows = facts.rows("enterprise", _latest(facts, aggregate.form))
    names = [field.name.zh for field in schema.subject("enterprise").fields]
    where = compile_expression(aggregate.where, names) if aggregate.where else None
    stated = schema.field(aggregate.sum).name.zh if aggregate.sum else None
    return tuple(
        row.key
        for row in rows
        if (where is None or where.evaluate(row).value is True)
        and (stated is None or row.get(stated) is not None)
    )


def _latest(facts: Facts, form: str) -> Period | None:
    periods = facts.periods(form)
    return periods[-1] if periods else None
