"""One run: a corpus at an origin, as plain data. The same corpus and parameters give the same run, byte for byte."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from .base import Base, read_base
from .corpus import Columns, CorpusError, find_columns
from .evidence import Rows, key_papers, patents_of, read_facts, read_rows, region_share
from .foresee import LIST, Foreseen, foresee
from .protocol import last_complete_year
from .signals import FAMILIES
from .themes import Course, follow_themes
from .view import Array

_Places = NDArray[np.int64]
FORMAT = "xinzhi-foresight-run/1"
LONG = 5
_THEME_YEARS = 10
_THEMES = 40
_REASONS = 5
_SERIES = 20  # years of a share curve
_METERS = {"share": 8, "chance": 4, "score": 4}


class Parameters(NamedTuple):
    """What a run is asked for. `places` are the region's names, to find its institutions by."""

    origin: int
    horizon: int = 2
    most: int = 500
    text: tuple[str, ...] = ()
    date: str = ""
    places: tuple[str, ...] = ()


class Run(NamedTuple):
    """What a run gives.

    `terms` has a row for every term alive at the origin: name, papers, chance, score, and its rank by each method (1 is best).
    `candidates` are the first of them with all that a dossier shows. `digest` is of the table of terms.
    """

    about: dict[str, Any]
    methods: list[str]
    terms: list[dict[str, Any]]
    candidates: list[dict[str, Any]]
    themes: dict[str, Any]
    digest: str


