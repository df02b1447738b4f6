"""A linear classifier over n-grams: one-against-rest support vectors, joined with complement naive Bayes.

Support vectors with squared hinge loss on tf-idf n-grams are the strongest of the linear models on short texts;
complement naive Bayes (Rennie et al. 2003) errs elsewhere and helps where a class has few texts. Both are linear, so
their sum is one matrix: a text costs one sparse product. How much of which is chosen by cross-validation on the
training texts alone.
"""

import itertools
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from .grams import Grams

Floats = NDArray[np.float32]

FOLDS = 3
# Cross-validation on more texts than this finds the same settings.
TUNED_ON = 8_000
# Weights kept in all (n-grams by classes), 160 MB.
MOST_WEIGHTS = 40_000_000
SMOOTHING = 0.05


@dataclass(frozen=True, slots=True)
class Settings:
    """What cross-validation chooses.

    `penalty` is the C of the support vectors; classes weigh with their size to the power of minus `balance`;
    `complement` is the share of complement naive Bayes beside one share of support vectors; `idf_power` sharpens the
    weights of rare n-grams; `names`: each class's name is one more training text of it.
    """

    penalty: float = 1.0
    balance: float = 1.0
    complement: float = 0.5
    idf_power: float = 1.3
    names: bool = True


GRID = tuple(itertools.starmap(Settings, itertools.product((0.5, 1.5), (0.5, 1.0), (0.0, 0.3, 0.6, 1.0))))
BLOCKS = {1: 1.0, 2: 1.0, 3: 0.3}


@dataclass(frozen=True, slots=True)
class Tuned:
    """What cross-validation found; `scales` are the spreads of both parts' scores on texts held out."""

    settings: Settings
    scales: tuple[float, float]
    sharpness: float


@dataclass(frozen=True, slots=True)
class Model:
    """A fitted classifier. `weights` is columns by classes; `sharpness` turns scores into chances (softmax)."""

    classes: tuple[str, ...]
    grams: Grams
    weights: Floats
    intercepts: Floats
    sharpness: float
    settings: Settings

    def scores(self, texts: Sequence[str]) -> Floats:
        """Texts by classes, higher is likelier."""
        return np.asarray(self.grams.rows(texts) @ self.weights + self.intercepts, dtype=np.float32)

    def chances(self, texts: Sequence[str]) -> Floats:
        """Texts by classes, each row adding up to 1; the temperature was fitted on texts held out of training."""
        return softmax(self.scores(texts) * self.sharpness)

    def predict(self, texts: Sequence[str], *, block: int = 20_000) -> list[str]:
        """The likeliest class of each text; `block` texts are taken at a time, which bounds the memory."""
        found: list[str] = []
        for start in range(0, len(texts), block):
            best = self.scores(texts[start : start + block]).argmax(axis=1)
            found += [self.classes[i] for i in best]
        return found


def fit(texts: Sequence[str], labels: Sequence[str], *, settings: Settings | None = None, seed: int = 0) -> Model:
    """A classifier of these texts; settings and sharpness are chosen by cross-validation, unless they are given.

    With given `settings` the sharpness is 1: chances are then not calibrated.
    Raises ValueError without a text. One class alone is allowed: everything is then of it.
    """
    if not texts:
        raise ValueError("There is no text to learn from.")
    classes = tuple(sorted(set(labels)))
    number = {name: i for i, name in enumerate(classes)}
    truth = np.array([number[label] for label in labels])
    tuned = None if settings else _tune(texts, truth, classes, seed)
    chosen = settings or (tuned.settings if tuned else Settings())
    grams, rows, truth = _learn(texts, truth, classes, chosen)
    vectors, intercepts = _vectors(rows, truth, len(classes), chosen)
    bayes = _bayes(rows, truth, len(classes))
    scales = tuned.scales if tuned else (_spread(rows @ vectors + intercepts), _spread(rows @ bayes))
    weights = vectors / scales[0] + bayes * (chosen.complement / scales[1])
    sharpness = tuned.sharpness if tuned else 1.0
    return Model(classes, grams, weights.astype(np.float32), intercepts / np.float32(scales[0]), sharpness, chosen)


