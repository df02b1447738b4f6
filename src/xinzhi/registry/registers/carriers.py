"""Platforms, parks and facilities."""

from django.utils.translation import gettext_lazy as _

from xinzhi.registry.models import Facility, Park, Platform

from .register import Register

PLATFORMS = Register(
    "platforms",
    "platform",
    Platform,
    _("Platforms"),
    _("Laboratories, innovation centres and other platforms of research and transfer."),
    "carriers",
    own=("kind", "level", "host", "approved_on", "document", "grade", "assessed_on", "term_ends"),
    shown=("name", "kind", "host", "city", "field", "period", "grade", "term_ends", "as_of", "source"),
    filters=("kind", "city", "field", "year", "grade"),
    search=("name", "name_en", "kind", "host", "place", "note"),
    identity=(("kind", "name"),),
    active=True,
)
PARKS = Register(
    "parks",
    "park",
    Park,
    _("Parks"),
    _("Science parks, high-tech zones, pilot zones and industry clusters."),
    "carriers",
    own=("kind", "level", "manager", "approved_on", "document"),
    shown=("name", "kind", "level", "city", "place", "field", "period", "as_of", "source"),
    filters=("kind", "level", "city", "field", "year"),
    search=("name", "name_en", "level", "place", "note"),
    identity=(("name",),),
    active=True,
)
FACILITIES = Register(
    "facilities",
    "facility",
    Facility,
    _("Facilities and instruments"),
    _("Big science facilities, supercomputers and shared instruments that others may use."),
    "carriers",
    own=(
        "kind",
        "host",
        "model_number",
        "capability",
        "value_fen",
        "opened_on",
        "charge",
        "booking_url",
    ),
    shown=("name", "kind", "host", "model_number", "value_fen", "city", "field", "as_of", "source"),
    filters=("kind", "city", "field"),
    search=("name", "name_en", "host", "model_number", "capability", "place", "note"),
    identity=(("host", "name", "model_number"),),
)
