"""Simulated experts, marked as such, who answer a survey through the same actions as people: for demonstrations and tests."""

import datetime as dt
import random
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from xinzhi.core.models import User
from xinzhi.core.roles import Role
from xinzhi.registry.models import Membership

from .actions.answer_delphi import answer_delphi
from .actions.answer_seat import accept_seat
from .actions.close_delphi import close_delphi
from .actions.cross_impact import enter_cross_impact
from .actions.declare_delphi_conflict import declare_delphi_conflict
from .actions.delphi_panel import invite_experts
from .actions.delphi_rounds import close_round, close_statements, open_round
from .engine.delphi import NEVER, UNKNOWN
from .engine.delphi.sheet import SCALE, TIME, Question
from .models import CrossImpactWorkshop, DelphiSeat, DelphiStatement, DelphiSurvey
from .queries.delphi import last_closed, report_in

GROUPS = ("高校", "企业")
REASONS = {
    "high": "（模拟）本省产业链配套较好，推广会比预期快。",
    "low": "（模拟）关键部件仍依赖外部，成本下降慢于预期。",
}


def simulate_experts(survey: DelphiSurvey, n: int = 10) -> list[User]:
    """So many marked demonstration accounts with the role of an expert in the conducting organisation.

    ValidationError for a survey that is not simulated: real and simulated voices are never mixed.
    """
    if not survey.simulated:
        raise ValidationError("Simulated experts answer simulated surveys only.", code="simulated")
    found = []
    for number in range(1, n + 1):
        user, made = User.objects.get_or_create(
            username=f"simulated-expert-{number}", defaults={"display_name": f"模拟专家{number}", "simulated": True}
        )
        if made:
            user.set_unusable_password()
            user.save()
        Membership.objects.get_or_create(user=user, organisation=survey.organisation, role=Role.EXPERT)
        found.append(user)
    return found


def simulate_panel(
    survey: DelphiSurvey, users: Sequence[User], *, actor: Any = None, seed: int = 1
) -> list[DelphiSeat]:
    """The experts asked in two groups, all accepting, one of them (by the seed) with a declared conflict."""
    half = (len(users) + 1) // 2
    seats = [
        *invite_experts(actor=actor, survey=survey, users=users[:half], group=GROUPS[0]),
        *(invite_experts(actor=actor, survey=survey, users=users[half:], group=GROUPS[1]) if users[half:] else []),
    ]
    for seat in seats:
        accept_seat(actor=seat.user, seat=seat)
    rng = random.Random(seed)  # noqa: S311  a simulation that can be repeated, no secret
    statement = rng.choice(list(survey.statements.order_by("number")))
    declare_delphi_conflict(
        actor=seats[-1].user, seat=seats[-1], statement=statement, why="（模拟）参与该技术的在研项目"
    )
    return seats


def simulate_round(survey: DelphiSurvey, seats: Sequence[DelphiSeat], *, seed: int = 1) -> int:
    """How many answers the seats gave in the open round; the same seed gives the same answers.

    Each statement has a hidden middle, each expert a lean of their own; from the second round on most move towards the
    group's last median, and who stays outside the middle half says why.
    """
    before, given = last_closed(survey), 0
    for place, seat in enumerate(seats):
        barred = set(seat.conflicts.values_list("statement", flat=True))
        for statement in survey.statements.filter(state="open").exclude(pk__in=barred).order_by("number"):
            answer_delphi(
                actor=seat.user, seat=seat, statement=statement, **_say(survey, statement, place, before, seed)
            )
            given += 1
    return given


def simulate_survey(survey: DelphiSurvey, *, actor: Any = None, experts: int = 10, seed: int = 1) -> DelphiSurvey:
    """A survey in preparation taken through its rounds by simulated experts, until the stopping rule or the sheet ends it."""
    seats = simulate_panel(survey, simulate_experts(survey, experts), actor=actor, seed=seed)
    for _number in range(survey.sheet.stopping.rounds_most):
        round_ = open_round(actor=actor, survey=survey, due=timezone.localdate() + dt.timedelta(days=14))
        simulate_round(survey, seats, seed=seed)
        close_round(actor=actor, round_=round_)
        ripe = [s for s in survey.statements.filter(state="open") if report_in(round_, s)["proposal"]["close"]]
        close_statements(actor=actor, survey=survey, statements=ripe)
        if not survey.statements.filter(state="open").exists():
            break
    return close_delphi(actor=actor, survey=survey)


def simulate_workshop(workshop: CrossImpactWorkshop, seats: Sequence[DelphiSeat], *, seed: int = 1) -> None:
    """Entries of the seats in an open workshop; the same seed gives the same matrix."""
    n = workshop.events.count()
    shared = random.Random(seed)  # noqa: S311
    middle = [shared.randint(25, 75) for _ in range(n)]
    link = {(j, i): shared.choice((0, 0, 0, 1, 2, 3, -1)) for j in range(n) for i in range(n) if i != j}
    for place, seat in enumerate(seats):
        rng = random.Random(f"{seed}-{place}")  # noqa: S311
        enter_cross_impact(
            actor=seat.user,
            workshop=workshop,
            seat=seat,
            probabilities={i: min(95, max(5, middle[i] + rng.randint(-15, 15))) for i in range(n)},
            strengths={pair: min(3, max(-3, s + rng.choice((-1, 0, 0, 1)))) for pair, s in link.items()},
        )


def _say(survey: DelphiSurvey, statement: DelphiStatement, place: int, before: Any, seed: int) -> dict[str, Any]:
    shared = random.Random(f"{seed}-{statement.number}")  # noqa: S311
    own = random.Random(f"{seed}-{statement.number}-{place}")  # noqa: S311
    values: dict[str, Any] = {}
    told = report_in(before, statement).get("questions", {})
    side = ""
    for question in survey.sheet.questions:
        lean = shared.random()
        if question.kind == SCALE:
            values[question.key], side_here = _scale(question, lean, own, told.get(question.key, {}))
            side = side or (side_here if question.judged else "")
        elif question.kind == TIME:
            values[question.key] = _year(question, lean, own, told.get(question.key, {}))
        else:
            liked = sorted(question.options, key=lambda o: (shared.random() + own.random(), o.key))
            values[question.key] = [o.key for o in liked[: question.most or 2]]
    return {"values": values, "reason": REASONS.get(side, "")}


def _scale(question: Question, lean: float, own: random.Random, told: dict[str, Any]) -> tuple[str, str]:
    places = [o.value for o in question.options]
    first = round(places[0] + (0.35 + 0.6 * lean) * (places[-1] - places[0]) + own.gauss(0, 0.9))
    value = min(places[-1], max(places[0], first))
    stays = own.random() < 0.25
    if "median" in told and question.judged and not stays:
        value = round(told["median"] + (value - told["median"]) * 0.4)
    key = next(o.key for o in question.options if o.value == value)
    if "q1" not in told or not question.judged:
        return key, ""
    return key, "low" if value < told["q1"] else "high" if value > told["q3"] else ""


def _year(question: Question, lean: float, own: random.Random, told: dict[str, Any]) -> Any:
    luck, stays = own.random(), own.random() < 0.25
    if luck < 0.04:
        return UNKNOWN
    if luck < 0.08:
        return NEVER
    year = question.first + 3 + 12 * lean + own.gauss(0, 3)
    if isinstance(told.get("median"), int | float) and not stays:
        year = told["median"] + (year - told["median"]) * 0.4
    return int(min(question.last, max(question.first, round(year))))
