"""Decisions, notices and objections: each verb tried on everyone."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from factories import CityFactory, UserFactory
from permissions import check_action
from review_help import (
    decided,
    invited,
    make_application,
    make_call,
    noticed,
    over,
    programme,
    review,
    reviewed,
    world,
)
from review_roles import by_manager, fresh
from xinzhi.calls import actions as a
from xinzhi.calls.models import Application, Decision
from xinzhi.core.models import Notification
from xinzhi.core.roles import Role
from xinzhi.core.workdays import add_workdays

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def test_decisions_are_proposed_by_one_and_approved_by_another():
    w = world(call=make_call(programme(review={"need": 2, "load_most": 9}), quota=2))
    reviewed(w)
    found = by_manager(w, lambda actor: a.propose_decisions(actor=actor, call=w.call))
    assert found.grounds["optimal"] is True
    best = found.lines.order_by("rank")[0]
    assert best.application == w.applications[-1]
    assert [line.outcome for line in found.lines.order_by("rank")] == ["fund", "fund", "reserve", "reject"]
    with pytest.raises(PermissionDenied):
        a.approve_decisions(actor=found.proposed_by, decisions=found)
    check_action(
        lambda actor: a.approve_decisions(actor=actor, decisions=found),
        role=Role.DUTY_OFFICER,
        organisation=w.call.department,
    )
    states = list(Application.objects.filter(call=w.call).order_by("pk").values_list("state", flat=True))
    assert states == ["rejected", "reserve", "funded", "funded"]
    letter = Decision.objects.get(application=w.applications[-1]).letter
    assert w.applications[-1].number in letter
    assert Decision.objects.get(application=w.applications[-1]).awarded_on is None
    with pytest.raises(ValidationError):
        a.approve_decisions(actor=w.officer, decisions=fresh(found))


def test_open_reviews_need_a_reason_to_decide_without_them():
    w = world()
    first, *_ = invited(w)
    review(first)
    with pytest.raises(ValidationError) as caught:
        a.propose_decisions(actor=w.manager, call=w.call)
    assert "why" in caught.value.error_dict
    found = a.propose_decisions(actor=w.manager, call=w.call, why="期限已到")
    assert found.lines.get(application=first.application).outcome == "fund"
    assert found.lines.exclude(application=first.application).filter(outcome="fund").count() == 0


def test_a_line_is_decided_otherwise_only_with_a_reason_and_a_list_may_come_back():
    w = world()
    reviewed(w)
    found = a.propose_decisions(actor=w.manager, call=w.call)
    line = found.lines.order_by("-rank")[0]
    by_manager(w, lambda actor: a.change_line(actor=actor, line=line, outcome="reject", why="与在研项目重复"))
    for wrong in (
        {"outcome": "perhaps", "why": "x"},
        {"outcome": "fund", "why": ""},
        {"outcome": "fund", "why": "x", "grant_fen": -1},
    ):
        with pytest.raises(ValidationError):
            a.change_line(actor=w.manager, line=line, **wrong)
    check_action(
        lambda actor: a.return_decisions(actor=actor, decisions=found, why="请核对"),
        role=Role.DUTY_OFFICER,
        organisation=w.call.department,
    )
    with pytest.raises(ValidationError):
        a.change_line(actor=w.manager, line=fresh(line), outcome="fund", why="x")
    assert Application.objects.filter(call=w.call, state="in_review").count() == 4


def test_quotas_and_money_bind_the_selection():
    document = programme(
        review={"need": 2, "load_most": 9}, quota=[{"per": "call", "most": 20}, {"per": "city", "most": 1}]
    )
    call = make_call(document, purse_fen=250_000_000)
    w = world(call=call)
    cities = [CityFactory(), CityFactory()]
    for n, application in enumerate(w.applications):
        application.city = cities[n // 2]
        application.save()
    reviewed(w)
    found = a.propose_decisions(actor=w.manager, call=call)
    funded = set(found.lines.filter(outcome="fund").values_list("application", flat=True))
    assert funded == {w.applications[1].pk, w.applications[3].pk}
    assert found.grounds["passed_over"] == [[w.applications[2].pk, [f"city:{cities[1].key}", "money"]]]


def test_a_notice_is_given_objected_to_answered_and_ended():
    w = world()
    approved = decided(w)
    notice = by_manager(w, lambda actor: a.publish_notice(actor=actor, decisions=approved))
    assert notice.ends == add_workdays(TODAY(), 5)
    assert "负责人" not in str(notice.rows)
    application = Application.objects.filter(call=w.call, state="notice")[0]
    objector = UserFactory()
    objection = a.object_to_notice(actor=objector, notice=notice, application=application, text="成果并非其所有。")
    assert objection.answer_due == add_workdays(TODAY(), 15)
    with pytest.raises(ValidationError):
        a.close_notice(actor=w.manager, notice=notice)
    over(notice)
    with pytest.raises(ValidationError) as caught:
        a.close_notice(actor=w.manager, notice=notice)
    assert caught.value.code == "objections"
    with pytest.raises(ValidationError):
        a.object_to_notice(actor=objector, notice=notice, application=application, text="晚了")
    by_manager(
        w, lambda actor: a.answer_objection(actor=actor, objection=objection, answer="经核实属实。", upheld=True)
    )
    assert fresh(application).state == "rejected"
    assert Notification.objects.filter(kind="calls.objection_answered", recipient=objector).exists()
    by_manager(w, lambda actor: a.close_notice(actor=actor, notice=notice))
    assert Application.objects.filter(call=w.call, state="funded").count() == 3
    assert Decision.objects.filter(awarded_on=TODAY()).count() == 3


def test_anyone_signed_in_may_object_and_nobody_else():
    w = world()
    notice = noticed(w)
    application = Application.objects.filter(call=w.call, state="notice")[0]
    for user in (AnonymousUser(), UserFactory(is_active=False)):
        with pytest.raises(PermissionDenied):
            a.object_to_notice(actor=user, notice=notice, application=application, text="x")
    with pytest.raises(ValidationError):
        a.object_to_notice(actor=UserFactory(), notice=notice, application=make_application(w.call, 8), text="x")
