"""Which phrases are terms alive at an origin: the rules of `view.view_at` as one expression."""

from __future__ import annotations

from typing import NamedTuple

import ibis
from ibis import _
from ibis.expr.types import Table

from xinzhi.foresight.engine.base import FEWEST, least_papers
from xinzhi.foresight.engine.counts import real, total
from xinzhi.foresight.engine.view import COMMON, FEW_YEAR, FRAGMENT, MOST_TERMS

from .tables import Tables


class Moment(NamedTuple):
    """An origin, the years of the horizon, and the papers of each year up to the origin (and after it, for outcomes)."""

    origin: int
    horizon: int
    papers: dict[int, int]

    def of(self, first: int, last: int) -> float:
        """Papers of the years from `first` to `last`."""
        return float(sum(n for year, n in self.papers.items() if first <= year <= last))

    @property
    def begin(self) -> int:
        """The year that series begin with: the first that has enough papers."""
        first = min(self.papers)
        enough = [y for y in sorted(self.papers) if y <= self.origin and self.papers[y] >= FEW_YEAR]
        return min(enough[0] if enough else first, max(self.origin - 3, first))

    def last_years(self, most: int) -> range:
        """The last so many years of the series, or as many as there are."""
        return range(max(self.origin - most + 1, self.begin), self.origin + 1)


def alive(tables: Tables, yearly: Table, moment: Moment) -> Table:
    """Terms alive at the origin: term, length, so_far (papers up to it), recent (of the last window), c_value."""
    origin, horizon = moment.origin, moment.horizon
    standing = (
        yearly.filter(_.year <= origin)
        .group_by("term")
        .agg(
            so_far=total(_.papers),
            recent=total(_.papers, _.year > origin - horizon),
        )
    )
    longer = standing.filter(_.so_far >= FEWEST).select(longer=_.term, papers=_.so_far)
    around = (
        tables.inside.join(longer, "longer")
        .group_by("shorter")
        .agg(largest=_.papers.max(), total=total(_.papers), number=_.count())
        .select(term=_.shorter, largest=_.largest, mean=_.total.cast("float64") / _.number.cast("float64"))
    )
    hidden = tables.parts.filter(_.known_from <= origin).select("term").distinct()
    may = tables.phrases.filter(_.candidate & (_.known_from <= origin)).anti_join(hidden, "term")
    rows = standing.join(may.select("term", "length", "single"), "term").left_join(around, "term")
    rows = rows.mutate(largest=_.largest.fill_null(0), mean=_["mean"].fill_null(real(0)))
    terms = rows.filter(
        (_.recent >= least_papers(moment.of(origin - horizon + 1, origin)))
        & (_.largest < _.so_far * real(FRAGMENT))
        & (~_.single | (_.so_far <= real(COMMON * moment.of(min(moment.papers), origin))))
    ).select(
        "term",
        "length",
        "so_far",
        "recent",
        c_value=(_.length + 1).cast("float64").log2() * (_.so_far - _["mean"]),
    )
    return terms.order_by(ibis.desc("c_value"), "term").limit(MOST_TERMS)
