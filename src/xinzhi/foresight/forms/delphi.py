"""The forms of Delphi surveys and workshops."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from xinzhi.core.formats import in_language
from xinzhi.core.inputs import DayInput
from xinzhi.core.models import User
from xinzhi.core.picking import PickField, PickForm
from xinzhi.core.roles import Role, organisations_of
from xinzhi.fields.models import Field
from xinzhi.foresight.delphi_sheets import sheet_documents
from xinzhi.foresight.engine.delphi import NEVER, UNKNOWN, Sheet
from xinzhi.foresight.engine.delphi.sheet import SCALE, TIME, Question
from xinzhi.foresight.models import DelphiStatement, DelphiSurvey
from xinzhi.foresight.queries.delphi_people import free_experts
from xinzhi.foresight.words_delphi import option_names, question_name
from xinzhi.registry.models import Organisation

_LINES = forms.Textarea(attrs={"rows": 4})
YEAR = "year"


class ReasonForm(forms.Form):
    """Why."""

    why = forms.CharField(label=_("Reason"), max_length=500)


class WordsForm(forms.Form):
    """What a survey says of itself."""

    name = forms.CharField(label=_("Name"), max_length=300)
    name_en = forms.CharField(label=_("Name in English"), max_length=300, required=False)
    text = forms.CharField(label=_("Introduction"), required=False, widget=_LINES)
    text_en = forms.CharField(label=_("Introduction in English"), required=False, widget=_LINES)


class SurveyForm(WordsForm):
    """A new survey: by whom, with which sheet."""

    organisation = forms.ModelChoiceField(label=_("Conducted by"), queryset=Organisation.objects.none())
    sheet = forms.ChoiceField(label=_("Question sheet"))
    simulated = forms.BooleanField(
        label=_("A rehearsal with simulated experts"), required=False, help_text=_("It is marked everywhere.")
    )
    field_order = ("organisation", "sheet", "name", "name_en", "text", "text_en", "simulated")

    def __init__(self, user: Any, data: Any = None) -> None:
        super().__init__(data)
        own = organisations_of(user, Role.ANALYST, Role.PLAN_OFFICE)
        rows = Organisation.objects.filter(pk__in=own)
        self.fields["organisation"].queryset = rows  # type: ignore[attr-defined]
        if len(own) == 1:
            self.fields["organisation"].initial = rows.first()
        self.fields["sheet"].choices = [  # type: ignore[attr-defined]
            (key, in_language(d["sheet"]["name"], d["sheet"]["name_en"])) for key, d in sheet_documents().items()
        ]


class StatementForm(forms.Form):
    """What is asked about."""

    name = forms.CharField(label=_("Name"), max_length=300)
    name_en = forms.CharField(label=_("Name in English"), max_length=300, required=False)
    text = forms.CharField(label=_("Description"), required=False, widget=_LINES)
    text_en = forms.CharField(label=_("Description in English"), required=False, widget=_LINES)
    field_key = forms.ChoiceField(label=_("Belongs to field"), required=False)

    def __init__(self, *args: Any, statement: DelphiStatement | None = None, **kwargs: Any) -> None:
        if statement is not None:
            names = ("name", "name_en", "text", "text_en", "field_key")
            kwargs["initial"] = {n: getattr(statement, n) for n in names}
        super().__init__(*args, **kwargs)
        rows = Field.objects.all()
        self.fields["field_key"].choices = [("", "—"), *((f.key, f.label) for f in rows)]  # type: ignore[attr-defined]


class StatementsForm(forms.Form):
    """Many statements at once, one a line."""

    lines = forms.CharField(
        label=_("Statements asked"),
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("One a line: name | name in English | description. The last two may be left out."),
    )

    def rows(self) -> list[dict[str, str]]:
        """The statements as the action takes them."""
        found = []
        for line in self.cleaned_data["lines"].splitlines():
            parts = [part.strip() for part in line.split("|", 2)]
            if any(parts):
                found.append(dict(zip(("name", "name_en", "text"), parts, strict=False)))
        return found


class InviteForm(PickForm):
    """Experts to ask onto the panel."""

    users = PickField(User.objects.none(), label=_("Experts"), search=("display_name", "username"))
    group = forms.CharField(
        label=_("Group"),
        max_length=40,
        required=False,
        help_text=_("For instance universities or firms. Groups under five are never shown apart."),
    )

    def __init__(self, survey: DelphiSurvey, data: Any = None) -> None:
        super().__init__(data)
        self.fields["users"].queryset = free_experts(survey)  # type: ignore[attr-defined]


class RoundForm(forms.Form):
    """Until when answers are asked for."""

    due = forms.DateField(label=_("Answers due"), widget=DayInput())


class ApproveForm(forms.Form):
    """Whether approved results are open to everyone."""

    public = forms.BooleanField(
        label=_("Open to the public"), required=False, help_text=_("Reasons and groups stay inside.")
    )


class AnswerForm(forms.Form):
    """The question sheet on one statement. Nothing is asked for before it is whole: it saves as one goes."""

    use_required_attribute = False

    def __init__(
        self, sheet: Sheet, data: Any = None, *, values: dict[str, Any] | None = None, reason: str = ""
    ) -> None:
        super().__init__(data)
        self.sheet = sheet
        for question in sheet.questions:
            self.fields.update(_fields(question, (values or {}).get(question.key)))
        self.fields["reason"] = forms.CharField(
            label=_("Your reason"),
            max_length=2000,
            required=False,
            initial=reason,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("The others read it without your name. Do not write what tells who you are."),
        )

    def blocks(self) -> list[dict[str, Any]]:
        """The questions as the page shows them: the question, its field, and for times the year's field."""
        return [
            {
                "question": q,
                "field": self[q.key],
                "year": self[f"{q.key}-year"] if q.kind == TIME else None,
            }
            for q in self.sheet.questions
        ]

    def values(self) -> dict[str, Any]:
        """The cleaned answers as the action takes them."""
        found: dict[str, Any] = {}
        for question in self.sheet.questions:
            value = self.cleaned_data.get(question.key)
            if question.kind == TIME:
                year = self.cleaned_data.get(f"{question.key}-year")
                value = value if value in {NEVER, UNKNOWN} else year
            if value not in (None, "", []):
                found[question.key] = value
        return found

    def clean(self) -> dict[str, Any]:
        """A year beside «never» or «do not know» is one answer too many."""
        for question in self.sheet.questions:
            if question.kind != TIME or self.errors.get(f"{question.key}-year"):
                continue
            other, year = self.cleaned_data.get(question.key), self.cleaned_data.get(f"{question.key}-year")
            if other in {NEVER, UNKNOWN} and year and "auto" not in self.data:
                self.add_error(question.key, _now("You give a year and something else: choose one."))
        return self.cleaned_data

    def name_of(self, key: str) -> str:
        """The field that shows an error of the action on this question."""
        year = f"{key}-year"
        return year if year in self.fields else key


