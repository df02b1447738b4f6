"""Search through the API: the hits, facets and limits of its page, for the same people."""

import pytest

from factories import OrganisationFactory, person
from xinzhi.core.roles import Role
from xinzhi.plan.models import PlanState


def names(who, query):
    answer = who.get(f"/search?{query}")
    assert answer.status_code == 200, answer.content
    return [hit["name"] for hit in answer.json()["items"]]


def test_what_is_found_and_where(plan, nobody):
    nobody.language = "zh-hans"
    answer = nobody.get("/search?q=量子").json()
    [hit] = answer["items"]
    assert (hit["name"], hit["label"], hit["kind"]) == ("量子平台", "<mark>量子</mark>平台", "plan.target")
    assert (answer["total"], answer["pages"], answer["next"]) == (1, 1, None)


def test_facets_narrow_and_pages_lead_on(firms, nobody):
    first = nobody.get("/search?q=量子企业&kind=registry.organisation").json()
    cities = {c["key"]: c["count"] for f in first["facets"] if f["key"] == "city" for c in f["choices"]}
    assert cities == {"jinan": 3, "qingdao": 3}
    assert len(names(nobody, "q=量子企业&city=jinan")) == 3
    assert len(names(nobody, "q=量子企业&city=jinan&city=qingdao")) == 6
    for n in range(20):
        OrganisationFactory(name=f"量子企业{n + 20}")
    address, seen = "/search?q=量子企业", []
    while address:
        answer = nobody.get(address).json()
        seen += [hit["url"] for hit in answer["items"]]
        address = answer["next"]
    assert len(seen) == len(set(seen)) == answer["total"] == 29


def test_a_draft_is_found_by_those_who_oversee_alone(plan, nobody, program):
    type(plan).objects.update(state=PlanState.DRAFT)
    plan.refresh_from_db()
    plan.save()
    assert names(nobody, "q=量子") == []
    assert names(program(person(Role.RESEARCHER)), "q=量子") == []
    assert len(names(program(person(Role.AUDITOR)), "q=量子")) == 1


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("", "q"),
        ("q=x&colour=red", "colour"),
        ("q=x&page=0", "page"),
        ("q=x&sort=size", "sort"),
        ("q=x&page=51", "page"),
    ],
)
def test_what_is_wrong_is_named(nobody, db, query, field):
    answer = nobody.get(f"/search?{query}")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
