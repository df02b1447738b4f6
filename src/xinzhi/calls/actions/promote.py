"""Move an application up from the reserve when a place and the money for it are free again."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from xinzhi.calls.models import Application, Call, Decision, DecisionList, Outcome, ProposedDecision
from xinzhi.calls.queries.people import deciders_of
from xinzhi.calls.queries.rankings import grant_of
from xinzhi.calls.workflows import SELECTED
from xinzhi.core.action import recorded, require
from xinzhi.core.actions import notify


def free_of(call: Call) -> tuple[int | None, int | None]:
    """Places and fen that the call still has to give; None where it has no such bound."""
    held = Application.objects.filter(call=call, state__in=SELECTED)
    given = Decision.objects.filter(application__in=held).aggregate(sum=Sum("grant_fen"))["sum"] or 0
    places = None if call.quota is None else call.quota - held.count()
    return places, None if call.purse_fen is None else call.purse_fen - given


def promote_reserve(*, actor: Any, application: Application, why: str) -> DecisionList:
    """A list of one line that selects it, for another person to approve; then it goes the way of every selection.

    Raises PermissionDenied (managers of the call without a part in it) and ValidationError: not in reserve, proposed
    already, no reason, no free place, not enough money.
    """
    require(actor, "calls.manage_review", application)
    call = application.call
    if application.state != "reserve":
        raise ValidationError(_("This application is not in reserve."), code="state")
    if not why.strip():
        raise ValidationError({"why": _("Give a reason.")})
    if ProposedDecision.objects.filter(application=application, decisions__state="draft").exists():
        raise ValidationError(_("This is proposed already."), code="twice")
    grant = grant_of(application)
    places, money = free_of(call)
    if places is not None and places < 1:
        raise ValidationError(_("No place is free."), code="places")
    if money is not None and money < grant:
        raise ValidationError(_("The money left is not enough."), code="money")
    decisions = DecisionList(
        call=call,
        proposed_by=actor,
        grounds={"places": call.quota, "purse_fen": call.purse_fen, "moves_up": application.number},
        why=why.strip(),
    )
    with recorded("calls.promote_reserve", actor=actor, subject=decisions, why=why, new=True):
        decisions.save()
        ProposedDecision.objects.create(
            decisions=decisions, application=application, outcome=Outcome.FUND, grant_fen=grant, why=why.strip()[:500]
        )
    notify(
        recipients=[u for u in deciders_of(call.department_id) if u.pk != getattr(actor, "pk", None)],
        kind="calls.to_approve",
        title=_("Decisions wait to be approved: %(call)s") % {"call": call.label},
        url=reverse("calls:deciding", args=[call.key]),
    )
    return decisions
