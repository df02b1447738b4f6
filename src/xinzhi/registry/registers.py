"""The registers, described once: the overview, lists, pages, exports and counts are all made from this table."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import (
    Demand,
    Organisation,
    Park,
    Platform,
    PolicyNote,
    RegionalPlan,
    RegisterEntry,
    Result,
    Standard,
    Statistic,
)


@dataclass(frozen=True, slots=True)
class Register:
    """One register.

    `key` and `one` name the addresses of the list and of an entry. `own` are the columns of this register beside
    those all share; `shown` are the columns of its list, `filters` those to filter by. `active` registers are
    counted as the activity of fields and cities. `sort` is the order the list opens with.
    """

    key: str
    one: str
    model: type[RegisterEntry]
    title: Promise
    lead: Promise
    own: tuple[str, ...]
    shown: tuple[str, ...]
    filters: tuple[str, ...]
    search: tuple[str, ...] = ("name", "name_en", "place", "note")
    active: bool = False
    sort: str = "-as_of"

    @property
    def has_many_fields(self) -> bool:
        """Whether an entry names several fields instead of one."""
        return any(f.name == "fields" for f in self.model._meta.many_to_many)  # noqa: SLF001  Django's documented Meta

    @property
    def field_path(self) -> str:
        """The path from an entry to its field or fields."""
        return "fields" if self.has_many_fields else "field"

    def entries(self) -> models.QuerySet[Any]:
        """Every entry, with what a list or page shows of its city and field."""
        rows: models.QuerySet[Any] = self.model._default_manager.select_related("city")  # noqa: SLF001
        return rows.prefetch_related("fields") if self.has_many_fields else rows.select_related("field")


REGISTERS: tuple[Register, ...] = (
    Register(
        "organisations",
        "organisation",
        Organisation,
        _("Organisations"),
        _("Departments, city governments, firms, universities and institutes, each with its source."),
        own=(
            "kind",
            "kind_named",
            "full_name",
            "aliases",
            "credit_code",
            "stock_code",
            "listed_on",
            "industry",
            "statuses",
        ),
        shown=("name", "kind", "city", "field", "statuses", "industry", "stock_code", "as_of", "source"),
        filters=("kind", "city", "field", "industry"),
        search=("name", "name_en", "full_name", "aliases", "stock_code", "credit_code", "industry", "statuses", "note"),
        active=True,
        sort="kind",
    ),
    Register(
        "platforms",
        "platform",
        Platform,
        _("Platforms"),
        _("Laboratories, innovation centres and other platforms of research and transfer."),
        own=("kind", "host"),
        shown=("name", "kind", "host", "city", "field", "period", "as_of", "source"),
        filters=("kind", "city", "field", "year"),
        search=("name", "name_en", "kind", "host", "place", "note"),
        active=True,
    ),
    Register(
        "parks",
        "park",
        Park,
        _("Parks"),
        _("Science parks, high-tech zones, pilot zones and industry clusters."),
        own=("level",),
        shown=("name", "level", "city", "place", "field", "period", "as_of", "source"),
        filters=("level", "city", "field", "year"),
        search=("name", "name_en", "level", "place", "note"),
        active=True,
    ),
    Register(
        "results",
        "result",
        Result,
        _("Results"),
        _("Landmark products, works and achievements."),
        own=("kind", "owner"),
        shown=("name", "kind", "owner", "city", "field", "period", "as_of", "source"),
        filters=("kind", "city", "field", "year"),
        search=("name", "name_en", "kind", "owner", "note"),
        active=True,
    ),
    Register(
        "demands",
        "demand",
        Demand,
        _("Demands and scenarios"),
        _("Technology needs and application scenarios that their owners have published."),
        own=("kind", "owner", "keywords"),
        shown=("name", "kind", "owner", "city", "field", "period", "as_of", "source"),
        filters=("kind", "city", "field", "year"),
        search=("name", "name_en", "kind", "owner", "keywords", "note"),
        active=True,
    ),
    Register(
        "policies",
        "policy",
        PolicyNote,
        _("Policies"),
        _("What policies give: kind, rate and cap in the words of their source."),
        own=("kind", "rate", "cap", "rate_percent", "cap_fen", "document", "issuer"),
        shown=("name", "kind", "rate", "cap", "issuer", "period", "as_of", "source"),
        filters=("kind", "issuer", "year"),
        search=("name", "name_en", "kind", "rate", "cap", "document", "issuer", "note"),
    ),
    Register(
        "plans",
        "plan",
        RegionalPlan,
        _("Plans of regions"),
        _("Future-industry plans of this and other regions, with the targets they put first."),
        own=("region", "level", "document_number", "issued", "headline_targets", "fields_named"),
        shown=("name", "region", "level", "document_number", "issued", "fields", "as_of", "source"),
        filters=("region", "level", "city", "field"),
        search=("name", "name_en", "region", "document_number", "headline_targets", "fields_named", "note"),
    ),
    Register(
        "standards",
        "standard",
        Standard,
        _("Standards"),
        _("Standards that results of the region went into."),
        own=("number", "lead"),
        shown=("number", "name", "lead", "field", "period", "as_of", "source"),
        filters=("field", "year"),
        search=("name", "name_en", "number", "lead", "note"),
    ),
    Register(
        "statistics",
        "statistic",
        Statistic,
        _("Statistics"),
        _("Dated figures on the region and its parts. Planned and announced figures say so."),
        own=("scope", "region", "nature", "comparator", "value", "unit", "unit_named"),
        shown=("name", "region", "period", "value", "unit", "nature", "as_of", "source"),
        filters=("scope", "city", "nature", "year"),
        search=("name", "name_en", "region", "unit", "note"),
    ),
)
BY_KEY = {r.key: r for r in REGISTERS}
BY_MODEL = {r.model: r for r in REGISTERS}
ACTIVE = tuple(r for r in REGISTERS if r.active)


def register_of(entry: RegisterEntry) -> Register:
    """The register an entry stands in."""
    return BY_MODEL[type(entry)]
