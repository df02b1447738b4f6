"""Reading back what a list exported, or what a person made in the same shape. Nothing odd is let through."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePath
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from xinzhi.core.tabular import Record, Source, TableError, open_source, unguard


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file: the line it stands on (as the person's program counts) and its cells by column key."""

    line: int
    cells: dict[str, str]


def read_rows(file: IO[bytes], name: str) -> Iterator[Row]:
    """The rows of a CSV, XLSX or JSON file as texts, apostrophes of `guard` removed; empty rows are left out.

    CSV may be UTF-8 or GB18030 (what Excel writes in China). Raises ValidationError, saying where, for another kind
    of file, a file that is broken, a heading that is missing or stands twice, and a row with too many cells.
    `registry.engine.tabular` is for files that must be taken in with their dirt.
    """
    if PurePath(name).suffix.lower() not in {".csv", ".xlsx", ".json"}:
        raise ValidationError(_("Only CSV, XLSX and JSON files can be read."), code="kind")
    try:
        with open_source(file, name) as source:
            yield from _rows(source)
    except TableError as error:
        code = "broken" if error.code == "encoding" else error.code
        raise ValidationError(_(error.message.template), code=code, params=dict(error.message.params)) from error


def _rows(source: Source) -> Iterator[Row]:
    keys = _keys(next(source.records(), Record(1, [])))
    clean = (lambda cell: cell) if source.kind == "json" else unguard  # JSON holds no apostrophes of ours
    for record in islice(source.records(), 1, None):
        if record.problems:
            raise ValidationError(_("Line %(line)d is not CSV."), code="broken", params={"line": record.line})
        if any(record.cells[len(keys) :]):
            raise ValidationError(
                _("Line %(line)d has more cells than columns."), code="row", params={"line": record.line}
            )
        if any(record.cells):
            padded = [*record.cells, *[""] * (len(keys) - len(record.cells))]
            yield Row(record.line, {k: clean(v) for k, v in zip(keys, padded, strict=False)})


def _keys(record: Record) -> list[str]:
    keys = [h.strip() for h in record.cells]
    while keys and not keys[-1]:
        keys.pop()
    if not keys or not all(keys):
        raise ValidationError(_("The first row must name every column."), code="heading")
    if len(set(keys)) != len(keys):
        twice = next(k for k in keys if keys.count(k) > 1)
        raise ValidationError(_("The column «%(name)s» stands twice."), code="heading", params={"name": twice})
    return keys
