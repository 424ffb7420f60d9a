"""Codes of enterprises and industries, with their check digits.

Unified social credit code: GB 32100-2015 (18 characters; the last is a check digit over the others, and
characters 9–17 are an organisation code of GB 11714 with its own). Before October 2015 firms had a
15-digit registration number (GS 15-2006, check digit by ISO 7064 MOD 11,10) and the 9-character
organisation code; all three are accepted. Industry codes: GB/T 4754, checked by form only.
"""

from __future__ import annotations

import re
from operator import mul

from yuanqu.diagnostics import Diagnostic, Where, diagnose
from yuanqu.facts.folding import fold

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = tuple(pow(3, i, 31) for i in range(17))
_BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_DIGITS = "0123456789"
_ALPHANUMERIC = _DIGITS + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LOOKS_LIKE = {"O": "0", "I": "1", "Z": "2", "S": "5", "V": "U", "L": "1"}
_USCC_VALUES = {character: value for value, character in enumerate(USCC_ALPHABET)}
_VALUES = {character: value for value, character in enumerate(_ALPHANUMERIC)}
_USCC = re.compile(rf"[{USCC_ALPHABET}]{{2}}[0-9]{{6}}[{USCC_ALPHABET}]{{10}}")
_PLAIN = re.compile(r"[0-9A-Z]+")
_INDUSTRY = re.compile(r"[A-T]?\d{2,4}|[A-T]")


def uscc_check(first_17: str) -> str:
    """The 18th character. KeyError for a character outside the alphabet."""
    total = sum(map(mul, map(_USCC_VALUES.__getitem__, first_17), _USCC_WEIGHTS))
    return USCC_ALPHABET[-total % 31]


def organisation_check(body: str) -> str:
    """The check character of the 8 characters of an organisation code."""
    total = sum(map(mul, map(_VALUES.__getitem__, body), _BODY_WEIGHTS))
    return "0123456789X0"[11 - total % 11]


def registration_check(first_14: str) -> str:
    """The 15th digit of a registration number."""
    product = 10
    for digit in first_14:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)


def make_uscc(prefix: str, body: str) -> str:
    """A code with both check digits from the first 8 characters and the 8 of the organisation code."""
    if len(prefix) != 8 or len(body) != 8:
        raise ValueError(f"{prefix!r} and {body!r} must have 8 characters each")
    first_17 = f"{prefix}{body}{organisation_check(body)}"
    return first_17 + uscc_check(first_17)


def normal_code(text: str) -> str:
    """A code as it is stored: half-width, upper case, without spaces and hyphens."""
    return text if _PLAIN.fullmatch(text) else re.sub(r"[\s\-]", "", fold(text)).upper()


def check_enterprise_code(code: str, where: Where | None = None) -> Diagnostic | None:
    """What is wrong with a normalised code of 18, 15 or 9 characters; None when it is valid."""
    match len(code):
        case 18:
            return _check_uscc(code, where)
        case 15:
            return _check_characters(code, (_DIGITS,) * 15, where) or _check_digit(
                "FACT-074", code, 15, registration_check(code[:14]), where
            )
        case 9:
            return _check_characters(code, (_ALPHANUMERIC,) * 8 + (_DIGITS + "X",), where) or _check_digit(
                "FACT-073", code, 9, organisation_check(code[:8]), where
            )
        case length:
            return diagnose("FACT-070", where, code=code, length=length)


def check_industry_code(code: str, where: Where | None = None) -> Diagnostic | None:
    """GB/T 4754 by form: a section letter, then 2 to 4 digits; the letter or the digits may stand alone."""
    return None if _INDUSTRY.fullmatch(code) else diagnose("FACT-076", where, code=code)


def _check_uscc(code: str, where: Where | None) -> Diagnostic | None:
    if not _USCC.fullmatch(code):
        return _check_characters(code, (USCC_ALPHABET,) * 2 + (_DIGITS,) * 6 + (USCC_ALPHABET,) * 10, where)
    return _check_digit("FACT-073", code, 17, organisation_check(code[8:16]), where) or _check_digit(
        "FACT-072", code, 18, uscc_check(code[:17]), where
    )


def _check_characters(code: str, allowed: tuple[str, ...], where: Where | None) -> Diagnostic | None:
    for position, (character, alphabet) in enumerate(zip(code, allowed, strict=True), 1):
        if character not in alphabet:
            likely = _LOOKS_LIKE.get(character, "–")
            return diagnose(
                "FACT-071", where, code=code, position=position, character=character, likely=likely
            )
    return None


def _check_digit(
    kind: str, code: str, position: int, expected: str, where: Where | None
) -> Diagnostic | None:
    actual = code[position - 1]
    if actual == expected:
        return None
    return diagnose(kind, where, code=code, position=position, character=actual, expected=expected)
