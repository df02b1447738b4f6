"""The forms of decisions, notices and contracts."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xinzhi.calls.engine.form import Field, every_field
from xinzhi.calls.engine.programme import Programme
from xinzhi.calls.models import Grade, Notice, Outcome
from xinzhi.core.formats import in_language
from xinzhi.core.inputs import DayInput

_LINES = forms.Textarea(attrs={"rows": 4})


class LineForm(forms.Form):
    """A line of a list of decisions, decided otherwise."""

    outcome = forms.ChoiceField(label=_("Selection outcome"), choices=Outcome.choices)
    grant = forms.DecimalField(
        label=_("Grant given (yuan)"),
        min_value=0,
        max_digits=16,
        decimal_places=2,
        required=False,
        help_text=_("Empty: what is asked for."),
    )
    why = forms.CharField(label=_("Reason"), max_length=500)

    def values(self) -> dict[str, Any]:
        """The cleaned form as `change_line` takes it."""
        data = self.cleaned_data
        grant = int(data["grant"] * 100) if data["grant"] is not None else None
        return {"outcome": data["outcome"], "why": data["why"], "grant_fen": grant}


class OptionalReasonForm(forms.Form):
    """Why, where it must be said."""

    why = forms.CharField(label=_("Reason"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))


_CHOICES = 60  # applications that a select still shows; of more one is named by its number


class ObjectionForm(forms.Form):
    """What is wrong with a selection."""

    application = forms.ChoiceField(label=_("Application"))
    text = forms.CharField(label=_("Objection"), max_length=4000, widget=_LINES)

    def __init__(self, notice: Notice, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = notice.rows
        if len(self.rows) > _CHOICES:
            self.fields["application"] = forms.CharField(label=_("Number of the application"), max_length=60)
            self.order_fields(["application", "text"])
        else:
            chosen: Any = self.fields["application"]
            chosen.choices = [(str(r["id"]), f"{r['number']} {r['title']}") for r in self.rows]

    def clean_application(self) -> str:
        """The application's key, by it or by its number."""
        given = self.cleaned_data["application"].strip()
        found = next((r for r in self.rows if given in {str(r["id"]), r["number"]}), None)
        if found is None:
            raise forms.ValidationError(_("No application of this notice has this number."))
        return str(found["id"])


class AnswerForm(forms.Form):
    """The answer to an objection."""

    answer = forms.CharField(label=_("Answer"), max_length=4000, widget=_LINES)
    upheld = forms.BooleanField(label=_("The objection is upheld: the selection is taken back"), required=False)


class FiguresForm(forms.Form):
    """The figures of a contract: numbers as numbers, repeating rows one a line with «|» between the columns."""

    def __init__(self, programme: Programme, figures: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {a: f for a, f in every_field(programme.sections) if a in figures}
        self.given = figures
        for address, field in self.known.items():
            label = in_language(field.label, field.label_en)
            if field.type == "rows":
                columns = " | ".join(in_language(c.label, c.label_en) for c in field.columns)
                self.fields[address] = forms.CharField(
                    label=label, widget=_LINES, initial=_as_lines(field, figures[address]), help_text=columns
                )
            elif field.type in {"integer", "number", "money"}:
                unit = in_language(field.unit, field.unit_en)
                self.fields[address] = forms.FloatField(label=label, initial=figures[address], help_text=unit)

    def values(self) -> dict[str, Any]:
        """Address to value, what has no field of its own unchanged."""
        found = dict(self.given)
        for address, field in self.known.items():
            if address in self.cleaned_data:
                value = self.cleaned_data[address]
                found[address] = _as_rows(field, value) if field.type == "rows" else _number(value, field)
        return found


def _as_lines(field: Field, rows: list[dict[str, Any]]) -> str:
    return "\n".join(" | ".join(str(row.get(c.key, "")) for c in field.columns) for row in rows)


def _as_rows(field: Field, text: str) -> list[dict[str, Any]]:
    rows = []
    for line in text.splitlines():
        if not line.strip():
            continue
        cells = [cell.strip() for cell in line.split("|")]
        pairs = zip(field.columns, cells, strict=False)
        rows.append({c.key: _cell(cell) if c.type in {"integer", "number", "money"} else cell for c, cell in pairs})
    return rows


def _cell(text: str) -> Any:
    try:
        value = json.loads(text)
    except ValueError:
        return None
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _number(value: float, field: Field) -> int | float:
    return int(value) if field.type in {"integer", "money"} or value == int(value) else value


class ReportForm(forms.Form):
    """A report on a milestone."""

    report = forms.CharField(label=_("Report"), max_length=8000, widget=_LINES)


class VerdictForm(forms.Form):
    """What the office says of a milestone."""

    note = forms.CharField(label=_("What the office says"), required=False, widget=forms.Textarea(attrs={"rows": 2}))


class PaidForm(forms.Form):
    """A payment that was made."""

    paid_on = forms.DateField(label=_("Paid on"), widget=DayInput)
    document = forms.CharField(label=_("Document"), max_length=120)


class ChangeForm(forms.Form):
    """A change of a contract, asked for."""

    what = forms.CharField(label=_("Change and reason"), max_length=8000, widget=_LINES)
    new_end = forms.DateField(label=_("New end"), widget=DayInput, required=False)


class AcceptanceForm(FiguresForm):
    """The request for acceptance: what was reached, figure by figure, and the results."""

    report = forms.CharField(label=_("Report"), max_length=8000, widget=_LINES)
    results = forms.CharField(
        label=_("Results"),
        required=False,
        widget=_LINES,
        help_text=_("One a line: name | kind | DOI. They enter the register of results."),
    )

    def rows(self) -> list[dict[str, str]]:
        """The results of the cleaned form."""
        names = ("name", "kind", "doi")
        every = [line.split("|") for line in self.cleaned_data["results"].splitlines() if line.strip()]
        return [dict(zip(names, [*(c.strip() for c in cells), "", ""], strict=False)) for cells in every]


class GradeForm(forms.Form):
    """The office's grade."""

    grade = forms.ChoiceField(label=_("Grade"), choices=Grade.choices)
    opinion = forms.CharField(label=_("Opinion"), max_length=8000, widget=_LINES)
