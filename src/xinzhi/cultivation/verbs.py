"""What the recorded actions of the room are called."""

from django.utils.translation import gettext_lazy as _

NAMES = {
    "cultivation.draft_edition": _("drafted a list edition"),
    "cultivation.submit_edition": _("submitted a list edition"),
    "cultivation.return_edition": _("returned a list edition"),
    "cultivation.approve_edition": _("approved a list edition"),
    "cultivation.publish_edition": _("published a list edition"),
    "cultivation.discard_edition": _("discarded a list edition"),
    "cultivation.withdraw_edition": _("withdrew a list edition"),
}
