"""The figures of a contract in words, beside those of the application."""

from typing import Any

from xinzhi.calls.engine.floors import figures_of, shortfalls
from xinzhi.calls.engine.form import every_field
from xinzhi.calls.models import Contract
from xinzhi.core.formats import in_language, money


def figure_rows(contract: Contract) -> list[dict[str, Any]]:
    """Each figure in words: what the application said, what the contract says, whether it is more."""
    programme = contract.application.call.rules
    asked = figures_of(programme, contract.application.answers)
    fields = dict(every_field(programme.sections))
    rows = []
    for address, value in contract.figures.items():
        if field := fields.get(address):
            before = asked.get(address)
            rows.append(
                {
                    "name": in_language(field.label, field.label_en),
                    "asked": _figure_words(field, before),
                    "promised": _figure_words(field, value),
                    "is_more": value != before,
                    "is_less": bool(shortfalls(programme, {address: before}, {address: value})) if before else False,
                }
            )
    return rows


def _figure_words(field: Any, value: Any) -> list[str]:
    if value is None:
        return ["—"]
    if field.type == "rows":
        labels = {
            c.key: {o.key: in_language(o.label, o.label_en) for o in c.options} for c in field.columns if c.options
        }
        return [
            " · ".join(
                str(labels.get(c.key, {}).get(row[c.key], row[c.key]))
                for c in field.columns
                if row.get(c.key) not in (None, "")
            )
            for row in value
        ]
    if field.type == "money":
        return [str(money(value))]
    return [f"{value} {in_language(field.unit, field.unit_en)}".strip()]
