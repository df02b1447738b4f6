"""Cross-impact: how likely events become when each changes the odds of the others, and who drives whom. Pure computation."""

from .gordon import Outcome, complement, consistency, final_probabilities, odds_ratios, sensitivity
from .group import Entered, group_matrix
from .structure import Structure, structure_of

__all__ = [
    "Entered",
    "Outcome",
    "Structure",
    "complement",
    "consistency",
    "final_probabilities",
    "group_matrix",
    "odds_ratios",
    "sensitivity",
    "structure_of",
]
