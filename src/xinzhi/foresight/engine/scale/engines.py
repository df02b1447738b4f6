"""What runs the expressions: DuckDB in this process, or Spark. Both read Parquet and write Parquet; nothing goes through pandas."""

from __future__ import annotations

import importlib.util
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import ibis
import polars as pl
from ibis.expr.types import Table

from xinzhi.foresight.engine.corpus import CorpusError

ENGINES = ("duckdb", "spark")


class Engine:
    """A running backend. Tables are Parquet files or folders of them; `folder` takes what is made on the way."""

    def __init__(self, name: str, backend: ibis.BaseBackend, folder: Path) -> None:
        self.name, self.backend, self.folder = name, backend, folder
        self._made = 0

    def read(self, path: Path, label: str = "") -> Table:
        """The rows of a Parquet file, or of a folder of Parquet files."""
        files = path if self.name == "spark" or path.is_file() else path / "*.parquet"
        return self.backend.read_parquet(str(files), table_name=label or self._label())

    def write(self, expression: Table, path: Path) -> Table:
        """Run the expression into the folder `path`, which must not exist; returns its rows as a table to go on from."""
        if self.name == "duckdb":
            path.mkdir(parents=True)
            self.backend.to_parquet(expression, path / "part-0.parquet")
        else:
            self.backend.to_parquet(expression, str(path))
        return self.read(path)

    def keep(self, expression: Table) -> Table:
        """Run the expression once, for several uses of its rows."""
        return self.write(expression, self.folder / self._label())

    def rows(self, expression: Table) -> pl.DataFrame:
        """The rows of an expression here: for small tables, and for counts of a corpus that fits this machine."""
        path = self.folder / self._label()
        self.write(expression, path)
        found = pl.read_parquet(path / "*.parquet")
        shutil.rmtree(path)
        return found

    def _label(self) -> str:
        self._made += 1
        return f"made_{self._made}"


@contextmanager
def connect(
    name: str = "duckdb", *, memory: str = "1500MB", threads: int = 2, master: str = "", folder: Path | None = None
) -> Iterator[Engine]:
    """A running engine, stopped at the end.

    Args:
        name: one of ENGINES.
        memory: what DuckDB may hold before it writes to disk; of Spark, what the driver has (in local mode, all of it).
        threads: of this machine.
        master: Spark's, `local[threads]` unless given; then tables must lie where all workers reach them.
        folder: takes what is made on the way; a temporary one unless given.

    Raises CorpusError where the engine is unknown, PySpark is not installed or there is no Java.
    """
    if name not in ENGINES:
        raise CorpusError(f"There is no engine {name}: give one of {', '.join(ENGINES)}.")
    with tempfile.TemporaryDirectory(prefix="xinzhi-foresight-", dir=folder) as made:
        backend = _duckdb(memory, threads, made) if name == "duckdb" else _spark(memory, master or f"local[{threads}]")
        try:
            yield Engine(name, backend, Path(made))
        finally:
            backend.disconnect()


def _duckdb(memory: str, threads: int, folder: str) -> ibis.BaseBackend:
    backend = ibis.duckdb.connect()
    backend.raw_sql(f"set memory_limit = '{memory}'; set threads = {threads}; set preserve_insertion_order = false")
    backend.raw_sql(f"set temp_directory = '{folder}/spill'")
    return backend


def why_no_spark() -> str:
    """What is missing for Spark on this machine, and what to do; "" where nothing is."""
    if importlib.util.find_spec("pyspark") is None:
        return "PySpark is not installed: install xinzhi[spark]."
    if shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
        return "Spark needs Java 17 or later: install default-jre-headless or set JAVA_HOME."
    return ""


def _spark(memory: str, master: str) -> ibis.BaseBackend:
    if lacking := why_no_spark():
        raise CorpusError(lacking)
    from pyspark.sql import SparkSession

    settings: dict[str, Any] = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.adaptive.enabled": "true",
    }
    if master.startswith("local"):
        settings |= {
            "spark.driver.memory": memory.lower().removesuffix("b"),
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.host": "127.0.0.1",
            "spark.sql.shuffle.partitions": 8,
        }
    builder = SparkSession.builder.appName("xinzhi foresight").master(master)
    for key, value in settings.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return ibis.pyspark.connect(session)
