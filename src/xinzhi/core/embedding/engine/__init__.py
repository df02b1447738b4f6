"""Two models that come as packages, and how near texts are by them. Knows no database.

`similarity` is what most callers need. `ENGLISH` and `MULTILINGUAL` make the vectors themselves.
"""

from .models import ENGLISH, MULTILINGUAL, Model, is_chinese, opening
from .near import similarity

__all__ = ["ENGLISH", "MULTILINGUAL", "Model", "is_chinese", "opening", "similarity"]
