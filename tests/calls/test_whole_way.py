"""From checked applications to an accepted project, by the actions alone; and what each step leaves."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from factories import PlanFactory, TargetFactory
from review_help import editor_of, in_force, world
from xinzhi.calls.actions import ask_acceptance, grade_acceptance, judge_milestone, record_payment, report_milestone
from xinzhi.calls.models import Application
from xinzhi.ledger.models import Entry
from xinzhi.plan.queries.board import targets_today
from xinzhi.registry.models import Project, Result

pytestmark = pytest.mark.django_db


def test_from_checked_applications_to_an_accepted_project():
    plan = PlanFactory()
    TargetFactory(plan=plan, key="t-frontier-projects", value=20, cadence="yearly", due=None)
    w = world()
    contract = in_force(w)
    application = Application.objects.get(pk=contract.application_id)
    assert application.state == "contracted"
    project = Project.objects.get(key=contract.entry_key)
    assert (project.number, project.host, project.standing) == (
        application.number,
        application.organisation.name,
        "published",
    )

    row = targets_today(plan, timezone.localdate())[0]
    assert row.current.value == 1
    assert [t.url for t in row.things.values()] == [reverse("registry:project", args=[project.key])]

    milestone = contract.milestones.get()
    for payment in contract.payments.order_by("pk"):
        if payment.after != "sign":
            with pytest.raises(ValidationError):
                record_payment(actor=w.manager, payment=payment, paid_on=timezone.localdate(), document="财政拨款单")
            report_milestone(actor=editor_of(application), milestone=milestone, report="已完成一半。")
            judge_milestone(actor=w.manager, milestone=milestone, passed=True)
        record_payment(actor=w.manager, payment=payment, paid_on=timezone.localdate(), document="财政拨款单")
    assert Application.objects.get(pk=application.pk).state == "running"

    contract = type(contract).objects.get(pk=contract.pk)
    acceptance = ask_acceptance(
        actor=editor_of(application),
        contract=contract,
        report="全部完成。",
        reached=contract.figures,
        results=[{"name": "耐压样机", "kind": "样机"}],
    )
    grade_acceptance(actor=w.manager, acceptance=acceptance, grade="passed", opinion="指标全部完成，同意通过。")
    assert Application.objects.get(pk=application.pk).state == "accepted"
    assert Result.objects.get(owner=application.organisation.name).name == "耐压样机"
    project.refresh_from_db()
    assert project.grade
    assert project.closed_on == timezone.localdate()
    assert targets_today(plan, timezone.localdate())[0].current.value == 1
    verbs = set(Entry.objects.filter(kind="action").values_list("verb", flat=True))
    assert {
        "calls.submit_review",
        "calls.approve_decisions",
        "calls.close_notice",
        "calls.countersign_contract",
        "calls.grade_acceptance",
    } <= verbs
