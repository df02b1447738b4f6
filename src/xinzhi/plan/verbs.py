"""What the plan room's recorded actions are called."""

from django.utils.translation import gettext_lazy as _

NAMES = {
    "plan.accept_report": _("accepted a report"),
    "plan.answer_press": _("answered a pressing"),
    "plan.attach_evidence": _("attached evidence"),
    "plan.attach_text": _("put the text beside the plan"),
    "plan.close_press": _("closed a pressing"),
    "plan.correct_reading": _("corrected a reading"),
    "plan.discard_reading": _("discarded a reading"),
    "plan.edit_report": _("edited a report"),
    "plan.edit_target": _("edited a target"),
    "plan.load_plan": _("loaded the plan"),
    "plan.open_period": _("opened a period"),
    "plan.press_duty": _("pressed a duty"),
    "plan.publish_plan": _("published a plan"),
    "plan.read_text": _("read a text"),
    "plan.record_pilot": _("recorded a pilot policy"),
    "plan.remove_evidence": _("removed evidence"),
    "plan.return_report": _("returned a report"),
    "plan.start_report": _("started a report"),
    "plan.submit_report": _("submitted a report"),
    "plan.undo_correction": _("undid a correction"),
}
