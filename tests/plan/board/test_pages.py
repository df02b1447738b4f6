"""The public pages of a plan: who sees what, in a bounded number of queries, in both languages."""

import datetime as dt
from decimal import Decimal

import pytest

from factories import CityFactory, DutyFactory, MeasureFactory, PlanFactory, TargetFactory
from xinzhi.plan.actions import record_pilot
from xinzhi.plan.models import Instrument, Milestone, PilotPolicy, PlanState

FACES = ("", "targets/", "measures/", "matrix/", "timeline/", "departments/", "pilots/", "text/", "calendar.ics")


def text_of(response) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode()


@pytest.mark.parametrize("face", [*FACES, "targets/platforms/"])
def test_a_draft_is_not_there_for_the_public(client, world, face):
    world.plan.state = PlanState.DRAFT
    world.plan.save()
    assert client.get(f"/plans/p/{face}").status_code == 404
    client.force_login(world.officer)
    assert client.get(f"/plans/p/{face}").status_code == 404
    client.force_login(world.office)
    assert client.get(f"/plans/p/{face}").status_code == 200
    assert "This plan is not published" in text_of(client.get("/plans/p/", headers={"accept-language": "en"}))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("face", FACES)
def test_an_empty_plan_has_every_face(client, db, face, language):
    PlanFactory(key="bare", issued=None, horizon=None)
    assert client.get(f"/plans/bare/{face}", headers={"accept-language": language}).status_code == 200


@pytest.mark.parametrize(
    ("face", "most"),
    [("", 19), ("targets/", 20), ("measures/", 22), ("matrix/", 16), ("timeline/", 18), ("departments/", 19)],
)
def test_queries_do_not_grow_with_the_plan(client, world, django_assert_max_num_queries, face, most):
    world.accepted()
    for measure in MeasureFactory.create_batch(12, plan=world.plan):
        DutyFactory(measure=measure, organisation=world.department)
        TargetFactory(plan=world.plan, measure=measure, lead=world.department)
        Instrument.objects.create(plan=world.plan, measure=measure, kind="list", name=f"清单{measure.pk}")
    with django_assert_max_num_queries(most):
        assert client.get(f"/plans/p/{face}").status_code == 200


@pytest.mark.parametrize(
    ("path", "most"), [("targets/platforms/", 21), ("measures/{measure}/", 26), ("departments/{department}/", 23)]
)
def test_one_things_page_is_bounded(client, world, django_assert_max_num_queries, path, most):
    world.accepted()
    TargetFactory.create_batch(6, plan=world.plan, measure=world.measure, lead=world.department)
    with django_assert_max_num_queries(most):
        address = path.format(measure=world.measure.key, department=world.department.key)
        assert client.get(f"/plans/p/{address}").status_code == 200


def test_only_accepted_reports_are_shown(client, world):
    world.submitted(value=7)
    page = f"/plans/p/measures/{world.measure.key}/"
    assert "本季度建成三家" not in text_of(client.get(page))
    assert client.get("/plans/p/targets/platforms/").context["lineage"] == []


def test_lineage_names_who_period_value_evidence_and_why(client, world):
    report = world.accepted(value=7)
    page = client.get("/plans/p/targets/platforms/", headers={"accept-language": "en"})
    [line] = page.context["lineage"]
    assert (line["who"], line["figure"].value, line["period"]) == (world.department, Decimal(7), world.period)
    assert (line["counted"], line["why"]) == (True, "added to the sum")
    words = text_of(page)
    digest = report.evidence.get().file.sha256
    assert digest in words
    assert "证明（一）.txt" in words
    assert f"/files/{digest}" not in words, "the content of evidence is not public"


def test_a_superseded_figure_stays_in_the_lineage_and_says_why(client, world):
    world.target.rule = "latest"
    world.target.save()
    world.accepted(value=7)
    world.period = world.plan.periods.create(
        label="2026Q2", begins=dt.date(2026, 4, 1), ends=dt.date(2026, 6, 30), due=dt.date(2026, 7, 14)
    )
    world.accepted(value=9)
    lineage = client.get("/plans/p/targets/platforms/").context["lineage"]
    assert [(line["figure"].value, line["counted"]) for line in lineage] == [(9, True), (7, False)]


def test_the_standing_the_horizon_and_our_arithmetic_are_said(client, world):
    world.target.due_is_horizon = True
    world.target.comparator = "≈"
    world.target.save()
    Milestone.objects.create(target=world.target, due=dt.date(2026, 12, 31), value=30, ours=True)
    words = text_of(client.get("/plans/p/targets/platforms/", headers={"accept-language": "en"}))
    assert "The plan prints no deadline for this; its horizon is taken." in words
    assert "our arithmetic" in words
    assert "nine tenths" in words
    assert "not reported yet" in words


