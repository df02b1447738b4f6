"""The report's page and the list of reports, as each person meets them."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from factories import MeasureFactory, PeriodFactory, TargetFactory
from xinzhi.core import files
from xinzhi.plan.models import DutyKind, Report


def _address(report):
    return reverse("plan:report", args=[report.pk])


def _data(world, *rows, **changes):
    """The form as a browser would send it: rows of (target, value, day, note)."""
    data = {"text": "做了", "assessment": "on_track", "next_steps": "", "figures-INITIAL_FORMS": "0"}
    data["figures-TOTAL_FORMS"] = str(len(rows))
    for i, row in enumerate(rows):
        data |= {f"figures-{i}-{k}": v for k, v in zip(("target", "value", "as_of", "note"), row, strict=False)}
    return data | changes


def test_anonymous_people_are_asked_to_sign_in(client, world):
    report = world.draft()
    for name, args in (("report", [report.pk]), ("reports", []), ("overdue", []), ("periods", []), ("readings", [])):
        answer = client.get(reverse(f"plan:{name}", args=args))
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("account_login"))


def test_start_leads_to_the_report(client, world):
    client.force_login(world.officer)
    address = reverse("plan:report_start", args=[world.duty.pk, world.period.pk])
    assert client.get(address).status_code == 405
    answer = client.post(address)
    assert answer["Location"] == _address(Report.objects.get())


@pytest.mark.parametrize("who", ["outsider", "office", "nobody"])
def test_start_is_refused_to_others(client, world, who):
    client.force_login(getattr(world, who))
    assert client.post(reverse("plan:report_start", args=[world.duty.pk, world.period.pk])).status_code == 403
    assert Report.objects.count() == 0


@pytest.mark.parametrize(
    ("who", "status"),
    [("officer", 200), ("colleague", 200), ("office", 200), ("auditor", 200), ("outsider", 404), ("nobody", 404)],
)
@pytest.mark.parametrize("state", ["draft", "submitted", "returned", "accepted"])
def test_who_sees_a_report(client, world, who, status, state):
    """A draft is the department's own paper: overseers see a report once it was handed in."""
    if state == "draft" and who in {"office", "auditor"}:
        status = 404
    report = getattr(world, state)()
    client.force_login(getattr(world, who))
    assert client.get(_address(report)).status_code == status


def test_another_departments_report_cannot_be_told_from_none(client, world):
    report = world.submitted()
    client.force_login(world.outsider)
    for name, args in (("report_return", [report.pk]), ("report_accept", [report.pk])):
        assert client.post(reverse(f"plan:{name}", args=args), {"why": "x"}).status_code == 404
    assert client.post(_address(report), _data(world)).status_code == 404


def test_saving_keeps_words_figures_and_files(client, world):
    report = world.draft()
    client.force_login(world.officer)
    proof = SimpleUploadedFile("证明.txt", b"one"), SimpleUploadedFile("名单.csv", b"two")
    answer = client.post(
        _address(report),
        _data(world, (world.target.pk, "3", "2026-03-31", "新建"), ("", "", "2026-03-31", ""), evidence=proof),
    )
    assert answer["Location"] == _address(report)
    report.refresh_from_db()
    assert (report.state, report.text) == ("draft", "做了")
    assert [(f.target, f.value) for f in report.figures.all()] == [(world.target, 3)]
    assert [e.name for e in report.evidence.all()] == ["证明.txt", "名单.csv"]


def test_handing_in_from_the_page(client, world):
    report = world.draft()
    client.force_login(world.officer)
    client.post(_address(report), _data(world, step="submit"))
    report.refresh_from_db()
    assert (report.state, report.submitted_by) == ("submitted", world.officer)


