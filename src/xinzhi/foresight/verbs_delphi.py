"""What the recorded actions of Delphi surveys and workshops are called."""

from typing import Any

from django.utils.translation import gettext_lazy as _

NAMES: dict[str, Any] = {
    "foresight.accept_seat": _("took a seat on a Delphi panel"),
    "foresight.add_delphi_statements": _("added Delphi statements"),
    "foresight.answer_delphi": _("answered a Delphi survey"),
    "foresight.approve_delphi": _("approved Delphi results"),
    "foresight.close_delphi": _("closed a Delphi survey"),
    "foresight.close_round": _("closed a Delphi round"),
    "foresight.close_statements": _("closed Delphi statements"),
    "foresight.close_workshop": _("closed a cross-impact workshop"),
    "foresight.declare_delphi_conflict": _("declared a conflict on a Delphi statement"),
    "foresight.decline_seat": _("declined a seat on a Delphi panel"),
    "foresight.discard_delphi": _("gave up a Delphi survey"),
    "foresight.discard_workshop": _("gave up a cross-impact workshop"),
    "foresight.edit_delphi": _("changed a Delphi survey"),
    "foresight.edit_delphi_statement": _("changed a Delphi statement"),
    "foresight.enter_cross_impact": _("entered in a cross-impact workshop"),
    "foresight.hide_delphi_reason": _("withheld a reason"),
    "foresight.invite_experts": _("asked experts onto a Delphi panel"),
    "foresight.make_delphi": _("made a Delphi survey"),
    "foresight.make_workshop": _("made a cross-impact workshop"),
    "foresight.open_round": _("opened a Delphi round"),
    "foresight.open_workshop": _("opened a cross-impact workshop"),
    "foresight.refuse_delphi": _("refused Delphi results"),
    "foresight.rehearse_panel": _("seated demonstration accounts on a Delphi panel"),
    "foresight.rehearse_round": _("let demonstration accounts answer a Delphi round"),
    "foresight.rehearse_workshop": _("let demonstration accounts enter in a workshop"),
    "foresight.remind_experts": _("reminded experts"),
    "foresight.remove_delphi_statement": _("removed a Delphi statement"),
    "foresight.withdraw_delphi_conflict": _("took back a conflict on a Delphi statement"),
    "foresight.withdraw_seat": _("took back a seat on a Delphi panel"),
}
