"""`xinzhi foresight delphi` and `cross-impact`."""

import json

import pytest
from typer.testing import CliRunner

from xinzhi.foresight.cli import app

pytestmark = pytest.mark.engine


def run(*arguments, code=0):
    result = CliRunner().invoke(app, [str(a) for a in arguments])
    assert result.exit_code == code, result.output
    return result


@pytest.fixture
def answers(tmp_path):
    rows = ["round,statement,expert,question,value"]
    for number in (1, 2):
        for e in range(6):
            rows.append(f"{number},S1,e{e},importance,{4 + e % 2}")
            rows.append(f"{number},S1,e{e},time,{2030 + e % 3}")
    rows += [f"1,S2,e{e},importance,{1 + e % 5}" for e in range(6)]
    file = tmp_path / "answers.csv"
    file.write_text("\n".join(rows), encoding="utf-8")
    return file


def test_a_table_of_answers_gives_statistics_and_proposals(answers):
    told = json.loads(run("delphi", answers, "--json").stdout)
    first, second = told["statements"]["S1"], told["statements"]["S2"]
    assert first["questions"]["importance"]["median"] == 4.5
    assert first["proposal"] == {
        "close": True, "why": "stable", "outcome": "consensus", "stable": ["importance", "time"], "agreed": ["importance", "time"],
    }  # fmt: skip
    assert (second["round"], second["proposal"]["close"]) == (1, False)
    assert len(told["concordance"]) == 2
    assert "S1" in run("delphi", answers).stdout


def test_few_answers_are_shown_where_one_asks_for_them(answers):
    told = json.loads(run("delphi", answers, "--least", 7, "--json").stdout)
    assert told["statements"]["S1"]["questions"]["importance"] == {"n": 6, "few": True}


def test_a_faulty_table_is_told_with_its_line(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("round,statement,expert,question,value\n1,S1,e1,importance,7\n", encoding="utf-8")
    assert "a.csv:2: value" in run("delphi", file, code=2).stderr
    assert "missing.toml" in run("delphi", file, "--sheet", tmp_path / "missing.toml", code=2).stderr


def test_a_matrix_gives_final_probabilities_and_what_cannot_be(tmp_path):
    file = tmp_path / "m.csv"
    file.write_text("event,probability,A,B\nA,0.5,,0.9\nB,0.4,0.2,\n", encoding="utf-8")
    told = json.loads(run("cross-impact", file, "--json").stdout)
    assert told["events"][1]["final"] > 0.5
    assert [(f["cause"], f["event"]) for f in told["impossible"]] == [("A", "B")]
    assert told == json.loads(run("cross-impact", file, "--json").stdout)
    shown = run("cross-impact", file)
    assert "driver" in shown.stdout
    assert "cannot be" in shown.stderr
    assert "m.csv:2: probability" in run("cross-impact", _bad(tmp_path), code=2).stderr
    assert run("cross-impact", _strong(tmp_path), "--strengths", "--total", "--json").exit_code == 0


def _bad(tmp_path):
    file = tmp_path / "m.csv"
    file.write_text("event,probability,A\nA,2,\n", encoding="utf-8")
    return file


def _strong(tmp_path):
    file = tmp_path / "s.csv"
    file.write_text("event,probability,A,B\nA,0.5,,2\nB,0.4,-1,\n", encoding="utf-8")
    return file
