"""Tell every officer once a week what is owed, and send the notices that waited for it."""

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from xinzhi.core.action import require
from xinzhi.core.actions import notify
from xinzhi.core.formats import pair
from xinzhi.core.models import Notification
from xinzhi.core.roles import Role, organisations_of
from xinzhi.plan.models import Plan, PlanState
from xinzhi.plan.queries import Obligation, duty_officers, obligations, plan_officers

KIND = "plan.weekly"


def send_weekly_digest(*, actor: Any = None, today: dt.date | None = None) -> int:
    """Put the week's digest into the inboxes of those who owe or oversee something; returns how many were written.

    A person receives one digest in a calendar week, however often this runs. Raises PermissionDenied.
    """
    require(actor, "plan.open_period")
    day = today or timezone.localdate()
    monday = day - dt.timedelta(days=day.weekday())
    owed = [
        o
        for plan in Plan.objects.filter(state=PlanState.PUBLISHED)
        for o in obligations(plan=plan, today=day)
        if o.is_open
    ]
    written = 0
    people = {u.pk: u for u in plan_officers()}
    for organisation in {o.duty.organisation_id for o in owed}:
        people |= {u.pk: u for u in duty_officers(organisation)}
    already = set(
        Notification.objects.filter(kind=KIND, created_at__date__gte=monday).values_list("recipient", flat=True)
    )
    overseers = {u.pk for u in plan_officers()}
    for person in people.values():
        mine = organisations_of(person, Role.DUTY_OFFICER)
        concerned = [o for o in owed if person.pk in overseers or o.duty.organisation_id in mine]
        if concerned and person.pk not in already:
            notify(
                recipients=[person],
                kind=KIND,
                title=_("This week: %(open)d reports open, %(late)d of them late")
                % {"open": len(concerned), "late": sum(o.overdue > 0 for o in concerned)},
                body="\n".join(map(_line, concerned)),
                url=reverse("workbench"),
            )
            written += 1
    return written


def _line(o: Obligation) -> str:
    state = (
        _("%(days)d working days late") % {"days": o.overdue}
        if o.overdue
        else _("due %(day)s") % {"day": o.period.due.isoformat()}
    )
    return pair(f"{o.duty.organisation.name} · {o.duty.measure.name} · {o.period.label}", state)
