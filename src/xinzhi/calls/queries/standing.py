"""Where an application stands: its step in the call, what comes next and by when."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from xinzhi.calls.models import Application
from xinzhi.calls.words import STEPS
from xinzhi.calls.workflows import ENDED
from xinzhi.core.workdays import add_workdays, workdays_between

_STEP_OF = {
    "draft": "apply",
    "returned": "apply",
    "submitted": "check",
    "resubmitted": "check",
    "ineligible": "check",
    "eligible": "review",
    "in_review": "review",
    "funded": "decide",
    "reserve": "decide",
    "rejected": "decide",
    "notice": "notice",
    "contracted": "contract",
    "running": "run",
    "accepted": "accept",
    "terminated": "run",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """The current step and the day it is to be left by; None for either where there is none."""

    step: str | None
    due: dt.date | None
    left: int | None

    @property
    def is_overdue(self) -> bool:
        return self.left is not None and self.left < 0


def standing_of(application: Application) -> Standing:
    """Step, due day and working days left (negative when overdue) of an application today.

    A draft is due when the call closes; every other step has the working days of the programme's file.
    """
    programme = application.call.rules
    key = _STEP_OF.get(application.state)
    keys = [s.key for s in programme.steps]
    if key == "review" and key not in keys:  # without review the next step there is
        key = next((k for k in ("panel", "visit", "decide") if k in keys), "decide")
    step = key if key in keys else None
    due: dt.date | None = None
    if application.state == "draft":
        due = application.call.closes_on
    elif step is not None and application.entered_state_at is not None:
        days = programme.workdays(step)
        due = add_workdays(timezone.localdate(application.entered_state_at), days) if days else None
    if application.state in ENDED:
        due = None
    left = workdays_between(timezone.localdate(), due) if due is not None else None
    return Standing(step, due, left)


def steps_of(application: Application) -> list[dict[str, Any]]:
    """The call's steps for the stepper: name and whether done, current or still to come."""
    here = standing_of(application).step
    keys = [s.key for s in application.call.rules.steps]
    at = keys.index(here) if here in keys else -1
    if application.state == "accepted":
        at = len(keys)
    states = ["done" if n < at else "current" if n == at else "todo" for n in range(len(keys))]
    return [{"name": STEPS[k], "state": s} for k, s in zip(keys, states, strict=True)]


def next_words(application: Application) -> str:
    """What comes next, to the applicant, in a sentence."""
    words = {
        "draft": _("Finish the parts that the checklist names; then an editor of your organisation hands it in."),
        "submitted": _("The office checks it. You are told of the outcome; nothing is to be done now."),
        "returned": _("Complete what the office asks for and hand it in again."),
        "resubmitted": _("The office checks what you completed."),
        "eligible": _("It goes to review. Reviewers are not named to you, and scores only with the decision."),
        "in_review": _("It is being reviewed. You are told of the decision."),
        "ineligible": _("It takes no further part in this call. The reason is given here."),
        "funded": _("It is selected. Public notice comes next."),
        "reserve": _("It is on the reserve list and moves up when a place becomes free."),
        "rejected": _("It was not selected."),
        "notice": _("It hangs in public notice. Objections are answered before it goes on."),
        "contracted": _("The contract is signed."),
        "running": _("The work runs. Milestones and payments are listed here."),
        "accepted": _("It is accepted and concluded."),
        "terminated": _("It was terminated."),
        "withdrawn": _("It was withdrawn."),
    }
    return words[application.state]
