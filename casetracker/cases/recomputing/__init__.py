"""Living clocks: when facts, calendar or law change, what they touch is computed again, and says why."""

from casetracker.cases.recomputing.judging import Move
from casetracker.cases.recomputing.single import note_verdicts, recompute_case
from casetracker.cases.recomputing.walking import request_recomputation, run_recomputations

__all__ = [
    "Move",
    "note_verdicts",
    "recompute_case",
    "request_recomputation",
    "run_recomputations",
]
