"""Pressings, overdue, periods, targets, pilots: who may come, what goes wrong, what is written."""

import datetime as dt

import pytest
from django.urls import reverse

from factories import CityFactory, DutyFactory, MeasureFactory
from xinzhi.plan.actions import press_duty
from xinzhi.plan.models import Milestone, Period, PilotPolicy, Press, PressLevel


def _press(world):
    return press_duty(actor=world.office, duty=world.duty, text="请报送。")


def test_a_letter_is_proposed_and_sent(client, world):
    client.force_login(world.office)
    address = reverse("plan:press_new", args=[world.duty.pk])
    page = client.get(address)
    assert "2026Q1" in page.context["form"].initial["text"]
    assert page.context["level"] == PressLevel.REMIND
    answer = client.post(address, {"text": "请尽快报送。"})
    press = Press.objects.get()
    assert (press.text, answer["Location"]) == ("请尽快报送。", reverse("plan:press", args=[press.pk]))


def test_an_empty_letter_is_marked(client, world):
    client.force_login(world.office)
    answer = client.post(reverse("plan:press_new", args=[world.duty.pk]), {"text": ""})
    assert list(answer.context["form"].errors) == ["text"]


@pytest.mark.parametrize("who", ["officer", "auditor", "nobody"])
def test_writing_a_letter_is_the_plan_offices(client, world, who):
    client.force_login(getattr(world, who))
    assert client.get(reverse("plan:press_new", args=[world.duty.pk])).status_code == 403


@pytest.mark.parametrize(
    ("who", "status", "answers", "closes"),
    [
        ("officer", 200, True, False),
        ("office", 200, False, True),
        ("auditor", 200, False, False),
        ("outsider", 404, None, None),
        ("nobody", 404, None, None),
    ],
)
def test_who_sees_a_pressing(client, world, who, status, answers, closes):
    press = _press(world)
    client.force_login(getattr(world, who))
    page = client.get(reverse("plan:press", args=[press.pk]))
    assert page.status_code == status
    if status == 200:
        assert (bool(page.context["answer_form"]), bool(page.context["close_form"])) == (answers, closes)


def test_answering_and_closing(client, world):
    press = _press(world)
    client.force_login(world.officer)
    address = reverse("plan:press_answer", args=[press.pk])
    assert list(client.post(address, {"answer": ""}).context["answer_form"].errors) == ["answer"]
    client.post(address, {"answer": "下周。"})
    press.refresh_from_db()
    assert (press.state, press.answer) == ("answered", "下周。")
    assert client.post(address, {"answer": "又"}).status_code == 302
    client.force_login(world.office)
    client.post(reverse("plan:press_close", args=[press.pk]), {"why": ""})
    press.refresh_from_db()
    assert press.state == "closed"


def test_closing_an_unanswered_one_asks_why(client, world):
    press = _press(world)
    client.force_login(world.office)
    answer = client.post(reverse("plan:press_close", args=[press.pk]), {"why": ""})
    assert list(answer.context["close_form"].errors) == ["why"]


def test_presses_list_shows_ones_own(client, world):
    _press(world)
    for who, count in (("officer", 1), ("office", 1), ("outsider", 0)):
        client.force_login(getattr(world, who))
        assert client.get(reverse("plan:presses")).context["bar"]["count"] == count


# --- overdue --------------------------------------------------------------------------------------------------------


def test_overdue_by_department(client, world):
    DutyFactory(measure=MeasureFactory(plan=world.plan), organisation=world.other)
    for who, departments in (("office", 2), ("auditor", 2), ("officer", 1), ("outsider", 1), ("nobody", 0)):
        client.force_login(getattr(world, who))
        assert len(client.get(reverse("plan:overdue")).context["groups"]) == departments


def test_pressing_several_with_a_preview(client, world):
    second = DutyFactory(measure=MeasureFactory(plan=world.plan), organisation=world.other)
    client.force_login(world.office)
    address, chosen = reverse("plan:overdue"), {"row": [world.duty.pk, second.pk]}
    preview = client.post(address, chosen)
    assert {(r.duty, level) for r, level, _ in preview.context["letters"]} == {(world.duty, 1), (second, 1)}
    assert Press.objects.count() == 0
    result = client.post(address, {**chosen, "confirmed": "1", "note": "联系人：计划处。"})
    assert (result.context["done"], result.context["failed"]) == (2, 0)
    assert all(p.text.endswith("联系人：计划处。") and "2026Q1" in p.text for p in Press.objects.all())


def test_pressing_several_reports_each_row(client, world):
    for _ in range(3):
        _press(world)
    client.force_login(world.office)
    result = client.post(reverse("plan:overdue"), {"row": world.duty.pk, "confirmed": "1"})
    assert (result.context["done"], result.context["failed"]) == (0, 1)
    assert client.post(reverse("plan:overdue"), {}).status_code == 302


@pytest.mark.parametrize("who", ["officer", "auditor"])
def test_pressing_several_is_the_plan_offices(client, world, who):
    client.force_login(getattr(world, who))
    assert client.post(reverse("plan:overdue"), {"row": world.duty.pk, "confirmed": "1"}).status_code == 403


# --- periods --------------------------------------------------------------------------------------------------------


