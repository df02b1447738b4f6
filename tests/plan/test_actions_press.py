"""Pressing a department, its answer, its end; periods; the weekly digest; targets and pilots."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from factories import CityFactory, MeasureFactory, PeriodFactory, TargetFactory
from xinzhi.core.workdays import add_workdays, is_workday
from xinzhi.plan.actions import (
    MilestoneInput,
    answer_press,
    close_press,
    edit_target,
    next_level,
    open_period,
    press_duty,
    record_pilot,
    send_weekly_digest,
)
from xinzhi.plan.models import Period, PilotPolicy, PilotState, Press, PressLevel, PressState
from xinzhi.plan.queries import deadline, late_duties, next_quarter, pressing_words


def test_levels_rise_while_nobody_answers(world, told):
    sent = [press_duty(actor=world.office, duty=world.duty, text=f"第{n}次") for n in range(3)]
    assert [p.level for p in sent] == [PressLevel.REMIND, PressLevel.PRESS, PressLevel.SUPERVISE]
    assert next_level(world.duty) is None
    with pytest.raises(ValidationError) as error:
        press_duty(actor=world.office, duty=world.duty, text="第4次")
    assert error.value.code == "level"
    assert told(world.officer) == ["plan.pressed"] * 3
    for press in sent:
        close_press(actor=world.office, press=press, why="已办结")
    assert next_level(world.duty) == PressLevel.REMIND


def test_press_is_recorded_with_its_words(world, records):
    press = press_duty(actor=world.office, duty=world.duty, text="请报送。")
    assert [(r.verb, r.why) for r in records(press)] == [("plan.press_duty", "请报送。")]
    assert press.due > timezone.localdate()
    assert is_workday(press.due)


def test_press_and_close_are_the_plan_offices(world):
    press = press_duty(actor=world.office, duty=world.duty, text="请报送。")
    for person in world.wrong_people(world.office):
        with pytest.raises(PermissionDenied):
            press_duty(actor=person, duty=world.duty, text="x")
        with pytest.raises(PermissionDenied):
            close_press(actor=person, press=press, why="x")
    assert Press.objects.count() == 1


def test_press_needs_words(world):
    with pytest.raises(ValidationError) as error:
        press_duty(actor=world.office, duty=world.duty, text=" ")
    assert set(error.value.error_dict) == {"text"}


def test_answer_is_the_departments(world, told, records):
    press = press_duty(actor=world.office, duty=world.duty, text="请报送。")
    for person in world.wrong_people(world.officer):
        with pytest.raises(PermissionDenied):
            answer_press(actor=person, press=press, answer="x")
    with pytest.raises(ValidationError):
        answer_press(actor=world.officer, press=press, answer="")
    answer_press(actor=world.officer, press=press, answer="下周报送。")
    assert (press.state, press.answer, press.answered_by) == (PressState.ANSWERED, "下周报送。", world.officer)
    assert told(world.office) == ["plan.press_answered"]
    assert [r.verb for r in records(press)] == ["plan.press_duty", "plan.answer_press"]
    with pytest.raises(ValidationError) as error:
        answer_press(actor=world.officer, press=press, answer="又答")
    assert error.value.code == "state"


def test_close_an_unanswered_one_with_a_reason_only(world):
    press = press_duty(actor=world.office, duty=world.duty, text="请报送。")
    with pytest.raises(ValidationError) as error:
        close_press(actor=world.office, press=press)
    assert set(error.value.error_dict) == {"why"}
    close_press(actor=world.office, press=press, why="误发")
    assert press.state == PressState.CLOSED
    with pytest.raises(ValidationError):
        close_press(actor=world.office, press=press, why="again")


def test_late_duties_and_their_letter(world):
    PeriodFactory(plan=world.plan, begins=dt.date(2026, 4, 1), label="2026Q2", due=dt.date(2026, 7, 14))
    day = dt.date(2026, 7, 16)
    (row,) = late_duties([world.plan], today=day)
    assert (row.duty, [o.period.label for o in row.late], row.press) == (world.duty, ["2026Q1", "2026Q2"], None)
    words = pressing_words(world.duty, row.late)
    assert "2026Q1" in words
    assert world.period.due.isoformat() in words
    press = press_duty(actor=world.office, duty=world.duty, text=words)
    assert late_duties([world.plan], today=day)[0].press == press
    assert late_duties([world.plan], today=world.period.due) == []


def test_period_is_due_some_working_days_later(world, records):
    period = open_period(
        actor=world.office, plan=world.plan, label="2026Q3", begins=dt.date(2026, 7, 1), ends=dt.date(2026, 9, 30)
    )
    assert period.due == add_workdays(dt.date(2026, 9, 30), 10)
    assert [r.verb for r in records(period)] == ["plan.open_period"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends": dt.date(2026, 6, 30)}, "ends"),
        ({"label": ""}, "label"),
        ({"label": "长" * 21}, "label"),
        ({"label": "2026Q1"}, "label"),
        ({"begins": dt.date(2026, 3, 31)}, "begins"),
    ],
)
def test_period_refuses(world, changes, field):
    values = {"label": "2026Q3", "begins": dt.date(2026, 7, 1), "ends": dt.date(2026, 9, 30), **changes}
    with pytest.raises(ValidationError) as error:
        open_period(actor=world.office, plan=world.plan, **values)
    assert set(error.value.error_dict) == {field}
    assert Period.objects.count() == 1


def test_period_is_the_plan_offices(world):
    for person in world.wrong_people(world.office):
        with pytest.raises(PermissionDenied):
            open_period(actor=person, plan=world.plan, label="x", begins=dt.date(2027, 1, 1), ends=dt.date(2027, 1, 2))


@pytest.mark.parametrize(
    ("last", "label", "begins", "ends"),
    [
        (dt.date(2026, 3, 31), "2026Q2", dt.date(2026, 4, 1), dt.date(2026, 6, 30)),
        (dt.date(2026, 9, 30), "2026Q4", dt.date(2026, 10, 1), dt.date(2026, 12, 31)),
        (dt.date(2026, 12, 31), "2027Q1", dt.date(2027, 1, 1), dt.date(2027, 3, 31)),
        (dt.date(2026, 7, 31), "2026Q3", dt.date(2026, 8, 1), dt.date(2026, 9, 30)),
    ],
)
def test_next_quarter_follows_the_last_period(world, last, label, begins, ends):
    Period.objects.update(ends=last)
    proposal = next_quarter(world.plan, today=dt.date(2030, 1, 1))
    assert (proposal.label, proposal.begins, proposal.ends) == (label, begins, ends)


def test_deadline_names_the_holidays_between():
    found = deadline(dt.date(2025, 9, 30), 10)
    assert (found.day, found.certain) == (add_workdays(dt.date(2025, 9, 30), 10), True)
    assert found.off[0] == dt.date(2025, 10, 1)
    assert found.makeup == (dt.date(2025, 10, 11),)


def test_digest_once_a_week_to_those_concerned(world, told):
    assert send_weekly_digest(actor=world.office, today=dt.date(2026, 5, 6)) == 3
    assert told(world.officer) == told(world.colleague) == told(world.office) == ["plan.weekly"]
    assert told(world.outsider) == told(world.nobody) == []
    with pytest.raises(PermissionDenied):
        send_weekly_digest(actor=world.officer)


def _target(world, **changes):
    values = {
        "lead": world.department,
        "rule": "sum",
        "baseline": Decimal(5),
        "baseline_on": dt.date(2023, 12, 31),
        "baseline_source": "统计年鉴",
        "milestones": [MilestoneInput(dt.date(2026, 12, 31), Decimal(30))],
        "why": "核定基数",
    }
    return {"actor": world.office, "target": world.target, **values, **changes}


def test_target_is_set_with_its_milestones(world, records):
    edit_target(**_target(world))
    world.target.refresh_from_db()
    assert (world.target.lead, world.target.baseline) == (world.department, Decimal(5))
    assert [(m.due, m.value) for m in world.target.milestones.all()] == [(dt.date(2026, 12, 31), Decimal(30))]
    assert records(world.target)[-1].changes["milestones"] == [[], [["2026-12-31", "30"]]]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"why": ""}, "why"),
        ({"baseline_source": ""}, "baseline_source"),
        ({"baseline_on": None}, "baseline_source"),
        ({"milestones": [MilestoneInput(dt.date(2026, 1, 1), Decimal(1))] * 2}, "milestones"),
        ({"milestones": [MilestoneInput(dt.date(2028, 1, 1), Decimal(1))]}, "milestones"),
        ({"rule": "parts"}, "rule"),
        ({"rule": "average"}, "rule"),
    ],
)
def test_target_refuses(world, changes, field):
    with pytest.raises(ValidationError) as error:
        edit_target(**_target(world, **changes))
    assert set(error.value.error_dict) == {field}


def test_target_is_the_plan_offices(world):
    for person in world.wrong_people(world.office):
        with pytest.raises(PermissionDenied):
            edit_target(**_target(world, actor=person))


def test_parts_rule_where_there_are_parts(world):
    TargetFactory(plan=world.plan, parent=world.target)
    assert edit_target(**_target(world, rule="parts")).rule == "parts"


def _pilot(world, **changes):
    values = {
        "measure": world.measure,
        "city": CityFactory(),
        "organisation": world.department,
        "name": "先行先试",
        "content": "试行",
        "source": "通知",
    }
    return PilotPolicy(**{**values, **changes})


def test_pilot_by_the_office_and_by_who_tries_it(world, records):
    first = record_pilot(actor=world.office, pilot=_pilot(world, organisation=None))
    second = record_pilot(actor=world.officer, pilot=_pilot(world))
    assert (first.recorded_by, second.recorded_by) == (world.office, world.officer)
    second.state, second.result = PilotState.ENDED, "未达预期"
    record_pilot(actor=world.officer, pilot=second, why="试点结束")
    last = records(second)[-1]
    assert (last.why, last.changes["state"]) == ("试点结束", ["proposed", "ended"])


def test_pilot_is_not_for_others(world):
    for person in world.wrong_people(world.office, world.officer):
        with pytest.raises(PermissionDenied):
            record_pilot(actor=person, pilot=_pilot(world))
    assert PilotPolicy.objects.count() == 0


def test_pilot_is_not_taken_over_by_naming_oneself(world):
    pilot = record_pilot(actor=world.officer, pilot=_pilot(world))
    pilot.organisation, pilot.name = world.other, "改名"
    with pytest.raises(PermissionDenied):
        record_pilot(actor=world.outsider, pilot=pilot)
    assert PilotPolicy.objects.get().name == "先行先试"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"begins": dt.date(2026, 2, 1), "ends": dt.date(2026, 1, 1)}, "ends"),
        ({"state": PilotState.ENDED}, "result"),
        ({"source": ""}, "source"),
    ],
)
def test_pilot_refuses(world, changes, field):
    with pytest.raises(ValidationError) as error:
        record_pilot(actor=world.office, pilot=_pilot(world, **changes))
    assert set(error.value.error_dict) == {field}


def test_measures_of_other_plans_are_no_ones_duty(world):
    assert late_duties([MeasureFactory().plan], today=dt.date(2030, 1, 1)) == []
