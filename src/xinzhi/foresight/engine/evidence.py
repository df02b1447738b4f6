"""What stands behind a term: key papers and patents, and how much of it comes from the region."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from .base import Base
from .corpus import Columns, read_papers
from .view import View

_EACH = 3  # papers of each kind of merit
_SHOWN = {
    "id": ("id", "arxiv_id", "openalex_id", "publication_number", "number"),
    "doi": ("doi",),
    "title": ("title", "display_name", "paper_title", "题名", "标题", "篇名", "名称", "ti"),
    "authors": ("authors", "author_text", "author", "inventors", "作者", "发明人"),
    "kind": ("kind", "type"),
    "cited": ("cited_by_count", "citations", "cited", "n_citation", "被引"),
    "source": ("source", "venue", "journal"),
}  # fmt: skip


class Rows(NamedTuple):
    """What the corpus tells of its papers beyond their words, in the order of `Base.years`."""

    row: NDArray[np.int64]  # in the file
    local: NDArray[np.bool_] | None  # an institution of the region is named; None where the corpus names none
    placed: NDArray[np.bool_] | None  # any institution is named
    patent: NDArray[np.bool_] | None
    cited: NDArray[np.float64] | None


def read_rows(path: Path, columns: Columns, places: Sequence[str]) -> Rows:
    """Read the corpus once more for rows, institutions, kinds and citations. `places` name the region, in any language."""
    wanted = [p.casefold() for p in places if len(p) > 1]
    rows: list[int] = []
    local: list[bool] = []
    placed: list[bool] = []
    for number, paper in enumerate(read_papers(path, columns)):
        if paper is None:
            continue
        rows.append(number)
        if columns.institutions:
            said = " ".join(paper.institutions).casefold()
            placed.append(bool(said))
            local.append(any(p in said for p in wanted))
    named = _named(path)
    more = _extra(path, {k: named[k] for k in ("kind", "cited") if k in named})
    order = np.array(rows, dtype=np.int64)
    patent = None
    if "kind" in more:
        patent = np.array(["patent" in str(v or "").casefold() or "专利" in str(v or "") for v in more["kind"]])[order]
    cited = None
    if "cited" in more:
        cited = np.array([_number(v) for v in more["cited"]])[order]
    known = columns.institutions is not None and any(placed)
    return Rows(
        order,
        np.array(local) if known else None,
        np.array(placed) if known else None,
        patent if patent is not None and patent.any() else None,
        cited,
    )


def key_papers(view: View, rows: Rows, chosen: NDArray[np.int64]) -> list[dict[str, list[int]]]:
    """For each chosen term (places in `view.terms`) the papers of the window that are most central, most cited and latest.

    Central: the paper whose terms are most alike to the mean of all papers with the term (cosine). Values are numbers of papers of
    the base; what the corpus does not tell (citations, patents) has no entry.
    """
    base, papers = view.base, view.in_window()
    phrases = view.phrases_of(papers).tocsr()
    lengths = np.sqrt(np.maximum(np.asarray(phrases.sum(axis=1)).ravel(), 1))
    unit = sp.diags(1 / lengths) @ phrases
    by_term = phrases.tocsc()
    found = []
    for term in chosen:
        inside = by_term.indices[by_term.indptr[term] : by_term.indptr[term + 1]]
        middle = np.asarray(unit[inside].mean(axis=0)).ravel()
        central = np.asarray(unit[inside] @ middle).ravel()
        numbers = papers[inside]
        # Later rows win among equals: a corpus is kept in order of time, and within a year nothing more is asked.
        latest = np.lexsort((-numbers, -base.years[numbers]))
        kinds = {
            "central": numbers[np.lexsort((numbers, -central))][:_EACH],
            "latest": numbers[latest][:_EACH],
        }
        if rows.cited is not None:
            kinds["cited"] = numbers[np.lexsort((numbers, -rows.cited[numbers]))][:_EACH]
        if rows.patent is not None:
            of = numbers[latest][rows.patent[numbers[latest]]]
            kinds["patents"] = of[:_EACH]
        found.append({kind: [int(n) for n in of] for kind, of in kinds.items()})
    return found


class Region(NamedTuple):
    """Papers of the window whose institutions are told, and of these the region's: of the corpus, and of each chosen term."""

    placed: int
    local: int
    of_terms: list[tuple[int, int]]  # told, the region's


