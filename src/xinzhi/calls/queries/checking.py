"""The check of an application against its call's rules and what the registry knows on the day."""

import datetime as dt

from django.utils import timezone

from xinzhi.calls.engine.eligibility import judge
from xinzhi.calls.engine.findings import Finding, Given, check
from xinzhi.calls.hooks import rule_judge
from xinzhi.calls.models import Application, MemberRole

from .limits import counts_of
from .profile import facts_of, restrictions_of


def findings_of(application: Application, day: dt.date | None = None) -> list[Finding]:
    """Every finding of the check, without overlaps with other texts (see `queries.overlaps`)."""
    on = day or timezone.localdate()
    programme, organisation = application.call.rules, application.organisation
    team = list(application.members.all())
    people = tuple(m.name for m in team)
    facts = facts_of(organisation, on)
    given = Given(
        answers=application.answers,
        slots=set(application.files.values_list("slot", flat=True)),
        has_leader=any(m.role == MemberRole.LEADER for m in team),
        verdicts=judge(programme.eligibility, facts, application.answers, rule_judge(organisation, on)),
        counts=counts_of(application),
        restrictions=[
            {"words": f"{r.person or organisation.name}: {r.reason} ({r.document})", "until": str(r.ends or "")}
            for r in restrictions_of(organisation, on, people)
        ],
    )
    return check(programme, application.form.schema, given)
