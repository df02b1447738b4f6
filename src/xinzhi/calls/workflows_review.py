"""The workflow tables from review to acceptance. No imports of models: models take their choices from here."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xinzhi.core.workflow import State, Transition, Workflow


def _is_awarded(application: Any) -> str | None:
    decision = getattr(application, "decision", None)
    if decision is None or decision.awarded_on is None:
        return str(_("It is not awarded yet: the public notice must have ended first."))
    return None


# What happens to an application after its check; part of the table APPLICATION.
AWARDING = (
    Transition("review", gettext_lazy("Send to review"), ("eligible",), "in_review", "calls.manage_review"),
    Transition(
        "fund", gettext_lazy("Select"), ("eligible", "in_review", "reserve"), "funded", "calls.approve_decisions"
    ),
    Transition(
        "reserve", gettext_lazy("Keep in reserve"), ("eligible", "in_review"), "reserve", "calls.approve_decisions"
    ),
    Transition(
        "reject", gettext_lazy("Do not select"), ("eligible", "in_review"), "rejected", "calls.approve_decisions"
    ),
    Transition("notify", gettext_lazy("Give public notice"), ("funded",), "notice", "calls.manage_review"),
    Transition("award", gettext_lazy("Award"), ("notice", "funded"), "funded", "calls.manage_review"),
    Transition("drop", gettext_lazy("Take back after an objection"), ("notice",), "rejected", "calls.manage_review"),
    Transition(
        "sign",
        gettext_lazy("Sign for the office"),
        ("funded",),
        "contracted",
        "calls.manage_contract",
        guards=(_is_awarded,),
    ),
    Transition("begin", gettext_lazy("Begin"), ("contracted",), "running", "calls.manage_contract"),
    Transition("accept", gettext_lazy("Accept"), ("contracted", "running"), "accepted", "calls.manage_contract"),
    Transition(
        "terminate",
        gettext_lazy("Terminate"),
        ("contracted", "running"),
        "terminated",
        "calls.manage_contract",
        needs_reason=True,
    ),
)

INVITATION = Workflow(
    name="invitation",
    states=(
        State("proposed", gettext_lazy("proposed to ask")),
        State("invited", gettext_lazy("invited"), "info"),
        State("accepted", gettext_lazy("taken on"), "info"),
        State("done", gettext_lazy("reviewed"), "ok", final=True),
        State("declined", gettext_lazy("declined"), "warn", final=True),
        State("withdrawn", gettext_lazy("taken back"), "mute", final=True),
    ),
    transitions=(
        Transition("invite", gettext_lazy("Invite"), ("proposed",), "invited", "calls.manage_review"),
        Transition("accept", gettext_lazy("Accept"), ("invited",), "accepted", "calls.review"),
        Transition(
            "decline", gettext_lazy("Decline"), ("invited", "accepted"), "declined", "calls.review", needs_reason=True
        ),
        Transition("submit", gettext_lazy("Hand in"), ("accepted",), "done", "calls.review"),
        Transition(
            "withdraw",
            gettext_lazy("Take back"),
            ("proposed", "invited", "accepted"),
            "withdrawn",
            "calls.manage_review",
            needs_reason=True,
        ),
    ),
)
# An invitation that stands: the reviewer is asked, writes, or has written.
STANDING = frozenset({"invited", "accepted", "done"})
OPEN = frozenset({"invited", "accepted"})

DECISIONS = Workflow(
    name="decisions",
    states=(
        State("draft", gettext_lazy("waits for approval"), "info"),
        State("approved", gettext_lazy("approved"), "ok", final=True),
        State("returned", gettext_lazy("returned"), "warn", final=True),
    ),
    transitions=(
        Transition("approve", gettext_lazy("Approve"), ("draft",), "approved", "calls.approve_decisions"),
        Transition(
            "return", gettext_lazy("Return"), ("draft",), "returned", "calls.approve_decisions", needs_reason=True
        ),
    ),
)

VISIT = Workflow(
    name="visit",
    states=(
        State("scheduled", gettext_lazy("scheduled"), "info"),
        State("reported", gettext_lazy("report given"), "ok", final=True),
        State("cancelled", gettext_lazy("called off"), "mute", final=True),
    ),
    transitions=(
        Transition("move", gettext_lazy("Move"), ("scheduled",), "scheduled", "calls.manage_review", needs_reason=True),
        Transition("report", gettext_lazy("Report"), ("scheduled",), "reported", "calls.report_visit"),
        Transition(
            "cancel", gettext_lazy("Call off"), ("scheduled",), "cancelled", "calls.manage_review", needs_reason=True
        ),
    ),
)

CONTRACT = Workflow(
    name="contract",
    states=(
        State("draft", gettext_lazy("being written")),
        State("offered", gettext_lazy("for the applicant to sign"), "info"),
        State("signed", gettext_lazy("signed by the applicant"), "info"),
        State("in_force", gettext_lazy("in force"), "ok"),
        State("closed", gettext_lazy("closed"), "mute", final=True),
        State("terminated", gettext_lazy("terminated"), "bad", final=True),
    ),
    transitions=(
        Transition("offer", gettext_lazy("Offer for signing"), ("draft",), "offered", "calls.manage_contract"),
        Transition("sign", gettext_lazy("Sign for the organisation"), ("offered",), "signed", "calls.sign_contract"),
        Transition(
            "reopen",
            gettext_lazy("Take back"),
            ("offered", "signed"),
            "draft",
            "calls.manage_contract",
            needs_reason=True,
        ),
        Transition(
            "countersign", gettext_lazy("Sign for the office"), ("signed",), "in_force", "calls.manage_contract"
        ),
        Transition("close", gettext_lazy("Close"), ("in_force",), "closed", "calls.manage_contract"),
        Transition(
            "terminate",
            gettext_lazy("Terminate"),
            ("in_force",),
            "terminated",
            "calls.manage_contract",
            needs_reason=True,
        ),
    ),
)
