"""Titles as a consequence of the figures."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from .firms import FEN
from .model import Bools, Firms, Held


def make_titles(rng: np.random.Generator, firms: Firms, years: Sequence[int], rules: Sequence[dict[str, Any]]) -> Held:
    """Every title issued in the years: to a firm that lives, meets the thresholds, holds none in force and applies.

    A title is issued in the second half of a year and lasts as the rule says. Whoever stays away once may apply in the
    next year.
    """
    n = len(firms)
    firm, title, issued, expires = [], [], [], []
    until = np.zeros((len(rules), n), dtype=np.int64)  # the last year of the title in force
    names = [rule["name"] for rule in rules]
    for i, year in enumerate(years):
        for t, rule in enumerate(rules):
            fits = _meets(firms, i, year, rule) & (until[t] < year)
            if needed := rule.get("needs"):
                fits &= until[names.index(needed)] >= year
            got = np.flatnonzero(fits & (rng.random(n) < rule["applies"]))
            until[t][got] = year + rule["years"] - 1
            day = np.datetime64(f"{year}-07-01") + rng.integers(0, 150, len(got))
            firm.append(got)
            title.append(np.full(len(got), t))
            issued.append(day)
            expires.append(_last_day(day, year, rule["years"]))
    return Held(np.concatenate(firm), np.concatenate(title), np.concatenate(issued), np.concatenate(expires))


def _last_day(day: Any, year: int, years: int) -> Any:
    """The last day: the year's end for a title of one year, else the day before the anniversary (365 days a year)."""
    return np.full(len(day), np.datetime64(f"{year}-12-31")) if years == 1 else day + 365 * years - 1


def _meets(firms: Firms, i: int, year: int, rule: dict[str, Any]) -> Bools:
    f = {name: values[:, i].astype(float) for name, values in firms.figures.items()}
    revenue = np.maximum(f["revenue"], 1)
    measured = {
        "age": year - firms.founded,
        "revenue": f["revenue"] / FEN,
        "rd": f["rd_expense"] / FEN,
        "staff": f["staff"],
        "intensity": f["rd_expense"] / revenue,
        "rd_share": f["rd_staff"] / np.maximum(f["staff"], 1),
        "hightech": f["hightech_revenue"] / revenue,
        "inventions": f["inventions"],
        "rights": f["inventions"] + f["other_rights"],
        "growth": _growth(firms, i),
    }
    fits = firms.alive[:, i].copy()
    for name, values in measured.items():
        fits &= values >= rule.get(f"least_{name}", -np.inf)
        fits &= values <= rule.get(f"most_{name}", np.inf)
    return fits


def _growth(firms: Firms, i: int) -> Any:
    """The mean log growth of the last two years; nought where there were no two."""
    if i < 2:
        return np.zeros(len(firms))
    now, then = firms.figures["revenue"][:, i], firms.figures["revenue"][:, i - 2]
    lived = firms.alive[:, i] & firms.alive[:, i - 2]
    return np.where(lived, np.log(np.maximum(now, 1) / np.maximum(then, 1)) / 2, 0.0)
