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


def by_year(occurrences: Table, papers: Table) -> Table:
    """Papers, and papers with the term in the title, of each term and year."""
    joined = occurrences.join(papers, "paper")
    return joined.group_by(["term", "year"]).agg(papers=_.count(), titles=_.title.sum())


def by_quarter(occurrences: Table, papers: Table) -> Table:
    """Papers of each term and quarter (year * 4 + quarter - 1); papers of unknown month are left out."""
    dated = papers.filter(_.quarter >= 0)
    return occurrences.join(dated, "paper").group_by(["term", "quarter"]).agg(papers=_.count())


def first_uses(occurrences: Table, papers: Table, names: Table) -> Table:
    """How many names (authors, institutions) use each term for the first time in each year."""
    joined = occurrences.join(papers, "paper").join(names, "paper")
    first = joined.group_by(["term", "name"]).agg(year=_.year.min())
    return first.group_by(["term", "year"]).agg(names=_.count())


def uses(occurrences: Table, papers: Table, names: Table) -> Table:
    """How many different names use each term in each year."""
    joined = occurrences.join(papers, "paper").join(names, "paper")
    return joined.group_by(["term", "year"]).agg(names=_.name.nunique())


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


def connect() -> ibis.BaseBackend:
    """The backend of this machine: DuckDB, held to a part of the memory."""
    backend = ibis.duckdb.connect()
    backend.raw_sql("set memory_limit = '1500MB'; set threads = 2; set preserve_insertion_order = false")
    return backend
