"""Who is told of what, and who may be asked."""

from django.db.models import Q, QuerySet
from django.utils import timezone

from xinzhi.core.models import User
from xinzhi.core.roles import Role
from xinzhi.foresight.models import DelphiSurvey
from xinzhi.registry.models import Membership


def managers_of(survey: DelphiSurvey) -> QuerySet[User]:
    """Active analysts of the conducting organisation today, and who made the survey."""
    own = _current().filter(role=Role.ANALYST, organisation=survey.organisation_id)
    return User.objects.filter(Q(pk__in=own.values("user")) | Q(pk=survey.made_by_id), is_active=True)


def deciders() -> QuerySet[User]:
    """Active members of the plan office today."""
    return User.objects.filter(is_active=True, pk__in=_current().filter(role=Role.PLAN_OFFICE).values("user"))


def free_experts(survey: DelphiSurvey) -> QuerySet[User]:
    """Active experts who have not been asked onto the panel; demonstration accounts only where the survey is simulated."""
    experts = _current().filter(role=Role.EXPERT)
    rows = User.objects.filter(is_active=True, pk__in=experts.values("user"), simulated=survey.simulated)
    return rows.exclude(pk__in=survey.seats.values("user")).order_by("display_name", "username")


def _current() -> QuerySet[Membership]:
    day = timezone.localdate()
    return Membership.objects.filter(
        Q(begins__isnull=True) | Q(begins__lte=day), Q(ends__isnull=True) | Q(ends__gte=day)
    )
