"""Long work on django-tasks: a registered handler, its progress, cancelling and resuming.

`@handler("plan.read")` registers a function of (job, progress) that returns the address of its result;
`start("plan.read", owner=…, title=…, arguments=…)` queues one job of that kind.
"""

import traceback
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from .models import Job, JobState


class Cancelled(Exception):  # noqa: N818  not an error: the person asked for it
    """Raised by `Progress.step` when the owner cancelled the job."""


class Progress:
    """What a handler tells its owner. Each call is one small write, so call it per block of work, not per row."""

    def __init__(self, job: Job) -> None:
        self.job = job

    def step(self, done: int, total: int, message: str = "", checkpoint: dict[str, Any] | None = None) -> None:
        """Save progress (and a checkpoint to resume from); raises Cancelled when asked to stop."""
        values: dict[str, Any] = {"done": done, "total": total, "message": message[:500], "updated_at": timezone.now()}
        if checkpoint is not None:
            values["checkpoint"] = checkpoint
        Job.objects.filter(pk=self.job.pk).update(**values)
        if Job.objects.filter(pk=self.job.pk, cancel_requested=True).exists():
            raise Cancelled


Handler = Callable[[Job, Progress], str]
_handlers: dict[str, Handler] = {}


def handler(kind: str) -> Callable[[Handler], Handler]:
    """Register the function that does jobs of this kind. It returns the address of the result, or ""."""

    def register(function: Handler) -> Handler:
        _handlers[kind] = function
        return function

    return register


def start(kind: str, *, owner: Any, title: str, arguments: dict[str, Any]) -> Job:
    """The waiting job; a worker takes it once the transaction commits. KeyError for an unknown kind."""
    _handlers[kind]
    job = Job.objects.create(kind=kind, owner=owner, title=title[:200], arguments=arguments)
    transaction.on_commit(lambda: run_job.enqueue(job.pk))
    return job


def resume(job: Job) -> None:
    """Let a failed or cancelled job go on from its checkpoint."""
    if job.is_active or job.state == JobState.DONE:
        raise ValidationError(_("Only a failed or cancelled job can be resumed."), code="state")
    Job.objects.filter(pk=job.pk).update(state=JobState.WAITING, cancel_requested=False, message="", ended_at=None)
    transaction.on_commit(lambda: run_job.enqueue(job.pk))


@task()
def run_job(job_id: int) -> None:
    """Run one job to its end, whatever the end: a failure is kept as the job's message."""
    job = Job.objects.get(pk=job_id)
    if job.state != JobState.WAITING:
        return
    if job.cancel_requested:
        _end(job, JobState.CANCELLED)
        return
    Job.objects.filter(pk=job_id).update(state=JobState.RUNNING, started_at=timezone.now())
    try:
        url = _handlers[job.kind](job, Progress(job))
    except Cancelled:
        _end(job, JobState.CANCELLED)
    except ValidationError as error:
        _end(job, JobState.FAILED, message="; ".join(error.messages))
    except Exception as error:  # noqa: BLE001  whatever happened, the owner must be told
        _end(job, JobState.FAILED, message=f"{type(error).__name__}: {error}"[:500])
        traceback.print_exc()
    else:
        _end(job, JobState.DONE, result_url=url)


def _end(job: Job, state: JobState, **values: Any) -> None:
    Job.objects.filter(pk=job.pk).update(state=state, ended_at=timezone.now(), **values)
