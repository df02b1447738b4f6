"""Looking for organisations registered twice, as a job."""

from django.urls import reverse
from django.utils.translation import gettext as _

from xinzhi.core.jobs import Progress, handler
from xinzhi.core.models import Job
from xinzhi.registry.actions import find_matches

FIND_MATCHES = "registry.find_matches"


@handler(FIND_MATCHES)
def find_all_matches(job: Job, progress: Progress) -> str:
    """Look for organisations registered twice, as the job's owner; the address of the review."""
    progress.step(0, 1, _("Comparing the organisations"))
    found = find_matches(actor=job.owner)
    done = _("%(new)s new, %(changed)s changed, %(gone)s no longer found, %(decided)s decided before")
    progress.step(1, 1, done % vars(found))
    return reverse("registry:matches")
