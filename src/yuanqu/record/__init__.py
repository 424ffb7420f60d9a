"""The record: an append-only chain of entries that anyone can check from an export alone."""

from yuanqu.record.entry import GENESIS, SYSTEM, By, Entry, digest_of, read_entry
from yuanqu.record.verify import Head, Verification, parse_head, verify_export

__all__ = [
    "GENESIS",
    "SYSTEM",
    "By",
    "Entry",
    "Head",
    "Verification",
    "digest_of",
    "parse_head",
    "read_entry",
    "verify_export",
]
