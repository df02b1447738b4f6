"""Deadlines as iCalendar files. An event keeps its UID for good, so that a calendar updates it instead of doubling it."""

import datetime as dt
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from xinzhi.registry.models import Organisation

from . import figures
from .models import Milestone, Period, Plan
from .queries import Obligation, obligations

_SALT = "plan.department-calendar"
_DAY = dt.timedelta(days=1)


def plan_feed(plan: Plan, *, language: str = "") -> bytes:
    """The public calendar of a plan: deadlines of targets, milestones on the way, and days reports are due.

    In the language given (`zh-hans`, `en`), else in the one in force. Three queries.
    """
    with _speaking(language):
        return _calendar(plan.label, _public_events(plan))


def department_feed(plan: Plan, organisation: Organisation, *, language: str = "") -> bytes:
    """What one department has to report and by when; reports that are in are left out."""
    owed = [o for o in obligations(plan=plan, organisations=[organisation.pk]) if not o.is_met]
    with _speaking(language):
        return _calendar(f"{organisation.label} — {plan.label}", (_owed_event(o) for o in owed))


def department_token(plan: Plan, organisation_id: int) -> str:
    """The signed part of a department's feed address. It does not expire; a new SECRET_KEY ends all of them."""
    return signing.dumps([plan.pk, organisation_id], salt=_SALT)


def organisation_of(token: str, plan: Plan) -> Organisation | None:
    """Whose feed the token opens for this plan; None when it was not signed here or for another plan."""
    try:
        plan_id, organisation_id = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Organisation.objects.filter(pk=organisation_id).first() if plan_id == plan.pk else None


def _speaking(language: str) -> Any:
    known = dict(settings.LANGUAGES)
    return translation.override(language if language in known else translation.get_language())


def _public_events(plan: Plan) -> Iterator[Event]:
    for target in plan.targets.all():
        if target.due is None:
            continue
        text = _("The plan prints no deadline for this; its horizon is taken.") if target.due_is_horizon else ""
        yield _event(
            f"target-{target.pk}",
            target.due,
            f"{target.label} {figures.goal_words(target)}",
            reverse("plan:target", args=[plan.key, target.key]),
            text,
        )
    on_the_way = Milestone.objects.filter(target__plan=plan).select_related("target")
    for milestone in on_the_way:
        target = milestone.target
        if milestone.due == target.due:
            continue  # the end of the way is the deadline above
        value = f"{milestone.value.normalize():f} {target.unit_label}"
        yield _event(
            f"milestone-{target.pk}-{milestone.due.isoformat()}",
            milestone.due,
            _("Milestone: %(target)s %(value)s") % {"target": target.label, "value": value},
            reverse("plan:target", args=[plan.key, target.key]),
            _("our arithmetic") if milestone.ours else "",
        )
    for period in plan.periods.all():
        yield _period_event(plan, period)


def _period_event(plan: Plan, period: Period) -> Event:
    return _event(
        f"period-{period.pk}",
        period.due,
        _("Reports for %(period)s are due") % {"period": period.label},
        reverse("plan:timeline", args=[plan.key]),
        "",
    )


def _owed_event(obligation: Obligation) -> Event:
    duty, period = obligation.duty, obligation.period
    words = {"period": period.label, "measure": duty.measure.label}
    return _event(
        f"duty-{duty.pk}-period-{period.pk}",
        period.due,
        _("Report for %(period)s: %(measure)s") % words,
        reverse("workbench"),
        "",
    )


def _calendar(name: str, events: Any) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Xinzhi//Plan board//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", dt.timedelta(hours=12), parameters={"VALUE": "DURATION"})
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _event(key: str, day: dt.date, summary: str, path: str, text: str) -> Event:
    """A whole day. The end day of an iCalendar event is the day after."""
    event = Event()
    event.add("uid", f"{key}@{urlsplit(settings.BASE_URL).hostname or 'xinzhi'}")
    event.add("dtstamp", timezone.now())
    event.add("dtstart", day)
    event.add("dtend", day + _DAY)
    event.add("summary", summary)
    event.add("url", f"{settings.BASE_URL}{path}")
    if text:
        event.add("description", text)
    event.add("transp", "TRANSPARENT")
    return event
