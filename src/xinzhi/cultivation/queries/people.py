"""Who is told what concerns a firm."""

from collections.abc import Collection

from xinzhi.core.models import User
from xinzhi.core.roles import Role
from xinzhi.registry.models import Membership


def editors_of(organisations: Collection[int]) -> dict[int, list[User]]:
    """Organisation's row to its editors in office; organisations without any are left out. One query."""
    found: dict[int, list[User]] = {}
    rows = Membership.objects.filter(role=Role.ORG_EDITOR, organisation__in=organisations).select_related("user")
    for membership in rows:
        if membership.is_current():
            found.setdefault(membership.organisation_id, []).append(membership.user)
    return found
