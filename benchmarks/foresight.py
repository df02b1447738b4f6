"""The back-test of emerging terms beside methods that need no learning, and new links beside one-line rules.

Two rows a metric: the categories that the model was built on, and those never looked at (three tenths of the categories by
hash of the first one of a paper). The peer is the strongest of the other methods on that metric, in the same run. A last row tells whether Spark, where it is installed,
gives the tables that DuckDB gives (`docs/scale.md`).
"""

import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from xinzhi.foresight.engine.base import read_base
from xinzhi.foresight.engine.corpus import find_columns
from xinzhi.foresight.engine.links import MODEL, foresee_links
from xinzhi.foresight.engine.protocol import back_test, span_of
from xinzhi.foresight.engine.report import verdict
from xinzhi.foresight.engine.scale import connect
from xinzhi.foresight.engine.scale.engines import why_no_spark
from xinzhi.foresight.engine.scale.run import count, score
from xinzhi.foresight.engine.scale.tables import read_tables, write_tables

CORPUS = Path(__file__).parents[1] / ".." / "shared" / "datasets" / "arxiv-2020-dev.parquet"
FIRST, LAST, HORIZON = 2008, 2017, 2

Row = dict[str, Any]


def rows() -> list[Row]:
    """Figures of both parts, and of links on the whole; one row saying so without the shared file."""
    if not CORPUS.exists():
        return [{"figure": "back-test", "value": None, "peer": None, "note": "../shared is not here"}]
    return [
        *_part("held-out", "categories never looked at"),
        *_part("tuned", "categories used in building"),
        *_links(),
        _engines(),
    ]


def _part(part: str, said: str) -> list[Row]:
    started = time.perf_counter()
    base = read_base(CORPUS, find_columns(CORPUS), part=part)
    test = back_test(base, span_of(base, FIRST, LAST, HORIZON))
    took = time.perf_counter() - started
    found: list[Row] = []
    for line in verdict(test):
        lead = line["lead"]
        peer = test.table[line["best_other"]][line["metric"]].value
        sure = "" if line["leads_all"] else f"; not certain over {', '.join(line['not_certain_over'] + line['behind'])}"
        note = f"{said}; peer: {line['best_other']}; lead {lead['value']:+.3f} [{lead['low']:+.3f}, {lead['high']:+.3f}]{sure}"
        found.append({"figure": f"{line['metric']}, {part}", "value": line["value"], "peer": peer, "note": note})
    error = test.calibration_error
    found.append(
        {
            "figure": f"calibration error, {part}",
            "value": error["Xinzhi"].value,
            "peer": error["HGB, chance"].value,
            "note": "lower is better; peer: plain gradient boosting",
        }
    )
    found.append({"figure": f"seconds, {part}", "value": took, "peer": None, "note": f"{len(base.years):,} papers"})
    return found


def _links() -> list[Row]:
    base = read_base(CORPUS, find_columns(CORPUS))
    found = foresee_links(base, 2016, 3)
    best = max((name for name in found.auc if name != MODEL), key=lambda name: found.auc[name].value)
    lead = found.lead[best]
    rules = ", ".join(f"{name} {auc.value:.3f}" for name, auc in found.auc.items() if name != MODEL)
    note = (
        f"{found.pairs:,} pairs, {found.joined:,} joined 2017–2019; {rules}; lead over {best} {lead.value:+.3f} "
        f"[{lead.low:+.3f}, {lead.high:+.3f}]"
    )
    return [{"figure": "new links, AUC", "value": found.auc[MODEL].value, "peer": found.auc[best].value, "note": note}]


def _engines() -> Row:
    """The share of the cells of all tables of an origin that are equal on both engines (doubles to 1e-12), on one paper in 30."""
    row: Row = {"figure": "cells equal on Spark and DuckDB", "value": None, "peer": 1.0}
    if lacking := why_no_spark():
        return row | {"note": lacking}
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        pl.read_parquet(CORPUS).gather_every(30).write_parquet(folder / "sample.parquet")
        base = read_base(folder / "sample.parquet", find_columns(folder / "sample.parquet"))
        write_tables(base, folder / "tables")
        found = {}
        for name in ("duckdb", "spark"):
            with connect(name) as engine:
                tables = read_tables(engine, folder / "tables")
                counted = count(engine, tables, folder / name)
                scored = score(engine, tables, counted, LAST, HORIZON, folder / name)
                every = counted | {"features": scored.features, "scores": scored.scores}
                found[name] = {label: _sorted(engine.rows(table)) for label, table in every.items()}
    equal = cells = 0
    for label, here in found["duckdb"].items():
        there = found["spark"][label]
        cells += here.width * max(here.height, there.height)
        if here.height == there.height:
            equal += sum(int(np.isclose(here[c], there[c], rtol=1e-12, atol=1e-12).sum()) for c in here.columns)
    return row | {
        "value": equal / cells,
        "note": f"{cells:,} cells of {len(found['duckdb'])} tables, {len(base.years):,} papers",
    }


def _sorted(table: pl.DataFrame) -> pl.DataFrame:
    return table.sort([c for c in ("term", "year", "quarter") if c in table.columns])
