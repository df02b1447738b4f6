"""The plan through the API: what is read, and the cycle of a report by two programs."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from factories import DutyFactory, person
from xinzhi.core.models import ActionRecord
from xinzhi.core.roles import Role
from xinzhi.plan.models import Report


@pytest.fixture
def world(plan, program):
    duty = plan.measures.get().duties.get()
    people = {
        "officer": person(Role.DUTY_OFFICER, duty.organisation),
        "outsider": person(Role.DUTY_OFFICER),
        "office": person(Role.PLAN_OFFICE),
        "auditor": person(Role.AUDITOR),
    }
    return plan, duty, {name: program(user) for name, user in people.items()}


def attach(who, number):
    file = SimpleUploadedFile("证明.txt", b"proof", "text/plain")
    headers = {"Authorization": f"Bearer {who.secret}"}
    return Client().post(f"/api/v1/reports/{number}/evidence", {"file": file}, headers=headers)


def test_a_report_from_its_beginning_to_the_targets_value(world, nobody):
    plan, duty, who = world
    officer, office = who["officer"], who["office"]
    begun = officer.post("/reports", {"duty": duty.pk, "period": plan.periods.get().label})
    assert (begun.status_code, begun.json()["state"]) == (201, "draft")
    path = f"/reports/{begun.json()['id']}"
    figure = {"target": "t", "value": 3.5, "as_of": plan.periods.get().ends.isoformat(), "note": "新建"}
    written = {"text": "建成三家。", "assessment": "on_track", "figures": [figure]}
    edited = officer.patch(path, written, If_Match=begun["ETag"])
    assert edited.json()["figures"] == [figure]
    assert officer.patch(path, {"text": "建成四家。"}).json()["figures"] == [figure]  # what is left out stays
    assert officer.post(f"{path}/submit").status_code == 422  # no evidence yet
    assert attach(officer, begun.json()["id"]).json()["evidence"][0]["name"] == "证明.txt"
    assert office.get(path).status_code == 404  # a draft is the department's own paper
    assert officer.post(f"{path}/submit").json()["state"] == "submitted"
    assert officer.post(f"{path}/accept").status_code == 403
    assert office.post(f"{path}/return").status_code == 422  # a reason is needed
    assert office.post(f"{path}/accept", {"why": "核对无误"}).json()["state"] == "accepted"
    target = nobody.get(f"/plans/{plan.key}/targets/t").json()
    assert target["current"] == 3.5
    line = target["lineage"][0]
    assert (line["value"], line["department"], line["counted"]) == (3.5, duty.organisation.key, True)
    verbs = [r.verb for r in ActionRecord.objects.filter(subject_type="plan.report").order_by("id")]
    assert verbs[0] == "plan.start_report"
    assert verbs[-1] == "plan.accept_report"


def test_who_may_not_is_refused_everywhere(world, nobody):
    plan, duty, who = world
    start = {"duty": duty.pk, "period": plan.periods.get().label}
    for name in ("outsider", "office", "auditor"):
        assert who[name].post("/reports", start).status_code == 403
    assert nobody.post("/reports", start).status_code == 401
    number = who["officer"].post("/reports", start).json()["id"]
    for name in ("outsider", "office", "auditor"):
        assert who[name].patch(f"/reports/{number}", {"text": "x"}).status_code == 404
        assert attach(who[name], number).status_code == 404
    assert Report.objects.get().text == ""


def test_a_stale_report_is_not_overwritten(world):
    plan, duty, who = world
    begun = who["officer"].post("/reports", {"duty": duty.pk, "period": plan.periods.get().label})
    path = f"/reports/{begun.json()['id']}"
    assert who["officer"].patch(path, {"text": "一"}, If_Match=begun["ETag"]).status_code == 200
    assert who["officer"].patch(path, {"text": "二"}, If_Match=begun["ETag"]).status_code == 412
    assert who["officer"].post(f"{path}/submit", If_Match=begun["ETag"]).status_code == 412


def test_a_pressing_and_its_answer(world, nobody):
    _plan, duty, who = world
    letter = {"text": "请尽快报送。"}
    for name in ("officer", "outsider", "auditor"):
        assert who[name].post(f"/duties/{duty.pk}/press", letter).status_code == 403
    assert nobody.post(f"/duties/{duty.pk}/press", letter).status_code == 401
    sent = who["office"].post(f"/duties/{duty.pk}/press", letter)
    assert (sent.status_code, sent.json()["state"]) == (201, "open")
    path = f"/presses/{sent.json()['id']}"
    assert who["outsider"].get(path).status_code == 404
    assert who["outsider"].post(f"{path}/answer", {"answer": "x"}).status_code == 404
    assert who["auditor"].post(f"{path}/answer", {"answer": "x"}).status_code == 403
    assert who["officer"].post(f"{path}/answer", {"answer": "本周报送。"}).json()["state"] == "answered"
    assert who["officer"].post(f"{path}/close", {"why": "x"}).status_code == 403
    assert who["office"].post(f"{path}/close", {"why": "已报送"}).json()["state"] == "closed"


def test_a_plan_with_its_parts(world, nobody):
    plan, duty, _who = world
    DutyFactory(measure=duty.measure, kind="support")
    assert nobody.get("/plans").json()["items"][0]["key"] == plan.key
    measure = nobody.get(f"/plans/{plan.key}/measures/m").json()
    assert [d["kind"] for d in measure["duties"]] == ["lead", "support"]
    assert measure["duties"][0]["id"] == duty.pk
    for path in ("departments", "pilots", "targets", "measures"):
        assert nobody.get(f"/plans/{plan.key}/{path}").status_code == 200
        assert nobody.get(f"/plans/none/{path}").status_code == 404
    assert nobody.get(f"/plans/{plan.key}/targets/none").status_code == 404


def test_a_draft_plan_is_the_offices(world, nobody):
    plan, _duty, who = world
    type(plan).objects.update(state="draft")
    assert nobody.get(f"/plans/{plan.key}/targets").status_code == 404
    assert who["officer"].get(f"/plans/{plan.key}").status_code == 404
    assert who["auditor"].get(f"/plans/{plan.key}").status_code == 200
