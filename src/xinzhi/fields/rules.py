"""Who may do what with the tree of fields."""

from typing import Any

import rules
from django.db.models import QuerySet

from xinzhi.core.roles import Role, has_role
from xinzhi.core.rules import is_plan_office

from .models import Field


@rules.predicate
def files_texts(user: Any) -> bool:
    return has_role(user, Role.PLAN_OFFICE, Role.PROGRAMME_MANAGER, Role.ANALYST)


rules.add_perm("fields.load_fields", is_plan_office)
rules.add_perm("fields.judge", files_texts)
rules.add_perm("fields.retrain", files_texts)


def visible_fields(_user: Any) -> QuerySet[Field]:
    """The fields the user may see: all of them, as the plan is public."""
    return Field.objects.all()