def _fields(question: Question, value: Any) -> dict[str, forms.Field]:
    label = question_name(question)
    help_text = in_language(question.help, question.help_en)
    if question.kind == TIME:
        other = value if value in {NEVER, UNKNOWN} else YEAR if value else ""
        choices = [(YEAR, _("a year:")), (NEVER, _("never comes")), (UNKNOWN, _("do not know"))]
        year = forms.IntegerField(
            label=_("Year"),
            min_value=question.first,
            max_value=question.last,
            required=False,
            initial=None if other in {NEVER, UNKNOWN} else value,
            widget=forms.NumberInput(attrs={"inputmode": "numeric", "data-year": question.key}),
        )
        return {
            question.key: forms.ChoiceField(
                label=label,
                choices=choices,
                required=False,
                initial=other,
                widget=forms.RadioSelect,
                help_text=help_text,
            ),
            f"{question.key}-year": year,
        }
    options: list[tuple[str, Any]] = list(option_names(question).items())
    if question.kind == SCALE:
        kind: Any = forms.ChoiceField
        widget: Any = forms.RadioSelect
    else:
        kind, widget = forms.MultipleChoiceField, forms.CheckboxSelectMultiple
    return {
        question.key: kind(
            label=label, choices=options, required=False, initial=value, widget=widget, help_text=help_text
        )
    }


class WorkshopForm(forms.Form):
    """A new workshop on statements of a survey."""

    name = forms.CharField(label=_("Name"), max_length=300)
    name_en = forms.CharField(label=_("Name in English"), max_length=300, required=False)
    horizon = forms.IntegerField(
        label=_("By the year"), min_value=2000, max_value=2100, help_text=_("The year by which each comes true or not.")
    )
    statements = forms.ModelMultipleChoiceField(
        label=_("Statements asked"), queryset=DelphiStatement.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, survey: DelphiSurvey, data: Any = None) -> None:
        super().__init__(data)
        self.fields["statements"].queryset = survey.statements.order_by("number")  # type: ignore[attr-defined]
