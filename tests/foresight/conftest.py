"""Invented corpora: phrases made of syllables, some of which spread from a year on. Nothing here is about real research."""

import datetime as dt

import numpy as np
import polars as pl
import pytest

SYLLABLES = ("ba", "co", "di", "fu", "gra", "hem", "jo", "kle", "mun", "nor", "pel", "qua", "rin", "sto", "tal", "vor")


def _rows(*, papers=180, years=range(2000, 2015), seed=0, upto=None):
    """Rows of an invented corpus; from the year `upto` on, the papers differ from those with another seed before it."""
    words = [a + b + c for a in SYLLABLES for b in SYLLABLES for c in ("ton", "rix", "lam", "dor", "vek")]
    phrases = [f"{a} {b}" for a, b in zip(words[::2], words[1::2], strict=True)][:400]
    steady = np.random.default_rng(7)
    level = steady.gamma(2.0, 1.0, len(phrases)) + 0.3
    start = steady.integers(years[0] - 3, years[-1] + 3, len(phrases))
    rises = steady.random(len(phrases)) < 0.25
    rows = []
    for year in years:
        rng = np.random.default_rng((seed if upto is None or year <= upto else seed + 1, year))
        weight = level * np.where(rises & (year >= start), 1.5 ** np.clip(year - start, 0, 4), 1.0)
        for _ in range(papers):
            drawn = rng.choice(phrases, 10, p=weight / weight.sum())
            rows.append(
                {
                    "title": "; ".join(drawn[:2]),
                    "abstract": ". ".join(drawn[2:]),
                    "created": dt.date(year, int(rng.integers(1, 13)), 3),
                    "categories": [f"f{int(rng.integers(0, 6))}"],
                    "authors": [f"A{int(i)}" for i in rng.integers(0, 900, 3)],
                }
            )
    return rows


@pytest.fixture(scope="session")
def invented_rows():
    """Makes rows of an invented corpus; see `_rows`."""
    return _rows


@pytest.fixture(scope="session")
def invented(tmp_path_factory):
    """The path of an invented corpus of 15 years."""
    path = tmp_path_factory.mktemp("corpus") / "invented.parquet"
    pl.DataFrame(_rows()).write_parquet(path)
    return path
