"""Imports that wait for somebody."""

from collections.abc import Callable, Mapping
from typing import Any

from xinzhi.registry.imports import from_stored
from xinzhi.registry.imports.reading import WITHOUT_COLUMN
from xinzhi.registry.models import Import, ImportRow, ImportState, RowOutcome
from xinzhi.registry.registers import BY_KEY
from xinzhi.registry.rules import visible_imports
from xinzhi.registry.schemas import labels_of
from xinzhi.registry.words import attribute_label, machine_words

MOST = 12


def imports_to_decide(user: Any, limit: int = MOST) -> list[Import]:
    """What others proposed and this person may decide on, the oldest first."""
    if not user.has_perm("registry.decide"):
        return []
    waiting = visible_imports(user).filter(state=ImportState.PROPOSED).exclude(recorded_by=user)
    return list(waiting.select_related("recorded_by").order_by("updated_at")[:limit])


def imports_to_finish(user: Any, limit: int = MOST) -> list[Import]:
    """What this person brought in and has not proposed yet, the latest first."""
    own = visible_imports(user).filter(recorded_by=user, state__in=[ImportState.UPLOADED, ImportState.CHECKED])
    return list(own.order_by("-updated_at")[:limit])


def problems_of(batch: Import, row: ImportRow, translate: Callable[[str], str]) -> list[dict[str, str]]:
    """The row's problems in the reader's language; an attribute without a column by its name."""
    labels = labels_of(BY_KEY[batch.register])
    columns = {c["name"] for c in batch.columns}
    found = []
    for stored in row.problems:
        told = from_stored(stored, translate)
        name = told["column"].removeprefix(WITHOUT_COLUMN)
        if name not in columns and name in labels:
            told["column"] = str(labels[name])
        found.append(told)
    return found


def changes_of(batch: Import, row: ImportRow, *, personal: bool) -> list[Mapping[str, str]]:
    """What the row changes, in words: name, before, after. Of a new entry every value; no personal data for others."""
    register = BY_KEY[batch.register]
    changes = row.changes or [{"name": n, "before": None, "after": v} for n, v in row.values.items()]
    return [
        {
            "name": attribute_label(register, c["name"]),
            "before": "" if c["before"] in (None, "", []) else machine_words(register, c["name"], c["before"]),
            "after": machine_words(register, c["name"], c["after"]),
        }
        for c in changes
        if personal or row.outcome == RowOutcome.NEW or c["name"] not in register.private
    ]


def name_of(batch: Import, row: ImportRow) -> str:
    """What the row is of: the name it gives, as it stands in the file."""
    column = next((c for c, attribute in batch.mapping.items() if attribute == "name"), "")
    return str(row.repairs.get(column) or row.cells.get(column) or row.key)
