"""Expert Delphi: the question sheet, answers of rounds, statistics, convergence and the stopping rule. Pure computation."""

from .answers import NEVER, UNKNOWN, Reply, flaws_of, typed
from .report import analyse, concordance_by_round
from .sheet import Option, Question, Sheet, Stopping

__all__ = [
    "NEVER",
    "UNKNOWN",
    "Option",
    "Question",
    "Reply",
    "Sheet",
    "Stopping",
    "analyse",
    "concordance_by_round",
    "flaws_of",
    "typed",
]
