"""Counting, features and scoring as Ibis expressions over Parquet: DuckDB runs them on a machine, Spark on a cluster."""

from .engines import ENGINES, Engine, connect

__all__ = ["ENGINES", "Engine", "connect"]
