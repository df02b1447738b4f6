"""What was learned when: the statements of sources by the day of which they speak."""

import itertools
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy

from xinzhi.fields.models import Field
from xinzhi.fields.queries import with_descendants
from xinzhi.registry.filters import LabelledChoice
from xinzhi.registry.links import source_address
from xinzhi.registry.models import City
from xinzhi.registry.queries import LatestFacts, latest_changes
from xinzhi.registry.registers import BY_KEY, REGISTERS
from xinzhi.registry.words import entry_address

MOST = 60


class LearnedForm(forms.Form):
    """What the timeline is narrowed to."""

    register = forms.ChoiceField(
        label=gettext_lazy("register"),
        choices=[("", gettext_lazy("any")), *((r.key, r.title) for r in REGISTERS)],
        required=False,
    )
    city = LabelledChoice(
        label=gettext_lazy("city"),
        queryset=City.objects.all(),
        to_field_name="key",
        required=False,
        empty_label=gettext_lazy("any"),
    )
    field = LabelledChoice(
        label=gettext_lazy("field"),
        queryset=Field.objects.all(),
        to_field_name="key",
        required=False,
        empty_label=gettext_lazy("any"),
    )


def learned(request: HttpRequest) -> HttpResponse:
    """One line for what one source says on one day in one register, by month, the newest first."""
    form = LearnedForm(request.GET or None)
    chosen = form.cleaned_data if form.is_valid() else {}
    registers = (BY_KEY[chosen["register"]],) if chosen.get("register") else REGISTERS
    fields = with_descendants([chosen["field"]]) if chosen.get("field") else None
    facts = latest_changes(MOST, registers, city=chosen.get("city"), fields=fields)
    months = [
        {"name": date_format(lines[0].as_of, "YEAR_MONTH_FORMAT"), "lines": [_line(f) for f in lines]}
        for _month, group in itertools.groupby(facts, key=lambda f: (f.as_of.year, f.as_of.month))
        if (lines := list(group))
    ]
    context = {
        "form": form if request.GET else LearnedForm(),
        "months": months,
        "most": MOST,
        "full": len(facts) == MOST,
    }
    return render(request, "registry/learned.html", context)


def _line(facts: LatestFacts) -> dict[str, Any]:
    return {"facts": facts, "url": entry_address(facts.example), "source_url": source_address(facts.source_url)}
