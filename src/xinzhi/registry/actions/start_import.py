"""Bring in a file: it is stored, its columns are read, and a mapping is proposed."""

from collections.abc import Iterator
from itertools import islice
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.core.actions import store_file
from xinzhi.core.tabular import Table
from xinzhi.registry.engine.tabular import Mapping, propose
from xinzhi.registry.imports import open_batch, to_stored
from xinzhi.registry.imports.reading import column_of
from xinzhi.registry.imports.stored import storable
from xinzhi.registry.models import Import
from xinzhi.registry.provenance import Provenance
from xinzhi.registry.registers import BY_KEY, REGISTERS, Register
from xinzhi.registry.schemas import schema_of

_EXAMPLES, _LOOK, _SHOWN = 3, 200, 60


def start_import(
    *, actor: Any, file: File, name: str, provenance: Provenance, register: Register | None = None, sheet: str = ""
) -> Import:
    """The import, with its columns and a proposed mapping; nothing is taken from its rows yet.

    Without a register, the one whose attributes fit the headings best is taken. Raises PermissionDenied, and
    ValidationError: no source or day, a file that cannot be read as a table, or (without a register) one that fits none.
    """
    require(actor, "registry.import")
    provenance.check()
    stored = store_file(actor=actor, file=file)
    batch = Import(
        file=stored, file_name=PurePath(name).name[-200:], sheet=sheet, recorded_by=actor, **provenance.columns()
    )
    with open_batch(batch) as table:
        chosen = register or _fitting(table)
        mapping = propose(table.columns, schema_of(chosen))
        batch.register = chosen.key
        batch.columns = list(_columns(table, mapping))
        batch.mapping = {m.column.name: m.attribute for m in mapping.matches}
        batch.notices = [to_stored(p, reading=True) for p in table.problems]
        batch.sheet = table.source.sheet
    with recorded("registry.start_import", actor=actor, subject=batch, new=True):
        batch.save()
    return batch


def proposal(batch: Import, register: Register) -> Mapping:
    """What would be proposed for the import's columns in another register."""
    return propose([column_of(c) for c in batch.columns], schema_of(register))


def _fitting(table: Table) -> Register:
    fits = {r.key: sum(m.confidence for m in propose(table.columns, schema_of(r)).matches) for r in REGISTERS}
    best = max(fits, key=fits.__getitem__)
    if not fits[best]:
        raise ValidationError({"register": _("No heading of this file belongs to a register: choose the register.")})
    return BY_KEY[best]


def _columns(table: Table, mapping: Mapping) -> Iterator[dict[str, Any]]:
    """What is kept of each column, with the first different values of it."""
    rows = list(islice(table.rows(), _LOOK))
    for match in mapping.matches:
        column = match.column
        values = dict.fromkeys(v[:_SHOWN] for row in rows if (v := storable(row.cells[column.index])))
        yield {
            "index": column.index,
            "letter": column.letter,
            "heading": column.heading,
            "name": column.name,
            "examples": list(values)[:_EXAMPLES],
            "attribute": match.attribute,
            "confidence": match.confidence,
            "ground": match.ground,
            "rival": match.rival,
        }
