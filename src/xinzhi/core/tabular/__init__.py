"""Tables in files: CSV, XLSX and JSON read row by row, whatever their encoding and dirt. Pure.

`open_table` is for people's files: what is odd in a row is told beside the row. `open_source` gives the bare records.
"""

from .guard import guard, unguard
from .model import Column, Problem, Record, Row, TableError
from .source import Source, open_source
from .table import Table, open_table
from .values import as_text

__all__ = [
    "Column",
    "Problem",
    "Record",
    "Row",
    "Source",
    "Table",
    "TableError",
    "as_text",
    "guard",
    "open_source",
    "open_table",
    "unguard",
]
