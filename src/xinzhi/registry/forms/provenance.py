"""Where a fact is from, asked in the same words everywhere."""

from django import forms
from django.utils.translation import gettext_lazy as _

from xinzhi.core.inputs import DayInput
from xinzhi.registry.models import Confidence
from xinzhi.registry.provenance import Provenance


class ProvenanceForm(forms.Form):
    """Base of every form that records a fact: source, address, day and trust, and why."""

    source = forms.CharField(label=_("Source"), max_length=300, help_text=_("The document or page, in words."))
    source_url = forms.URLField(label=_("Source address"), max_length=600, required=False, assume_scheme="https")
    as_of = forms.DateField(label=_("As of"), widget=DayInput, help_text=_("The day on which this was true."))
    confidence = forms.ChoiceField(
        label=_("Kind of source"),
        choices=Confidence.choices,
        initial=Confidence.REPORT,
        help_text=_("Where two sources disagree, the one further up this list is shown."),
    )
    why = forms.CharField(label=_("Reason"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def provenance(self) -> Provenance:
        """The cleaned provenance."""
        data = self.cleaned_data
        return Provenance(data["source"], data["as_of"], data["source_url"], confidence=data["confidence"])
