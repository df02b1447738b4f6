"""Who is told of what."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from django.db.models import Q, QuerySet
from django.utils import timezone

from xinzhi.calls.models import Application, ApplicationMember, MemberRole
from xinzhi.core.models import User
from xinzhi.core.roles import Role
from xinzhi.registry.models import Membership


def managers_of(department_id: int) -> QuerySet[User]:
    """Active programme managers of a department today."""
    return _in(department_id, Role.PROGRAMME_MANAGER)


def deciders_of(department_id: int) -> QuerySet[User]:
    """Who of a department may approve decisions today."""
    return _in(department_id, Role.PROGRAMME_MANAGER, Role.DUTY_OFFICER)


def applicants_of(application: Application) -> list[User]:
    """Who is told of an application: who began it, its leader and co-writers, the editors of its organisation, today."""
    return applicants_of_many([application])[application.pk]


def applicants_of_many(applications: Sequence[Application]) -> dict[int, list[User]]:
    """The same for each of many applications by its number; two queries however many they are."""
    writers: dict[int, set[int]] = {a.pk: {a.created_by_id} if a.created_by_id else set() for a in applications}
    team = ApplicationMember.objects.filter(
        application__in=list(writers), user__isnull=False, role__in=[MemberRole.LEADER, MemberRole.EDITOR]
    )
    for pk, user in team.order_by().values_list("application", "user"):
        writers[pk].add(user)
    of = {a.organisation_id for a in applications}
    told = Q(role=Role.ORG_EDITOR) | Q(role=Role.RESEARCHER, user__in=set().union(*writers.values()))
    staff: dict[int, list[Membership]] = defaultdict(list)
    rows = _current(of).filter(told, user__is_active=True).select_related("user")
    for membership in rows.order_by("user"):
        staff[membership.organisation_id].append(membership)
    return {
        a.pk: list(
            {
                m.user_id: m.user
                for m in staff[a.organisation_id]
                if m.role == Role.ORG_EDITOR or m.user_id in writers[a.pk]
            }.values()
        )
        for a in applications
    }


def _in(organisation_id: int, *roles: str) -> QuerySet[User]:
    current = _current([organisation_id]).filter(role__in=roles)
    return User.objects.filter(is_active=True, pk__in=current.values("user"))


def _current(organisations: Collection[int]) -> QuerySet[Membership]:
    """Memberships of these organisations that hold today."""
    day = timezone.localdate()
    begun, unended = Q(begins__isnull=True) | Q(begins__lte=day), Q(ends__isnull=True) | Q(ends__gte=day)
    return Membership.objects.filter(begun, unended, organisation__in=organisations)
