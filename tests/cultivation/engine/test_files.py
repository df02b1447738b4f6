import io
import json
import zipfile

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from ranked_lists import firms, listed, text
from xinzhi.core.packs import find_pack
from xinzhi.cultivation.cli import app
from xinzhi.cultivation.engine import ListError, check_list, rank, read_firms, read_list, recompute, write_bundle
from xinzhi.cultivation.engine.expression import condition, formula

pytestmark = pytest.mark.engine

HARD_TECH = find_pack("shandong") / "lists" / "hard-tech.toml"


def problems(body: str) -> list[str]:
    return [f"{p.field}: {p.reason}" for p in check_list(body.encode(), "list.toml")]


def test_the_packs_lists_are_sound_and_own_up_to_what_is_unverified():
    for file in sorted(find_pack("shandong").glob("lists/*.toml")):
        assert check_list(file.read_bytes(), file.name) == []
    assert len(read_list(HARD_TECH).unverified) == 1 + 2 + 12


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (("weight = 2", "weight = 0"), "indicator[2].weight: the weight is not above nought"),
        (('value = "c1"', 'value = "c1 ** 2"'), "indicator[2].value: 'c1 ** 2' holds something that is not allowed"),
        (('key = "i1"', 'key = "i1"\ngroup = "x"'), "indicator[2].group: there is no group 'x'"),
        (('key = "i1"', 'key = "score"'), "indicator[2].key: the key 'score' is taken"),
        (
            ('unit = "item"', 'unit = "item"\nnormalise = "goalpost"'),
            "indicator[1]: a goalpost needs low and high, low below high",
        ),
        (('unit = "item"', 'unit = "item"\ndirection = "near"'), "indicator[1]: near needs a target"),
        (("[method]", '[method]\naggregate = "topsis"'), "indicator[1]: topsis cannot do without a value"),
        (("[method]", "[method]\ncoverage = 2"), "method.coverage: 2 is out of range"),
        (("[method]", '[method]\nmissing = "group-median"'), "method.missing: group-median needs [list] group"),
        (("[method]", "[uncertainty]\nbase = 100\n[method]"), "uncertainty.base: 100 is no power of two up to 65536"),
        (
            ("[method]", '[uncertainty]\nnormalise = ["target"]\n[method]'),
            "uncertainty.normalise: 'target' cannot be varied",
        ),
        (
            ("[method]", '[[tier]]\nkey = "a"\nname = "a"\nname_en = "a"\n[method]'),
            "tier[1]: a tier needs one of top, share, score",
        ),
        (("[method]", '[method]\nweights = "magic"'), "method.weights: 'magic' is not allowed"),
        (("[list]", "[lists]"), "lists: unknown table"),
    ],
)
def test_what_is_wrong_with_a_list_is_told(change, reason):
    assert reason in problems(text().replace(*change, 1))


def test_a_group_in_itself_and_an_empty_group_are_told():
    one = '[[group]]\nkey = "g"\nname = "g"\nname_en = "g"\ngroup = "h"\n'
    two = one.replace('"h"', '"g"').replace('key = "g"', 'key = "h"')
    found = problems(text(extra=one + two))
    assert "group[1].group: the group lies within itself" in found
    assert "group[1].key: nothing lies in this group" not in found
    assert problems(text(extra='[[group]]\nkey = "g"\nname = "g"\nname_en = "g"\n')) == [
        "group[1].key: nothing lies in this group"
    ]


@given(st.integers(-99, 99), st.integers(-99, 99), st.integers(1, 99))
def test_formulas_are_arithmetic(a, b, c):
    columns = {"a": np.array([float(a)]), "b": np.array([float(b)]), "c": np.array([float(c)])}
    assert formula("-(a + 2 * b) / c - 1").value(columns, 1)[0] == pytest.approx(-(a + 2 * b) / c - 1)
    assert condition("a / c >= b").holds(columns, 1)[0] == float(a / c >= b)


def test_what_cannot_be_computed_is_unknown_and_never_false():
    columns = {"a": np.array([1.0, np.nan]), "b": np.array([0.0, 1.0])}
    assert np.isnan(formula("a / b").value(columns, 2)).all()
    assert np.isnan(condition("a / b < 1").holds(columns, 2)).all()
    assert np.isnan(formula("nowhere").value(columns, 2)).all()


@pytest.mark.parametrize("body", ["a if b else c", "f(a)", "a.b", "True", "'x'", "a and b", "a[0]", "", "1 +"])
def test_formulas_take_nothing_else(body):
    with pytest.raises(ValueError, match="Use columns"):
        formula(body)


