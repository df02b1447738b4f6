"""The import engine: columns mapped to attributes, cells read, rows compared with what there is. Pure.

with open_table(file, name) as table:
mapping = propose(table.columns, schema)
for outcome in plan(table, mapping, schema, Existing(schema, entries), book): ...
"""

from xinzhi.core.tabular import Column, Problem, Row, Table, TableError, open_table

from .cells import Cell, Fault, convert
from .mapping import Mapping, Match, propose
from .planning import Existing, RowOutcome, State, Summary, decide, plan
from .rows import ReadRow, RowReader
from .schema import Attribute, Choice, ReferenceBook, Schema, Type

__all__ = [
    "Attribute",
    "Cell",
    "Choice",
    "Column",
    "Existing",
    "Fault",
    "Mapping",
    "Match",
    "Problem",
    "ReadRow",
    "ReferenceBook",
    "Row",
    "RowOutcome",
    "RowReader",
    "Schema",
    "State",
    "Summary",
    "Table",
    "TableError",
    "Type",
    "convert",
    "decide",
    "open_table",
    "plan",
    "propose",
]
