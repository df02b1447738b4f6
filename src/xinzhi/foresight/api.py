"""Foresight as the API shows and takes it; every write is the page's own action."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema, Status
from pydantic import create_model

from xinzhi.core.action import require
from xinzhi.core.api import PROBLEMS, Listing, anyone, collection, needs, tagged
from xinzhi.core.api.rows import row_values
from xinzhi.core.api.schemas import Big
from xinzhi.core.api.words import gettext_lazy
from xinzhi.fields.models import Field as FieldNode

from . import actions
from .models import Candidate, Corpus, ForesightEdition, ForesightRun, ListEntry, Study
from .queries.feeds import topics_of
from .queries.hits import hit_rows
from .tasks import start_run, start_score
from .views.common import candidate_or_404, corpus_or_404, edition_or_404
from .views.corpora import Corpora, Runs
from .views.edition import STEPS, Edition
from .views.editions import Editions
from .views.runs import Run
from .views.studies import Studies

# --- from corpus to list, studies
SCOPE = "foresight:write"
router = Router(tags=["foresight"])


def _page(name: str) -> Any:
    return lambda row: reverse(f"foresight:{name}", args=[row.pk])


EDITIONS = Listing(Editions, "ForesightEdition", ForesightEdition, address=_page("edition"))
ENTRIES = Listing(
    Edition, "ListedTechnology", ListEntry, address=lambda e: reverse("foresight:candidate", args=[e.candidate_id])
)
CANDIDATES = Listing(Run, "ForesightCandidate", Candidate, address=_page("candidate"))
CORPORA = Listing(Corpora, "ForesightCorpus", Corpus, address=_page("corpus"))
RUNS = Listing(Runs, "ForesightRun", ForesightRun, address=_page("run"))
STUDIES = Listing(Studies, "StrategicStudy", Study, address=_page("study"))
for _path, _listing, _words in (
    ("/editions", EDITIONS, gettext_lazy("Editions of the list of future technologies")),
    ("/editions/{pk}/entries", ENTRIES, gettext_lazy("Technologies of an edition")),
    ("/corpora", CORPORA, gettext_lazy("Corpora")),
    ("/runs", RUNS, gettext_lazy("Runs of corpora")),
    ("/runs/{pk}/candidates", CANDIDATES, gettext_lazy("Candidates of a run")),
    ("/studies", STUDIES, gettext_lazy("Strategic studies")),
):
    collection(router, _path, _listing, summary=_words, row=_listing.row())


class HitRate(Schema):
    """How an edition came out after some years; `lists` holds the edition («list») and every baseline."""

    horizon: int
    known: bool
    year: int = Field(description=gettext_lazy("the last year that counts"))
    terms: int | None = None
    positives: int | None = None
    chance_level: float | None = Field(None, description=gettext_lazy("the hit rate of a list drawn by lot"))
    lists: dict[str, dict[str, Any]] = {}


class TopicFacts(Schema):
    name: str
    name_en: str
    field: str
    ring: str
    rank: int
    chance: float
    statement: str
    simulated: bool


class JobFacts(Schema):
    """Long work that was begun: follow it at `url`."""

    id: int
    state: str
    url: str


class RunAsked(Schema):
    corpus: int = Field(ge=1, lt=2**63)
    origin: int = Field(ge=1000, le=2200, description=gettext_lazy("the last year that is known"))
    horizon: int = Field(2, ge=1, le=10)


class ScoreAsked(Schema):
    corpus: int = Field(ge=1, lt=2**63, description=gettext_lazy("the later corpus"))


class StepAsked(Schema):
    step: str = Field(max_length=12, examples=["submit"])
    why: str = Field("", max_length=500)


class Decision(Schema):
    """What is decided on a candidate: file (with `field`), name (with `name`), merge (with `into`), reject, restore."""

    verb: str = Field(max_length=12, examples=["reject"])
    field: str | None = Field(None, max_length=80, description=gettext_lazy("key of the field; null: none of them"))
    name: str = Field("", max_length=120)
    into: int | None = Field(None, ge=1, lt=2**63, description=gettext_lazy("number of another candidate"))
    why: str = Field("", max_length=500)


CandidateFacts: Any = create_model(
    "ForesightCandidateFacts",
    __base__=CANDIDATES.row(),
    ranks=(dict[str, int], ...),
    because=(dict[str, float], ...),
    shares=(list[list[float]], Field(description=gettext_lazy("year, papers, papers of the corpus"))),
    fan=(
        list[list[float]],
        Field(description=gettext_lazy("year, quantiles 10 25 50 75 90 of the share as a multiple of its present one")),
    ),
    papers_shown=(dict[str, list[dict[str, Any]]], ...),
)


@router.get(
    "/editions/{number}/hits",
    auth=anyone(),
    response={200: list[HitRate], **PROBLEMS},
    summary=gettext_lazy("How an edition came out beside every baseline"),
)
def hits(request: HttpRequest, number: Big) -> Any:
    edition = edition_or_404(request, number)
    return [
        {
            "horizon": row["horizon"],
            "known": row["known"],
            "year": edition.run.origin + row["horizon"],
            **({k: row["told"][k] for k in ("terms", "positives", "chance_level", "lists")} if row["known"] else {}),
        }
        for row in hit_rows(edition, request.user)
    ]


@router.get(
    "/editions/{number}/topics",
    auth=anyone(),
    response={200: list[TopicFacts], **PROBLEMS},
    summary=gettext_lazy("Next year's call topics by the rule"),
)
def topics(request: HttpRequest, number: Big) -> Any:
    return [topic.told() for topic in topics_of(edition_or_404(request, number))]


@router.get(
    "/candidates/{number}",
    auth=anyone(),
    response={200: CandidateFacts, **PROBLEMS},
    summary=gettext_lazy("One candidate with its evidence"),
)
def candidate(request: HttpRequest, number: Big) -> Any:
    return tagged(request, _shown(candidate_or_404(request, number)))


@router.post(
    "/candidates/{number}/decide",
    auth=needs(SCOPE),
    response={200: CandidateFacts, **PROBLEMS},
    summary=gettext_lazy("File, name, merge, reject or restore a candidate"),
)
def decide(request: HttpRequest, number: Big, body: Decision) -> Any:
    found, user = candidate_or_404(request, number), request.user
    if body.verb == "file":
        field = get_object_or_404(FieldNode, key=body.field) if body.field else None
        actions.file_candidate(actor=user, candidate=found, field=field, why=body.why)
    elif body.verb == "name":
        actions.name_candidate(actor=user, candidate=found, name=body.name)
    elif body.verb == "merge":
        into = candidate_or_404(request, body.into or 0)
        actions.merge_candidate(actor=user, candidate=found, into=into, why=body.why)
    elif body.verb == "reject":
        actions.reject_candidate(actor=user, candidate=found, why=body.why)
    elif body.verb == "restore":
        actions.restore_candidate(actor=user, candidate=found, why=body.why)
    else:
        steps = "file, name, merge, reject, restore"
        raise ValidationError({"verb": _("Choose one of: %(steps)s.") % {"steps": steps}})
    return tagged(request, _shown(candidate_or_404(request, number)))


@router.post(
    "/runs",
    auth=needs(SCOPE),
    response={202: JobFacts, **PROBLEMS},
    summary=gettext_lazy("Run a corpus at a year"),
)
def run(request: HttpRequest, body: RunAsked) -> Any:
    _may_prepare(request)
    corpus = corpus_or_404(request, body.corpus)
    return Status(202, _job(start_run(owner=request.user, corpus=corpus, origin=body.origin, horizon=body.horizon)))


@router.post(
    "/editions/{number}/score",
    auth=needs(SCOPE),
    response={202: JobFacts, **PROBLEMS},
    summary=gettext_lazy("Judge an edition by a later corpus"),
)
def score(request: HttpRequest, number: Big, body: ScoreAsked) -> Any:
    _may_prepare(request)
    edition, corpus = edition_or_404(request, number), corpus_or_404(request, body.corpus)
    return Status(202, _job(start_score(owner=request.user, edition=edition, corpus=corpus)))


@router.post(
    "/editions/{number}/steps",
    auth=needs(SCOPE),
    response={200: EDITIONS.row(), **PROBLEMS},
    summary=gettext_lazy("Take a step of an edition's way"),
)
def step(request: HttpRequest, number: Big, body: StepAsked) -> Any:
    edition = edition_or_404(request, number)
    if body.step not in STEPS:
        raise ValidationError({"step": _("Choose one of: %(steps)s.") % {"steps": ", ".join(STEPS)}})
    STEPS[body.step](actor=request.user, edition=edition, why=body.why)
    return tagged(request, EDITIONS.row()(**row_values(Editions.exports, edition, EDITIONS.address(edition))))


def _may_prepare(request: HttpRequest) -> None:
    """Long work is begun by who may prepare. Raises PermissionDenied."""
    require(request.user, "foresight.prepare")


def _job(job: Any) -> dict[str, Any]:
    return {"id": job.pk, "state": job.state, "url": reverse("core:job", args=[job.pk])}


def _shown(found: Candidate) -> Schema:
    values = row_values(Run.exports, found, CANDIDATES.address(found))
    names = ("ranks", "because", "shares", "fan", "papers_shown")
    made: Schema = CandidateFacts(**values, **{name: getattr(found, name) for name in names})
    return made