def test_the_next_quarter_is_proposed_and_opened(client, world):
    client.force_login(world.office)
    form = client.get(reverse("plan:period_new")).context["form"]
    assert (form.initial["label"], form.initial["begins"]) == ("2026Q2", dt.date(2026, 4, 1))
    data = {"plan": world.plan.pk, "label": "2026Q2", "begins": "2026-04-01", "ends": "2026-06-30", "within": "5"}
    shown = client.post(reverse("plan:period_new"), {**data, "step": "show"})
    assert (Period.objects.count(), shown.context["deadline"].day) == (1, dt.date(2026, 7, 7))
    client.post(reverse("plan:period_new"), data)
    assert Period.objects.get(label="2026Q2").due == dt.date(2026, 7, 7)
    clash = client.post(reverse("plan:period_new"), {**data, "label": "again"})
    assert list(clash.context["form"].errors) == ["begins"]


def test_opening_is_the_plan_offices_and_seeing_is_everyones(client, world):
    for person in world.wrong_people(world.office):
        client.force_login(person)
        assert client.get(reverse("plan:period_new")).status_code == 403
        assert client.get(reverse("plan:periods")).context["bar"]["count"] == 1


def test_periods_count_their_reports(client, world):
    world.accepted()
    client.force_login(world.office)
    (row,) = client.get(reverse("plan:periods")).context["table"].rows
    assert (row.record.accepted, row.record.waiting, row.record.owed) == (1, 0, 1)


# --- targets --------------------------------------------------------------------------------------------------------


def _target_data(*rows, **changes):
    data = {"rule": "sum", "baseline": "5", "baseline_on": "2023-12-31", "baseline_source": "年鉴", "why": "核定"}
    data |= {"milestones-INITIAL_FORMS": "0", "milestones-TOTAL_FORMS": str(len(rows))}
    for i, (due, value) in enumerate(rows):
        data |= {f"milestones-{i}-due": due, f"milestones-{i}-value": value}
    return data | changes


def test_a_target_is_set(client, world):
    client.force_login(world.office)
    address = reverse("plan:target_edit", args=[world.target.pk])
    answer = client.post(address, _target_data(("2026-12-31", "30"), ("", ""), lead=world.department.pk))
    assert answer["Location"] == reverse("plan:target", args=[world.plan.key, world.target.key])
    world.target.refresh_from_db()
    assert (world.target.lead, world.target.baseline) == (world.department, 5)
    assert [(m.due, m.value, m.ours) for m in Milestone.objects.all()] == [(dt.date(2026, 12, 31), 30, True)]


@pytest.mark.parametrize(
    ("data", "form", "field"),
    [
        (_target_data(why=""), "form", "why"),
        (_target_data(baseline_source=""), "form", "baseline_source"),
        (_target_data(rule="parts"), "form", "rule"),
        (_target_data(("2026-12-31", "")), "row", "value"),
        (_target_data(("2099-12-31", "1")), "form", "__all__"),
    ],
)
def test_a_wrong_target_is_marked(client, world, data, form, field):
    client.force_login(world.office)
    answer = client.post(reverse("plan:target_edit", args=[world.target.pk]), data)
    assert answer.status_code == 200
    wrong = answer.context["form"] if form == "form" else answer.context["milestones"].forms[0]
    assert list(wrong.errors) == [field]
    world.target.refresh_from_db()
    assert world.target.baseline == 0


def test_setting_a_target_is_the_plan_offices(client, world):
    for person in world.wrong_people(world.office):
        client.force_login(person)
        assert client.get(reverse("plan:target_edit", args=[world.target.pk])).status_code == 403


# --- pilots ---------------------------------------------------------------------------------------------------------


def _pilot_data(world, **changes):
    data = {
        "measure": world.measure.pk,
        "city": CityFactory().pk,
        "organisation": world.department.pk,
        "name": "先行先试",
        "content": "试行",
        "state": "running",
        "source": "通知",
    }
    return data | changes


def test_a_pilot_is_recorded_and_changed(client, world):
    client.force_login(world.officer)
    client.post(reverse("plan:pilot_new"), _pilot_data(world))
    pilot = PilotPolicy.objects.get()
    address = reverse("plan:pilot_edit", args=[pilot.pk])
    ended = _pilot_data(world, state="ended", city=pilot.city_id)
    assert list(client.post(address, ended).context["form"].errors) == ["result"]
    client.post(address, ended | {"result": "达到预期"})
    pilot.refresh_from_db()
    assert (pilot.state, pilot.result) == ("ended", "达到预期")


def test_an_officer_names_only_the_own_department(client, world):
    client.force_login(world.officer)
    answer = client.post(reverse("plan:pilot_new"), _pilot_data(world, organisation=world.other.pk))
    assert list(answer.context["form"].errors) == ["organisation"]


def test_pilots_of_others(client, world):
    client.force_login(world.officer)
    client.post(reverse("plan:pilot_new"), _pilot_data(world))
    client.post(reverse("plan:pilot_new"), _pilot_data(world, state="proposed"))
    public, proposed = PilotPolicy.objects.order_by("pk")
    client.force_login(world.outsider)
    assert client.get(reverse("plan:pilot_edit", args=[public.pk])).status_code == 403
    assert client.get(reverse("plan:pilot_edit", args=[proposed.pk])).status_code == 404
    stolen = _pilot_data(world, organisation=world.other.pk)
    assert client.post(reverse("plan:pilot_edit", args=[public.pk]), stolen).status_code == 403


def test_recording_pilots_is_not_for_everyone(client, world):
    for person, status in ((world.nobody, 403), (world.auditor, 403), (world.office, 200)):
        client.force_login(person)
        assert client.get(reverse("plan:pilot_new")).status_code == status
