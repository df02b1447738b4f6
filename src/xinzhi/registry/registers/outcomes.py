"""Results, products, standards, and what is asked for."""

from django.utils.translation import gettext_lazy as _

from xinzhi.registry.models import Demand, Product, Result, Standard

from .register import Register

RESULTS = Register(
    "results",
    "result",
    Result,
    _("Results"),
    _("Landmark products, works and achievements."),
    "outcomes",
    own=("kind", "owner"),
    shown=("name", "kind", "owner", "city", "field", "period", "as_of", "source"),
    filters=("kind", "city", "field", "year"),
    search=("name", "name_en", "kind", "owner", "note"),
    identity=(("kind", "name"),),
    active=True,
)
PRODUCTS = Register(
    "products",
    "product",
    Product,
    _("Products and first sets"),
    _("Products, with first sets of equipment, first batches of material and first versions of software."),
    "outcomes",
    own=("kind", "owner", "model_number", "launched_on", "document", "price_fen"),
    shown=("name", "kind", "owner", "model_number", "launched_on", "city", "field", "as_of", "source"),
    filters=("kind", "city", "field", "year"),
    search=("name", "name_en", "owner", "model_number", "document", "note"),
    identity=(("owner", "name", "model_number"),),
)
STANDARDS = Register(
    "standards",
    "standard",
    Standard,
    _("Standards"),
    _("Standards that results of the region went into."),
    "outcomes",
    own=("number", "lead", "issued_on", "in_force_on"),
    shown=("number", "name", "lead", "field", "period", "as_of", "source"),
    filters=("field", "year"),
    search=("name", "name_en", "number", "lead", "note"),
    identity=(("number",),),
    identifiers=(("number", "standard"),),
)
DEMANDS = Register(
    "demands",
    "demand",
    Demand,
    _("Demands and scenarios"),
    _("Technology needs and application scenarios that their owners have published."),
    "outcomes",
    own=("kind", "owner", "keywords"),
    shown=("name", "kind", "owner", "city", "field", "period", "as_of", "source"),
    filters=("kind", "city", "field", "year"),
    search=("name", "name_en", "kind", "owner", "keywords", "note"),
    identity=(("owner", "name"),),
    active=True,
)
