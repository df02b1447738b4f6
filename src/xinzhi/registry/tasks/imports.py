"""The steps of an import: taken at once, or by a job where the import is too large for a request."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

from xinzhi.core.action import require
from xinzhi.core.jobs import Progress, handler, start
from xinzhi.core.models import Job
from xinzhi.registry.actions import accept_import, check_import, propose_import, reject_import, undo_import
from xinzhi.registry.models import Import

PREFIX = "registry.import_"
_SMALL_FILE, _FEW_ROWS = 256 * 1024, 1000  # what a request does in a second or two
_STEPS: dict[str, tuple[Callable[..., Import], str]] = {
    "check": (check_import, "registry.import"),
    "propose": (propose_import, "registry.import"),
    "accept": (accept_import, "registry.decide"),
    "reject": (reject_import, "registry.decide"),
    "undo": (undo_import, "registry.undo_import"),
}


def take_step(step: str, *, batch: Import, actor: Any, **arguments: str) -> Job | None:
    """Take this step now (check, propose, accept, reject or undo); where it is large, the job that will take it.

    Raises PermissionDenied, and ValidationError while a job works on the import or as the step's action says.
    """
    action, permission = _STEPS[step]
    require(actor, permission, batch)
    if batch.job is not None and batch.job.is_active:
        raise ValidationError(_("A job works on this import: wait until it has ended."), code="busy")
    if batch.file.size > _SMALL_FILE if step == "check" else batch.rows_to_take > _FEW_ROWS:
        return start_step(step, batch=batch, owner=actor, **arguments)
    action(actor=actor, batch=batch, **arguments)
    return None


def start_step(step: str, *, batch: Import, owner: Any, **arguments: str) -> Job:
    """Let a job do this step of the import: check, propose, accept, reject or undo. It shows on the import's page."""
    title = {
        "check": _("Checking «%(name)s»"),
        "propose": _("Proposing «%(name)s»"),
        "accept": _("Accepting «%(name)s»"),
        "reject": _("Rejecting «%(name)s»"),
        "undo": _("Undoing «%(name)s»"),
    }[step] % {"name": batch.file_name}
    job = start(f"{PREFIX}{step}", owner=owner, title=title, arguments={"batch": batch.pk, **arguments})
    Import.objects.filter(pk=batch.pk).update(job=job)
    return job


def _handle(step: str, action: Callable[..., Any], *, tells: bool = False) -> None:
    """Register the job that takes one step with the rights of its owner. `tells` where rows are counted as it goes."""

    def run(job: Job, progress: Progress) -> str:
        arguments = dict(job.arguments)
        batch = Import.objects.get(pk=arguments.pop("batch"))
        if tells:
            words = _("%(n)d rows")
            arguments["progress"] = lambda done, whole: progress.step(done, whole, words % {"n": done})
        action(actor=job.owner, batch=batch, job=job, **arguments)
        return reverse("registry:import", args=[batch.pk])

    handler(f"{PREFIX}{step}")(run)


for _step, (_action, _permission) in _STEPS.items():
    _handle(_step, _action, tells=_step in {"check", "propose"})
