"""Bring the rows of one model into line with what a pack says, in a few statements however many rows there are."""

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils import timezone
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from xinzhi.core.packs import Problem
from xinzhi.core.search.searchable import touched


@dataclass
class KindReport:
    """What became of the rows of one kind."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def total(self) -> int:
        """Rows that now stand as the pack says."""
        return self.new + self.changed + self.unchanged

    def counts(self) -> dict[str, int]:
        """The four numbers, for a record or a table."""
        return {
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "problems": len(self.problems),
        }


@dataclass(frozen=True, slots=True)
class Wanted:
    """A row as the pack says it: model field (attname, so `city_id`) to value, and the place in the pack."""

    values: dict[str, Any]
    file: str
    line: int


def sync_rows(model: type[models.Model], wanted: Sequence[Wanted], *, actor: Any, why: str) -> KindReport:
    """New rows made, changed ones brought up to date, each with a history row; a row with a problem is left out.

    Rows are matched by `key`. A row whose pack digest is the same is not touched, so that changes by hand stay.
    Problems: a key given twice, a text longer than its column.
    """
    report = KindReport()
    present: dict[str, Any] = {row.key: row for row in model._default_manager.all()}  # type: ignore[attr-defined]  # noqa: SLF001
    made: dict[str, Any] = {}
    moved: list[Any] = []
    names: set[str] = {"pack_digest", "updated_at"} & {f.attname for f in model._meta.concrete_fields}  # noqa: SLF001
    seen: set[str] = set()
    for row in wanted:
        if problem := _problem(model, row, seen):
            report.problems.append(problem)
            continue
        key = row.values["key"]
        seen.add(key)
        digest = _digest(row.values)
        thing = present.get(key)
        if thing is not None and thing.pack_digest == digest:
            report.unchanged += 1
            continue
        values = {**row.values, "pack_digest": digest}
        if thing is None:
            made[key] = model(**values)
            continue
        for name, value in {**values, "updated_at": timezone.now()}.items():
            setattr(thing, name, value)
        names |= values.keys()
        moved.append(thing)
    person = actor if getattr(actor, "pk", None) else None
    common = {"batch_size": 200, "default_user": person, "default_change_reason": why[:100]}
    if made:
        created = bulk_create_with_history(list(made.values()), model, **common)
        touched(model, [row.pk for row in created])
    if moved:
        fields = sorted({model._meta.get_field(n).name for n in names} - {"key"})  # noqa: SLF001
        bulk_update_with_history(moved, model, fields, **common)
        touched(model, [row.pk for row in moved])
    report.new, report.changed = len(made), len(moved)
    return report


def _problem(model: type[models.Model], row: Wanted, seen: set[str]) -> Problem | None:
    if row.values["key"] in seen:
        return Problem(row.file, row.line, "id", f"{row.values['key']!r} is there twice", "Give each row its own")
    for name, value in row.values.items():
        longest = getattr(model._meta.get_field(name), "max_length", None)  # noqa: SLF001
        if isinstance(value, str) and longest and len(value) > longest:
            reason = f"{len(value)} characters are too many"
            return Problem(row.file, row.line, name, reason, f"Use at most {longest}")
    return None


def _digest(values: dict[str, Any]) -> str:
    """Sixteen hexadecimal digits that change whenever a value does."""
    text = json.dumps(values, sort_keys=True, ensure_ascii=False, default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _plain(value: Any) -> str:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value)
