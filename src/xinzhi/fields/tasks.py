"""Long work of the tree of fields."""

from django.urls import reverse
from django.utils.translation import gettext as _

from xinzhi.core.jobs import Progress, handler
from xinzhi.core.models import Job
from xinzhi.fields.actions import retrain

RETRAIN = "fields.retrain"


@handler(RETRAIN)
def learn_again(job: Job, progress: Progress) -> str:
    """Learn from everything filed by hand; the address of the queue, whose order is then new."""
    progress.step(0, 1, _("Learning from what was filed"))
    retrain(actor=job.owner)
    progress.step(1, 1)
    return reverse("fields:queue")
