"""Assessment: a pack, facts and a date give every decision for every subject."""

from yuanqu.assessment.assess import assess, assess_one
from yuanqu.assessment.model import Assessment, DecisionTotal, Outcome, Payment, State
from yuanqu.assessment.payers import payments_of
from yuanqu.assessment.programs import Programs, compile_pack
from yuanqu.assessment.tables import outcome_table
from yuanqu.assessment.totals import totals

__all__ = [
    "Assessment",
    "DecisionTotal",
    "Outcome",
    "Payment",
    "Programs",
    "State",
    "assess",
    "assess_one",
    "compile_pack",
    "outcome_table",
    "payments_of",
    "totals",
]
