"""The firms of an edition: identifiers, names, a column of groups, and columns of figures."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from .listfile import ListError, ListFile

Floats = NDArray[np.float64]

ID, NAME, SIMULATED = "id", "name", "simulated"
_TRUE = ("true", "1", "yes", "是")


@dataclass(frozen=True)
class Firms:
    """Rows of an edition, each with an id of its own. A figure that is not known is NaN. `raw` is what `to_csv` wrote or would write."""

    ids: tuple[str, ...]
    names: tuple[str, ...]
    columns: dict[str, Floats]
    groups: tuple[str, ...] = ()
    simulated: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=bool))

    def __len__(self) -> int:
        return len(self.ids)

    def to_csv(self) -> bytes:
        """The firms as UTF-8 CSV that reads back the same: figures with every digit, unknown ones empty."""
        frame = pl.DataFrame(
            {
                ID: self.ids,
                NAME: self.names,
                SIMULATED: [int(flag) for flag in self.simulated],
                **({"group": self.groups} if self.groups else {}),
                **{name: [_digits(value) for value in values] for name, values in self.columns.items()},
            }
        )
        return frame.write_csv(line_terminator="\n").encode()


def read_firms(source: Path | bytes, wanted: ListFile) -> Firms:
    """Firms of a CSV or Parquet file for this list.

    Needs a column `id`, and every column of figures that the list reads; `name`, `simulated` and the list's group column
    are read where they are. Raises ListError that names the row (the heading is row 1), the column and what to do.
    """
    frame = _frame(source)
    by = wanted.by if wanted.by in frame.columns else "group"
    if missing := [name for name in (ID, *wanted.columns) if name not in frame.columns]:
        known = ", ".join(wanted.columns)
        raise ListError(
            f"The data lack the column {', '.join(missing)}. The list reads id, {known}; leave cells empty where unknown."
        )
    ids = _texts(frame, ID)
    _check_ids(ids)
    return Firms(
        ids=ids,
        names=_texts(frame, NAME) if NAME in frame.columns else ids,
        columns={name: _figures(frame, name) for name in wanted.columns},
        groups=_texts(frame, by) if wanted.by and by in frame.columns else (),
        simulated=np.array([text.lower() in _TRUE for text in _texts(frame, SIMULATED)])
        if SIMULATED in frame.columns
        else np.zeros(len(ids), dtype=bool),
    )


def _frame(source: Path | bytes) -> pl.DataFrame:
    try:
        if isinstance(source, Path) and source.suffix == ".parquet":
            return pl.read_parquet(source)
        raw = source if isinstance(source, bytes) else source.read_bytes()
        return pl.read_csv(io.BytesIO(raw.removeprefix(b"\xef\xbb\xbf")), infer_schema=False)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise ListError(
            f"The data cannot be read as CSV or Parquet: {str(error).splitlines()[0]}. Save them as UTF-8."
        ) from error


def _texts(frame: pl.DataFrame, name: str) -> tuple[str, ...]:
    return tuple(frame[name].cast(pl.String).fill_null("").str.strip_chars())


def _check_ids(ids: Sequence[str]) -> None:
    first: dict[str, int] = {}
    for row, key in enumerate(ids, start=2):
        if not key:
            raise ListError(f"Row {row}: the id is empty. Give each firm its own.")
        if key in first:
            raise ListError(
                f"Row {row}: the id {key!r} is there twice, first in row {first[key]}. Give each firm its own."
            )
        first[key] = row


def _figures(frame: pl.DataFrame, name: str) -> Floats:
    column = frame[name]
    if column.dtype == pl.String:
        text = column.str.strip_chars().replace("", None)
        column = text.cast(pl.Float64, strict=False)
        wrong = (column.is_null() & text.is_not_null()).arg_true()
        if len(wrong):
            at = int(wrong[0])
            raise ListError(
                f"Row {at + 2}, column {name}: {text[at]!r} is not a number. Write a plain number, or leave it empty."
            )
    values = column.cast(pl.Float64).fill_null(np.nan).to_numpy().astype(np.float64)
    if np.isinf(values).any():
        at = int(np.flatnonzero(np.isinf(values))[0])
        raise ListError(
            f"Row {at + 2}, column {name}: the number is infinite. Write a plain number, or leave it empty."
        )
    return values


def _digits(value: float) -> str | None:
    """The shortest text that reads back as this number."""
    if np.isnan(value):
        return None
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(float(value))
