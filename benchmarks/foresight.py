"""The back-test of emerging terms beside methods that need no learning, and new links beside one-line rules.

Two rows a metric: the categories that the model was built on, and those never looked at (three tenths of the categories by
hash of the first one of a paper). The peer is the strongest of the other methods on that metric, in the same run.
"""

import time
from pathlib import Path
from typing import Any

from xinzhi.foresight.engine.base import read_base
from xinzhi.foresight.engine.corpus import find_columns
from xinzhi.foresight.engine.links import MODEL, foresee_links
from xinzhi.foresight.engine.protocol import back_test, span_of
from xinzhi.foresight.engine.report import verdict

CORPUS = Path(__file__).parents[1] / ".." / "shared" / "datasets" / "arxiv-2020-dev.parquet"
FIRST, LAST, HORIZON = 2008, 2017, 2

Row = dict[str, Any]


def rows() -> list[Row]:
    """Figures of both parts, and of links on the whole; one row saying so without the shared file."""
    if not CORPUS.exists():
        return [{"figure": "back-test", "value": None, "peer": None, "note": "../shared is not here"}]
    return [*_part("held-out", "categories never looked at"), *_part("tuned", "categories used in building"), *_links()]


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
    note = f"{found.pairs:,} pairs, {found.joined:,} joined 2017–2019; peer: {best}; lead {lead.value:+.3f} [{lead.low:+.3f}, {lead.high:+.3f}]"
    return [{"figure": "new links, AUC", "value": found.auc[MODEL].value, "peer": found.auc[best].value, "note": note}]
