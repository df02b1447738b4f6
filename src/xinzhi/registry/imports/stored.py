"""Problems as JSON and back: the texts stay templates, so that every reader has them in the own language."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from xinzhi.core.messages import Message
from xinzhi.core.tabular import Problem

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
READING = "reading"  # found while the file was read, not while its cells were understood


def to_stored(problem: Problem, *, reading: bool = False) -> dict[str, Any]:
    """{column, value, code, level, reason, params, remedy, remedy_params, reading}, all of it storable."""
    return {
        "column": storable(problem.column),
        "value": storable(problem.value)[:500],
        "code": problem.code,
        "level": problem.severity,
        "reason": problem.reason.template,
        "params": _plain(problem.reason.params),
        "remedy": problem.remedy.template,
        "remedy_params": _plain(problem.remedy.params),
        READING: reading,
    }


def from_stored(stored: Mapping[str, Any], translate: Callable[[str], str]) -> dict[str, str]:
    """{column, value, code, level, reason, remedy} with the texts in the reader's language."""
    return {
        **{name: stored[name] for name in ("column", "value", "code", "level")},
        "reason": Message(stored["reason"], stored["params"]).text(translate),
        "remedy": Message(stored["remedy"], stored["remedy_params"]).text(translate),
    }


def to_problem(stored: Mapping[str, Any], line: int) -> Problem:
    """The problem as the engine knows it."""
    return Problem(
        line,
        stored["column"],
        stored["value"],
        stored["code"],
        Message(stored["reason"], stored["params"]),
        Message(stored["remedy"], stored["remedy_params"]),
        stored["level"],
    )


def storable(text: str) -> str:
    """The text without what PostgreSQL's JSON cannot hold: NUL, and halves of characters."""
    return _UNSTORABLE.sub("", text)


def _plain(params: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value if isinstance(value, int) else storable(str(value)) for name, value in params.items()}
