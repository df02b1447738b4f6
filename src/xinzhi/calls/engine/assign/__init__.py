"""Who reviews what: the worst application's total affinity as high as can be, then the sum, with proven bounds.

`assign` is all that most callers need; `Diversity` describes limits on panels; `draw` leaves part of it to chance.
"""

from .drawn import Drawn, draw
from .problem import Diversity, InfeasibleError, InputError
from .solve import Assignment, assign

__all__ = ["Assignment", "Diversity", "Drawn", "InfeasibleError", "InputError", "assign", "draw"]
