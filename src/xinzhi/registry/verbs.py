"""What the recorded actions of the registers and of the tree of fields are called."""

from django.utils.translation import gettext_lazy as _

NAMES = {
    "fields.load_fields": _("loaded the fields"),
    "registry.decide_match": _("decided on a possible match"),
    "registry.find_matches": _("looked for possible matches"),
    "registry.grant_role": _("granted a role"),
    "registry.load_pack_facts": _("loaded the registers"),
    "registry.record_organisation": _("recorded an organisation"),
    "registry.revoke_role": _("revoked a role"),
}
