"""Reports: starting, writing, evidence, handing in, deciding. Every action with the right and the wrong people."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile

from factories import MembershipFactory, PeriodFactory, ReportFactory, TargetFactory
from xinzhi.core.models import ActionRecord
from xinzhi.core.roles import Role
from xinzhi.plan.actions import (
    accept_report,
    attach_evidence,
    edit_report,
    press_duty,
    remove_evidence,
    return_report,
    start_report,
    submit_report,
)
from xinzhi.plan.actions.attach_evidence import shown_name
from xinzhi.plan.models import Figure, PressState, Report
from xinzhi.plan.queries import board, effects, since_returned
from xinzhi.plan.queries import records as story


def test_start_gives_one_draft(world, records):
    report = world.draft()
    assert (report.state, report.author) == ("draft", world.officer)
    assert start_report(actor=world.colleague, duty=world.duty, period=world.period) == report
    assert [r.verb for r in records(report)] == ["plan.start_report"]


def test_start_is_for_the_department_alone(world):
    for person in world.wrong_people(world.officer):
        with pytest.raises(PermissionDenied):
            start_report(actor=person, duty=world.duty, period=world.period)
    assert Report.objects.count() == 0


def test_start_refuses_another_plans_period(world):
    with pytest.raises(ValidationError) as error:
        start_report(actor=world.officer, duty=world.duty, period=PeriodFactory())
    assert error.value.code == "plan"


def test_edit_replaces_the_figures_and_says_so(world, records):
    report = world.written(3)
    edit_report(
        actor=world.colleague, report=report, text="四家。", assessment="behind", figures=[world.figure(4, note="")]
    )
    report.refresh_from_db()
    assert (report.text, report.assessment) == ("四家。", "behind")
    assert [(f.target, f.value) for f in report.figures.all()] == [(world.target, Decimal(4))]
    changes = records(report)[-1].changes
    assert changes["figures"] == [
        {"platforms": ["3", "2026-03-31", "新建平台"]},
        {"platforms": ["4", "2026-03-31", ""]},
    ]
    assert changes["assessment"] == ["on_track", "behind"]


def test_edit_is_for_the_department_alone(world):
    report = world.draft()
    for person in world.wrong_people(world.officer):
        with pytest.raises(PermissionDenied):
            edit_report(actor=person, report=report, text="x", assessment="done")
    report.refresh_from_db()
    assert report.text == ""


@pytest.mark.parametrize("state", ["submitted", "accepted"])
def test_edit_ends_with_handing_in(world, state):
    report = getattr(world, state)()
    with pytest.raises(PermissionDenied):
        edit_report(actor=world.officer, report=report, text="x", assessment="done")


def test_edit_names_the_row_and_field_that_is_wrong(world):
    report = world.draft()
    total = TargetFactory(plan=world.plan, rule="parts")
    figures = [
        world.figure(value=Decimal(-1)),
        world.figure(target=TargetFactory()),
        world.figure(target=TargetFactory(plan=world.plan), as_of=dt.date(2026, 4, 1)),
        world.figure(target=total),
        world.figure(target=TargetFactory(plan=world.plan)),
    ]
    with pytest.raises(ValidationError) as error:
        edit_report(actor=world.officer, report=report, text="", assessment="well", figures=figures)
    wrong = {"assessment", "figures.0.value", "figures.1.target", "figures.2.as_of", "figures.3.target"}
    assert set(error.value.error_dict) == wrong
    assert Figure.objects.count() == 0


def test_edit_refuses_a_target_twice_on_both_rows(world):
    with pytest.raises(ValidationError) as error:
        edit_report(
            actor=world.officer,
            report=world.draft(),
            text="",
            assessment="",
            figures=[world.figure(1), world.figure(2)],
        )
    assert set(error.value.error_dict) == {"figures.0.target", "figures.1.target"}


def test_edit_never_overwrites_a_colleague_unawares(world):
    mine = world.draft()
    theirs = Report.objects.get(pk=mine.pk)
    edit_report(actor=world.colleague, report=theirs, text="theirs", assessment="")
    with pytest.raises(ValidationError) as error:
        edit_report(actor=world.officer, report=mine, text="mine", assessment="")
    assert error.value.code == "stale"
    assert Report.objects.get(pk=mine.pk).text == "theirs"


def test_evidence_is_kept_once_with_its_name(world, records):
    report = world.draft()
    first, again = (
        attach_evidence(actor=world.officer, report=report, file=ContentFile(b"same"), name=name)
        for name in ("名单（第一批） 终稿.pdf", "copy.pdf")
    )
    assert first == again
    assert first.name == "名单（第一批） 终稿.pdf"
    assert records(report)[1].changes["evidence"][1]["name"] == first.name


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\图\\表.xlsx", "表.xlsx"),
        ("a\u202efdp.exe\n", "afdp.exe"),
        ("长" * 300 + ".pdf", "长" * 251 + ".pdf"),
    ],
)
def test_a_file_name_is_plain(given, kept):
    assert shown_name(given) == kept


@pytest.mark.parametrize("content", [b"", b"MZ\x90\x00"])
def test_evidence_refuses_empty_files_and_programs(world, content):
    report = world.draft()
    with pytest.raises(ValidationError):
        attach_evidence(actor=world.officer, report=report, file=ContentFile(content), name="x")
    assert report.evidence.count() == 0


def test_evidence_is_the_departments(world):
    report = world.written()
    piece = report.evidence.get()
    for person in world.wrong_people(world.officer):
        with pytest.raises(PermissionDenied):
            attach_evidence(actor=person, report=report, file=ContentFile(b"x"), name="x")
        with pytest.raises(PermissionDenied):
            remove_evidence(actor=person, evidence=piece)
    remove_evidence(actor=world.officer, evidence=piece)
    assert report.evidence.count() == 0


def test_submit_tells_the_plan_office_and_answers_pressings(world, records, told):
    press = press_duty(actor=world.office, duty=world.duty, text="请报送。")
    report = world.submitted()
    press.refresh_from_db()
    assert (report.state, report.submitted_by) == ("submitted", world.officer)
    assert (press.state, press.answered_by, bool(press.answer)) == (PressState.ANSWERED, world.officer, True)
    assert told(world.office) == ["plan.report_submitted"]
    assert told(world.officer) == ["plan.pressed"]
    assert records(report)[-1].changes["answered_pressings"] == [None, [press.pk]]


def test_submit_says_all_that_is_missing(world):
    report = world.draft()
    edit_report(actor=world.officer, report=report, text=" ", assessment="", figures=[world.figure()])
    with pytest.raises(ValidationError) as error:
        submit_report(actor=world.officer, report=report)
    assert len(error.value.messages) == 3


def test_submit_is_for_the_department_alone(world):
    report = world.written()
    for person in world.wrong_people(world.officer):
        with pytest.raises(PermissionDenied):
            submit_report(actor=person, report=report)


def test_return_needs_a_reason_and_tells_it(world, records, told):
    report = world.submitted()
    with pytest.raises(ValidationError) as error:
        return_report(actor=world.office, report=report, why=" ")
    assert error.value.code == "reason"
    return_report(actor=world.office, report=report, why="请补充名单。")
    assert (report.state, report.decision_note, report.decided_by) == ("returned", "请补充名单。", world.office)
    assert told(world.officer) == told(world.colleague) == ["plan.report_returned"]
    assert (records(report)[-1].verb, records(report)[-1].why) == ("plan.return_report", "请补充名单。")


@pytest.mark.parametrize("action", [accept_report, return_report])
def test_only_the_plan_office_decides(world, action):
    report = world.submitted()
    for person in world.wrong_people(world.office):
        with pytest.raises(PermissionDenied):
            action(actor=person, report=report, why="x")
    report.refresh_from_db()
    assert report.state == "submitted"


@pytest.mark.parametrize("who", ["officer", "colleague"])
def test_nobody_who_wrote_decides(world, who):
    """Also when the same person holds the plan office's role."""
    report = world.written()
    edit_report(actor=world.colleague, report=report, text="改过", assessment="done", figures=[world.figure()])
    submit_report(actor=world.officer, report=report)
    MembershipFactory(user=getattr(world, who), organisation=world.department, role=Role.PLAN_OFFICE)
    writer = type(world.officer).objects.get(pk=getattr(world, who).pk)
    with pytest.raises(PermissionDenied):
        accept_report(actor=writer, report=report)


