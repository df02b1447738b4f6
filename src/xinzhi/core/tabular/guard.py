"""Cells that a spreadsheet would run as formulas, made harmless and restored.

A cell beginning with = + - @ (also full-width), a tab or a line break may be taken for a formula when a CSV or XLSX
file is opened. `guard` puts an apostrophe before it; `unguard` takes it away again, so that an export imports back
unchanged. Numbers keep their sign.
"""

import re

_STARTS = tuple("=+-@＝＋－＠\t\r\n")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?%?", re.ASCII)


def guard(text: str) -> str:
    """The text, with an apostrophe in front when a spreadsheet could run it. `unguard(guard(x)) == x` for every x."""
    return f"'{text}" if _is_risky(text.lstrip("'")) else text


def unguard(text: str) -> str:
    """The text without the apostrophe that `guard` added; any other text as it is."""
    return text[1:] if text.startswith("'") and _is_risky(text.lstrip("'")) else text


def _is_risky(text: str) -> bool:
    return text.startswith(_STARTS) and not _NUMBER.fullmatch(text)
