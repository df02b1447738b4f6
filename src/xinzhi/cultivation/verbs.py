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
    "cultivation.draft_run": _("drafted a payment run"),
    "cultivation.submit_run": _("submitted a payment run"),
    "cultivation.return_run": _("returned a payment run"),
    "cultivation.approve_run": _("approved a payment run"),
    "cultivation.notice_run": _("gave public notice of a payment run"),
    "cultivation.close_run": _("made a payment file"),
    "cultivation.discard_run": _("discarded a payment run"),
    "cultivation.hold_line": _("held a payment back"),
    "cultivation.release_line": _("released a payment"),
    "cultivation.check_ladder": _("looked over the ladder"),
    "cultivation.propose_member": _("proposed a firm for a library"),
    "cultivation.accept_member": _("admitted a firm to a library"),
    "cultivation.refuse_member": _("did not admit a firm to a library"),
    "cultivation.recheck_member": _("re-checked a firm of a library"),
    "cultivation.leave_member": _("took a firm out of a library"),
    "cultivation.record_service": _("recorded a service to a firm"),
}
