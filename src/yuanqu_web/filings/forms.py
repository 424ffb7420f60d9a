"""A form of the pack in use as pages and services need it: head, fields, rules; compiled once per pack."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from yuanqu.facts import Field, Form, Schema
from yuanqu.filing import Compiled, FormHead, compile_rules
from yuanqu.packs.model import Pack
from yuanqu_web.policies.selectors import current_pack
from yuanqu_web.ui import numbers


@dataclass(frozen=True)
class Sheet:
    """`asked`: fields that the firm fills in, in the form's order; `beside`: those that offices bring."""

    pack: Pack
    form: Form
    head: FormHead
    rules: Compiled
    asked: tuple[Field, ...]
    beside: tuple[Field, ...]

    @property
    def schema(self) -> Schema:
        return self.pack.schema

    @property
    def fields(self) -> tuple[Field, ...]:
        return tuple(f for f in self.schema.form_fields(self.form) if f.id != self.form.key)

    @property
    def statistical(self) -> bool:
        """Whether any value of the form may only be used for statistics."""
        return any(field.use == "statistical" for field in self.asked)

    def symbol(self, field: Field, unit: str) -> str | None:
        """The unit a field is typed in: the form's own, or 元 for money when the firm chose so."""
        shown = field.shown_unit
        return "元" if unit == "yuan" and shown and numbers.is_money(shown) else shown


class NoForm(LookupError):  # noqa: N818 - what is missing
    """The pack in use has no such return."""


def sheet_of(form: str) -> Sheet:
    """NoForm for one that firms don't file."""
    pack = current_pack()
    if form not in pack.filing:
        raise NoForm(form)
    return _sheets(pack.digest, _Holder(pack))[form]


def sheets() -> tuple[Sheet, ...]:
    """All returns of the pack in use, in its order."""
    pack = current_pack()
    return tuple(_sheets(pack.digest, _Holder(pack)).values())


class _Holder:
    """Keeps a pack out of the cache's key: its digest is the key."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Holder)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=4)
def _sheets(_digest: str, holder: _Holder) -> dict[str, Sheet]:
    pack = holder.pack
    found = {}
    for head in pack.filing.values():
        form = pack.schema.form(head.form)
        fields = [f for f in pack.schema.form_fields(form) if f.id != form.key]
        found[form.id] = Sheet(
            pack=pack,
            form=form,
            head=head,
            rules=compile_rules(pack.schema, form, head),
            asked=tuple(f for f in fields if f.id in head.asks),
            beside=tuple(f for f in fields if f.id not in head.asks),
        )
    return found
