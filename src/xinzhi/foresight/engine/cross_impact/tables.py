"""A cross-impact matrix as a table: event, probability, then one column an event with P(column | row), or strengths."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import NamedTuple

import numpy as np

from .gordon import conditional_of, odds_ratios
from .group import STRENGTHS, ratios_of


class MatrixError(ValueError):
    """A matrix cannot be used; the message gives file, line, field, reason and what to do."""


class Read(NamedTuple):
    """Names of the events, initial probabilities, conditional probabilities P(i | j) by [j, i], and odds ratios."""

    names: list[str]
    initial: np.ndarray
    conditional: np.ndarray
    ratios: np.ndarray


def read_matrix(file: Path, *, strengths: bool = False) -> Read:
    """The matrix of a CSV file: columns `event`, `probability`, and one for each event under its name, in any order.

    A cell of row j and column i is P(i | j), or with `strengths` −3 … 3; an empty cell is no impact. Raises MatrixError.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise MatrixError(f"{file.name}: cannot be read as UTF-8 ({error}). Save it as CSV in UTF-8.") from error
    reader = csv.DictReader(io.StringIO(text))
    rows = [(reader.line_num, row) for row in reader]
    names = [(row.get("event") or "").strip() for _line, row in rows]
    head = [h for h in reader.fieldnames or () if h]
    if {"event", "probability"} - set(head):
        raise MatrixError(f"{file.name}:1: no column event or probability. The first row must name both.")
    if not names or "" in names or len(set(names)) < len(names):
        raise MatrixError(f"{file.name}: every row needs an event of its own name. Name them.")
    if missing := [n for n in names if n not in head]:
        raise MatrixError(f"{file.name}:1: no column {', '.join(missing)}. Add one for each event.")
    initial, given = np.empty(len(names)), np.full((len(names), len(names)), np.nan)
    for j, (line, row) in enumerate(rows):
        initial[j] = _number(row["probability"], f"{file.name}:{line}: probability", 0, 1)
        for i, name in enumerate(names):
            cell = (row.get(name) or "").strip()
            if i != j and cell:
                at = f"{file.name}:{line}: {name}"
                given[j, i] = _strength(cell, at) if strengths else _number(cell, at, 0, 1)
    if strengths:
        ratios = ratios_of(np.nan_to_num(given))
        conditional = conditional_of(initial, ratios)
    else:
        ratios, conditional = odds_ratios(initial, given), given
    return Read(names, initial, conditional, ratios)


def _number(text: str | None, at: str, low: float, high: float) -> float:
    try:
        number = float(text or "")
    except ValueError:
        number = np.nan
    if not low < number < high:
        raise MatrixError(f"{at}: {text!r} is no probability. Give a number strictly between {low} and {high}.")
    return number


def _strength(text: str, at: str) -> float:
    try:
        number = int(text)
    except ValueError:
        number = 9
    if number not in STRENGTHS:
        raise MatrixError(f"{at}: {text!r} is no strength. Give a whole number from −3 to 3.")
    return number
