"""Who looks for entries that are one thing, and who decides."""

from typing import Any

import rules
from django.db.models import QuerySet

from xinzhi.core.rules import is_plan_office

from .models import MatchCandidate

rules.add_perm("registry.find_matches", is_plan_office)
rules.add_perm("registry.decide_match", is_plan_office)
rules.add_perm("registry.see_matches", is_plan_office)


def visible_matches(user: Any) -> QuerySet[MatchCandidate]:
    """The pairs the user may see: all for the plan office, those that were merged since among them."""
    if not user.has_perm("registry.see_matches"):
        return MatchCandidate.objects.none()
    return MatchCandidate.objects.filter(kind="organisation")
