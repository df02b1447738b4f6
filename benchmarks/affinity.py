"""Reviewers' affinity on the gold standard (Stelmakh et al. 2023): the weighted Kendall loss, lower is better.

    flock … python benchmarks/run.py affinity

What was chosen (the two views, the rank, the title's weight) was chosen on `d_20_1` by the half of the participants whose
id's hash is even; the other half's loss was printed beside it but not chosen by. `d_20_2` was not used for choosing; its
participants and ratings are the same, only the works sampled differ. Peers: TPMS' formula (TF-IDF
cosine of the whole profile, Charlin and Zemel 2013) in the same run, and the published figures by their authors' stored
predictions: Specter+MFR .24, Specter .27, TPMS .28, ACL .30, ELMo .34.
"""

import hashlib
import time
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, CountVectorizer
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
        found.append({"figure": f"{name}, s", "value": round(seconds, 2), "peer": None, "note": "reading included"})
    return found


def _interval(predicted: Ratings, rated: Ratings, people: list[str]) -> str:
    chance = np.random.default_rng(0)
    drawn = [loss(predicted, rated, chance.choice(people, len(people))) for _ in range(DRAWS)]
    low, high = np.percentile(drawn, [2.5, 97.5])
    return f"95 %: {low:.3f} to {high:.3f}"


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
