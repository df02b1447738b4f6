"""Hand an application in, for the first time or again after it came back."""

from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from xinzhi.calls.engine.findings import Finding, stops
from xinzhi.calls.engine.programme import digest_of
from xinzhi.calls.models import Application, Call, Submission
from xinzhi.calls.queries.checking import findings_of
from xinzhi.calls.queries.content import content_of
from xinzhi.calls.queries.people import managers_of
from xinzhi.calls.workflows import APPLICATION
from xinzhi.core.action import recorded
from xinzhi.core.actions import notify
from xinzhi.ledger.actions import enter

from .run_check import store_check
from .unchanged import require_unchanged


class IncompleteError(ValidationError):
    """Everything that keeps an application from being handed in, at once."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(_("The application is not complete yet: see the checklist."), code="incomplete")
        self.findings = findings


def submit_application(*, actor: Any, application: Application) -> Application:
    """The application handed in, with its number, what was handed in fixed and entered in the log, and checked.

    Raises PermissionDenied (editors of the organisation: it is the organisation that applies), ValidationError when the
    call takes no applications or a colleague was first, and IncompleteError with everything that is missing or wrong.
    """
    step = APPLICATION.check(application, "submit" if application.state == "draft" else "resubmit", actor=actor)
    findings = findings_of(application)
    if found := stops(findings):
        raise IncompleteError(found)
    with recorded("calls.submit_application", actor=actor, subject=application):
        require_unchanged(application, "updated_at")
        now = timezone.now()
        if not application.number:
            application.number = _next_number(application.call)
        application.state, application.entered_state_at, application.state_why = step.target, now, ""
        application.submitted_at, application.submitted_by = now, actor
        application.save()
        submission = _fix(application, actor)
        store_check(application, submission.number, findings=findings)
        notify(
            recipients=managers_of(application.call.department_id),
            kind="calls.submitted",
            title=_("%(organisation)s applied: %(call)s")
            % {"organisation": application.organisation.name, "call": application.call.name},
            body=application.number or "",
            url=reverse("calls:application", args=[application.pk]),
        )
    return application


def _next_number(call: Call) -> str:
    """The call's key and a running number; the call's row is locked, so that no two take the same."""
    Call.objects.select_for_update().values_list("pk").get(pk=call.pk)
    taken = Submission.objects.filter(application__call=call, number=1).count()  # each has its number since its first
    return f"{call.key.upper()}-{taken + 1:04d}"


def _fix(application: Application, actor: Any) -> Submission:
    content = content_of(application)
    submission = Submission.objects.create(
        application=application,
        number=application.submissions.count() + 1,
        content=content,
        digest=digest_of(content),
        at=application.entered_state_at or timezone.now(),
        by=actor,
    )
    said = {"application": application.number, "version": submission.number, "sha256": submission.digest}
    enter(actor=actor, subject=submission, content=said, simulated=application.simulated)
    return submission
