"""The classifier of texts beside a fastText-style one, and the tree's model on facts that have a field.

The peer is what fastText does (Joulin et al. 2017, arXiv:1607.01759), written here in numpy: words and word bigrams,
averaged embeddings, softmax, stochastic gradient descent with a falling rate. Words are jieba's where jieba is
installed, else those of longest matching in pypinyin's phrase list. Where floret (fastText's maintained fork) is
installed it is measured too. The peers are given several settings and keep the one that is best on the test texts,
which favours them; ours chooses by cross-validation on the training texts.

Texts: the two labelled files of CSL for titles; abstracts of its 67 disciplines, of which only one file is here: seven
in ten by hash of the text are for training; titles of 62,580 grants by discipline, on which no setting was
chosen, again by hash.
"""

import csv
import hashlib
import io
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from xinzhi.core.packs import Pack
from xinzhi.fields.engine import NONE, Labelled, evaluate, fit, read_table, train_tree
from xinzhi.fields.engine.measure import calibration_error
from xinzhi.fields.trees import nodes_of_pack, places_of_pack

SHARED = Path(__file__).parents[1] / ".." / "shared" / "datasets"
CSL = SHARED / "csl"
GRANTS = SHARED / "grants" / "social-2017-09-26.csv.zip"
OUTSIDE = ("历史学", "文学", "法学", "哲学", "艺术学", "教育学", "军事学")
KINDS = ("organisations", "platforms", "parks", "results", "demands", "standards")
SPEED_TEXTS = 40_000

Row = dict[str, Any]


class Task(NamedTuple):
    """Labelled texts to train on and to test on."""

    name: str
    train: Labelled
    test: Labelled
    note: str


class Setting(NamedTuple):
    """What fastText lets one set."""

    epochs: int
    rate: float
    bigrams: bool


SETTINGS = (Setting(25, 0.5, bigrams=True), Setting(50, 0.5, bigrams=False))


def in_tenth(text: str) -> int:
    """The tenth a text falls into by its hash, 0 to 9."""
    return int(hashlib.sha256(text.encode()).hexdigest(), 16) % 10


def tasks() -> list[Task]:
    """The three tasks; empty without the shared files."""
    if not CSL.exists():
        return []
    titles = Task(
        "titles, 13 classes",
        read_table(CSL / "cls_ctg-train.tsv"),
        read_table(CSL / "cls_ctg-dev.tsv"),
        "CSL's own files",
    )
    abstracts = read_table(CSL / "cls_dcp-dev.tsv")
    pairs = list(zip(abstracts.texts, abstracts.labels, strict=True))
    found = [titles, _by_hash("abstracts, 67 disciplines", pairs, "CSL's one file", trained=7)]
    if GRANTS.exists():
        with zipfile.ZipFile(GRANTS) as packed:
            content = packed.read(packed.namelist()[0]).decode("utf-8-sig")
        table = csv.DictReader(io.StringIO(content))
        named = {(r["项目名称"].strip(), r["学科分类"].strip()) for r in table if r["项目名称"] and r["学科分类"]}
        sizes = Counter(label for _, label in named)
        pairs = sorted(pair for pair in named if sizes[pair[1]] >= 200)
        found.append(_by_hash("grants, disciplines", pairs, "national social science grants", trained=2, tested=3))
    return found


def _by_hash(name: str, pairs: Sequence[tuple[str, str]], what: str, *, trained: int, tested: int = 10) -> Task:
    """A task whose training texts are the first tenths by hash, its test texts those up to `tested`."""
    train, test = Labelled([], [], []), Labelled([], [], [])
    for text, label in pairs:
        tenth = in_tenth(text)
        if tenth < tested:
            part = train if tenth < trained else test
            part.texts.append(text)
            part.labels.append(label)
    note = f"{what}; tenths 0-{trained - 1} by hash of the text train, {trained}-{tested - 1} test"
    return Task(name, train, test, note)


# --- the peers --------------------------------------------------------------------------------------------------


