"""Reviewers' affinity on the gold standard (Stelmakh et al. 2023): the weighted Kendall loss, lower is better.

    flock … python benchmarks/run.py affinity

What was chosen (the views, stems and phrases, the rank, the title's weight) was chosen on `d_20_1` by the half of the
participants whose id's hash is even; the other half was looked at once, after choosing. `d_20_2` was not used for
choosing; its participants and ratings are the same, only the works sampled differ. Peers in the same run: TPMS' formula
(TF-IDF cosine of the whole profile, Charlin and Zemel 2013), TF-IDF cosine and BM25 of a reviewer's best work. Published,
by their authors' stored predictions: Specter+MFR .24, Specter .27, TPMS .28, ACL .30, ELMo .34.
"""

import hashlib
import time
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, CountVectorizer, TfidfVectorizer
from sklearn.preprocessing import normalize

from xinzhi.calls.engine.affinity_dataset import Ratings, loss, predict, ratings, read_folder

FOLDER = Path(__file__).parents[1] / ".." / "shared" / "datasets" / "reviewers"
DRAWS = 1000

Row = dict[str, Any]


def rows() -> list[Row]:
    """The loss by half of the participants and by set, with its bootstrap interval over participants, and the seconds."""
    if not FOLDER.exists():
        return [{"figure": "gold standard loss", "value": None, "peer": None, "note": "../shared is not here"}]
    rated = ratings(FOLDER / "evaluations.csv")
    even = {person: int(hashlib.sha256(person.encode()).hexdigest(), 16) % 2 == 0 for person in rated}
    found = []
    for name in ("d_20_1", "d_20_2"):
        begun = time.perf_counter()
        ours = predict(FOLDER / name)
        seconds = time.perf_counter() - begun
        peer = _tpms(FOLDER / name)
        plain = _of_best_work(FOLDER / name)
        for who, people in (
            ("all", list(rated)),
            ("development half", [p for p in rated if even[p]]),
            ("held-out half", [p for p in rated if not even[p]]),
        ):
            note = f"{_interval(ours, rated, people)}; {len(people)} participants; peer: TPMS' formula"
            found.append(
                {
                    "figure": f"{name}, loss, {who}",
                    "value": round(loss(ours, rated, people), 4),
                    "peer": round(loss(peer, rated, people), 4),
                    "note": note,
                }
            )
        for what, predicted in plain.items():
            value, theirs = round(loss(ours, rated), 4), round(loss(predicted, rated), 4)
            note = f"all {len(rated)} participants; peer: {what} of the best work"
            found.append({"figure": f"{name}, loss beside {what}", "value": value, "peer": theirs, "note": note})
        found.append({"figure": f"{name}, s", "value": round(seconds, 2), "peer": None, "note": "reading included"})
    return found


def _interval(predicted: Ratings, rated: Ratings, people: list[str]) -> str:
    chance = np.random.default_rng(0)
    drawn = [loss(predicted, rated, chance.choice(people, len(people))) for _ in range(DRAWS)]
    low, high = np.percentile(drawn, [2.5, 97.5])
    return f"95 %: {low:.3f} to {high:.3f}"


def _of_best_work(folder: Path) -> dict[str, Ratings]:
    """The highest TF-IDF cosine, and the highest BM25 (k1 1.2, b .75), of any one work of a reviewer."""
    works, submissions = read_folder(folder)
    owner = np.repeat(np.arange(len(works)), [len(each) for each in works.values()])
    texts = [f"{t.title} {t.body}" for each in works.values() for t in each]
    asked = [f"{t.title} {t.body}" for t in submissions.values()]
    words = sorted(ENGLISH_STOP_WORDS)
    cosine = TfidfVectorizer(stop_words=words, sublinear_tf=True).fit_transform([*texts, *asked])
    counts = CountVectorizer(stop_words=words).fit_transform([*texts, *asked]).tocsr().astype(float)
    theirs, given = counts[: len(texts)].copy(), (counts[len(texts) :] > 0).astype(float)
    length = np.asarray(theirs.sum(axis=1)).ravel()
    row = np.repeat(np.arange(theirs.shape[0]), np.diff(theirs.indptr))
    seen = counts.getnnz(axis=0)
    rarity = np.log1p((counts.shape[0] - seen + 0.5) / (seen + 0.5))
    damping = 1.2 * (0.25 + 0.75 * length / length.mean())
    theirs.data = theirs.data * 2.2 / (theirs.data + damping[row]) * rarity[theirs.indices]
    every = {
        "TF-IDF cosine": (cosine[: len(texts)] @ cosine[len(texts) :].T).toarray(),
        "BM25": (theirs @ given.T).toarray(),
    }
    return {
        what: {
            reviewer: dict(zip(submissions, similar[owner == place].max(axis=0).tolist(), strict=True))
            for place, reviewer in enumerate(works)
        }
        for what, similar in every.items()
    }


def _tpms(folder: Path) -> Ratings:
    """TF-IDF cosine of all of a reviewer's works as one text, term frequencies halved and raised (0.5 + 0.5 tf / max)."""
    works, submissions = read_folder(folder)
    texts = [" ".join(f"{t.title} {t.body}" for t in each) for each in works.values()]
    texts += [f"{t.title} {t.body}" for t in submissions.values()]
    counts = CountVectorizer(stop_words=sorted(ENGLISH_STOP_WORDS)).fit_transform(texts).tocsr().astype(float)
    most = counts.max(axis=1).toarray().ravel()
    row = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    rarity = np.log(counts.shape[0] / counts.getnnz(axis=0))
    counts.data = (0.5 + 0.5 * counts.data / most[row]) * rarity[counts.indices]
    place = normalize(counts)
    matrix = (place[: len(works)] @ place[len(works) :].T).toarray()
    return {r: dict(zip(submissions, line, strict=True)) for r, line in zip(works, matrix.tolist(), strict=True)}
