"""Decimal arithmetic of FEEL: 34 digits, half-even, exponents of decimal128."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, DivisionByZero, InvalidOperation, Overflow

CONTEXT = Context(
    prec=34,
    rounding=ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    capitals=1,
    clamp=0,
    traps=[InvalidOperation, DivisionByZero, Overflow],
)
"""Shared by all computation; its rounding never changes."""

MIN_SCALE, MAX_SCALE = -6111, 6176
