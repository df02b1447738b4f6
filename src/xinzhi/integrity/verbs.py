"""What the recorded actions of research records are called."""

from django.utils.translation import gettext_lazy as _

NAMES = {
    "integrity.deposit_record": _("deposited a research record"),
    "integrity.give_project_role": _("gave a role in a project"),
    "integrity.open_space": _("opened a project's records"),
    "integrity.plan_review": _("named a review day"),
    "integrity.set_embargo": _("set an embargo"),
    "integrity.take_project_role": _("took a role in a project"),
    "integrity.withdraw_record": _("withdrew a research record"),
}
