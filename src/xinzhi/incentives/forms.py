"""The forms of this room."""

import datetime as dt
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xinzhi.core.formats import in_language
from xinzhi.core.inputs import DayInput
from xinzhi.core.messages import Message

from .engine import Fact, FirmError, RuleBook, read_firm
from .engine.units import exact, shown

YES_NO = [("", _("not known")), ("true", _("yes")), ("false", _("no"))]
EARLIEST = dt.date(2016, 1, 1)


class DayForm(forms.Form):
    """For an application on which day."""

    on = forms.DateField(
        label=_("Day of the application"),
        required=False,
        widget=DayInput(),
        help_text=_("Rules are those in force on this day."),
    )

    def day(self) -> dt.date:
        """The day asked for, today where none (or none that can be) is given."""
        found = self.cleaned_data.get("on") if self.is_valid() else None
        return found if found and EARLIEST <= found <= EARLIEST.replace(year=2100) else timezone.localdate()


class FactsForm(forms.Form):
    """A firm's facts, one field for each fact and year. Empty is unknown, never a no."""

    def __init__(self, data: Any, *, book: RuleBook, facts: Iterable[Fact], on: dt.date, said: dict[str, Any]) -> None:
        super().__init__(data)
        self.book, self.on, self.kept = book, on, said
        self.asked: dict[str, tuple[Fact, int | None]] = {}
        for fact in facts:
            for year in range(on.year - 1, on.year - 4, -1) if fact.yearly else (None,):
                name = fact.key if year is None else f"{fact.key}.{year}"
                self.asked[name] = (fact, year)
                self.fields[name] = _field_of(fact, year, _said(said, fact.key, year))

    def clean(self) -> dict[str, Any]:
        """Every value as the rules read it; a fault stands at its field."""
        cleaned = super().clean() or {}
        given = self.facts(cleaned)
        try:
            read_firm(self.book.facts, given, self.on)
        except FirmError as error:
            for problem in error.problems:
                place = problem.field if problem.field in self.fields else None
                told = [
                    part.text(gettext) if isinstance(part, Message) else part
                    for part in (problem.reason, problem.remedy)
                ]
                self.add_error(place, f"{told[0]}. {told[1]}" if place else f"{problem.field}: {told[0]}. {told[1]}")
        return cleaned

    def facts(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        """FIRM.json: what was declared before, with this form's fields in place of their values."""
        found = {k: dict(v) if isinstance(v, dict) else v for k, v in self.kept.items()}
        for name, (fact, year) in self.asked.items():
            value = _value(fact, cleaned.get(name))
            box, key = (found, fact.key) if year is None else (found.setdefault(fact.key, {}), str(year))
            if value is None:
                box.pop(key, None)
            else:
                box[key] = value
        return {key: value for key, value in found.items() if value != {}}


def _said(said: dict[str, Any], key: str, year: int | None) -> Any:
    value = said.get(key)
    return value.get(str(year)) if year is not None and isinstance(value, dict) else value


def _field_of(fact: Fact, year: int | None, value: Any) -> forms.Field:
    label = in_language(fact.name, fact.name_en) + (f" {year}" if year else "")
    common: dict[str, Any] = {"label": label, "required": False, "help_text": in_language("", fact.meaning)}
    if fact.type in {"flag", "title"}:
        held = value if isinstance(value, bool) else None if value is None else True
        return forms.ChoiceField(choices=YES_NO, initial="" if held is None else str(held).lower(), **common)
    if fact.choices:
        return forms.ChoiceField(
            choices=[("", _("not known")), *((c, c) for c in fact.choices)], initial=value, **common
        )
    if fact.type == "date":
        widget = DayInput()
        return forms.DateField(widget=widget, initial=value, **common)
    if fact.type == "money" and isinstance(value, int):
        value = shown(value, "fen")
    return forms.CharField(initial=value, max_length=60, **common)


def _value(fact: Fact, value: Any) -> Any:
    if value in (None, ""):
        return None
    if fact.type in {"flag", "title"}:
        return value == "true"
    if isinstance(value, dt.date):
        return value.isoformat()
    text = str(value).strip()
    return int(text) if fact.is_number and text.lstrip("-").isdigit() else text


class SandboxForm(DayForm):
    """Which parameter to try with which value, over which firms."""

    parameter = forms.ChoiceField(label=_("Parameter"))
    value = forms.CharField(label=_("Value to try"), max_length=30, help_text=_("365, 5%, 2/3 or 5000万元"))
    assume = forms.BooleanField(
        label=_("Fill gaps with usual values"),
        required=False,
        initial=True,
        help_text=_("What registers do not know is taken as usual or estimated; the page lists what was."),
    )
    simulated = forms.BooleanField(
        label=_("Over the simulated province"),
        required=False,
        help_text=_("Simulated firms are never mixed with real ones."),
    )

    def __init__(self, data: Any, *, book: RuleBook) -> None:
        super().__init__(data)
        settings = [(p, p.on(timezone.localdate())) for p in book.parameters.values()]
        self.fields["parameter"].choices = [  # type: ignore[attr-defined]
            (p.key, f"{in_language(p.name, p.name_en)} · {shown(s.value, p.unit)} · {s.basis.document}")
            for p, s in settings
            if s
        ]

    def clean_value(self) -> Fraction:
        """The value as the rules count it."""
        try:
            value = exact(self.cleaned_data["value"].strip())
        except ValueError as error:
            raise forms.ValidationError(_("This is not a quantity. Write 365, 5%, 2/3 or 5000万元.")) from error
        if value < 0 or value > 10**15:
            raise forms.ValidationError(_("The value must be between nought and ten trillion yuan."))
        return value
