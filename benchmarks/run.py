"""`make bench`: every engine beside its peer in the same run, one table, and benchmarks/results.json.

Each module of this folder offers `rows() -> list[dict]` with figure, value, peer (or None) and note. A module whose peer is not
installed says so in the note. Name modules to run only those, the others' figures stay as they are with the day on which
they were measured: python benchmarks/run.py plan_reader
"""

import datetime as dt
import importlib
import json
import os
import platform
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

HERE = Path(__file__).parent
PACKAGES = (
    "django",
    "duckdb",
    "lxml",
    "numpy",
    "ortools",
    "polars",
    "pypdfium2",
    "pypinyin",
    "python-docx",
    "scikit-learn",
    "scipy",
    "splink",
    "tantivy",
)


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    return {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "versions": {name: version(name) for name in PACKAGES},
    }


def main(names: list[str]) -> None:
    """Run the modules and print, then write, their rows."""
    sys.path.insert(0, str(HERE))
    modules = names or sorted(p.stem for p in HERE.glob("*.py") if p.stem != "run")
    results = {name: measured(name) for name in modules}
    table = Table(title="Benchmarks")
    for column in ("Module", "Figure", "Ours", "Peer", "Ratio", "Note"):
        table.add_column(column, justify="right" if column in {"Ours", "Peer", "Ratio"} else "left")
    for name, result in results.items():
        for row in result["rows"]:
            value, peer = row["value"], row["peer"]
            ratio = f"{value / peer:.2f}" if isinstance(value, int | float) and peer else "—"
            table.add_row(name, row["figure"], _shown(value), _shown(peer), ratio, row["note"])
    Console(width=150).print(table)
    written = HERE / "results.json"
    before = json.loads(written.read_text(encoding="utf-8"))["results"] if names and written.exists() else {}
    everything = {**machine(), "results": dict(sorted({**before, **results}.items()))}
    written.write_text(json.dumps(everything, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def measured(name: str) -> dict[str, Any]:
    """A module's rows with the moment at which they were measured."""
    rows = importlib.import_module(name).rows()
    return {"date": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"), "rows": rows}


def _shown(value: Any) -> str:
    return "—" if value is None else f"{value:.3f}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    main(sys.argv[1:])
