"""The progress report: its words, and a row for each figure."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xinzhi.core.formats import number
from xinzhi.core.inputs import DayInput
from xinzhi.plan.actions import FigureInput
from xinzhi.plan.models import Report, Rule, SelfAssessment, Target

from .common import FilesField, text_field

EMPTY_ROWS = 2
MOST_ROWS = 60


class ReportForm(forms.Form):
    """Everything may be empty while it is a draft; what is missing is said on submitting.

    `seen` is when the report had last changed as this page was made, so that nobody overwrites a colleague unawares.
    """

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    assessment = forms.ChoiceField(
        label=gettext_lazy("How does it stand?"),
        choices=SelfAssessment.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    text = text_field(
        gettext_lazy("What was done"), 8, help_text=gettext_lazy("Facts first: what, where, how many, by when.")
    )
    next_steps = text_field(gettext_lazy("What comes next"), 3)
    evidence = FilesField(
        label=gettext_lazy("Add files"),
        required=False,
        help_text=gettext_lazy("Documents, tables or pictures; several at once. Figures need at least one file."),
    )


def report_form(report: Report, data: Any = None, files: Any = None) -> ReportForm:
    """The form with what the report says now."""
    initial = {
        "seen": report.updated_at.isoformat(),
        "assessment": report.assessment,
        "text": report.text,
        "next_steps": report.next_steps,
    }
    return ReportForm(data, files, initial=initial)


class FigureForm(forms.Form):
    """One figure. `targets` are those of the plan, by pk; an empty row says nothing."""

    target = forms.TypedChoiceField(label=gettext_lazy("Target"), empty_value=None, required=False)
    value = forms.DecimalField(label=gettext_lazy("Value"), max_digits=18, decimal_places=4, required=False)
    as_of = forms.DateField(label=gettext_lazy("As of"), widget=DayInput, required=False)
    note = forms.CharField(label=gettext_lazy("What was counted"), max_length=300, required=False)

    def __init__(self, *args: Any, targets: dict[int, Target], own: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["target"].choices = _choices(targets.values(), own)  # type: ignore[attr-defined]
        self.fields["target"].coerce = self._target  # type: ignore[attr-defined]
        self.targets = targets

    def _target(self, pk: Any) -> Target:
        """The target of this number; ValueError for one that is not offered."""
        if (target := self.targets.get(int(pk))) is None:
            raise ValueError(pk)
        return target

    def clean(self) -> dict[str, Any]:
        """A row that says something says all of it."""
        cleaned = super().clean() or {}
        if self.is_said and not cleaned.get("DELETE"):
            missing = {
                "target": _("Choose the target that this figure belongs to."),
                "value": _("Give the number, or clear the row."),
                "as_of": _("Give the day that the number speaks of."),
            }
            for name, text in missing.items():
                if name not in self.errors and cleaned.get(name) is None:
                    self.add_error(name, text)
        return cleaned

    @property
    def is_said(self) -> bool:
        """Whether anything but the proposed day stands in the row."""
        return any(self.cleaned_data.get(n) not in {None, ""} for n in ("target", "value", "note")) or bool(self.errors)

    def figure(self) -> FigureInput:
        """What the row says, for the action."""
        c = self.cleaned_data
        return FigureInput(c["target"], c["value"], c["as_of"], c["note"])


class BaseFigures(forms.BaseFormSet):
    """The rows of figures."""

    def said(self) -> list[FigureForm]:
        """The rows that hold a figure and are not to be removed."""
        return [f for f in self.forms if f.is_said and not f.cleaned_data.get("DELETE")]


Figures = forms.formset_factory(
    FigureForm, formset=BaseFigures, extra=EMPTY_ROWS, max_num=MOST_ROWS, absolute_max=MOST_ROWS * 2, can_delete=True
)


def figure_rows(report: Report, data: Any = None) -> BaseFigures:
    """The report's figures and some empty rows, whose day is the period's end (or today, before it)."""
    targets = {t.pk: t for t in report.period.plan.targets.exclude(rule=Rule.PARTS).order_by("position")}
    day = min(report.period.ends, timezone.localdate())
    initial: list[dict[str, Any]] = [
        {"target": f.target_id, "value": _plain(f.value), "as_of": f.as_of, "note": f.note}
        for f in report.figures.all()
    ]
    about = {"targets": targets, "own": report.duty.measure_id}
    rows: Any = Figures(data, prefix="figures", initial=initial, form_kwargs=about)
    for form in rows.extra_forms:
        form.initial = {"as_of": day}
    found: BaseFigures = rows
    return found


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _choices(targets: Iterable[Target], own: int | None) -> list[Any]:
    """First the targets of the measure that is reported on, then the plan's others."""
    first: list[tuple[int, str]] = []
    others: list[tuple[int, str]] = []
    for target in targets:
        (first if target.measure_id == own else others).append((target.pk, _name(target)))
    groups = [(_("Targets of this measure"), first), (_("Other targets of the plan"), others)]
    return [("", _("— choose —")), *(g for g in groups if g[1])]


def _name(target: Target) -> str:
    kind = _("stock") if target.rule == Rule.LATEST else _("added in the period")
    return f"{target.label} ({target.comparator} {number(target.value)} {target.unit}; {kind})"
