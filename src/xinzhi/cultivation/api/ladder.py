"""The ladder of titles, and the libraries of firms."""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from ninja import Field, Router, Schema, Status
from pydantic import create_model

from xinzhi.core.action import require
from xinzhi.core.api import PROBLEMS, Listing, collection, needs, require_match, signed_in, tagged
from xinzhi.core.api.rows import row_values
from xinzhi.core.api.schemas import Big
from xinzhi.core.api.words import gettext_lazy
from xinzhi.cultivation import actions
from xinzhi.cultivation.models import LadderStanding, LibraryMember
from xinzhi.cultivation.queries.finance import course_of
from xinzhi.cultivation.queries.ladder import course, last_check
from xinzhi.cultivation.queries.library import services_due
from xinzhi.cultivation.queries.list_files import library_of
from xinzhi.cultivation.rules import may_see_firm
from xinzhi.cultivation.tasks import start_check
from xinzhi.cultivation.views.ladder import Nearest, Watch
from xinzhi.cultivation.views.libraries import STEPS, Members, library_or_404, member_or_404
from xinzhi.registry.models import Organisation, Standing

from .shared import NUMBER, SCOPE, JobStarted, Reason, published, step_of


def _firm_page(row: LadderStanding) -> str:
    return reverse("cultivation:firm_ladder", args=[row.organisation.key])


def _member_page(row: LibraryMember) -> str:
    return reverse("cultivation:member", args=[row.library, row.pk])


_GAPS = {"gaps": list[dict[str, Any]]}
NEAREST = Listing(Nearest, "LadderNext", LadderStanding, _firm_page, _GAPS)
WATCH = Listing(Watch, "LadderWatch", LadderStanding, _firm_page, _GAPS)
MEMBERS = Listing(Members, "LibraryMember", LibraryMember, _member_page, columns=(NUMBER, *Members.exports))


class CohortFacts(Schema):
    """Firms that first got a title in a year: how many, hold it still, hold a higher one."""

    status: str
    year: int
    firms: int
    still: int
    higher: int


class Ladder(Schema):
    """Titles over all firms; `counts` by kind and title (held, meets, next, watch) as of the last look."""

    looked_on: dt.date | None
    firms: int
    counts: dict[str, int]
    cohorts: list[CohortFacts]
    conversions: list[tuple[str, str, int]]
    simulated: bool


class StandingFacts(Schema):
    kind: str
    status: str
    meets: bool | None
    expires: dt.date | None
    gaps: list[dict[str, Any]]


class MoneyFacts(Schema):
    """Money that reached the firm."""

    on: dt.date
    kind: str
    name: str
    whose: str
    amount_fen: int


class FirmStanding(Schema):
    """What comes next for a firm, what it may lose, and its course of grants, loans and investments."""

    firm: str
    standings: list[StandingFacts]
    course: list[MoneyFacts]
    simulated: bool


class NewLook(Schema):
    on: dt.date
    simulated: bool = False


class DueFacts(Schema):
    service: str
    last: dt.date | None
    due: dt.date


MemberFacts: Any = create_model("LibraryMemberFacts", __base__=MEMBERS.row(), due=(list[DueFacts], ...))


class NewMember(Reason):
    """Which firm for which tier, kept by which body."""

    firm: str = Field(max_length=120)
    organisation: str = Field(max_length=120)
    tier: str = Field(max_length=60)


class Recheck(Reason):
    tier: str = Field(max_length=60)


class ServiceGiven(Schema):
    service: str = Field(max_length=60)
    done_on: dt.date
    note: str = Field("", max_length=500)


