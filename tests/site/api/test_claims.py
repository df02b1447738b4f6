"""What sources say of an entry: read as on its page, proposed, decided, merged, split and undone by programs."""

import datetime as dt

import pytest
from django.test import Client

from factories import OrganisationFactory, person
from xinzhi.core.roles import Role
from xinzhi.registry.actions import accept_claim, record_statement
from xinzhi.registry.models import Fusion, MatchCandidate, Organisation, Person, Platform, Relation, Statement, Title
from xinzhi.registry.provenance import Provenance
from xinzhi.registry.queries.find import entry_by_row
from xinzhi.registry.registers import BY_KEY

ORIGIN = {"source": "年报", "as_of": "2026-02-01"}
FIRM = "/registry/organisations/firm"


@pytest.fixture
def firm(db):
    Platform.objects.create(key="lab", name="量子实验室", kind="省实验室")
    return OrganisationFactory(key="firm", name="量子企业", kind="enterprise", source="公告", as_of=dt.date(2026, 1, 1))


@pytest.fixture
def second(program):
    return program(person(Role.PLAN_OFFICE))


@pytest.fixture
def published(db):
    """`published("organisations", name=…)`: an entry that one person recorded and another accepted."""

    def make(register, source="公告", entry=None, **values):
        statement = record_statement(
            actor=person(Role.PLAN_OFFICE),
            register=BY_KEY[register],
            values=values,
            provenance=Provenance(source, dt.date(2026, 1, 1)),
            entry=entry,
        )
        accept_claim(actor=person(Role.PLAN_OFFICE), claim=statement)
        return entry_by_row(*statement.about)

    return make


WRITES = {
    "relations": {"role": "hosts", "second_register": "platforms", "second": "lab", "begins": "2025-01-01", **ORIGIN},
    "titles": {"name": "瞪羚企业", "issued": "2025-03-01", "expires": "2027-02-28", "document": "公告一号", **ORIGIN},
    "figures": {"year": 2025, "figures": {"revenue": 1200, "staff": 5}, **ORIGIN},
}


@pytest.mark.parametrize("what", WRITES)
@pytest.mark.parametrize("role", [Role.PLAN_OFFICE, Role.ORG_EDITOR])
def test_who_may_record_about_an_entry(check_write, firm, what, role):
    own = firm if role == Role.ORG_EDITOR else None
    made = check_write(f"{FIRM}/{what}", WRITES[what], role=role, organisation=own)
    assert made["state"] == "proposed"
    model = {"relations": Relation, "titles": Title}.get(what, Statement)
    assert model.objects.get(pk=made["id"]).origin == "api"


@pytest.mark.parametrize("what", WRITES)
def test_what_is_recorded_waits_and_shows_when_accepted(check_write, firm, office, second, nobody, what):
    kind = "statements" if what == "figures" else what
    made = office.post(f"{FIRM}/{what}", WRITES[what]).json()
    shown = "figures" if what == "figures" else what
    assert nobody.get(FIRM).json()[shown] == []
    path = f"/registry/{kind}/{made['id']}"
    assert office.get(path).json() == made
    waiting = office.get(f"/registry/{kind}?state=proposed").json()["items"]
    assert waiting == [made]
    assert nobody.get(path).status_code == 401
    check_write(f"{path}/accept", {}, role=Role.PLAN_OFFICE, refused=404, success=200)
    told = nobody.get(FIRM).json()[shown]
    if what == "relations":
        [one] = told
        assert (one["role"], one["outgoing"], one["other"]["key"], one["begins"]) == (
            "hosts",
            True,
            "lab",
            "2025-01-01",
        )
        [back] = nobody.get("/registry/platforms/lab").json()["relations"]
        assert (back["outgoing"], back["words"], back["other"]["key"]) == (False, "is hosted by", "firm")
    elif what == "titles":
        [one] = told
        assert (one["name"], one["document"], one["expires"]) == ("瞪羚企业", "公告一号", "2027-02-28")
    else:
        assert {f["measure"]: f["values"][0]["value"] for f in told} == {"revenue": 1200, "staff": 5}
    assert second.post(f"{path}/retract").status_code == 422
    taken = check_write(f"{path}/retract", {"why": "有误"}, role=Role.PLAN_OFFICE, success=200)
    assert taken["state"] == "retracted"
    assert nobody.get(FIRM).json()[shown] == []


