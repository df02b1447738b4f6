"""The commands on files: what they print, write and say of what cannot be read."""

import json

import numpy as np
import pytest
import scipy.sparse as sp
from typer.testing import CliRunner

from xinzhi.calls.cli import app

pytestmark = pytest.mark.engine
SCORES = np.array([[1.0, 0.9], [0.9, 0.1]])


def run(*args):
    return CliRunner().invoke(app, [*map(str, args)])


@pytest.fixture
def scores(tmp_path):
    np.save(tmp_path / "scores.npy", SCORES)
    return tmp_path / "scores.npy"


def test_assign_prints_and_writes(scores, tmp_path):
    plain = run("assign", "--scores", scores, "--per-paper", 1, "--max-load", 1, "--out", tmp_path / "pairs.csv")
    assert plain.exit_code == 0
    assert plain.stdout.splitlines()[:2] == ["total 1.8", "worst 0.9"]
    assert (tmp_path / "pairs.csv").read_text() == "reviewer,application\n1,0\n0,1\n"
    told = json.loads(run("assign", "--scores", scores, "--per-paper", 1, "--max-load", 1, "--json").stdout)
    assert told["certified"] is True
    assert told["pairs"] == [[1, 0], [0, 1]]
    assert told["bound"] == pytest.approx(told["total"])


def test_transposed_sparse_and_with_conflicts(tmp_path):
    sp.save_npz(tmp_path / "s.npz", sp.csr_matrix(SCORES[:, :1]))
    np.save(tmp_path / "c.npy", np.array([[True, False]]))
    args = ["assign", "--scores", tmp_path / "s.npz", "--per-paper", 1, "--max-load", 1, "--json"]
    assert json.loads(run(*args).stdout)["pairs"] == [[0, 0]]
    np.save(tmp_path / "t.npy", SCORES[:, :1].T)  # one application in a row, two reviewers in columns
    turned = run(*args[:2], tmp_path / "t.npy", *args[3:], "--transpose", "--conflicts", tmp_path / "c.npy")
    assert json.loads(turned.stdout)["pairs"] == [[1, 0]]


def test_loads_come_from_files(scores, tmp_path):
    np.save(tmp_path / "loads.npy", np.array([2, 0]))
    found = run("assign", "--scores", scores, "--per-paper", 1, "--max-load", tmp_path / "loads.npy", "--json")
    assert json.loads(found.stdout)["pairs"] == [[0, 0], [0, 1]]


@pytest.mark.parametrize(
    ("load", "code", "says"),
    [
        ("0", 3, "There is no assignment: the applications need 2 reviews"),
        ("x", 2, "neither a whole number nor a file"),
    ],
)
def test_what_is_wrong_is_said(scores, load, code, says):
    found = run("assign", "--scores", scores, "--per-paper", 1, "--max-load", load)
    assert found.exit_code == code
    assert says in found.stderr


def test_a_file_that_is_no_matrix(tmp_path):
    (tmp_path / "scores.npy").write_text("not a matrix")
    found = run("assign", "--scores", tmp_path / "scores.npy", "--per-paper", 1, "--max-load", 1)
    assert found.exit_code == 2
    assert "not a matrix of numbers" in found.stderr


def test_affinity_writes_predictions_and_tells_the_loss(tmp_path):
    (tmp_path / "archives").mkdir()
    (tmp_path / "archives" / "~7.jsonl").write_text('{"content": {"title": "Photon sources", "abstract": "Photons"}}\n')
    papers = {"a": {"content": {"title": "Photon detectors"}}, "b": {"content": {"title": "Soybean"}}}
    (tmp_path / "submissions.json").write_text(json.dumps(papers))
    heads = [f"{kind}{n}" for kind in ("Paper", "Expertise") for n in range(1, 11)]
    cells = ["a", "b", *[""] * 8, "5.0", "1.0", *[""] * 8]
    (tmp_path / "e.csv").write_text("\t".join(["ParticipantID", *heads]) + "\n" + "\t".join(["7", *cells]) + "\n")
    found = run("affinity", "--dataset", tmp_path, "--out", tmp_path / "p.json", "--ratings", tmp_path / "e.csv")
    assert found.exit_code == 0
    assert "loss 0.0000" in found.stdout
    written = json.loads((tmp_path / "p.json").read_text())
    assert written["7"]["a"] > written["7"]["b"]


def test_assign_draws_under_a_limit_and_tells_the_seed(tmp_path):
    np.save(tmp_path / "s.npy", np.arange(12.0).reshape(4, 3))
    args = [
        "assign",
        "--scores",
        tmp_path / "s.npy",
        "--per-paper",
        1,
        "--max-load",
        2,
        "--max-probability",
        0.5,
        "--json",
    ]
    one, two = (json.loads(run(*args, "--seed", 7).stdout) for _ in range(2))
    assert one["pairs"] == two["pairs"]
    assert (one["seed"], one["max_probability"]) == (7, 0.5)
    assert "certified" not in one
    assert isinstance(json.loads(run(*args).stdout)["seed"], int)
    assert run(*args[:-2], 3).exit_code == 2
