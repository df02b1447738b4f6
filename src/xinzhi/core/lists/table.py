"""The table of a list page: django-tables2's columns in our own markup."""

from collections.abc import Iterator
from typing import Any

import django_tables2 as tables
from django_tables2.rows import BoundRow


class ListTable(tables.Table):
    """Base of every list's table. `chooses` and `simulated_path` are set by the page that shows it."""

    chooses: bool = False
    simulated_path: str = ""

    class Meta:
        template_name = "core/table.html"
        attrs = {"class": "table is-cards"}
        orderable = True
        default = "—"

    def marked_rows(self) -> Iterator[tuple[BoundRow, bool]]:
        """Each row of the page, with whether it is simulated."""
        for row in self.paginated_rows:
            yield row, is_simulated(row.record, self.simulated_path)


class NumberColumn(tables.Column):
    """Digits in line, to the right."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("attrs", {"cell": {"class": "n"}})
        super().__init__(*args, **kwargs)


def is_simulated(row: Any, path: str) -> bool:
    """Follow the path from the row to its flag; False where there is none."""
    for step in path.split("__") if path else ():
        row = getattr(row, step, None)
    return bool(path and row)
