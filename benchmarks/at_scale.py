"""The foresight tables at ten million papers on one machine: rows of papers and terms are simulated, then counted and scored.

`python benchmarks/at_scale.py make FOLDER [--papers 10000000]` writes the tables that reading texts would give (`engine/scale/tables.py`):
terms by Zipf's law, papers by the growth of a literature, one term in twenty spreads along a logistic curve. Nothing in them is real.
`python benchmarks/at_scale.py run FOLDER [--engine duckdb|spark] [--memory 4GB]` runs the expressions of `xinzhi foresight count` step by
step and prints seconds, rows and what was written to disk. Not a part of `make bench`: ten million papers need 8 GB of disk.
"""

import argparse
import json
import resource
import shutil
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from xinzhi.foresight.engine.scale import ENGINES, connect
from xinzhi.foresight.engine.scale.run import count, score
from xinzhi.foresight.engine.scale.tables import read_tables

YEARS = range(2000, 2020)
GROWTH = 1.06  # papers a year: as OpenAlex grows
ROWS = 50  # terms drawn a paper; repeats and terms not yet known fall away, about 45 stay as in the arXiv sample
BLOCK = 250_000
FIELDS = 150
AUTHORS_KEPT = 0.4  # a paper: one author in ten, drawn by name, is enough for shares of new authors


def vocabulary(papers: int) -> int:
    """How many phrases so many papers hold: Heaps' law with the exponent .7, 100,000 at 80,000 papers as in the arXiv sample."""
    return int(100_000 * (papers / 80_000) ** 0.7)


def make(folder: Path, papers: int, seed: int = 0) -> None:
    """Write the tables."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    terms = vocabulary(papers)
    weight = np.array([GROWTH**i for i in range(len(YEARS))])
    share = weight / weight.sum()
    middle = np.where(rng.random(terms) < 0.05, rng.uniform(2000, 2024, terms), -np.inf).astype(np.float32)
    for name in ("papers", "found", "people", "fields"):
        (folder / name).mkdir(exist_ok=True)
    for block, start in enumerate(range(0, papers, BLOCK)):
        size = min(BLOCK, papers - start)
        number = np.arange(start, start + size, dtype=np.int32)
        year = rng.choice(np.array(YEARS, dtype=np.int32), size, p=share)
        _write(
            folder / "papers",
            block,
            paper=number,
            year=year,
            quarter=year * 4 + rng.integers(0, 4, size, dtype=np.int32),
        )
        _write(folder / "found", block, **_occurrences(rng, number, year, middle))
        who = rng.random(size) < AUTHORS_KEPT
        names = (rng.random(who.sum()) ** 2 * papers / 20).astype(np.int32)
        _write(folder / "people", block, paper=number[who], name=names)
        _write(folder / "fields", block, paper=number, name=(rng.random(size) ** 2 * FIELDS).astype(np.int32))
    length = rng.choice(np.array([1, 2, 3, 4], dtype=np.int32), terms, p=(0.15, 0.55, 0.2, 0.1))
    _write(
        folder / "phrases",
        None,
        term=np.arange(terms, dtype=np.int32),
        text=[f"simulated term {i}" for i in range(terms)],
        length=length,
        single=length == 1,
        candidate=rng.random(terms) < 0.9,
        known_from=np.zeros(terms, dtype=np.int32),
    )
    shorter = rng.integers(0, terms // 2, terms, dtype=np.int32)
    _write(
        folder / "inside", None, shorter=shorter, longer=shorter + rng.integers(1, terms // 2, terms, dtype=np.int32)
    )
    nothing = np.zeros(0, dtype=np.int32)
    _write(folder / "parts", None, term=nothing, known_from=nothing)
    _write(folder / "houses", None, paper=nothing, name=nothing)


def _occurrences(rng: np.random.Generator, paper: Any, year: Any, middle: Any) -> dict[str, Any]:
    drawn = (
        np.exp(rng.random((len(paper), ROWS), dtype=np.float32) * np.float32(np.log(len(middle)))).astype(np.int32) - 1
    )
    drawn.sort(axis=1)
    keep = np.ones(drawn.shape, dtype=bool)
    keep[:, 1:] = drawn[:, 1:] != drawn[:, :-1]
    known = 1 / (1 + np.exp(np.clip(middle[drawn] - year[:, None], -30, 30) * 0.8))
    keep &= rng.random(drawn.shape, dtype=np.float32) < known
    rows = np.repeat(paper, keep.sum(axis=1))
    return {
        "paper": rows,
        "term": drawn[keep],
        "title": (rng.random(len(rows), dtype=np.float32) < 0.15).astype(np.int8),
    }


def _write(path: Path, block: int | None, **columns: Any) -> None:
    file = path.with_suffix(".parquet") if block is None else path / f"part-{block:04}.parquet"
    pl.DataFrame(columns).write_parquet(file, compression="zstd")


class _Disk(threading.Thread):
    """The most that lay in a folder, looked at twice a second."""

    def __init__(self, folder: Path) -> None:
        super().__init__(daemon=True)
        self.folder, self.most, self.over = folder, 0, threading.Event()

    def run(self) -> None:
        while not self.over.wait(0.5):
            sizes = []
            for file in self.folder.rglob("*"):
                try:
                    sizes.append(file.stat().st_size)
                except OSError:
                    continue
            self.most = max(self.most, sum(sizes))


def measure(folder: Path, engine: str, memory: str) -> None:
    """Count and score, step by step."""
    out = folder / f"out-{engine}"
    shutil.rmtree(out, ignore_errors=True)
    made = folder / "made"
    made.mkdir(exist_ok=True)
    disk = _Disk(made)
    disk.start()
    last = time.perf_counter()
    steps: dict[str, float] = {}

    def tell(message: str) -> None:
        nonlocal last
        now = time.perf_counter()
        steps[message] = round(now - last, 1)
        print(f"{now - last:8.1f} s  {message}", flush=True)
        last = now

    started, processor = time.perf_counter(), time.process_time()
    with connect(engine, memory=memory, folder=made) as running:
        tables = read_tables(running, folder)
        sizes = {
            name: int(running.rows(getattr(tables, name).agg(n=getattr(tables, name).count()))["n"][0])
            for name in ("papers", "found")
        }
        tell("sizes read")
        counted = count(running, tables, out, tell=tell)
        scored = score(running, tables, counted, YEARS[-1] - 2, 2, out, tell=tell)
        terms = len(running.rows(scored.scores))
    took, used = time.perf_counter() - started, time.process_time() - processor
    disk.over.set()
    millions = sizes["papers"] / 1e6
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    report = {
        "engine": engine,
        **sizes,
        "terms alive": terms,
        "seconds": round(took, 1),
        "processor seconds": round(used, 1),
        "seconds a million papers": round(took / millions, 2),
        "processor seconds a million papers": round(used / millions, 2),
        "peak MB": round(peak),
        "most on disk on the way, MB": round(disk.most / 1e6),
        "steps": steps,
    }
    print(json.dumps(report, indent=1))


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("verb", choices=("make", "run"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--papers", type=int, default=10_000_000)
    parser.add_argument("--engine", choices=ENGINES, default="duckdb")
    parser.add_argument("--memory", default="4GB")
    given = parser.parse_args()
    if given.verb == "make":
        make(given.folder, given.papers)
    else:
        measure(given.folder, given.engine, given.memory)


if __name__ == "__main__":
    main()
