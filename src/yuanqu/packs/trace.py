"""Sentence by sentence: what carries the policy out, and what is still missing."""

from __future__ import annotations

from dataclasses import dataclass

from yuanqu.packs.model import Duty, Pack, Reference, Sentence

PAGES = frozenset({"board", "policy", "parks", "firms", "firm", "directory"})
TABLES = frozenset({"industries", "clusters", "places"})


@dataclass(frozen=True, slots=True)
class DutyTrace:
    """`unknown`: references that lead nowhere."""

    duty: Duty
    carried_out: bool
    unknown: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class SentenceTrace:
    sentence: Sentence
    carried_out: bool
    duties: tuple[DutyTrace, ...]


def trace(pack: Pack) -> tuple[SentenceTrace, ...]:
    """Every sentence of the policy in order. A sentence is carried out when all its duties are."""
    found = []
    for sentence in pack.sentences:
        duties = tuple(trace_duty(pack, duty) for duty in sentence.duties)
        found.append(SentenceTrace(sentence, all(duty.carried_out for duty in duties), duties))
    return tuple(found)


def trace_duty(pack: Pack, duty: Duty) -> DutyTrace:
    unknown = tuple(reference for reference in duty.carried_out_by if not exists(pack, reference))
    done = bool(duty.carried_out_by) and not unknown and duty.missing is None
    return DutyTrace(duty, done, unknown)


def exists(pack: Pack, reference: Reference) -> bool:
    """Whether a reference of `carried_out_by` leads to something in the pack or a page of the console."""
    match reference.kind:
        case "target":
            return reference.id in pack.targets
        case "indicator":
            return reference.id in pack.indicators
        case "decision":
            return reference.id in pack.decisions
        case "parameter":
            return reference.id in pack.parameters
        case "table":
            return reference.id in TABLES
        case "page":
            return reference.id in PAGES
        case "register":
            return any(form.id == reference.id and form.is_register for form in pack.schema.forms)
    return False
