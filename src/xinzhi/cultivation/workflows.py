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

EDIT_RUN, DECIDE_RUN = "cultivation.edit_run", "cultivation.decide_run"

PAYMENT = Workflow(
    name="payment",
    states=(
        State("draft", _("draft")),
        State("submitted", _("waiting for a second person"), "info", limit_workdays=5),
        State("approved", _("approved"), "info"),
        State("noticed", _("public notice"), "warn"),
        State("closed", _("payment file made"), "ok", final=True),
        State("discarded", _("discarded"), final=True),
    ),
    transitions=(
        Transition("submit", _("Submit"), ("draft",), "submitted", EDIT_RUN),
        Transition("return", _("Return to draft"), ("submitted",), "draft", DECIDE_RUN, needs_reason=True),
        Transition("approve", _("Approve"), ("submitted",), "approved", DECIDE_RUN),
        Transition("notice", _("Give public notice"), ("approved",), "noticed", EDIT_RUN),
        Transition("close", _("Make the payment file"), ("noticed",), "closed", EDIT_RUN),
        Transition(
            "discard",
            _("Discard"),
            ("draft", "submitted", "approved", "noticed"),
            "discarded",
            EDIT_RUN,
            needs_reason=True,
        ),
    ),
)
# In these states an officer may still hold a payment back: until the payment file is made.
HOLDABLE = ("draft", "noticed")

EDIT_MEMBER, DECIDE_MEMBER = "cultivation.edit_member", "cultivation.decide_member"

MEMBER = Workflow(
    name="member",
    states=(
        State("proposed", _("waiting for a second person"), "info", limit_workdays=10),
        State("in", _("in the library"), "ok"),
        State("refused", _("not admitted"), final=True),
        State("left", _("left the library"), final=True),
    ),
    transitions=(
        Transition("accept", _("Admit"), ("proposed",), "in", DECIDE_MEMBER),
        Transition("refuse", _("Do not admit"), ("proposed",), "refused", DECIDE_MEMBER, needs_reason=True),
        Transition("recheck", _("Re-check"), ("in",), "in", EDIT_MEMBER, needs_reason=True),
        Transition("leave", _("Take out"), ("in",), "left", EDIT_MEMBER, needs_reason=True),
    ),
)

FILE, DECIDE_FILING = "cultivation.file_finance", "cultivation.decide_filing"

FILING = Workflow(
    name="filing",
    states=(
        State("filed", _("filed, to be confirmed"), "info", limit_workdays=10),
        State("confirmed", _("confirmed"), "ok"),
        State("refused", _("not accepted"), "bad", final=True),
        State("repaid", _("repaid or ended"), final=True),
        State("lost", _("loss claimed"), "warn", limit_workdays=20),
        State("shared", _("loss shared"), "bad", final=True),
    ),
    transitions=(
        Transition("confirm", _("Confirm"), ("filed",), "confirmed", DECIDE_FILING),
        Transition("refuse", _("Do not accept"), ("filed",), "refused", DECIDE_FILING, needs_reason=True),
        Transition("end", _("Repaid or ended"), ("confirmed",), "repaid", FILE),
        Transition("claim", _("Claim a loss"), ("confirmed",), "lost", FILE, needs_reason=True),
        Transition("share", _("Share the loss"), ("lost",), "shared", DECIDE_FILING),
        Transition("reject", _("Reject the claim"), ("lost",), "confirmed", DECIDE_FILING, needs_reason=True),
    ),
)
