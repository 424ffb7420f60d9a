"""Forms as returns: asked of firms only what no other office holds, rules that can be judged, cases that hold."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from yuanqu.diagnostics import Diagnostic, Where, diagnose, has_errors
from yuanqu.facts import Form
from yuanqu.facts.words import SOURCES
from yuanqu.feel import Date
from yuanqu.filing import FormHead, compile_rules, judge
from yuanqu.filing.rules import Compiled, Finding, rule_names
from yuanqu.packs.checks.cases import value_of
from yuanqu.packs.model import Pack

FILE = "forms.yaml"
_KINDS = {"monthly": "month", "yearly": "year"}
_TYPICAL: dict[str, object] = {"number": Decimal(1), "string": "x", "boolean": True, "date": Date(2014, 1, 1)}
_WORDS = {"passed": ("通过", "passed"), "failed": ("不通过", "failed"), "unknown": ("不能判断", "unknown")}


def check_filing(pack: Pack) -> Iterator[Diagnostic]:
    for head in pack.filing.values():
        form = pack.schema.form(head.form)
        found = list(_head(pack, form, head))
        yield from found
        if not has_errors(found):
            yield from _rules(pack, form, head)


def _head(pack: Pack, form: Form, head: FormHead) -> Iterator[Diagnostic]:
    where = Where(FILE, form.id, head.line or None)
    if not (head.number and head.approval and head.valid_until):
        yield diagnose("FIL-014", where, form=form.name.zh)
    if _KINDS[head.frequency] != form.period:
        yield diagnose("FIL-009", where, form=form.name.zh, frequency=head.frequency, period=form.period)
    places = [("asks", head.asks)]
    places += [("sums", (one.total, *one.parts)) for one in head.sums]
    places += [("matrix", row.fields) for row in head.matrix.rows] if head.matrix else []
    places += [(rule.id, rule.fields) for rule in head.rules]
    known = True
    for place, ids in places:
        for id in ids:
            if id not in form.fields or id == form.key:
                known = False
                yield diagnose("FIL-002", where, form=form.name.zh, place=place, name=id)
    ids_seen: set[str] = set()
    for rule in head.rules:
        if rule.id in ids_seen:
            yield diagnose("FIL-007", Where(FILE, form.id, rule.line or None), rule=rule.id)
        ids_seen.add(rule.id)
    if not known:
        return
    for one in head.sums:
        units = {pack.schema.field(id, form.subject).unit for id in (one.total, *one.parts)}
        if len(units) > 1:
            yield diagnose("FIL-010", where, total=one.total)
    for id in head.asks:
        field = pack.schema.field(id, form.subject)
        if field.source not in ("own", head.asked_by):
            office = SOURCES[field.source]
            yield diagnose("FIL-001", where, form=form.name.zh, field=field.name.zh, field_en=field.name.en,
                           office=office.zh, office_en=office.en)  # fmt: skip


def _rules(pack: Pack, form: Form, head: FormHead) -> Iterator[Diagnostic]:
    compiled = compile_rules(pack.schema, form, head)
    typical = {name: _TYPICAL[f.type.feel] for name, f in rule_names(pack.schema, form, head).items()}
    usable = True
    for rule, expression in compiled.rules:
        where = Where(FILE, f"{form.id}.{rule.id}", rule.line or None)
        if not expression.ok:
            usable = False
            reasons = {
                lang: "; ".join(d.message(lang) for d in expression.diagnostics) for lang in ("zh", "en")
            }
            yield diagnose("FIL-003", where, rule=rule.id, reason=reasons["zh"], reason_en=reasons["en"])
        elif not isinstance(value := expression.evaluate(typical).value, bool):
            usable = False
            yield diagnose("FIL-004", where, rule=rule.id, found="null" if value is None else value)
    if usable:
        yield from _cases(form, head, compiled)


def _cases(form: Form, head: FormHead, compiled: Compiled) -> Iterator[Diagnostic]:
    ids = {rule.id for rule in head.rules}
    failing: set[str] = set()
    for case in head.cases:
        where = Where(FILE, form.id, case.line or None)
        known = set(compiled.names)
        for name in [*(n for n in case.given if n not in known), *({*case.fails, *case.unknown} - ids)]:
            yield diagnose("FIL-008", where, case=case.name.zh, case_en=case.name.en, name=name)
        for finding in judge(compiled, {name: value_of(raw) for name, raw in case.given.items()}):
            failing |= {finding.rule.id} if finding.outcome == "failed" else set()
            expected = _expected(case.fails, case.unknown, finding)
            if expected != finding.outcome:
                (zh, en), (is_zh, is_en) = _WORDS[expected], _WORDS[finding.outcome]
                yield diagnose("FIL-005", where, case=case.name.zh, case_en=case.name.en, rule=finding.rule.id,
                               expected=zh, expected_en=en, found=is_zh, found_en=is_en)  # fmt: skip
    for rule in head.rules:
        if rule.id not in failing:
            yield diagnose("FIL-006", Where(FILE, f"{form.id}.{rule.id}", rule.line or None), rule=rule.id)


def _expected(fails: tuple[str, ...], unknown: tuple[str, ...], finding: Finding) -> str:
    return "failed" if finding.rule.id in fails else "unknown" if finding.rule.id in unknown else "passed"
