"""What a term shows at an origin, as expressions: the signals that one pass over counted rows or occurrences gives."""

from __future__ import annotations

import ibis
from ibis import _
from ibis.expr.types import Table, Value

from xinzhi.foresight.engine.counts import by_name, real, total, weighted

from .tables import Tables
from .terms import Moment

FEATURES = (
    "log share",
    "log papers",
    "log C-value",
    "words",
    "growth over 1 y",
    "growth over 2 y",
    "growth over 3 y",
    "slope over 10 y",
    "years since first paper",
    "years since fifth paper",
    "share of its papers in the last years",
    "share of these in the last year",
    "share in titles",
    "share of new authors",
    "spread over fields",
    "neighbours' growth over 2 y",
)
"""Each is the signal of that name in `signals`; a test holds them together."""


def features(tables: Tables, counted: dict[str, Table], terms: Table, moment: Moment) -> Table:
    """One row a term alive: term, recent, before, and FEATURES.

    Args:
        tables: what was found.
        counted: the tables yearly, new_authors and authors of `counts`.
        terms: what `terms.alive` gives, already run.
        moment: the origin.
    """
    o, h = moment.origin, moment.horizon
    sums = _sums(counted["yearly"], terms, moment)
    people = _people(counted, o, h)
    rows = (
        terms.join(sums, "term")
        .left_join(people, "term")
        .drop("term_right")
        .left_join(_spread(tables, terms, moment), "term")
        .drop("term_right")
    )
    told = rows.select(
        "term",
        "recent",
        "before",
        **{
            "log share": (_.recent / real(moment.of(o - h + 1, o))).log(),
            "log papers": _.recent.cast("float64").log(),
            "log C-value": ibis.greatest(_.c_value, real(0.1)).log(),
            "words": _.length.cast("float64"),
            **{f"growth over {y} y": _growth_over(rows, y, moment) for y in (1, 2, 3)},
            "slope over 10 y": _slope(moment),
            "years since first paper": (o + 1 - _.first).cast("float64"),
            "years since fifth paper": (o + 1 - _.fifth).cast("float64"),
            "share of its papers in the last years": _.recent.cast("float64") / _.so_far,
            "share of these in the last year": _.last.cast("float64") / _.recent,
            "share in titles": _.titles.cast("float64") / _.recent,
            "share of new authors": _.new.fill_null(0).cast("float64")
            / ibis.greatest(_.users.fill_null(0), 1).cast("float64"),
            "spread over fields": _.spread.fill_null(real(0)),
        },
    )
    around = _neighbours(tables, told, moment)
    return told.left_join(around, "term").drop("term_right")


def _sums(yearly: Table, terms: Table, moment: Moment) -> Table:
    o, h = moment.origin, moment.horizon
    mine = yearly.filter(_.year <= o).semi_join(terms, "term")
    order = ibis.window(group_by="term", order_by="year", preceding=None, following=0)
    mine = mine.mutate(running=_.papers.sum().over(order))

    def papers(first: int, last: int) -> Value:
        return total(_.papers, (_.year >= first) & (_.year <= last))

    ten = moment.last_years(10)
    middle = (ten[0] + ten[-1]) / 2
    weight = {y: 1 / max(moment.papers.get(y, 0), 1) for y in ten}
    return mine.group_by("term").agg(
        before=papers(o - 2 * h + 1, o - h),
        last=papers(o, o),
        titles=total(_.titles, _.year > o - h),
        first=_.year.min(where=_.papers > 0),
        fifth=_.year.min(where=_.running >= 5),
        mean_share=weighted(_.papers, _.year, {y: w / len(ten) for y, w in weight.items()}).sum(),
        rise=weighted(_.papers, _.year, {y: w * (y - middle) for y, w in weight.items()}).sum(),
        **{
            f"{name}{y}": papers(o - (k + 1) * y + 1, o - k * y)
            for y in (1, 2, 3)
            for k, name in ((0, "now"), (1, "then"))
        },
    )


def _growth_over(rows: Table, years: int, moment: Moment) -> Value:
    o = moment.origin
    now, then = moment.of(o - years + 1, o), moment.of(o - 2 * years + 1, o - years)
    return growth(rows[f"now{years}"], now, rows[f"then{years}"], then)


def growth(now: Value, of_now: float, before: Value, of_before: float, prior: float = 1.0) -> Value:
    """`rates.growth` as an expression."""
    of_now, of_before = max(of_now, 1e-9), max(of_before, 1e-9)
    rate = ibis.greatest((now + before) / real(of_now + of_before), real(1e-9))

    def log_rate(papers: Value, of: float) -> Value:
        return ((papers + real(prior)) / (real(of) + real(prior) / rate)).log()

    return log_rate(now, of_now) - log_rate(before, of_before)


def _slope(moment: Moment) -> Value:
    ten = moment.last_years(10)
    middle = (ten[0] + ten[-1]) / 2
    square = sum((y - middle) ** 2 for y in ten)
    return _.rise / real(max(square, 1.0)) / ibis.greatest(_.mean_share, real(1e-9))


def _people(counted: dict[str, Table], origin: int, horizon: int) -> Table:
    """New and all authors of each term, summed over the years of the window."""
    new, users = (
        counted[name]
        .filter((_.year > origin - horizon) & (_.year <= origin))
        .group_by("term")
        .agg(**{label: total(_.names)})
        for name, label in (("new_authors", "new"), ("authors", "users"))
    )
    return users.left_join(new, "term").select("term", "users", "new")


def _spread(tables: Tables, terms: Table, moment: Moment) -> Table:
    """The entropy of each term's fields in the window; only fields of one paper in 500 count."""
    o, h = moment.origin, moment.horizon
    within = tables.papers.filter((_.year > o - h) & (_.year <= o))
    size = tables.fields.join(within, "paper").group_by("name").agg(size=_.count())
    large = size.filter(_.size >= real(0.002 * moment.of(o - h + 1, o)))
    found = by_name(tables.found.semi_join(terms, "term"), tables.papers, tables.fields, o - h + 1, o)
    found = found.semi_join(large, "name")
    whole = found.group_by("term").agg(whole=total(_.papers))
    part = found.join(whole, "term").mutate(part=_.papers.cast("float64") / _.whole)
    return part.group_by("term").agg(spread=-(_.part * (_.part + real(1e-12)).log()).sum())


def _neighbours(tables: Tables, told: Table, moment: Moment) -> Table:
    """The mean growth of the terms in the same papers: through each paper's mean, so that no pairs of terms are made."""
    o, h = moment.origin, moment.horizon
    within = tables.papers.filter((_.year > o - h) & (_.year <= o)).select("paper")
    own = told.select("term", own=_["growth over 2 y"])
    rows = tables.found.select("paper", "term").semi_join(within, "paper").join(own, "term")
    of_paper = rows.group_by("paper").agg(mean=_.own.mean(), number=_.count().cast("float64"))
    of_paper = of_paper.select("paper", "mean", part=real(1) / of_paper.number)
    of_term = (
        rows.join(of_paper, "paper").group_by("term").agg(mean=_["mean"].mean(), part=_.part.mean(), own=_.own.max())
    )
    return of_term.select("term", **{"neighbours' growth over 2 y": _["mean"] - _.own * _.part})
