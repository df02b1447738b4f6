"""Who may do what with the tree of fields."""

from typing import Any

import rules
from django.db.models import QuerySet

from xinzhi.core.rules import is_plan_office

from .models import Field

rules.add_perm("fields.load_fields", is_plan_office)


def visible_fields(_user: Any) -> QuerySet[Field]:
    """The fields the user may see: all of them, as the plan is public."""
    return Field.objects.all()