def softmax(scores: NDArray[Any]) -> Floats:
    """Rows of chances from rows of scores."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), dtype=np.float32)


def _learn(
    texts: Sequence[str], truth: NDArray[Any], classes: tuple[str, ...], settings: Settings
) -> tuple[Grams, sparse.csr_matrix, NDArray[Any]]:
    """The n-grams, the training rows and their classes, with the classes' names among them where so set."""
    if settings.names:
        texts = [*texts, *classes]
        truth = np.concatenate([truth, np.arange(len(classes))])
    most = max(20_000, MOST_WEIGHTS // len(classes))
    grams, rows = Grams.fit(texts, blocks=BLOCKS, idf_power=settings.idf_power, most=most)
    return grams, rows, truth


def _vectors(rows: sparse.csr_matrix, truth: NDArray[Any], classes: int, settings: Settings) -> tuple[Floats, Floats]:
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.svm import LinearSVC

    weights = np.zeros((rows.shape[1], classes), np.float32)
    intercepts = np.full(classes, -1.0, np.float32)
    present, counts = np.unique(truth, return_counts=True)
    if len(present) < 2 or not rows.nnz:
        intercepts[present] = 1.0
        return weights, intercepts
    by_class = dict(zip(present.tolist(), ((counts.mean() / counts) ** settings.balance).tolist(), strict=True))
    machine = LinearSVC(C=settings.penalty, class_weight=by_class, random_state=0, tol=1e-3)
    with warnings.catch_warnings():
        # A machine stopped early classifies all the same.
        warnings.simplefilter("ignore", ConvergenceWarning)
        machine.fit(rows, truth)
    coefficients, offsets = machine.coef_, machine.intercept_
    if len(present) == 2:
        coefficients, offsets = np.vstack([-coefficients, coefficients]), np.concatenate([-offsets, offsets])
    weights[:, present] = coefficients.T
    intercepts[present] = offsets
    return weights, intercepts


def _bayes(rows: sparse.csr_matrix, truth: NDArray[Any], classes: int) -> Floats:
    """Complement naive Bayes: a class is what its n-grams are rare outside of."""
    member = sparse.csr_matrix((np.ones(len(truth)), (np.arange(len(truth)), truth)), shape=(len(truth), classes))
    inside = np.asarray((rows.T @ member).todense())
    outside = inside.sum(axis=1, keepdims=True) - inside + SMOOTHING
    weights = -np.log(outside / outside.sum(axis=0))
    weights /= np.maximum(np.abs(weights).sum(axis=0), 1e-12) / max(len(weights), 1)
    return np.asarray(weights - weights.mean(axis=1, keepdims=True), dtype=np.float32)


Held = dict[tuple[float, float], list[tuple[Floats, Floats, NDArray[Any]]]]


def _tune(texts: Sequence[str], truth: NDArray[Any], classes: tuple[str, ...], seed: int) -> Tuned | None:
    """The settings of the grid that are right most often on held-out texts; None with too few texts or classes."""
    numbers = np.random.default_rng(seed).permutation(len(texts))[:TUNED_ON]
    fold = _folds(truth[numbers])
    if len(classes) < 2 or fold.max(initial=0) < 1:
        return None
    held: Held = {}
    for out in range(fold.max() + 1):
        inside, outside = numbers[fold != out], numbers[fold == out]
        for key, (vectors, bayes) in _held_out(texts, truth, classes, inside, outside):
            held.setdefault(key, []).append((vectors, bayes, truth[outside]))
    best: tuple[float, Tuned] | None = None
    for settings in GRID:
        first, second, right = (np.concatenate(part) for part in zip(*held[_key(settings)], strict=True))
        scales = _spread(first), _spread(second)
        joined = first / scales[0] + second * (settings.complement / scales[1])
        hits = float((joined.argmax(axis=1) == right).mean())
        if best is None or hits > best[0]:
            best = hits, Tuned(settings, scales, _sharpness(joined, right))
    return best[1] if best else None


def _held_out(
    texts: Sequence[str], truth: NDArray[Any], classes: tuple[str, ...], inside: NDArray[Any], outside: NDArray[Any]
) -> Iterator[tuple[tuple[float, float], tuple[Floats, Floats]]]:
    """The scores of both parts, learnt from the texts inside, on those outside; once for each kind of machine."""
    grams, rows, known = _learn([texts[i] for i in inside], truth[inside], classes, GRID[0])
    unseen, bayes = grams.rows([texts[i] for i in outside]), _bayes(rows, known, len(classes))
    for key, settings in {_key(s): s for s in GRID}.items():
        vectors, intercepts = _vectors(rows, known, len(classes), settings)
        yield key, (np.asarray(unseen @ vectors + intercepts), np.asarray(unseen @ bayes))


def _key(settings: Settings) -> tuple[float, float]:
    """What the support vectors depend on within the grid."""
    return settings.penalty, settings.balance


def _spread(scores: Floats) -> float:
    return float(scores.std(axis=1).mean()) or 1.0


def _folds(truth: NDArray[Any]) -> NDArray[Any]:
    """The fold of each text: each class is dealt round, so that every fold has its share of it."""
    fold = np.zeros(len(truth), np.int64)
    dealt = 0
    for name in np.unique(truth):
        members = np.flatnonzero(truth == name)
        fold[members] = (np.arange(len(members)) + dealt) % FOLDS
        dealt += len(members)
    return fold


def _sharpness(scores: NDArray[Any], truth: NDArray[Any]) -> float:
    """The factor of the scores under which held-out texts are likeliest (temperature scaling, Guo et al. 2017)."""
    from scipy.optimize import minimize_scalar

    def loss(power: float) -> float:
        chances = softmax(scores * np.exp(power))
        return -float(np.log(np.maximum(chances[np.arange(len(truth)), truth], 1e-12)).mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-4.0, 4.0), method="bounded").x))
