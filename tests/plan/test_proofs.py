"""Every accepted report and published target carries a badge that opens its proof, and the proof shows its values."""

import json
from decimal import Decimal

import pytest

from xinzhi.ledger.actions import integrate
from xinzhi.ledger.engine.verifier import verify_bundle
from xinzhi.ledger.keys import public_keys
from xinzhi.ledger.models import Entry, EntryKind
from xinzhi.plan.actions import edit_target, publish_reading
from xinzhi.plan.models import PlanState, Report, Rule


def facts(kind):
    return Entry.objects.filter(kind=EntryKind.THING, subject_kind=kind).order_by("pk")


def public_bundle(client, entry):
    entry.refresh_from_db()
    return json.loads(client.get(f"/ledger/bundle/{entry.position}.json").content)


def set_baseline(world, value):
    edit_target(
        actor=world.office, target=world.target, lead=world.department, rule=Rule.SUM, baseline=Decimal(value),
        baseline_on=world.plan.issued, baseline_source="统计年鉴", milestones=[], why="按年鉴",
    )  # fmt: skip


def test_an_accepted_report_proves_its_figures_and_evidence(client, world):
    report = world.accepted(value=3)
    integrate()
    bundle = public_bundle(client, facts("plan.report").get())
    content = json.loads(bundle["reveal"]["content"])
    assert content["figures"] == [
        {"target": "platforms", "value": "3", "as_of": world.period.ends.isoformat(), "note": "新建平台"}
    ]
    assert content["evidence"] == [{"name": "证明（一）.txt", "sha256": report.evidence.get().file.sha256}]
    assert content["text"] == "本季度建成三家。"
    assert verify_bundle(bundle, keys=public_keys()).ok
    bundle["reveal"]["content"] = bundle["reveal"]["content"].replace('"value":"3"', '"value":"9"')
    assert not verify_bundle(bundle, keys=public_keys()).ok


def test_a_report_that_is_not_accepted_publishes_nothing(world):
    world.returned()
    assert not facts("plan.report").exists()


def test_published_targets_are_entered_and_again_when_they_change(world):
    plan = publish_reading(actor=world.office, reading=world.reading(), key="canglan")
    assert facts("plan.target").count() == plan.targets.count() > 0
    set_baseline(world, 5)
    set_baseline(world, 5)
    set_baseline(world, 6)
    contents = [e.opening.content for e in facts("plan.target").filter(subject_id=str(world.target.pk))]
    assert [json.loads(c)["baseline"] for c in contents] == ["5", "6"]


def test_a_draft_plan_publishes_no_target(world):
    world.plan.state = PlanState.DRAFT
    world.plan.save()
    set_baseline(world, 5)
    assert not facts("plan.target").exists()


@pytest.mark.parametrize(
    "page", ["/plans/p/", "/plans/p/targets/platforms/", "/plans/p/measures/{measure}/", "/plans/p/departments/{department}/"]
)  # fmt: skip
def test_badges_lead_to_the_proof(client, world, page):
    report = world.accepted()
    set_baseline(world, 5)
    integrate()
    html = client.get(page.format(measure=world.measure.key, department=world.department.key)).content.decode()
    assert f'href="/ledger/of/plan.target/{world.target.pk}/"' in html
    if "measures" in page or "departments" in page or "targets" in page:
        assert f'href="/ledger/of/plan.report/{report.pk}/"' in html
    assert client.get(f"/ledger/of/plan.report/{report.pk}/").status_code == 200
    assert Report.objects.get().state == "accepted"
