"""What the recorded actions of calls and applications are called."""

from django.utils.translation import gettext_lazy as _

NAMES = {
    "calls.add_member": _("added a member to a team"),
    "calls.attach_file": _("attached a file to an application"),
    "calls.cancel_call": _("cancelled a call"),
    "calls.change_call": _("changed a call"),
    "calls.delete_draft": _("deleted a draft"),
    "calls.end_call": _("ended a call"),
    "calls.lift_restriction": _("lifted an integrity restriction"),
    "calls.make_call": _("made a call"),
    "calls.pass_check": _("passed an application"),
    "calls.publish_call": _("published a call"),
    "calls.record_restriction": _("recorded an integrity restriction"),
    "calls.refuse_application": _("found an application not eligible"),
    "calls.remove_file": _("removed a file of an application"),
    "calls.remove_member": _("removed a member of a team"),
    "calls.reopen_check": _("checked an application again"),
    "calls.return_application": _("returned an application for completion"),
    "calls.run_check": _("ran the check of an application"),
    "calls.save_section": _("saved a part of an application"),
    "calls.start_application": _("began an application"),
    "calls.submit_application": _("handed an application in"),
    "calls.withdraw_application": _("withdrew an application"),
}
