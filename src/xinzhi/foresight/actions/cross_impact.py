"""A cross-impact workshop: made, opened, entered by the panel, closed and counted."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.core.actions import notify
from xinzhi.foresight.engine.cross_impact.group import STRENGTHS
from xinzhi.foresight.models import (
    CrossImpactEntry,
    CrossImpactEvent,
    CrossImpactWorkshop,
    DelphiSeat,
    DelphiStatement,
    DelphiSurvey,
)
from xinzhi.foresight.queries.cross_impact import compute
from xinzhi.foresight.workflows_delphi import WORKSHOP
from xinzhi.ledger.actions import enter
from xinzhi.ledger.engine.canonical import canonical

from .delphi_locking import lock

EVENTS_MOST = 12


def make_workshop(
    *,
    actor: Any,
    survey: DelphiSurvey,
    name: str,
    name_en: str = "",
    horizon: int,
    statements: Iterable[DelphiStatement],
) -> CrossImpactWorkshop:
    """A workshop being prepared, on statements of the survey: that each comes true by the year `horizon`.

    Raises PermissionDenied (who runs the survey) and ValidationError: no name, a year that has passed, fewer than two or
    more than twelve statements, statements of another survey, a survey given up.
    """
    require(actor, "foresight.run_delphi", survey)
    chosen = list(dict.fromkeys(statements))
    problems: dict[str, str] = {}
    if not name.strip():
        problems["name"] = _("Give it a name.")
    if not timezone.localdate().year <= horizon <= 2100:
        problems["horizon"] = _("Give a year from this one to 2100.")
    if not 2 <= len(chosen) <= EVENTS_MOST or any(s.survey_id != survey.pk for s in chosen):
        problems["statements"] = _("Choose 2 to %(n)d statements of the survey.") % {"n": EVENTS_MOST}
    if problems:
        raise ValidationError(problems)
    if survey.state in {"refused", "discarded"}:
        raise ValidationError(_("The survey is over."), code="state")
    workshop = CrossImpactWorkshop(
        survey=survey,
        name=name.strip()[:300],
        name_en=name_en.strip()[:300],
        horizon=horizon,
        made_by=actor,
        simulated=survey.simulated,
    )
    with recorded("foresight.make_workshop", actor=actor, subject=workshop, new=True):
        workshop.save()
        for position, statement in enumerate(chosen):
            CrossImpactEvent.objects.create(workshop=workshop, statement=statement, position=position)
    return workshop


def open_workshop(*, actor: Any, workshop: CrossImpactWorkshop) -> CrossImpactWorkshop:
    """The workshop, open to the survey's panel, which is told. Raises PermissionDenied, ValidationError (the table)."""
    step = WORKSHOP.check(workshop, "open", actor=actor)
    with recorded("foresight.open_workshop", actor=actor, subject=workshop):
        lock(workshop, state=workshop.state)
        workshop.state = step.target
        workshop.save()
        for seat in workshop.survey.seats.filter(state="accepted").select_related("user"):
            notify(
                recipients=[seat.user],
                kind="foresight.workshop",
                title=_("A cross-impact workshop is open: %(name)s") % {"name": workshop.label},
                url=reverse("foresight:my_workshop", args=[workshop.pk]),
            )
    return workshop


def enter_cross_impact(
    *,
    actor: Any,
    workshop: CrossImpactWorkshop,
    seat: DelphiSeat,
    probabilities: Mapping[int, int | None],
    strengths: Mapping[tuple[int, int], int | None],
) -> CrossImpactEntry:
    """What an expert enters, as it stands until the workshop is closed.

    Percentages by position of the event, strengths by (cause, event). What is left open counts as no impact; the entry is
    whole once every event has a percentage.

    Raises PermissionDenied (the expert) and ValidationError: not open, not on its panel, a value out of range.
    """
    require(actor, "foresight.answer_delphi", seat)
    if seat.survey_id != workshop.survey_id or seat.state != "accepted":
        raise ValidationError(_("You are not on this panel."), code="state")
    n = workshop.events.count()
    said = {i: p for i, p in probabilities.items() if p is not None}
    links = {pair: s for pair, s in strengths.items() if s}
    if any(not 0 <= i < n or not 1 <= p <= 99 for i, p in said.items()):
        raise ValidationError(_("Probabilities are whole percentages from 1 to 99."), code="probability")
    if any(j == i or not 0 <= j < n or not 0 <= i < n or s not in STRENGTHS for (j, i), s in links.items()):
        raise ValidationError(_("Strengths go from −3 to 3."), code="strength")
    with recorded("foresight.enter_cross_impact", actor=actor, subject=seat):
        stored = CrossImpactWorkshop.objects.select_for_update().get(pk=workshop.pk)
        if stored.state != "open":
            raise ValidationError(_("The workshop is not open."), code="closed")
        entry, _made = CrossImpactEntry.objects.update_or_create(
            workshop=workshop,
            seat=seat,
            defaults={
                "probabilities": {str(i): p for i, p in said.items()},
                "strengths": {f"{j}-{i}": s for (j, i), s in links.items()},
                "is_whole": len(said) == n,
            },
        )
    return entry


def close_workshop(*, actor: Any, workshop: CrossImpactWorkshop) -> CrossImpactWorkshop:
    """The workshop, closed and counted; entries lose their owners. The digest of the results is entered in the log.

    Raises PermissionDenied (who runs the survey) and ValidationError: not open, too few whole entries.
    """
    step = WORKSHOP.check(workshop, "close", actor=actor)
    with recorded("foresight.close_workshop", actor=actor, subject=workshop):
        lock(workshop, state=workshop.state)
        workshop.results = compute(workshop)
        workshop.digest = hashlib.sha256(canonical(workshop.results)).hexdigest()
        workshop.entries.update(seat=None)
        workshop.state, workshop.closed_at = step.target, timezone.now()
        workshop.save()
        content = {"workshop": workshop.name, "results_sha256": workshop.digest, "simulated": workshop.simulated}
        enter(actor=actor, subject=workshop, content=content, simulated=workshop.simulated)
    return workshop


def discard_workshop(*, actor: Any, workshop: CrossImpactWorkshop, why: str) -> CrossImpactWorkshop:
    """The workshop, given up; entries lose their owners. Raises PermissionDenied, ValidationError (no reason, over)."""
    step = WORKSHOP.check(workshop, "discard", actor=actor, why=why)
    with recorded("foresight.discard_workshop", actor=actor, subject=workshop, why=why):
        lock(workshop, state=workshop.state)
        workshop.entries.update(seat=None)
        workshop.state, workshop.closed_at = step.target, timezone.now()
        workshop.save()
    return workshop
