"""Who is told of what."""

from django.db.models import Q, QuerySet
from django.utils import timezone

from xinzhi.calls.models import Application, MemberRole
from xinzhi.core.models import User
from xinzhi.core.roles import Role
from xinzhi.registry.models import Membership


def managers_of(department_id: int) -> QuerySet[User]:
    """Active programme managers of a department today."""
    return _in(department_id, Role.PROGRAMME_MANAGER)


def deciders_of(department_id: int) -> QuerySet[User]:
    """Who of a department may approve decisions today."""
    return _in(department_id, Role.PROGRAMME_MANAGER, Role.DUTY_OFFICER)


def applicants_of(application: Application) -> QuerySet[User]:
    """Who is told of an application: who began it, its leader and co-writers, the editors of its organisation, today."""
    writing = [MemberRole.LEADER, MemberRole.EDITOR]
    team = Q(application_roles__application=application, application_roles__role__in=writing)
    own = Q(pk=application.created_by_id) | team
    working = _in(application.organisation_id, Role.ORG_EDITOR, Role.RESEARCHER)
    writers = User.objects.filter(own, pk__in=working.values("pk"))
    editors = _in(application.organisation_id, Role.ORG_EDITOR)
    return User.objects.filter(Q(pk__in=writers.values("pk")) | Q(pk__in=editors.values("pk")))


def _in(organisation_id: int, *roles: str) -> QuerySet[User]:
    day = timezone.localdate()
    current = Membership.objects.filter(
        Q(begins__isnull=True) | Q(begins__lte=day),
        Q(ends__isnull=True) | Q(ends__gte=day),
        role__in=roles,
        organisation=organisation_id,
    )
    return User.objects.filter(is_active=True, pk__in=current.values("user"))