def test_what_is_missing_is_said_and_what_was_typed_is_saved(client, world):
    report = world.draft()
    client.force_login(world.officer)
    answer = client.post(
        _address(report), _data(world, (world.target.pk, "3", "2026-03-31", ""), assessment="", step="submit")
    )
    assert answer.status_code == 200
    assert len(answer.context["form"].non_field_errors()) == 2
    report.refresh_from_db()
    assert (report.state, report.text, report.figures.count()) == ("draft", "做了", 1)
    assert answer.context["rows"].initial_form_count() == 1
    # The page just shown can be sent again: it knows of its own saving.
    again = answer.context["form"].data["seen"]
    proof = SimpleUploadedFile("证明.txt", b"one")
    data = _data(world, (world.target.pk, "3", "2026-03-31", ""), seen=again, step="submit", evidence=proof)
    assert client.post(_address(report), data | {"figures-INITIAL_FORMS": "1"})["Location"] == _address(report)
    report.refresh_from_db()
    assert report.state == "submitted"


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (("T", "", "2026-03-31", ""), "value"),
        (("T", "many", "2026-03-31", ""), "value"),
        (("T", "-1", "2026-03-31", ""), "value"),
        (("T", "3", "", ""), "as_of"),
        (("T", "3", "2026-04-01", ""), "as_of"),
        (("", "3", "2026-03-31", ""), "target"),
        (("999999", "3", "2026-03-31", ""), "target"),
    ],
)
def test_a_wrong_figure_is_marked_in_its_row_and_nothing_is_lost(client, world, row, field):
    report = world.draft()
    client.force_login(world.officer)
    row = tuple(world.target.pk if v == "T" else v for v in row)
    proof = SimpleUploadedFile("证明.txt", b"one")
    blank = ("", "", "2026-03-31", "")
    answer = client.post(_address(report), _data(world, blank, row, evidence=proof))
    assert answer.status_code == 200
    assert [set(f.errors) for f in answer.context["rows"]] == [set(), {field}]
    assert "做了" in answer.content.decode()
    assert [e.name for e in report.evidence.all()] == ["证明.txt"]
    report.refresh_from_db()
    assert report.text == ""


def test_a_refused_file_is_named_and_the_rest_is_kept(client, world):
    report = world.draft()
    client.force_login(world.officer)
    given = SimpleUploadedFile("a.exe", b"MZ\x90"), SimpleUploadedFile("b.txt", b"fine")
    answer = client.post(_address(report), _data(world, evidence=given, step="submit"))
    assert answer.context["form"].errors["evidence"][0].startswith("a.exe：")
    report.refresh_from_db()
    assert (report.state, report.text, [e.name for e in report.evidence.all()]) == ("draft", "做了", ["b.txt"])


def test_a_colleagues_saving_in_between_is_told(client, world):
    report = world.draft()
    client.force_login(world.officer)
    seen = client.get(_address(report)).context["form"].initial["seen"]
    client.force_login(world.colleague)
    client.post(_address(report), _data(world, text="同事写的"))
    client.force_login(world.officer)
    answer = client.post(_address(report), _data(world, text="我写的", seen=seen))
    assert answer.status_code == 200
    assert "我写的" in answer.content.decode()
    report.refresh_from_db()
    assert report.text == "同事写的"


def test_existing_rows_are_changed_and_removed(client, world):
    report = world.written()
    second = TargetFactory(plan=world.plan)
    client.force_login(world.officer)
    rows = ((world.target.pk, "3", "2026-03-31", ""), (second.pk, "8", "2026-02-28", "二"))
    client.post(_address(report), _data(world, *rows) | {"figures-INITIAL_FORMS": "1", "figures-0-DELETE": "on"})
    assert [(f.target, f.value) for f in report.figures.all()] == [(second, 8)]
    cleared = _data(world, ("", "", "2026-02-28", "")) | {"figures-INITIAL_FORMS": "1"}
    client.post(_address(report), cleared)
    assert report.figures.count() == 0


@pytest.mark.parametrize("junk", [{"figures-TOTAL_FORMS": "x"}, {"figures-TOTAL_FORMS": "9999"}, {"seen": "never"}])
def test_tampered_forms_do_not_break_the_page(client, world, junk):
    report = world.draft()
    client.force_login(world.officer)
    assert client.post(_address(report), _data(world) | junk).status_code in {200, 302}


def test_a_submitted_report_is_closed_to_its_department(client, world):
    report = world.submitted()
    client.force_login(world.officer)
    page = client.get(_address(report))
    assert (page.context["form"], page.context["may_decide"]) == (None, False)
    assert client.post(_address(report), _data(world, text="later")).status_code == 403


def test_returning_needs_a_reason_at_its_field(client, world):
    report = world.submitted()
    client.force_login(world.office)
    answer = client.post(reverse("plan:report_return", args=[report.pk]), {"why": ""})
    assert list(answer.context["decision"].errors) == ["why"]
    client.post(reverse("plan:report_return", args=[report.pk]), {"why": "请补充"})
    report.refresh_from_db()
    assert (report.state, report.decision_note) == ("returned", "请补充")


def test_accepting_shows_first_what_it_does(client, world):
    report = world.submitted(3)
    client.force_login(world.office)
    (effect,) = client.get(_address(report)).context["effects"]
    assert (effect.before.current.value, effect.after.current.value) == (0, 3)
    client.post(reverse("plan:report_accept", args=[report.pk]), follow=True)
    report.refresh_from_db()
    assert report.state == "accepted"
    answer = client.post(reverse("plan:report_accept", args=[report.pk]), follow=True)
    assert [m.level_tag for m in answer.context["messages"]] == ["error"]


