"""What the engine found, in words for pages."""

from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xinzhi.core import formats
from xinzhi.core.formats import in_language
from xinzhi.core.messages import Message

from .engine import InputProblem, RuleBook, Shortfall, Step
from .engine.bound import Bound
from .engine.graph import Kind
from .queries.book import book

STATES = {
    "yes": (gettext_lazy("meets all conditions"), "ok"),
    "no": (gettext_lazy("does not meet them"), "bad"),
    "unknown": (gettext_lazy("not known yet"), "warn"),
    "not_in_force": (gettext_lazy("no rule in force"), "mute"),
    "due": (gettext_lazy("payable"), "ok"),
    "not_due": (gettext_lazy("not due"), "mute"),
    "unverified": (gettext_lazy("rule not confirmed, pays nothing"), "warn"),
    "displaced": (gettext_lazy("another benefit stands in its place"), "mute"),
}
KINDS = {
    "subsidy": gettext_lazy("subsidy"),
    "reward": gettext_lazy("reward"),
    "tax": gettext_lazy("tax saved"),
    "loss_share": gettext_lazy("loss borne"),
    "investment": gettext_lazy("investment"),
}
PAYERS = {"central": gettext_lazy("state"), "province": gettext_lazy("province"), "city": gettext_lazy("city")}
AWARDS = {"right": gettext_lazy("by right"), "ceiling": gettext_lazy("at most, by decision")}
UNITS = {
    "person": gettext_lazy("persons"),
    "item": gettext_lazy("items"),
    "point": gettext_lazy("points"),
    "year": gettext_lazy("years"),
    "day": gettext_lazy("days"),
    "usd": gettext_lazy("US dollars"),
}


def quantity(value: Any, unit: str) -> str:
    """A number with its unit as people read it."""
    if unit == "fen":
        return formats.money(int(value))
    if unit == "percent":
        return share(value)
    return f"{formats.number(int(value) if Fraction(value).denominator == 1 else float(value))} {UNITS.get(unit, '')}".strip()


def share(value: Any) -> str:
    """A share in percent, cut to two places, so that what falls short never reads as reached."""
    exact = Fraction(value)
    hundredths = int(abs(exact) * 10_000)
    return f"{'-' if exact < 0 else ''}{formats.number(hundredths / 100)}%"


def value_in_words(value: Any, kind: Kind, unit: str) -> str:
    """A node's value as people read it."""
    match kind:
        case Kind.POINTS:
            return str(value[0]) if value[0] == value[1] else f"{value[0]}–{value[1]}"
        case Kind.RATIO:
            if None in value:
                return str(_("not known"))
            return share(Fraction(value[0]) / value[1]) if value[1] > 0 else str(_("no ratio"))
    if value is None:
        return str(_("not known"))
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    return quantity(value, unit) if kind is Kind.NUMBER else formats.label(value)


def column_name(book: RuleBook, column: str) -> str:
    """What a column, or a named step, is called: «Revenue 2025»."""
    if column in book.named:
        return in_language(book.named[column].name, book.named[column].name_en)
    key, _dot, year = column.partition(".")
    fact = book.facts.get(key)
    return column if fact is None else f"{in_language(fact.name, fact.name_en)} {year}".strip()


def input_in_words(book: RuleBook, column: str, value: Any) -> str:
    """A fact's value as people read it."""
    fact = book.facts[column.partition(".")[0]]
    if value is None:
        return str(_("not known"))
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if fact.type == "percent":
        return share(Fraction(value, 10_000))
    return quantity(value, fact.unit) if fact.is_number else formats.label(value)


def shortfall_in_words(book: RuleBook, found: Shortfall) -> dict[str, str]:
    """What there is, what is asked and what is missing."""
    whats = [found.what] if found.what in book.named else found.what.split()
    sign = {">=": "≥", "<=": "≤"}.get(found.op, found.op)
    kind = {Kind.POINTS: Kind.NUMBER, Kind.RATIO: Kind.NUMBER}.get(found.type, found.type)
    unit = "percent" if found.type is Kind.RATIO else found.unit
    return {
        "what": " / ".join(column_name(book, what) for what in whats),
        "have": value_in_words(found.value, found.type, found.unit),
        "need": f"{sign} {value_in_words(found.limit, kind, unit)}".strip(),
        "short": quantity(found.short, found.unit) if found.short else "",
    }


def problem_in_words(problem: InputProblem) -> dict[str, str]:
    """A fault of the facts in the reader's language."""
    told = [part.text(_) if isinstance(part, Message) else part for part in (problem.reason, problem.remedy)]
    name = column_name(book(), problem.field)
    return {"name": name, "field": problem.field, "value": problem.value, "reason": told[0], "remedy": told[1]}


def step_in_words(rules: Bound, step: Step) -> dict[str, Any]:
    """A step for the page that explains: value, inputs, parameters, clause, and the steps it reads."""
    return {
        "step": step,
        "value": value_in_words(step.value, step.type, step.unit),
        "inputs": [(column_name(rules.book, c), input_in_words(rules.book, c, v)) for c, v in step.inputs.items()],
        "parameters": [_parameter_in_words(rules, key) for key in step.parameters],
        "uses": [column_name(rules.book, key) for key in step.uses],
    }


def _parameter_in_words(rules: Bound, key: str) -> tuple[str, str, str]:
    """Name, value on the day, and document."""
    parameter, value, setting = rules.book.parameters[key], rules.values[key], rules.settings[key]
    name = in_language(parameter.name, parameter.name_en)
    shown = str(_("not known")) if value is None else quantity(value, parameter.unit) if parameter.unit else str(value)
    return name, shown, setting.basis.cite if setting else ""
