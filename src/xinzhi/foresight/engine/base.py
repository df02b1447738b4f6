"""A corpus read once: phrases, papers, people and fields as arrays that all origins share."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import polars as pl
import scipy.sparse as sp
from numpy.typing import NDArray

from . import counts
from .acronyms import Definitions
from .corpus import Columns, CorpusError, Gathering, Links, Paper, read_papers
from .grams import LONGEST, Grams, find_grams, written
from .scale import connect
from .tokens import Reader, Token

FEWEST = 5  # papers: a phrase with fewer is nothing at any origin
_WINDOW_SHARE = 5e-4  # of the window's papers: a term must stand in at least that many
_HELD_OUT = 3  # tenths of the categories, by hash
_MOST_YEARS = 80  # a corpus that spans more has stray dates
_STRAY = 5e-4  # of the papers, at either end


class Base(NamedTuple):
    """What is counted of a corpus. Arrays of years begin with `first_year`, of quarters with its first quarter."""

    first_year: int
    years: NDArray[np.int32]  # of each paper
    vocabulary: list[Token]
    grams: Grams
    known_from: NDArray[np.int32]  # year from which a joined acronym and long form are known; 0 for plain phrases
    members: NDArray[np.int32]  # phrases x 2: acronym and long form of a joined phrase, else -1
    counts: counts.Counts
    papers: NDArray[np.float64]  # of each year
    quarters: NDArray[np.float64]  # papers of known month, of each quarter
    phrases_of: sp.csr_matrix  # papers x phrases
    categories_of: sp.csr_matrix
    authors_of: sp.csr_matrix
    institutions_of: sp.csr_matrix
    kinds: NDArray[np.int8]  # of each paper: corpus.PAPER, PATENT or GRANT
    quarter_of: NDArray[np.int32]  # of each paper: year * 4 + quarter - 1, or -1
    left_out: int
    columns: Columns
    category_names: list[str]

    def name(self, gram: int) -> str:
        """A phrase in words; a joined one with its acronym."""
        text = written(self.grams.words[gram].tolist(), self.vocabulary)
        acronym = self.members[gram, 0]
        return text if acronym < 0 else f"{text} ({written(self.grams.words[acronym].tolist(), self.vocabulary)})"


def least_papers(window: float) -> int:
    """In how many papers of a window with so many papers a term must stand."""
    return max(FEWEST, int(np.ceil(_WINDOW_SHARE * window)))


def is_held_out(paper: Paper) -> bool:
    """Whether the paper's first category is one of those never looked at while the model was built."""
    name = paper.categories[0] if paper.categories else ""
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % 10 < _HELD_OUT


def read_base(path: Path, columns: Columns, *, part: str = "all", engine: str = "duckdb") -> Base:
    """Read a corpus; `part` is all, tuned or held-out (by the hash of the first category). Raises CorpusError.

    Texts are read and cut here; `engine` (duckdb or spark) counts.
    """
    reader, authors, fields, institutions = Reader(), Gathering(), Gathering(), Gathering()
    definitions = Definitions(reader)
    years: list[int] = []
    months: list[int] = []
    kinds: list[int] = []
    left_out = 0
    for paper in read_papers(path, columns):
        if paper is None:
            left_out += 1
            continue
        if part != "all" and is_held_out(paper) != (part == "held-out"):
            continue
        number = len(years)
        reader.read(paper.texts)
        for text in paper.texts:
            if text:
                definitions.read(text, paper.year)
        authors.add(number, paper.authors)
        fields.add(number, paper.categories)
        institutions.add(number, paper.institutions)
        years.append(paper.year)
        months.append(paper.month)
        kinds.append(paper.kind)
    if not years:
        raise CorpusError(f"{path}: no paper with a text and a year ({left_out} rows left out).")
    year, month = _without_strays(np.array(years, dtype=np.int32), np.array(months, dtype=np.int32))
    return _assemble(
        reader,
        definitions,
        year,
        month,
        np.array(kinds, dtype=np.int8),
        (fields, authors, institutions),
        left_out,
        columns,
        list(fields.known),
        engine,
    )


