"""The tables that all counting begins from, as Parquet: what the Python step (reading and cutting texts) hands over."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import polars as pl
import scipy.sparse as sp
from ibis.expr.types import Table
from numpy.typing import NDArray

from xinzhi.foresight.engine.corpus import CorpusError

from .engines import Engine

if TYPE_CHECKING:
    from xinzhi.foresight.engine.base import Base


class Tables(NamedTuple):
    """One row a pair or a thing. Terms, papers and names are numbers."""

    papers: Table  # paper, year, quarter (-1 where the month is unknown)
    found: Table  # paper, term, title (1 where the term stands in the title)
    people: Table  # paper, name
    houses: Table  # paper, name
    fields: Table  # paper, name
    phrases: Table  # term, text, length, single (one word, no acronym), candidate, known_from (0 for a plain phrase)
    inside: Table  # shorter, longer: the shorter phrase begins or ends the longer
    parts: Table  # term, known_from: acronyms and long forms that are one phrase from that year on


def write_tables(base: Base, folder: Path) -> None:
    """Write a corpus's tables to the folder, one Parquet file each."""
    folder.mkdir(parents=True, exist_ok=True)
    grams, count = base.grams, len(base.grams.words)
    length = (grams.words >= 0).sum(axis=1)
    acronym = np.array([token.acronym for token in base.vocabulary])[grams.words[:, 0]]
    joined = np.flatnonzero(base.known_from)
    papers = np.arange(len(base.years), dtype=np.int32)
    frames: dict[str, dict[str, Any]] = {
        "papers": {"paper": papers, "year": base.years, "quarter": base.quarter_of},
        "found": {"paper": grams.papers, "term": grams.grams, "title": grams.titles.astype(np.int8)},
        "people": _pairs(base.authors_of),
        "houses": _pairs(base.institutions_of),
        "fields": _pairs(base.categories_of),
        "phrases": {
            "term": np.arange(count, dtype=np.int32),
            "text": [base.name(number) for number in range(count)],
            "length": length.astype(np.int32),
            "single": (length == 1) & ~acronym,
            "candidate": grams.candidate,
            "known_from": base.known_from,
        },
        "inside": {"shorter": grams.inside[:, 0], "longer": grams.inside[:, 1]},
        "parts": {
            "term": base.members[joined].ravel().astype(np.int32),
            "known_from": np.repeat(base.known_from[joined], 2),
        },
    }
    for name, columns in frames.items():
        pl.DataFrame(columns).write_parquet(folder / f"{name}.parquet")


def _pairs(matrix: sp.csr_matrix) -> dict[str, NDArray[np.int32]]:
    pairs = matrix.tocoo()
    return {"paper": pairs.row.astype(np.int32), "name": pairs.col.astype(np.int32)}


def read_tables(engine: Engine, folder: Path) -> Tables:
    """The tables of a folder: each a Parquet file, or a folder of them. Raises CorpusError where one is missing."""
    found = {}
    for name in Tables._fields:
        path = next((p for p in (folder / f"{name}.parquet", folder / name) if p.exists()), None)
        if path is None:
            raise CorpusError(
                f"{folder}: there is no {name}.parquet. `xinzhi foresight count` writes it from a corpus."
            )
        found[name] = engine.read(path, name)
    return Tables(**found)
