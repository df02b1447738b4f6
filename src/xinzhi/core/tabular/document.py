"""Records of a JSON file: a list of rows, or what a list page exports."""

import json
from collections.abc import Iterator
from typing import IO, Any

from xinzhi.core.messages import Message, gettext_noop

from .model import Problem, Record, TableError
from .values import as_text

_SHOWN = 200


def records(file: IO[bytes]) -> Iterator[Record]:
    """The headings as record 1, then the rows, counted from 1. Raises TableError when it is no list of rows."""
    rows, named = _load(file)
    keys = list(dict.fromkeys([*named, *(key for row in rows if isinstance(row, dict) for key in row)]))
    yield Record(1, keys)
    for number, row in enumerate(rows, 1):
        if isinstance(row, dict):
            yield Record(number, [as_text(row.get(key)) for key in keys])
        else:
            shown = json.dumps(row, ensure_ascii=False)[:_SHOWN]
            reason = Message(gettext_noop("This item is not a row with named values."))
            remedy = Message(gettext_noop('Write it as {"column": value, …}.'))
            yield Record(number, [], (Problem(number, "", shown, "row", reason, remedy),))


def _load(file: IO[bytes]) -> tuple[list[Any], list[str]]:
    file.seek(0)
    raw = file.read()
    try:
        try:
            document = json.loads(raw)
        except UnicodeDecodeError:
            document = json.loads(raw.decode("gb18030"))
    except (ValueError, RecursionError) as error:
        raise TableError("broken", gettext_noop("The file is not JSON: %(why)s."), {"why": str(error)}) from error
    rows = document.get("rows") if isinstance(document, dict) else document
    if not isinstance(rows, list) or (rows and not any(isinstance(row, dict) for row in rows)):
        raise TableError("broken", gettext_noop("The JSON file must hold a list of rows."))
    named = document.get("columns") if isinstance(document, dict) else None
    columns = named if isinstance(named, list) else []
    return rows, [str(c["key"]) for c in columns if isinstance(c, dict) and "key" in c]
