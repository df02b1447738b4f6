"""Long work of the room: primitives in, one action out."""

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from xinzhi.core.jobs import Progress, handler, start
from xinzhi.core.models import Job
from xinzhi.cultivation.actions import check_ladder, draft_edition
from xinzhi.cultivation.queries.list_files import list_files
from xinzhi.registry.models import Organisation

DRAFT = "cultivation.draft_edition"
LADDER = "cultivation.check_ladder"


def start_draft(*, owner: Any, key: str, organisation: Organisation, year: int, simulated: bool) -> Job:
    """Let a job rank the firms; it shows among the owner's jobs and leads to the draft."""
    arguments = {"key": key, "organisation": organisation.pk, "year": year, "simulated": simulated}
    title = _("Ranking «%(key)s» %(year)d") % {"key": key, "year": year}
    return start(DRAFT, owner=owner, title=title, arguments=arguments)


def start_check(*, owner: Any, on: dt.date, simulated: bool) -> Job:
    """Let a job look over the ladder; it shows among the owner's jobs and leads to the ladder."""
    return start(
        LADDER,
        owner=owner,
        title=_("Looking over the ladder"),
        arguments={"on": on.isoformat(), "simulated": simulated},
    )


@handler(LADDER)
def check(job: Job, progress: Progress) -> str:
    """Look over the ladder with the rights of the job's owner; the address of the ladder."""
    said = job.arguments
    check_ladder(
        actor=job.owner,
        on=dt.date.fromisoformat(said["on"]),
        simulated=said["simulated"],
        progress=lambda done, whole: progress.step(done, whole, _("%(n)d firms") % {"n": done}),
    )
    return reverse("cultivation:ladder") + ("?simulated=1" if said["simulated"] else "")


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
