"""Long work of the room: primitives in, one action out."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

# --- from corpus to list
from xinzhi.core.jobs import Progress, handler, start
from xinzhi.core.models import Job

from .actions import make_run, score_edition
from .models import Corpus, ForesightEdition

RUN, SCORE = "foresight.make_run", "foresight.score_edition"


def start_run(*, owner: Any, corpus: Corpus, origin: int, horizon: int) -> Job:
    """Let a job run a corpus; it shows among the owner's jobs and leads to the run."""
    title = _("Running «%(corpus)s» at %(origin)d") % {"corpus": corpus.label, "origin": origin}
    return start(RUN, owner=owner, title=title, arguments={"corpus": corpus.pk, "origin": origin, "horizon": horizon})


def start_score(*, owner: Any, edition: ForesightEdition, corpus: Corpus) -> Job:
    """Let a job judge an edition; it shows among the owner's jobs and leads to the edition."""
    title = _("Judging «%(edition)s»") % {"edition": edition.title}
    return start(SCORE, owner=owner, title=title, arguments={"edition": edition.pk, "corpus": corpus.pk})


@handler(RUN)
def run(job: Job, progress: Progress) -> str:
    """Run a corpus with the rights of the job's owner; the address of the run."""
    said = job.arguments
    corpus = Corpus.objects.get(pk=said["corpus"])
    made = make_run(
        actor=job.owner, corpus=corpus, origin=said["origin"], horizon=said["horizon"], tell=_teller(progress)
    )
    return reverse("foresight:run", args=[made.pk])


@handler(SCORE)
def score(job: Job, progress: Progress) -> str:
    """Judge an edition with the rights of the job's owner; the address of the edition."""
    edition = ForesightEdition.objects.get(pk=job.arguments["edition"])
    corpus = Corpus.objects.get(pk=job.arguments["corpus"])
    score_edition(actor=job.owner, edition=edition, corpus=corpus, tell=_teller(progress))
    return reverse("foresight:edition", args=[edition.pk]) + "#hits"


def _teller(progress: Progress) -> Callable[[str, int], None]:
    words = {
        "reading": _("Reading the corpus"),
        "forecasting": _("Forecasting"),
        "themes": _("Following the themes"),
        "papers": _("Gathering the evidence"),
        "judging": _("Counting hits"),
    }
    return lambda what, done: progress.step(done, 100, words.get(what, what))
