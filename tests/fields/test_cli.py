"""`xinzhi fields` at the command line."""

import json

import pytest
from typer.testing import CliRunner

from xinzhi.fields.cli import app

pytestmark = pytest.mark.engine


def run(*arguments, code=0, given=None):
    result = CliRunner().invoke(app, [str(a) for a in arguments], input=given)
    assert result.exit_code == code, result.output
    return result


@pytest.fixture
def tables(tmp_path):
    train, test = tmp_path / "train.tsv", tmp_path / "test.tsv"
    train.write_text("量子计算\tq\n量子通信\tq\n小麦施肥\tw\n冬小麦\tw\n坏行\n", encoding="utf-8")
    test.write_text("x\t量子比特\tq\nx\t小麦\tw\nx\t天文\ts\n", encoding="utf-8")
    return train, test


def test_a_text_is_filed():
    shown = run("classify", "超导量子计算的纠错").stdout
    assert "量子计算" in shown
    assert "量子科技" in shown


def test_json_is_json_alone(tmp_path):
    file = tmp_path / "texts.txt"
    file.write_text("钙钛矿电池\n\n明清诗歌\n", encoding="utf-8")
    found = json.loads(run("classify", file, "--top", "2", "--json").stdout)
    assert [f["text"] for f in found] == ["钙钛矿电池", "明清诗歌"]
    assert [f["suggestions"][0]["key"] for f in found] == ["x-energy", "none"]
    assert [len(f["suggestions"]) for f in found] == [2, 2]
    assert found[0]["suggestions"][0]["words"][0]["text"] in "钙钛矿电池"
    assert json.loads(run("classify", "-", "--json", given="类脑芯片\n").stdout)[0]["text"] == "类脑芯片"


def test_what_cannot_be_filed_is_said(tmp_path):
    assert "no text" in run("classify", "  ", code=2).stderr
    assert "no pack 'atlantis'" in run("classify", "量子", "--pack", "atlantis", code=2).stderr
    file = tmp_path / "binary"
    file.write_bytes(b"\xff\xfe\xff")
    assert "UTF-8" in run("classify", file, code=2).stderr


def test_an_evaluation_says_figures_bad_lines_and_unseen_labels(tables):
    result = run("evaluate", "--train", tables[0], "--test", tables[1])
    assert "accuracy 0.6667" in result.stdout
    assert "these labels: s" in result.stdout
    assert f"{tables[0]}:5: one column" in result.stderr


def test_an_evaluation_as_json(tables):
    result = run("evaluate", "--train", tables[0], "--test", tables[1], "--json")
    found = json.loads(result.stdout)
    assert found["unseen"] == ["s"]
    assert found["accuracy"] == pytest.approx(2 / 3)
    assert [c["label"] for c in found["classes"]] == ["q", "s", "w"]
    assert found["bad_lines"][0].startswith(f"{tables[0]}:5")


def test_files_that_cannot_be_used_are_named(tables, tmp_path):
    assert (
        "nothing.tsv: No such file"
        in run("evaluate", "--train", tmp_path / "nothing.tsv", "--test", tables[1], code=2).stderr
    )
    empty = tmp_path / "empty.tsv"
    empty.write_text("", encoding="utf-8")
    assert "no usable line" in run("evaluate", "--train", empty, "--test", tables[1], code=2).stderr
