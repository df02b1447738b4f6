"""Words that several faces of the room show."""

from collections.abc import Iterable
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _

from xinzhi.core.formats import in_language, money
from xinzhi.incentives.queries.book import book as rule_book

from .engine import ListFile
from .workflows import EDITION

_METHODS = {
    "normalise": lambda: _("Way of normalising"),
    "aggregate": lambda: _("Way of putting together"),
    "missing": lambda: _("Rule for missing figures"),
}


def chip(text: Any, tone: str) -> str:
    """A short word on a tinted ground."""
    return format_html('<span class="chip {}">{}</span>', tone, text)


def names_of(listed: ListFile) -> dict[str, str]:
    """Key of each indicator, group, gate and tier to its name in the reader's language."""
    parts: list[Any] = [*listed.groups, *listed.indicators, *listed.gates, *listed.tiers]
    return {part.key: in_language(part.name, part.name_en) for part in parts}


def effect_name(kind: str, key: str, names: dict[str, str]) -> str:
    """What an uncertain input is called."""
    return _METHODS[key]() if kind == "method" else _("Weight of «%(name)s»") % {"name": names.get(key, key)}


def fact_names(columns: Iterable[str]) -> list[str]:
    """What facts are called in the reader's language; a figure of a year with its year."""
    book = rule_book()
    names = []
    for column in columns:
        key, _dot, year = column.partition(".")
        fact = book.facts.get(key)
        name = in_language(fact.name, fact.name_en) if fact else column
        names.append(f"{name} {year}" if fact and year else name)
    return names


def fact_value(column: str, value: str) -> str:
    """A fact's value as people read it: money in yuan, yes and no in words."""
    fact = rule_book().facts.get(column.partition(".")[0])
    if fact is not None and fact.type == "money" and value.lstrip("-").isdigit():
        return money(int(value))
    return {"True": _("yes"), "False": _("no")}.get(value, value)


def state_chip(edition: Any) -> str:
    """The state of an edition on its ground."""
    state = EDITION.state(edition)
    return chip(state.label, state.tone)
