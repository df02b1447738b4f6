"""Say what each column of an import holds."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.core.tabular import Row
from xinzhi.registry.engine.tabular import Mapping as Proposal
from xinzhi.registry.engine.tabular import RowReader
from xinzhi.registry.imports.reading import Sheet
from xinzhi.registry.models import Import, ImportState
from xinzhi.registry.provenance import Provenance
from xinzhi.registry.registers import Register
from xinzhi.registry.schemas import labels_of, reference_book, schema_of

from .importing import expect


def map_import(
    *,
    actor: Any,
    batch: Import,
    register: Register,
    mapping: Mapping[str, str],
    constants: Mapping[str, str],
    provenance: Provenance,
    why: str = "",
) -> Import:
    """The import under another mapping; its rows must be checked again.

    `mapping` is column name to attribute ("" for none), `constants` attribute to the text that stands in every row.
    Raises PermissionDenied, and ValidationError: no source or day, a column or attribute there is not, an attribute
    held twice, a constant that cannot be read, or a state in which it is too late.
    """
    require(actor, "registry.import", batch)
    provenance.check()
    constants = {name: text.strip() for name, text in constants.items() if text.strip()}
    mapping = {c["name"]: mapping.get(c["name"], "") for c in batch.columns} | dict(mapping)
    _check(batch, register, mapping, constants)
    with recorded("registry.map_import", actor=actor, subject=batch, why=why):
        expect(batch, ImportState.UPLOADED, ImportState.CHECKED)
        batch.rows.all().delete()
        batch.register, batch.mapping, batch.constants = register.key, mapping, constants
        batch.state, batch.counts = ImportState.UPLOADED, {}
        for name, value in provenance.columns().items():
            setattr(batch, name, value)
        batch.save()
    return batch


def _check(batch: Import, register: Register, mapping: Mapping[str, str], constants: Mapping[str, str]) -> None:
    labels = labels_of(register)
    problems: dict[str, str] = {}
    names = {c["name"] for c in batch.columns}
    held = Counter(a for a in (*mapping.values(), *constants) if a)
    for name, attribute in mapping.items():
        if name not in names:
            problems[name] = _("The file has no column «%(name)s».") % {"name": name}
        elif attribute and attribute not in labels:
            problems[name] = _("There is no such attribute in this register.")
        elif held[attribute] > 1:
            problems[name] = _("«%(attribute)s» stands twice: one column or value only.") % {
                "attribute": labels[attribute]
            }
    for attribute in constants:
        if attribute not in labels:
            problems[attribute] = _("There is no such attribute in this register.")
    if not any(mapping.values()):
        problems["mapping"] = _("Say of at least one column what it holds.")
    if not problems:
        problems = _unreadable(register, constants)
    if problems:
        raise ValidationError(problems)


def _unreadable(register: Register, constants: Mapping[str, str]) -> dict[str, str]:
    """Constants that their attributes cannot be: better said once here than in every row."""
    sheet = Sheet([], {}, constants, schema_of(register))
    row = sheet.widen(Row(0, ()))
    read = RowReader(Proposal(sheet.mapping.matches), sheet.schema, reference_book()).read(row)
    return {p.column.removeprefix("@"): f"{p.reason.text(_)} {p.remedy.text(_)}" for p in read.problems if p.is_error}
