"""What a register exports comes back unchanged; the real files come in whole."""

import csv
import datetime as dt
import io
import zipfile
from collections import Counter

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.urls import reverse

from registry.bringing import bring, settle
from registry.conftest import origin
from xinzhi.registry.actions import accept_claim, check_import, record_statement, start_import, undo_import
from xinzhi.registry.models import RowOutcome
from xinzhi.registry.registers import BY_KEY, REGISTERS
from xinzhi.registry.values import attributes_of

pytestmark = pytest.mark.django_db
FORMATS = ("csv", "xlsx", "json")
IDENTIFIERS = {
    "uscc": "91370100MA3C00000E",
    "orcid": "0000-0002-1825-0097",
    "standard": "GB/T 1.1-2020",
    "industry": "3911",
    "right": "201710601862.3",
    "doi": "10.1038/nature12373",
    "cstr": "31253.11.sciencedb.j00001.00123",
}
ODD = "=1+1；“甲”, 乙\n丙 'x"


def exported(client, register, form):
    answer = client.get(reverse(f"registry:{register.key}"), {"format": form})
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


@pytest.mark.parametrize("form", FORMATS)
def test_exports_of_the_pack_come_back_unchanged(client, office, loaded, form):
    client.force_login(office)
    filled = [r for r in REGISTERS if r.entries().exists()]
    assert len(filled) == 9
    for register in filled:
        content = exported(client, register, form)
        batch = bring(office, content, name=f"{register.key}.{form}", register=register.key)
        visible = register.all_entries().count()
        assert batch.counts == {"unchanged": visible}, register.key
        assert not [c for c, attribute in batch.mapping.items() if not attribute], register.key


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("key", [r.key for r in REGISTERS])
def test_an_entry_with_every_attribute_comes_back_unchanged(client, office, second, loaded, key, form):
    register = BY_KEY[key]
    values = {a.name: sample(a) for a in attributes_of(register)}
    provenance = origin(
        "来源'=1", dt.date(2026, 1, 1), as_of_precision="month", as_of_note="月", source_url="https://a.example/"
    )
    statement = record_statement(actor=office, register=register, values=values, provenance=provenance)
    accept_claim(actor=second, claim=statement)
    client.force_login(office)
    batch = bring(office, exported(client, register, form), name=f"a.{form}", register=key)
    assert set(batch.counts) == {"unchanged"}, [
        (r.changes, r.problems) for r in batch.rows.exclude(outcome="unchanged")
    ]


def sample(attribute):
    if attribute.identifier:
        return IDENTIFIERS[attribute.identifier]
    return {
        "text": (ODD if attribute.max_length and attribute.max_length > 60 else "甲=1")[: attribute.max_length],
        "longtext": ODD,
        "int": max(attribute.least, 3) if attribute.name != "year" else 2024,
        "decimal": "12.5",
        "money": 123_456_789_01,
        "date": "2025-02-03",
        "choice": attribute.choices[0][0] if attribute.choices else None,
        "list": ["甲", "=乙 丙"],
        "city": "jinan",
        "field": None,
        "fields": None,
    }[attribute.kind]


def test_the_listed_companies_come_in_and_go(shared, office, second, loaded):
    path = shared / "datasets/enterprises/a-shares.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    lines = [rows[0], *rows[1:600:3]]
    content = "\n".join(",".join(line) for line in lines).encode("gb18030")
    before = list(BY_KEY["organisations"].entries().order_by("pk").values("key", "name", "as_of", "source"))
    batch = bring(office, content, constants={"kind": "企业"})
    assert sum(batch.counts.values()) == 200
    assert batch.counts.keys() <= {"new", "unchanged"}
    settle(batch, office, second, policy="all")
    again = bring(office, content, constants={"kind": "企业"})
    assert again.counts == {"unchanged": 200}
    undo_import(actor=second, batch=batch, why="试")
    after = list(BY_KEY["organisations"].entries().order_by("pk").values("key", "name", "as_of", "source"))
    assert after == before


# The register of each file, and what its rows leave to be said of all of them.
FACTS = {
    "demands": ("demands", {}),
    "funds_policies": ("policies", {}),
    "indicators": ("statistics", {"scope": "省", "nature": "reported"}),
    "organisations": ("organisations", {}),
    "parks": ("parks", {}),
    "plans": ("plans", {}),
    "platforms": ("platforms", {}),
    "results": ("results", {}),
    "standards": ("standards", {}),
}


@pytest.mark.parametrize("name", FACTS)
def test_the_facts_come_in_whole(shared, office, second, loaded, name):
    register, constants = FACTS[name]
    path = shared / f"facts/{name}.csv"
    batch = bring(office, path.read_bytes(), name=path.name, register=register, constants=constants)
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    kept = {r.line: r for r in batch.rows.all()}
    assert len(kept) == len(rows)
    for row, told in zip(rows, sorted(kept.values(), key=lambda r: r.line), strict=True):
        assert told.cells == {k: v for k, v in row.items() if v}
        assert (told.outcome == RowOutcome.BAD) == any(p["level"] == "error" for p in told.problems)
        assert all(p["reason"] and p["remedy"] for p in told.problems)
    if batch.rows_to_take:
        settle(batch, office, second)
        again = bring(office, path.read_bytes(), name=path.name, register=register, constants=constants)
        assert again.counts.get("new", 0) == 0


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_sample_of_the_grants_comes_in(shared, office, second, encoding):
    with zipfile.ZipFile(shared / "datasets/grants/social-2017-09-26.csv.zip") as package:
        text = package.read(package.namelist()[0]).decode()
    every = list(csv.reader(io.StringIO(text, newline="")))
    rows = [row for row in every[1:] if any(row)]
    wanted = [row for n, row in enumerate(rows) if n % 80 == 0 or (row[4].startswith("00") and n % 10 == 0)]
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([every[0], *wanted])
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("grants.csv", out.getvalue().encode(encoding))
    batch = bring(office, packed.getvalue(), name="grants.zip", register="projects")
    assert sum(batch.counts.values()) == len(wanted)
    for row, cells in zip(batch.rows.all(), wanted, strict=True):
        assert row.cells == {h: c for h, c in zip(every[0], cells, strict=True) if c}
    codes = Counter(p["code"] for r in batch.rows.all() for p in r.problems if p["level"] == "error")
    assert codes.keys() <= {"contradicts", "imprecise", "missing", "no_such_day", "year_range"}
    settle(batch, office, second)
    taken = batch.counts["new"]
    assert BY_KEY["projects"].entries().count() == taken
    assert bring(office, packed.getvalue(), name="grants.zip", register="projects").counts["unchanged"] == taken


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("key", [r.key for r in REGISTERS])
def test_an_empty_table_maps_by_itself_and_its_remarks_are_no_rows(client, office, key, form):
    client.force_login(office)
    content = b"".join(client.get(reverse("registry:import_template", args=[key, form])).streaming_content)
    batch = start_import(
        actor=office, file=ContentFile(content), name=f"a.{form}", register=BY_KEY[key], provenance=origin()
    )
    assert all(name == attribute for name, attribute in batch.mapping.items())
    with pytest.raises(ValidationError, match=r"."):
        check_import(actor=office, batch=batch)
    assert not batch.rows.exists()
