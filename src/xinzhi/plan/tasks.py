"""Long work of the plan room: primitives in, one action out."""

from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils.translation import gettext as _

from xinzhi.core.jobs import Progress, handler
from xinzhi.core.models import Job, StoredFile
from xinzhi.plan.actions import read_text

READ = "plan.read"


@handler(READ)
def read_stored_text(job: Job, progress: Progress) -> str:
    """Read the stored file `sha256` named `name` for the job's owner; the address of its review page."""
    progress.step(0, 1, _("Reading the text"))
    stored = StoredFile.objects.get(sha256=job.arguments["sha256"])
    with default_storage.open(stored.path, "rb") as file:
        content = file.read()
    reading = read_text(actor=job.owner, content=content, file_name=job.arguments["name"])
    progress.step(1, 1)
    return reverse("plan:reading", args=[reading.pk])
