"""Community, diffusion and network: who takes a term up, in which fields, beside which other terms."""

from __future__ import annotations

from typing import Any

import numpy as np

from xinzhi.foresight.engine.bursts import find_bursts
from xinzhi.foresight.engine.view import Array, View

from .rates import growth, mean_by
from .series import age, large_gain


def community(view: View) -> dict[str, Array]:
    """New and all authors and institutions, and place in titles. Unknown where a corpus names none."""
    base, terms, window = view.base, view.terms, view.window()
    recent = view.counts[terms, window].sum(axis=1)
    new, users = base.counts.new_authors[terms, : view.end], base.counts.authors[terms, : view.end]
    houses = base.counts.new_institutions[terms, : view.end]
    titles = base.counts.titles[terms, : view.end]
    recent_users = users[:, window].sum(axis=1)
    authors_of = base.authors_of[: len(base.years)]
    papers = view.in_window()
    team = np.maximum(np.asarray(authors_of[papers].sum(axis=1)).ravel(), 1)
    activity = np.asarray(authors_of[np.flatnonzero(base.years <= view.origin)].sum(axis=0)).ravel()
    experience = np.asarray(authors_of[papers] @ np.log1p(activity)).ravel() / team
    phrases = view.phrases_of(papers)
    found = {
        "share of new authors": new[:, window].sum(axis=1) / np.maximum(recent_users, 1),
        "share of new authors, last year": new[:, -1] / np.maximum(users[:, -1], 1),
        "authors a paper": recent_users / recent,
        "growth of new authors": growth(new[:, -1], view.papers[-1], new[:, -2], view.papers[-2]),
        "experience of its authors": mean_by(phrases, experience),
        "size of its teams": mean_by(phrases, team),
    }
    if not authors_of.nnz:
        found = {name: np.full(len(terms), np.nan) for name in found}
    return found | {
        "new institutions a paper": houses[:, window].sum(axis=1) / recent
        if houses.any()
        else np.full(len(terms), np.nan),
        "share in titles": titles[:, window].sum(axis=1) / recent,
        "growth in titles": growth(
            titles[:, window].sum(axis=1),
            view.papers[window].sum(),
            titles[:, view.window(1)].sum(axis=1),
            view.papers[view.window(1)].sum(),
        ),
    }


def diffusion(view: View) -> dict[str, Array]:
    """In how many fields a term stands and how these grow. Only fields of one paper in 500 count: small ones may be partial."""
    base = view.base
    if not base.categories_of.nnz:
        return {}
    papers, before = view.in_window(), view.in_window(1)
    last = base.years[papers] == view.origin
    fields, fields_before = base.categories_of[papers], base.categories_of[before]
    size = np.asarray(fields.sum(axis=0)).ravel()
    grown = growth(size, len(papers), np.asarray(fields_before.sum(axis=0)).ravel(), len(before), prior=5)
    now, ago = (np.asarray(base.categories_of[base.years == view.origin - back].sum(axis=0)).ravel() for back in (0, 1))
    grown_last = growth(now, view.papers[-1], ago, view.papers[-2], prior=5)
    number = np.maximum(np.asarray(fields.sum(axis=1)).ravel(), 1)
    phrases = view.phrases_of(papers)
    large = np.flatnonzero(size >= 0.002 * len(papers))
    spread = (phrases.T @ fields[:, large]).toarray()
    spread_last = (phrases[last].T @ fields[last][:, large]).toarray()
    spread_before = (view.phrases_of(before).T @ fields_before[:, large]).toarray()
    part = spread / np.maximum(spread.sum(axis=1, keepdims=True), 1)
    lasting = _if_fields_last(view, spread, size[large], now[large])
    usual = size[large] / max(size[large].sum(), 1)
    return {
        "growth of its fields": mean_by(phrases, fields @ grown / number),
        "growth of its fields in the last year": mean_by(phrases, fields @ grown_last / number),
        "growth of the fields of its last year": mean_by(phrases, fields @ grown_last / number, last),
        "growth if its fields keep their last year's shares": np.log(lasting),
        "gain if its fields keep their last year's shares": (lasting - 1)
        * view.counts[view.terms, view.window()].sum(axis=1)
        / len(papers)
        / large_gain(view),
        "spread over fields": _entropy(spread),
        "number of fields": (spread > 0).sum(axis=1).astype(float),
        "unlike the usual fields": (part * np.log((part + 1e-9) / usual)).sum(axis=1),
        "change of spread": _entropy(spread_last) - _entropy(spread - spread_last),
        "share of new fields": ((spread > 0) & (spread_before == 0)).sum(axis=1)
        / np.maximum((spread > 0).sum(axis=1), 1),
    }


