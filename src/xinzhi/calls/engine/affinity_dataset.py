"""A folder in OpenReview's form, its predictions, and the gold standard's loss.

archives/~ID.jsonl holds a reviewer's works, one a line; submissions.json the submissions by id
(https://github.com/openreview/openreview-expertise). Loss: Stelmakh, Wieting, Neubig and Shah 2023, arXiv:2303.16750.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from itertools import combinations
from pathlib import Path
from typing import Any

from xinzhi.core.embedding.engine import similarity

from .affinity import Text, affinity

Ratings = dict[str, dict[str, float]]


class DatasetError(ValueError):
    """The folder cannot be read; the message names file and line."""


def predict(folder: Path) -> Ratings:
    """Reviewer -> submission -> affinity for all pairs of the folder.

    Raises:
        DatasetError: a file is missing or not in the form.
    """
    works, submissions = read_folder(folder)
    matrix = affinity(list(works.values()), list(submissions.values()), similarity)
    return {
        reviewer: dict(zip(submissions, row.tolist(), strict=True)) for reviewer, row in zip(works, matrix, strict=True)
    }


def read_folder(folder: Path) -> tuple[dict[str, list[Text]], dict[str, Text]]:
    """The reviewers' works and the submissions, by their ids; raises as `predict`."""
    return _archives(folder / "archives"), _submissions(folder / "submissions.json")


def ratings(path: Path) -> Ratings:
    """Participant -> paper -> expertise (1 to 5) of the gold standard's evaluations.csv (tab-separated)."""
    with path.open(encoding="utf-8", newline="") as file:
        return {
            row["ParticipantID"]: {
                row[f"Paper{n}"]: float(row[f"Expertise{n}"]) for n in range(1, 11) if row[f"Paper{n}"]
            }
            for row in csv.DictReader(file, delimiter="\t")
        }


def loss(predicted: Mapping[str, Mapping[str, float]], rated: Ratings, reviewers: Iterable[str] | None = None) -> float:
    """The weighted Kendall loss in [0, 1].

    Of the differences in expertise between two papers of one reviewer, the share whose order the prediction reverses;
    ties count half. Reviewers may be named more than once (bootstrap).
    """
    lost = most = 0.0
    for reviewer in rated if reviewers is None else reviewers:
        for one, other in combinations(rated[reviewer], 2):
            truth = rated[reviewer][one] - rated[reviewer][other]
            guess = predicted[reviewer][one] - predicted[reviewer][other]
            most += abs(truth)
            lost += abs(truth) * (0.5 if guess * truth == 0 else guess * truth < 0)
    return lost / most


def _archives(folder: Path) -> dict[str, list[Text]]:
    files = sorted(folder.glob("*.jsonl"))
    if not files:
        raise DatasetError(f"{folder}: no archives (*.jsonl), one for each reviewer, are here")
    works: dict[str, list[Text]] = {}
    for file in files:
        lines = file.read_text(encoding="utf-8").splitlines()
        works[file.stem.removeprefix("~")] = [
            _text(_json(line, f"{file}, line {n}"), f"{file}, line {n}")
            for n, line in enumerate(lines, 1)
            if line.strip()
        ]
    return works


def _submissions(path: Path) -> dict[str, Text]:
    if not path.is_file():
        raise DatasetError(f"{path}: the submissions are not here")
    found = _json(path.read_text(encoding="utf-8"), str(path))
    if not isinstance(found, dict):
        raise DatasetError(f"{path}: an object of submissions by their id expected")
    return {key: _text(value, f"{path}, {key}") for key, value in found.items()}


def _json(text: str, place: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise DatasetError(f"{place}: not JSON: {error}") from None


def _text(found: Any, place: str) -> Text:
    """Title and abstract; OpenReview's second version wraps each in {"value": …}."""
    content = found.get("content") if isinstance(found, dict) else None
    if not isinstance(content, dict):
        raise DatasetError(f"{place}: «content» with title and abstract expected")
    title, abstract = (
        value.get("value") if isinstance(value := content.get(name), dict) else value for name in ("title", "abstract")
    )
    return Text(str(title or ""), str(abstract or ""))
