"""The table of a list page: django-tables2's columns in our own markup."""

from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from .cells import body


class ListTable(tables.Table):
    """Base of every list's table. `chooses` and `simulated_path` are set by the page that shows it."""

    chooses: bool = False
    simulated_path: str = ""

    class Meta:
        template_name = "core/table.html"
        attrs = {"class": "table is-cards"}
        orderable = True
        default = "—"

    @property
    def body(self) -> SafeString:
        """The rows of the page as HTML, what is simulated marked in its first cell."""
        sign = " " + render_to_string("kit/simulated.html", {"yes": True})
        return body(self, self.paginated_rows, lambda one: sign if is_simulated(one, self.simulated_path) else "")


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
