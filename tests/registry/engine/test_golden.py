"""The real files: every row is there, every cell is a value, kept beside, or told with a reason."""

import csv
import io
import zipfile
from collections import Counter

import pytest

from xinzhi.core.packs.load import Pack
from xinzhi.registry.engine.tabular import (
    Attribute,
    Existing,
    ReferenceBook,
    Schema,
    State,
    Summary,
    Type,
    open_table,
    plan,
    propose,
)

pytestmark = pytest.mark.engine
NAME = Attribute("name", required=True)
FACT = (
    NAME,
    *(
        Attribute(key)
        for key in ("kind", "level", "owner", "host", "note", "place", "period", "rate", "cap", "document")
    ),
    *(
        Attribute(key)
        for key in ("issuer", "region", "unit", "keywords", "document_number", "lead", "industry", "as_of_note")
    ),
    Attribute("number", Type.IDENTIFIER, target="standard"),
    Attribute("credit_code", Type.IDENTIFIER, target="uscc"),
    Attribute("stock_code", Type.IDENTIFIER, target="stock"),
    Attribute("city", Type.REFERENCE, target="city", note="place"),
    Attribute("field", Type.REFERENCE, target="field"),
    *(Attribute(key, Type.LIST) for key in ("statuses", "headline_targets", "fields_named")),
    Attribute("year", Type.YEAR, note="period"),
    Attribute("value", Type.DECIMAL),
    Attribute("issued", Type.DATE, precision="issued_precision"),
    Attribute("issued_precision"),
    Attribute("listed_on", Type.DATE),
    Attribute("as_of", Type.DATE, precision="as_of_precision", note="as_of_note"),
    Attribute("as_of_precision"),
    Attribute("source_url", Type.URL),
)
GRANT = (
    Attribute("number", labels=("项目批准号",)),
    Attribute("name", labels=("项目名称",)),
    Attribute("approved", Type.DATE, labels=("立项时间",), precision="approved_precision"),
    Attribute("closed", Type.DATE, labels=("结项时间",), precision="closed_precision"),
    Attribute("published", Type.DATE, labels=("出版时间",), precision="published_precision"),
    *(Attribute(f"{key}_precision") for key in ("approved", "closed", "published")),
)


@pytest.fixture(scope="module")
def book():
    pack = Pack.load("shandong")
    nodes = [node for top in pack.fields for node in top.walk()]
    return ReferenceBook.of(
        {
            "city": [(c.key, (c.name, c.full_name, c.name_en, *c.former_names)) for c in pack.cities],
            "field": [(n.key, (n.name, n.name_en, *n.aliases)) for n in nodes],
        }
    )


def outcomes(file, name, schema, book):
    with open_table(file, name) as table:
        mapping = propose(table.columns, schema)
        return mapping, [o for o in plan(table, mapping, schema, Existing(schema), book) if o.state != State.BLANK]


def assert_nothing_lost(raw, mapping, found):
    """Each filled cell of the file is a value, a kept cell, or a problem that repeats it."""
    rows = [row for row in csv.DictReader(io.StringIO(raw, newline="")) if any(row.values())]
    assert len(found) == len(rows)
    for row, outcome in zip(rows, found, strict=True):
        told = {(p.column, p.value) for p in outcome.problems}
        for match in mapping.matches:
            text = row[match.column.heading]
            if text and not match.attribute:
                assert outcome.kept[match.column.name] == text
            elif text and match.attribute not in outcome.values:
                assert (match.column.name, text) in told


# rows, errors, warnings. Unknown are fields of other tables («X-氢能»); no addresses are sources given in words.
FACTS = {
    "demands": (10, {"unknown": 1}, {"bracket": 1}),
    "funds_policies": (19, {}, {}),
    "indicators": (88, {}, {"note": 4, "part": 3}),
    "organisations": (86, {"unknown": 14, "url": 20}, {"bracket": 13, "no_date": 19}),
    "parks": (87, {"unknown": 12, "url": 26}, {"bracket": 18, "no_date": 19}),
    "plans": (22, {"url": 1}, {}),
    "platforms": (67, {"unknown": 11, "url": 7}, {"bracket": 4, "note": 1}),
    "results": (40, {"unknown": 5}, {"bracket": 1}),
    "standards": (1, {}, {}),
}


@pytest.mark.parametrize("name", FACTS)
def test_the_facts_are_read_whole(shared, book, name):
    count, errors, warnings = FACTS[name]
    schema = Schema(name, FACT, identities=(("name", "kind", "year", "region"),))
    path = shared / f"facts/{name}.csv"
    with path.open("rb") as file:
        mapping, found = outcomes(file, path.name, schema, book)
    assert_nothing_lost(path.read_text(encoding="utf-8-sig"), mapping, found)
    summary = Summary()
    for outcome in found:
        summary.add(outcome)
    assert (summary.rows, summary.errors, summary.warnings) == (count, errors, warnings)


def test_the_listed_companies_are_read_whole(shared, book):
    schema = Schema("organisations", FACT, identities=(("stock_code",),))
    path = shared / "datasets/enterprises/a-shares.csv"
    with path.open("rb") as file:
        mapping, found = outcomes(file, path.name, schema, book)
    assert_nothing_lost(path.read_text(encoding="utf-8-sig"), mapping, found)
    assert len(found) == 5448
    assert {o.state for o in found} == {State.NEW}
    assert not any(o.problems for o in found)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_the_grants_are_read_whole(shared, encoding):
    path = shared / "datasets/grants/social-2017-09-26.csv.zip"
    with zipfile.ZipFile(path) as package:
        raw = package.read("social-2017-09-26.csv").decode()
    schema = Schema("grants", GRANT, identities=())
    if encoding == "utf-8":
        with path.open("rb") as file:
            mapping, found = outcomes(file, path.name, schema, ReferenceBook())
    else:
        mapping, found = outcomes(io.BytesIO(raw.encode(encoding)), "grants.csv", schema, ReferenceBook())
    assert_nothing_lost(raw, mapping, found)
    assert len(found) == 62_504  # of 62,580; the other 76 hold nothing at all
    assert Counter((p.column, p.code) for o in found for p in o.problems) == {
        ("立项时间", "zero_date"): 3559,
        ("立项时间", "zero_part"): 241,
        ("立项时间", "year_range"): 1,
        ("结项时间", "zero_date"): 1615,
        ("结项时间", "no_such_day"): 1,
        ("结项时间", "year_range"): 1,
        ("出版时间", "zero_date"): 8300,
        ("出版时间", "year_range"): 1,
    }
    assert Counter(o.state for o in found) == {State.NEW: 62_502, State.BAD: 2}
