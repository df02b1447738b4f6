"""Long work of the room."""

from django.urls import reverse
from django.utils.translation import gettext as _

from xinzhi.calls.actions import check_call, propose_assignment
from xinzhi.calls.models import Call
from xinzhi.core.jobs import Progress, handler
from xinzhi.core.models import Job

CHECK = "calls.check"
PROPOSE = "calls.propose"


@handler(CHECK)
def check(job: Job, progress: Progress) -> str:
    """Check all that wait in a call; the address of its applications."""
    call = Call.objects.get(pk=job.arguments["call"])
    progress.step(0, 1, _("Comparing every text with every other"))
    check_call(actor=job.owner, call=call, tell=progress.step)
    return reverse("calls:applications", args=[call.key])


@handler(PROPOSE)
def propose(job: Job, progress: Progress) -> str:
    """Propose who reviews what in a call, with the options of the form; the address of the proposal."""
    call = Call.objects.get(pk=job.arguments["call"])
    progress.step(0, 1, _("Comparing applications with reviewers' works"))

    def tell(done: int, total: int) -> None:
        progress.step(done, total, _("Reading what applications and works are about"))

    run = propose_assignment(actor=job.owner, call=call, tell=tell, **job.arguments["options"])
    asked = run.invitations.count()
    progress.step(1, 1, _("Invitations proposed: %(n)d. Nobody is asked before you confirm.") % {"n": asked})
    return reverse("calls:reviewing", args=[call.key])