@pytest.mark.parametrize("what", WRITES)
def test_nobody_decides_on_what_they_recorded_and_a_stale_decision_is_refused(firm, office, second, program, what):
    kind = "statements" if what == "figures" else what
    path = f"/registry/{kind}/{office.post(f'{FIRM}/{what}', WRITES[what]).json()['id']}"
    assert office.post(f"{path}/accept").status_code == 403
    assert program(person(Role.AUDITOR)).post(f"{path}/accept").status_code == 403
    read = second.get(path)["ETag"]
    assert second.post(f"{path}/reject", {"why": "不实"}, If_Match=read).json()["state"] == "rejected"
    assert second.post(f"{path}/accept", If_Match=read).status_code == 412


@pytest.mark.parametrize(
    ("what", "change", "field"),
    [
        ("relations", {"role": "eats"}, "role"),
        ("relations", {"second": "none"}, "second"),
        ("relations", {"second_register": "cities"}, "second"),
        ("relations", {"ends": "2024-01-01"}, "ends"),
        ("relations", {"source": ""}, "source"),
        ("titles", {"name": " "}, "name"),
        ("titles", {"expires": "2024-01-01"}, "expires"),
        ("titles", {"as_of_precision": "century"}, "as_of_precision"),
        ("figures", {"figures": {"happiness": 1}}, "happiness"),
        ("figures", {"figures": {"staff": -1}}, "staff"),
        ("figures", {"figures": {}}, "figures"),
        ("figures", {"year": 20250}, "year"),
        ("split", {"statements": [1], "why": "x"}, "statements"),
    ],
)
def test_what_is_wrong_is_named(firm, office, what, change, field):
    answer = office.post(f"{FIRM}/{what}", {**WRITES.get(what, {}), **change})
    assert answer.status_code == 422, answer.content
    assert [e["field"] for e in answer.json()["errors"]] == [field]


def test_an_unknown_register_or_entry_is_missing(firm, office):
    for path in ("/registry/robots/firm/titles", "/registry/organisations/none/titles"):
        assert office.post(path, WRITES["titles"]).status_code == 404


def test_where_sources_differ_both_are_told(published, nobody):
    entry = published("organisations", name="甲公司", kind="enterprise", industry="软件")
    published("organisations", "年报", entry, industry="芯片")
    [one] = nobody.get(f"/registry/organisations/{entry.key}").json()["dissent"]
    assert one["attribute"] == "industry"
    said = {Statement.objects.get(pk=s["statement"]).source: s["value"] for s in one["said"]}
    assert said == {"公告": "软件", "年报": "芯片"}


def test_personal_values_never_leave(published, office, nobody, program):
    project = published("projects", name="量子计算机", leader="张三")
    named = published("people", name="李四", consent="none")
    statement = Statement.objects.get(kind="project")
    for who in (nobody, office, program(person(Role.AUDITOR))):
        answer = who.get(f"/registry/projects/{project.key}")
        assert answer.status_code == 200
        assert "张三" not in answer.content.decode()
        assert who.get(f"/registry/projects/{project.key}/history").json() == []
    assert "张三" not in office.get(f"/registry/statements/{statement.pk}").content.decode()
    # An accepted statement on a person who did not consent: whoever may not see the person may not see it either.
    hidden = Statement.objects.get(kind="person")
    stranger = program(person(Role.RESEARCHER))
    assert Person.objects.get(pk=named.pk).consent == "none"
    assert stranger.get(f"/registry/statements/{hidden.pk}").status_code == 404
    assert hidden.pk not in [s["id"] for s in stranger.get("/registry/statements").json()["items"]]
    assert "李四" not in stranger.get("/registry/statements").content.decode()


def test_a_relation_never_tells_of_somebody_hidden(published, firm, office, second, nobody, program):
    hidden = published("people", name="李四", consent="none")
    body = {"role": "works_at", "second_register": "organisations", "second": "firm", **ORIGIN}
    made = office.post(f"/registry/people/{hidden.key}/relations", body).json()
    assert second.post(f"/registry/relations/{made['id']}/accept").status_code == 200
    stranger = program(person(Role.RESEARCHER))
    assert nobody.get(FIRM).json()["relations"] == []
    assert stranger.get(f"/registry/relations/{made['id']}").status_code == 404
    assert stranger.get("/registry/relations").json()["items"] == []
    assert [t["other"]["key"] for t in office.get(FIRM).json()["relations"]] == [hidden.key]


