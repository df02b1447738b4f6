"""The whole at one origin: counts once, terms, features, scores; what is heavy is run by the engine, what is small is looked at here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import ibis
from ibis import _
from ibis.expr.types import Table

from xinzhi.foresight.engine import counts
from xinzhi.foresight.engine.corpus import CorpusError

from .engines import Engine
from .features import features
from .scoring import learn_weights, outcome, places, scores
from .tables import Tables
from .terms import Moment, alive

Tell = Callable[[str], None]


class Scored(NamedTuple):
    """The tables of an origin, each also a folder of Parquet in `out`."""

    features: Table
    scores: Table
    weights: dict[str, float]  # of the linear score; empty where no earlier origin could teach


def count(engine: Engine, tables: Tables, out: Path, *, tell: Tell = lambda _: None) -> dict[str, Table]:
    """Count all that does not depend on an origin, into folders of `out`."""
    found, papers = tables.found, tables.papers
    wanted = {
        "totals": counts.papers_by_year(papers),
        "yearly": counts.by_year(found, papers),
        "quarterly": counts.by_quarter(found, papers),
        "new_authors": counts.first_uses(found, papers, tables.people),
        "authors": counts.uses(found, papers, tables.people),
        "new_institutions": counts.first_uses(found, papers, tables.houses),
    }
    counted = {}
    for name, expression in wanted.items():
        counted[name] = engine.write(expression, out / name)
        tell(f"counted: {name}")
    return counted


def score(
    engine: Engine,
    tables: Tables,
    counted: dict[str, Table],
    origin: int,
    horizon: int,
    out: Path,
    *,
    tell: Tell = lambda _: None,
) -> Scored:
    """Features and scores of the terms alive at an origin, into `out`/features and `out`/scores.

    The linear score is learnt from the origin `horizon` years before, whose outcome is known by then. Raises CorpusError where the
    origin is outside the corpus or nothing is alive.
    """
    totals = engine.rows(counted["totals"])
    papers = {int(y): int(n) for y, n in totals.select("year", "papers").iter_rows()}
    first, last = min(papers), max(papers)
    if not first + 2 * horizon <= origin <= last:
        raise CorpusError(
            f"The origin {origin} must lie in {first + 2 * horizon} to {last} with a horizon of {horizon}."
        )
    papers = {year: papers.get(year, 0) for year in range(first, last + 1)}
    weights: dict[str, float] = {}
    if origin - horizon >= first + 2 * horizon:
        before = Moment(origin - horizon, horizon, papers)
        terms = engine.keep(alive(tables, counted["yearly"], before))
        placed = engine.rows(places(engine.keep(features(tables, counted, terms, before))))
        became = engine.rows(outcome(counted["yearly"], terms, before))
        if became["positive"].sum() >= 5:
            weights = learn_weights(placed, became)
        tell(f"learnt from {len(placed):,} terms of {before.origin}")
    moment = Moment(origin, horizon, papers)
    terms = engine.keep(alive(tables, counted["yearly"], moment))
    told = engine.write(features(tables, counted, terms, moment), out / "features")
    placed_now = engine.keep(places(told))
    scored = engine.write(scores(told, placed_now, moment, weights or None), out / "scores")
    tell(f"scored the terms of {origin}")
    return Scored(told, scored, weights)


def last_year(engine: Engine, counted: dict[str, Table]) -> int:
    """The last year with papers."""
    return int(engine.rows(counted["totals"])["year"].max())  # type: ignore[arg-type]


def first_terms(engine: Engine, tables: Tables, scored: Scored, top: int) -> tuple[int, list[dict[str, Any]]]:
    """How many terms are alive, and the first by the linear score (by level where there is none): text, recent, score."""
    by = "linear" if scored.weights else "level"
    best = scored.scores.order_by(ibis.desc(by), "term").limit(top)
    named = best.join(tables.phrases.select("term", "text"), "term").select("term", "text", "recent", score=_[by])
    number = engine.rows(scored.scores.agg(terms=_.count()))["terms"][0]
    rows = engine.rows(named).sort(["score", "term"], descending=[True, False])
    return int(number), rows.drop("term").to_dicts()
