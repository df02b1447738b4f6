"""Entity resolution on the labelled pairs of unit names: how well and how fast, beside string matching.

Peers: equality after removing width, blanks and marks; difflib's ratio; DuckDB's Jaro-Winkler similarity. The
thresholds of the last two are the best (F1) on the development half. Scored is «same» at a probability of 0.9.
Run: `python benchmarks/resolve.py`.
"""

import difflib
import itertools
import math
import re
import sys
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path

import duckdb

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from registry.resolve import scoring  # noqa: E402 — the judge lives with the tests
from xinzhi.registry.engine.resolve import Record, analyse, resolve, tables  # noqa: E402

THRESHOLD = 0.9
MANY = 60_000
Judge = Callable[[scoring.Labelled], bool]


def ours(sample: list[scoring.Labelled]) -> tuple[Judge, Judge]:
    """Judges of «same» and of «part of», from one resolution of all names of the sample."""
    names = sorted({name for pair in sample for name in (pair.left, pair.right)})
    found = {frozenset((p.left, p.right)): p for p in resolve([Record(name, name) for name in names]).pairs}

    def same(pair: scoring.Labelled) -> bool:
        hit = found.get(frozenset((pair.left, pair.right)))
        return hit is not None and hit.probability >= THRESHOLD

    def part(pair: scoring.Labelled) -> bool:
        hit = found.get(frozenset((pair.left, pair.right)))
        return hit is not None and bool(hit.whole)

    return same, part


def bare(name: str) -> str:
    """The name without width, blanks and marks."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", name))


def by_likeness(likeness: Callable[[str, str], float], development: list[scoring.Labelled]) -> tuple[Judge, float]:
    """The judge that asks for the likeness which does best on the development half, and that likeness."""
    values = {(p.left, p.right): likeness(bare(p.left), bare(p.right)) for p in development}

    def at(limit: float) -> float:
        return scoring.score(lambda p: values[p.left, p.right] >= limit, development).f1

    best = max(sorted(set(values.values())), key=at)
    return (lambda p: likeness(bare(p.left), bare(p.right)) >= best), best


def difflib_ratio(one: str, other: str) -> float:
    """Ratio of matching characters, 0 to 1."""
    return difflib.SequenceMatcher(None, one, other).ratio()


def jaro_winkler(one: str, other: str) -> float:
    """Jaro-Winkler similarity, 0 to 1."""
    row = duckdb.execute("SELECT jaro_winkler_similarity(?, ?)", [one, other]).fetchone()
    return float(row[0]) if row else 0.0


def many_names(sample: list[scoring.Labelled]) -> list[str]:
    """Unit names by the ten thousand: every body of the sample with every subunit of it, in a fixed order."""
    names = sorted({name for pair in sample for name in (pair.left, pair.right)})
    analysed = [(name, analyse(name)) for name in names]
    bodies = sorted({parts.body for _name, parts in analysed})
    units = sorted({"".join(parts.units) for _name, parts in analysed if parts.units})
    made = (body + unit for unit, body in itertools.product(units, bodies))
    return list(itertools.islice(dict.fromkeys(itertools.chain(names, made)), MANY))


def rows() -> list[dict[str, object]]:
    """Figures with our value and the best peer's, each with a note."""
    sample = scoring.pairs()
    development = scoring.pairs("development")
    same, part = ours(sample)
    without = _without_renames(sample)
    by_difflib, limit_d = by_likeness(difflib_ratio, development)
    by_winkler, limit_w = by_likeness(jaro_winkler, development)
    judges = {
        "": same,
        ", no table of renamings": without,
        ", equal but for marks": lambda p: bare(p.left) == bare(p.right),
        f", difflib ≥ {limit_d:.2f}": by_difflib,
        f", Jaro-Winkler ≥ {limit_w:.2f}": by_winkler,
    }
    out: list[dict[str, object]] = []
    for half in reversed(scoring.PARTS):
        chosen = scoring.pairs(half)
        peer = scoring.score(by_difflib, chosen)
        for name, judge in judges.items():
            result = scoring.score(judge, chosen)
            for side in ("precision", "recall"):
                share, low, high = getattr(result, side)
                note = f"{low:.3f}–{high:.3f} (Wilson, 95 %); right {result.right}, wrong {result.wrong}, missed {result.missed}"
                out.append(_row(f"same, {side}, {half}{name}", share, None if name else getattr(peer, side)[0], note))
        found = [p for p in chosen if part(p)]
        wholes = [p for p in chosen if p.label == "part_of"]
        hits = sum(p.label == "part_of" for p in found)
        out.append(_row(f"part of, recall, {half}", hits / len(wholes), None, f"{len(wholes)} pairs"))
        sure = [p for p in found if p.label != "unsure"]
        out.append(_row(f"part of, precision, {half}", hits / len(sure), None, f"{len(sure)} pairs"))
    names = many_names(sample)
    started = time.perf_counter()
    resolve([Record(name, name) for name in names])
    out.append(
        _row(f"seconds for {len(names)} names", time.perf_counter() - started, None, "bodies × subunits; bar 60")
    )
    return out


def _without_renames(sample: list[scoring.Labelled]) -> Judge:
    """The judge that knows no renaming: what the table adds."""
    known = dict(tables.tables().renames)
    tables.tables().renames.clear()
    try:
        return ours(sample)[0]
    finally:
        tables.tables().renames.update(known)


def _row(figure: str, value: float, peer: float | None, note: str) -> dict[str, object]:
    """NaN (a share of nothing) becomes None: JSON has no word for it."""
    shown = None if math.isnan(value) else round(value, 4)
    return {"figure": figure, "value": shown, "peer": None if peer is None else round(peer, 4), "note": note}


if __name__ == "__main__":
    for row in rows():
        print(
            f"{row['figure']:52}{row['value'] if row['value'] is not None else '—':>9}{row['peer'] if row['peer'] is not None else '—':>9}  {row['note']}"
        )
