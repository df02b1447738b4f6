"""What every room's API shares: callers, errors, cursor pages, ETags, limits and retries. docs/api.md tells the rules.

A room's `api.py` holds a ninja `Router`; `site/api` puts them together.
"""

from .callers import anyone, needs, signed_in
from .collections import Listing, collection
from .etags import require_match, tagged
from .schemas import PROBLEMS, Many

__all__ = ["PROBLEMS", "Listing", "Many", "anyone", "collection", "needs", "require_match", "signed_in", "tagged"]
