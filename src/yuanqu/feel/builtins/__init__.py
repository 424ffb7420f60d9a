"""The built-in functions of FEEL, declared by family. Importing this package fills the registry."""

from yuanqu.feel.builtins import contexts, conversion, lists, numbers, ranges, statistics, strings, temporal
from yuanqu.feel.builtins.registry import BUILTINS, Builtin

__all__ = [
    "BUILTINS",
    "Builtin",
    "contexts",
    "conversion",
    "lists",
    "numbers",
    "ranges",
    "statistics",
    "strings",
    "temporal",
]
