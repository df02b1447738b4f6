"""People's tables: whatever their encoding and dirt, no row is lost and what is odd is told beside it."""

import csv
import io
import json
import zipfile
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.styles import numbers

from xinzhi.core.tabular import TableError, guard, open_table

pytestmark = pytest.mark.engine
CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)


def read(raw, name="a.csv", **how):
    with open_table(io.BytesIO(raw), name, **how) as table:
        return table, list(table.rows())


def codes(row):
    return [p.code for p in row.problems]


def book(*rows, change=None):
    workbook = Workbook()
    for row in rows:
        workbook.active.append(row)
    if change:
        change(workbook)
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


# --- encodings and separators ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_every_encoding_and_separator_is_found(encoding, separator):
    lines = [["名称", "城市", "领域"], ["某量子研究院", "济南", "量子科技"], ["a,b;c", "青岛", "x"]]
    file = io.StringIO()
    csv.writer(file, delimiter=separator).writerows(lines)
    table, rows = read(file.getvalue().encode(encoding), "a.txt")
    assert [c.heading for c in table.columns] == lines[0]
    assert [list(r.cells) for r in rows] == lines[1:]
    assert [r.line for r in rows] == [2, 3]
    assert not any(r.problems for r in rows)
    assert table.source.encoding == encoding.replace("-sig", "")


def test_a_line_in_another_encoding_is_read_in_it_and_told():
    raw = (
        "名称,城市\n量子研究院,济南\n".encode()
        + "人工智能实验室,青岛\n".encode("gb18030")
        + "海洋研究所,威海\n".encode()
    )
    _, rows = read(raw)
    assert [r.cells[0] for r in rows] == ["量子研究院", "人工智能实验室", "海洋研究所"]
    assert [codes(r) for r in rows] == [[], ["mixed"], []]
    raw = "名称,城市\n量子研究院,济南\n海洋研究所,威海\n".encode("gb18030") + "人工智能实验室,青岛\n".encode()
    _, rows = read(raw)
    assert [(r.cells[0], codes(r)) for r in rows][-1] == ("人工智能实验室", ["mixed"])


def test_bytes_that_are_no_text_spoil_their_cell_only():
    raw = "名称,城市\n量子研究院,济南\n".encode() + b"\xe9\x87\xff\xff,x\n" + "海洋研究所,威海\n甲,乙\n丙,丁\n".encode()
    _, rows = read(raw)
    assert len(rows) == 5
    assert codes(rows[1]) == ["undecodable", "garbled"]


def test_old_mac_lines_and_a_mark_inside_the_file():
    assert [r.cells for r in read("名,市\r甲,乙\r丙,丁\r".encode())[1]] == [("甲", "乙"), ("丙", "丁")]
    _, rows = read('\ufeff名,市\n甲,乙\n\ufeff"丙",丁\n'.encode())
    assert (rows[1].cells, codes(rows[1])) == (("丙", "丁"), ["bom"])


# --- broken rows ----------------------------------------------------------------------------------------------------


def test_ragged_rows_keep_every_cell():
    _, rows = read(b"a,b,c\n1,2\n1,2,3,4,5\n1,2,3,,\n\n1,2,3\n")
    assert [(r.line, r.cells, r.extra, codes(r)) for r in rows] == [
        (2, ("1", "2", ""), (), ["short"]),
        (3, ("1", "2", "3"), ("4", "5"), ["long"]),
        (4, ("1", "2", "3"), (), []),
        (5, ("", "", ""), (), []),
        (6, ("1", "2", "3"), (), []),
    ]
    assert rows[3].is_blank
    assert [p.is_error for r in rows for p in r.problems] == [False, True]


def test_an_unclosed_quote_spoils_its_line_only():
    _, rows = read('a,b\n1,"未完\n2,乙\n3,"丙"\n4,"x "y" z"\n5,戊\n'.encode())
    assert [(r.line, r.cells) for r in rows] == [
        (2, ("1", "未完")),
        (3, ("2", "乙")),
        (4, ("3", "丙")),
        (5, ("4", 'x y" z"')),
        (6, ("5", "戊")),
    ]
    assert [codes(r) for r in rows] == [["quote"], [], [], ["quote"], []]


