"""The table of each register's list, made from its description."""

from typing import Any

import django_tables2 as tables
from django.db.models import Case, F, QuerySet, When
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from xinzhi.core.formats import money, number
from xinzhi.core.lists import ListTable, NumberColumn
from xinzhi.fields.models import Field

from .links import source_address
from .models import GOVERNING, City, Organisation, OrganisationKind
from .registers import Register
from .words import entry_address, shown_date, verbose_name

LISTS = frozenset({"fields", "statuses", "expertise", "keywords", "degrees", "parties"})
READING_ORDER = (*(k for k in OrganisationKind if k not in GOVERNING), *GOVERNING)


class MoneyColumn(NumberColumn):
    """Fen as people read money."""

    def render(self, value: int) -> str:
        return money(value)


class EntryTable(ListTable):
    """Cells that registers share. A register's own table adds its columns to this one."""

    def render_name(self, record: Any) -> str:
        return record.label

    def render_city(self, value: City) -> str:
        return value.label

    def render_field(self, value: Field) -> str:
        return value.label

    def render_fields(self, value: Any) -> str:
        link = '<a href="{}">{}</a>'
        return format_html_join("、", link, ((reverse("fields:field", args=[f.key]), f.label) for f in value.all()))

    def render_statuses(self, value: list[str]) -> str:
        return format_html_join(" ", '<span class="chip">{}</span>', ((word,) for word in value))

    def render_expertise(self, value: list[str] | str) -> str:
        return value if isinstance(value, str) else "、".join(value)

    render_keywords = render_degrees = render_parties = render_expertise

    def order_as_of(self, rows: QuerySet[Any], is_descending: bool) -> tuple[QuerySet[Any], bool]:
        """What has no day comes last either way, on every database."""
        day = F("as_of")
        order = day.desc(nulls_last=True) if is_descending else day.asc(nulls_last=True)
        return rows.order_by(order, "key"), True

    def order_kind(self, rows: QuerySet[Any], is_descending: bool) -> tuple[QuerySet[Any], bool]:
        """Organisations: firms first and those that govern last, the newest first within each; others by the word."""
        if rows.model is not Organisation:
            return rows, False
        rank = Case(*(When(kind=kind, then=n) for n, kind in enumerate(READING_ORDER)))
        order = rank.desc() if is_descending else rank.asc()
        return rows.order_by(order, F("as_of").desc(nulls_last=True), "key"), True

    def render_as_of(self, record: Any) -> str:
        return shown_date(record.as_of, record.as_of_precision)

    def render_issued(self, record: Any) -> str:
        return shown_date(record.issued, record.issued_precision)

    def render_value(self, record: Any) -> str:
        return f"{'' if record.comparator == '=' else record.comparator} {number(record.value, 4)}".strip()

    def render_source(self, record: Any) -> str:
        url = source_address(record.source_url)
        return format_html('<a href="{}" rel="external">{}</a>', url, record.source) if url else record.source


def table_of(register: Register) -> type[EntryTable]:
    """The table class of a register's list."""
    columns = {name: _column(register, name) for name in register.shown}
    meta = type("Meta", (ListTable.Meta,), {"sequence": register.shown})
    return type(f"{register.model.__name__}Table", (EntryTable,), {**columns, "Meta": meta})


def _column(register: Register, name: str) -> tables.Column:  # noqa: PLR0911  a table of columns
    title = verbose_name(register, name)
    if name == "name":
        return tables.Column(verbose_name=title, linkify=entry_address)
    if name == "city":
        return tables.Column(
            verbose_name=title,
            linkify=lambda value: reverse("registry:city", args=[value.key]),
            order_by="city__adcode",
        )
    if name == "field":
        return tables.Column(
            verbose_name=title,
            linkify=lambda value: reverse("fields:field", args=[value.key]),
            order_by="field__position",
        )
    if name == "period":
        return tables.Column(verbose_name=title, order_by=("year", "period"))
    if name == "value":
        return NumberColumn(verbose_name=title)
    if name.endswith("_fen"):
        return MoneyColumn(verbose_name=title)
    empty: tuple[Any, ...] = (None, "", [])
    return tables.Column(verbose_name=title, orderable=name not in LISTS, empty_values=empty)
