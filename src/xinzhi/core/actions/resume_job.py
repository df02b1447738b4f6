"""Let a failed or cancelled job go on."""

from typing import Any

from xinzhi.core import jobs
from xinzhi.core.action import recorded, require
from xinzhi.core.models import Job


def resume_job(*, actor: Any, job: Job) -> Job:
    """The job, waiting again from its checkpoint. ValidationError when it neither failed nor was cancelled."""
    require(actor, "core.change_own", job)
    job.refresh_from_db()
    with recorded("core.resume_job", actor=actor, subject=job):
        jobs.resume(job)
        job.refresh_from_db()
    return job
