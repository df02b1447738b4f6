"""Typed schemas made from a list page: its exported columns as the row, its filters as the query."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from ninja import Field, Schema
from pydantic import create_model

from xinzhi.core.lists import Export, ListPage
from xinzhi.core.lists.bar import parameters

from .schemas import Page
from .words import gettext_lazy as _

Number = int | float
COLUMNS = "x-columns"  # in the document: what a list may be sorted by


def row_schema(
    name: str, columns: Sequence[Export], model: type[models.Model], types: Mapping[str, Any]
) -> type[Schema]:
    """A schema with one field for each exported column, typed by the model's field that its path leads to.

    `types` says it for columns that are computed. `url` is the row's page on this site.
    """
    fields: dict[str, Any] = {c.key: _column(c, model, types) for c in columns}
    fields["url"] = (str, Field(description=_("address of its page")))
    return create_model(name, __base__=Schema, **fields)


def row_values(columns: Sequence[Export], row: Any, url: str) -> dict[str, Any]:
    """The row's values by the keys of its columns, as the schema takes them."""
    return {**{c.key: _value(c.of(row)) for c in columns}, "url": url}


def query_schema(name: str, page: type[ListPage]) -> type[Schema]:
    """The query parameters of a list: its filters, search, order, and the page of the answer."""
    fields: dict[str, Any] = {}
    if page.filterset is not None:
        for key, one in page.filterset.base_filters.items():
            for parameter in filter_parameters(key, one):
                held = hasattr(Page, parameter)  # a name that schemas have for something else, such as «register»
                fields[f"{parameter}_" if held else parameter] = (
                    str | None,
                    Field(
                        None,
                        alias=parameter if held else None,
                        description=one.label,
                        json_schema_extra=_choices(one),
                    ),
                )
    if page.search_fields:
        fields["q"] = (str | None, Field(None, description=_("words, each of which must occur"), max_length=200))
    fields["sort"] = (
        str | None,
        Field(
            None,
            description=_("columns to sort by, «-» before one for falling order"),
            json_schema_extra={COLUMNS: list(sortable(page))},
            max_length=200,
        ),
    )
    return create_model(name, __base__=Page, **fields)


def filter_parameters(key: str, one: django_filters.Filter) -> list[str]:
    """The query parameters of a filter: the name itself, or for a range one for each end."""
    widget = one.extra.get("widget", one.field_class.widget)
    made = widget() if isinstance(widget, type) else widget
    names = parameters(key, made)
    return names[1:] or names


def sortable(page: type[ListPage]) -> dict[str, Any]:
    """The columns a list may be sorted by."""
    return {name: column for name, column in page.columns.base_columns.items() if column.orderable is not False}


def _column(column: Export, model: type[models.Model], types: Mapping[str, Any]) -> tuple[Any, Any]:
    label: Any = column.label  # lazy, in the language of whoever reads the document
    if column.key in types:
        return types[column.key], Field(description=label)
    found = None if callable(column.value) else _leads_to(model, column.value or column.key)
    if found is None:
        return Any, Field(description=label)
    field, nullable = found
    kind = _kind(field)
    extra: dict[str, Any] | None = None
    if field.choices:
        named = [value for value, _words in field.flatchoices]
        extra = {"enum": [*named, *([""] if field.blank else []), *([None] if nullable else [])]}
    return (kind | None if nullable else kind), Field(description=label, json_schema_extra=extra)


def _leads_to(model: type[models.Model], path: str) -> tuple[Any, bool] | None:
    """The field at the end of a path and whether anything on the way may be missing; None where no field is."""
    nullable = False
    field: Any = None
    current: Any = model
    for step in path.split("__"):
        if current is None:
            return None
        try:
            field = current._meta.get_field(step)  # noqa: SLF001  Django's documented Meta API
        except FieldDoesNotExist:
            return None
        nullable |= bool(getattr(field, "null", False))
        current = field.related_model
    return (field, nullable) if current is None else None


def _kind(field: Any) -> Any:
    kinds: tuple[tuple[type, Any], ...] = (
        (models.BooleanField, bool),
        (models.IntegerField, int),
        (models.DecimalField, Number),
        (models.FloatField, Number),
        (models.DateTimeField, dt.datetime),
        (models.DateField, dt.date),
        (models.JSONField, list[str] if field.default is list else Any),
    )
    return next((kind for known, kind in kinds if isinstance(field, known)), str)


def _choices(one: django_filters.Filter) -> dict[str, Any] | None:
    """The values a filter takes, where they are fixed."""
    if isinstance(one, django_filters.BooleanFilter):
        return {"enum": ["true", "false"]}
    choices = one.extra.get("choices")
    if choices is None or callable(choices) or issubclass(one.field_class, forms.ModelChoiceField):
        return None
    return {"enum": [str(value) for value, _words in choices]}


def _value(value: Any) -> Any:
    """Numbers as JSON has them: whole ones without a point."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value
