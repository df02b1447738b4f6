"""`xinzhi foresight` at the command line."""

import json

import polars as pl
import pytest
from typer.testing import CliRunner

from xinzhi.foresight.cli import app

pytestmark = pytest.mark.engine


def run(*arguments, code=0):
    result = CliRunner().invoke(app, [str(a) for a in arguments])
    assert result.exit_code == code, result.output
    return result


def test_a_back_test_as_json_and_as_tables(invented):
    arguments = ("backtest", invented, "--text", "title,abstract", "--date", "created", "--from", 2011, "--to", 2012)
    report = json.loads(run(*arguments, "--json").stdout)
    assert [o["origin"] for o in report["origins"]] == [2011, 2012]
    assert report["protocol"]["horizon"] == 2
    assert len(report["verdict"]) == 5
    shown = run(*arguments).stdout
    for name in ("Xinzhi", "E-score", "Kleinberg", "P@100", "ECE", "The list of 2012"):
        assert name in shown


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--to", "2014"), "last origin whose outcome is known is 2012"),
        (("--part", "half"), "all, tuned, held-out"),
    ],
)
def test_what_cannot_be_run_is_told(invented, arguments, said):
    assert said in run("backtest", invented, *arguments, code=2).stderr


def test_files_become_a_corpus(tmp_path):
    file = tmp_path / "invented.ris"
    record = "TY  - JOUR\nTI  - An invented title that is long enough\nPY  - 2019\nER  - \n"
    file.write_text(record + record + "TY  - JOUR\nAU  - Nobody\nER  - \n", encoding="utf-8")
    out, refused = tmp_path / "x.parquet", tmp_path / "refused.txt"
    report = json.loads(run("corpus", file, "--out", out, "--refused", refused, "--json").stdout)
    assert report["taken"] == 1
    assert len(pl.read_parquet(out)) == 1
    lines = refused.read_text(encoding="utf-8").splitlines()
    assert lines[0].endswith(f"invented.ris:5: already there (same title and year): {file}:1")
    assert lines[1].endswith("invented.ris:9: a RIS record without a title")


def test_a_file_of_no_known_form_is_named(tmp_path):
    file = tmp_path / "a.bin"
    file.write_bytes(b"nothing that anybody would know")
    assert "not a form we know" in run("corpus", file, "-o", tmp_path / "x.parquet", code=2).stderr


def test_links_and_themes(invented):
    found = json.loads(run("links", invented, "--at", 2010, "--horizon", 2, "--terms", 300, "--json").stdout)
    assert set(found["auc"]) > {"common neighbours", "preferential attachment"}
    assert "it lies in 2006 to 2011" in run("links", invented, "--at", 2013, code=2).stderr
    shown = json.loads(run("themes", invented, "--from", 2010, "--to", 2011, "--json").stdout)
    assert set(shown["themes"]) == {"2010", "2011"}
    assert "2011:" in run("themes", invented, "--from", 2010, "--to", 2011).stdout


def test_tables_of_an_origin(invented, tmp_path):
    out = tmp_path / "tables"
    report = json.loads(run("count", invented, "--at", 2010, "-o", out, "--top", 5, "--json").stdout)
    assert report["terms"] == len(pl.read_parquet(out / "scores" / "*.parquet"))
    assert report["terms"] > 200
    assert [r["score"] for r in report["first"]] == sorted((r["score"] for r in report["first"]), reverse=True)
    assert "is not empty" in run("count", invented, "-o", out, code=2).stderr
    again = run("count", out / "tables", "--at", 2010, "-o", tmp_path / "again", "--top", 5).stdout
    assert f"{report['terms']:,} terms alive at 2010, scored by duckdb" in again
    assert report["first"][0]["text"] in again
    assert "duckdb, spark" in run("count", invented, "-o", tmp_path / "x", "--engine", "sqlite", code=2).stderr