def test_the_chart_draws_expected_and_accepted_from_the_same_start(client, world):
    world.accepted(value=7)
    spec = client.get("/plans/p/targets/platforms/").context["spec"]
    rows = spec["layer"][0]["data"]["values"] if "data" in spec["layer"][0] else next(iter(spec["datasets"].values()))
    accepted = [r for r in rows if r["value"] in {0.0, 7.0}]
    assert [r["date"] for r in accepted] == ["2024-01-10", "2024-01-10", world.period.ends.isoformat()]


def test_simulated_figures_are_marked_on_pages_and_in_exports(client, world):
    report = world.accepted()
    assert "simulated" not in text_of(client.get("/plans/p/targets/?format=csv"))
    assert "simulated" not in text_of(client.get("/plans/p/matrix/?format=csv"))
    report.simulated = True
    report.save()
    head, row = text_of(client.get("/plans/p/targets/?format=csv")).splitlines()
    assert head.endswith(",simulated")
    assert row.endswith(",true")
    assert 'class="simulated"' in text_of(client.get("/plans/p/targets/platforms/"))
    head, row = text_of(client.get("/plans/p/matrix/?format=csv")).splitlines()
    assert head.endswith(",simulated")
    assert row.endswith(",true")


def test_targets_are_filtered_and_exported_by_their_standing(client, world):
    TargetFactory(plan=world.plan, key="silent", name="无报告")
    world.accepted(value=50)
    page = client.get("/plans/p/targets/?standing=met")
    assert [row.key for row in page.context["table"].data.data] == ["platforms"]
    assert "无报告" not in text_of(page)
    by_standing = client.get("/plans/p/targets/?sort=-standing_now")
    assert [row.key for row in by_standing.context["table"].data.data] == ["silent", "platforms"]
    lines = text_of(client.get("/plans/p/targets/?format=csv&standing=met")).splitlines()
    cells = dict(zip(lines[0].lstrip("\ufeff").split(","), lines[1].split(","), strict=True))
    assert (cells["key"], cells["current"], cells["standing"], cells["figures"]) == ("platforms", "50", "met", "1")


def test_the_matrix_says_kind_health_and_days_late(client, world):
    DutyFactory(measure=world.measure, organisation=world.other, kind="support")
    lines = text_of(client.get("/plans/p/matrix/?format=csv")).splitlines()
    assert lines[0].lstrip("\ufeff").split(",")[:3] == ["department", "name", world.measure.key]
    kind, health, days = lines[1].split(",")[2].split()
    assert (kind, health) == ("lead", "overdue")
    assert int(days) > 100
    assert lines[2].split(",")[2] == "support"
    assert client.get("/plans/p/matrix/?format=xml").status_code == 400
    assert text_of(client.get("/plans/p/matrix/")).count("○") == 3  # legend, total, cell


def test_buttons_belong_to_those_who_may(client, world):
    page = f"/plans/p/measures/{world.measure.key}/"
    start, press = f"/desk/reports/start/{world.duty.pk}/{world.period.pk}/", f"/desk/duties/{world.duty.pk}/press/"
    seen = {}
    for name in ("nobody", "outsider", "officer", "office"):
        client.force_login(getattr(world, name))
        words = text_of(client.get(page))
        seen[name] = (start in words, press in words)
    assert seen == {
        "nobody": (False, False),
        "outsider": (False, False),
        "officer": (True, False),
        "office": (False, True),
    }


def test_a_city_shows_its_pilots_and_proposed_ones_only_to_those_who_handle_them(client, world):
    city = CityFactory(key="jinan")
    record_pilot(
        actor=world.office,
        pilot=PilotPolicy(
            measure=world.measure, city=city, name="数据跨境试点", content="先行先试", source="某通知", state="proposed"
        ),
    )
    assert "数据跨境试点" not in text_of(client.get("/plans/p/cities/jinan/"))
    assert "数据跨境试点" not in text_of(client.get("/plans/p/pilots/"))
    client.force_login(world.office)
    assert "数据跨境试点" in text_of(client.get("/plans/p/cities/jinan/"))
    assert "数据跨境试点" in text_of(client.get("/plans/p/pilots/"))


def test_text_and_structure_lead_to_each_other(client, world):
    world.plan.text = "布局平台30家。举措一。"
    world.plan.save()
    world.target.span = [0, 7]
    world.target.save()
    words = text_of(client.get("/plans/p/text/"))
    assert 'href="#found-t-platforms"' in words
    assert 'id="found-t-platforms"' in words
    assert 'href="#text-t-platforms"' in words
    assert "/plans/p/text/#text-t-platforms" in text_of(client.get("/plans/p/targets/platforms/"))


@pytest.mark.parametrize("path", ["targets/none/", "measures/none/", "departments/none/", "cities/none/"])
def test_what_the_plan_does_not_name_is_not_there(client, world, path):
    assert client.get(f"/plans/p/{path}").status_code == 404
