"""Names as people read them: of inputs in another language, and of the ids that stand in cells."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from itertools import chain

from yuanqu.packs.model import Decision, Pack
from yuanqu.values import Text

YES, NO = Text("是", "yes"), Text("否", "no")


class _Key:
    """A pack as a key of a cache: equal when its digest is."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other.pack.digest == self.pack.digest

    def __hash__(self) -> int:
        return hash(self.pack.digest)


def value_names(pack: Pack, decision: Decision) -> Mapping[str, Text]:
    """The names of ids used as values: choices of fields, rows of tables, results of the decision."""
    own: Mapping[str, Text] = getattr(decision, "names", None) or {}
    return {**_shared_values(_Key(pack)), **own}


def english_names(pack: Pack, file: str) -> Mapping[str, str]:
    """Chinese name → English, of everything that a decision file may name."""
    return _english(_Key(pack), file)


@lru_cache(maxsize=4)
def _shared_values(key: _Key) -> dict[str, Text]:
    pack = key.pack
    found: dict[str, Text] = {}
    for subject in pack.schema.subjects:
        for field in subject.fields:
            for choice in field.choices:
                found[choice.id] = choice.name
    for table in (pack.industries, pack.places, pack.clusters):
        found.update({id: entry.name for id, entry in table.items()})
    return found | dict(pack.focuses)


@lru_cache(maxsize=64)
def _english(key: _Key, file: str) -> dict[str, str]:
    pack = key.pack
    fields = chain.from_iterable(subject.fields for subject in pack.schema.subjects)
    found = {field.name.zh: field.name.en for field in fields}
    found.update({p.name.zh: p.name.en for p in pack.parameters.values()})
    found.update({d.decision: d.name.en for d in pack.decisions.values()})
    texts, model = pack.english.get(file, {}), pack.models.get(file)
    if model is not None and model.tree is not None:
        for element in model.tree.iter():
            id = element.get("id")
            if id in texts:
                for chinese in (element.get("name"), element.get("label")):
                    if chinese:
                        found[chinese] = texts[id]
    return found
