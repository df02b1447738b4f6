"""Counting as Ibis expressions: DuckDB runs them here, Spark the same ones over tables that do not fit a machine.

Tables: `papers` (paper, year, quarter), `occurrences` (paper, term, title), `names` (paper, name): one row a pair.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import ibis
import numpy as np
from ibis import _
from ibis.expr.types import Table
from numpy.typing import NDArray


def papers_by_year(papers: Table) -> Table:
    """Papers of each year."""
    return papers.group_by("year").agg(papers=_.count())


def by_year(occurrences: Table, papers: Table) -> Table:
    """Papers, and papers with the term in the title, of each term and year."""
    joined = occurrences.join(papers, "paper")
    return joined.group_by(["term", "year"]).agg(papers=_.count(), titles=total(_.title))


def by_quarter(occurrences: Table, papers: Table) -> Table:
    """Papers of each term and quarter (year * 4 + quarter - 1); papers of unknown month are left out."""
    dated = papers.filter(_.quarter >= 0)
    return occurrences.join(dated, "paper").group_by(["term", "quarter"]).agg(papers=_.count())


def by_name(occurrences: Table, papers: Table, names: Table, first: int, last: int) -> Table:
    """Papers of each term and name (a field, say) in the years from `first` to `last`."""
    within = papers.filter((_.year >= first) & (_.year <= last))
    joined = occurrences.join(within, "paper").join(names, "paper")
    return joined.group_by(["term", "name"]).agg(papers=_.count())


def first_uses(occurrences: Table, papers: Table, names: Table) -> Table:
    """How many names (authors, institutions) use each term for the first time in each year."""
    joined = occurrences.join(papers, "paper").join(names, "paper")
    first = joined.group_by(["term", "name"]).agg(year=_.year.min())
    return first.group_by(["term", "year"]).agg(names=_.count())


def uses(occurrences: Table, papers: Table, names: Table) -> Table:
    """How many different names use each term in each year."""
    joined = occurrences.join(papers, "paper").join(names, "paper")
    once = joined.select("term", "year", "name").distinct()
    return once.group_by(["term", "year"]).agg(names=_.count())


def total(value: Any, where: Any = None) -> Any:
    """A sum of whole numbers in 64 bits, 0 of no rows. DuckDB sums to 128 bits, which Parquet does not have, and Ibis does not know it."""
    return value.sum(where=where).fill_null(0).cast("float64").cast("int64")


def real(number: float) -> Any:
    """A number as a double on every engine: Spark takes 0.1 for a decimal and then reckons with few places."""
    return ibis.literal(repr(float(number))).cast("float64")


def weighted(value: Any, year: Any, weights: dict[int, float]) -> Any:
    """The value times its year's weight, nothing in other years: for sums over years, which then are one pass over the rows."""
    known = {y: w for y, w in weights.items() if w}
    if not known:
        return value * real(0)
    return value * ibis.cases(*((year == y, real(w)) for y, w in known.items()), else_=real(0))


class Counts(NamedTuple):
    """Counted tables as arrays of terms x years (or quarters), beginning with `first_year`."""

    first_year: int
    papers: NDArray[np.float32]
    titles: NDArray[np.float32]
    quarters: NDArray[np.float32]
    new_authors: NDArray[np.float32]
    authors: NDArray[np.float32]
    new_institutions: NDArray[np.float32]


def spread(rows: Any, value: str, at: str, shape: tuple[int, int], first: int) -> NDArray[np.float32]:
    """Rows (term, year or quarter, value) as an array of terms x years; 0 where there is no row."""
    grid = np.zeros(shape, dtype=np.float32)
    grid[rows["term"].to_numpy(), rows[at].to_numpy().astype(np.int64) - first] = rows[value].to_numpy()
    return grid