def test_a_colleague_who_wrote_nothing_may_decide(world):
    MembershipFactory(user=world.colleague, organisation=world.department, role=Role.PLAN_OFFICE)
    assert accept_report(actor=world.colleague, report=world.submitted()).state == "accepted"


def test_accept_moves_the_target(world, told):
    report = world.submitted(3)
    assert board(world.plan).target("platforms").current.value == 0
    accept_report(actor=world.office, report=report, why="核实。")
    row = board(world.plan).target("platforms")
    assert row.current.value == 3
    assert [(c.counted, c.why) for c in row.current.lineage] == [(True, "added")]
    assert told(world.officer) == ["plan.report_accepted"]


@pytest.mark.parametrize("state", ["draft", "returned", "accepted"])
def test_accept_from_submitted_only(world, state):
    with pytest.raises(ValidationError) as error:
        accept_report(actor=world.office, report=getattr(world, state)())
    assert error.value.code == "state"


def test_two_deciders_do_not_cross(world):
    report = world.submitted()
    late = Report.objects.get(pk=report.pk)
    return_report(actor=world.office, report=report, why="补充")
    with pytest.raises(ValidationError) as error:
        accept_report(actor=world.office, report=late)
    assert error.value.code == "stale"
    assert Report.objects.get(pk=report.pk).state == "returned"


