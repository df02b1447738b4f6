"""What a list gives out comes back in unchanged, and no spreadsheet runs it."""

import csv
import datetime as dt
import io
import json
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.exceptions import ImproperlyConfigured, ValidationError
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import load_workbook

from factories import JobFactory, UserFactory
from xinzhi.core.lists import Export, ListPage, guard, read_rows, unguard
from xinzhi.core.lists.export import as_number, as_text, csv_lines, json_parts, with_simulated, xlsx_file

EVIL = ["=1+1", "+1+cmd", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "'=1", "''=1", "=", "-", "'-", "+-1"]
KEPT = ["", "-5", "+3.5", "-1e5", "-12%", "-.5", "'quoted'", "a=b", "量子", "007", " =1"]
COLUMNS = [Export("key", "Key"), Export("text", "Text")]


def rows(*texts):
    return [SimpleNamespace(key=f"k{n}", text=text) for n, text in enumerate(texts)]


def as_file(kind, items):
    if kind == "csv":
        return io.BytesIO("".join(csv_lines(COLUMNS, items)).encode())
    if kind == "json":
        return io.BytesIO("".join(json_parts(COLUMNS, items, {"count": len(items)})).encode())
    with xlsx_file(COLUMNS, items, "Rows: a/b") as file:
        return io.BytesIO(file.read())


# --- guard ----------------------------------------------------------------------------------------------------------


@pytest.mark.engine
@pytest.mark.parametrize("text", EVIL)
def test_what_could_be_run_is_made_text(text):
    assert guard(text) == f"'{text}"


@pytest.mark.engine
@pytest.mark.parametrize("text", KEPT)
def test_numbers_and_plain_text_are_left_alone(text):
    assert guard(text) == text
    assert unguard(text) == text


@pytest.mark.engine
@given(st.text())
@example("'=")
@example("''")
def test_guard_is_undone_exactly(text):
    assert unguard(guard(text)) == text


@pytest.mark.engine
@given(st.text(alphabet="'=+-@\t\r\n1a.", max_size=6))
def test_no_guarded_text_begins_like_a_formula_unless_it_is_a_number(text):
    safe = guard(text)
    assert not safe.startswith(("=", "@", "\t", "\r", "\n"))
    if safe.startswith(("+", "-")):
        float(safe)


# --- round trip -----------------------------------------------------------------------------------------------------


@pytest.mark.engine
@given(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1), max_size=5))
def test_csv_and_json_come_back_unchanged(texts):
    for kind in ("csv", "json"):
        found = [row.cells["text"] for row in read_rows(as_file(kind, rows(*texts)), f"x.{kind}")]
        assert found == texts


@pytest.mark.engine
@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_every_dangerous_text_comes_back_unchanged_in_every_format(kind):
    texts = [t for t in EVIL + KEPT if "\r" not in t or kind != "xlsx"]  # XML knows no lone carriage return
    assert [row.cells["text"] for row in read_rows(as_file(kind, rows(*texts)), f"x.{kind}")] == texts


@pytest.mark.engine
def test_xlsx_holds_no_formula_and_explains_its_columns_on_a_second_sheet():
    book = load_workbook(as_file("xlsx", rows("=1+1", "bad\x07bell", "x" * 40_000)))
    first, second = book.worksheets
    assert first.title == "Rows ab"
    assert [c.data_type for c in first["B"]] == ["s"] * 4
    assert [c.value[:9] for c in first["B"]] == ["text", "'=1+1", "bad\ufffdbell", "x" * 9]
    assert len(first["B4"].value) == 32_767
    assert first["B4"].value.endswith("…")
    assert [[c.value for c in row] for row in second.iter_rows(min_row=2)] == [["key", "Key"], ["text", "Text"]]


@pytest.mark.engine
@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "true"),
        (Decimal("50.0000"), "50"),
        (Decimal("1E+3"), "1000"),
        (Decimal("0E-4"), "0"),
        (Decimal("-0.10"), "-0.1"),
        (3.0, "3"),
        (0.1, "0.1"),
        (dt.date(2026, 11, 23), "2026-11-23"),
        (dt.datetime(2026, 11, 23, 1, 2, 3, tzinfo=dt.UTC), "2026-11-23T09:02:03+08:00"),
        (["a", 2], "a;2"),
        ({"b", "a"}, "a;b"),
        ({"b": 1, "a": "量"}, '{"a": "量", "b": 1}'),
    ],
)
def test_each_value_has_one_text(value, text):
    assert as_text(value) == text


@pytest.mark.engine
@pytest.mark.parametrize(
    ("value", "number"),
    [
        (Decimal("12.50"), 12.5),
        (7, 7),
        (Decimal(123456789012345678), None),
        (10**15, None),
        (float("nan"), None),
        (True, None),
        ("7", None),
    ],
)
def test_only_what_a_float_holds_exactly_is_a_number(value, number):
    assert as_number(value) == number


@pytest.mark.engine
@pytest.mark.parametrize(
    "value", [Decimal("12.5"), Decimal(123456789012345678), dt.date(2026, 1, 2), True, None, 0, "007", ["a", "b"]]
)
@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_every_type_comes_back_as_its_text(kind, value):
    items = [SimpleNamespace(key="k", text=value)]
    [row] = read_rows(as_file(kind, items), f"x.{kind}")
    expected = as_text(value)
    assert row.cells == {"key": "k", "text": expected}


