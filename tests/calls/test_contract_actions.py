"""Contracts: drawn up, carried out, changed, accepted or ended, each verb tried on everyone."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from review_help import (
    awarded,
    editor_of,
    in_force,
    noticed,
    world,
)
from review_roles import by_editor, by_manager, fresh
from xinzhi.calls import actions as a
from xinzhi.calls.counted import counted_of_calls
from xinzhi.calls.models import Application, Contract, Decision
from xinzhi.registry.models import Project, Result

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def test_a_contract_is_drawn_up_after_the_award_and_may_not_fall_below_the_application():
    w = world()
    application = awarded(w)
    contract = by_manager(w, lambda actor: a.draft_contract(actor=actor, application=application))
    assert contract.figures == {"results.goals": application.answers["results"]["goals"]}
    after = contract.ends + dt.timedelta(days=1)
    assert (after.year, after.month) == (contract.begins.year + 3, contract.begins.month)
    assert [p.amount_fen for p in contract.payments.order_by("pk")] == [60_000_000, 40_000_000]
    low = {"results.goals": [{"name": "样机", "value": 1, "unit": "台", "how": "测试"}]}
    with pytest.raises(a.BelowError):
        a.change_figures(actor=w.manager, contract=contract, figures=low)
    with pytest.raises(a.BelowError):
        a.change_figures(actor=w.manager, contract=contract, figures={})
    high = {"results.goals": [{"name": "样机", "value": 3, "unit": "台", "how": "测试"}]}
    by_manager(w, lambda actor: a.change_figures(actor=actor, contract=contract, figures=high))
    by_manager(w, lambda actor: a.offer_contract(actor=actor, contract=contract))
    by_editor(application, lambda actor: a.sign_contract(actor=actor, contract=contract))
    contract.grant_fen += 1
    contract.save()
    with pytest.raises(ValidationError) as caught:
        a.countersign_contract(actor=w.manager, contract=fresh(contract))
    assert caught.value.code == "digest"
    by_manager(w, lambda actor: a.reopen_contract(actor=actor, contract=contract, why="更正金额"))
    assert (contract.state, contract.signed_at) == ("draft", None)
    a.offer_contract(actor=w.manager, contract=contract)
    a.sign_contract(actor=editor_of(application), contract=contract)
    by_manager(w, lambda actor: a.countersign_contract(actor=actor, contract=fresh(contract)))
    project = Project.objects.get(key=fresh(contract).entry_key)
    assert project.grant_fen == Decision.objects.get(application=application).grant_fen
    assert project.confidence == "official"


def test_no_contract_before_the_notice_has_ended():
    w = world()
    noticed(w)
    application = Application.objects.filter(call=w.call, state="notice")[0]
    with pytest.raises(ValidationError):
        a.draft_contract(actor=w.manager, application=application)


@pytest.fixture
def running(db):
    w = world()
    contract = in_force(w)
    return w, Contract.objects.select_related("application__call", "application__organisation").get(pk=contract.pk)


def test_milestones_payments_and_changes_go_between_the_two_sides(running):
    w, contract = running
    application = contract.application
    milestone = contract.milestones.get()
    by_editor(application, lambda actor: a.report_milestone(actor=actor, milestone=milestone, report="过半。"))
    with pytest.raises(ValidationError):
        a.judge_milestone(actor=w.manager, milestone=milestone, passed=False)
    by_manager(w, lambda actor: a.judge_milestone(actor=actor, milestone=milestone, passed=True))
    payment = contract.payments.get(after="sign")
    tomorrow = TODAY() + dt.timedelta(days=1)
    with pytest.raises(ValidationError):
        a.record_payment(actor=w.manager, payment=payment, paid_on=tomorrow, document="x")
    by_manager(w, lambda actor: a.record_payment(actor=actor, payment=payment, paid_on=TODAY(), document="拨款1号"))
    assert fresh(application).state == "running"
    late = contract.ends.replace(year=contract.ends.year + 2)
    with pytest.raises(ValidationError):
        a.ask_change(actor=None, contract=contract, what="延期", new_end=late)
    new_end = contract.ends + dt.timedelta(days=100)
    change = by_editor(
        application, lambda actor: a.ask_change(actor=actor, contract=contract, what="延期", new_end=new_end)
    )
    with pytest.raises(a.BelowError):
        a.ask_change(actor=None, contract=contract, what="减少", figures={"results.goals": []})
    by_manager(w, lambda actor: a.decide_change(actor=actor, change=change, granted=True))
    assert fresh(contract).ends == new_end
    assert Project.objects.get(key=contract.entry_key).ends_on == new_end


def test_acceptance_is_asked_for_and_graded(running):
    w, contract = running
    application = contract.application

    def ask(actor, reached=None):
        return a.ask_acceptance(
            actor=actor,
            contract=contract,
            report="完成。",
            reached=contract.figures if reached is None else reached,
            results=[{"name": "样机甲", "kind": "样机"}],
        )

    with pytest.raises(ValidationError) as caught:
        ask(editor_of(application))
    assert caught.value.code == "milestones"
    contract.milestones.update(state="passed")
    acceptance = by_editor(application, ask)
    ask(editor_of(application), {})
    acceptance = fresh(acceptance)
    assert a.missed(acceptance)
    with pytest.raises(ValidationError):
        a.grade_acceptance(actor=w.manager, acceptance=acceptance, grade="passed", opinion="同意")
    ask(editor_of(application))
    acceptance = fresh(acceptance)
    by_manager(w, lambda actor: a.grade_acceptance(actor=actor, acceptance=acceptance, grade="passed", opinion="同意"))
    assert Result.objects.get(name="样机甲").owner == application.organisation.name
    assert fresh(contract).state == "closed"
    with pytest.raises(ValidationError):
        a.grade_acceptance(actor=w.manager, acceptance=fresh(acceptance), grade="failed", opinion="x")


def test_a_terminated_contract_no_longer_counts(running):
    w, contract = running
    targets = {"t-frontier-projects"}
    assert len(counted_of_calls(targets, TODAY())) == 1
    assert counted_of_calls(targets, TODAY() - dt.timedelta(days=1)) == []
    assert counted_of_calls({"another"}, TODAY()) == []
    by_manager(w, lambda actor: a.terminate_contract(actor=actor, contract=contract, why="负责人调离"))
    assert counted_of_calls(targets, TODAY()) == []
    assert Project.objects.get(key=contract.entry_key).outcome
