"""Columns find their attributes; rows are new, changed, unchanged, bad or doubled."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xinzhi.core.tabular import Column
from xinzhi.registry.engine.tabular import (
    Attribute,
    Choice,
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
SCHEMA = Schema(
    "organisations",
    (
        Attribute("key", labels=("Key", "标识")),
        Attribute("name", labels=("Name", "名称"), required=True, max_length=50),
        Attribute("kind", Type.CHOICE, labels=("Kind", "类别"), choices=(Choice("firm", ("企业",)),), required=True),
        Attribute("city", Type.REFERENCE, labels=("City", "城市"), target="city", note="place"),
        Attribute("place", labels=("Place", "地点")),
        Attribute("revenue", Type.MONEY, labels=("Revenue", "营业收入")),
        Attribute("aliases", Type.LIST, labels=("Other names", "别名")),
        Attribute("as_of", Type.DATE, labels=("As of",), precision="as_of_precision", note="as_of_note"),
        Attribute("as_of_precision"),
        Attribute("as_of_note"),
    ),
    identities=(("key",), ("name", "kind")),
)
BOOK = ReferenceBook.of({"city": [("jinan", ["济南"]), ("yantai", ["烟台"])]})


def columns(*headings):
    return [Column(n, chr(65 + n), h, h or chr(65 + n)) for n, h in enumerate(headings)]


def matched(*headings):
    return [(m.attribute, m.ground) for m in propose(columns(*headings), SCHEMA).matches]


def planned(text, existing=()):
    with open_table(io.BytesIO(text.encode()), "a.csv") as table:
        mapping = propose(table.columns, SCHEMA)
        return list(plan(table, mapping, SCHEMA, Existing(SCHEMA, existing), BOOK))


def test_headings_are_known_by_key_label_synonym_and_likeness():
    assert matched("name", "类别", "所在地市", "其他", "as_of") == [
        ("name", "key"),
        ("kind", "label"),
        ("city", "synonym"),
        ("", ""),
        ("as_of", "key"),
    ]
    assert matched("企业名称*", "Other Name") == [("name", "synonym"), ("aliases", "likeness")]


def test_a_unit_in_the_heading_is_not_part_of_the_name():
    [match] = propose(columns("营业收入（万元）"), SCHEMA).matches
    assert (match.attribute, match.unit) == ("revenue", "万元")


def test_two_columns_never_hold_one_attribute_and_the_loser_says_so():
    found = propose(columns("企业名称", "名称", "name"), SCHEMA).matches
    assert [(m.attribute, m.rival) for m in found] == [("", "name"), ("", "name"), ("name", "")]
    mapping = propose(columns("企业名称", "name"), SCHEMA)
    assert mapping.changed({0: "name", 1: ""}).attributes == {"name"}
    with pytest.raises(ValueError, match="name"):
        mapping.changed({0: "name"})


@given(st.lists(st.text(max_size=8) | st.sampled_from(["名称", "name", "Name", "城市", "类别", "类型"]), max_size=8))
def test_a_mapping_has_a_match_for_each_column_and_each_attribute_once(headings):
    mapping = propose(columns(*headings), SCHEMA)
    assert [m.column.heading for m in mapping.matches] == headings
    held = [m.attribute for m in mapping.matches if m.attribute]
    assert len(held) == len(set(held))


def test_each_row_is_new_changed_unchanged_bad_or_doubled():
    there = [
        ("org-1", {"key": "org-1", "name": "甲公司", "kind": "firm", "city": "jinan", "revenue": 10_000}),
        ("org-2", {"key": "org-2", "name": "乙公司", "kind": "firm", "city": "yantai"}),
    ]
    text = (
        "名称,类别,城市,营业收入(万元),网站\n甲公司,企业,济南,0.01,x\n乙公司,企业,济南,,\n丙公司,企业,,5,\n"
        "丁公司,,,5,\n戊公司,企业,火星,五,\n,,,,\n丙公司,企业,,5,\n丙公司,企业,,6,\n"
    )
    found = planned(text, there)
    assert [(o.line, o.state, o.entry) for o in found] == [
        (2, State.UNCHANGED, "org-1"),
        (3, State.CHANGED, "org-2"),
        (4, State.NEW, ""),
        (5, State.BAD, ""),
        (6, State.BAD, ""),
        (7, State.BLANK, ""),
        (8, State.DUPLICATE, ""),
        (9, State.DUPLICATE, ""),
    ]
    assert found[0].kept == {"网站": "x"}
    assert found[1].changes == {"city": ("yantai", "jinan")}
    assert [(p.line, p.column, p.value, p.code) for p in (*found[3].problems, *found[4].problems)] == [
        (5, "kind", "", "missing"),
        (6, "城市", "火星", "unknown"),
        (6, "营业收入(万元)", "五", "not_number"),
    ]
    assert [(o.first_line, [p.code for p in o.problems]) for o in found[6:]] == [
        (4, ["repeated"]),
        (4, ["contradicts"]),
    ]
    summary = Summary()
    for outcome in found:
        summary.add(outcome)
    assert summary.states == {"new": 1, "changed": 1, "unchanged": 1, "bad": 2, "duplicate": 2, "blank": 1}
    assert summary.rows == 8


def test_a_row_that_may_mean_several_entries_is_bad():
    there = [(k, {"key": k, "name": "同名", "kind": "firm"}) for k in ("a", "b")]
    [outcome] = planned("名称,类别\n同名,企业\n", there)
    assert (outcome.state, [p.code for p in outcome.problems]) == (State.BAD, ["several_entries"])
    [outcome] = planned("key,名称,类别\nb,同名,企业\n", there)
    assert (outcome.state, outcome.entry) == (State.UNCHANGED, "b")


def test_the_surest_identity_decides():
    there = [("a", {"key": "a", "name": "同名", "kind": "firm"})]
    found = planned("key,名称,类别\nb,同名,企业\nc,同名,企业\n,同名,企业\na,同名,企业\n", there)
    assert [(o.state, o.entry, o.first_line) for o in found] == [
        (State.NEW, "", 0),
        (State.NEW, "", 0),
        (State.DUPLICATE, "a", 2),
        (State.UNCHANGED, "a", 0),
    ]
    assert [[p.code for p in o.problems] for o in found] == [["namesake"], ["namesake"], ["contradicts"], []]


def test_an_empty_cell_clears_nothing():
    there = [("a", {"key": "a", "name": "甲", "kind": "firm", "city": "jinan"})]
    [outcome] = planned("名称,类别,城市\n甲,企业,\n", there)
    assert outcome.state == State.UNCHANGED


def test_what_a_cell_says_of_another_attribute_gives_way_to_its_own_column():
    one, two = planned(
        "名称,类别,城市,地点,as_of,as_of_precision\n甲,企业,烟台(海阳),海阳市,2023-01-01,month\n乙,企业,烟台(海阳),莱州,2023-01,day\n"
    )
    assert one.values["place"] == "海阳市"
    assert one.values["as_of_precision"] == "month"
    assert [p.code for p in one.problems] == ["bracket"]
    assert [p.code for p in two.problems] == ["bracket", "differs", "differs"]


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), min_size=1, max_size=12)


@given(
    st.lists(
        st.tuples(
            TEXT,
            st.sampled_from(["", "jinan", "yantai"]),
            st.lists(TEXT.map(lambda t: t.replace(";", "")).filter(bool), max_size=3),
        ),
        unique_by=lambda t: t[0],
        max_size=6,
    )
)
@settings(max_examples=40)
@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_an_export_comes_back_unchanged(kind, things):
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    from xinzhi.core.lists import Export
    from xinzhi.core.lists.export import csv_lines, json_parts, xlsx_file

    odd = ("\ufeff", "\ufffd", "锟斤拷", "\ufffe", "\uffff")
    entries = [
        {
            "key": f"k{n}",
            "name": name,
            "kind": "firm",
            "city": city or None,
            "aliases": aliases,
            "revenue": n,
            "as_of": "2023-01-01",
            "as_of_precision": "month",
        }
        for n, (name, city, aliases) in enumerate(things)
        if not any(o in text or ILLEGAL_CHARACTERS_RE.search(text) for text in (name, *aliases) for o in odd)
    ]
    exports = [
        Export(k, k, lambda row, k=k: row[k])
        for k in ("key", "name", "kind", "city", "aliases", "revenue", "as_of", "as_of_precision")
    ]
    if kind == "xlsx":
        with xlsx_file(exports, entries, "x") as file:
            raw = file.read()
    else:
        raw = "".join(
            csv_lines(exports, entries) if kind == "csv" else json_parts(exports, entries, {"page": "x"})
        ).encode()
    with open_table(io.BytesIO(raw), f"x.{kind}") as table:
        existing = Existing(SCHEMA, [(e["key"], e) for e in entries])
        found = list(plan(table, propose(table.columns, SCHEMA), SCHEMA, existing, BOOK))
    assert [(o.state, o.entry, o.changes, o.problems) for o in found] == [
        (State.UNCHANGED, e["key"], {}, ()) for e in entries
    ]
