"""Rules for every address: errors, ETags, limits, retries."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from factories import CityFactory, OrganisationFactory, person
from xinzhi.core.api import limits
from xinzhi.core.api.callers import address_of
from xinzhi.core.api.problems import Problem
from xinzhi.core.models import ActionRecord, KeptAnswer
from xinzhi.core.roles import Role
from xinzhi.registry.models import Organisation, Statement

NEW = {
    "name": "量子新企业",
    "kind": "enterprise",
    "city": "jinan",
    "aliases": ["量新"],
    "source": "公告",
    "as_of": "2026-01-02",
}


@pytest.fixture
def city(db):
    return CityFactory(key="jinan", name="济南")


# --- errors -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "kind"),
    [
        ("get", "/registry/organisations/none", None, 404, "missing"),
        ("get", "/nowhere", None, 404, "missing"),
        ("get", "/", None, 404, "missing"),
        ("delete", "/plans", None, 405, "method"),
        ("get", "/me", None, 401, "unauthenticated"),
        ("get", "/registry/organisations?limit=x", None, 422, "invalid"),
        ("post", "/registry/organisations", {}, 401, "unauthenticated"),
    ],
)
def test_an_error_is_a_problem_document(nobody, method, path, body, status, kind):
    answer = nobody.ask(method, path, body)
    problem = answer.json()
    assert answer.status_code == problem["status"] == status
    assert answer["Content-Type"] == "application/problem+json"
    assert problem["type"] == f"/api/#{kind}"
    assert set(problem) == {"type", "title", "status", "detail", "errors"}


def test_an_error_speaks_the_callers_language(nobody):
    assert nobody.get("/me").json()["title"] == "Say who you are"
    nobody.language = "zh-hans"
    assert nobody.get("/me").headers["Content-Language"] == "zh-hans"
    assert "Accept-Language" in nobody.get("/me").headers["Vary"]


def test_a_refused_value_names_its_field(office, city):
    answer = office.post("/registry/organisations", {**NEW, "kind": "robot"})
    assert answer.status_code == 422
    assert [e["field"] for e in answer.json()["errors"]] == ["kind"]
    answer = office.post("/registry/organisations", {**NEW, "source": ""})
    assert [e["field"] for e in answer.json()["errors"]] == ["source"]
    answer = office.post("/registry/organisations", {**NEW, "city": "atlantis"})
    assert [e["field"] for e in answer.json()["errors"]] == ["city"]
    answer = office.post("/registry/organisations", {**NEW, "as_of": "yesterday"})
    assert [e["field"] for e in answer.json()["errors"]] == ["as_of"]


@pytest.mark.parametrize(
    "body", [b"{", b"[]", b"\xff\xfe", b'{"name": "\\ud800"}', b'{"name": "a\\u0000b"}', b"null", b'"x"']
)
def test_a_body_that_cannot_be_read_is_the_callers_fault(office, city, body):
    headers = {"Authorization": f"Bearer {office.secret}"}
    path = "/api/v1/registry/organisations"
    answer = Client().post(path, data=body, content_type="application/json", headers=headers)
    assert answer.status_code in {400, 422}
    assert not Organisation.objects.filter(kind="enterprise").exists()


def test_a_failure_of_ours_is_a_problem_too(nobody, db, monkeypatch, caplog):
    def fail(*_args):
        raise RuntimeError("a secret of the inside")

    monkeypatch.setattr("xinzhi.registry.api.cities.visible_cities", fail)
    answer = nobody.get("/registry/cities")
    assert answer.status_code == 500
    assert b"secret" not in answer.content
    assert "a secret of the inside" in caplog.text


# --- ETags --------------------------------------------------------------------------------------------------------


def test_an_unchanged_answer_is_not_sent_again(nobody, city):
    OrganisationFactory(key="a", city=city)
    for path in ("/registry/organisations", "/registry/organisations/a", "/fields", "/plans"):
        first = nobody.get(path)
        etag = first["ETag"]
        assert etag.startswith('"'), "strong"
        again = nobody.get(path, If_None_Match=etag)
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    Organisation.objects.update(name="新名")
    assert nobody.get("/registry/organisations/a", If_None_Match=etag).status_code == 200


def test_a_change_is_made_only_of_what_was_read(office, city):
    OrganisationFactory(key="a", name="甲", city=city, source="公告", as_of=dt.date(2026, 1, 1))
    path, change = "/registry/organisations/a", {"source": "年报", "as_of": "2026-02-01", "why": "补充"}
    etag = office.get(path)["ETag"]
    first = office.patch(path, {**change, "industry": "仪器"}, If_Match=etag)
    assert (first.status_code, first.json()["values"], first.json()["state"]) == (201, {"industry": "仪器"}, "proposed")
    late = office.patch(path, {**change, "industry": "别的"}, If_Match=etag)
    assert (late.status_code, late.json()["type"]) == (412, "/api/#changed")
    assert Statement.objects.filter(state="proposed").count() == 1
    now = office.get(path)["ETag"]
    assert office.patch(path, {**change, "industry": "别的"}, If_Match=f'"x", {now}').status_code == 201


def test_head_is_get_without_a_body(nobody, city):
    answer = nobody.ask("head", "/registry/cities")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer["ETag"] == nobody.get("/registry/cities")["ETag"]


# --- limits -------------------------------------------------------------------------------------------------------


def test_who_asks_too_often_must_wait(nobody, db, settings, program):
    settings.API_LIMITS = {"anonymous": 2, "person": 4, "write": 1}
    first = nobody.get("/registry/cities")
    assert (first["RateLimit-Limit"], first["RateLimit-Remaining"]) == ("2", "1")
    assert 0 < int(first["RateLimit-Reset"]) <= 60
    assert nobody.get("/registry/cities").status_code == 200
    third = nobody.get("/registry/cities")
    assert (third.status_code, third["RateLimit-Remaining"]) == (429, "0")
    assert third["Retry-After"] == third["RateLimit-Reset"]
    known = program(person(Role.PLAN_OFFICE))
    assert known.get("/registry/cities")["RateLimit-Limit"] == "4"
    assert known.post("/registry/organisations", {}).status_code == 422
    assert known.post("/registry/organisations", {}).status_code == 429
    assert known.get("/registry/cities").status_code == 200


def test_guessing_tokens_is_counted(nobody, db, settings):
    settings.API_LIMITS = {"anonymous": 2, "person": 4, "write": 1}
    nobody.secret = "xz_wrong"
    assert [nobody.get("/me").status_code for _n in range(3)] == [401, 401, 429]


def test_a_new_minute_begins_anew(settings):
    settings.API_LIMITS = {"anonymous": 1, "person": 1, "write": 1}
    assert limits.spend("address:x", now=6000)["RateLimit-Reset"] == "60"
    with pytest.raises(Problem):
        limits.spend("address:x", now=6059)
    assert limits.spend("address:x", now=6060)["RateLimit-Remaining"] == "0"


def test_behind_proxies_the_address_is_the_one_they_saw(rf, settings):
    request = rf.get("/", headers={"X-Forwarded-For": "1.1.1.1, 2.2.2.2"})
    assert address_of(request) == "127.0.0.1"
    settings.PROXY_COUNT = 1
    assert address_of(request) == "2.2.2.2"
    settings.PROXY_COUNT = 3  # fewer hops than there should be: the header is not to be trusted
    assert address_of(request) == "127.0.0.1"


# --- retries ------------------------------------------------------------------------------------------------------


def test_a_write_sent_twice_is_done_once(office, city):
    first = office.post("/registry/organisations", NEW, Idempotency_Key="k-1")
    again = office.post("/registry/organisations", NEW, Idempotency_Key="k-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again["Idempotent-Replayed"] == "true"
    assert ActionRecord.objects.filter(verb="registry.record_statement").count() == 1


def test_a_key_belongs_to_its_request_and_caller(office, city, program):
    office.post("/registry/organisations", NEW, Idempotency_Key="k-1")
    other = {**NEW, "name": "另一家"}
    assert office.post("/registry/organisations", other, Idempotency_Key="k-1").status_code == 409
    colleague = program(person(Role.PLAN_OFFICE))
    assert colleague.post("/registry/organisations", other, Idempotency_Key="k-1").status_code == 201


def test_a_refused_write_may_be_mended_under_its_key(office, city):
    assert office.post("/registry/organisations", {**NEW, "source": ""}, Idempotency_Key="k").status_code == 422
    assert not KeptAnswer.objects.exists()
    assert office.post("/registry/organisations", NEW, Idempotency_Key="k").status_code == 201


def test_a_key_is_forgotten_after_a_day(office, city):
    office.post("/registry/organisations", NEW, Idempotency_Key="k")
    KeptAnswer.objects.update(created_at=timezone.now() - dt.timedelta(hours=25))
    answer = office.post("/registry/organisations", {**NEW, "name": "另一家"}, Idempotency_Key="k")
    assert answer.status_code == 201
    assert answer.json()["values"]["name"] == "另一家"


def test_a_key_that_is_none(office, city):
    assert office.post("/registry/organisations", NEW, Idempotency_Key="k" * 201).status_code == 400
