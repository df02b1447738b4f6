"""Long work of the room."""

from django.urls import reverse
from django.utils.translation import gettext as _

from xinzhi.calls.actions import check_call
from xinzhi.calls.models import Call
from xinzhi.core.jobs import Progress, handler
from xinzhi.core.models import Job

CHECK = "calls.check"


@handler(CHECK)
def check(job: Job, progress: Progress) -> str:
    """Check all that wait in a call; the address of its applications."""
    call = Call.objects.get(pk=job.arguments["call"])
    progress.step(0, 1, _("Comparing every text with every other"))
    check_call(actor=job.owner, call=call, tell=progress.step)
    return reverse("calls:applications", args=[call.key])
