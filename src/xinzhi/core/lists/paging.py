"""The page of a list that is shown: its own rows are read, and no others."""

from typing import Any, cast

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django_tables2.rows import BoundRows

from xinzhi.core.remember import count_of, list_of

from .table import ListTable


def paginate(table: ListTable, size: int, wanted: str | None, *, kept: bool) -> None:
    """Set the table's `paginator` and `page` to the nearest page there is.

    `kept` is for lists whose rows change through recorded actions only: how many rows a filter leaves and which of
    them a page shows is then asked once until something is recorded.
    """
    rows: Any = table.data.data
    if not (kept and isinstance(rows, QuerySet)):
        table.paginate(per_page=size)
        table.page = table.paginator.get_page(wanted)
        return
    table.paginator = Paginator(cast(Any, _Numbers(rows)), size)
    page = table.paginator.get_page(wanted)
    numbers = list(page.object_list)
    found = rows.model._base_manager.none() if not numbers else rows.order_by().filter(pk__in=numbers)  # noqa: SLF001
    by_number = {row.pk: row for row in found}
    # A row that went since the order was read is left out rather than shown wrongly.
    page.object_list = BoundRows([by_number[n] for n in numbers if n in by_number], table)
    table.page = page


class _Numbers:
    """The numbers of a query's rows, in its order, as a paginator reads them.

    The order is found over an index that holds the filtered and sorted columns; the rows themselves, with all that is
    joined to them, are read for one page.
    """

    def __init__(self, rows: QuerySet[Any]) -> None:
        self.rows = rows

    def __len__(self) -> int:
        return count_of(self.rows)

    def __getitem__(self, wanted: slice) -> list[int]:
        return list_of(self.rows.values_list("pk", flat=True)[wanted])
