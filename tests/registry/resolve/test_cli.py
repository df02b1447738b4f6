"""`xinzhi registry resolve`."""

import csv
import json

import pytest
from typer.testing import CliRunner

from xinzhi.site.cli import app

ROWS = "单位,人数\n山东省委党校,1\n中共山东省委党校,2\n山东大学,3\n山东大学文学院,4\n山东省委党校,5\n,6\n=山东 大学,7\n"


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "units.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


def run(*arguments):
    return CliRunner().invoke(app, ["registry", "resolve", *map(str, arguments)])


def test_pairs_and_clusters_as_json(file):
    done = run(file, "--column", "单位", "--json")
    assert done.exit_code == 0, done.output
    data = json.loads(done.stdout)
    assert data["names"] == 5
    relations = {frozenset((p["left"], p["right"])): p["relation"] for p in data["pairs"]}
    assert relations[frozenset(("山东省委党校", "中共山东省委党校"))] == "same"
    assert relations[frozenset(("山东大学", "山东大学文学院"))] == "part_of"
    clusters = {frozenset(cluster) for cluster in data["clusters"]}
    assert clusters == {frozenset(("山东省委党校", "中共山东省委党校")), frozenset(("山东大学", "=山东 大学"))}


def test_the_written_pairs_are_guarded(file, tmp_path):
    out = tmp_path / "pairs.csv"
    assert run(file, "--column", "单位", "--out", out).exit_code == 0
    with out.open(encoding="utf-8-sig", newline="") as rows:
        written = list(csv.DictReader(rows))
    cells = [cell for row in written for cell in row.values()]
    assert "'=山东 大学" in cells
    assert not any(cell.startswith("=") for cell in cells)
    assert all(row["reasons"] for row in written)


def test_gb18030_is_read(file):
    file.write_bytes(ROWS.encode("gb18030"))
    assert "clusters" in run(file, "--column", "单位").output


@pytest.mark.parametrize(
    ("content", "column", "words"),
    [(ROWS.encode(), "名称", "no column '名称'"), (b"\xff\xff\xff", "单位", "neither UTF-8 nor GB18030")],
)
def test_faults_say_what_and_where(file, content, column, words):
    file.write_bytes(content)
    done = run(file, "--column", column)
    assert done.exit_code == 2
    assert words in done.output
    assert str(file) in done.output
