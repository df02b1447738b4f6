"""The workflow tables of the room. No imports of models: models take their choices from here."""

from django.utils.translation import gettext_lazy as _

from xinzhi.core.workflow import State, Transition, Workflow

# --- list editions and studies
PREPARE, DECIDE = "foresight.prepare", "foresight.decide_edition"

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
        Transition("submit", _("Submit"), ("draft",), "submitted", PREPARE),
        Transition("return", _("Return to draft"), ("submitted",), "draft", DECIDE, needs_reason=True),
        Transition("approve", _("Approve"), ("submitted",), "approved", DECIDE),
        Transition("publish", _("Publish"), ("approved",), "published", "foresight.decide"),
        Transition("discard", _("Discard"), ("draft", "approved"), "discarded", PREPARE, needs_reason=True),
        Transition("withdraw", _("Withdraw"), ("published",), "withdrawn", DECIDE, needs_reason=True),
    ),
)
OPEN = ("draft", "submitted", "approved")
PUBLIC = ("published", "withdrawn")

WORK, JUDGE = "foresight.work_on_study", "foresight.decide_study"

STUDY = Workflow(
    name="study",
    states=(
        State("open", _("under way")),
        State("review", _("in review"), "info", limit_workdays=20),
        State("accepted", _("accepted"), "ok"),
        State("published", _("published"), "ok", final=True),
        State("stopped", _("stopped"), final=True),
    ),
    transitions=(
        Transition("hand_in", _("Hand in for review"), ("open",), "review", WORK),
        Transition("return", _("Return to the team"), ("review",), "open", JUDGE, needs_reason=True),
        Transition("accept", _("Accept"), ("review",), "accepted", JUDGE, needs_reason=True),
        Transition("publish", _("Publish"), ("accepted",), "published", JUDGE),
        Transition("stop", _("Stop the study"), ("open", "review"), "stopped", JUDGE, needs_reason=True),
    ),
)
