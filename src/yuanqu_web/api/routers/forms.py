"""Forms that firms file: what stands on them, what they ask, and the rules that values must keep."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from yuanqu.powers import Act
from yuanqu_web.api.described import FieldOut, field_out, words
from yuanqu_web.api.describing import READS, Words
from yuanqu_web.api.problems import missing
from yuanqu_web.api.security import needs
from yuanqu_web.filings.forms import NoForm, Sheet, sheet_of, sheets

router = Router()


class RuleOut(Schema):
    """`rank`: A hard, B needs a reason that is approved, C needs a reason, D a hint. `expect`: FEEL, true of a sound
    return. `fields`: the cells it is shown at."""

    id: str
    rank: str
    expect: str
    message: Words
    fields: list[str]


class SumOut(Schema):
    total: str
    parts: list[str]


class FormOut(Schema):
    """The head that the statistics law wants. `sample`: number and approval are examples, never official.
    `cumulative`: flows are entered from January on."""

    id: str
    name: Words
    number: str
    office: Words
    approval: str
    valid_until: date | None
    sample: bool
    frequency: str
    cumulative: bool
    due_days: int
    due_counted: str


class FormFull(FormOut):
    """`fields`: what the firm fills in. `beside`: what offices bring, never asked of the firm. `sums`: totals."""

    note: Words | None
    fields: list[FieldOut]
    beside: list[FieldOut]
    sums: list[SumOut]
    rules: list[RuleOut]


@router.get("", response={200: list[FormOut], **READS}, operation_id="list_forms")
@needs(Act.RETURN_READ)
def list_forms(request: HttpRequest) -> list[FormOut]:
    """The forms of the pack in use that firms file, with their heads."""
    return [FormOut(**_head(one)) for one in sheets()]


@router.get("/{form}", response={200: FormFull, **READS}, operation_id="get_form")
@needs(Act.RETURN_READ)
def get_form(request: HttpRequest, form: str) -> FormFull:
    """One form with its fields and rules."""
    sheet = sheet_or_missing(form)
    return FormFull(
        **_head(sheet),
        note=words(sheet.head.note) if sheet.head.note else None,
        fields=[field_out(one) for one in sheet.asked],
        beside=[field_out(one) for one in sheet.beside],
        sums=[SumOut(total=one.total, parts=list(one.parts)) for one in sheet.head.sums],
        rules=[
            RuleOut(
                id=one.id,
                rank=one.rank.value,
                expect=one.expect,
                message=words(one.message),
                fields=list(one.fields),
            )
            for one in sheet.head.rules
        ],
    )


def sheet_or_missing(form: str) -> Sheet:
    try:
        return sheet_of(form)
    except NoForm:
        raise missing() from None


def _head(sheet: Sheet) -> dict[str, Any]:
    head = sheet.head
    return {
        "id": sheet.form.id,
        "name": words(sheet.form.name),
        "number": head.number,
        "office": words(head.office),
        "approval": head.approval,
        "valid_until": head.valid_until,
        "sample": head.sample,
        "frequency": head.frequency,
        "cumulative": head.cumulative,
        "due_days": head.due.days,
        "due_counted": head.due.counted,
    }