def _without_strays(year: NDArray[np.int32], month: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Years and months; where years span a lifetime, the outermost papers count to the first and last year of the others."""
    if np.ptp(year) <= _MOST_YEARS:
        return year, month
    low, high = np.quantile(year, (_STRAY, 1 - _STRAY), method="inverted_cdf")
    stray = (year < low) | (year > high)
    return np.clip(year, low, high).astype(np.int32), np.where(stray, 0, month).astype(np.int32)


def _assemble(
    reader: Reader,
    definitions: Definitions,
    year: NDArray[np.int32],
    month: NDArray[np.int32],
    kinds: NDArray[np.int8],
    links: tuple[Gathering, Gathering, Gathering],
    left_out: int,
    columns: Columns,
    category_names: list[str],
    engine: str,
) -> Base:
    first, span = int(year.min()), int(np.ptp(year)) + 1
    per_year = np.bincount(year - first, minlength=span).astype(float)
    grams, known_from, members = _with_joined(
        find_grams(reader.tokens(), reader.vocabulary.tokens, at_least=FEWEST), definitions
    )
    quarter = np.where(month > 0, year * 4 + (month - 1) // 3, -1).astype(np.int32)
    fields, authors, institutions = (one.links() for one in links)
    counted = _count(grams, year, quarter, authors, institutions, (first, span), engine)
    papers = len(year)
    return Base(
        first,
        year,
        reader.vocabulary.tokens,
        grams,
        known_from,
        members,
        counted,
        per_year,
        np.bincount(quarter[quarter >= 0] - first * 4, minlength=span * 4).astype(float),
        _by_paper(grams, papers),
        _matrix(fields.papers, fields.names, (papers, fields.size)),
        _matrix(authors.papers, authors.names, (papers, authors.size)),
        _matrix(institutions.papers, institutions.names, (papers, institutions.size)),
        kinds,
        quarter,
        left_out,
        columns,
        category_names,
    )


def _by_paper(grams: Grams, papers: int) -> sp.csr_matrix:
    """Papers x phrases. Entries come ordered by phrase, which is the compressed form by column: nothing is copied but the turn."""
    count = len(grams.words)
    starts = np.searchsorted(grams.grams, np.arange(count + 1))
    ones = np.ones(len(grams.papers), dtype=np.float32)
    return sp.csc_matrix((ones, grams.papers, starts.astype(np.int32)), shape=(papers, count)).tocsr()


def _matrix(rows: NDArray[np.int32], columns: NDArray[np.int32], shape: tuple[int, int]) -> sp.csr_matrix:
    return sp.csr_matrix((np.ones(len(rows), dtype=np.float32), (rows, columns)), shape=shape)


def _count(
    grams: Grams,
    year: NDArray[np.int32],
    quarter: NDArray[np.int32],
    authors: Links,
    institutions: Links,
    span: tuple[int, int],
    engine: str,
) -> counts.Counts:
    """All tables counted by the engine, from Parquet, so that a cluster can do the same."""
    first, years = span
    shape = (len(grams.words), years)
    with connect(engine) as running:

        def table(label: str, /, **columns: Any) -> Any:
            path = running.folder / f"{label}.parquet"
            pl.DataFrame(columns).write_parquet(path)
            return running.read(path, label)

        papers = table("papers", paper=np.arange(len(year), dtype=np.int32), year=year, quarter=quarter)
        found = table("found", paper=grams.papers, term=grams.grams, title=grams.titles.astype(np.int8))
        people = table("people", paper=authors.papers, name=authors.names)
        houses = table("houses", paper=institutions.papers, name=institutions.names)
        yearly = running.rows(counts.by_year(found, papers))

        def grid(expression: Any) -> NDArray[np.float32]:
            return counts.spread(running.rows(expression), "names", "year", shape, first)

        return counts.Counts(
            first,
            counts.spread(yearly, "papers", "year", shape, first),
            counts.spread(yearly, "titles", "year", shape, first),
            counts.spread(
                running.rows(counts.by_quarter(found, papers)),
                "papers",
                "quarter",
                (shape[0], years * 4),
                first * 4,
            ),
            grid(counts.first_uses(found, papers, people)),
            grid(counts.uses(found, papers, people)),
            grid(counts.first_uses(found, papers, houses)),
        )


def _with_joined(grams: Grams, definitions: Definitions) -> tuple[Grams, NDArray[np.int32], NDArray[np.int32]]:
    """The phrases, and for each acronym with a long form one more: the papers of both. Its parts stay, for earlier origins."""
    known = {tuple(w for w in row if w >= 0): i for i, row in enumerate(grams.words.tolist())}
    joins = [
        (known[(acronym,)], known[long], year)
        for acronym, (long, year) in definitions.known_from().items()
        if (acronym,) in known and long in known
    ]
    plain = len(grams.words)
    starts = np.searchsorted(grams.grams, np.arange(plain + 1))
    words, papers, numbers, titles, inside = (
        [grams.words],
        [grams.papers],
        [grams.grams],
        [grams.titles],
        [grams.inside],
    )
    for place, (acronym, long, _) in enumerate(joins):
        spans = [slice(starts[g], starts[g + 1]) for g in (acronym, long)]
        both = np.concatenate([grams.papers[s] for s in spans])
        titled = np.concatenate([grams.papers[s][grams.titles[s]] for s in spans])
        once = np.unique(both)
        words.append(grams.words[long].reshape(1, LONGEST))
        papers.append(once)
        numbers.append(np.full(len(once), plain + place, dtype=np.int32))
        titles.append(np.isin(once, titled))
        longer = grams.inside[grams.inside[:, 0] == long, 1]
        inside.append(np.column_stack([np.full(len(longer), plain + place), longer]).astype(np.int32))
    members = np.full((plain + len(joins), 2), -1, dtype=np.int32)
    known_from = np.zeros(plain + len(joins), dtype=np.int32)
    for place, (acronym, long, year) in enumerate(joins):
        members[plain + place] = acronym, long
        known_from[plain + place] = year
    joined = Grams(
        np.concatenate(words),
        np.concatenate(papers),
        np.concatenate(numbers),
        np.concatenate(titles),
        np.concatenate(inside),
        np.concatenate([grams.candidate, np.ones(len(joins), dtype=bool)]),
    )
    return joined, known_from, members
