"""The register of duties: one entry per duty of the policy. The text names no offices, so owners stay blank until a
division of tasks with its document is entered; what people entered is never touched."""

from __future__ import annotations

from yuanqu.packs.model import Duty, Pack
from yuanqu.record import By
from yuanqu_web.audit.services import record
from yuanqu_web.lib.retries import atomic_write
from yuanqu_web.registers.models import Entry
from yuanqu_web.registers.writing import Why, Write, write_rows
from yuanqu_web.registry.models import Dataset
from yuanqu_web.returns.codec import Stored

FORM = "duty_register"
_OWN = ("duty_name", "duty_clause", "duty_kind")


@atomic_write
def generate_duties(*, dataset: Dataset, pack: Pack, by: By) -> int:
    """Register the duties of a pack that are not there yet, and what it says of the others anew. How many changed."""
    form = next((form for form in pack.schema.forms if form.id == FORM), None)
    if form is None:
        return 0
    heads = {e.key: e for e in Entry.objects.filter(dataset=dataset, form=FORM)}
    blank: dict[str, Stored] = {field.id: None for field in pack.schema.form_fields(form)}
    blank.pop(form.key)
    writes = []
    for clause, duty in duties_of(pack):
        own: dict[str, Stored] = {"duty_name": duty.summary.zh, "duty_clause": clause, "duty_kind": duty.kind}
        head = heads.get(duty.id)
        if head is None:
            writes.append(Write(duty.id, blank | own | {"duty_state": "open"}))
        elif any(head.values.get(key) != own[key] for key in _OWN):
            writes.append(Write(duty.id, head.values | own, head.version))
    if not writes:
        return 0
    why = Why(by, pack.digest, "由政策包生成", pack.identity.number)
    write_rows(dataset=dataset, schema=pack.schema, form=form, writes=writes, why=why)
    record(
        by=by,
        action="register.generate",
        kind=FORM,
        id=str(dataset.pk),
        before=None,
        after={"rows": len(writes), "pack": pack.identity.ref},
        release=pack.digest,
    )
    return len(writes)


def duties_of(pack: Pack) -> list[tuple[str, Duty]]:
    """(sentence, duty) in the order of the text; those of the whole text last, without a sentence."""
    inside = [(sentence.id, duty) for sentence in pack.sentences for duty in sentence.duties]
    return inside + [("", duty) for duty in pack.across]
