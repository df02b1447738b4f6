"""Who is to hear of something."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from xinzhi.core.models import User
from xinzhi.core.roles import Role
from xinzhi.registry.models import Membership


def _holders(role: str, **where: Any) -> QuerySet[User]:
    day = timezone.localdate()
    current = Membership.objects.filter(
        Q(begins__isnull=True) | Q(begins__lte=day), Q(ends__isnull=True) | Q(ends__gte=day), role=role, **where
    )
    return User.objects.filter(is_active=True, pk__in=current.values("user"))


def plan_officers(*, exclude: Any = None) -> QuerySet[User]:
    """Active people who hold the plan office's role today, without the one who acts."""
    people = _holders(Role.PLAN_OFFICE)
    return people.exclude(pk=exclude.pk) if exclude is not None else people


def duty_officers(organisation_id: int) -> QuerySet[User]:
    """Active duty officers of the organisation today."""
    return _holders(Role.DUTY_OFFICER, organisation_id=organisation_id)
