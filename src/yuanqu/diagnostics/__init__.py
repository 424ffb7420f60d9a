"""Diagnostics: what is wrong, where, why, and what to do, in Chinese and English, under a stable code."""

from yuanqu.diagnostics.diagnostic import Diagnostic, Where, diagnose, errors, has_errors
from yuanqu.diagnostics.message import Message, Severity, all_messages, message_of

__all__ = [
    "Diagnostic",
    "Message",
    "Severity",
    "Where",
    "all_messages",
    "diagnose",
    "errors",
    "has_errors",
    "message_of",
]
