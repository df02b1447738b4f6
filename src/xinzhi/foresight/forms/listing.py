"""The forms of the room."""

from typing import Any

from django import forms
from django.core.validators import FileExtensionValidator
from django.utils.translation import gettext_lazy as _

from xinzhi.core.inputs import DayInput
from xinzhi.fields.models import Field
from xinzhi.foresight.models import Candidate, Corpus, ForesightEdition, ListEntry
from xinzhi.foresight.words import ring_names
from xinzhi.registry.models import Organisation, OrganisationKind, Standing


# --- from corpus to list, studies
class Labelled(forms.ModelChoiceField):
    """Rows by their name in the reader's language."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.label)


class Titled(forms.ModelChoiceField):
    """Editions by their title."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.title)


class ReasonForm(forms.Form):
    """A reason."""

    why = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class CorpusForm(forms.Form):
    """A corpus brought in through the page."""

    file = forms.FileField(
        label=_("Corpus"),
        validators=[FileExtensionValidator(["parquet"])],
        help_text=_(
            "A Parquet file with a text and a date; `xinzhi foresight corpus` makes one of any export of literature."
        ),
    )
    name = forms.CharField(label=_("Name"), max_length=300)
    name_en = forms.CharField(label=_("English name"), max_length=300, required=False)
    source = forms.CharField(label=_("Source"), max_length=300)
    source_url = forms.URLField(label=_("Source address"), max_length=600, required=False, assume_scheme="https")
    as_of = forms.DateField(label=_("Taken on"), widget=DayInput(), required=False)
    simulated = forms.BooleanField(
        label=_("It is invented"), required=False, help_text=_("For a rehearsal; it is marked everywhere.")
    )


class RunForm(forms.Form):
    """At which year a corpus is run."""

    origin = forms.IntegerField(
        label=_("Origin"), help_text=_("The last year that is known; nothing later is looked at.")
    )
    horizon = forms.IntegerField(label=_("Years ahead"), min_value=1, max_value=10, initial=2)

    def __init__(self, corpus: Corpus, data: Any = None) -> None:
        super().__init__(data, initial={"origin": corpus.last_year, "horizon": 2})
        self.fields["origin"].widget.attrs.update(min=corpus.first_year + 4, max=corpus.last_year)
        self.fields["origin"].min_value = corpus.first_year  # type: ignore[attr-defined]


class DraftForm(forms.Form):
    """How long the list is to be."""

    length = forms.IntegerField(label=_("Technologies"), min_value=1, max_value=500)


class FieldForm(forms.Form):
    """The field a candidate belongs to."""

    field = Labelled(
        label=_("Future-industry field"), queryset=Field.objects.none(), required=False, empty_label=_("none of them")
    )

    def __init__(self, candidate: Candidate, data: Any = None) -> None:
        super().__init__(data, initial={"field": candidate.field_id}, prefix="file")
        self.fields["field"].queryset = Field.objects.all()  # type: ignore[attr-defined]


class NameForm(forms.Form):
    """A candidate's Chinese name."""

    name = forms.CharField(label=_("Chinese name"), max_length=120, required=False)


class MergeForm(forms.Form):
    """Into which a candidate is merged, by its rank."""

    into = forms.IntegerField(label=_("Into the candidate of rank"), min_value=1)
    why = forms.CharField(label=_("Reason"), max_length=500)

    def __init__(self, candidate: Candidate, data: Any = None) -> None:
        super().__init__(data, prefix="merge")
        self.candidate = candidate

    def clean_into(self) -> Candidate:
        """The candidate of this rank in the same run."""
        from django.utils.translation import gettext

        found = Candidate.objects.filter(run=self.candidate.run_id, rank=self.cleaned_data["into"]).first()
        if found is None:
            raise forms.ValidationError(gettext("No candidate of this run has that rank."))
        return found


