"""Level, growth, novelty, persistence and bursts: what a term's own yearly and quarterly shares show."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from xinzhi.foresight.engine.bursts import find_bursts
from xinzhi.foresight.engine.escore import score_parts
from xinzhi.foresight.engine.theta import forecast
from xinzhi.foresight.engine.view import Array, View

from .rates import growth


def level(view: View) -> dict[str, Array]:
    """How frequent a term is, and what it is made of."""
    recent = view.counts[view.terms, view.window()].sum(axis=1)
    papers, papers_before = view.papers[view.window()].sum(), max(view.papers[view.window(1)].sum(), 1)
    large = large_gain(view)
    length = (view.base.grams.words[view.terms] >= 0).sum(axis=1)
    return {
        "log share": np.log(recent / papers),
        "log share over a large gain": np.log(recent / papers / large),
        "growth of the corpus": np.full(len(recent), np.log(papers / papers_before)),
        "log papers of the corpus": np.full(len(recent), np.log(papers)),
        "log papers": np.log(recent),
        "place by share": np.argsort(np.argsort(recent, kind="stable"), kind="stable") / max(len(recent), 1),
        "log C-value": np.log(np.maximum(view.c_values, 0.1)),
        "words": length.astype(float),
        "log papers so far": np.log(view.counts[view.terms].sum(axis=1)),
    }


def gain(view: View, back: int = 0) -> Array:
    """The pooled share of a window less that of the window before."""
    now, before = view.window(back), view.window(back + 1)
    counts, papers = view.counts[view.terms], view.papers
    return np.asarray(
        counts[:, now].sum(axis=1) / max(papers[now].sum(), 1)
        - counts[:, before].sum(axis=1) / max(papers[before].sum(), 1)
    )


def large_gain(view: View) -> float:
    """What it took to be among the 5 % that gained most in the horizon that ends at the origin."""
    return max(float(np.quantile(gain(view), 0.95)), 1e-9)


def gains(view: View) -> dict[str, Array]:
    """Absolute gains of share, in units of a large one, and the same times how much gains have lasted lately."""
    large, latest, earlier = large_gain(view), gain(view), gain(view, 1)
    shares = view.counts[view.terms] / np.maximum(view.papers, 1)
    years = view.years_back(10)
    time = np.arange(years) - (years - 1) / 2
    recent = view.counts[view.terms, view.window()].sum(axis=1) / view.papers[view.window()].sum()
    lasting = float(np.corrcoef(earlier, latest)[0, 1]) if earlier.std() and latest.std() else 0.0
    last_year = shares[:, -1] - shares[:, -2]
    return {
        "gain over 2 windows": latest / large,
        "gain in the last year": last_year / large,
        "gain a window ago": earlier / large,
        "gain along ten years": shares[:, -years:] @ time / max(time @ time, 1) / large,
        "Theta's gain": (theta_share(view) - recent) / large,
        "gain times how gains last": latest / large * lasting,
        "how gains last": np.full(len(recent), lasting),
    }


def growths(view: View) -> dict[str, Array]:
    """How the share changed over one, two and three years, half-years and quarters, and along a line."""
    counts, papers, end = view.counts[view.terms], view.papers, view.end
    found: dict[str, Array] = {}

    def over(name: str, now: tuple[int, int], before: tuple[int, int]) -> None:
        a, b = slice(max(now[0], 0), max(now[1], 0)), slice(max(before[0], 0), max(before[1], 0))
        found[name] = growth(counts[:, a].sum(axis=1), papers[a].sum(), counts[:, b].sum(axis=1), papers[b].sum())

    for years in (1, 2, 3):
        over(f"growth over {years} y", (end - years, end), (end - 2 * years, end - years))
    over("growth over 1 y, a year ago", (end - 2, end - 1), (end - 3, end - 2))
    over("growth over 2 y, a year ago", (end - 3, end - 1), (end - 5, end - 3))
    over("growth over 4 years before", (end - 2, end), (end - 6, end - 2))
    over("growth over all years before", (end - 2, end), (0, end - 2))
    return found | gains(view) | _quarterly(view) | _lines(view) | _theta(view)


def _quarterly(view: View) -> dict[str, Array]:
    """Changes within the last two years; unknown where papers have no month."""
    end = view.end * 4
    counts, papers = view.base.counts.quarters[view.terms, :end], view.base.quarters[:end]
    found: dict[str, Array] = {}
    for name, size in (("half-year", 2), ("quarter", 1)):
        for than, back in (("before", size), ("a year ago", 4)):
            a, b = slice(end - size, end), slice(max(end - back - size, 0), max(end - back, 0))
            key = f"last {name} against {than}"
            if papers[a].sum() and papers[b].sum():
                found[key] = growth(
                    counts[:, a].sum(axis=1), papers[a].sum(), counts[:, b].sum(axis=1), papers[b].sum()
                )
            else:
                found[key] = np.full(len(view.terms), np.nan)
    return found


def _lines(view: View) -> dict[str, Array]:
    found: dict[str, Array] = {}
    shares = view.counts[view.terms] / np.maximum(view.papers, 1)
    for most in (5, 10):
        years = view.years_back(most)
        last, time = shares[:, -years:], np.arange(years) - (years - 1) / 2
        mean = np.maximum(last.mean(axis=1), 1e-9)
        rise = last @ time
        noise = np.sqrt((last / np.maximum(view.papers[-years:], 1) * time**2).sum(axis=1) + 1e-12)
        found[f"slope over {most} y"] = rise / max(time @ time, 1) / mean
        found[f"certainty of the slope over {most} y"] = rise / noise
        found[f"spread over {most} y"] = last.std(axis=1) / mean
    recent = view.counts[view.terms, view.window()].sum(axis=1)
    found["below its peak"] = np.log(
        recent / view.papers[view.window()].sum() / np.maximum(shares[:, view.begin :].max(axis=1), 1e-9)
    )
    return found


def _theta(view: View) -> dict[str, Array]:
    recent = view.counts[view.terms, view.window()].sum(axis=1)
    papers = view.papers[view.window()].sum()
    before = view.counts[view.terms, view.window(1)].sum(axis=1)
    scale = papers / max(view.papers[view.window(1)].sum(), 1)
    expected = before * scale
    return {
        "Theta's growth": np.log((theta_share(view) * papers + 1) / (recent + 1)),
        "surprise": (recent - expected) / np.sqrt(recent + expected * scale + 1),
    }


def theta_share(view: View) -> Array:
    """The mean share that the Theta method forecasts for the years of the horizon, from the last ten years."""
    years = view.years_back(10)
    shares = view.counts[view.terms, -years:] / np.maximum(view.papers[-years:], 1)
    if years < 4:
        return np.asarray(shares[:, -view.horizon :].mean(axis=1))
    return np.asarray(forecast(shares, view.horizon).mean(axis=1))


def novelty(view: View) -> dict[str, Array]:
    """How young a term is, and how steadily it appears."""
    counts = view.counts[view.terms]
    so_far, recent = counts.sum(axis=1), counts[:, view.window()].sum(axis=1)
    emergence = score_parts(view)
    return {
        "years since first paper": view.end - np.argmax(counts > 0, axis=1).astype(float),
        "years since fifth paper": age(view),
        "share of its papers in the last years": recent / so_far,
        "share of these in the last year": counts[:, -1] / recent,
        "years with papers, of five": (counts[:, -5:] > 0).sum(axis=1).astype(float),
        "years running with papers": _running(counts > 0),
        "quarters with papers, of eight": _quarters(view),
        "fewest over most of three years": counts[:, -3:].min(axis=1) / counts[:, -3:].max(axis=1).clip(1),
        "E-score": emergence.score,
        "passes the filters of the E-score": emergence.passed.astype(float),
    }


def _running(present: NDArray[np.bool_]) -> Array:
    """How many periods up to the last one are all present."""
    back = present[:, ::-1]
    return np.where(back.all(axis=1), back.shape[1], np.argmin(back, axis=1)).astype(float)


def _quarters(view: View) -> Array:
    """In how many of the last eight quarters there are papers; unknown where papers have no month."""
    last = slice(max(view.end * 4 - 8, 0), view.end * 4)
    if not view.base.quarters[last].sum():
        return np.full(len(view.terms), np.nan)
    return np.asarray((view.base.counts.quarters[view.terms, last] > 0).sum(axis=1), dtype=float)


def age(view: View) -> Array:
    """Years since a term had five papers."""
    return np.asarray(view.end - np.argmax(np.cumsum(view.counts[view.terms], axis=1) >= 5, axis=1), dtype=float)


def burst(view: View) -> dict[str, Array]:
    """Kleinberg's burst that holds the origin: its weight and length."""
    found = find_bursts(view.counts[view.terms, view.begin :], view.papers[view.begin :])
    return {
        "burst": np.sign(found.weight) * np.log1p(np.abs(found.weight)),
        "in a burst": found.states[:, -1].astype(float),
        "years in this burst": _running(found.states),
    }
