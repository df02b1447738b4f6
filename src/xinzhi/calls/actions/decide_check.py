"""Decide on the check of an application: return it for completion, pass it, find it not eligible, or look again."""

from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xinzhi.calls.engine.findings import FAILED, MISSING
from xinzhi.calls.models import Application
from xinzhi.calls.queries.people import applicants_of
from xinzhi.calls.workflows import APPLICATION
from xinzhi.core.action import recorded
from xinzhi.core.actions import notify

from .unchanged import require_unchanged

VERBS = {
    "return": "calls.return_application",
    "pass": "calls.pass_check",
    "refuse": "calls.refuse_application",
    "reopen": "calls.reopen_check",
}
_TOLD = {
    "return": gettext_lazy("Returned for completion: %(title)s"),
    "pass": gettext_lazy("The check is passed: %(title)s"),
    "refuse": gettext_lazy("Not eligible: %(title)s"),
    "reopen": gettext_lazy("Is being checked again: %(title)s"),
}


def decide_check(*, actor: Any, application: Application, step: str, why: str = "") -> Application:
    """The application after `step` (return, pass, refuse, reopen); the applicants are told, with the reason.

    Raises PermissionDenied (a manager of the call who has no part in it), ValidationError for a wrong state, a missing
    reason (return, refuse, reopen, and passing although the last check found something failed), and a colleague's step.
    """
    transition = APPLICATION.check(application, step, actor=actor, why=why)
    if step == "pass" and not why.strip() and _has_failed(application):
        raise ValidationError({"why": _("The check found something wrong: give the reason for passing it.")})
    with recorded(VERBS[step], actor=actor, subject=application, why=why):
        require_unchanged(application)
        application.state, application.entered_state_at = transition.target, timezone.now()
        application.state_why = why.strip()
        application.save(update_fields=["state", "entered_state_at", "state_why", "updated_at"])
        notify(
            recipients=applicants_of(application),
            kind=f"calls.{step}",
            title=str(_TOLD[step]) % {"title": application.title},
            body=why,
            url=reverse("calls:application", args=[application.pk]),
        )
    return application


def _has_failed(application: Application) -> bool:
    """Whether the last check found something missing or wrong."""
    findings = application.checks.values_list("findings", flat=True).first() or []
    return any(f["verdict"] in {MISSING, FAILED} for f in findings)
