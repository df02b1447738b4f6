"""The workflow tables of the room. No imports of models: models take their choices from here."""

from django.utils.translation import gettext_lazy as _

from xinzhi.core.workflow import State, Transition, Workflow

EDIT, DECIDE = "cultivation.edit_edition", "cultivation.decide_edition"

EDITION = Workflow(
    name="edition",
    states=(
        State("draft", _("draft")),
        State("submitted", _("waiting for a second person"), "info", limit_workdays=5),
        State("approved", _("approved"), "info"),
        State("published", _("published"), "ok"),
        State("discarded", _("discarded"), final=True),
        State("withdrawn", _("withdrawn"), "bad", final=True),
    ),
    transitions=(
        Transition("submit", _("Submit"), ("draft",), "submitted", EDIT),
        Transition("return", _("Return to draft"), ("submitted",), "draft", DECIDE, needs_reason=True),
        Transition("approve", _("Approve"), ("submitted",), "approved", DECIDE),
        Transition("publish", _("Publish"), ("approved",), "published", EDIT),
        Transition("discard", _("Discard"), ("draft", "approved"), "discarded", EDIT, needs_reason=True),
        Transition("withdraw", _("Withdraw"), ("published",), "withdrawn", DECIDE, needs_reason=True),
    ),
)
OPEN = ("draft", "submitted", "approved")