# --- merges, splits, matches --------------------------------------------------------------------------------------


def test_a_merged_key_leads_on(check_write, firm, office, nobody):
    OrganisationFactory(key="old", name="量企")
    check_write(f"{FIRM}/merge", {"absorb": "old", "why": "同一家"}, role=Role.PLAN_OFFICE, success=200)
    for rest in ("", "/history"):
        moved = nobody.get(f"/registry/organisations/old{rest}")
        assert (moved.status_code, moved["Location"]) == (308, f"/api/v1{FIRM}{rest}")
        assert moved.json()["type"] == "/api/#moved"
        assert Client().get(moved["Location"]).status_code == 200
    refused = office.patch("/registry/organisations/old", {"industry": "x", **ORIGIN})
    assert (refused.status_code, "firm" in refused.json()["detail"]) == (409, True)


def test_a_merge_is_undone(check_write, firm, office, nobody, program):
    OrganisationFactory(key="old", name="量企")
    office.post(f"{FIRM}/merge", {"absorb": "old", "why": "同一家"})
    [fusion] = program(person(Role.AUDITOR)).get(f"{FIRM}/fusions").json()
    assert (fusion["what"], fusion["source"]["key"], fusion["target"]["key"]) == ("merge", "old", "firm")
    assert program(person(Role.RESEARCHER)).get(f"{FIRM}/fusions").json() == []
    path = f"/registry/fusions/{fusion['id']}/undo"
    assert program(person(Role.AUDITOR)).post(path, {"why": "x"}).status_code == 403
    undone = check_write(path, {"why": "看错了"}, role=Role.PLAN_OFFICE, refused=404, success=200)
    assert undone["undone_at"]
    assert nobody.get("/registry/organisations/old").json()["key"] == "old"
    assert office.post(path, {"why": "x"}).status_code == 422


def test_a_mixed_entry_is_split(check_write, published, nobody):
    mixed = published("organisations", name="甲公司", kind="enterprise")
    published("organisations", "年报", mixed, name="乙公司", industry="软件")
    number = Statement.objects.get(source="年报").pk
    path = f"/registry/organisations/{mixed.key}/split"
    made = check_write(path, {"statements": [number], "why": "两家公司"}, role=Role.PLAN_OFFICE)
    assert nobody.get(f"/registry/organisations/{made['key']}").json()["name"] == "乙公司"
    assert Fusion.objects.get().what == "split"


def test_a_match_is_reviewed(check_write, firm, office, program):
    twin = OrganisationFactory(key="twin", name="量子公司")
    first, other = sorted((firm.pk, twin.pk))
    reasons = [{"comparison": "city", "level": "same", "weight": 1.5}]
    match = MatchCandidate.objects.create(
        kind="organisation", first_id=first, second_id=other, probability=0.7, reasons=reasons
    )
    [one] = office.get("/registry/matches?state=undecided").json()["items"]
    assert ({one["first"]["key"], one["second"]["key"]}, one["probability"]) == ({"firm", "twin"}, 0.7)
    assert one["reasons"] == [{"text": "The same city.", "weight": 1.5}]
    assert program(person(Role.AUDITOR)).get("/registry/matches").status_code == 403
    path = f"/registry/matches/{match.pk}"
    assert program(person(Role.AUDITOR)).get(path).status_code == 404
    assert office.post(f"{path}/decide", {"decision": "perhaps"}).status_code == 422
    decided = check_write(
        f"{path}/decide", {"decision": "same", "why": "同一家"}, role=Role.PLAN_OFFICE, refused=404, success=200
    )
    assert (decided["state"], decided["why"]) == ("same", "同一家")
    assert Organisation.objects.filter(standing="merged").count() == 1


def test_a_bounded_number_of_queries(firm, published, office, nobody, django_assert_max_num_queries):
    for n in range(5):
        published("platforms", name=f"实验室{n}", kind="省实验室")
    keys = [p.key for p in Platform.objects.exclude(key="lab")]
    for key in keys:
        office.post(f"{FIRM}/relations", {**WRITES["relations"], "second": key})
    with django_assert_max_num_queries(22):
        assert len(office.get(FIRM).json()["relations"]) == 5
    with django_assert_max_num_queries(20):
        assert len(office.get("/registry/relations").json()["items"]) == 5
