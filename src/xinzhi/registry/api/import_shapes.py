"""Imports, their mapping and their rows as the API says them."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from ninja import Field, Schema

from xinzhi.core.api.words import gettext_lazy as _
from xinzhi.registry.actions.start_import import proposal
from xinzhi.registry.imports import from_stored
from xinzhi.registry.imports.reading import BEHIND, WITHOUT_COLUMN
from xinzhi.registry.links import source_address
from xinzhi.registry.models import Import, ImportPolicy, ImportRow, ImportState, RowOutcome
from xinzhi.registry.queries.imports import changes_of, name_of, problems_of
from xinzhi.registry.registers import BY_KEY, REGISTERS, Register
from xinzhi.registry.schemas import labels_of, schema_of
from xinzhi.registry.words import attribute_label

REGISTER_KEYS: Any = {"enum": [r.key for r in REGISTERS]}
POLICIES: Any = {"enum": list(ImportPolicy.values)}
_OUTCOMES: Any = {"enum": list(RowOutcome.values)}
_STATES: Any = {"enum": list(ImportState.values)}
_HIDDEN = "…"  # in the place of a personal value


class ImportProblem(Schema):
    """What is wrong with a cell, a row or a file, and what to do."""

    column: str = Field(description=_("of the file, or name of the attribute without one; empty: the whole row"))
    value: str
    code: str
    level: str = Field(description=_("error: to be repaired; warning: look at it"))
    reason: str
    remedy: str


class ImportFacts(Schema):
    """A file brought in, and how far it is."""

    id: int
    register_key: str
    file_name: str
    sha256: str = Field(description=_("of the file, which is below /files"))
    sheet: str
    state: str = Field(json_schema_extra=_STATES)
    counts: dict[str, int] = Field(description=_("rows by outcome"))
    policy: str = Field(description=_("whether bad rows hold back the others: all or good; empty before proposing"))
    notices: list[ImportProblem] = Field(description=_("what was odd about the file as a whole"))
    source: str
    source_url: str
    as_of: dt.date | None
    as_of_precision: str
    confidence: str
    recorded_by: str
    created_at: dt.datetime
    decided_by: str
    decided_at: dt.datetime | None
    reason: str
    job: int | None = Field(description=_("number of the job that works or worked on it, below /me/jobs"))
    url: str


class ColumnFacts(Schema):
    """A column of the file and what was proposed for it."""

    name: str
    examples: list[str]
    attribute: str = Field(description=_("what it holds; empty: it is kept unused"))
    proposed: str = Field(description=_("the attribute proposed"))
    confidence: float = Field(description=_("of the proposal, 0 to 1"))


class AttributeFacts(Schema):
    """What a column or a constant may be."""

    key: str
    label: str
    required: bool


class MappingFacts(Schema):
    """Which column holds which attribute, what is the same in every row, and what there is to choose from."""

    register_key: str
    columns: list[ColumnFacts]
    constants: dict[str, str] = Field(description=_("attribute to the text that stands in every row"))
    attributes: list[AttributeFacts]


class RowChange(Schema):
    """A value the row would give, in words."""

    name: str
    before: str
    after: str


class RowFacts(Schema):
    """A row with its fate. Personal values are left out; whoever repairs them has the file."""

    line: int
    outcome: str = Field(json_schema_extra=_OUTCOMES)
    key: str = Field(description=_("of the entry that it meets or would make"))
    name: str
    cells: dict[str, str] = Field(description=_("texts of the file by column"))
    repairs: dict[str, str] = Field(description=_("texts that replace them"))
    problems: list[ImportProblem]
    changes: list[RowChange]
    statement: int | None = Field(description=_("number of the statement it became"))


@dataclass(frozen=True, slots=True)
class Veil:
    """Hides personal values of an import: those of private attributes, and in a register with such what is unmapped."""

    private: frozenset[str]  # attributes
    columns: Mapping[str, str]  # of the file, to attributes

    @classmethod
    def of(cls, batch: Import) -> "Veil":
        mapped = {c["name"]: batch.mapping.get(c["name"], "") for c in batch.columns}
        return cls(frozenset(BY_KEY[batch.register].private), mapped)

    def hides(self, column: str) -> bool:
        """Whether what stands under this name may be personal. A row as a whole ("") is not."""
        name = column.removeprefix(WITHOUT_COLUMN)
        attribute = self.columns.get(column, name if column != BEHIND else "")
        return bool(self.private and column) and (not attribute or attribute in self.private)

    def public(self, texts: Mapping[str, str]) -> dict[str, str]:
        """The texts without those that it hides."""
        return {name: text for name, text in texts.items() if not self.hides(name)}

    def problem(self, stored: Mapping[str, Any], told: dict[str, str]) -> dict[str, str]:
        """The problem in words, without the value where that is hidden."""
        if not self.hides(stored["column"]):
            return told
        params = {
            name: {key: _HIDDEN if isinstance(value, str) else value for key, value in stored[name].items()}
            for name in ("params", "remedy_params")
        }
        return {**from_stored({**stored, **params, "value": ""}, gettext), "column": told["column"]}


def address_of(batch: Import) -> str:
    """The import's page."""
    return reverse("registry:import", args=[batch.pk])