def digest_of_file(path: Path) -> str:
    """SHA-256 of a file's bytes, as hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def run_corpus(path: Path, wanted: Parameters, *, tell: Callable[[str, int], None] = lambda _w, _p: None) -> Run:
    """Run a corpus at an origin. `tell` hears what is being done and how many hundredths are done. Raises CorpusError."""
    columns = find_columns(path, text=wanted.text, date=wanted.date)
    tell("reading", 2)
    base = read_base(path, columns)
    # Many small forecasts: OpenMP's waiting threads cost more than they give.
    with threadpool_limits(limits=1):
        return _run(path, columns, base, wanted, tell)


def _run(path: Path, columns: Columns, base: Base, wanted: Parameters, tell: Callable[[str, int], None]) -> Run:
    tell("forecasting", 25)
    short = foresee(base, wanted.origin, wanted.horizon, tell=lambda _m: tell("forecasting", 30))
    tell("forecasting", 55)
    long = _long(base, short, wanted)
    tell("themes", 75)
    course = _themes(base, wanted)
    tell("papers", 85)
    rows = read_rows(path, columns, wanted.places)
    order = np.argsort(-short.forecast.score, kind="stable")[: wanted.most]
    terms = _terms(base, short, long)
    candidates = _candidates(path, base, rows, short, long, course, order, terms)
    tell("papers", 98)
    about = _about(base, columns, short, long, rows, wanted, order)
    return Run(about, list(short.scores), terms, candidates, _themes_told(course, wanted), digest_of_terms(terms))


def digest_of_terms(terms: Sequence[dict[str, Any]]) -> str:
    """SHA-256 of the terms, their chances, scores and ranks, as hex."""
    text = json.dumps(list(terms), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{FORMAT}\n{text}".encode()).hexdigest()


def _long(base: Base, short: Foreseen, wanted: Parameters) -> Foreseen | None:
    """The forecast for five years on the same terms; None where the corpus is too young for one, or to calibrate it."""
    if wanted.horizon >= LONG:
        return None
    try:
        found = foresee(base, wanted.origin, LONG, words=short.view)
    except CorpusError:
        return None
    return found if found.calibrated_on else None


def _themes(base: Base, wanted: Parameters) -> Course:
    first = max(wanted.origin - _THEME_YEARS + 1, base.first_year + 3)
    return follow_themes(base, range(first, wanted.origin + 1), wanted.horizon)


def ranks(score: Array) -> _Places:
    """Places by a score, 1 for the best; equal scores in the order of the terms."""
    place = np.empty(len(score), dtype=np.int64)
    place[np.argsort(-score, kind="stable")] = np.arange(1, len(score) + 1)
    return place


def _terms(base: Base, short: Foreseen, long: Foreseen | None) -> list[dict[str, Any]]:
    view = short.view
    papers = view.counts[view.terms, view.window()].sum(axis=1)
    by_method = {name: ranks(score) for name, score in short.scores.items()}
    order = np.argsort(by_method[LIST])
    return [
        {
            "term": base.name(int(view.terms[i])),
            "papers": int(papers[i]),
            "chance": round(float(short.chance[i]), _METERS["chance"]),
            "chance_long": round(float(long.chance[i]), _METERS["chance"]) if long is not None else None,
            "score": round(float(short.forecast.score[i]), _METERS["score"]),
            **{f"rank {name}": int(rank[i]) for name, rank in by_method.items()},
        }
        for i in order
    ]


def _candidates(
    path: Path,
    base: Base,
    rows: Rows,
    short: Foreseen,
    long: Foreseen | None,
    course: Course,
    order: _Places,
    terms: list[dict[str, Any]],
) -> list[dict[str, Any]]:
    view = short.view
    reasons = short.model.explain(short.signals, order)
    fan = short.fan(order)
    far = long.fan(order) if long is not None else None
    papers = key_papers(view, rows, order)
    facts = read_facts(path, base, rows, {n for of in papers for kind in of.values() for n in kind})
    region = region_share(view, rows, order)
    patents = patents_of(view, rows, order)
    theme_of = {term: theme.number for theme in course.themes[view.origin] for term in theme.terms}
    recent = view.counts[view.terms, view.window()].sum(axis=1)
    shares = view.counts[view.terms, max(view.begin, view.end - _SERIES) :]
    totals = view.papers[-shares.shape[1] :]
    level = recent / view.papers[view.window()].sum()
    novelty = _column(short, "years since first paper")
    found = []
    for place, i in enumerate(order):
        why = reasons[place]
        strongest = np.argsort(-np.abs(why), kind="stable")[:_REASONS]
        found.append(
            {
                **terms[place],
                "rank": place + 1,
                "share": round(float(level[i]), _METERS["share"]),
                "first_year": base.first_year + int(np.argmax(view.counts[view.terms[i]] > 0)),
                "novelty": novelty[i] if novelty is not None else None,
                "because": {FAMILIES[j]: round(float(why[j]), 2) for j in strongest if abs(why[j]) >= 0.05},
                "shares": [
                    [view.origin - len(totals) + 1 + y, int(n), int(total)]
                    for y, (n, total) in enumerate(zip(shares[i], totals, strict=True))
                ],
                "fan": _fan(view.origin, fan, far, place),
                "theme": theme_of.get(int(view.terms[i])),
                "papers_shown": {
                    kind: [facts[n] for n in numbers if n in facts] for kind, numbers in papers[place].items()
                },
                "region": list(region.of_terms[place]) if region else None,
                "patents": patents[place] if patents is not None else None,
            }
        )
    return found


def _column(short: Foreseen, name: str) -> list[float] | None:
    names = list(short.signals.names)
    if name not in names:
        return None
    return [round(float(v), 3) for v in short.signals.values[:, names.index(name)]]


def _fan(origin: int, near: Array | None, far: Array | None, place: int) -> list[list[float]]:
    """Year and the quantiles of share times, for the years after the origin; of the longer forecast where there is one."""
    best = near if far is None else far
    if best is None:
        return []
    rows = [list(map(float, best[place, y])) for y in range(best.shape[1])]
    if near is not None:  # the nearer forecast is the sharper one for its own years
        rows[: near.shape[1]] = [list(map(float, near[place, y])) for y in range(near.shape[1])]
    return [[origin + 1 + y, *(round(q, 4) for q in row)] for y, row in enumerate(rows)]


def _themes_told(course: Course, wanted: Parameters) -> dict[str, Any]:
    """The largest themes of the last year through the years, as plain data: papers in the window of each year."""
    last = course.themes[wanted.origin][:_THEMES]
    shown = {t.number for t in last}
    return {
        "years": sorted(course.themes),
        "themes": [
            {
                "number": t.number,
                "names": t.names,
                "papers": t.papers,
                "event": t.event,
                "parents": t.parents,
                "terms": len(t.terms),
                "series": [
                    [y, next((o.papers for o in of if o.number == t.number), 0)]
                    for y, of in sorted(course.themes.items())
                ],
            }
            for t in last
        ],
        "died": [d._asdict() for d in course.died if d.number not in shown][-_THEMES:],
    }


def _about(
    base: Base,
    columns: Columns,
    short: Foreseen,
    long: Foreseen | None,
    rows: Rows,
    wanted: Parameters,
    order: _Places,
) -> dict[str, Any]:
    view = short.view
    region = region_share(view, rows, np.array(order[:1]))
    return {
        "format": FORMAT,
        "origin": wanted.origin,
        "horizon": wanted.horizon,
        "long": LONG if long is not None else None,
        "most": wanted.most,
        "columns": {k: list(v) if isinstance(v, tuple) else v for k, v in columns._asdict().items()},
        "papers": len(base.years),
        "papers_known": int(view.papers.sum()),
        "rows_left_out": base.left_out,
        "first_year": base.first_year,
        "last_year": base.first_year + len(base.papers) - 1,
        "last_whole_year": last_complete_year(base),
        "terms": len(view.terms),
        "learnt_from": short.learnt_from,
        "calibrated_on": short.calibrated_on,
        "learnt_from_long": long.learnt_from if long is not None else [],
        "region": [region.placed, region.local] if region else None,
        "has_patents": rows.patent is not None,
        "has_citations": rows.cited is not None,
    }
