"""Forms of what is recorded about an entry: a title, a relation, the figures of a year."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from xinzhi.core.inputs import DayInput
from xinzhi.registry.actions import TitleInput
from xinzhi.registry.measures import MEASURES
from xinzhi.registry.models import INVERSE, RelationRole

from .provenance import ProvenanceForm

FEN_PER_WAN = 1_000_000
TITLE_FIELDS = ("name", "level", "document", "number", "issuer", "issued", "expires", "note")


class TitleForm(ProvenanceForm):
    """A title as its document states it."""

    name = forms.CharField(
        label=_("Status held"), max_length=120, help_text=_("As the document calls it: 高新技术企业.")
    )
    level = forms.CharField(label=_("Level"), max_length=40, required=False)
    document = forms.CharField(label=_("Document"), max_length=200, required=False)
    number = forms.CharField(label=_("Certificate number"), max_length=80, required=False)
    issuer = forms.CharField(label=_("Issued by"), max_length=120, required=False)
    issued = forms.DateField(label=_("Issued"), required=False, widget=DayInput)
    expires = forms.DateField(
        label=_("Expires"), required=False, widget=DayInput, help_text=_("The last day on which it is valid.")
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False)
    field_order = TITLE_FIELDS

    def title(self) -> TitleInput:
        """The cleaned title."""
        return TitleInput(**{name: self.cleaned_data[name] for name in TITLE_FIELDS})


class RelationForm(ProvenanceForm):
    """What this entry is to the other one. A role read from the other side begins with «~»."""

    role = forms.ChoiceField(label=_("Relation"))
    begins = forms.DateField(label=_("From"), required=False, widget=DayInput)
    ends = forms.DateField(label=_("Until"), required=False, widget=DayInput)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)
    field_order = ("role", "begins", "ends", "note")

    def __init__(self, *args: Any, both_ways: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: list[tuple[str, Any]] = list(RelationRole.choices)
        if both_ways:
            choices += [(f"~{role}", words) for role, words in INVERSE.items() if role != RelationRole.COOPERATES]
        role: Any = self.fields["role"]
        role.choices = choices


class FiguresForm(ProvenanceForm):
    """The measures of one year. Money is entered in 万元, exact to the yuan's cent."""

    year = forms.IntegerField(label=_("Year"), min_value=1949, max_value=2200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].initial = timezone.localdate().year - 1
        for key, measure in MEASURES.items():
            is_money = measure.unit == "fen"
            self.fields[f"measure_{key}"] = forms.DecimalField(
                label=measure.label,
                required=False,
                max_digits=17,
                decimal_places=6 if is_money else 0,
                help_text=_("In 10,000 yuan (万元).") if is_money else "",
            )
        self.order_fields(["year", *(f"measure_{key}" for key in MEASURES)])

    def figures(self) -> dict[str, int]:
        """Measure to whole number, money in fen; what was left empty is not stated."""
        return {
            key: int(value * FEN_PER_WAN) if measure.unit == "fen" else int(value)
            for key, measure in MEASURES.items()
            if (value := self.cleaned_data.get(f"measure_{key}")) is not None
        }


class ReasonForm(forms.Form):
    """Why a grave step is taken."""

    why = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class SplitForm(ReasonForm):
    """The statements that speak of the other thing."""

    statements = forms.MultipleChoiceField(label=_("Statements that move"), widget=forms.CheckboxSelectMultiple)
    field_order = ("statements", "why")

    def __init__(self, *args: Any, choices: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        statements: Any = self.fields["statements"]
        statements.choices = list(choices)
