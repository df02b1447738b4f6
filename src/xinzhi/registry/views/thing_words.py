"""An entry's facts, figures and statements as its page words them."""

from collections.abc import Mapping
from typing import Any

from xinzhi.core.formats import money, number
from xinzhi.registry.engine.choose import choose
from xinzhi.registry.links import source_address
from xinzhi.registry.models import Statement, Title, TitleStanding
from xinzhi.registry.queries.claims import Series, said
from xinzhi.registry.registers import Register, register_of
from xinzhi.registry.words import attribute_label, facts_of, figure_words, machine_words

Names = Mapping[str, Mapping[str, str]]

TITLE_TONES = {
    TitleStanding.VALID: "ok",
    TitleStanding.EXPIRING: "warn",
    TitleStanding.EXPIRED: "bad",
    TitleStanding.FUTURE: "info",
    TitleStanding.UNDATED: "mute",
}


def fact_rows(subject: Any, statements: list[Statement], *, personal: bool, names: Names) -> list[dict[str, Any]]:
    """Each fact with the statement that gave it, where several sources speak, and what other sources say instead."""
    register = register_of(subject)
    held = {s.pk: s for s in statements if s.is_held and s.period is None}
    chosen = choose(map(said, held.values()))
    rows = facts_of(subject, personal=personal)
    for row in rows:
        choice = chosen.get(row["attribute"])
        if choice is None or len(held) < 2:
            continue
        row["origin"] = _origin(held[choice.said.order])
        row["others"] = [
            {"value": machine_words(register, row["attribute"], value, names), **_origin(held[other.order])}
            for value, other in choice.others
        ]
    return rows


def _origin(statement: Statement) -> dict[str, Any]:
    return {"statement": statement, "url": source_address(statement.source_url)}


def statement_rows(
    register: Register, statements: list[Statement], *, personal: bool, names: Names
) -> list[dict[str, Any]]:
    """What each source says, in words."""
    return [
        {
            **_origin(s),
            "count": len(s.values),
            "values": [
                {"name": attribute_label(register, name), "value": machine_words(register, name, value, names)}
                for name, value in s.values.items()
                if s.period is None and (personal or name not in register.private)
            ],
        }
        for s in statements
    ]


def title_rows(titles: list[Title]) -> list[dict[str, Any]]:
    """Titles with their standing today and its tone; one that waits says so instead."""
    rows = []
    for title in titles:
        standing = title.standing()
        words = title.get_state_display() if title.is_open else standing.label
        tone = "info" if title.is_open else TITLE_TONES[standing]
        rows.append({"title": title, "words": words, "tone": tone, "url": source_address(title.source_url)})
    return rows


def series_rows(series: list[Series]) -> list[dict[str, Any]]:
    """Figures by year in words, the newest first, with the line of their course and the change since the year before."""
    return [
        {
            "measure": one.measure,
            "values": [{"year": o.year, "value": figure_words(one.measure, o.value), "row": o} for o in one.values],
            "trend": [float(o.value) for o in reversed(one.values)],
            "change": _change(one),
        }
        for one in series
    ]


def _change(series: Series) -> dict[str, Any] | None:
    """The newest figure against the one of the year before; None where that year is not known."""
    if len(series.values) < 2 or series.values[0].year - series.values[1].year != 1:
        return None
    new, old = series.values[0].value, series.values[1].value
    step = new - old
    words = money(step) if series.measure.unit == "fen" else number(step)
    share = number(step * 100 / abs(old), 1) if old else ""
    sign = "+" if step > 0 else ""
    return {"words": f"{sign}{words}", "share": f"{sign}{share}%" if share else "", "up": step > 0, "down": step < 0}
