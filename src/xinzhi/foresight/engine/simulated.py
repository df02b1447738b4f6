"""An invented corpus, the same for the same seed: terms of two invented words, some of which spread from a year on.

Nothing in it is about real research; whoever registers it marks it as simulated.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import polars as pl

_FIRST = (
    "quantum",
    "photonic",
    "bionic",
    "hydrogen",
    "orbital",
    "neural",
    "marine",
    "graphene",
    "genomic",
    "cryogenic",
)
_SYLLABLES = ("ba", "co", "di", "fu", "gra", "hem", "jo", "kle", "mun", "nor", "pel", "qua", "rin", "sto", "tal", "vor")
_ENDS = ("ton", "rix", "lam", "dor", "vek")
_TERMS = 400
_REGION, _ELSEWHERE = 14, 186  # institutions


def simulated_corpus(
    path: Path, *, papers: int = 180, first: int = 2000, last: int = 2016, seed: int = 0, region: str = ""
) -> Path:
    """Write an invented corpus of so many papers a year as Parquet; with `region` some institutions bear its name. Returns the path."""
    fixed = np.random.default_rng(seed)
    invented = [a + b + c for a in _SYLLABLES for b in _SYLLABLES for c in _ENDS]
    fixed.shuffle(invented)
    terms = [f"{_FIRST[i % len(_FIRST)]} {invented[i]}" for i in range(_TERMS)]
    level = fixed.gamma(2.0, 1.0, _TERMS) + 0.3
    start = fixed.integers(first - 3, last + 3, _TERMS)
    rises = fixed.random(_TERMS) < 0.25
    rows = []
    for year in range(first, last + 1):
        rng = np.random.default_rng((seed, year))
        weight = level * np.where(rises & (year >= start), 1.5 ** np.clip(year - start, 0, 4), 1.0)
        for number in range(papers):
            drawn = rng.choice(_TERMS, 10, p=weight / weight.sum())
            place = int(rng.integers(0, _REGION + _ELSEWHERE))
            house = f"{region} invented institute {place}" if region and place < _REGION else f"Invented house {place}"
            rows.append(
                {
                    "id": f"invented-{year}-{number}",
                    "kind": "patent" if rng.random() < 0.06 else "paper",
                    "title": "; ".join(terms[i] for i in drawn[:2]),
                    "abstract": ". ".join(terms[i] for i in drawn[2:]),
                    "created": dt.date(year, int(rng.integers(1, 13)), 3),
                    "categories": [f"f{int(drawn[0]) % 6}"],
                    "authors": [f"Invented author {int(i)}" for i in rng.integers(0, 900, 3)],
                    "institutions": [house],
                    "cited_by_count": int(rng.poisson(4)),
                }
            )
    pl.DataFrame(rows).write_parquet(path)
    return path
