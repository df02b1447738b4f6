"""The forms of decisions, notices and contracts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xinzhi.calls.models import Grade, Notice, Outcome
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


class GradeForm(forms.Form):
    """The office's grade."""

    grade = forms.ChoiceField(label=_("Grade"), choices=Grade.choices)
    opinion = forms.CharField(label=_("Opinion"), max_length=8000, widget=_LINES)
