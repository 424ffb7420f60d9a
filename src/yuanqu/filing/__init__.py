"""Filing: heads of forms, validation rules, periods and due days, states of a return. Pure: no clock, no store."""

from yuanqu.filing.calendar import Calendar, DueDay, due_day
from yuanqu.filing.cells import Read, read_cell
from yuanqu.filing.model import Due, FormHead, Rank, Rule, RuleCase, Sum
from yuanqu.filing.periods import before, opening_day, periods_of_year, year_before
from yuanqu.filing.rules import Compiled, Finding, Outcome, compile_rules, judge
from yuanqu.filing.states import TABLE, Action, Reason, State, Step, Window, closed_because, step

__all__ = [
    "TABLE",
    "Action",
    "Calendar",
    "Compiled",
    "Due",
    "DueDay",
    "Finding",
    "FormHead",
    "Outcome",
    "Rank",
    "Read",
    "Reason",
    "Rule",
    "RuleCase",
    "State",
    "Step",
    "Sum",
    "Window",
    "before",
    "closed_because",
    "compile_rules",
    "due_day",
    "judge",
    "opening_day",
    "periods_of_year",
    "read_cell",
    "step",
    "year_before",
]
