"""Firms and their yearly figures."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from .model import Firms, Floats, Ints, Place

FEN = 100


def place_firms(rng: np.random.Generator, n: int, places: Sequence[Place], weights: dict[str, Any]) -> Ints:
    """The place of each of `n` firms in the list of cities, by weight."""
    share = np.array([weights.get(p.key, weights["other"]) for p in places], dtype=float)
    return rng.choice(len(places), n, p=share / share.sum()).astype(np.int64)


def field_firms(rng: np.random.Generator, n: int, fields: Sequence[Place], given: dict[str, Any]) -> Ints:
    """The place of each of `n` firms in the list of fields: a top field's weight is shared by those below it."""
    weight = np.array([given.get(f.top, given["other"])["weight"] for f in fields], dtype=float)
    tops = np.array([f.top for f in fields])
    below = np.array([(tops == t).sum() for t in tops])
    lumps = rng.gamma(2.0, 1.0, len(fields))  # fields below one top differ in size
    share = weight / below * lumps
    return rng.choice(len(fields), n, p=share / share.sum()).astype(np.int64)


def of_fields(fields: Sequence[Place], given: dict[str, Any], name: str) -> Floats:
    """One assumed number of each field."""
    return np.array([given.get(f.top, given["other"])[name] for f in fields], dtype=float)


def lives(rng: np.random.Generator, n: int, years: Sequence[int], given: dict[str, Any]) -> Ints:
    """The founding year of each firm, the last observed one at the latest."""
    age = np.minimum(rng.exponential(given["mean_age"], n).astype(np.int64), given["oldest"])
    return years[-1] - age


def make_firms(
    rng: np.random.Generator,
    n: int,
    years: Sequence[int],
    cities: Sequence[Place],
    fields: Sequence[Place],
    given: dict[str, Any],
) -> Firms:
    """`n` firms with their figures over the years. Numbers follow the assumptions; the same generator gives the same."""
    city = place_firms(rng, n, cities, given["places"])
    field = field_firms(rng, n, fields, given["fields"])
    founded = lives(rng, n, years, given["life"])
    revenue = _revenue(rng, field, founded, years, fields, given)
    alive, died = _alive(rng, revenue, founded, years, given["life"])
    figures = _figures(rng, revenue, field, fields, given)
    whole = {name: np.where(alive, np.rint(values), 0).astype(np.int64) for name, values in figures.items()}
    in_park = rng.random(n) < given["places"]["in_a_park"]
    each = given["places"]["parks_each"]
    park = np.where(in_park, city * each + rng.integers(0, each, n), -1)
    return Firms(city, field, founded, died, park, alive, whole)


def _revenue(
    rng: np.random.Generator,
    field: Ints,
    founded: Ints,
    years: Sequence[int],
    fields: Sequence[Place],
    given: dict[str, Any],
) -> Floats:
    """Revenue in yuan, (firms, years): log-normal with a power-law tail, growing with persistence."""
    n, r, g = len(field), given["revenue"], given["growth"]
    age = np.maximum(years[0] - founded, 0) + 1.0
    log = np.log(r["median"]) + of_fields(fields, given["fields"], "size")[field] + r["by_age"] * np.log(age / 5.0)
    log = log + r["sigma"] * rng.standard_normal(n)
    tail = rng.random(n) < r["tail_share"]
    power = np.log(r["tail_from"]) - np.log(1.0 - rng.random(n)) / r["tail_exponent"]
    log = np.where(tail, np.maximum(power, log), log)
    mean = of_fields(fields, given["fields"], "growth")[field]
    sigma = g["sigma"] * np.exp(g["by_size"] * (log - np.log(r["median"])))
    found = np.empty((n, len(years)))
    shock = sigma * rng.standard_normal(n)
    for i in range(len(years)):
        if i:
            rho = g["persistence"]
            shock = rho * shock + np.sqrt(1 - rho**2) * sigma * rng.standard_normal(n)
            log = log + mean + shock - sigma**2 / 2
        log = np.minimum(log, np.log(r["most"]))
        found[:, i] = np.exp(log)
    return found


def _alive(
    rng: np.random.Generator, revenue: Floats, founded: Ints, years: Sequence[int], given: dict[str, Any]
) -> tuple[Any, Ints]:
    """Whether each firm lives in each year, and the year it died in (0: it lives). It is born in its founding year."""
    middle = np.median(revenue, axis=0)
    hazard = np.clip(given["death"] * (revenue / middle) ** given["death_by_size"], 0, 0.25)
    dies = (rng.random(revenue.shape) < hazard) & (np.array(years)[None, :] > founded[:, None])
    dies[:, 0] = False  # those observed lived at the beginning
    dead = np.cumsum(dies, axis=1) > 0
    born = np.array(years)[None, :] >= founded[:, None]
    died = np.where(dead.any(axis=1), np.array(years)[dead.argmax(axis=1)], 0)
    return born & ~dead, died.astype(np.int64)


def _figures(
    rng: np.random.Generator, revenue: Floats, field: Ints, fields: Sequence[Place], given: dict[str, Any]
) -> dict[str, Floats]:
    """Every measure as (firms, years), money in fen, still with fractions."""
    n, years = revenue.shape
    r, s, p, h = given["research"], given["staff"], given["profit"], given["rights"]
    relative = np.log(revenue / given["revenue"]["median"])
    intensity = of_fields(fields, given["fields"], "intensity")[field][:, None] * np.exp(
        r["spread"] * rng.standard_normal((n, 1)) + 0.15 * rng.standard_normal((n, years)) + r["by_size"] * relative
    )
    intensity = np.where(rng.random((n, 1)) < r["none"], 0.0, np.minimum(intensity, r["most"]))
    heads = revenue / (s["revenue_each"] * np.exp(s["by_size"] * relative + s["spread"] * rng.standard_normal((n, 1))))
    staff = np.maximum(1, np.rint(heads))
    share = np.clip(2.2 * intensity * np.exp(r["staff_spread"] * rng.standard_normal((n, 1))), 0, 0.9)
    rd_staff = np.minimum(staff, np.rint(staff * share))
    hightech = np.clip(
        r["hightech_base"] + r["hightech_slope"] * intensity + 0.2 * rng.standard_normal((n, 1)), 0, 1
    ) * (intensity > 0)
    margin = p["margin"] + p["by_intensity"] * intensity + p["spread"] * rng.standard_normal((n, years))
    rd = revenue * intensity
    files = rng.random((n, 1)) >= h["none"]
    return {
        "revenue": revenue * FEN,
        "hightech_revenue": revenue * hightech * FEN,
        "net_profit": revenue * margin * FEN,
        "rd_expense": rd * FEN,
        "staff": staff,
        "rd_staff": rd_staff,
        "inventions": _stock(rng, rd, files, h["inventions"], h),
        "other_rights": _stock(rng, rd, files, h["others"], h),
    }


def _stock(rng: np.random.Generator, rd: Floats, files: Any, scale: float, given: dict[str, Any]) -> Floats:
    """Rights in force at each year's end: those of `stock_years` before, and each year's new ones."""
    mean = scale * (rd / 1e6) ** given["elasticity"] * files
    size = given["dispersion"]
    first = rng.poisson(rng.gamma(size, 1.0, len(rd)) / size * mean[:, 0] * given["stock_years"])
    new = rng.poisson(rng.gamma(size, 1.0, rd.shape) / size * mean)
    return (first[:, None] + np.cumsum(new, axis=1)).astype(float)
