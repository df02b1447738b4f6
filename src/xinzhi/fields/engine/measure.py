"""Train on some labelled texts, test on others."""

import time
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from .linear import fit
from .table import Labelled


@dataclass(frozen=True, slots=True)
class ClassFigures:
    """One class of the test: how many texts it has, precision, recall and their harmonic mean."""

    label: str
    texts: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a test gave. `macro_f1` is the mean over the classes of the test; `unseen` are labels no training text has.

    Seconds are wall time; `train_seconds` includes cross-validation, `texts_per_second` is prediction alone.
    """

    trained_on: int
    tested_on: int
    accuracy: float
    macro_f1: float
    calibration_error: float
    train_seconds: float
    predict_seconds: float
    texts_per_second: float
    classes: tuple[ClassFigures, ...]
    unseen: tuple[str, ...]
    settings: dict[str, Any]
    bad_lines: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain values, for JSON."""
        return asdict(self)


def evaluate(train: Labelled, test: Labelled) -> Evaluation:
    """The figures of a classifier trained on the one and tested on the other.

    Raises ValueError where either has no usable line.
    """
    for name, part in (("training", train), ("test", test)):
        if not part.texts:
            raise ValueError(f"The {name} file has no usable line. {part.bad[0] if part.bad else 'It is empty.'}")
    started = time.perf_counter()
    model = fit(train.texts, train.labels)
    trained = time.perf_counter()
    guessed = model.predict(test.texts)
    seconds = max(time.perf_counter() - trained, 1e-9)
    classes = tuple(_figures(label, test.labels, guessed) for label in sorted(set(test.labels)))
    right = np.array([a == b for a, b in zip(test.labels, guessed, strict=True)])
    return Evaluation(
        trained_on=len(train.texts),
        tested_on=len(test.texts),
        accuracy=float(right.mean()),
        macro_f1=sum(c.f1 for c in classes) / len(classes),
        calibration_error=calibration_error(model.chances(test.texts).max(axis=1), right),
        train_seconds=trained - started,
        predict_seconds=seconds,
        texts_per_second=len(test.texts) / seconds,
        classes=classes,
        unseen=tuple(sorted(set(test.labels) - set(train.labels))),
        settings=asdict(model.settings),
        bad_lines=tuple(str(line) for line in [*train.bad, *test.bad]),
    )


def calibration_error(chances: Any, right: Any, *, bins: int = 10) -> float:
    """The expected calibration error: the mean gap of chance and hit rate over bins of equal width."""
    chances, right = np.asarray(chances), np.asarray(right)
    place = np.minimum((chances * bins).astype(int), bins - 1)
    gaps = [
        abs(float(chances[place == b].mean()) - float(right[place == b].mean())) * float((place == b).mean())
        for b in range(bins)
        if (place == b).any()
    ]
    return sum(gaps)


def _figures(label: str, truth: list[str], guessed: list[str]) -> ClassFigures:
    texts = truth.count(label)
    named = guessed.count(label)
    both = sum(a == b == label for a, b in zip(truth, guessed, strict=True))
    precision, recall = both / named if named else 0.0, both / texts
    f1 = 2 * precision * recall / (precision + recall) if both else 0.0
    return ClassFigures(label, texts, precision, recall, f1)