def test_effects_are_what_accepting_does(world):
    world.accepted(2)
    following = PeriodFactory(plan=world.plan, begins=dt.date(2026, 4, 1), label="2026Q2")
    world.period = following
    report = world.submitted(5)
    (effect,) = effects(report, today=dt.date(2026, 11, 1))
    assert (effect.before.current.value, effect.after.current.value, effect.counts) == (2, 7, True)
    accept_report(actor=world.office, report=report)
    assert board(world.plan, today=dt.date(2026, 11, 1)).target("platforms").current.value == 7


def test_effects_reach_the_parent_that_sums_its_parts(world):
    world.target.parent = TargetFactory(plan=world.plan, key="all", rule="parts")
    world.target.save()
    found = {e.target.key: e.difference for e in effects(world.submitted(4))}
    assert found == {"all": 4, "platforms": 4}


def test_effects_say_when_a_figure_does_not_count(world):
    world.target.cadence = "yearly"
    world.target.save()
    (effect,) = effects(world.submitted(4), today=dt.date(2027, 2, 1))
    assert (effect.difference, effect.counts) == (0, False)


def test_what_changed_since_the_return(world):
    report = world.returned()
    assert since_returned(report, story(report)) == []
    edit_report(
        actor=world.officer, report=report, text="本季度建成四家。", assessment="on_track", figures=[world.figure(4)]
    )
    attach_evidence(actor=world.officer, report=report, file=ContentFile(b"list"), name="名单.csv")
    submit_report(actor=world.officer, report=report)
    changes = [(c.before, c.after) for c in since_returned(report, story(report))]
    english = "Target" in changes[1][0]
    named = f"{world.target.name_en}: " if english else f"{world.target.name}："
    assert changes == [
        ("本季度建成三家。", "本季度建成四家。"),
        (f"{named}3 · 2026-03-31 · 新建平台", f"{named}4 · 2026-03-31 · 新建平台"),
        ("", "名单.csv"),
    ]


def test_a_failed_action_leaves_no_record(world):
    report = world.submitted()
    count = ActionRecord.objects.count()
    with pytest.raises(ValidationError):
        return_report(actor=world.office, report=report, why="")
    assert ActionRecord.objects.count() == count


def test_a_simulated_report_is_recorded_as_such(world, records):
    report = start_report(actor=world.officer, duty=world.duty, period=world.period, simulated=True)
    assert records(report)[0].simulated
    assert not ReportFactory().simulated
