"""Organisations and people."""

from django.utils.translation import gettext_lazy as _

from xinzhi.registry.models import Organisation, Person

from .register import Register

ORGANISATIONS = Register(
    "organisations",
    "organisation",
    Organisation,
    _("Organisations"),
    _("Departments, city governments, firms, universities and institutes, each with its source."),
    "bodies",
    own=(
        "kind",
        "kind_named",
        "full_name",
        "aliases",
        "credit_code",
        "stock_code",
        "listed_on",
        "registered_on",
        "industry",
        "industry_code",
        "statuses",
    ),
    shown=("name", "kind", "city", "field", "statuses", "industry", "stock_code", "as_of", "source"),
    filters=("kind", "city", "field", "industry", "title"),
    search=("name", "name_en", "full_name", "aliases", "stock_code", "credit_code", "industry", "statuses", "note"),
    identity=(("credit_code",), ("stock_code",), ("kind", "name")),
    identifiers=(("credit_code", "uscc"), ("industry_code", "industry")),
    active=True,
    sort="kind",
)
PEOPLE = Register(
    "people",
    "person",
    Person,
    _("People"),
    _("People by name and work, each shown as far as their consent goes."),
    "bodies",
    own=("affiliation", "position", "expertise", "orcid", "consent", "consent_on", "consent_evidence"),
    shown=("name", "affiliation", "position", "expertise", "city", "field", "consent", "as_of", "source"),
    filters=("city", "field", "consent"),
    search=("name", "name_en", "affiliation", "expertise"),
    identity=(("orcid",), ("name", "affiliation")),
    identifiers=(("orcid", "orcid"),),
    private=("consent_evidence",),
)
