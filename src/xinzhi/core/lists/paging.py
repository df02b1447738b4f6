"""The page of a list that is shown, found without sorting or counting anew where nothing has changed."""

from array import array
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django_tables2.rows import BoundRows

from xinzhi.core.remember import remember

from .table import ListTable


def paginate(table: ListTable, size: int, wanted: str | None, *, kept: bool) -> None:
    """Set the table's `paginator` and `page` to the nearest page there is.

    `kept` is for lists whose rows change through recorded actions only: the order of a filter's rows (their numbers,
    eight bytes each) is then kept until something is recorded, and a page costs the reading of its own rows.
    """
    rows: Any = table.data.data
    if not (kept and isinstance(rows, QuerySet)):
        table.paginate(per_page=size)
        table.page = table.paginator.get_page(wanted)
        return
    table.paginator = Paginator(numbers_of(rows), size)
    page = table.paginator.get_page(wanted)
    numbers = list(page.object_list)
    found = rows.model._base_manager.none() if not numbers else rows.order_by().filter(pk__in=numbers)  # noqa: SLF001
    by_number = {row.pk: row for row in found}
    # A row that went since the order was read is left out rather than shown wrongly.
    page.object_list = BoundRows([by_number[n] for n in numbers if n in by_number], table)
    table.page = page


def numbers_of(rows: QuerySet[Any]) -> "array[int]":
    """The numbers of all these rows in their order; the same query over the same data is asked once."""
    numbers = rows.values_list("pk", flat=True)
    try:
        sql, parameters = numbers.query.sql_with_params()
    except EmptyResultSet:  # the filter says by itself that there is none
        return array("q")
    return remember(("list", rows.db, sql, parameters), lambda: array("q", numbers.iterator(5000)))
