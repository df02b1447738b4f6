"""Stop a job that waits or runs."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.core.models import Job, JobState

# A running job says how far it is much more often than this; one that does not has lost its worker.
SILENCE = dt.timedelta(minutes=10)


def cancel_job(*, actor: Any, job: Job) -> Job:
    """The job, asked to stop: a running one stops at its next step and keeps its checkpoint.

    One that waits, or whose worker has not been heard of for ten minutes, ends at once and can then be resumed.
    Raises ValidationError when it has ended already.
    """
    require(actor, "core.change_own", job)
    job.refresh_from_db()
    if not job.is_active:
        raise ValidationError(_("The job has ended already."), code="state")
    with recorded("core.cancel_job", actor=actor, subject=job):
        now = timezone.now()
        if job.state == JobState.WAITING or job.updated_at < now - SILENCE:
            job.state, job.ended_at = JobState.CANCELLED, now
        job.cancel_requested = True
        job.save(update_fields=["cancel_requested", "state", "ended_at"])
    return job
