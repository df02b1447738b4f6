"""The plan reader against texts its authors may not all read: see corpus/README.md."""

import json
from functools import cache
from pathlib import Path

import pytest

from plan import scoring
from xinzhi.plan.engine.reader import read

CORPUS = Path(__file__).with_name("corpus")
STEMS = sorted(path.name.removesuffix(".gold.json") for path in CORPUS.glob("*.gold.json"))
VARIANTS = sorted((CORPUS / "variants").iterdir())
FIGURES = ("targets", "measures", "departments", "fields")
SPLITS = ("dev", "held-out")


def gold_of(stem):
    return json.loads((CORPUS / f"{stem}.gold.json").read_text(encoding="utf-8"))


@cache
def split_score(split):
    total = scoring.Score()
    for stem in STEMS:
        if scoring.held_out(stem) == (split == "held-out"):
            part = scoring.score(gold_of(stem), read(CORPUS / f"{stem}.txt"))
            part.misses = [f"{stem}: {miss}" for miss in part.misses]
            total.merge(part)
    return total


def account(split, *names):
    """What a failure may say: the misses of the dev set, only counts of the other."""
    total = split_score(split)
    counts = ", ".join(f"{n} {(t := total.tallies[n]).hits} of {t.gold}, {t.found} found" for n in names)
    return counts if split == "held-out" else "\n".join([counts, *total.misses])


@pytest.mark.engine
@pytest.mark.parametrize("split", SPLITS)
@pytest.mark.parametrize("figure", FIGURES)
def test_recall_and_precision(split, figure):
    tally = split_score(split).tallies[figure]
    assert tally.gold > 0
    assert min(tally.recall, tally.precision) >= 0.97, account(split, figure)


@pytest.mark.engine
@pytest.mark.parametrize("split", SPLITS)
@pytest.mark.parametrize("figure", [*scoring.ATTRIBUTES, "exact", "head"])
def test_accuracy(split, figure):
    tally = split_score(split).tallies[figure]
    assert tally.gold > 0
    assert tally.recall >= 0.95, account(split, figure)


@pytest.mark.engine
@pytest.mark.parametrize("path", VARIANTS, ids=lambda path: path.name)
def test_another_format_says_the_same(path):
    stem = path.name.split(".")[0]
    expected = scoring.score(gold_of(stem), read(CORPUS / f"{stem}.txt"))
    actual = scoring.score(gold_of(stem), read(path))
    for figure in FIGURES:
        hits = (actual.tallies[figure].hits, expected.tallies[figure].hits)
        shown = "" if scoring.held_out(stem) else "\n".join(set(actual.misses) - set(expected.misses))
        assert hits[0] == hits[1], f"{figure}: {hits}\n{shown}"


def test_the_split_is_even():
    held = sum(map(scoring.held_out, STEMS))
    assert (held, len(STEMS) - held) == (10, 10)


@pytest.mark.parametrize("stem", STEMS)
def test_gold_quotes_its_text(stem):
    gold = gold_of(stem)
    text = scoring.plain((CORPUS / f"{stem}.txt").read_text(encoding="utf-8"))
    quoted = [target["words"] for target in gold["targets"]] + [measure["title"] for measure in gold["measures"]]
    quoted += gold["fields"] + gold.get("frontier", [])
    quoted += [name for measure in gold["measures"] for role in ("lead", "support", "shared") for name in measure[role]]
    assert [words for words in quoted if scoring.plain(words) not in text] == []