def test_a_condition_is_one_comparison():
    for body in ("a", "a < b < c", "a != b", "a in b"):
        with pytest.raises(ValueError, match="not one comparison"):
            condition(body)


@pytest.mark.parametrize(
    ("csv", "message"),
    [
        ("id,c0\n1,2\n", "The data lack the column c1, c2"),
        ("id,c0,c1,c2\na,1,2,3\na,1,2,3\n", "Row 3: the id 'a' is there twice, first in row 2"),
        ("id,c0,c1,c2\n,1,2,3\n", "Row 2: the id is empty"),
        ("id,c0,c1,c2\na,1,x,3\n", "Row 2, column c1: 'x' is not a number"),
        ("id,c0,c1,c2\na,1,inf,3\n", "Row 2, column c1: the number is infinite"),
        ("", "The data cannot be read"),
    ],
)
def test_what_is_wrong_with_the_data_is_told(csv, message):
    with pytest.raises(ListError, match=message.replace("(", r"\(")):
        read_firms(csv.encode(), listed())


def test_parquet_and_csv_read_the_same(tmp_path):
    frame = pl.DataFrame({"id": ["a", "b"], "name": ["甲", "乙"], "c0": [1, 2], "c1": [0.1, None], "c2": [3.5, 1e9]})
    frame.write_parquet(tmp_path / "f.parquet")
    frame.write_csv(tmp_path / "f.csv")
    one, two = (read_firms(tmp_path / name, listed()) for name in ("f.parquet", "f.csv"))
    assert one.names == two.names == ("甲", "乙")
    for name in one.columns:
        assert np.array_equal(one.columns[name], two.columns[name], equal_nan=True)


@given(st.lists(st.tuples(*[st.one_of(st.none(), st.floats(-1e12, 1e12))] * 3), min_size=1, max_size=20))
def test_a_bundle_recomputes_and_is_the_same_bytes_again(rows):
    values = np.array([[np.nan if v is None else v for v in row] for row in rows])
    body = text().encode()
    ranking = rank(read_list(body), firms(values))
    bundle, digest = write_bundle(ranking, body, {"edition": 1})
    again = recompute(bundle)
    assert again.problems == ()
    assert again.digest == digest
    assert write_bundle(again.ranking, body, {"edition": 1}) == (bundle, digest)


def test_a_bundle_that_was_changed_is_found_out():
    body = text().encode()
    bundle, _ = write_bundle(rank(read_list(body), firms([[1, 2, 3], [3, 3, 3], [2, 1, 2]])), body, {})
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    edition = json.loads(parts["edition.json"])
    edition["results"][0]["rank"], edition["results"][1]["rank"] = 2, 1
    changed = [
        parts | {"data.csv": parts["data.csv"].replace(b"f0,f0,0,1", b"f0,f0,0,9")},
        parts | {"list.toml": parts["list.toml"].replace(b"weight = 1", b"weight = 4")},
        parts | {"edition.json": json.dumps(edition).encode()},
    ]
    for content in changed:
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            for name, data in content.items():
                archive.writestr(name, data)
        assert recompute(target.getvalue()).problems


@pytest.mark.parametrize("bundle", [b"", b"PK\x03\x04nonsense", b"no zip"])
def test_what_is_no_bundle_is_told(bundle):
    with pytest.raises(ListError, match="no bundle"):
        recompute(bundle)


def test_the_command_line_ranks_writes_and_recomputes(tmp_path):
    run = CliRunner().invoke
    data = tmp_path / "firms.csv"
    rng = np.random.default_rng(9)
    names = read_list(HARD_TECH).columns
    rows = rng.integers(1_000_000, 9_000_000, (60, len(names)))
    rows[:, names.index("in_future_field")] = 1
    frame = pl.DataFrame({"id": [f"f{i}" for i in range(60)], **{n: rows[:, i] for i, n in enumerate(names)}})
    frame.write_csv(data)
    bundle = tmp_path / "edition.zip"
    done = run(app, ["rank", str(HARD_TECH), str(data), "--bundle", str(bundle), "--json"])
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    assert len(said["firms"]) == 60
    assert all(row["interval"][0] <= row["interval"][1] for row in said["firms"])
    assert run(app, ["recompute", str(bundle)]).exit_code == 0
    again = run(app, ["rank", str(HARD_TECH), str(data), "--before", str(bundle), "--top", "3"])
    assert "0 entered, 0 left" in again.stdout
    assert "Unverified" in again.stdout
    data.write_text("id\n1\n", encoding="utf-8")
    assert run(app, ["rank", str(HARD_TECH), str(data)]).exit_code == 2
    assert run(app, ["check", str(HARD_TECH)]).exit_code == 0
