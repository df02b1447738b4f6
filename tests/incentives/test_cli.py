"""`xinzhi incentives` as people call it."""

import json
from datetime import date

import polars as pl
import pytest
from typer.testing import CliRunner

from incentives.firms import firm, frame_of
from xinzhi.incentives.engine import read_firm
from xinzhi.incentives.engine.folders import pack_rules
from xinzhi.site.cli import app

ON = date(2026, 6, 1)


@pytest.fixture
def run(tmp_path):
    def call(*words, facts=None, code=0):
        if facts is not None:
            (tmp_path / "firm.json").write_text(json.dumps(facts, default=str), encoding="utf-8")
        done = CliRunner().invoke(
            app, ["incentives", *[str(w).replace("FIRM", str(tmp_path / "firm.json")) for w in words]]
        )
        assert done.exit_code == code, done.output
        return done.output

    return call


def test_assess(run):
    found = json.loads(run("assess", "FIRM", "--on", "2026-06-01", "--json", facts=firm("hnte")))
    assert found["statuses"]["hnte"]["state"] == "yes"
    assert found["steps"]["hnte.score"]["uses"] == ["hnte_total"]
    assert found["steps"]["hnte_total"]["shown"] == "71"
    text = run("assess", "FIRM", "--on", "2026-06-01", facts=firm("hnte", {"rd_staff.2025": 7}))
    assert "高新技术企业 (hnte): no" in text
    assert "rd_staff.2025 staff.2025: 8.75%, asked >= 10% (short of 1 person)" in text


def test_another_parameter(run):
    tried = ["assess", "FIRM", "--on", "2026-06-01", "--json", "--no-steps", "--set", "hnte_staff_share=30%"]
    assert json.loads(run(*tried, facts=firm("hnte")))["statuses"]["hnte"]["state"] == "no"
    assert "changes no parameter" in run("assess", "FIRM", "--set", "x=1", facts={}, code=2)
    assert "is not a unit" in run("assess", "FIRM", "--set", "hnte_days=3 apples", facts={}, code=2)


@pytest.mark.parametrize(
    ("facts", "told"),
    [({"staff": {"2025": -1}}, "staff.2025: -1: negative"), ({"staff": {"2033": 1}}, "the year 2033")],
)
def test_faults_go_to_the_error_stream_with_exit_2(run, facts, told):
    assert told in run("assess", "FIRM", "--on", "2026-06-01", facts=facts, code=2)


def test_a_file_that_is_no_json(run, tmp_path):
    (tmp_path / "firm.json").write_text('{"staff": {}, "staff": {}}', encoding="utf-8")
    assert "'staff' stands twice" in run("assess", "FIRM", code=2)
    assert "is not a date" in run("assess", "FIRM", "--on", "June", code=2)
    assert "There is no pack" in run("assess", "FIRM", "--pack", "none", code=2)


def test_a_province(run, tmp_path):
    rows = [dict(read_firm(pack_rules().facts, firm("hnte", {"rd_staff.2025": n}), ON).values) for n in (7, 8)]
    frame_of(rows).with_columns(id=pl.Series([11, 12])).write_parquet(tmp_path / "firms.parquet")
    out = tmp_path / "out.parquet"
    told = run("assess", tmp_path / "firms.parquet", "--on", "2026-06-01", "--out", out)
    assert "status.hnte: 1 yes, 1 no, 0 unknown" in told
    table = pl.read_parquet(out)
    assert table.select("id", "status.hnte").rows() == [(11, False), (12, True)]
    frame_of(rows).write_csv(tmp_path / "firms.csv")
    assert "status.hnte: 1 yes" in run("assess", tmp_path / "firms.csv", "--on", "2026-06-01")


def test_sandbox(run, tmp_path):
    rows = [dict(read_firm(pack_rules().facts, firm("hnte", {"rd_staff.2025": n}), ON).values) for n in (8, 9)]
    frame_of(rows).with_columns(city=pl.Series(["jinan", "jinan"])).write_parquet(tmp_path / "firms.parquet")
    tried = ["sandbox", tmp_path / "firms.parquet", "--on", "2026-06-01", "--set", "hnte_staff_share=11%"]
    assert "hnte city jinan: 2 yes, 0 unknown, 0元 -> 1 yes, 0 unknown, 0元" in run(*tried)
    assert json.loads(run(*tried, "--json"))["touched"] == ["hnte"]


def test_facts(run):
    rows = {row["key"]: row for row in json.loads(run("facts", "--json"))["facts"]}
    assert (rows["staff"]["unit"], rows["staff"]["period"]) == ("person", "year")
    assert "revenue\t营业收入 / Revenue" in run("facts")
    # Every example is accepted as it stands.
    example = {key: row["example"] for key, row in rows.items() if not row.get("part_of")}
    assert read_firm(pack_rules().facts, example, ON).values["staff.2025"] == 12


def test_parameters(run):
    assert "hnte_staff_share\t10%" in run("parameters", "--on", "2026-06-01")
    assert "voucher_share" in [line.split("\t")[0] for line in run("parameters").splitlines() if "UNVERIFIED" in line]


def test_lift(run):
    found = json.loads(
        run(
            "lift",
            "FIRM",
            "--to",
            "高新技术企业",
            "--on",
            "2026-06-01",
            "--json",
            facts=firm("hnte", {"rd_staff.2025": 7}),
        )
    )
    assert found["state"] == "ways"
    assert {c["column"]: c["after"] for c in found["ways"][0]["changes"]}["rd_staff.2026"] == 8
    assert "Way 1: apply on 2027-06-01" in run("lift", "FIRM", "--to", "hnte", "--on", "2026-06-01")
    assert "there is no status" in run("lift", "FIRM", "--to", "king", code=2)