def facts(batch: Import) -> ImportFacts:
    """The import as it stands."""
    return ImportFacts(**_told(batch))


def imports_told(_request: HttpRequest, rows: list[Import]) -> list[dict[str, Any]]:
    """A page of imports."""
    return [_told(batch) for batch in rows]


def mapping_told(batch: Import, register: Register) -> MappingFacts:
    """The mapping as it stands; for another register than the import's what would be proposed there."""
    proposed = {m.column.name: m for m in proposal(batch, register).matches}
    own = register.key == batch.register
    labels, veil = labels_of(register), Veil.of(batch)
    columns = [
        {
            "name": c["name"],
            "examples": [] if veil.hides(c["name"]) else c["examples"],
            "attribute": batch.mapping.get(c["name"], "") if own else proposed[c["name"]].attribute,
            "proposed": proposed[c["name"]].attribute,
            "confidence": proposed[c["name"]].confidence,
        }
        for c in batch.columns
    ]
    attributes = [
        {"key": a.key, "label": str(labels[a.key]), "required": a.required} for a in schema_of(register).attributes
    ]
    return MappingFacts(
        register_key=register.key,
        columns=columns,  # type: ignore[arg-type]  # pydantic makes them of the dicts
        constants=veil.public(batch.constants) if own else {},
        attributes=attributes,  # type: ignore[arg-type]
    )


def rows_told(batch: Import, rows: list[ImportRow]) -> list[RowFacts]:
    """Rows without personal values."""
    veil = Veil.of(batch)
    register = BY_KEY[batch.register]
    private = {attribute_label(register, name) for name in register.private}
    return [
        RowFacts(
            line=row.line,
            outcome=row.outcome,
            key=row.key,
            name=name_of(batch, row),
            cells=veil.public(row.cells),
            repairs=veil.public(row.repairs),
            problems=list(map(veil.problem, row.problems, problems_of(batch, row, gettext))),  # type: ignore[arg-type]
            changes=[c for c in changes_of(batch, row, personal=False) if c["name"] not in private],  # type: ignore[misc]
            statement=row.statement_id,
        )
        for row in rows
    ]


def _told(batch: Import) -> dict[str, Any]:
    same = ("file_name", "sheet", "state", "counts", "policy", "source", "as_of", "as_of_precision", "confidence")
    more = ("created_at", "decided_at", "reason")
    return {
        "id": batch.pk,
        "register_key": batch.register,
        "sha256": batch.file.sha256,
        "notices": [from_stored(n, gettext) for n in batch.notices],
        "source_url": source_address(batch.source_url),
        "recorded_by": batch.recorded_by.username if batch.recorded_by else "",
        "decided_by": batch.decided_by.username if batch.decided_by else "",
        "job": batch.job_id,
        "url": address_of(batch),
        **{name: getattr(batch, name) for name in (*same, *more)},
    }