@pytest.mark.engine
def test_a_path_that_ends_early_gives_nothing():
    assert Export("x", "x", "a__b__c").of(SimpleNamespace(a=None)) is None


@pytest.mark.engine
def test_the_simulated_column_stands_once_and_last():
    columns = with_simulated([Export("simulated", "?"), Export("key", "Key")], "simulated")
    assert [c.key for c in columns] == ["key", "simulated"]


@pytest.mark.engine
def test_two_columns_of_one_key_are_refused_when_declared():
    with pytest.raises(ImproperlyConfigured, match="one key"):
        type("Bad", (ListPage,), {"exports": (Export("a", "a"), Export("a", "b"))})


# --- reading back ---------------------------------------------------------------------------------------------------


@pytest.mark.engine
def test_a_table_from_excel_in_china_is_read():
    [row] = read_rows(io.BytesIO("名称,数\n量子,3\n,\n".encode("gb18030")), "表.CSV")
    assert (row.line, row.cells) == (2, {"名称": "量子", "数": "3"})


@pytest.mark.engine
def test_a_row_is_named_by_the_line_it_begins_on():
    found = list(read_rows(io.BytesIO(b'a,b\n"x\ny",1\nz\n'), "a.csv"))
    assert [(r.line, r.cells) for r in found] == [(2, {"a": "x\ny", "b": "1"}), (4, {"a": "z", "b": ""})]


@pytest.mark.engine
@pytest.mark.parametrize(
    ("raw", "name", "code"),
    [
        (b"a,b\n1,2,3\n", "a.csv", "row"),
        (b"a,a\n1,2\n", "a.csv", "heading"),
        (b"a,,b\n1,2,3\n", "a.csv", "heading"),
        (b"", "a.csv", "heading"),
        (b'a\n"x" y\n', "a.csv", "broken"),
        (b"\xff\xff\xff", "a.csv", "broken"),
        (b"a", "a.xlsx", "broken"),
        (b"{", "a.json", "broken"),
        (b'{"rows": [1]}', "a.json", "broken"),
        (b"a", "a.pdf", "kind"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(raw, name, code):
    with pytest.raises(ValidationError) as caught:
        list(read_rows(io.BytesIO(raw), name))
    assert caught.value.code == code


# --- the page's download --------------------------------------------------------------------------------------------


@pytest.fixture
def me(client, list_url):
    user = UserFactory()
    client.force_login(user)
    return user


def body(response):
    return b"".join(response.streaming_content)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_all_rows_of_the_filter_in_its_order_and_no_others(client, me, list_url, kind):
    for n in range(12):
        JobFactory(owner=me, title=f"=evil {n:02}", done=n, state="done" if n else "failed")
    JobFactory()
    response = client.get(list_url, {"state": "done", "sort": "-title", "format": kind, "page": 2, "per_page": 10})
    found = list(read_rows(io.BytesIO(body(response)), f"x.{kind}"))
    assert [row.cells["title"] for row in found] == [f"=evil {n:02}" for n in range(11, 0, -1)]
    assert found[0].cells["parts"] == "test;=evil 11"
    assert found[0].cells["done"] == "11"
    assert "simulated" not in found[0].cells
    assert response["Content-Disposition"].startswith("attachment; filename=")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_simulated_rows_are_marked_in_every_format(client, me, list_url, kind):
    me.simulated = True
    me.save()
    JobFactory(owner=me)
    [row] = read_rows(io.BytesIO(body(client.get(list_url, {"format": kind}))), f"x.{kind}")
    assert row.cells["simulated"] == "true"


@pytest.mark.django_db
def test_csv_opens_in_excel(client, me, list_url):
    JobFactory(owner=me, title="量子,\n=x")
    raw = body(client.get(list_url, {"format": "csv"}))
    assert raw.startswith(b"\xef\xbb\xbfid,title,owner,")
    assert list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))[1][1] == "量子,\n=x"


@pytest.mark.django_db
def test_json_says_what_it_is(client, me, list_url, settings):
    JobFactory(owner=me, title="量子")
    found = json.loads(body(client.get(list_url, {"q": "量", "format": "json"})))
    assert {k: found[k] for k in ("page", "filter", "count", "simulated")} == {
        "page": "test.jobs",
        "filter": {"q": ["量"]},
        "count": 1,
        "simulated": False,
    }
    assert found["source"] == f"{settings.BASE_URL}/test-jobs/?q=%E9%87%8F"
    assert dt.datetime.fromisoformat(found["generated_at"]).tzinfo is not None
    assert found["columns"][0] == {"key": "id", "label": "number"}
    assert found["rows"][0]["title"] == "量子"


@pytest.mark.django_db
def test_an_empty_export_is_a_table_with_its_headings(client, me, list_url):
    assert json.loads(body(client.get(list_url, {"format": "json"})))["rows"] == []
    assert body(client.get(list_url, {"format": "csv"})).decode("utf-8-sig").startswith("id,title")


@pytest.mark.django_db
def test_an_unknown_format_is_a_bad_request(client, me, list_url):
    assert client.get(list_url, {"format": "exe"}).status_code == 400
    assert client.get("/test-plain/", {"format": "csv"}).status_code == 400


@pytest.mark.django_db
def test_a_boosted_link_is_sent_to_the_download_itself(client, me, list_url):
    response = client.get(f"{list_url}?format=csv", headers={"hx-request": "true"})
    assert response["HX-Redirect"] == "/test-jobs/?format=csv"
