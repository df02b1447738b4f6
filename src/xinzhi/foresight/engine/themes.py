"""Themes: communities of terms that stand in the same papers, followed over the years as born, grown, split, merged or died."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from .base import Base
from .view import view_at

_NEIGHBOURS = 15  # strongest links kept of each term
_SMALLEST = 4  # terms of a theme
_SAME = 0.3  # Jaccard: a theme is that of the year before
_PART = 0.3  # of a theme's terms: that much in another makes it a part of it
_CHANGE = 0.25  # of its share: grown or shrunk
_PASSES = 20

Members = frozenset[int]


class Theme(NamedTuple):
    """A theme in one year. `number` stays the same over the years; `parents` are the themes it was split or merged from."""

    number: int
    year: int
    terms: Members  # phrases of the base
    names: list[str]  # its strongest terms
    papers: int  # of the window in which at least two of its terms stand
    event: str  # born, grown, steady, shrunk, split, merged
    parents: list[int]


class Died(NamedTuple):
    """A theme that is no more, and where its terms went, if anywhere."""

    number: int
    year: int
    into: list[int]


class Course(NamedTuple):
    """Themes of all years."""

    themes: dict[int, list[Theme]]
    died: list[Died]


def follow_themes(base: Base, years: Iterable[int], horizon: int = 2, *, terms: int = 2_000, top: int = 8) -> Course:
    """The themes of each year's window, from its most termlike terms, with the year before's numbers where they are the same."""
    course: dict[int, list[Theme]] = {}
    died: list[Died] = []
    before: list[Theme] = []
    counter = 0
    for year in years:
        view = view_at(base, year, horizon)
        best = np.sort(np.argsort(-view.c_values, kind="stable")[:terms])
        chosen = view.terms[best]
        phrases = base.phrases_of[view.in_window()][:, chosen]
        place = {int(t): i for i, t in enumerate(chosen)}
        start = _start(before, place)
        groups = _groups(link_strengths(phrases), start)
        members = [frozenset(int(chosen[i]) for i in group) for group in groups]
        numbers, counter = _numbers(members, before, counter)
        sizes = [int((np.asarray(phrases[:, group].sum(axis=1)).ravel() >= 2).sum()) for group in groups]
        share_before = {t.number: t.papers / max(len(view.in_window(1)), 1) for t in before}
        themes = []
        for group, of, number, papers in zip(groups, members, numbers, sizes, strict=True):
            weight = np.asarray(phrases[:, group].sum(axis=0)).ravel()
            names = [base.name(int(chosen[group[i]])) for i in np.argsort(-weight, kind="stable")[:top]]
            parents = [t.number for t in before if len(t.terms & of) >= _PART * min(len(t.terms), len(of))]
            event = _event(number, of, before, share_before, papers / max(phrases.shape[0], 1))
            themes.append(Theme(number, year, of, names, papers, event, parents))
        kept = {t.number for t in themes}
        died += [
            Died(t.number, year, [n.number for n in themes if len(n.terms & t.terms) >= _PART * len(t.terms)])
            for t in before
            if t.number not in kept
        ]
        course[year] = before = sorted(themes, key=lambda t: -t.papers)
    return Course(course, died)


def link_strengths(phrases: sp.csr_matrix) -> sp.csr_matrix:
    """How strongly terms belong together: the equivalence index (Callon et al. 1991), papers of both squared over the product.

    Of each term the strongest links are kept; the matrix is symmetric.
    """
    together = sp.csr_matrix(phrases.T @ phrases).astype(np.float64)
    papers = together.diagonal()
    together.setdiag(0)
    together.eliminate_zeros()
    together = together.tocoo()
    enough = together.data >= 2
    a, b = together.row[enough], together.col[enough]
    strength = together.data[enough] ** 2 / (papers[a] * papers[b])
    order = np.lexsort((b, -strength, a))
    a, b, strength = a[order], b[order], strength[order]
    rank = np.arange(len(a)) - np.searchsorted(a, a)
    keep = rank < _NEIGHBOURS
    half = sp.csr_matrix((strength[keep], (a[keep], b[keep])), shape=together.shape)
    return half.maximum(half.T).tocsr()


def _start(before: Sequence[Theme], place: dict[int, int]) -> NDArray[np.int64]:
    """Each term's group to begin with: that of the year before, else one of its own. So the same theme stays the same."""
    start = np.arange(len(place))
    for theme in before:
        inside = [place[t] for t in theme.terms if t in place]
        if inside:
            start[inside] = min(inside)
    return start


