"""How many things of each kind are on record in each field and city, and where there are none.

Counted are published, real entries; simulated ones are counted apart. An entry counts once: in the row of the field it
is filed under or of the nearest row above that, and in the column of its city. What has no field or no city stands in a
row or column of its own, so that the sums are those of the registers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xinzhi.fields.models import Field
from xinzhi.fields.queries import Node, tree
from xinzhi.registry.models import OrganisationKind
from xinzhi.registry.registers import BY_KEY, Register
from xinzhi.registry.wanted import Wanted

NO_FIELD = "none"


@dataclass(frozen=True, slots=True)
class Aspect:
    """A kind of thing that is counted: a register, narrowed by columns."""

    key: str
    title: str | Promise
    register: Register
    narrow: Mapping[str, str] = field(default_factory=dict)

    def rows(self) -> QuerySet[Any]:
        """The entries that count: those everyone may see. A cell of one would tell of a person who did not agree."""
        return self.register.entries().filter(**self.narrow)


ASPECTS: tuple[Aspect, ...] = (
    Aspect("disciplines", BY_KEY["disciplines"].title, BY_KEY["disciplines"]),
    Aspect("platforms", BY_KEY["platforms"].title, BY_KEY["platforms"]),
    Aspect("firms", _("Firms"), BY_KEY["organisations"], {"kind": OrganisationKind.ENTERPRISE.value}),
    Aspect("parks", BY_KEY["parks"].title, BY_KEY["parks"]),
    Aspect("results", BY_KEY["results"].title, BY_KEY["results"]),
    Aspect("demands", BY_KEY["demands"].title, BY_KEY["demands"]),
    Aspect("people", BY_KEY["people"].title, BY_KEY["people"]),
)
# A field without any of these has nothing to stand on.
ESSENTIAL = ("disciplines", "platforms", "firms")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the view: a field with what is filed below it, one field alone, or what has no field."""

    key: str
    label: str | Promise
    ids: frozenset[int]
    is_alone: bool = False


@dataclass
class Cell:
    """How many real entries, and how many simulated ones."""

    real: int = 0
    simulated: int = 0


Cells = dict[tuple[str, str, int], Cell]


def rows_of(top: Field | None) -> list[Row]:
    """The plan's top fields, or with a field its parts and itself alone; one query. Without a field last, of all."""
    nodes = tree()
    if top is not None:
        node = next(n for t in nodes for n in t.walk() if n.field.pk == top.pk)
        alone = Row(top.key, top.label, frozenset({top.pk}), is_alone=bool(node.children))
        return [*map(_row, node.children), alone]
    return [*map(_row, nodes), Row(NO_FIELD, _("without a field"), frozenset(), is_alone=True)]


def _row(node: Node) -> Row:
    return Row(node.field.key, node.field.label, frozenset(n.field.pk for n in node.walk()))


def count(aspects: Sequence[Aspect], rows: Sequence[Row]) -> Cells:
    """(aspect, row, city or 0) to its cell, only where something is; one query for each aspect."""
    row_of = {pk: row.key for row in rows for pk in row.ids}
    without = any(row.key == NO_FIELD for row in rows)
    cells: Cells = {}
    for aspect in aspects:
        groups = aspect.rows().order_by().values_list("field", "city", "simulated").annotate(n=Count("pk"))
        for field_id, city_id, is_simulated, n in groups:
            key = row_of.get(field_id) if field_id else NO_FIELD if without else None
            if key is None:
                continue
            cell = cells.setdefault((aspect.key, key, city_id or 0), Cell())
            if is_simulated:
                cell.simulated += n
            else:
                cell.real += n
    return cells


def total(cells: Cells, *, aspect: str = "", row: str = "", city: int | None = None) -> Cell:
    """The sum over the cells that these name; what is left out is summed over."""
    found = Cell()
    for (a, r, c), cell in cells.items():
        if (not aspect or a == aspect) and (not row or r == row) and (city is None or c == city):
            found.real += cell.real
            found.simulated += cell.simulated
    return found


def missing(cells: Cells, rows: Sequence[Row], city: int | None = None) -> list[tuple[Row, list[str]]]:
    """The fields of which nothing essential is on record (in the city), each with what is missing."""
    return [
        (row, gone)
        for row in rows
        if row.key != NO_FIELD
        and not row.is_alone
        and (gone := [a for a in ESSENTIAL if not total(cells, aspect=a, row=row.key, city=city).real])
    ]


def on_record(wanted: Wanted) -> int:
    """How many real entries the register holds of what is wanted; one query."""
    return BY_KEY[wanted.register].entries().filter(simulated=False, **wanted.narrow).count()