@cache
def _segment() -> Callable[[str], list[str]]:
    if find_spec("jieba"):
        import jieba

        jieba.setLogLevel(60)
        return lambda text: [word for word in jieba.cut(text) if word.strip()]
    from pypinyin.phrases_dict import phrases_dict

    known = frozenset(phrases_dict)
    longest = 6

    def match(text: str) -> list[str]:
        words, at = [], 0
        while at < len(text):
            if text[at].isascii() and text[at].isalnum():
                end = at
                while end < len(text) and text[end].isascii() and text[end].isalnum():
                    end += 1
            else:
                end = next((at + n for n in range(longest, 1, -1) if text[at : at + n] in known), at + 1)
            words.append(text[at:end])
            at = end
        return [word for word in words if word.strip()]

    return match


def _words(texts: Sequence[str]) -> list[list[str]]:
    return [_segment()(text.lower()) for text in texts]


def _numbered(words: Sequence[list[str]], setting: Setting, known: dict[str, int], *, learn: bool) -> list[np.ndarray]:
    found = []
    for row in words:
        grams = [*row, *(map(" ".join, pairwise(row)) if setting.bigrams else ())]
        numbers = [known.setdefault(g, len(known)) if learn else known.get(g, -1) for g in grams]
        found.append(np.array([n for n in numbers if n >= 0], np.int64))
    return found


def fasttext_style(task: Task, setting: Setting, size: int = 60) -> float:
    """The accuracy of averaged embeddings of words and bigrams under a softmax."""
    classes = sorted(set(task.train.labels))
    truth = np.array([classes.index(label) for label in task.train.labels])
    known: dict[str, int] = {}
    rows = _numbered(_words(task.train.texts), setting, known, learn=True)
    chance = np.random.default_rng(0)
    inside = (chance.random((len(known), size), np.float32) - 0.5) * (2 / size)
    outside = np.zeros((size, len(classes)), np.float32)
    steps, done = setting.epochs * len(rows), 0
    for _ in range(setting.epochs):
        for i in chance.permutation(len(rows)):
            rate = setting.rate * (1 - done / steps)
            done += 1
            row = rows[i]
            if not len(row):
                continue
            hidden = inside[row].mean(axis=0)
            scores = hidden @ outside
            chances = np.exp(scores - scores.max())
            chances /= chances.sum()
            chances[truth[i]] -= 1
            back = outside @ chances
            outside -= rate * np.outer(hidden, chances)
            inside[row] -= rate * back / len(row)
    hits = 0
    for row, label in zip(
        _numbered(_words(task.test.texts), setting, known, learn=False), task.test.labels, strict=True
    ):
        guess = classes[int((inside[row].mean(axis=0) @ outside).argmax())] if len(row) else classes[0]
        hits += guess == label
    return hits / len(task.test.texts)


def floret_accuracy(task: Task, setting: Setting) -> float:
    """The same by floret itself."""
    import floret

    classes = sorted({*task.train.labels, *task.test.labels})
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        for words, label in zip(_words(task.train.texts), task.train.labels, strict=True):
            file.write(f"__label__{classes.index(label)} {' '.join(words)}\n")
        file.flush()
        options = {"epoch": setting.epochs, "lr": setting.rate, "wordNgrams": 2 if setting.bigrams else 1}
        model = floret.train_supervised(file.name, thread=1, verbose=0, **options)
    # Its own `predict` cannot make its array under numpy 2; the binding below it is the same function.
    guesses = [model.f.predict(" ".join(words) + "\n", 1, 0.0, "strict")[0][1] for words in _words(task.test.texts)]
    right = [f"__label__{classes.index(label)}" for label in task.test.labels]
    return sum(a == b for a, b in zip(guesses, right, strict=True)) / len(right)


# --- the rows ---------------------------------------------------------------------------------------------------


def rows() -> list[Row]:
    """Accuracy of each task beside the peers', speed, and how the tree's model files facts and texts of no field."""
    return [*_task_rows(), *tree_rows()]


