"""The list-page kit; `page.ListPage` shows how a list is declared."""

from xinzhi.core.tabular import guard, unguard

from .bulk import BulkAction, Outcome, ReasonForm
from .export import Export
from .filters import DayRangeFilter, YesNoFilter
from .page import ListPage
from .reading import Row, read_rows
from .table import ListTable, NumberColumn

__all__ = [
    "BulkAction",
    "DayRangeFilter",
    "Export",
    "ListPage",
    "ListTable",
    "NumberColumn",
    "Outcome",
    "ReasonForm",
    "Row",
    "YesNoFilter",
    "guard",
    "read_rows",
    "unguard",
]
