"""The page of a list that is shown: its own rows are read, and no others."""

from typing import Any, cast

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django_tables2.rows import BoundRows

from xinzhi.core.remember import count_of, list_of

from .table import ListTable

_AT_ONCE = 5000


def paginate(table: ListTable, size: int, wanted: str | None, *, kept: bool, searched: bool = False) -> None:
    """Set the table's `paginator` and `page` to the nearest page there is.

    `kept` is for lists whose rows change through recorded actions only: how many rows a filter leaves and which of
    them a page shows is then asked once until something is recorded. `searched` is for lists narrowed by words, which no
    index finds: what they find is read in one pass, not once to count it and once more for each page.
    """
    rows: Any = table.data.data
    if not (kept and isinstance(rows, QuerySet)):
        table.paginate(per_page=size)
        table.page = table.paginator.get_page(wanted)
        return
    table.paginator = Paginator(cast(Any, _Numbers(rows, at_once=searched)), size)
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

    def __init__(self, rows: QuerySet[Any], *, at_once: bool) -> None:
        self.rows = rows
        self.numbers = rows.values_list("pk", flat=True)
        first = list_of(self.numbers[:_AT_ONCE]) if at_once else []
        self.all = first if at_once and len(first) < _AT_ONCE else None

    def __len__(self) -> int:
        return count_of(self.rows) if self.all is None else len(self.all)

    def __getitem__(self, wanted: slice) -> list[int]:
        return list_of(self.numbers[wanted]) if self.all is None else self.all[wanted]
