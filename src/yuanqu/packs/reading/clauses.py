"""clauses.yaml: articles, sentences, their readings and duties."""

from __future__ import annotations

import re
from typing import get_args

from yuanqu.documents import Entry
from yuanqu.packs.model import Article, Duty, Kind, Reading, Reference, Sentence
from yuanqu.values import Text

_SENTENCE = re.compile(r"s(\d+)\.(\d+)")


def read_clauses(top: Entry) -> tuple[tuple[Article, ...], tuple[Sentence, ...], tuple[Duty, ...]]:
    articles = tuple(_article(entry) for entry in top.entries("articles"))
    sentences = tuple(_sentence(entry) for entry in top.entries("sentences"))
    across = tuple(read_duty(entry) for entry in top.entries("across", ()))
    _numbering(top, articles, sentences)
    top.close()
    return articles, sentences, across


def _article(entry: Entry) -> Article:
    article = Article(entry.integer("number"), entry.text("title"))
    entry.close()
    return article


def _sentence(entry: Entry) -> Sentence:
    id = entry.string("id")
    match = _SENTENCE.fullmatch(id)
    if not match:
        entry.report("PACK-020", "id", id=id)
    duties = tuple(read_duty(duty) for duty in entry.entries("duties"))
    if not duties:
        entry.report("PACK-021", "duties", id=id)
    sentence = Sentence(
        id=id,
        article=int(match[1]) if match else 0,
        number=int(match[2]) if match else 0,
        summary=entry.text("summary"),
        readings=tuple(_reading(reading) for reading in entry.entries("readings", ())),
        duties=duties,
    )
    entry.close()
    return sentence


def _reading(entry: Entry) -> Reading:
    reading = Reading(
        id=entry.string("id"),
        about=entry.text("about"),
        reading=entry.text("reading"),
        why=entry.text("why"),
        alternatives=_texts(entry, "alternatives"),
        answers=entry.strings("answers", ()),
    )
    entry.close()
    return reading


def _texts(entry: Entry, key: str) -> tuple[Text, ...]:
    found = []
    for item in entry.entries(key, ()):
        found.append(Text(item.string("zh"), item.string("en")))
        item.close()
    return tuple(found)


def read_duty(entry: Entry) -> Duty:
    duty = Duty(
        id=entry.string("id"),
        kind=entry.choice("kind", get_args(Kind)),
        rows=entry.strings("rows"),
        summary=entry.text("summary"),
        carried_out_by=tuple(_reference(entry, text) for text in entry.strings("carried_out_by", ())),
        missing=entry.optional_text("missing"),
    )
    if not duty.carried_out_by and duty.missing is None:
        entry.report("PACK-022", None, id=duty.id)
    entry.close()
    return duty


def _reference(entry: Entry, text: str) -> Reference:
    kind, colon, id = text.partition(":")
    if not colon or not id:
        entry.report("PACK-023", "carried_out_by", text=text)
    return Reference(kind, id)


def _numbering(top: Entry, articles: tuple[Article, ...], sentences: tuple[Sentence, ...]) -> None:
    """Articles count from 1 without gaps, and so do the sentences of each."""
    numbers = [article.number for article in articles]
    if numbers != list(range(1, len(numbers) + 1)):
        top.report("PACK-024", "articles", found=", ".join(map(str, numbers)))
    for number in numbers:
        inside = [s.number for s in sentences if s.article == number]
        if inside != list(range(1, len(inside) + 1)) or not inside:
            top.report("PACK-025", "sentences", article=number, found=", ".join(map(str, inside)) or "–")
    known = set(numbers)
    for sentence in sentences:
        if sentence.article and sentence.article not in known:
            top.report("PACK-026", "sentences", id=sentence.id, article=sentence.article)
    seen: set[str] = set()
    for duty in (duty for sentence in sentences for duty in sentence.duties):
        if duty.id in seen:
            top.report("DOC-017", "sentences", id=duty.id)
        seen.add(duty.id)
