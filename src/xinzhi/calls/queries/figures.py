"""The figures of a contract in words, beside those of the application."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from xinzhi.calls.engine.floors import Shortfall, figures_of, shortfalls
from xinzhi.calls.engine.form import every_field
from xinzhi.calls.models import Contract
from xinzhi.core.formats import NOTHING, in_language, money


def figure_rows(contract: Contract, reached: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
    """Each figure in words: what the application said, what the contract says, whether it is more; what was reached."""
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
                    "reached": _figure_words(field, reached.get(address)) if reached is not None else [],
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


def below_words(found: Iterable[Shortfall], contract: Contract) -> list[str]:
    """What of the figures is worse than in the application, each as a sentence."""
    fields = dict(every_field(contract.application.call.rules.sections))
    words = []
    for short in found:
        field, name = fields[short.where], _name_of(short, fields)
        if short.promised is None:
            words.append(_("%(name)s: it stands in the application and may not be left out.") % {"name": name})
            continue
        values = {"name": name, "now": _plain(field, short.promised), "asked": _plain(field, short.asked)}
        text = (
            _("%(name)s: %(now)s is above the application's %(asked)s.")
            if short.rose
            else _("%(name)s: %(now)s is below the application's %(asked)s.")
        )
        words.append(text % values)
    return words


def missed_rows(found: Iterable[Shortfall], contract: Contract) -> list[dict[str, str]]:
    """Figures of the contract that were not reached: name, what was reached, what was promised."""
    fields = dict(every_field(contract.application.call.rules.sections))
    return [
        {
            "name": _name_of(s, fields),
            "reached": NOTHING if s.promised is None else _plain(fields[s.where], s.promised),
            "promised": _plain(fields[s.where], s.asked) if not isinstance(s.asked, dict) else "",
        }
        for s in found
    ]


def _name_of(short: Shortfall, fields: Mapping[str, Any]) -> str:
    field = fields[short.where]
    return in_language(field.label, field.label_en) + (f" «{short.row}»" if short.row else "")


def _plain(field: Any, value: Any) -> str:
    return money(value) if field.type == "money" else str(value)
