"""The workflow tables of the calls room. No imports of models: models take their choices from here.

How many working days a step may take is in the programme's file, not here.
"""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xinzhi.core.workflow import State, Transition, Workflow

from .workflows_review import AWARDING


def _is_accepting(application: Any) -> str | None:
    return None if application.call.is_accepting else _("The call does not take applications now.")


# Handing in again answers what the office asked for: it is possible after the call has closed, until the check ends.
FILING = (
    Transition(
        "submit",
        gettext_lazy("Submit"),
        ("draft",),
        "submitted",
        "calls.submit_application",
        guards=(_is_accepting,),
    ),
    Transition("resubmit", gettext_lazy("Submit again"), ("returned",), "resubmitted", "calls.submit_application"),
    Transition(
        "return",
        gettext_lazy("Return for completion"),
        ("submitted", "resubmitted"),
        "returned",
        "calls.check_application",
        needs_reason=True,
    ),
    Transition(
        "pass", gettext_lazy("Pass the check"), ("submitted", "resubmitted"), "eligible", "calls.check_application"
    ),
    Transition(
        "refuse",
        gettext_lazy("Not eligible"),
        ("submitted", "resubmitted"),
        "ineligible",
        "calls.check_application",
        needs_reason=True,
    ),
    Transition(
        "reopen",
        gettext_lazy("Check again"),
        ("ineligible", "eligible"),
        "submitted",
        "calls.check_application",
        needs_reason=True,
    ),
    Transition(
        "withdraw",
        gettext_lazy("Withdraw"),
        ("submitted", "returned", "resubmitted", "eligible", "in_review"),
        "withdrawn",
        "calls.withdraw_application",
        needs_reason=True,
    ),
)

APPLICATION = Workflow(
    name="application",
    states=(
        State("draft", gettext_lazy("draft")),
        State("submitted", gettext_lazy("submitted"), "info"),
        State("returned", gettext_lazy("returned for completion"), "warn"),
        State("resubmitted", gettext_lazy("submitted again"), "info"),
        State("eligible", gettext_lazy("check passed"), "info"),
        State("ineligible", gettext_lazy("not eligible"), "bad"),
        State("in_review", gettext_lazy("in review"), "info"),
        State("funded", gettext_lazy("selected"), "ok"),
        State("reserve", gettext_lazy("on the reserve list"), "info"),
        State("rejected", gettext_lazy("not selected"), "mute"),
        State("notice", gettext_lazy("in public notice"), "info"),
        State("contracted", gettext_lazy("contract signed"), "ok"),
        State("running", gettext_lazy("under way"), "ok"),
        State("accepted", gettext_lazy("concluded and accepted"), "ok", final=True),
        State("terminated", gettext_lazy("terminated"), "bad", final=True),
        State("withdrawn", gettext_lazy("withdrawn by the applicant"), "mute", final=True),
    ),
    transitions=(*FILING, *AWARDING),
)

# The applicant writes in these; the office checks in those; in the last ones the application is past selection.
EDITABLE = frozenset({"draft", "returned"})
TO_CHECK = frozenset({"submitted", "resubmitted"})
ENDED = frozenset({"ineligible", "rejected", "accepted", "terminated", "withdrawn"})
SELECTED = frozenset({"funded", "notice", "contracted", "running", "accepted"})

CALL = Workflow(
    name="call",
    states=(
        State("draft", gettext_lazy("being prepared")),
        State("published", gettext_lazy("published"), "info"),
        State("ended", gettext_lazy("call ended"), "mute", final=True),
        State("cancelled", gettext_lazy("cancelled"), "bad", final=True),
    ),
    transitions=(
        Transition("publish", gettext_lazy("Publish"), ("draft",), "published", "calls.manage_call"),
        Transition("end", gettext_lazy("End"), ("published",), "ended", "calls.manage_call"),
        Transition(
            "cancel",
            gettext_lazy("Cancel"),
            ("draft", "published"),
            "cancelled",
            "calls.manage_call",
            needs_reason=True,
        ),
    ),
)
