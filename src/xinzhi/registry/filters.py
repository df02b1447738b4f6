"""The filters of each register's list, made from its description."""

from typing import Any

import django_filters
from django import forms
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from xinzhi.core.remember import remember
from xinzhi.fields.models import Field
from xinzhi.fields.queries import with_descendants

from .models import City, ClaimState, Title
from .registers import Register


class LabelledChoice(forms.ModelChoiceField):
    """Rows by their name in the reader's language; the address carries their key."""

    def label_from_instance(self, obj: Any) -> str:
        return obj.label


class KeyFilter(django_filters.ModelChoiceFilter):
    """A city or field by its key: «?city=jinan» stays readable and survives a reload of the pack."""

    field_class = LabelledChoice

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(to_field_name="key", empty_label=_("any"), **kwargs)


def filters_of(register: Register) -> type[django_filters.FilterSet]:
    """The filters of a register's list. A field finds what is filed below it too."""

    def below(queryset: models.QuerySet[Any], _name: str, value: Field) -> models.QuerySet[Any]:
        rows = queryset.filter(**{f"{register.field_path}__in": with_descendants([value])})
        return rows.distinct() if register.has_many_fields else rows

    made: dict[str, Any] = {}
    for name in register.filters:
        if name == "field":
            made[name] = KeyFilter(queryset=Field.objects.all(), label=_("field"), method=below)
        elif name == "city":
            made[name] = KeyFilter(queryset=City.objects.all(), label=_("city"))
        elif name == "title":
            made[name] = HeldTitle(register)
        else:
            made[name] = _plain_filter(register, name)
    meta = type("Meta", (), {"model": register.model, "fields": ()})
    return type(f"{register.model.__name__}Filter", (django_filters.FilterSet,), {**made, "Meta": meta})


def _plain_filter(register: Register, name: str) -> django_filters.Filter:
    column: Any = register.model._meta.get_field(name)  # noqa: SLF001
    if column.choices:
        return django_filters.ChoiceFilter(choices=column.choices, label=column.verbose_name, empty_label=_("any"))
    return PresentValues(label=column.verbose_name, empty_label=_("any"))


def _titles(kind: str) -> list[tuple[str, str]]:
    """The titles that entries of a register hold or held, as choices."""
    held = Title.objects.filter(kind=kind, state=ClaimState.ACCEPTED).order_by("name")
    return [(n, n) for n in held.values_list("name", flat=True).distinct()]


class HeldTitle(django_filters.ChoiceFilter):
    """Entries that hold a title today."""

    def __init__(self, register: Register) -> None:
        super().__init__(label=_("holds the title"), empty_label=_("any"))
        self.register = register

    @property
    def field(self) -> Any:
        kind = self.register.one
        self.extra["choices"] = remember(("registry.titles", kind), lambda: _titles(kind))
        return super().field

    def filter(self, qs: models.QuerySet[Any], value: str) -> models.QuerySet[Any]:
        if not value:
            return qs
        day = timezone.localdate()
        held = Title.objects.filter(kind=self.register.one, state=ClaimState.ACCEPTED, name=value)
        valid = held.filter(models.Q(expires=None) | models.Q(expires__gte=day))
        return qs.filter(pk__in=valid.values("entry_id"))


class PresentValues(django_filters.AllValuesFilter):
    """The values a text or year column has now, without the empty one."""

    @property
    def field(self) -> Any:
        key = ("registry.values", self.model._meta.label, self.field_name)  # noqa: SLF001  Django's documented Meta
        self.extra["choices"] = remember(key, self._present)
        return super(django_filters.AllValuesFilter, self).field

    def _present(self) -> list[tuple[Any, Any]]:
        rows = self.model._default_manager.order_by(self.field_name).values_list(self.field_name, flat=True)  # noqa: SLF001
        return [(v, v) for v in rows.distinct() if v not in {None, ""}]