def test_a_cell_over_several_lines_is_one_cell_and_named_by_its_first_line():
    _, rows = read(b'a,b\n"x\ny",1\nz,2\n')
    assert [(r.line, r.cells) for r in rows] == [(2, ("x\ny", "1")), (4, ("z", "2"))]


def test_what_cannot_be_seen_is_left_out_and_told():
    _, rows = read('a,b\nx\x00y,1\n锟斤拷,2\n=1+1,3\n"=""007""",4\n\'=1+1,5\n'.encode())
    assert [r.cells[0] for r in rows] == ["xy", "锟斤拷", "=1+1", "007", "=1+1"]
    assert [codes(r) for r in rows] == [["control"], ["garbled"], ["formula_text"], ["forced"], []]
    assert all(not p.is_error and p.column == "a" for r in rows for p in r.problems)


def test_a_field_beyond_every_limit_is_a_problem_of_its_row():
    _, rows = read(b"a,b\n" + b"x" * 200_000 + b",1\n2,3\n")
    assert [len(r.cells[0]) for r in rows] == [200_000, 1]
    assert codes(rows[0]) == ["quote"]


# --- headings -------------------------------------------------------------------------------------------------------


def test_headings_that_are_empty_or_stand_twice_are_named_by_letters():
    table, _ = read("名称,,名称,市,\n甲,乙,丙,丁\n".encode())
    assert [c.name for c in table.columns] == ["名称", "B", "名称 (C)", "市"]
    assert [(p.code, p.column) for p in table.problems] == [("heading_empty", "B"), ("heading_twice", "C")]


def test_a_title_above_the_headings_is_told():
    table, rows = read("附件1,,\n未来产业企业名单,,\n\n名称,城市,领域\n甲,济南,量子\n".encode())
    assert [c.heading for c in table.columns] == ["名称", "城市", "领域"]
    assert [(p.line, p.value, p.code) for p in table.problems] == [
        (1, "附件1", "above"),
        (2, "未来产业企业名单", "above"),
    ]
    assert [(r.line, r.cells) for r in rows] == [(5, ("甲", "济南", "量子"))]


# --- workbooks ------------------------------------------------------------------------------------------------------


def test_a_workbook_gives_what_a_person_sees():
    def percent(workbook):
        workbook.active["C2"].number_format = numbers.FORMAT_PERCENTAGE_00

    raw = book(
        ["甲", "乙", "丙", "丁"],
        [date(2023, 1, 5), 1234.5, 0.035, True],
        [None] * 4,
        ["2023-01-05T08:00:00", "x"],
        change=percent,
    )
    table, rows = read(raw, "a.xlsx")
    assert table.source.kind == "xlsx"
    assert [(r.line, r.cells) for r in rows] == [
        (2, ("2023-01-05", "1234.5", "3.5%", "true")),
        (3, ("", "", "", "")),
        (4, ("2023-01-05T08:00:00", "x", "", "")),
    ]
    assert not any(r.problems for r in rows)


def test_formulas_error_values_and_lost_digits_are_told():
    _, rows = read(book(["a", "b"], ["=1+1", 91350100123456789], ["#REF!", "'=1"], ["x", "y"]), "a.xlsx")
    assert [(p.code, p.column, p.is_error) for r in rows for p in r.problems] == [
        ("formula", "a", True),
        ("digits", "b", False),
        ("excel_error", "a", True),
    ]
    assert rows[1].cells[1] == "=1"


def test_a_sheet_is_chosen_by_name():
    raw = book(["a"], ["1"], change=lambda w: w.create_sheet("二").append(["b"]))
    table, _ = read(raw, "a.xlsx")
    assert (table.source.sheet, table.source.other_sheets) == ("Sheet", ("二",))
    table, _ = read(raw, "a.xlsx", sheet="二")
    assert table.columns[0].heading == "b"
    with pytest.raises(TableError, match="三"):
        read(raw, "a.xlsx", sheet="三")


