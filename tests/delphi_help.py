"""A Delphi survey for tests: its people, and how it gets somewhere quickly."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from factories import OrganisationFactory, person
from xinzhi.core.roles import Role
from xinzhi.foresight.actions.answer_delphi import answer_delphi
from xinzhi.foresight.actions.answer_seat import accept_seat
from xinzhi.foresight.actions.close_delphi import approve_delphi, close_delphi
from xinzhi.foresight.actions.delphi_panel import invite_experts
from xinzhi.foresight.actions.delphi_rounds import close_round, close_statements, open_round
from xinzhi.foresight.actions.delphi_statements import add_statements
from xinzhi.foresight.actions.make_delphi import make_delphi
from xinzhi.foresight.models import DelphiSeat, DelphiSurvey

NAMES = ("室温量子传感芯片", "全固态电池", "脑机接口康复系统")
REASON = "关键材料的良率在三年内难以过关"


@dataclass
class World:
    organisation: Any
    manager: Any
    office: Any
    survey: DelphiSurvey
    seats: list[DelphiSeat] = field(default_factory=list)

    @property
    def statements(self) -> list[Any]:
        return list(self.survey.statements.order_by("number"))


def world(*, experts: int = 6, names: tuple[str, ...] = NAMES, groups: tuple[str, ...] = ("",), **more: Any) -> World:
    """A survey in preparation with its statements, and a panel of experts who have accepted."""
    organisation = OrganisationFactory()
    manager, office = person(Role.ANALYST, organisation), person(Role.PLAN_OFFICE)
    survey = make_delphi(actor=manager, organisation=organisation, sheet="technology", name="未来技术调查", **more)
    rows = [
        {"name": n, "name_en": f"Technology {k}", "text": "说明", "subject_kind": "t", "subject_key": f"k{k}"}
        for k, n in enumerate(names)
    ]
    add_statements(actor=manager, survey=survey, rows=rows)
    w = World(organisation, manager, office, survey)
    for n in range(experts):
        seat = invite_experts(actor=manager, survey=survey, users=[person(Role.EXPERT)], group=groups[n % len(groups)])[
            0
        ]
        accept_seat(actor=seat.user, seat=seat)
        w.seats.append(seat)
    return w


def opened(w: World) -> Any:
    return open_round(actor=w.manager, survey=w.survey, due=timezone.localdate() + dt.timedelta(days=7))


def say(seat: DelphiSeat, statement: Any, importance: int = 4, time: Any = 2032, reason: str = "", **more: Any) -> Any:
    values = {"expertise": "medium", "importance": str(importance), "time": time, "constraints": ["money"], **more}
    return answer_delphi(actor=seat.user, seat=seat, statement=statement, values=values, reason=reason)


def held(w: World, scores: tuple[int, ...] = (4, 4, 4, 4, 5, 1), reason: str = REASON) -> Any:
    """A round opened, answered by all (the last one with a reason) and closed."""
    round_ = opened(w)
    for statement in w.survey.statements.filter(state="open"):
        for n, seat in enumerate(w.seats):
            if not seat.conflicts.filter(statement=statement).exists():
                last = n == len(w.seats) - 1
                say(seat, statement, scores[n % len(scores)], 2030 + n, reason if last else "")
    return close_round(actor=w.manager, round_=round_)


def finished(w: World) -> World:
    """Two rounds, whatever is ripe closed, and the survey closed."""
    held(w)
    round_ = held(w)
    ripe = [s for s in w.statements if round_.report["statements"][str(s.pk)]["proposal"]["close"]]
    close_statements(actor=w.manager, survey=w.survey, statements=ripe)
    close_delphi(actor=w.manager, survey=w.survey)
    return w


def approved(w: World, *, public: bool = False) -> World:
    approve_delphi(actor=w.office, survey=finished(w).survey, public=public)
    return w
