"""The forms of the room."""

import dataclasses
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from xinzhi.core.formats import in_language
from xinzhi.core.inputs import DayInput
from xinzhi.core.roles import Role, organisations_of
from xinzhi.registry.forms.inputs import KeyField
from xinzhi.registry.models import Organisation

from .actions import Contract
from .engine.library import Library, Part
from .queries.list_files import list_files, payment_files, payment_of


class DraftForm(forms.Form):
    """Which list, of which year's figures, published by whom."""

    key = forms.ChoiceField(label=_("Ranked list"))
    organisation = forms.ModelChoiceField(label=_("Published by"), queryset=Organisation.objects.none())
    year = forms.IntegerField(label=_("Year of the figures"), min_value=2000, max_value=2100)
    simulated = forms.BooleanField(
        label=_("Of simulated firms"), required=False, help_text=_("For a rehearsal; the edition is marked everywhere.")
    )

    def __init__(self, user: Any, data: Any = None) -> None:
        super().__init__(data, initial={"year": timezone.localdate().year - 1})
        self.fields["key"].choices = [(key, key) for key in list_files()]  # type: ignore[attr-defined]
        kept = organisations_of(user, Role.PROGRAMME_MANAGER)
        self.fields["organisation"].queryset = Organisation.objects.filter(pk__in=kept)  # type: ignore[attr-defined]

    def clean_year(self) -> int:
        """A year whose figures can be there."""
        year: int = self.cleaned_data["year"]
        if year >= timezone.localdate().year:
            raise forms.ValidationError(_now("The figures of this year are not complete yet."))
        return year


class RunForm(forms.Form):
    """Which payment, of which day, from which table."""

    key = forms.ChoiceField(label=_("Payment"))
    organisation = forms.ModelChoiceField(label=_("Paid by"), queryset=Organisation.objects.none())
    on = forms.DateField(
        label=_("Day of the rules"), widget=DayInput, help_text=_("The rules in force on this day decide.")
    )
    table = forms.FileField(
        label=_("Table of facts"),
        required=False,
        help_text=_(
            "CSV or XLSX from the agency that knows: a column id (key or credit code), and facts of the rules. "
            "Without one the batch is of the firms that the registers and the firms' own facts give it to."
        ),
    )
    simulated = forms.BooleanField(
        label=_("Of simulated firms"), required=False, help_text=_("For a rehearsal; the run is marked everywhere.")
    )

    def __init__(
        self, user: Any, data: Any = None, files: Any = None, *, asked: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data, files, initial={"on": timezone.localdate(), **(asked or {})})
        self.fields["key"].choices = [  # type: ignore[attr-defined]
            (key, in_language(payment_of(key).name, payment_of(key).name_en)) for key in payment_files()
        ]
        kept = organisations_of(user, Role.PROGRAMME_MANAGER)
        self.fields["organisation"].queryset = Organisation.objects.filter(pk__in=kept)  # type: ignore[attr-defined]


class LookForm(forms.Form):
    """On which day, over which firms."""

    on = forms.DateField(label=_("Day of the rules"), widget=DayInput)
    simulated = forms.BooleanField(label=_("Of simulated firms"), required=False)


class MemberForm(forms.Form):
    """Which firm for which tier, kept by whom."""

    firm = KeyField(Organisation, label=_("Key of the firm"))
    organisation = forms.ModelChoiceField(label=_("Kept by"), queryset=Organisation.objects.none())
    tier = forms.ChoiceField(label=_("Tier"))
    why = forms.CharField(label=_("Reason"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, user: Any, library: Library, data: Any = None) -> None:
        super().__init__(data)
        self.fields["tier"].choices = choices_of(library.tiers)  # type: ignore[attr-defined]
        kept = organisations_of(user, Role.PROGRAMME_MANAGER)
        self.fields["organisation"].queryset = Organisation.objects.filter(pk__in=kept)  # type: ignore[attr-defined]


class RecheckForm(forms.Form):
    """The tier that a re-check found, and why."""

    tier = forms.ChoiceField(label=_("Tier"))
    why = forms.CharField(label=_("What was found"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, library: Library, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["tier"].choices = choices_of(library.tiers)  # type: ignore[attr-defined]


class ServiceForm(forms.Form):
    """Which service was given when."""

    service = forms.ChoiceField(label=_("Service"))
    done_on = forms.DateField(label=_("Day"), widget=DayInput)
    note = forms.CharField(label=_("Note"), max_length=500, required=False)

    def __init__(self, library: Library, data: Any = None) -> None:
        super().__init__(data)
        self.fields["service"].choices = choices_of(library.services)  # type: ignore[attr-defined]


def choices_of(parts: Iterable[Part]) -> list[tuple[str, str]]:
    """Tiers or services for a choice, in the reader's language."""
    return [(part.key, in_language(part.name, part.name_en)) for part in parts]


class YuanField(forms.DecimalField):
    """An amount in yuan with at most two decimals; the value is whole fen."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=Decimal("0.01"), max_digits=17, decimal_places=2, **kwargs)

    def clean(self, value: Any) -> int | None:
        yuan = super().clean(value)
        return None if yuan is None else int(yuan * 100)


class ContractForm(forms.Form):
    """What a financier files, of whom, and with whom."""

    firm = KeyField(Organisation, label=_("Key of the firm"))
    financier = forms.ModelChoiceField(label=_("Financier"), queryset=Organisation.objects.none())
    organisation = KeyField(Organisation, label=_("Key of the body that keeps the scheme"))
    number = forms.CharField(label=_("Contract number"), max_length=80)
    amount = YuanField(label=_("Amount in yuan"))
    begins = forms.DateField(label=_("From"), widget=DayInput)
    ends = forms.DateField(label=_("Until"), widget=DayInput, required=False)
    rights = forms.CharField(label=_("Pledged rights"), max_length=300, required=False)
    eligible_use = forms.BooleanField(
        label=_("Used for R&D, conversion or industrialisation"),
        required=False,
        help_text=_("Loans: as the scheme asks."),
    )
    early_credit = forms.BooleanField(label=_("Early-stage R&D credit loan"), required=False)
    first_loan = forms.BooleanField(label=_("First loan of the firm"), required=False)

    def __init__(self, user: Any, data: Any = None) -> None:
        super().__init__(data)
        mine = organisations_of(user, Role.FINANCIER)
        self.fields["financier"].queryset = Organisation.objects.filter(pk__in=mine)  # type: ignore[attr-defined]

    def contract(self) -> Contract:
        """What a valid form says of the contract."""
        names = [field.name for field in dataclasses.fields(Contract)]
        return Contract(**{name: self.cleaned_data[name] for name in names})


class ClaimForm(forms.Form):
    """How much of the principal is lost, and why."""

    loss = YuanField(label=_("Principal lost, in yuan"))
    why = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class ConsentForm(forms.Form):
    """Which financier may see a firm, until when."""

    firm = forms.ModelChoiceField(label=_("Firm"), queryset=Organisation.objects.none())
    financier = KeyField(Organisation, label=_("Key of the bank, fund or insurer"))
    until = forms.DateField(label=_("Until"), widget=DayInput)

    def __init__(self, user: Any, data: Any = None) -> None:
        super().__init__(data)
        mine = organisations_of(user, Role.ORG_EDITOR)
        self.fields["firm"].queryset = Organisation.objects.filter(pk__in=mine)  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why a step is taken."""

    why = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
