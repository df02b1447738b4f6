"""Long work of the registry: an import too large for a page's request."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from xinzhi.core.jobs import Progress, handler, start
from xinzhi.core.models import Job
from xinzhi.registry.actions import accept_import, check_import, propose_import, reject_import, undo_import
from xinzhi.registry.models import Import

PREFIX = "registry.import_"


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


_handle("check", check_import, tells=True)
_handle("propose", propose_import, tells=True)
_handle("accept", accept_import)
_handle("reject", reject_import)
_handle("undo", undo_import)
