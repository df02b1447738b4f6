"""What an import may bring into each register, made from the register's attributes."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from xinzhi.core.models import Precision
from xinzhi.fields.models import Field
from xinzhi.registry.engine import tabular
from xinzhi.registry.engine.tabular import Choice, ReferenceBook, Schema, Type

from .models import City, Confidence
from .registers import Register
from .values import Attribute, attributes_of
from .words import verbose_name

_TYPES = {
    "text": Type.TEXT,
    "longtext": Type.TEXT,
    "int": Type.INT,
    "decimal": Type.DECIMAL,
    "money": Type.MONEY,
    "date": Type.DATE,
    "choice": Type.CHOICE,
    "list": Type.LIST,
    "city": Type.REFERENCE,
    "field": Type.REFERENCE,
    "fields": Type.REFERENCES,
}
_NOTES = {"year": "period", "city": "place"}  # where the words around a value go
# How tables write a choice besides its labels.
_SPELLINGS = {
    ("level", "province"): ("省",),
    ("level", "city"): ("市", "市级"),
    ("scope", "province"): ("省", "全省"),
    ("scope", "city"): ("市", "市级"),
}
_FRONTIER = "X-{}"  # how lists of the region write a frontier field

UNKNOWN_DAY = "unknown"  # what the engine says of a cell that states that no date is known
# Of a row's own origin only what was said: these stand beside the attributes and win over those of the whole file.
PROVENANCE = (
    tabular.Attribute("source", max_length=300),
    tabular.Attribute("source_url", max_length=600),
    tabular.Attribute("as_of", Type.DATE, precision="as_of_precision", note="as_of_note"),
    tabular.Attribute("as_of_precision", Type.CHOICE),
    tabular.Attribute("as_of_note", max_length=200),
    tabular.Attribute("confidence", Type.CHOICE),
    tabular.Attribute("simulated", Type.BOOL),
)
PROVENANCE_NAMES = tuple(a.key for a in PROVENANCE)


@cache
def schema_of(register: Register) -> Schema:
    """The register's key, attributes and provenance, with their names in every language of the site."""
    own = {a.name for a in attributes_of(register)}
    attributes = (
        tabular.Attribute("key", labels=_every_language(_("key")), max_length=120),
        *(_attribute(a, own) for a in attributes_of(register)),
        *_provenance(register),
    )
    return Schema(register.key, attributes, (("key",), *register.identity))


def labels_of(register: Register) -> dict[str, str | Promise]:
    """What people call each attribute of the register's schema."""
    named: dict[str, str | Promise] = {"key": _("key")}
    named |= {a.name: a.label for a in attributes_of(register)}
    return named | {name: verbose_name(register, name) for name in PROVENANCE_NAMES}


def reference_book() -> ReferenceBook:
    """Every spelling of the cities and fields there are."""
    cities = City.objects.values_list("key", "name", "full_name", "name_en")
    fields = Field.objects.values_list("key", "name", "name_en", "aliases")
    return ReferenceBook.of(
        {
            "city": [(key, names) for key, *names in cities],
            "field": [
                (key, [name, name_en, *aliases, *(_FRONTIER.format(n) for n in (name, *aliases))])
                for key, name, name_en, aliases in fields
            ],
        }
    )


def split(values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """A row's values as those of the entry (with its key) and those of its provenance."""
    own = {n: v for n, v in values.items() if n not in PROVENANCE_NAMES}
    return own, {n: v for n, v in values.items() if n in PROVENANCE_NAMES}


def _attribute(attribute: Attribute, own: Iterable[str]) -> tabular.Attribute:
    name, precision = attribute.name, f"{attribute.name}_precision"
    kind = _TYPES[attribute.kind]
    if attribute.identifier:
        kind = Type.IDENTIFIER
    elif name == "year":
        kind = Type.YEAR
    elif name.endswith("_percent"):
        kind = Type.PERCENT
    is_bounded = attribute.kind in {"text", "longtext"}
    return tabular.Attribute(
        name,
        kind,
        labels=_every_language(attribute.label),
        required=attribute.required,
        max_length=(attribute.max_length or 0) if is_bounded else 0,
        choices=_choices(name, attribute.choices),
        target=attribute.identifier or attribute.kind.removesuffix("s"),
        precision=precision if precision in own else "",
        note=_NOTES.get(name, ""),
    )


def _provenance(register: Register) -> Iterable[tabular.Attribute]:
    choices = {"as_of_precision": Precision.choices, "confidence": Confidence.choices}
    for attribute in PROVENANCE:
        labels = _every_language(verbose_name(register, attribute.key))
        yield replace(attribute, labels=labels, choices=_choices(attribute.key, choices.get(attribute.key, ())))


def _choices(name: str, pairs: Iterable[tuple[str, str | Promise]]) -> tuple[Choice, ...]:
    return tuple(
        Choice(str(key), (*_every_language(label), *_SPELLINGS.get((name, str(key)), ()))) for key, label in pairs
    )


def _every_language(text: str | Promise) -> tuple[str, ...]:
    """The text in each language of the site, the site's own first."""
    found = []
    for code, _name in settings.LANGUAGES:
        with override(code):
            found.append(str(text))
    return tuple(dict.fromkeys(found))
