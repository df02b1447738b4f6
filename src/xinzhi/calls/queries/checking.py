"""The check of an application against its call's rules and what the registry knows on the day."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils import timezone

from xinzhi.calls.engine.eligibility import judge
from xinzhi.calls.engine.findings import Finding, Given, check
from xinzhi.calls.hooks import rule_judge
from xinzhi.calls.models import Application, MemberRole, Restriction

from .limits import Rivals, counts_of, rivals_of
from .profile import facts_of, restrictions_of


def findings_of(application: Application) -> list[Finding]:
    """Every finding of the check today, without overlaps with other texts (see `queries.overlaps`)."""
    organisation, today = application.organisation, timezone.localdate()
    facts, rivals = facts_of(organisation, today), rivals_of([application])
    return _findings(application, today, facts, rivals, restricted=True)


def findings_of_many(applications: Iterable[Application]) -> Iterator[tuple[Application, list[Finding]]]:
    """The same for many applications of one call; what the registry knows is asked once for each organisation.

    Their teams and files should be prefetched.
    """
    today, mine = timezone.localdate(), list(applications)
    rivals, facts = rivals_of(mine), dict[int, dict[str, Any]]()
    restricted = set(Restriction.objects.filter(lifted_on=None).values_list("organisation", flat=True))
    for application in mine:
        pk = application.organisation_id
        if pk not in facts:
            facts[pk] = facts_of(application.organisation, today)
        yield application, _findings(application, today, facts[pk], rivals, restricted=pk in restricted)


def _findings(
    application: Application, day: dt.date, facts: dict[str, Any], rivals: Rivals, *, restricted: bool
) -> list[Finding]:
    programme, organisation = application.call.rules, application.organisation
    team = list(application.members.all())
    people = tuple(m.name for m in team)
    restrictions = restrictions_of(organisation, day, people) if restricted else []
    given = Given(
        answers=application.answers,
        slots={f.slot for f in application.files.all()},
        has_leader=any(m.role == MemberRole.LEADER for m in team),
        verdicts=judge(programme.eligibility, facts, application.answers, rule_judge(organisation, day)),
        counts=counts_of(application, rivals),
        restrictions=[
            {"words": f"{r.person or organisation.name}: {r.reason} ({r.document})", "until": str(r.ends or "")}
            for r in restrictions
        ],
    )
    return check(programme, application.form.schema, given)