def _groups(links: sp.csr_matrix, start: NDArray[np.int64]) -> list[list[int]]:
    """Groups of highest modularity by moving single terms, then whole groups (Blondel et al. 2008), from a given beginning."""
    label = moved(links, start)
    while True:
        names, dense = np.unique(label, return_inverse=True)
        size = len(names)
        onto = sp.csr_matrix((np.ones(len(label)), (np.arange(len(label)), dense)), shape=(len(label), size))
        merged = moved(sp.csr_matrix(onto.T @ links @ onto), np.arange(size))
        if len(np.unique(merged)) == size:
            break
        label = merged[dense]
    groups: dict[int, list[int]] = defaultdict(list)
    for term, group in enumerate(label.tolist()):
        groups[group].append(term)
    return [group for group in groups.values() if len(group) >= _SMALLEST]


def moved(links: sp.csr_matrix, start: NDArray[np.int64]) -> NDArray[np.int64]:
    """The groups after moving each node to the neighbouring group that raises modularity most, until none moves."""
    degree = np.asarray(links.sum(axis=1)).ravel()
    total = max(float(degree.sum()), 1e-12)
    label = start.copy()
    weight = np.bincount(label, degree, minlength=len(label)).astype(float)
    for _ in range(_PASSES):
        changed = False
        for node in range(len(label)):
            here = int(label[node])
            row = slice(links.indptr[node], links.indptr[node + 1])
            to: Counter[int] = Counter()
            for other, strength in zip(links.indices[row].tolist(), links.data[row].tolist(), strict=True):
                if other != node:
                    to[int(label[other])] += strength
            weight[here] -= degree[node]
            gain = {group: s - degree[node] * weight[group] / total for group, s in to.items()}
            gain.setdefault(here, -degree[node] * weight[here] / total)
            best = max(gain, key=lambda g: (gain[g], g == here, -g))
            weight[best] += degree[node]
            if best != here and gain[best] > gain[here] + 1e-12:
                label[node], changed = best, True
            elif best != here:
                weight[best] -= degree[node]
                weight[here] += degree[node]
        if not changed:
            break
    return label


def _numbers(members: Sequence[Members], before: Sequence[Theme], counter: int) -> tuple[list[int], int]:
    """The number of each theme: that of the theme before that it is most alike, each given once, else a new one."""
    alike = sorted(
        (
            (len(of & t.terms) / len(of | t.terms), -i, t.number)
            for i, of in enumerate(members)
            for t in before
            if of & t.terms
        ),
        reverse=True,
    )
    given: dict[int, int] = {}
    for likeness, place, number in alike:
        if likeness >= _SAME and -place not in given and number not in given.values():
            given[-place] = number
    numbers = []
    for i in range(len(members)):
        if i not in given:
            counter += 1
        numbers.append(given.get(i, counter))
    return numbers, counter


def _event(number: int, members: Members, before: Sequence[Theme], share_before: dict[int, float], share: float) -> str:
    mostly_from = [t for t in before if len(t.terms & members) >= 0.5 * len(t.terms)]
    if len(mostly_from) > 1:
        return "merged"
    if number not in share_before:
        return "split" if any(len(t.terms & members) >= 0.5 * len(members) for t in before) else "born"
    change = share / max(share_before[number], 1e-9) - 1
    return "grown" if change > _CHANGE else "shrunk" if change < -_CHANGE else "steady"