def _task_rows() -> list[Row]:
    found = tasks()
    if not found:
        return [_row("labelled texts", None, None, "skipped: the shared files are not here")]
    out: list[Row] = []
    segmented = "jieba" if find_spec("jieba") else "longest matching"
    for task in found:
        figures = evaluate(task.train, task.test)
        sizes = f"{figures.trained_on} train, {figures.tested_on} test; {task.note}"
        peer = max(fasttext_style(task, setting) for setting in SETTINGS)
        out.append(
            _row(
                f"{task.name}: accuracy", figures.accuracy, peer, f"{sizes}; peer: fastText-style, words by {segmented}"
            )
        )
        if find_spec("floret"):
            best = max(floret_accuracy(task, setting) for setting in SETTINGS)
            out.append(_row(f"{task.name}: accuracy", figures.accuracy, best, f"peer: floret, words by {segmented}"))
        else:
            out.append(_row(f"{task.name}: accuracy", figures.accuracy, None, "floret is not installed: skipped"))
        out.append(
            _row(f"{task.name}: macro F1", figures.macro_f1, None, f"calibration error {figures.calibration_error:.3f}")
        )
        out.append(_row(f"{task.name}: training, s", figures.train_seconds, None, "cross-validation included"))
    out.append(_speed(found[0]))
    return out


def _speed(task: Task) -> Row:
    model = fit(task.train.texts, task.train.labels)
    texts = (task.test.texts * (SPEED_TEXTS // len(task.test.texts) + 1))[:SPEED_TEXTS]
    best = min(_seconds(lambda: model.predict(texts)) for _ in range(3))
    return _row("titles a second", round(len(texts) / best), None, "raw texts to classes, one process; goal 20,000")


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def tree_rows() -> list[Row]:
    """How the tree's model, which has learnt only the tree's words, files the pack's facts that have a field.

    Even hashes of the id were looked at while its lead of «none» was set: the figures are of the odd ones.
    """
    pack = Pack.load("shandong")
    model = train_tree(nodes_of_pack(pack), places=places_of_pack(pack))
    facts = [f for kind in KINDS for f in pack.iter_facts(kind) if f.field]
    held = [f for f in facts if int(hashlib.sha256(f.id.encode()).hexdigest(), 16) % 2]
    filed = [one.best for one in model.file([f"{f.name} {f.text('keywords')}" for f in held], top=1)]
    given = [b.key != NONE for b in filed]
    right = [f.field in model.path_of(b.key) for f, b in zip(held, filed, strict=True)]
    tops = [model.top_of(str(f.field)) == b.top for f, b in zip(held, filed, strict=True)]
    note = f"{len(held)} facts of shandong by their names, odd hashes of the id; some terms were chosen with the region in view"
    answered = [hit for hit, yes in zip(right, given, strict=True) if yes]
    out = [
        _row("tree: facts given a field", float(np.mean(given)), None, note),
        _row(
            "tree: top field right, of all",
            float(np.mean(tops)),
            None,
            "names alone, many of firms, say nothing of a field",
        ),
        _row("tree: recorded field right, of all", float(np.mean(right)), None, "the node given or one below it"),
        _row("tree: recorded field right, of those given one", float(np.mean(answered)), None, ""),
        _row("tree: calibration error", calibration_error([b.chance for b in filed], right), None, "odd hashes"),
    ]
    if CSL.exists():
        titles = read_table(CSL / "cls_ctg-dev.tsv")
        outside = [t for t, label in zip(titles.texts, titles.labels, strict=True) if label in OUTSIDE]
        kept = [one.best.key == NONE for one in model.file(outside, top=1)]
        what = f"{len(outside)} titles of history, literature, law, philosophy, art, education, military science"
        out.append(_row("tree: texts of no field filed as none", float(np.mean(kept)), None, what))
    return out


def _row(figure: str, value: float | None, peer: float | None, note: str) -> Row:
    shown = [None if v is None else round(v, 4) for v in (value, peer)]
    return {"figure": figure, "value": shown[0], "peer": shown[1], "note": note}


if __name__ == "__main__":
    for row in rows():
        print(f"{row['figure']:44}{row['value']!s:>10}{row['peer']!s:>10}  {row['note']}")
