"""The check of an application against its call's rules and what the registry knows on the day."""

from collections.abc import Iterable, Iterator

from django.utils import timezone

from xinzhi.calls.engine.eligibility import judge
from xinzhi.calls.engine.findings import Finding, Given, check
from xinzhi.calls.hooks import rule_judge
from xinzhi.calls.models import Application, ApplicationMember, MemberRole

from .limits import Rivals, counts_of, rivals_of
from .profile import Known, facts_of, known_of, restrictions_of


def findings_of(application: Application) -> list[Finding]:
    """Every finding of the check today, without overlaps with other texts (see `queries.overlaps`)."""
    return next(found for _application, found in findings_of_many([application]))


def findings_of_many(applications: Iterable[Application]) -> Iterator[tuple[Application, list[Finding]]]:
    """The same for many applications of one call, in a number of queries that does not grow with them.

    Their teams and files should be prefetched.
    """
    mine = list(applications)
    known = known_of({a.organisation_id for a in mine}, timezone.localdate())
    teams = {a.pk: list(a.members.all()) for a in mine}
    rivals = rivals_of(mine, teams)
    for application in mine:
        yield application, _findings(application, teams[application.pk], known, rivals)


def _findings(application: Application, team: list[ApplicationMember], known: Known, rivals: Rivals) -> list[Finding]:
    programme, organisation = application.call.rules, application.organisation
    facts = facts_of(organisation, known.day, known)
    restrictions = restrictions_of(organisation, known, tuple(m.name for m in team))
    given = Given(
        answers=application.answers,
        slots={f.slot for f in application.files.all()},
        has_leader=any(m.role == MemberRole.LEADER for m in team),
        verdicts=judge(programme.eligibility, facts, application.answers, rule_judge(organisation, known.day)),
        counts=counts_of(application, team, rivals),
        restrictions=[
            {"words": f"{r.person or organisation.name}: {r.reason} ({r.document})", "until": str(r.ends or "")}
            for r in restrictions
        ],
    )
    return check(programme, application.form.schema, given)
