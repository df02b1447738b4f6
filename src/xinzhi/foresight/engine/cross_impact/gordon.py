"""Cross-impact after Gordon & Hayward (1968) with odds ratios, played many times (Monte Carlo).

The form with odds ratios is that of Gordon (1994), «Cross-impact method», AC/UNU Millennium Project.

Events are numbered 0 … n − 1; `initial[i]` is the probability of i within the horizon, `ratios[j][i]` what the odds of i are
multiplied by when j happens (1: no impact; the diagonal is not read). One play: the events come up in a random order; each
happens with its probability at that moment; if it happens, the odds of all that have not come up are multiplied. The share
of plays in which an event happened is its final probability.

Initial probabilities are judged alone, as Gordon & Hayward take them: an event that does not happen changes nothing. Where
they were judged with the others in mind (`total`), one that does not happen changes the odds so that the law of total
probability holds (`complement`, Gordon 1994); final probabilities then differ only as far as the judgements contradict
each other.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

Matrix = np.ndarray
_SMALLEST = 1e-6


class Outcome(NamedTuple):
    """Final probabilities, their Monte Carlo standard errors, and the number of plays."""

    final: Matrix
    error: Matrix
    plays: int


class Impossible(NamedTuple):
    """A conditional probability outside what the two probabilities allow: P(event | cause) must lie from low to high."""

    cause: int
    event: int
    given: float
    low: float
    high: float


def odds(probability: Any) -> Matrix:
    """Odds p / (1 − p), with p kept off 0 and 1 by a millionth."""
    p = np.clip(np.asarray(probability, dtype=float), _SMALLEST, 1 - _SMALLEST)
    found: Matrix = p / (1 - p)
    return found


def odds_ratios(initial: Any, conditional: Any) -> Matrix:
    """Ratios from conditional probabilities: `conditional[j][i]` is P(i | j). 1 on the diagonal and where NaN is given."""
    given = np.asarray(conditional, dtype=float)
    base = odds(initial)
    ratios = np.where(np.isnan(given), 1.0, odds(np.where(np.isnan(given), 0.5, given)) / base[None, :])
    np.fill_diagonal(ratios, 1.0)
    return ratios


def conditional_of(initial: Any, ratios: Any) -> Matrix:
    """P(i | j) from odds ratios; the diagonal is 1."""
    new = odds(initial)[None, :] * np.asarray(ratios, dtype=float)
    found = new / (1 + new)
    np.fill_diagonal(found, 1.0)
    return found


def consistency(initial: Any, conditional: Any) -> list[Impossible]:
    """The conditional probabilities that cannot be; [] when all can be.

    P(i | j) lies in [(P(i) + P(j) − 1) / P(j), P(i) / P(j)] ∩ [0, 1] whatever the joint distribution (Fréchet's bounds,
    as Gordon & Hayward print them).
    """
    p = np.asarray(initial, dtype=float)
    given = np.asarray(conditional, dtype=float)
    found = []
    for j, i in np.argwhere(~np.isnan(given)):
        if i == j:
            continue
        low, high = max(0.0, (p[i] + p[j] - 1) / p[j]), min(1.0, p[i] / p[j])
        if not low - 1e-9 <= given[j, i] <= high + 1e-9:
            found.append(Impossible(int(j), int(i), float(given[j, i]), float(low), float(high)))
    return found


def complement(initial: Any, ratios: Any) -> Matrix:
    """The odds ratios when j does *not* happen: from P(i | not j) = (P(i) − P(j) P(i | j)) / (1 − P(j)), kept in [0, 1]."""
    p = np.asarray(initial, dtype=float)
    given = conditional_of(p, ratios)
    other = (p[None, :] - p[:, None] * given) / (1 - p[:, None])
    found = odds(np.clip(other, 0.0, 1.0)) / odds(p)[None, :]
    np.fill_diagonal(found, 1.0)
    return found


def final_probabilities(
    initial: Any, ratios: Any, *, total: bool = False, plays: int = 10_000, seed: int = 0
) -> Outcome:
    """The final probabilities after `plays` plays of the matrix; the same seed gives the same answer.

    ValueError where a probability is not strictly between 0 and 1, a ratio is not above 0, or shapes do not fit.
    """
    p = np.asarray(initial, dtype=float)
    n = len(p)
    given = np.asarray(ratios, dtype=float)
    if p.ndim != 1 or not n or given.shape != (n, n):
        raise ValueError(f"{n} probabilities need a matrix of {n} by {n}, not {given.shape}")
    if not ((p > 0) & (p < 1)).all():
        raise ValueError("probabilities lie strictly between 0 and 1")
    if not (given[~np.eye(n, dtype=bool)] > 0).all():
        raise ValueError("odds ratios are above 0")
    happened = np.log(given)
    missed = np.log(complement(p, given)) if total else np.zeros((n, n))
    for matrix in (happened, missed):
        np.fill_diagonal(matrix, 0.0)
    rng = np.random.default_rng(seed)
    order = np.argsort(rng.random((plays, n)), axis=1)
    # The luck of an event is its own in every play, so that runs with changed inputs differ by these alone.
    luck = rng.random((plays, n))
    logit = np.tile(np.log(odds(p)), (plays, 1))
    came = np.zeros((plays, n), dtype=bool)
    every = np.arange(plays)
    for step in range(n):
        event = order[:, step]
        chance = 1 / (1 + np.exp(-logit[every, event]))
        now = luck[every, event] < chance
        came[every, event] = now
        logit += np.where(now[:, None], happened[event], missed[event])
    final = came.mean(axis=0)
    return Outcome(final, np.sqrt(final * (1 - final) / plays), plays)


def sensitivity(
    initial: Any, ratios: Any, *, step: float = 0.1, total: bool = False, plays: int = 10_000, seed: int = 0
) -> Matrix:
    """How the final probability of i (column) moves with the initial one of j (row); shape (n, n).

    Half the difference between the runs with P(j) raised and lowered by `step`. The same luck is used in all runs.
    """
    p = np.asarray(initial, dtype=float)
    rows = []
    for j in range(len(p)):
        ends = []
        for sign in (1, -1):
            moved = p.copy()
            moved[j] = min(0.99, max(0.01, p[j] + sign * step))
            ends.append(final_probabilities(moved, ratios, total=total, plays=plays, seed=seed).final)
        rows.append((ends[0] - ends[1]) / 2)
    return np.array(rows)