def add(router: Router) -> None:
    """Put the operations of ladder and libraries on the router."""
    collection(router, "/ladder/nearest", NEAREST, summary=gettext_lazy("Nearest to the next title"), row=NEAREST.row())
    collection(router, "/ladder/watch", WATCH, summary=gettext_lazy("Titles that may be lost"), row=WATCH.row())
    collection(
        router,
        "/libraries/{library}/members",
        MEMBERS,
        summary=gettext_lazy("The firms of a library"),
        row=MEMBERS.row(),
    )
    reads: dict[str, Any] = {"auth": signed_in()}
    member_facts = {200: MemberFacts, **PROBLEMS}
    router.get("/ladder", response={200: Ladder, **PROBLEMS}, summary=gettext_lazy("Ladder of titles"), **reads)(ladder)
    router.get(
        "/ladder/firms/{key}",
        response={200: FirmStanding, **PROBLEMS},
        summary=gettext_lazy("Where a firm stands"),
        **reads,
    )(firm)
    router.post(
        "/ladder/looks",
        auth=needs(SCOPE),
        response={202: JobStarted, **PROBLEMS},
        summary=gettext_lazy("Let a job look over the ladder"),
    )(look)
    below = "/libraries/{library}/members"
    router.get(
        f"{below}/{{number}}", response=member_facts, summary=gettext_lazy("A firm's place in a library"), **reads
    )(member)
    router.post(
        below, auth=needs(SCOPE), response={201: MemberFacts, **PROBLEMS}, summary=gettext_lazy("Propose a firm")
    )(propose)
    for path, operation, words in (
        ("steps/{step}", take, gettext_lazy("Admit a firm, or not, or take it out")),
        ("recheck", recheck, gettext_lazy("Re-check a firm of a library")),
        ("services", serve, gettext_lazy("Record a service given to a firm of a library")),
    ):
        router.post(f"{below}/{{number}}/{path}", auth=needs(SCOPE), response=member_facts, summary=words)(operation)


def ladder(request: HttpRequest, simulated: bool = False) -> Any:
    if not request.user.has_perm("cultivation.see_ladder"):
        raise PermissionDenied
    check, fared = last_check(simulated=simulated), course(timezone.localdate(), simulated=simulated)
    return Ladder(
        looked_on=check.on if check else None,
        firms=check.firms if check else 0,
        counts=check.counts if check else {},
        cohorts=[
            CohortFacts(status=c.status, year=c.year, firms=c.firms, still=c.still, higher=c.higher)
            for c in fared.cohorts
        ],
        conversions=fared.conversions,
        simulated=simulated,
    )


def firm(request: HttpRequest, key: str) -> Any:
    found = get_object_or_404(Organisation, key=key, standing=Standing.PUBLISHED)
    if not may_see_firm(request.user, found):
        raise Http404
    names = ("kind", "status", "meets", "expires", "gaps")
    rows = LadderStanding.objects.filter(organisation=found).values(*names)
    money = [
        MoneyFacts(on=e.on, kind=e.kind, name=e.name, whose=e.whose, amount_fen=e.amount) for e in course_of(found)
    ]
    return FirmStanding(firm=found.key, standings=list(rows), course=money, simulated=found.simulated)


def look(request: HttpRequest, body: NewLook) -> Any:
    require(request.user, "cultivation.check_ladder")
    return Status(202, JobStarted(job=start_check(owner=request.user, on=body.on, simulated=body.simulated).pk))


def member(request: HttpRequest, library: str, number: Big) -> Any:
    return tagged(request, shown(member_or_404(request, library, number)))


def propose(request: HttpRequest, library: str, body: NewMember) -> Any:
    made = actions.propose_member(
        actor=request.user,
        library=library_or_404(library),
        firm=published(body.firm, "firm"),
        organisation=published(body.organisation, "organisation"),
        tier=body.tier,
        why=body.why,
    )
    return Status(201, tagged(request, shown(made)))


def take(request: HttpRequest, library: str, number: Big, step: str, body: Reason) -> Any:
    found = _unchanged(request, library, number)
    step_of(STEPS, step)(actor=request.user, member=found, why=body.why)
    return tagged(request, shown(found))


def recheck(request: HttpRequest, library: str, number: Big, body: Recheck) -> Any:
    found = _unchanged(request, library, number)
    actions.recheck_member(actor=request.user, member=found, tier=body.tier, why=body.why)
    return tagged(request, shown(found))


def serve(request: HttpRequest, library: str, number: Big, body: ServiceGiven) -> Any:
    found = _unchanged(request, library, number)
    actions.record_service(actor=request.user, member=found, **body.dict())
    return tagged(request, shown(found))


def shown(found: LibraryMember) -> Schema:
    """A place in a library with the services that come due."""
    due = [
        {"service": d.service.key, "last": d.last, "due": d.due} for d in services_due(found, library_of(found.library))
    ]
    made: Schema = MemberFacts(**row_values(MEMBERS.told, found, _member_page(found)), due=due)
    return made


def _unchanged(request: HttpRequest, library: str, number: int) -> LibraryMember:
    library_or_404(library)
    found = member_or_404(request, library, number)
    require_match(request, shown(found))
    return found
