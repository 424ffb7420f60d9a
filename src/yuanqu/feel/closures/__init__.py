"""The syntax tree turned into nested Python functions over slots."""

from yuanqu.feel.closures.compiler import Compiler, TestCode

__all__ = ["Compiler", "TestCode"]
