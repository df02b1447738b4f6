"""Who may do what with Delphi surveys, and what each person may see.

Analysts of the conducting organisation and the plan office run a survey, the plan office approves its results by a second
person. Who sits on a panel does not run it. Nobody at all sees who answered what.
"""

from typing import Any

import rules
from django.db.models import Q, QuerySet

from xinzhi.core.roles import Role, has_role, organisations_of
from xinzhi.core.rules import is_plan_office
from xinzhi.registry.models import Organisation

from .models import CrossImpactWorkshop, DelphiSeat, DelphiSurvey

_OVERSEERS = (Role.PLAN_OFFICE, Role.AUDITOR)
# A panellist of these states has been asked and has not refused.
SITTING = ("invited", "accepted")


def survey_of(thing: Any) -> DelphiSurvey | None:
    """The survey that a thing belongs to: itself, or that of a statement, seat, round or workshop."""
    if isinstance(thing, DelphiSurvey):
        return thing
    found = getattr(thing, "survey", None)
    return found if isinstance(found, DelphiSurvey) else None


@rules.predicate
def conducts(user: Any, thing: Any) -> bool:
    """An analyst of the conducting organisation (or of this organisation)."""
    survey = survey_of(thing)
    body = thing.pk if isinstance(thing, Organisation) else survey.organisation_id if survey else None
    return body is not None and has_role(user, Role.ANALYST, organisation_id=body)


@rules.predicate
def is_no_panellist(user: Any, thing: Any) -> bool:
    """Not on the panel of the survey."""
    survey = survey_of(thing)
    return survey is None or not survey.seats.filter(user=user.pk, state__in=SITTING).exists()


@rules.predicate
def closed_by_another(user: Any, thing: Any) -> bool:
    return getattr(thing, "closed_by_id", None) != user.pk


@rules.predicate
def holds_seat(user: Any, thing: Any) -> bool:
    """The expert whose seat it is."""
    return isinstance(thing, DelphiSeat) and thing.user_id == user.pk and has_role(user, Role.EXPERT)


@rules.predicate
def oversees(user: Any) -> bool:
    return has_role(user, *_OVERSEERS)


rules.add_perm("foresight.make_delphi", conducts | is_plan_office)
rules.add_perm("foresight.run_delphi", (conducts | is_plan_office) & is_no_panellist)
rules.add_perm("foresight.decide_delphi", is_plan_office & closed_by_another & is_no_panellist)
rules.add_perm("foresight.answer_delphi", holds_seat)
rules.add_perm("foresight.see_delphi_desk", (conducts | oversees) & is_no_panellist)


def visible_surveys(user: Any) -> QuerySet[DelphiSurvey]:
    """Public results for everyone; approved ones for analysts and the panel; the others for who runs or oversees them.

    An expert's own running survey is reached by the seat, see `own_seats`.
    """
    public = Q(state="approved", public=True)
    if user is None or not user.is_authenticated or not user.is_active:
        return DelphiSurvey.objects.filter(public)
    if has_role(user, *_OVERSEERS):
        return DelphiSurvey.objects.all()
    rows = public | Q(organisation__in=organisations_of(user, Role.ANALYST))
    if has_role(user, Role.ANALYST):
        rows |= Q(state="approved")
    seated = DelphiSeat.objects.filter(user=user, state__in=SITTING)
    return DelphiSurvey.objects.filter(rows | Q(state="approved", pk__in=seated.values("survey")))


def sees_inside(user: Any, survey: DelphiSurvey) -> bool:
    """Whether reasons and groups of approved results are shown: analysts, those who oversee, and the panel."""
    if user is None or not user.is_authenticated:
        return False
    inside = has_role(user, Role.ANALYST, *_OVERSEERS)
    return inside or survey.seats.filter(user=user, state__in=SITTING).exists()


def own_seats(user: Any) -> QuerySet[DelphiSeat]:
    """The seats of an expert; none for who is no expert any more."""
    if user is None or not has_role(user, Role.EXPERT):
        return DelphiSeat.objects.none()
    return DelphiSeat.objects.filter(user=user)


def visible_workshops(user: Any) -> QuerySet[CrossImpactWorkshop]:
    """The workshops of surveys that the user runs or oversees; closed ones for all analysts too."""
    if user is None or not user.is_authenticated or not user.is_active:
        return CrossImpactWorkshop.objects.none()
    if has_role(user, *_OVERSEERS):
        return CrossImpactWorkshop.objects.all()
    rows = Q(survey__organisation__in=organisations_of(user, Role.ANALYST))
    if has_role(user, Role.ANALYST):
        rows |= Q(state="closed")
    seated = DelphiSeat.objects.filter(user=user, state="accepted")
    return CrossImpactWorkshop.objects.filter(rows | Q(state="closed", survey__in=seated.values("survey")))
