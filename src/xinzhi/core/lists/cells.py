"""The body of a list's table, written row by row.

django-tables2 works out attributes, headings and signatures anew for each cell, and a template looks each of them up
again: three quarters of a list page's time. Here each column is worked out once for a page. What a table declares
(`render_…`, `linkify`, `empty_values`, choices by their label) holds as it does there.
"""

import inspect
from collections.abc import Callable, Iterable, Iterator
from functools import partialmethod
from typing import Any, cast

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django_tables2.columns import BoundColumn
from django_tables2.rows import BoundRow
from django_tables2.utils import A


class Cells:
    """How one column shows its cells."""

    def __init__(self, table: Any, column: BoundColumn) -> None:
        self.table, self.column = table, column
        self.accessor = A(column.accessor)
        self.default = column.default
        self.empty = column.column.empty_values
        self.wanted = _parameters(column.render)
        link = column.link
        self.address = _parameters(link.url) if link and callable(link.url) and not link.attrs else None
        self.addresses: dict[Any, str | None] = {}
        css = column.attrs["td"].get("class")
        self.opening = format_html('<td data-label="{}"', column.header)
        self.css = format_html(' class="{}"', css) if css else ""
        self._words: dict[type, Callable[[Any], Any] | None] = {}

    def show(self, row: BoundRow) -> Any:
        """What stands in the row's cell."""
        value = self._value(row.record)
        if value in self.empty:
            return self.default
        arguments = {
            "value": value,
            "record": row.record,
            "column": self.column.column,
            "bound_column": self.column,
            "bound_row": row,
            "table": self.table,
        }
        given = arguments if self.wanted is None else {name: arguments[name] for name in self.wanted}
        content = self.column.render(**given)
        return self._linked(content, arguments) if self.column.link else content

    def _linked(self, content: Any, arguments: dict[str, Any]) -> Any:
        """The content with its link. An address that depends on the value alone is made once for each value."""
        link = self.column.link
        if not self.address:
            return link(content, **arguments)
        value = arguments["value"]
        if self.address == ("value",):
            if value not in self.addresses:
                self.addresses[value] = link.url(value=value)
            url = self.addresses[value]
        else:
            url = link.url(**{name: arguments[name] for name in self.address})
        return content if url is None else format_html('<a href="{}">{}</a>', url, content)

    def _value(self, record: Any) -> Any:
        kind = type(record)
        if kind not in self._words:
            self._words[kind] = _label_of(self.accessor, record)
        if (words := self._words[kind]) is not None:
            return words(record)
        try:
            return self.accessor.resolve(record)
        except (AttributeError, KeyError, TypeError, ValueError):
            return None  # the column has no value of its own: its render method makes one of the record


def _label_of(accessor: A, record: Any) -> Callable[[Any], Any] | None:
    """For a column of choices, what gives the label of a record's choice; labels are worked out once, not per row."""
    if not isinstance(record, Model) or "__" in accessor:
        return None
    try:
        field = record._meta.get_field(accessor)  # noqa: SLF001  Django's documented Meta
    except FieldDoesNotExist:
        return None
    if not getattr(field, "choices", None):
        return None
    name = f"get_{accessor}_display"
    if not isinstance(inspect.getattr_static(record, name), partialmethod):
        return lambda one: getattr(one, name)()  # the model's own
    labels = {value: str(label) for value, label in cast("Any", field).flatchoices}
    return lambda one: labels.get(getattr(one, accessor), getattr(one, accessor))


def _parameters(render: Callable[..., Any]) -> tuple[str, ...] | None:
    """The names of what a render method takes, None when it takes everything."""
    found = inspect.signature(render).parameters.values()
    if any(p.kind is p.VAR_KEYWORD for p in found):
        return None
    return tuple(p.name for p in found if p.kind is not p.VAR_POSITIONAL)


def body(table: Any, rows: Iterable[BoundRow], mark: Callable[[Any], str]) -> SafeString:
    """The rows as HTML; `mark(record)` stands after the first cell (the sign of what is simulated, or nothing)."""
    columns = [Cells(table, column) for column in table.columns]
    return mark_safe("\n".join(_row(table, row, columns, mark) for row in rows))


def _row(table: Any, row: BoundRow, columns: list[Cells], mark: Callable[[Any], str]) -> str:
    return f"<tr>{''.join(_cells(table, row, columns, mark))}</tr>"


def _cells(table: Any, row: BoundRow, columns: list[Cells], mark: Callable[[Any], str]) -> Iterator[str]:
    if table.chooses:
        name = _("Choose %(name)s") % {"name": row.record}
        box = '<td class="check"><input type="checkbox" name="row" value="{}" aria-label="{}"></td>'
        yield format_html(box, row.record.pk, name)
    for n, cells in enumerate(columns):
        content = conditional_escape(cells.show(row))
        if n:
            yield f"{cells.opening}{cells.css}>{content}</td>"
        else:
            yield f'<th scope="row"{cells.css}>{content}{mark(row.record)}</th>'
