"""The gap view's numbers are those of a plain count, and plans' numbers stand beside what is on record."""

import csv
import io
from collections import Counter
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from xinzhi.fields.models import Field
from xinzhi.registry import wanted
from xinzhi.registry.models import City, Demand, Discipline, Organisation, Park, Platform, Result
from xinzhi.registry.queries.gaps import ASPECTS, NO_FIELD, count, missing, rows_of, total
from xinzhi.registry.wanted import Wanted

pytestmark = pytest.mark.django_db
URL = reverse("registry:gaps")


COUNTED = {
    "disciplines": (Discipline, {}),
    "platforms": (Platform, {}),
    "firms": (Organisation, {"kind": "enterprise"}),
    "parks": (Park, {}),
    "results": (Result, {}),
    "demands": (Demand, {}),
}


def top_of(entry):
    node = entry.field
    while node is not None and node.parent is not None:
        node = node.parent
    return node.key if node else NO_FIELD


def test_the_numbers_are_those_of_a_plain_count(loaded):
    child = Field.objects.filter(parent__isnull=False).first()
    city = City.objects.get(key="jinan")
    Platform.objects.create(key="below", name="下级领域的", field=child, city=city)
    for standing in ("proposed", "withdrawn"):
        Platform.objects.create(key=standing, name=standing, field=child, city=city, standing=standing)
    Platform.objects.create(key="made-up", name="演示", field=child, city=city, simulated=True)
    cells = count(ASPECTS, rows_of(None))
    assert {a.key for a in ASPECTS} == {*COUNTED, "people"}
    for aspect, (model, narrow) in COUNTED.items():
        plain = Counter()
        for entry in model.objects.filter(standing="published", simulated=False, **narrow):
            plain[top_of(entry), entry.city_id or 0] += 1
        assert {(row, at): c.real for (a, row, at), c in cells.items() if a == aspect and c.real} == plain
        assert total(cells, aspect=aspect).real == plain.total()


def test_a_field_opens_into_its_parts(loaded):
    top = Field.objects.get(key="deep")
    cells = count(ASPECTS, rows_of(top))
    whole = count(ASPECTS, rows_of(None))
    assert total(cells, aspect="platforms").real == total(whole, aspect="platforms", row="deep").real


def test_simulated_entries_stand_apart(loaded):
    before = count(ASPECTS, rows_of(None))
    field, city = Field.objects.get(key="deep"), City.objects.get(key="jinan")
    Platform.objects.create(key="made-up", name="演示", simulated=True, field=field, city=city)
    after = count(ASPECTS, rows_of(None))
    assert total(after).real == total(before).real
    assert after["platforms", "deep", city.pk].simulated == 1


def test_what_is_missing_is_named(loaded):
    rows = rows_of(None)
    gone = {row.key: kinds for row, kinds in missing(count(ASPECTS, rows), rows)}
    assert all("disciplines" in kinds for kinds in gone.values())
    assert "platforms" not in gone["deep"]


@pytest.mark.parametrize("query", ["", "?show=firms", "?field=deep", "?city=jinan", "?show=no&city=no"])
def test_the_page_opens(loaded, query, django_assert_max_num_queries):
    with django_assert_max_num_queries(30):
        assert Client().get(URL + query).status_code == 200


def test_numbers_lead_into_lists_that_hold_as_many(loaded):
    table = Client().get(URL + "?show=platforms").context["by_city"]
    cell = next(c for row in table["rows"] for c in row["cells"] if c["url"])
    listed = Client().get(cell["url"])
    assert listed.context["bar"]["count"] == cell["text"]


def test_the_export_holds_every_cell(loaded):
    body = b"".join(Client().get(URL + "?format=csv").streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(body)))
    assert len(rows) == len(ASPECTS) * len(rows_of(None)) * (City.objects.count() + 1)
    assert sum(int(r["on_record"]) for r in rows if r["kind"] == "platforms") == Platform.objects.count()
    sheet = Client().get(URL + "?format=xlsx")
    assert b"".join(sheet.streaming_content)[:2] == b"PK"


def test_a_plans_number_stands_beside_what_is_on_record(loaded, monkeypatch):
    one = Wanted("platforms", "省实验室", Decimal(2), "≥ 2", "方案", "/x/", narrow={"kind": "省实验室"})
    monkeypatch.setattr(wanted, "_givers", [lambda _user: [one]])
    (shown,) = Client().get(URL).context["wanted"]
    assert shown["held"] == Platform.objects.filter(kind="省实验室").count()
    assert Client().get(URL + "?city=jinan").context["wanted"] == []


def test_the_map_counts_what_the_list_holds(loaded):
    shown = Client().get(reverse("registry:cities"), {"show": "platforms", "field": "deep"}).context
    for row in shown["rows"]:
        cell = row["cells"][0]
        if cell["url"]:
            assert Client().get(cell["url"]).context["bar"]["count"] == cell["text"]
    assert any(r["cells"][0]["url"] for r in shown["rows"])


def test_what_was_learned_is_narrowed(loaded):
    url = reverse("registry:learned")
    every = [line for m in Client().get(url).context["months"] for line in m["lines"]]
    some = [
        ln for m in Client().get(url, {"register": "platforms", "city": "jinan"}).context["months"] for ln in m["lines"]
    ]
    assert every
    assert some
    assert all(ln["facts"].register.key == "platforms" and ln["facts"].example.city.key == "jinan" for ln in some)
