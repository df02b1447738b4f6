"""Editions of ranked lists with their places."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from ninja import Field, Router, Schema, Status
from pydantic import create_model

from xinzhi.core.action import require
from xinzhi.core.api import PROBLEMS, Listing, anyone, collection, needs, require_match, tagged
from xinzhi.core.api.rows import row_values
from xinzhi.core.api.schemas import Big
from xinzhi.core.api.words import gettext_lazy
from xinzhi.core.files import address
from xinzhi.cultivation.models import ListEdition, ListOmission, ListPlace
from xinzhi.cultivation.queries.list_files import list_files
from xinzhi.cultivation.tasks import start_draft
from xinzhi.cultivation.views.edition import STEPS, Edition, Omissions, edition_or_404
from xinzhi.cultivation.views.editions import Editions

from .shared import NUMBER, SCOPE, JobStarted, Reason, known, published, step_of


def _page(row: ListEdition) -> str:
    return reverse("cultivation:edition", args=[row.pk])


def _place_page(row: ListPlace) -> str:
    return reverse("cultivation:place", args=[row.edition_id, row.organisation.key])


EDITIONS = Listing(Editions, "ListEdition", ListEdition, _page, columns=(NUMBER, *Editions.exports))
PLACES = Listing(Edition, "ListPlace", ListPlace, _place_page)
OMISSIONS = Listing(
    Omissions, "ListOmission", ListOmission, lambda row: reverse("cultivation:omissions", args=[row.edition_id])
)
EditionFacts: Any = create_model(
    "ListEditionFacts",
    __base__=EDITIONS.row(),
    basis=(str, ...),
    list_file=(str, Field(description=gettext_lazy("the list as a file, as it stood"))),
    bundle=(str, Field(description=gettext_lazy("address of the bundle from which it can be computed again"))),
    report=(dict[str, Any], Field(description=gettext_lazy("reliability, coherence, weights, what moved"))),
    before=(int | None, ...),
    simulated=(bool, ...),
)
PlaceFacts: Any = create_model(
    "ListPlaceFacts",
    __base__=PLACES.row(),
    parts=(dict[str, float], Field(description=gettext_lazy("groups and indicators on their scales, 0 to 1"))),
    causes=(list[dict[str, Any]], Field(description=gettext_lazy("what moved the score since the last edition"))),
)


class NewEdition(Schema):
    """Which list of which year, published by which body (its key)."""

    list: str = Field(max_length=60)
    organisation: str = Field(max_length=120)
    year: int = Field(ge=2000, le=2100)
    simulated: bool = False


def add(router: Router) -> None:
    """Put the operations of lists on the router."""
    collection(router, "/editions", EDITIONS, summary=gettext_lazy("Editions of ranked lists"), row=EDITIONS.row())
    collection(
        router, "/editions/{pk}/places", PLACES, summary=gettext_lazy("The firms of an edition"), row=PLACES.row()
    )
    collection(
        router,
        "/editions/{pk}/omissions",
        OMISSIONS,
        summary=gettext_lazy("The firms that an edition leaves out"),
        row=OMISSIONS.row(),
    )
    reads: dict[str, Any] = {"auth": anyone(), "response": {200: EditionFacts, **PROBLEMS}}
    router.get("/editions/{number}", summary=gettext_lazy("One edition"), **reads)(edition)
    router.get(
        "/editions/{number}/places/{key}",
        auth=anyone(),
        response={200: PlaceFacts, **PROBLEMS},
        summary=gettext_lazy("A firm's place, taken apart"),
    )(place)
    router.post(
        "/editions",
        auth=needs(SCOPE),
        response={202: JobStarted, **PROBLEMS},
        summary=gettext_lazy("Let a job draft an edition"),
    )(draft)
    router.post(
        "/editions/{number}/steps/{step}",
        auth=needs(SCOPE),
        response={200: EditionFacts, **PROBLEMS},
        summary=gettext_lazy("Take a step of an edition's way"),
    )(take)


def edition(request: HttpRequest, number: Big) -> Any:
    return tagged(request, shown(edition_or_404(request, number)))


def place(request: HttpRequest, number: Big, key: str) -> Any:
    rows = edition_or_404(request, number).places.select_related("organisation")
    found = get_object_or_404(rows, organisation__key=key)
    values = row_values(PLACES.told, found, _place_page(found))
    return tagged(request, PlaceFacts(**values, parts=found.parts, causes=found.causes))


def draft(request: HttpRequest, body: NewEdition) -> Any:
    known(list_files(), body.list, "list")
    organisation = published(body.organisation, "organisation")
    require(request.user, "cultivation.edit_edition", organisation)  # at once, not only in the job
    job = start_draft(
        owner=request.user, key=body.list, organisation=organisation, year=body.year, simulated=body.simulated
    )
    return Status(202, JobStarted(job=job.pk))


def take(request: HttpRequest, number: Big, step: str, body: Reason) -> Any:
    found = edition_or_404(request, number)
    require_match(request, shown(found))
    step_of(STEPS, step)(actor=request.user, edition=found, why=body.why)
    return tagged(request, shown(found))


def shown(found: ListEdition) -> Schema:
    """An edition with its file, bundle and report."""
    bundle = address(found.bundle, f"{found.list_key}-{found.year}-{found.number}.zip")
    more = {"list_file": found.list_text, "bundle": bundle, "report": found.report, "simulated": found.simulated}
    values = row_values(EDITIONS.told, found, _page(found))
    made: Schema = EditionFacts(**values, **more, basis=found.listed.basis, before=found.before_id)
    return made
