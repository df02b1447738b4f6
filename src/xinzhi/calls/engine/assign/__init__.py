"""Who reviews what: the worst application's total affinity as high as can be, then the sum, with proven bounds.

`assign` is all that callers need; `Diversity` describes limits on panels.
"""

from .problem import Diversity, InfeasibleError, InputError
from .solve import Assignment, assign

__all__ = ["Assignment", "Diversity", "InfeasibleError", "InputError", "assign"]
