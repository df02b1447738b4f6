"""Policies, plans of regions and statistics."""

from django.utils.translation import gettext_lazy as _

from xinzhi.registry.models import PolicyNote, RegionalPlan, Statistic

from .register import Register

POLICIES = Register(
    "policies",
    "policy",
    PolicyNote,
    _("Policies"),
    _("What policies give: kind, rate and cap in the words of their source."),
    "policy",
    own=("kind", "rate", "cap", "rate_percent", "cap_fen", "document", "issuer"),
    shown=("name", "kind", "rate", "cap", "issuer", "period", "as_of", "source"),
    filters=("kind", "issuer", "year"),
    search=("name", "name_en", "kind", "rate", "cap", "document", "issuer", "note"),
    identity=(("document", "name"), ("issuer", "name")),
)
PLANS = Register(
    "plans",
    "plan",
    RegionalPlan,
    _("Plans of regions"),
    _("Future-industry plans of this and other regions, with the targets they put first."),
    "policy",
    own=("region", "level", "document_number", "issued", "issued_precision", "headline_targets", "fields_named"),
    shown=("name", "region", "level", "document_number", "issued", "fields", "as_of", "source"),
    filters=("region", "level", "city", "field"),
    search=("name", "name_en", "region", "document_number", "headline_targets", "fields_named", "note"),
    identity=(("region", "name"),),
)
STATISTICS = Register(
    "statistics",
    "statistic",
    Statistic,
    _("Statistics"),
    _("Dated figures on the region and its parts. Planned and announced figures say so."),
    "policy",
    own=("scope", "region", "nature", "comparator", "value", "unit", "unit_named"),
    shown=("name", "region", "period", "value", "unit", "nature", "as_of", "source"),
    filters=("scope", "city", "nature", "year"),
    search=("name", "name_en", "region", "unit", "note"),
    identity=(("name", "region", "period", "nature"),),
)