@pytest.mark.parametrize("who", ["officer", "auditor"])
def test_deciding_is_refused_to_others(client, world, who):
    report = world.submitted()
    client.force_login(getattr(world, who))
    assert client.post(reverse("plan:report_accept", args=[report.pk])).status_code == 403


def test_evidence_is_removed_by_its_department(client, world):
    report = world.written()
    address = reverse("plan:evidence_remove", args=[report.pk, report.evidence.get().pk])
    client.force_login(world.office)
    assert client.post(address).status_code == 404
    client.force_login(world.officer)
    assert client.post(address)["Location"] == _address(report)
    assert report.evidence.count() == 0


@pytest.mark.parametrize(
    ("who", "status"), [("officer", 200), ("colleague", 200), ("office", 200), ("outsider", 404), ("nobody", 404)]
)
def test_who_may_have_the_evidence(client, world, who, status):
    piece = world.accepted().evidence.get()
    client.force_login(getattr(world, who))
    answer = client.get(files.address(piece.file, piece.name))
    assert answer.status_code == status
    if status == 200:
        assert b"".join(answer.streaming_content) == b"proof"


def test_the_same_bytes_elsewhere_open_no_door(client, world):
    """Another department that deposits equal bytes may have them, through its own report alone."""
    world.accepted()
    piece = world.draft().evidence.get()
    client.force_login(world.nobody)
    assert client.get(files.address(piece.file, piece.name)).status_code == 404


# --- the list -------------------------------------------------------------------------------------------------------


def test_the_list_shows_ones_own(client, world):
    world.submitted()
    for who, count in (("officer", 1), ("office", 1), ("auditor", 1), ("outsider", 0), ("nobody", 0)):
        client.force_login(getattr(world, who))
        assert client.get(reverse("plan:reports")).context["bar"]["count"] == count


def test_the_list_is_filtered(client, world):
    first = world.accepted()
    world.period = PeriodFactory(plan=world.plan, begins=dt.date(2026, 4, 1), label="2026Q2", due=dt.date(2099, 1, 1))
    world.draft()
    client.force_login(world.officer)

    def found(**query):
        return {row.record.pk for row in client.get(reverse("plan:reports"), query).context["table"].rows}

    assert found(state="accepted") == {first.pk}
    assert found(period=first.period_id) == {first.pk}
    assert found(department=world.department.pk, measure=world.measure.pk) == {first.pk, first.pk + 1}
    assert found(assessment="blocked") == set()
    assert found(late="now") == set()
    assert found(late="was") == {first.pk}
    assert found(q="三家") == {first.pk}


def test_the_list_is_exported(client, world):
    world.accepted()
    client.force_login(world.office)
    rows = client.get(reverse("plan:reports"), {"format": "json"})
    (row,) = __import__("json").loads(b"".join(rows.streaming_content))["rows"]
    assert (row["period"], row["state"], row["department_name"]) == ("2026Q1", "accepted", "省科技厅")
    assert row["working_days_late"] > 0


def test_reports_are_accepted_in_bulk(client, world):
    first = world.submitted()
    world.period = PeriodFactory(plan=world.plan, begins=dt.date(2026, 4, 1), label="2026Q2")
    second = world.returned()
    chosen = {"action": "accept", "row": [first.pk, second.pk]}
    client.force_login(world.office)
    preview = client.post(reverse("plan:reports"), chosen)
    assert preview.context["may"] == 2
    result = client.post(reverse("plan:reports"), {**chosen, "confirmed": "1"})
    assert {o.row.pk: o.ok for o in result.context["outcomes"]} == {first.pk: True, second.pk: False}
    client.force_login(world.officer)
    assert client.post(reverse("plan:reports"), chosen).status_code == 403


def test_the_page_asks_a_bounded_number_of_questions(client, world, django_assert_max_num_queries):
    report = world.submitted()
    for _ in range(6):
        TargetFactory(plan=world.plan)
    client.force_login(world.office)
    client.get(_address(report))
    with django_assert_max_num_queries(42):
        client.get(_address(report))


def test_the_list_asks_the_same_number_for_one_and_for_many(client, world, django_assert_max_num_queries):
    from factories import DutyFactory

    client.force_login(world.office)
    for n in range(12):
        duty = DutyFactory(measure=MeasureFactory(plan=world.plan), kind=DutyKind.LEAD)
        Report.objects.create(duty=duty, period=world.period, state=("submitted", "draft")[n % 2])
    with django_assert_max_num_queries(20):
        client.get(reverse("plan:reports"))
