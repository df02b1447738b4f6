"""Visit an applicant: schedule, move, call off, report."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from xinzhi.calls.engine.programme import digest_of
from xinzhi.calls.models import Application, Conflict, Finding, Invitation, Reviewer, SiteVisit, VisitOutcome
from xinzhi.calls.queries.people import applicants_of
from xinzhi.calls.workflows_review import OPEN, VISIT
from xinzhi.core.action import recorded, require
from xinzhi.core.actions import notify
from xinzhi.core.formats import local_date
from xinzhi.ledger.actions import enter

from .find_conflicts import REVIEWED, store_conflicts
from .unchanged import require_unchanged

_MOST = 4000
_LONGEST = 200


def schedule_visit(
    *,
    actor: Any,
    application: Application,
    held_on: dt.date,
    place: str,
    visitors: Sequence[Reviewer],
    officials: Sequence[str] = (),
) -> SiteVisit:
    """The visit; applicants are told the day and place, the visiting experts what they are asked to.

    Raises PermissionDenied (managers of the call without a part in it) and ValidationError: no visits in this programme,
    not in selection now, a day that has passed, no place, too few visitors, an expert with a conflict of interest, at
    rest, or with a review of the application still to hand in (they would learn who applies).
    """
    require(actor, "calls.manage_review", application)
    if application.call.rules.step("visit") is None:
        raise ValidationError(_("This programme has no site visits."), code="visit")
    if application.state not in REVIEWED:
        raise ValidationError(_("This application is not in selection now."), code="state")
    if SiteVisit.objects.filter(application=application, state="scheduled").exists():
        raise ValidationError(_("A visit is scheduled already: move it or call it off."), code="twice")
    names = [" ".join(name.split())[:80] for name in officials if name.strip()]
    visit = SiteVisit(application=application, officials=names)
    with recorded("calls.schedule_visit", actor=actor, subject=visit, new=True) as change:
        store_conflicts([application], list(visitors))
        problems = _problems(application, held_on, place, visitors)
        if problems:
            raise ValidationError(problems)
        visit.held_on, visit.place = held_on, " ".join(place.split())[:_LONGEST]
        visit.save()
        visit.visitors.set(visitors)
        change.note("visitors", None, len(visitors))
    _tell(visit, _("A site visit is scheduled: %(day)s"))
    return visit


def _problems(application: Application, held_on: dt.date, place: str, visitors: Sequence[Reviewer]) -> dict[str, Any]:
    found = _day_and_place(held_on, place)
    rule, people = application.call.rules.visit, [r.pk for r in visitors]
    wrong = []
    if len(set(people)) < rule.visitors_least:
        wrong.append(_("At least %(count)d experts must go.") % {"count": rule.visitors_least})
    if any(not r.is_active for r in visitors):
        wrong.append(_("One of them does not review at present."))
    if Conflict.objects.filter(application=application, reviewer__in=people).exists():
        wrong.append(_("A conflict of interest stands between them."))
    if Invitation.objects.filter(application=application, reviewer__in=people, state__in=OPEN).exists():
        wrong.append(_("One of them has a review of this application still to hand in."))
    return found | ({"visitors": wrong} if wrong else {})


def _day_and_place(held_on: dt.date, place: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if held_on < timezone.localdate():
        found["held_on"] = _("This day has passed.")
    if not place.strip():
        found["place"] = _("Say where.")
    return found


def move_visit(*, actor: Any, visit: SiteVisit, held_on: dt.date, place: str, why: str) -> SiteVisit:
    """The visit on another day or at another place; everyone is told.

    Raises PermissionDenied and ValidationError: over, no reason, a day that has passed, no place.
    """
    step = VISIT.check(visit, "move", actor=actor, why=why)
    if problems := _day_and_place(held_on, place):
        raise ValidationError(problems)
    with recorded("calls.move_visit", actor=actor, subject=visit, why=why):
        require_unchanged(visit)
        visit.state, visit.why = step.target, why.strip()[:500]
        visit.held_on, visit.place = held_on, " ".join(place.split())[:_LONGEST]
        visit.save()
    _tell(visit, _("The site visit is moved: %(day)s"))
    return visit


def cancel_visit(*, actor: Any, visit: SiteVisit, why: str) -> SiteVisit:
    """The visit, called off. Raises PermissionDenied and ValidationError: over, no reason."""
    step = VISIT.check(visit, "cancel", actor=actor, why=why)
    with recorded("calls.cancel_visit", actor=actor, subject=visit, why=why):
        require_unchanged(visit)
        visit.state, visit.why = step.target, why.strip()[:500]
        visit.save()
    _tell(visit, _("The site visit is called off: %(day)s"))
    return visit


def report_visit(
    *, actor: Any, visit: SiteVisit, findings: Mapping[str, Sequence[str]], opinion: str, outcome: str
) -> SiteVisit:
    """The visit with its report, for good; the digest of the report is entered in the log.

    `findings`: each point of the programme to (finding, words). Raises PermissionDenied (managers of the call, the
    visiting experts) and ValidationError: over or not yet held, a point without a finding, «partly» or «not as stated»
    without words, no opinion, no advice.
    """
    step = VISIT.check(visit, "report", actor=actor)
    points = {p.key: p for p in visit.application.call.rules.visit.points}
    problems: dict[str, Any] = {}
    if visit.held_on > timezone.localdate():
        problems["held_on"] = _("The visit has not taken place yet.")
    kept = {key: [given[0], given[1].strip()[:_MOST]] for key, given in findings.items() if key in points}
    for key in points:
        finding, words = kept.get(key, ["", ""])
        if finding not in Finding.values:
            problems[key] = _("Say what was found.")
        elif finding != Finding.MET and not words:
            problems[key] = _("Say what is not as the application states.")
    if not opinion.strip():
        problems["opinion"] = _("Give the opinion.")
    if outcome not in VisitOutcome.values:
        problems["outcome"] = _("Choose one of the answers offered.")
    if problems:
        raise ValidationError(problems)
    with recorded("calls.report_visit", actor=actor, subject=visit):
        require_unchanged(visit)
        visit.state, visit.findings, visit.opinion = step.target, kept, opinion.strip()[:_MOST]
        visit.outcome, visit.reported_at, visit.reported_by = outcome, timezone.now(), actor
        visit.digest = digest_of(report_of(visit))
        visit.save()
        enter(actor=None, subject=visit, content={"sha256": visit.digest}, simulated=visit.application.simulated)
    return visit


def report_of(visit: SiteVisit) -> dict[str, Any]:
    """What the digest is of: the report, and each picture by its own digest."""
    rows = visit.pictures.order_by("position").values_list("file__sha256", "caption")
    pictures = [{"sha256": sha256, "caption": caption} for sha256, caption in rows]
    return ({"pictures": pictures} if pictures else {}) | {
        "held_on": visit.held_on.isoformat(),
        "place": visit.place,
        "findings": visit.findings,
        "opinion": visit.opinion,
        "outcome": visit.outcome,
    }


def _tell(visit: SiteVisit, text: str) -> None:
    """The applicants and the visiting experts, each with their own page."""
    title, body = text % {"day": local_date(visit.held_on)}, f"{visit.place} {visit.why}".strip()
    applicants = reverse("calls:application", args=[visit.application_id])
    notify(recipients=applicants_of(visit.application), kind="calls.visit", title=title, body=body, url=applicants)
    experts = [r.user for r in visit.visitors.select_related("user")]
    notify(recipients=experts, kind="calls.visit", title=title, body=body, url=reverse("calls:visit", args=[visit.pk]))
