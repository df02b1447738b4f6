"""How many applications and running projects count against a programme's limits."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from xinzhi.calls.models import Application, ApplicationMember, MemberRole
from xinzhi.calls.workflows import ENDED, SELECTED

_RUNNING = SELECTED - {"accepted"}
Key = tuple[str, ...]


@dataclass
class Rivals:
    """What counts, by scope (call, running): the applications of each organisation, of each person, of each leader."""

    organisations: dict[tuple[str, int], set[int]] = field(default_factory=lambda: defaultdict(set))
    people: dict[tuple[str, Key], set[int]] = field(default_factory=lambda: defaultdict(set))
    leaders: dict[tuple[str, Key], set[int]] = field(default_factory=lambda: defaultdict(set))


def rivals_of(applications: Sequence[Application], teams: Mapping[int, Sequence[ApplicationMember]]) -> Rivals:
    """Everything that counts for these applications of one call, with their teams; four queries at most.

    `call` counts what is handed in and not ended; `running` what was selected in any call and has not ended. Only what
    the programme limits is looked for.
    """
    mine, found = applications, Rivals()
    if not mine:
        return found
    call = mine[0].call_id
    limited = {(limit.per, limit.of) for limit in mine[0].call.rules.limits}
    scopes = {
        "call": Application.objects.filter(call=call, submitted_at__isnull=False).exclude(state__in=ENDED),
        "running": Application.objects.filter(state__in=_RUNNING),
    }
    members = [m for a in mine for m in teams[a.pk]]
    for scope, rows in scopes.items():
        if ("organisation", scope) in limited:
            own = rows.filter(organisation__in={a.organisation_id for a in mine})
            for pk, organisation in own.order_by().values_list("pk", "organisation"):
                found.organisations[scope, organisation].add(pk)
        if not limited & {("person", scope), ("leader", scope)}:
            continue
        for member in _namesakes(rows, members):
            for key in _keys(member):
                found.people[scope, key].add(member.application_id)
                if member.role == MemberRole.LEADER:
                    found.leaders[scope, key].add(member.application_id)
    return found


def counts_of(application: Application, team: Sequence[ApplicationMember], known: Rivals) -> dict[tuple[str, str], int]:
    """(per, of) to the count, this application included, of what `rivals_of` looked for.

    A person is the same by account, or by name and affiliation as written (width, spaces and capitals aside).
    """
    leaders = [m for m in team if m.role == MemberRole.LEADER]
    own = {application.pk}
    counts: dict[tuple[str, str], int] = {}
    for of in ("call", "running"):
        counts["organisation", of] = len(known.organisations[of, application.organisation_id] | own)
        counts["leader", of] = max((_count(known.leaders, of, m, own) for m in leaders), default=1)
        counts["person", of] = max((_count(known.people, of, m, own) for m in team), default=1)
    return counts


def _count(found: dict[tuple[str, Key], set[int]], of: str, member: ApplicationMember, own: set[int]) -> int:
    return len(own.union(*(found[of, key] for key in _keys(member))))


def _namesakes(rows: QuerySet[Application], members: list[ApplicationMember]) -> Iterable[ApplicationMember]:
    """Members of the applications that may be one of these people; of all of them where there are many."""
    found = ApplicationMember.objects.filter(application__in=rows.order_by()).order_by()
    if len(members) > 100:
        return found
    names, users = {m.name for m in members}, {m.user_id for m in members if m.user_id is not None}
    return found.filter(Q(name__in=names) | Q(user__in=users))


def _keys(member: ApplicationMember) -> list[Key]:
    keys: list[Key] = [("name", _plain(member.name), _plain(member.affiliation))]
    return [*keys, ("user", str(member.user_id))] if member.user_id is not None else keys


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).lower().split())
