"""Agreements and funds."""

from django.utils.translation import gettext_lazy as _

from xinzhi.registry.models import Agreement, Fund

from .register import Register

AGREEMENTS = Register(
    "agreements",
    "agreement",
    Agreement,
    _("Agreements"),
    _("Cooperation at home and abroad: agreements, joint centres, enclaves, big-science programmes."),
    "money",
    own=("kind", "parties", "partner_place", "initiative", "signed_on", "ends_on", "document"),
    shown=("name", "kind", "parties", "partner_place", "initiative", "signed_on", "city", "field", "as_of", "source"),
    filters=("kind", "initiative", "city", "field", "year"),
    search=("name", "name_en", "parties", "partner_place", "document", "note"),
    identity=(("name",),),
)
FUNDS = Register(
    "funds",
    "fund",
    Fund,
    _("Funds"),
    _("Guidance funds, venture funds and joint funds with their managers and size."),
    "money",
    own=("manager", "registration", "stage", "size_fen", "set_up_on", "ends_on"),
    shown=("name", "manager", "stage", "size_fen", "set_up_on", "city", "field", "as_of", "source"),
    filters=("stage", "city", "field"),
    search=("name", "name_en", "manager", "registration", "stage", "note"),
    identity=(("registration",), ("name",)),
)
