"""A list of the API is the list of its page: same rows, filters, search and order; cursors lose and repeat nothing."""

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse

from factories import MeasureFactory, OrganisationFactory, TargetFactory

QUERIES = (
    "",
    "kind=enterprise",
    "city=jinan",
    "q=量子",
    "q=量子 3",
    "city=qingdao&q=企业&kind=enterprise",
    "industry=仪器&sort=-name",
    "sort=city,name",
    "sort=-as_of",
    "sort=as_of",
    "sort=-kind",
)


def walk(program, address, each=None):
    """Every row of every page."""
    rows = []
    while address:
        answer = program.get(address)
        assert answer.status_code == 200, answer.content
        rows += answer.json()["items"]
        address = answer.json()["next"]
        if each:
            each()
    return rows


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("limit", [2, 200])
def test_the_rows_are_those_of_the_page(firms, nobody, query, limit):
    page = Client().get(f"{reverse('registry:organisations')}?{query}&format=csv")
    text = b"".join(page.streaming_content).decode().removeprefix("\ufeff")
    there = [row["key"] for row in csv.DictReader(io.StringIO(text))]
    here = [row["key"] for row in walk(nobody, f"/registry/organisations?{query}&limit={limit}")]
    assert sorted(here) == sorted(there)
    if "city" not in query.partition("sort=")[2]:  # rows without a city stand last here, on each database
        assert here == there


def test_a_walk_sees_each_row_once_while_rows_are_added(firms, nobody):
    before = {f.key for f in firms}
    for query in ("sort=name", "sort=-name", "sort=-as_of", "sort=industry", ""):
        names = iter(range(4))

        def add(names=names, query=query):
            if (n := next(names, None)) is not None:
                OrganisationFactory(name=f"量子企业{n * 2}", kind="enterprise", industry="仪器" if n % 2 else "")

        address = f"/registry/organisations?kind=enterprise&limit=2&{query}"
        seen = [row["key"] for row in walk(nobody, address, add)]
        assert len(seen) == len(set(seen))
        assert before <= set(seen)


def test_a_plan_list_walks_by_its_arithmetic(plan, nobody):
    measure = MeasureFactory(plan=plan)
    for n in range(6):
        TargetFactory(plan=plan, measure=measure, value=10 + n % 3)
    everything = nobody.get(f"/plans/{plan.key}/targets?sort=-standing_now&count=true").json()
    assert everything["count"] == len(everything["items"]) == 7
    rows = walk(nobody, f"/plans/{plan.key}/targets?sort=-standing_now&limit=3")
    assert rows == everything["items"]


def test_the_total_is_told_on_request_alone(firms, nobody):
    assert nobody.get("/registry/organisations?limit=2").json()["count"] is None
    assert nobody.get("/registry/organisations?limit=2&count=true&kind=enterprise").json()["count"] == 9


def test_what_a_page_would_leave_out_is_refused_with_its_name(firms, nobody):
    wrong = {
        "kind=robot": "kind",
        "city=atlantis": "city",
        "colour=red": "colour",
        "sort=wealth": "sort",
        "limit=0": "limit",
        "limit=201": "limit",
        "cursor=abc": "cursor",
    }
    for query, field in wrong.items():
        answer = nobody.get(f"/registry/organisations?{query}")
        assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json"), query
        assert [e["field"] for e in answer.json()["errors"]] == [field]


def test_a_cursor_belongs_to_its_query(firms, nobody):
    following = nobody.get("/registry/organisations?kind=enterprise&limit=2").json()["next"]
    assert nobody.get(following.replace("limit=2", "limit=5")).status_code == 200
    assert nobody.get(following.replace("kind=enterprise", "kind=bank")).status_code == 422
    assert nobody.get(following.replace("registry/organisations", "registry/parks")).status_code == 422


def test_a_bounded_number_of_queries(firms, nobody, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        assert len(nobody.get("/registry/organisations").json()["items"]) == 9
