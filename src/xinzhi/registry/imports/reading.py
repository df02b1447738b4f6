"""An import's file, read under its mapping."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from xinzhi.core.tabular import Column, Row, Table, TableError, open_table
from xinzhi.registry.engine import tabular
from xinzhi.registry.engine.tabular import Match, Schema
from xinzhi.registry.models import Import
from xinzhi.registry.registers import BY_KEY
from xinzhi.registry.schemas import schema_of

from .stored import storable

BEHIND = "+"  # the name under which cells behind the last column are kept
WITHOUT_COLUMN = "@"  # before the name of an attribute that no column holds


@contextmanager
def open_batch(batch: Import) -> Iterator[Table]:
    """The table in the import's stored file. Raises ValidationError when it cannot be read."""
    try:
        with (
            default_storage.open(batch.file.path, "rb") as file,
            open_table(file, batch.file_name, sheet=batch.sheet) as table,
        ):
            yield table
    except TableError as error:
        raise unreadable(error) from error


def unreadable(error: TableError) -> ValidationError:
    """Why the file as a whole cannot be read, in the reader's language."""
    return ValidationError({"file": error.message.text(_)}, code=error.code)


class Sheet:
    """The columns of an import under its mapping, those of attributes without a column behind them."""

    def __init__(
        self, columns: Iterable[Column], mapping: Mapping[str, str], constants: Mapping[str, str], schema: Schema
    ) -> None:
        self.schema = schema
        self.columns = tuple(columns)
        proposed = tabular.propose(self.columns, schema)
        # What a person chose stands; a column the mapping does not know (a new one) stays unused.
        chosen = proposed.changed({c.index: mapping.get(c.name, "") for c in self.columns})
        self.missing = tuple(
            a.key for a in schema.attributes if (a.required or a.key in constants) and a.key not in chosen.attributes
        )
        self.constants = tuple(constants.get(name, "") for name in self.missing)
        width = len(self.columns)
        behind = (
            Match(Column(width + n, "", name, f"{WITHOUT_COLUMN}{name}"), name, 1.0, "hand")
            for n, name in enumerate(self.missing)
        )
        self.mapping = tabular.Mapping((*chosen.matches, *behind))

    def widen(self, row: Row) -> Row:
        """The row with the cells that are the same for all rows."""
        return replace(row, cells=(*map(storable, row.cells), *self.constants))

    def cells(self, row: Row) -> dict[str, str]:
        """The filled cells of the file by column name, and what stands behind the last column."""
        found = {c.name: kept for c, text in zip(self.columns, row.cells, strict=False) if (kept := storable(text))}
        return found | ({BEHIND: storable(" | ".join(row.extra))} if row.extra else {})

    def row(self, line: int, cells: Mapping[str, str], repairs: Mapping[str, str]) -> Row:
        """The row made again from kept cells and repairs, as wide as `widen` gives it."""
        texts = [repairs.get(c.name, cells.get(c.name, "")) for c in self.columns]
        texts += [
            repairs.get(f"{WITHOUT_COLUMN}{name}", constant)
            for name, constant in zip(self.missing, self.constants, strict=True)
        ]
        return Row(line, tuple(texts))


def sheet_of(batch: Import, table: Table | None = None) -> Sheet:
    """The import's columns under its mapping: as the table has them, or as they were kept when it was uploaded."""
    columns = table.columns if table else [column_of(kept) for kept in batch.columns]
    return Sheet(columns, batch.mapping, batch.constants, schema_of(BY_KEY[batch.register]))


def column_of(kept: Mapping[str, object]) -> Column:
    """A column as it was kept."""
    return Column(int(str(kept["index"])), str(kept["letter"]), str(kept["heading"]), str(kept["name"]))
