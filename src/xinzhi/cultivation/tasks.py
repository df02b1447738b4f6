"""Long work of the room: primitives in, one action out."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from xinzhi.core.jobs import Progress, handler, start
from xinzhi.core.models import Job
from xinzhi.cultivation.actions import draft_edition
from xinzhi.cultivation.queries.list_files import list_files
from xinzhi.registry.models import Organisation

DRAFT = "cultivation.draft_edition"


def start_draft(*, owner: Any, key: str, organisation: Organisation, year: int, simulated: bool) -> Job:
    """Let a job rank the firms; it shows among the owner's jobs and leads to the draft."""
    arguments = {"key": key, "organisation": organisation.pk, "year": year, "simulated": simulated}
    title = _("Ranking «%(key)s» %(year)d") % {"key": key, "year": year}
    return start(DRAFT, owner=owner, title=title, arguments=arguments)


@handler(DRAFT)
def draft(job: Job, progress: Progress) -> str:
    """Rank the firms with the rights of the job's owner; the address of the draft."""
    said = job.arguments
    progress.step(0, 1, _("Ranking the firms"))
    edition = draft_edition(
        actor=job.owner,
        organisation=Organisation.objects.get(pk=said["organisation"]),
        list_file=list_files()[said["key"]].read_bytes(),
        year=said["year"],
        simulated=said["simulated"],
    )
    progress.step(1, 1)
    return reverse("cultivation:edition", args=[edition.pk])
