"""Which treasury pays: an amount split by the dated table of who receives the firm's tax."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from yuanqu.assessment.model import Payment
from yuanqu.packs import TreasuryShare
from yuanqu.values import split_fen


def payments_of(fen: int, place: str, day: date, shares: Iterable[TreasuryShare]) -> tuple[Payment, ...]:
    """Split `fen` for a place on a day. Without a share that has a document number: payer to be fixed."""
    if fen == 0:
        return ()
    for share in shares:
        if (
            share.place == place
            and share.document
            and share.start <= day
            and (share.end is None or day < share.end)
        ):
            parts = split_fen(fen, [Fraction(part) for _, part in share.parts])
            return tuple(
                Payment(treasury, part)
                for (treasury, _), part in zip(share.parts, parts, strict=True)
                if part
            )
    return (Payment(None, fen),)
