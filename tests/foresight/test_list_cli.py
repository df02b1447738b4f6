"""`xinzhi foresight load`, `run`, `score`, `recompute`; and the rules in `pack check`."""

import json
import shutil

import pytest
from django.core.files.storage import default_storage
from typer.testing import CliRunner

from foresight_help import corpus_of, invented, published, run_of
from xinzhi.core.packs import find_pack
from xinzhi.foresight.cli import app
from xinzhi.foresight.models import Corpus, EditionScore
from xinzhi.foresight.pack_files import check_pack_files

pytestmark = pytest.mark.django_db


def run(*arguments, code=0):
    result = CliRunner().invoke(app, [str(a) for a in arguments])
    assert result.exit_code == code, result.output
    return result


def test_a_corpus_is_loaded_and_run(tmp_path):
    path = tmp_path / "corpus.parquet"
    path.write_bytes(invented())
    said = ("--name", "论文", "--source", "模拟", "--as-of", "2026-11-01", "--simulated", "--json")
    told = json.loads(run("load", path, *said).stdout)
    corpus = Corpus.objects.get()
    assert (told["corpus"], told["documents"], told["years"]) == (corpus.pk, 1100, [2004, 2014])
    assert corpus.simulated
    assert "registered already" in run("load", path, *said, code=2).stderr
    known = run_of(corpus)
    told = json.loads(run("run", "论文", "--at", 2012, "--top", 3, "--json").stdout)
    assert told["digest"] == known.digest
    assert [c["rank"] for c in told["candidates"]] == [1, 2, 3]
    assert known.digest in run("run", corpus.pk, "--at", 2012).stdout
    assert "first origin" in run("run", corpus.digest, "--at", 2005, code=2).stderr
    assert "Registered: " in run("run", "nothing", "--at", 2012, code=2).stderr


@pytest.mark.parametrize(
    ("more", "said"),
    [(("--as-of", "yesterday"), "YYYY-MM-DD"), (("--text", "words"), "no column"), (("--source", " "), "comes from")],
)
def test_what_cannot_be_loaded_is_told(tmp_path, more, said):
    path = tmp_path / "corpus.parquet"
    path.write_bytes(b"nothing" if more[0] == "--text" else invented())
    result = run("load", path, "--name", "论文", "--source", "模拟", *more, code=2)
    assert said in result.stderr or "not a Parquet file" in result.stderr
    assert not Corpus.objects.exists()


def test_an_edition_is_scored_and_its_bundle_recomputed(tmp_path):
    corpus = corpus_of()
    edition = published(run_of(corpus))
    told = json.loads(run("score", edition.pk, "--json").stdout)
    assert [s["horizon"] for s in told["scores"]] == [2]
    assert EditionScore.objects.get().result["lists"] == told["scores"][0]["lists"]
    assert "positive" in run("score", edition.pk, "--corpus", corpus.pk).stdout
    assert "no edition" in run("score", 999, code=2).stderr
    bundle, path = tmp_path / "list.zip", tmp_path / "corpus.parquet"
    shutil.copyfile(default_storage.path(edition.bundle.path), bundle)
    path.write_bytes(invented())
    assert edition.digest in run("recompute", bundle).stdout
    told = json.loads(run("recompute", bundle, "--corpus", path, "--json").stdout)
    assert told == {"digest": edition.digest, "entries": 12, "problems": []}
    path.write_bytes(invented() + b"\n")
    assert "has the digest" in run("recompute", bundle, "--corpus", path, code=1).stdout
    assert "no bundle" in run("recompute", path, code=2).stderr


def test_the_packs_rules_are_checked_with_the_pack(tmp_path):
    assert check_pack_files(find_pack("shandong"), {}) == []
    assert check_pack_files(tmp_path, {}) == []
    (tmp_path / "foresight").mkdir()
    (tmp_path / "foresight" / "list.toml").write_text("[list]\nkey = 1\n", encoding="utf-8")
    problems = check_pack_files(tmp_path, {})
    assert problems
    assert all(p.file == "foresight/list.toml" for p in problems)
