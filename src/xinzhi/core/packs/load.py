"""A pack read into typed data."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any, Self, TypeVar

from . import model as m
from .check import check_tables
from .columns import KINDS, read_cell
from .find import find_pack

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Pack:
    """A region as data. `path` is its directory; `fields` are the tops of the tree, in the order of the file."""

    key: str
    name: str
    name_en: str
    adcode: str
    kind: str
    version: str
    as_of: date
    source: str
    path: Path
    cities: tuple[m.City, ...]
    departments: tuple[m.Department, ...]
    fields: tuple[m.FieldNode, ...]
    plan: m.PlanFile

    @classmethod
    def load(cls, name_or_path: str | Path, extra: Sequence[Path] = ()) -> Self:
        """The pack of this name or directory. Raises PackError with every problem of its TOML files.

        Facts are read (and their cells checked) only by `iter_facts`.
        """
        path = find_pack(name_or_path, extra)
        if problems := check_tables(path):
            raise m.PackError(f"Pack {path.name} has {len(problems)} problem(s):", problems)
        raw: dict[str, Any] = {}
        for name in ("pack", "cities", "departments", "fields", "plan"):
            raw |= tomllib.loads((path / f"{name}.toml").read_text(encoding="utf-8"))
        head = {key: value for key, value in raw["pack"].items() if key != "plan"}
        return cls(
            **head,
            path=path,
            cities=_each(m.City, raw["city"]),
            departments=_each(m.Department, raw["department"]),
            fields=_tree(raw["field"], None),
            plan=_plan(raw),
        )

    def city(self, key: str) -> m.City:
        """The city of this key. Raises KeyError."""
        return _by_key(self.cities, key)

    def department(self, key: str) -> m.Department:
        """The department of this key. Raises KeyError."""
        return _by_key(self.departments, key)

    def field_nodes(self) -> tuple[m.FieldNode, ...]:
        """Every node of the tree, parents before children."""
        return tuple(node for top in self.fields for node in top.walk())

    def fact_kinds(self) -> tuple[str, ...]:
        """The kinds of facts this pack has a file for."""
        return tuple(kind for kind in KINDS if (self.path / "facts" / f"{kind}.csv").is_file())

    def iter_facts(self, kind: str) -> Iterator[m.Fact]:
        """The rows of facts/<kind>.csv in file order, none where there is no such file.

        Raises ValueError for a kind that does not exist, PackError (file, line, column) at a cell that cannot be read.
        """
        if kind not in KINDS:
            raise ValueError(f"There is no kind of facts {kind!r}. Kinds: {', '.join(KINDS)}.")
        file = self.path / "facts" / f"{kind}.csv"
        if not file.is_file():
            return
        columns = {column.name: column for column in KINDS[kind][1]}
        with file.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            for row in reader:
                values: dict[str, m.FactValue] = {}
                for name, column in columns.items():
                    try:
                        values[name] = read_cell(column, row.get(name) or "")
                    except ValueError as error:
                        problem = m.Problem(f"facts/{kind}.csv", reader.line_num, name, str(error), "Correct the cell")
                        raise m.PackError(f"Pack {self.key} has a fact that cannot be read:", (problem,)) from error
                yield m.Fact(kind, reader.line_num, values)


def _by_key(items: Sequence[Any], key: str) -> Any:
    for item in items:
        if item.key == key:
            return item
    raise KeyError(key)


def _build(kind: type[T], table: Mapping[str, Any], **made: Any) -> T:
    """A dataclass from a checked table: arrays become tuples; `made` replaces what is itself a structure."""
    plain = {k: tuple(v) if isinstance(v, list) else v for k, v in table.items() if k not in made}
    names = {field.name for field in fields(kind)}  # type: ignore[arg-type]
    return kind(**{k: v for k, v in plain.items() if k in names}, **made)


def _each(kind: type[T], tables: Sequence[Mapping[str, Any]]) -> tuple[T, ...]:
    return tuple(_build(kind, table) for table in tables)


def _tree(tables: Sequence[Mapping[str, Any]], parent: str | None) -> tuple[m.FieldNode, ...]:
    here = [table for table in tables if table.get("parent") == parent]
    return tuple(_build(m.FieldNode, table, children=_tree(tables, table["key"])) for table in here)


def _target(table: Mapping[str, Any]) -> m.TargetFile:
    baseline = _build(m.BaselineFile, table["baseline"]) if "baseline" in table else None
    return _build(m.TargetFile, table, baseline=baseline, context=_each(m.ContextFile, table.get("context", ())))


def _plan(raw: Mapping[str, Any]) -> m.PlanFile:
    return _build(
        m.PlanFile,
        raw["plan"],
        milestones=_build(m.MilestoneRule, raw["plan"]["milestones"]),
        goals=_each(m.GoalFile, raw.get("goal", ())),
        targets=tuple(map(_target, raw["target"])),
        actions=_each(m.ActionFile, raw["action"]),
        measures=_each(m.MeasureFile, raw["measure"]),
        instruments=_each(m.InstrumentFile, raw.get("instrument", ())),
    )
