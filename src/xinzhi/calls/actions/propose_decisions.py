"""Propose a decision on every application of a call, from the ranking and what places, money and quotas allow."""

from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

from xinzhi.calls.engine.budget import Choice, ImpossibleError
from xinzhi.calls.models import Application, Call, DecisionList, Invitation, Outcome, ProposedDecision, SiteVisit
from xinzhi.calls.queries.people import deciders_of
from xinzhi.calls.queries.rankings import Standings, choice_of, grant_of, standings_of
from xinzhi.calls.workflows_review import OPEN
from xinzhi.core.action import recorded, require
from xinzhi.core.actions import notify

_RESERVE = 0.5
"""Of those left the better ones, half as many as there are places, stay in reserve: our default."""


def propose_decisions(*, actor: Any, call: Call, why: str = "") -> DecisionList:
    """The list, for another person of the department to approve; a list that waits is replaced.

    Raises PermissionDenied (managers of the call) and ValidationError: nothing to decide, reviews or site visits still
    open (unless a reason is given), quotas that cannot be kept.
    """
    require(actor, "calls.manage_review", call)
    standings = standings_of(call)
    if not standings.applications:
        raise ValidationError(_("There is nothing to decide."), code="empty")
    waiting = Invitation.objects.filter(application__call=call, state__in=OPEN).count()
    if waiting and not why.strip():
        text = _("%(count)d reviews are still open. Wait for them, or give the reason for deciding without them.")
        raise ValidationError({"why": text % {"count": waiting}})
    planned = SiteVisit.objects.filter(application__call=call, state="scheduled").count()
    if planned and not why.strip():
        text = _(
            "%(count)d site visits are not reported yet. Wait for them, or give the reason for deciding without them."
        )
        raise ValidationError({"why": text % {"count": planned}})
    try:
        choice = choice_of(standings)
    except ImpossibleError as error:
        raise ValidationError(
            _("The quotas cannot be kept: %(groups)s"),
            code="quotas",
            params={"groups": ", ".join(error.short) or _("together they ask for too much")},
        ) from error
    decisions = DecisionList(call=call, proposed_by=actor, grounds=_grounds(standings, choice), why=why.strip())
    with recorded("calls.propose_decisions", actor=actor, subject=decisions, why=why, new=True) as change:
        DecisionList.objects.filter(call=call, state="draft", grounds__moves_up=None).delete()
        decisions.save()
        ProposedDecision.objects.bulk_create(_lines(decisions, standings, choice), batch_size=500)
        change.note("selected", None, len(choice.chosen))
    notify(
        recipients=[u for u in deciders_of(call.department_id) if u.pk != getattr(actor, "pk", None)],
        kind="calls.to_approve",
        title=_("Decisions wait to be approved: %(call)s") % {"call": call.label},
        url=reverse("calls:deciding", args=[call.key]),
    )
    return decisions


def _grounds(standings: Standings, choice: Choice) -> dict[str, Any]:
    call, ranking = standings.call, standings.ranking
    grounds: dict[str, Any] = {
        "places": call.quota,
        "purse_fen": call.purse_fen,
        "value": round(choice.value, 6),
        "bound": round(choice.bound, 6),
        "optimal": choice.is_optimal,
        "cost_fen": choice.cost,
        "passed_over": [[key, list(why)] for key, why in choice.passed_over],
    }
    if ranking is not None:
        calibrated = ranking.calibrated
        grounds |= {
            "draws": ranking.draws,
            "mean": round(calibrated.mean, 4),
            "spread": [round(s, 4) for s in calibrated.spread],
            "reviews": sum(standings.counts.values()),
        }
    return grounds


def _lines(decisions: DecisionList, standings: Standings, choice: Choice) -> list[ProposedDecision]:
    chosen = set(choice.chosen)
    left = [a for a in standings.applications if a.pk not in chosen and standings.is_eligible(a)]
    left.sort(key=lambda a: standings.ranked[a.pk].rank if a.pk in standings.ranked else 0)
    reserve = {a.pk for a in left[: round(len(chosen) * _RESERVE)]} if decisions.call.quota else set()
    return [_line(decisions, a, standings, chosen, reserve) for a in standings.applications]


def _line(
    decisions: DecisionList, application: Application, standings: Standings, chosen: set[int], reserve: set[int]
) -> ProposedDecision:
    pk, place = application.pk, standings.ranked.get(application.pk)
    outcome = Outcome.FUND if pk in chosen else Outcome.RESERVE if pk in reserve else Outcome.REJECT
    disputed = standings.disputed.get(pk)
    line = ProposedDecision(
        decisions=decisions,
        application=application,
        outcome=outcome,
        grant_fen=grant_of(application) if outcome == Outcome.FUND else None,
        spread=round(disputed.adjusted, 2) if disputed else None,
    )
    if place is not None:
        line.rank, line.rank_low, line.rank_high, line.chance = place.rank, place.low, place.high, place.chance
        line.quality, line.mean = round(place.quality, 4), round(place.mean, 4)
    return line


def change_line(
    *, actor: Any, line: ProposedDecision, outcome: str, why: str, grant_fen: int | None = None
) -> ProposedDecision:
    """The line, decided otherwise than the ranking proposes, with the reason.

    Raises PermissionDenied (managers of the call who have no part in it) and ValidationError: a list that was decided,
    no such decision, no reason, a negative grant.
    """
    require(actor, "calls.manage_review", line.application)
    if line.decisions.state != "draft":
        raise ValidationError(_("This list is decided."), code="state")
    problems: dict[str, str] = {}
    if outcome not in Outcome.values:
        problems["outcome"] = _("Choose one of the answers offered.")
    if not why.strip():
        problems["why"] = _("Give a reason.")
    if grant_fen is not None and grant_fen < 0:
        problems["grant_fen"] = _("The grant cannot be negative.")
    if problems:
        raise ValidationError(problems)
    with recorded("calls.change_line", actor=actor, subject=line, why=why):
        line.outcome, line.why = outcome, why.strip()[:500]
        asked = grant_fen if grant_fen is not None else grant_of(line.application)
        line.grant_fen = asked if outcome == Outcome.FUND else None
        line.save(update_fields=["outcome", "why", "grant_fen"])
    return line