def test_a_workbook_is_known_by_its_content():
    assert read(book(["a"], ["1"]), "misnamed.csv")[0].source.kind == "xlsx"


# --- JSON and zip ---------------------------------------------------------------------------------------------------


def test_json_rows_and_exports():
    table, rows = read(
        json.dumps({"columns": [{"key": "z"}], "rows": [{"a": 1.0, "b": ["x", "y"]}, 3]}).encode(), "a.json"
    )
    assert [c.heading for c in table.columns] == ["z", "a", "b"]
    assert rows[0].cells == ("", "1", "x;y")
    assert (rows[1].line, codes(rows[1])) == (2, ["row"])


def zipped(**members):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, raw in members.items():
            package.writestr(name.replace("__", "."), raw)
    return file.getvalue()


def test_a_zip_of_one_table_is_that_table():
    table, rows = read(zipped(表__csv=b"a,b\n1,2\n", readme__md=b"x"), "x.zip")
    assert (table.source.name, rows[0].cells) == ("表.csv", ("1", "2"))


@pytest.mark.parametrize(
    ("raw", "name", "code"),
    [
        (b"", "a.csv", "heading"),
        (b"\n\n", "a.csv", "heading"),
        (b"\xff\xfa\xff\xfa", "a.csv", "encoding"),
        (b"a,b", "a.doc", "kind"),
        (b"%PDF-1.7", "a.csv", "kind"),
        (b"<html><table>", "a.xls", "kind"),
        (b"\xd0\xcf\x11\xe0", "a.xls", "kind"),
        (b"no", "a.xlsx", "broken"),
        (b"PK\x03\x04no", "a.zip", "broken"),
        (b"[", "a.json", "broken"),
        (b"[" * 100_000, "a.json", "broken"),
        (b"[]", "a.json", "heading"),
        (zipped(a__csv=b"a", b__csv=b"b"), "a.zip", "zip"),
        (zipped(a__pdf=b"a"), "a.zip", "zip"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(raw, name, code):
    with pytest.raises(TableError) as caught:
        read(raw, name)
    assert caught.value.code == code
    assert str(caught.value)


# --- properties -----------------------------------------------------------------------------------------------------


@given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.tsv", "a.json", "a.xlsx", "a.zip"]))
def test_any_bytes_are_a_table_or_a_file_that_says_why(raw, name):
    try:
        _, rows = read(raw, name)
    except TableError as error:
        text = str(error)
        rows = []
    else:
        text = "read"
    assert text
    assert all(len(r.cells) == len(rows[0].cells) for r in rows)


@given(st.text(max_size=200))
def test_no_character_of_a_text_is_lost(text):
    raw = b"h1,h2,h3\n" + text.encode("utf-8", "replace")
    try:
        _, rows = read(raw)
    except TableError:
        return
    kept = "".join(c for r in rows for c in (*r.cells, *r.extra))
    for letter in set(text):
        if letter.isalpha():
            assert letter in kept


@given(st.lists(st.tuples(CELL, CELL), min_size=1, max_size=5), st.sampled_from(["csv", "json"]))
def test_what_was_guarded_comes_back(pairs, kind):
    if kind == "csv":
        file = io.StringIO(newline="")
        csv.writer(file).writerows([["key", "a", "b"], *([str(n), *map(guard, p)] for n, p in enumerate(pairs))])
        raw = b"\xef\xbb\xbf" + file.getvalue().encode()
    else:
        raw = json.dumps([{"key": str(n), "a": a, "b": b} for n, (a, b) in enumerate(pairs)]).encode()
    _, rows = read(raw, f"a.{kind}")
    clean = [r.cells[1:] for r in rows if not r.problems]
    assert clean == [p for p, r in zip(pairs, rows, strict=True) if not r.problems]
