"""FEEL, the expression language of DMN: parse, compile to slots, evaluate to a value and diagnostics."""

from yuanqu.feel.expression import Compiled, Evaluation, compile_expression, compile_unary_tests
from yuanqu.feel.printing import to_text
from yuanqu.feel.temporal import Date, DateTime, DaysDuration, MonthsDuration, Time
from yuanqu.feel.text import text_of
from yuanqu.feel.values import FeelFunction, FeelRange, Value

__all__ = [
    "Compiled",
    "Date",
    "DateTime",
    "DaysDuration",
    "Evaluation",
    "FeelFunction",
    "FeelRange",
    "MonthsDuration",
    "Time",
    "Value",
    "compile_expression",
    "compile_unary_tests",
    "text_of",
    "to_text",
]
