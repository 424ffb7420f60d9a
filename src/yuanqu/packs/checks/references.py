"""References lead somewhere: clauses, targets, decisions, tables, focuses, places."""

from __future__ import annotations

from collections.abc import Iterator

from yuanqu.diagnostics import Diagnostic, Where, diagnose
from yuanqu.packs.model import Pack
from yuanqu.packs.trace import trace_duty

_KINDS = {
    "target": "目标",
    "indicator": "指标",
    "decision": "决策",
    "parameter": "参数",
    "table": "表",
    "page": "页面",
    "register": "台账",
}


def check_references(pack: Pack) -> Iterator[Diagnostic]:
    yield from _duties(pack)
    yield from _clauses(pack)
    for target in pack.targets.values():
        if target.indicator not in pack.indicators:
            yield _missing("targets.yaml", target.id, "indicator", target.indicator)
    for indicator in pack.indicators.values():
        for id in (indicator.ratio.of, indicator.ratio.over) if indicator.ratio else ():
            if id not in pack.indicators:
                yield _missing("indicators.yaml", indicator.id, "indicator", id)
    for place in pack.places.values():
        for focus in place.focuses:
            if focus.id not in pack.focuses:
                yield _missing("places.yaml", place.id, "focus", focus.id)
    for cluster in pack.clusters.values():
        if cluster.place is not None and cluster.place not in pack.places:
            yield _missing("clusters.yaml", cluster.id, "place", cluster.place)
        if cluster.industry is not None and cluster.industry not in pack.industries:
            yield _missing("clusters.yaml", cluster.id, "industry", cluster.industry)
    for share in pack.shares:
        if share.place not in pack.places:
            yield _missing("treasuries.yaml", share.document, "place", share.place)
        if not share.document:
            yield diagnose("PACK-054", Where("treasuries.yaml", share.place))


def _duties(pack: Pack) -> Iterator[Diagnostic]:
    duties = (*(duty for sentence in pack.sentences for duty in sentence.duties), *pack.across)
    for duty in duties:
        for reference in trace_duty(pack, duty).unknown:
            yield _missing("clauses.yaml", duty.id, reference.kind, reference.id)


def _clauses(pack: Pack) -> Iterator[Diagnostic]:
    known = {sentence.id for sentence in pack.sentences}
    cited = [
        *(("parameters.yaml", p.id, p.clause) for p in pack.parameters.values()),
        *(("targets.yaml", t.id, t.clause) for t in pack.targets.values()),
        *(("decisions.yaml", d.id, d.clause) for d in pack.decisions.values()),
        *(("places.yaml", p.id, f.clause) for p in pack.places.values() for f in p.focuses),
    ]
    for file, id, clause in cited:
        if clause not in known:
            yield diagnose("PACK-031", Where(file, id), clause=clause)


def _missing(file: str, id: str, kind: str, reference: str) -> Diagnostic:
    return diagnose(
        "PACK-050", Where(file, id), id=id, kind=_KINDS.get(kind, kind), kind_en=kind, ref=reference
    )
