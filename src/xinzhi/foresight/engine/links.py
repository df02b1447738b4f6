"""Which pairs of terms will first be joined: the task of Science4Cast (Krenn et al. 2023) on any corpus, beside one-line rules."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score
from threadpoolctl import threadpool_limits

from .base import Base
from .corpus import CorpusError
from .metrics import Estimate
from .view import Array, View, view_at

MODEL = "Xinzhi"
RULES = ("common neighbours", "preferential attachment", "Adamic-Adar", "Jaccard")
_PAIRS = 300_000  # unjoined pairs looked at
_RESAMPLES = 100
_FEWEST = 20  # pairs that are joined in the horizon

Pairs = NDArray[np.int64]


class LinkTest(NamedTuple):
    """How well new links were foreseen from an origin."""

    origin: int
    horizon: int
    terms: int
    pairs: int
    joined: int  # of these pairs
    auc: dict[str, Estimate]
    lead: dict[str, Estimate]  # of the model over each rule, paired
    first: list[tuple[str, str, float, bool]]  # the pairs of highest chance, and whether they were joined


class _Graph(NamedTuple):
    """Terms and which of them stood in one paper up to an origin (dense, without the diagonal)."""

    view: View
    terms: NDArray[np.int64]
    joined: NDArray[np.float32]
    lately: NDArray[np.float32]
    fields: NDArray[np.float32]  # terms x fields, rows of length 1


def foresee_links(
    base: Base, origin: int, horizon: int, *, terms: int = 2_000, weight: int = 1, show: int = 20
) -> LinkTest:
    """Learn from the pairs unjoined `horizon` years before the origin, test on those unjoined at it.

    The terms are the most termlike (by C-value) of those alive at each of the two years; a pair is joined when both stand in
    `weight` papers of the horizon. Raises CorpusError where too few pairs are joined to say anything.
    """
    rng = np.random.default_rng(0)
    before, now = (_graph(base, year, horizon, terms) for year in (origin - horizon, origin))
    pairs_before, pairs = _unjoined(before, rng), _unjoined(now, rng)
    answers_before = _answers(base, before, pairs_before, weight)
    answers = _answers(base, now, pairs, weight)
    if min(answers_before.sum(), answers.sum()) < _FEWEST:
        raise CorpusError(
            f"Too few pairs of terms are first joined after {origin - horizon} ({answers_before.sum()}) or after {origin} "
            f"({answers.sum()}): {_FEWEST} are needed. More papers or a longer horizon are needed."
        )
    rules = _rules(now, pairs)
    with threadpool_limits(limits=1):
        model = HistGradientBoostingClassifier(
            max_iter=150,
            learning_rate=0.06,
            max_leaf_nodes=31,
            l2_regularization=5.0,
            early_stopping=False,
            random_state=0,
        ).fit(_signals(before, pairs_before), answers_before)
        chance = model.predict_proba(_signals(now, pairs))[:, 1]
    scores = {MODEL: chance, **rules}
    auc, lead = _judged(scores, answers, rng)
    best = np.argsort(-chance, kind="stable")[:show]
    names = [base.name(int(term)) for term in now.terms]
    first = [(names[pairs[i, 0]], names[pairs[i, 1]], round(float(chance[i]), 4), bool(answers[i])) for i in best]
    return LinkTest(origin, horizon, len(now.terms), len(pairs), int(answers.sum()), auc, lead, first)


def _graph(base: Base, origin: int, horizon: int, most: int) -> _Graph:
    view = view_at(base, origin, horizon)
    best = np.sort(np.argsort(-view.c_values, kind="stable")[:most])
    terms = view.terms[best]
    joined = _together(base.phrases_of[base.years <= origin][:, terms]) > 0
    recent = view.in_window()
    phrases = base.phrases_of[recent][:, terms]
    lately = _together(phrases) > 0
    fields = (phrases.T @ base.categories_of[recent]).toarray()
    fields /= np.maximum(np.linalg.norm(fields, axis=1, keepdims=True), 1e-9)
    return _Graph(view, terms, joined.astype(np.float32), lately.astype(np.float32), fields.astype(np.float32))


def _together(phrases: sp.csr_matrix) -> NDArray[np.float32]:
    """In how many papers each pair of terms stands together; 0 for a term with itself."""
    table = np.asarray((phrases.T @ phrases).todense(), dtype=np.float32)
    np.fill_diagonal(table, 0)
    return table


def _unjoined(graph: _Graph, rng: np.random.Generator) -> Pairs:
    first, second = np.nonzero(np.triu(graph.joined == 0, 1))
    if len(first) > _PAIRS:
        drawn = np.sort(rng.choice(len(first), _PAIRS, replace=False))
        first, second = first[drawn], second[drawn]
    return np.column_stack([first, second])


def _answers(base: Base, graph: _Graph, pairs: Pairs, weight: int) -> NDArray[np.bool_]:
    after = (base.years > graph.view.origin) & (base.years <= graph.view.origin + graph.view.horizon)
    together = _together(base.phrases_of[after][:, graph.terms])
    return np.asarray(together[pairs[:, 0], pairs[:, 1]] >= weight)


def _rules(graph: _Graph, pairs: Pairs) -> dict[str, Array]:
    """The one-line rules (Liben-Nowell and Kleinberg 2007) for each pair."""
    degree = graph.joined.sum(axis=1)
    common = graph.joined @ graph.joined
    rare = graph.joined * (1 / np.log(np.maximum(degree, 2)))
    a, b = pairs.T
    shared = common[a, b].astype(float)
    return dict(
        zip(
            RULES,
            (
                shared,
                (degree[a] * degree[b]).astype(float),
                (rare @ graph.joined)[a, b].astype(float),
                shared / np.maximum(degree[a] + degree[b] - shared, 1),
            ),
            strict=True,
        )
    )


def _signals(graph: _Graph, pairs: Pairs) -> Array:
    """The rules, the same of the last years, how frequent and how growing both are, and whether their fields are alike."""
    a, b = pairs.T
    columns = list(_rules(graph, pairs).values())
    columns += list(_rules(graph._replace(joined=graph.lately), pairs).values())
    view = graph.view
    recent = np.log1p(view.counts[graph.terms, view.window()].sum(axis=1))
    grown = recent - np.log1p(view.counts[graph.terms, view.window(1)].sum(axis=1))
    age = view.end - np.argmax(view.counts[graph.terms] > 0, axis=1).astype(float)
    for values in (recent, grown, age, graph.joined.sum(axis=1), graph.lately.sum(axis=1)):
        columns += [np.minimum(values[a], values[b]), np.maximum(values[a], values[b])]
    columns.append((graph.fields[a] * graph.fields[b]).sum(axis=1))
    return np.column_stack(columns)


def _judged(
    scores: dict[str, Array], answers: NDArray[np.bool_], rng: np.random.Generator
) -> tuple[dict[str, Estimate], dict[str, Estimate]]:
    """The AUC of each score and the model's lead, with 95 % intervals over the pairs."""
    value = {name: float(roc_auc_score(answers, score)) for name, score in scores.items()}
    size = min(len(answers), 50_000)
    draws: dict[str, list[float]] = {name: [] for name in scores}
    yes, no = np.flatnonzero(answers), np.flatnonzero(~answers)
    for _ in range(_RESAMPLES):
        chosen = np.concatenate([rng.choice(yes, len(yes)), rng.choice(no, min(len(no), size))])
        for name, score in scores.items():
            draws[name].append(float(roc_auc_score(answers[chosen], score[chosen])))
    drawn = {name: np.array(of) for name, of in draws.items()}

    def interval(middle: float, of: Array) -> Estimate:
        low, high = np.percentile(of, (2.5, 97.5))
        return Estimate(middle, float(low), float(high))

    auc = {name: interval(value[name], drawn[name]) for name in scores}
    lead = {n: interval(value[MODEL] - value[n], drawn[MODEL] - drawn[n]) for n in scores if n != MODEL}
    return auc, lead
