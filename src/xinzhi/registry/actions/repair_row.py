"""Correct cells of one row of an import; it is checked again alone."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.core.messages import Message, gettext_noop
from xinzhi.core.tabular import Problem
from xinzhi.registry.imports import Checker, Fate, sheet_of, to_stored
from xinzhi.registry.imports.known import known_entries
from xinzhi.registry.imports.reading import WITHOUT_COLUMN, Sheet
from xinzhi.registry.imports.stored import READING, storable, to_problem
from xinzhi.registry.models import Import, ImportRow, ImportState, RowOutcome
from xinzhi.registry.registers import BY_KEY

from .check_import import counts_of
from .importing import expect

_REPEATS = gettext_noop("The row names the same thing as line %(line)d.")
_REPEATS_REMEDY = gettext_noop("Keep the row that is right, and leave the other out.")


def repair_row(*, actor: Any, row: ImportRow, cells: Mapping[str, str], why: str = "") -> ImportRow:
    """The row, checked again with these texts in place of the file's; the file itself stays as it is.

    `cells` are texts by column name, or by «@attribute» for a needed attribute that has no column. A row that was left
    out by hand comes back. Raises PermissionDenied, and ValidationError: a column there is not, or a state in which it
    is too late.
    """
    batch = row.batch
    require(actor, "registry.import", batch)
    sheet = sheet_of(batch)
    known = {m.column.name for m in sheet.mapping.matches}
    if unknown := [name for name in cells if name not in known]:
        raise ValidationError(_("The file has no column «%(name)s»."), params={"name": unknown[0]})
    with recorded("registry.repair_row", actor=actor, subject=batch, why=why) as change:
        expect(batch, ImportState.CHECKED)
        now = row.cells | row.repairs
        changed = {n: storable(text.strip()) for n, text in cells.items() if text.strip() != now.get(n, "")}
        row.repairs = {**row.repairs, **changed}
        _apply(row, _fate(batch, row, sheet, changed))
        row.save()
        batch.counts = counts_of(batch)
        batch.save()
        for name, text in changed.items():
            change.note(f"{row.line} {name}", now.get(name, ""), text)
    return row


def _fate(batch: Import, row: ImportRow, sheet: Sheet, changed: Mapping[str, str]) -> Fate:
    register = BY_KEY[batch.register]
    again = sheet.row(row.line, row.cells, row.repairs)
    # What was odd in reading a cell is settled when the cell is corrected; of the whole row, when somebody saw to it.
    kept = [to_problem(p, row.line) for p in row.problems if p[READING] and p["column"] and p["column"] not in changed]
    again = replace(again, problems=tuple(kept))
    read, _origin = Checker(register, sheet, known_entries(register, sheet.schema, (), {})).read(again)
    known = known_entries(register, sheet.schema, sheet.mapping.attributes, read.values)
    fate = Checker(register, sheet, known).check(again)
    if fate is None:
        return Fate(RowOutcome.SKIPPED.value)
    others = batch.rows.exclude(pk=row.pk).filter(
        outcome__in=[RowOutcome.NEW, RowOutcome.CHANGED, RowOutcome.UNCHANGED]
    )
    twin = others.filter(key=fate.key).first() if fate.key else None
    if twin is None or fate.outcome == RowOutcome.BAD:
        return fate
    told = Problem(row.line, "", "", "contradicts", Message(_REPEATS, {"line": twin.line}), Message(_REPEATS_REMEDY))
    return Fate(RowOutcome.BAD.value, fate.key, problems=[*fate.problems, to_stored(told)])


def _apply(row: ImportRow, fate: Fate) -> None:
    for name, value in asdict(fate).items():
        setattr(row, name, value)


def repairable(row: ImportRow, sheet: Sheet) -> list[str]:
    """The columns to show for repair: those with an error first, or all that hold an attribute where none is named."""
    names = [m.column.name for m in sheet.mapping.matches if m.attribute]
    by_attribute = {m.attribute: m.column.name for m in sheet.mapping.matches if m.attribute}
    wrong = [by_attribute.get(p["column"], p["column"]) for p in row.problems if p["level"] == "error"]
    wrong = [w if w in names else f"{WITHOUT_COLUMN}{w}" for w in wrong if w]
    return [n for n in dict.fromkeys(wrong) if n in names] or names