def _if_fields_last(view: View, spread: Any, size: Array, last: Array) -> Array:
    """By how much a term's share would grow if each field kept the share it had in the last year and the term its place in the fields.

    A field that begins to be collected lifts its terms so; five papers are added to each field on both sides.
    """
    of_window, of_last = view.papers[view.window()].sum(), view.papers[-1]
    usual = (last.sum() + size.sum()) / max(of_window + of_last, 1) / max(len(size), 1)
    ratio = ((last + 5) / (of_last + 5 / max(usual, 1e-9))) / ((size + 5) / (of_window + 5 / max(usual, 1e-9)))
    total = spread.sum(axis=1)
    return np.asarray(np.where(total > 0, spread @ ratio / np.maximum(total, 1), 1.0))


def _entropy(table: Any) -> Array:
    part = table / np.maximum(table.sum(axis=1, keepdims=True), 1)
    return np.asarray(-(part * np.log(part + 1e-12)).sum(axis=1))


def network(view: View, own: dict[str, Array]) -> dict[str, Array]:
    """How the terms grow that stand in the same papers."""
    papers = view.in_window()
    phrases = view.phrases_of(papers)
    number = np.maximum(np.asarray(phrases.sum(axis=1)).ravel(), 1)
    last = view.base.years[papers] == view.origin
    in_burst = find_bursts(view.counts[view.terms, view.begin :], view.papers[view.begin :]).states[:, -1].astype(float)
    itself = mean_by(phrases, 1 / number)
    found = {
        f"neighbours' {name}": mean_by(phrases, phrases @ values / number) - values * itself
        for name, values in (
            ("growth over 1 y", own["growth over 1 y"]),
            ("growth over 2 y", own["growth over 2 y"]),
            ("growth over 3 y", own["growth over 3 y"]),
            ("surprise", np.clip(own["surprise"], -5, 8)),
            ("age", age(view)),
            ("bursts", in_burst),
        )
    }
    found["last year's neighbours' growth"] = mean_by(phrases, phrases @ own["growth over 2 y"] / number, last)
    found["terms a paper"] = mean_by(phrases, number)
    return found


def wording(view: View) -> dict[str, Array]:
    """How the words within a term grow, and the phrases around it."""
    grams, window, before = view.base.grams, view.window(), view.window(1)
    recent = view.counts[:, window].sum(axis=1)
    two = growth(recent, view.papers[window].sum(), view.counts[:, before].sum(axis=1), view.papers[before].sum())
    one = growth(view.counts[:, -1], view.papers[-1], view.counts[:, -2], view.papers[-2])
    alone = np.full(len(view.base.vocabulary) + 1, -1)
    single = np.flatnonzero((grams.words[:, 1] < 0) & (view.base.known_from == 0))
    alone[grams.words[single, 0]] = single
    words = grams.words[view.terms]
    number = (words >= 0).sum(axis=1)
    part = np.where(words >= 0, alone[words], -1)
    found: dict[str, Array] = {}
    for years, values in ((2, two), (1, one)):
        of = np.where((part >= 0) & (number > 1)[:, None], values[part], np.nan)
        found[f"least growth of its words over {years} y"] = np.fmin.reduce(of, axis=1)
        found[f"largest growth of its words over {years} y"] = np.fmax.reduce(of, axis=1)
        found[f"growth of its first word over {years} y"] = of[:, 0]
        found[f"growth of its last word over {years} y"] = of[np.arange(len(of)), number - 1]
    of = np.where(part >= 0, np.log(recent + 1)[part], np.nan)
    papers = np.log(recent[view.terms])
    found["rarer than its rarest word"] = papers - np.fmin.reduce(of, axis=1)
    found["rarer than its commonest word"] = papers - np.fmax.reduce(of, axis=1)
    return found | _around(view, two, recent)


def _around(view: View, grown: Array, recent: Array) -> dict[str, Array]:
    shorter, longer = view.base.grams.inside.T
    known = view.counts.sum(axis=1)[longer] >= 5
    shorter, longer = shorter[known], longer[known]
    size = len(recent)
    weight = np.bincount(shorter, recent[longer], size)
    longer_grown = np.bincount(shorter, grown[longer] * recent[longer], size) / np.maximum(weight, 1)
    parts = np.bincount(longer, minlength=size)
    parts_grown = np.where(parts > 0, np.bincount(longer, grown[shorter], size) / np.maximum(parts, 1), np.nan)
    return {
        "growth of longer phrases": longer_grown[view.terms],
        "papers of longer phrases": np.log1p(weight[view.terms]) - np.log(recent[view.terms]),
        "growth of its parts": parts_grown[view.terms],
    }