class EntryForm(forms.Form):
    """An entry of a draft."""

    ring = forms.ChoiceField(label=_("Ring"))
    why = forms.CharField(label=_("Reason for another ring"), max_length=500, required=False)
    statement = forms.CharField(
        label=_("What it is and why it is listed"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    move_reason = forms.CharField(label=_("Reason of the move"), max_length=500, required=False)
    inside_note = forms.CharField(
        label=_("Internal note"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    is_public = forms.BooleanField(label=_("In the public version"), required=False)

    def __init__(self, entry: ListEntry, data: Any = None) -> None:
        names = ("ring", "why", "statement", "move_reason", "inside_note", "is_public")
        super().__init__(data, initial={name: getattr(entry, name) for name in names})
        self.fields["ring"].choices = list(ring_names(entry.edition.rules).items())  # type: ignore[attr-defined]


class EditionForm(forms.Form):
    """What an edition says of itself."""

    summary = forms.CharField(label=_("Introduction"), required=False, widget=forms.Textarea(attrs={"rows": 4}))
    inside_note = forms.CharField(label=_("Internal note"), required=False, widget=forms.Textarea(attrs={"rows": 2}))


class AddForm(forms.Form):
    """A candidate put on a draft, by its rank."""

    candidate = forms.IntegerField(label=_("Candidate of rank"), min_value=1)
    why = forms.CharField(label=_("Reason"), max_length=500)

    def __init__(self, edition: ForesightEdition, data: Any = None) -> None:
        super().__init__(data)
        self.edition = edition

    def clean_candidate(self) -> Candidate:
        """The candidate of this rank in the edition's run."""
        from django.utils.translation import gettext

        found = Candidate.objects.filter(run=self.edition.run_id, rank=self.cleaned_data["candidate"]).first()
        if found is None:
            raise forms.ValidationError(gettext("No candidate of this run has that rank."))
        return found


class ScoreForm(forms.Form):
    """By which corpus an edition is judged."""

    corpus = Labelled(label=_("Judged by"), queryset=Corpus.objects.none())

    def __init__(self, edition: ForesightEdition, data: Any = None) -> None:
        super().__init__(data, initial={"corpus": edition.run.corpus_id})
        later = Corpus.objects.filter(simulated=edition.simulated, last_year__gte=edition.run.origin + 2)
        self.fields["corpus"].queryset = later  # type: ignore[attr-defined]


class TopicsForm(forms.Form):
    """For which year topics are offered."""

    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)


class StudyForm(forms.Form):
    """A new study."""

    name = forms.CharField(label=_("Name"), max_length=300)
    name_en = forms.CharField(label=_("English name"), max_length=300, required=False)
    question = forms.CharField(label=_("Question"), widget=forms.Textarea(attrs={"rows": 4}))
    client = Labelled(label=_("Client department"), queryset=Organisation.objects.none())
    team = forms.CharField(
        label=_("Team"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One person or body on a line."),
    )
    edition = Titled(label=_("Rests on edition"), queryset=ForesightEdition.objects.none(), required=False)
    due = forms.DateField(label=_("Due"), widget=DayInput(), required=False)
    simulated = forms.BooleanField(
        label=_("For rehearsal"), required=False, help_text=_("It is marked as simulated everywhere.")
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        clients = Organisation.objects.filter(
            kind__in=[OrganisationKind.DEPARTMENT, OrganisationKind.CITY], standing=Standing.PUBLISHED
        )
        self.fields["client"].queryset = clients  # type: ignore[attr-defined]
        self.fields["edition"].queryset = ForesightEdition.objects.filter(state="published").select_related("run")  # type: ignore[attr-defined]


class VersionForm(forms.Form):
    """A version of a study."""

    file = forms.FileField(label=_("File"))
    note = forms.CharField(label=_("What changed"), max_length=500, required=False)


class EvidenceForm(forms.Form):
    """A document that a study rests on."""

    title = forms.CharField(label=_("Title"), max_length=300)
    source = forms.CharField(label=_("Source"), max_length=300)
    source_url = forms.URLField(label=_("Source address"), max_length=600, required=False, assume_scheme="https")
    as_of = forms.DateField(label=_("As of"), widget=DayInput(), required=False)


class ReviewForm(forms.Form):
    """A review of a study's version."""

    text = forms.CharField(label=_("Review"), widget=forms.Textarea(attrs={"rows": 6}))
