"""An assessment as a table, for workbooks and Parquet."""

from __future__ import annotations

from decimal import Decimal

import pyarrow as pa

from yuanqu.assessment.model import Assessment
from yuanqu.packs import Decision, Pack
from yuanqu.values import Language

_STATES = {
    "favoured": ("符合", "qualifies"),
    "not_yet": ("暂不符合", "not yet"),
    "no_data": ("无数据", "no data"),
    "refused": ("不可用", "refused"),
}


def state_name(state: str, lang: Language, decision: Decision | None = None) -> str:
    """A state in words; where the decision names its own outcomes, by these."""
    if decision is not None and state in decision.states:
        return decision.states[state].get(lang)
    return _STATES[state][0 if lang == "zh" else 1]


def outcome_table(pack: Pack, assessment: Assessment, lang: Language = "zh") -> pa.Table:
    """One row per outcome; amounts in yuan, decimal(18,2). Columns are headed in `lang`."""
    zh = lang == "zh"
    rows = assessment.outcomes
    decisions = pack.decisions

    def place(id: str) -> str:
        return pack.places[id].name.get(lang) if id in pack.places else id

    columns = {
        "对象编号" if zh else "Subject": [o.subject for o in rows],
        "名称" if zh else "Name": [o.name for o in rows],
        "所属企业" if zh else "Enterprise": [o.owner for o in rows],
        "所在地" if zh else "Place": [place(o.place) for o in rows],
        "决策" if zh else "Decision": [decisions[o.decision].name.get(lang) for o in rows],
        "依据" if zh else "Clause": [decisions[o.decision].clause for o in rows],
        "性质" if zh else "Status": [status_name(decisions[o.decision].status, lang) for o in rows],
        "期间" if zh else "Period": [str(o.period) if o.period else None for o in rows],
        "状态" if zh else "State": [state_name(o.state, lang, decisions[o.decision]) for o in rows],
        "结果" if zh else "Result": [_result(decisions[o.decision], o.value, lang) for o in rows],
        "缺少" if zh else "Missing": [_missing(pack, decisions[o.decision], o.missing, lang) for o in rows],
    }
    arrays = {name: pa.array(values, pa.string()) for name, values in columns.items()}
    money = [None if o.fen is None else Decimal(o.fen) / 100 for o in rows]
    arrays["金额（元）" if zh else "Amount (yuan)"] = pa.array(money, pa.decimal128(18, 2))
    return pa.table(arrays)


def _result(decision: Decision, value: object, lang: Language) -> str | None:
    """A value as people read it: by its name where the pack gives one."""
    if value is None:
        return None
    if isinstance(value, bool):
        return ("是" if value else "否") if lang == "zh" else ("yes" if value else "no")
    named = decision.names.get(str(value))
    return str(value) if named is None else named.get(lang)


def _missing(pack: Pack, decision: Decision, names: tuple[str, ...], lang: Language) -> str | None:
    if lang == "zh":
        return "、".join(names) or None
    known = {field.name.zh: field.name.en for field in pack.schema.subject(decision.subject).fields}
    return ", ".join(known.get(name, name) for name in names) or None


_STATUSES = {
    "text": ("依文本", "by the text"),
    "reading": ("依读法", "by a recorded reading"),
    "sample": ("示例，待实施细则", "sample, rules to be issued"),
}


def status_name(status: str, lang: Language) -> str:
    """What a decision rests on."""
    return _STATUSES[status][0 if lang == "zh" else 1]