def region_share(view: View, rows: Rows, chosen: NDArray[np.int64]) -> Region | None:
    """How much of each chosen term comes from the region; None where the corpus names no institutions."""
    if rows.local is None or rows.placed is None:
        return None
    papers = view.in_window()
    phrases = view.phrases_of(papers)[:, chosen]
    told, local = rows.placed[papers].astype(np.float32), rows.local[papers].astype(np.float32)
    of_told, of_local = np.asarray(phrases.T @ told).ravel(), np.asarray(phrases.T @ local).ravel()
    pairs = [(int(a), int(b)) for a, b in zip(of_told, of_local, strict=True)]
    return Region(int(told.sum()), int(local.sum()), pairs)


def patents_of(view: View, rows: Rows, chosen: NDArray[np.int64]) -> list[int] | None:
    """How many patents of the window have each chosen term; None where the corpus has no patents."""
    if rows.patent is None:
        return None
    papers = view.in_window()
    counts = view.phrases_of(papers)[:, chosen].T @ rows.patent[papers].astype(np.float32)
    return [int(n) for n in np.asarray(counts).ravel()]


def read_facts(path: Path, base: Base, rows: Rows, numbers: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Title, authors, year, id, DOI, kind, source and citations of these papers (numbers of the base), as far as the corpus tells."""
    wanted = {int(rows.row[n]): int(n) for n in numbers}
    if not wanted:
        return {}
    named = _named(path)
    shown = ", ".join(f'"{c.replace(chr(34), chr(34) * 2)}" as "{k}"' for k, c in named.items())
    told = {}
    for row in _ask(path, f"select file_row_number, {shown}", wanted):
        number = wanted[row.pop("file_row_number")]
        facts = {k: _plain(v) for k, v in row.items() if v not in (None, "")}
        told[number] = facts | {"year": int(base.years[number])}
    return told


def _named(path: Path) -> dict[str, str]:
    import duckdb

    with duckdb.connect() as connection:
        have = [r[0] for r in connection.execute("describe select * from read_parquet(?)", [str(path)]).fetchall()]
    lower = {name.lower(): name for name in have}
    return {k: lower[n] for k, names in _SHOWN.items() if (n := next((n for n in names if n in lower), ""))}


def _extra(path: Path, named: dict[str, str]) -> dict[str, list[Any]]:
    import duckdb

    if not named:
        return {}
    shown = ", ".join('"' + c.replace('"', '""') + '"' for c in named.values())
    with duckdb.connect() as connection:
        rows = connection.execute(f"select {shown} from read_parquet(?)", [str(path)]).fetchall()  # noqa: S608 - quoted above
    return {key: [row[i] for row in rows] for i, key in enumerate(named)}


def _ask(path: Path, select: str, wanted: dict[int, int]) -> list[dict[str, Any]]:
    import duckdb

    with duckdb.connect() as connection:
        found = connection.execute(
            f"{select} from read_parquet(?, file_row_number = true) where file_row_number in (select unnest(?))",
            [str(path), list(wanted)],
        )
        names = [d[0] for d in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return "; ".join(str(_plain(v)) for v in value[:20])
    if isinstance(value, dict):
        return str(next((value[k] for k in ("name", "display_name") if value.get(k)), ""))
    return value if isinstance(value, int | float) else str(value)[:500]


def _number(value: Any) -> float:
    try:
        return float(value or 0)
    except (TypeError, ValueError):
        return 0.0
