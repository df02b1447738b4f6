"""Stop a job that waits or runs."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.core.models import Job


def cancel_job(*, actor: Any, job: Job) -> Job:
    """The job, asked to stop: it stops at its next step and keeps its checkpoint. ValidationError once it has ended."""
    require(actor, "core.change_own", job)
    job.refresh_from_db()
    if not job.is_active:
        raise ValidationError(_("The job has ended already."), code="state")
    with recorded("core.cancel_job", actor=actor, subject=job):
        job.cancel_requested = True
        job.save(update_fields=["cancel_requested", "updated_at"])
    return job
