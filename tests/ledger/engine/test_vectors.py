"""The vectors of transparency-dev/merkle: good ones accepted, tampered ones refused for the right reason."""

import json
import re
from collections import Counter

import pytest

from xinzhi.ledger.engine.vectors import run_vectors

pytestmark = pytest.mark.engine

# What was done to a vector (its words without numbers) and the reasons for which it may be refused. An altered index or size
# may shift the path in each of these ways; all else has one reason only.
_SHIFTED = {"index", "proof-length", "root", "size", "subtree"}
REASONS = {
    "happy path": {""},
    "matching root and leaf": {""},
    "modified proof": {"root", "old-root"},
    "swapped roots": {"root", "old-root"},
    "random root": {"root"},
    "removed component": {"proof-length"},
    "inserted component": {"proof-length"},
    "truncated proof": {"proof-length"},
    "empty proof": {"proof-length"},
    "preceding root": {"proof-length"},
    "preceding proof": {"proof-length"},
    "trailing root": {"proof-length"},
    "preceding garbage": {"hash-length"},
    "trailing garbage": {"hash-length"},
    "wrong leaf": {"hash-length"},  # the vectors' wrong leaves and roots are words, no hashes
    "wrong root": {"hash-length"},
    "empty leaf": {"hash-length"},
    "leafIdx": _SHIFTED,
    "treeSize": _SHIFTED,
    "size": _SHIFTED,
}


def test_every_vector_is_judged_exactly(shared):
    outcomes = list(run_vectors(shared / "datasets" / "merkle"))
    assert Counter(o.kind for o in outcomes) == {
        "inclusion": 98,
        "consistency": 98,
        "subtreeinclusion": 204,
        "subtreeconsistency": 118,
    }
    assert [str(o.path) for o in outcomes if not o.exact] == []


def test_tampered_vectors_are_refused_for_the_right_reason(shared):
    judged = 0
    for outcome in run_vectors(shared / "datasets" / "merkle"):
        words = json.loads(outcome.path.read_text())["desc"]
        done = re.match(
            r"(happy path|matching root and leaf|leafIdx|treeSize|size(?=\d (?:XOR|plus|sub|div|mul))|[a-z]+ [a-z]+)",
            words,
        )
        if "additional" in outcome.path.parts or "errors" in outcome.path.parts or not done or done[1] not in REASONS:
            continue
        judged += 1
        assert outcome.code in REASONS[done[1]], f"{outcome.path}: {outcome.code}"
    assert judged > 400


def test_a_folder_without_vectors_is_said_so(tmp_path):
    with pytest.raises(ValueError, match="no test vectors"):
        list(run_vectors(tmp_path))


def test_a_file_that_is_no_vector_is_named(tmp_path):
    folder = tmp_path / "inclusion"
    folder.mkdir()
    (folder / "x.json").write_text('{"leafIdx": 0}')
    with pytest.raises(ValueError, match=r"x\.json: not a test vector"):
        list(run_vectors(tmp_path))
