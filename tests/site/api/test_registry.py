"""Writing to the registers: proposed by one, decided by another, as on the pages."""

import datetime as dt

import pytest

from factories import OrganisationFactory, person
from xinzhi.core.roles import Role
from xinzhi.registry.models import Organisation, Statement

NEW = {"name": "量子新企业", "kind": "enterprise", "source": "公告", "as_of": "2026-01-02", "confidence": "document"}


@pytest.fixture
def second(program):
    return program(person(Role.PLAN_OFFICE))


def test_a_proposal_becomes_public_when_another_accepts(office, second, nobody):
    made = office.post("/registry/organisations", NEW)
    assert (made.status_code, made.json()["state"]) == (201, "proposed")
    statement = Statement.objects.get()
    assert (statement.origin, statement.confidence) == ("api", "document")
    path, decision = (
        f"/registry/organisations/{made.json()['entry']}",
        f"/registry/statements/{made.json()['id']}/accept",
    )
    assert nobody.get(path).status_code == 404
    assert office.post(decision).status_code == 403  # nobody accepts what they recorded
    assert second.post(decision).json()["state"] == "accepted"
    shown = nobody.get(path).json()
    assert shown["name"] == "量子新企业"
    assert [(s["source"], s["as_of"], s["values"]["name"]) for s in shown["sources"]] == [
        ("公告", "2026-01-02", "量子新企业")
    ]
    assert second.post(decision).status_code == 422


def test_a_correction_waits_too(office, second, nobody):
    OrganisationFactory(key="a", name="甲", source="公告", as_of=dt.date(2026, 1, 1))
    change = {"industry": "仪器", "source": "年报", "as_of": "2026-02-01"}
    number = office.patch("/registry/organisations/a", change).json()["id"]
    assert nobody.get("/registry/organisations/a").json()["industry"] == ""
    assert nobody.get(f"/registry/statements/{number}").status_code == 401
    assert second.post(f"/registry/statements/{number}/reject").status_code == 422  # a reason is needed
    assert second.post(f"/registry/statements/{number}/reject", {"why": "不实"}).json()["state"] == "rejected"
    other = office.patch("/registry/organisations/a", {**change, "industry": "芯片"}).json()["id"]
    assert office.post(f"/registry/statements/{other}/retract", {"why": "有误"}).json()["state"] == "retracted"


def test_who_may_not_write(program, nobody):
    OrganisationFactory(key="a", name="甲")
    auditor, stranger = program(person(Role.AUDITOR)), program(person(Role.RESEARCHER))
    for who in (auditor, stranger):
        assert who.post("/registry/organisations", NEW).status_code == 403
        assert who.patch("/registry/organisations/a", {**NEW, "industry": "x"}).status_code == 403
        assert who.post("/registry/organisations/a/merge", {"absorb": "a", "why": "x"}).status_code == 403
    assert nobody.post("/registry/organisations", NEW).status_code == 401
    assert not Statement.objects.exists()


def test_two_entries_become_one(office, nobody):
    keep = OrganisationFactory(key="a", name="甲")
    OrganisationFactory(key="b", name="甲公司")
    merged = office.post("/registry/organisations/a/merge", {"absorb": "b", "why": "同一家"})
    assert (merged.status_code, merged.json()["key"]) == (200, "a")
    assert Organisation.objects.get(key="b").merged_into == keep
    assert office.post("/registry/organisations/a/merge", {"absorb": "b", "why": "x"}).status_code == 409
