"""How many applications and running projects count against a programme's limits."""

import unicodedata

from django.db.models import Q, QuerySet

from xinzhi.calls.models import Application, ApplicationMember, MemberRole
from xinzhi.calls.workflows import ENDED, SELECTED

_RUNNING = SELECTED - {"accepted"}


def counts_of(application: Application) -> dict[tuple[str, str], int]:
    """(per, of) to the count, this application included where it is one of them.

    A person is the same by account, or by name and affiliation as written (width, spaces and capitals aside). `call`
    counts what is handed in and not ended; `running` what was selected in any call and has not ended.
    """
    team = list(application.members.all())
    in_call = Application.objects.filter(call=application.call_id, submitted_at__isnull=False).exclude(state__in=ENDED)
    running = Application.objects.filter(state__in=_RUNNING)
    leaders = [m for m in team if m.role == MemberRole.LEADER]
    counts: dict[tuple[str, str], int] = {}
    for of, rows in (("call", in_call), ("running", running)):
        others = rows.exclude(pk=application.pk)
        counts["organisation", of] = others.filter(organisation=application.organisation_id).count() + 1
        counts["leader", of] = max((_with(others, m, leading=True) for m in leaders), default=0) + 1
        counts["person", of] = max((_with(others, m, leading=False) for m in team), default=0) + 1
    return counts


def _with(rows: QuerySet[Application], member: ApplicationMember, *, leading: bool) -> int:
    """How many of the applications this person leads (or is in)."""
    same = Q(name=member.name)
    if member.user_id is not None:
        same |= Q(user=member.user_id)
    found = ApplicationMember.objects.filter(same, application__in=rows)
    if leading:
        found = found.filter(role=MemberRole.LEADER)
    return len({m.application_id for m in found if _is_same(m, member)})


def _is_same(one: ApplicationMember, other: ApplicationMember) -> bool:
    if one.user_id is not None and one.user_id == other.user_id:
        return True
    return _plain(one.name) == _plain(other.name) and _plain(one.affiliation) == _plain(other.affiliation)


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).lower().split())
