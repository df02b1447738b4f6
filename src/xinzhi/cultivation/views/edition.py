"""One edition: its places, how sure they are, a firm's place, who was left out, and the steps."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from xinzhi.core.files import address
from xinzhi.core.formats import in_language
from xinzhi.core.lists import Export, ListPage
from xinzhi.core.roles import Role, has_role
from xinzhi.cultivation import actions
from xinzhi.cultivation.forms import ReasonForm
from xinzhi.cultivation.models import ListEdition, ListOmission, ListPlace
from xinzhi.cultivation.queries.explained import causes_of, parts_of
from xinzhi.cultivation.rules import keeps, visible_editions
from xinzhi.cultivation.tables import OmissionFilter, OmissionTable, PlaceTable, moved
from xinzhi.cultivation.words import effect_name, names_of
from xinzhi.cultivation.workflows import EDITION
from xinzhi.ledger.queries import proof_of

STEPS = {
    "submit": actions.submit_edition,
    "return": actions.return_edition,
    "approve": actions.approve_edition,
    "publish": actions.publish_edition,
    "discard": actions.discard_edition,
    "withdraw": actions.withdraw_edition,
}
_SHOWN_EFFECTS = 8


def edition_or_404(request: HttpRequest, pk: int) -> ListEdition:
    """The edition if this person may see it. Raises Http404."""
    found: ListEdition = get_object_or_404(
        visible_editions(request.user).select_related("organisation", "bundle", "before", "prepared_by", "decided_by"),
        pk=pk,
    )
    return found


class Edition(ListPage):
    """The firms of an edition by rank."""

    key = "cultivation.places"
    public = True
    columns = PlaceTable
    search_fields = ("organisation__name", "organisation__name_en")
    sort = ("rank",)
    template_name = "cultivation/edition.html"
    empty_title = gettext_lazy("No firm is ranked")
    exports = (
        Export("rank", gettext_lazy("rank")),
        Export("firm", gettext_lazy("firm"), "organisation__key"),
        Export("name", gettext_lazy("name"), "organisation__name"),
        Export("tier", gettext_lazy("tier")),
        Export("score", gettext_lazy("score")),
        Export("low", gettext_lazy("from rank")),
        Export("high", gettext_lazy("to rank")),
        Export("rank_before", gettext_lazy("rank before")),
    )

    @cached_property
    def edition(self) -> ListEdition:
        return edition_or_404(self.request, self.kwargs["pk"])

    def queryset(self, request: HttpRequest) -> QuerySet[ListPlace]:  # noqa: ARG002  who may see it is asked of the edition
        return self.edition.places.select_related("organisation__city").defer("parts", "causes")

    def heading(self) -> str | Promise:
        return f"{self.edition.label} {self.edition.year}"

    def crumbs(self) -> list[tuple[str | Promise, str]]:
        return [(_("Ranked lists"), reverse("cultivation:editions"))]

    def extra_context(self) -> dict[str, Any]:
        edition, user = self.edition, self.request.user
        names = names_of(edition.listed)
        sure = edition.report["reliability"]
        return {
            "edition": edition,
            "states": _path(edition),
            "steps": EDITION.available(edition, user) if user.is_authenticated else [],
            "reason_form": ReasonForm(),
            "proof": proof_of("cultivation.listedition", edition.pk, verb=""),
            "basis": in_language(edition.listed.basis, edition.listed.basis_en),
            "bundle_url": address(edition.bundle, f"{edition.list_key}-{edition.year}-{edition.number}.zip"),
            "effects": _effects(sure, names),
            "unverified": [names.get(key, edition.label) for key in edition.report["unverified"]],
            "pairs": [(names[a], names[b], r) for a, b, r in edition.report["coherence"]["redundant"]],
            "opposed": [(names[a], names[b], r) for a, b, r in edition.report["coherence"]["opposed"]],
            "shift": sure and round(sure["shift"], 1),
            "may_see_omissions": may_see_omissions(user, edition),
        }


def may_see_omissions(user: Any, edition: ListEdition) -> bool:
    """Who is not ranked is for the keepers and those who oversee them."""
    return user.is_authenticated and (keeps(user, edition) or has_role(user, Role.PLAN_OFFICE, Role.AUDITOR))


class Omissions(ListPage):
    """The firms that an edition leaves out."""

    key = "cultivation.omissions"
    title = gettext_lazy("Firms left out")
    columns = OmissionTable
    filterset = OmissionFilter
    search_fields = ("organisation__name", "organisation__name_en")
    sort = ("firm",)
    empty_title = gettext_lazy("No firm was left out")
    exports = (
        Export("firm", gettext_lazy("firm"), "organisation__key"),
        Export("name", gettext_lazy("name"), "organisation__name"),
        Export("reason", gettext_lazy("reason")),
        Export("which", gettext_lazy("which"), "keys"),
    )

    @cached_property
    def edition(self) -> ListEdition:
        return edition_or_404(self.request, self.kwargs["pk"])

    def queryset(self, request: HttpRequest) -> QuerySet[ListOmission]:
        if not may_see_omissions(request.user, self.edition):
            raise Http404
        return self.edition.omissions.select_related("organisation")

    def crumbs(self) -> list[tuple[str | Promise, str]]:
        edition = self.edition
        return [
            (_("Ranked lists"), reverse("cultivation:editions")),
            (str(edition), reverse("cultivation:edition", args=[edition.pk])),
        ]


@require_safe
def place(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """A firm's place: every indicator with its part of the score, and what moved."""
    edition = edition_or_404(request, pk)
    found = get_object_or_404(edition.places.select_related("organisation"), organisation__key=key)
    names = names_of(edition.listed)
    context = {
        "edition": edition,
        "place": found,
        "tier": names.get(found.tier, ""),
        "moved": moved(found),
        "parts": parts_of(found, edition),
        "causes": causes_of(found, names),
    }
    return render(request, "cultivation/place.html", context)


@login_required
@require_POST
def step(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Take a step of the edition's way."""
    edition = edition_or_404(request, pk)
    if key not in STEPS:
        raise Http404
    try:
        STEPS[key](actor=request.user, edition=edition, why=request.POST.get("why", "")[:500])
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
    else:
        messages.success(request, _("Done: %(step)s.") % {"step": EDITION.transition(key).label})
    return redirect("cultivation:edition", pk)


def _path(edition: ListEdition) -> list[dict[str, Any]]:
    """The steps of the way that leads to publication; a discarded or withdrawn edition shows its end."""
    ended = edition.state in {"discarded", "withdrawn"}
    keys = ["draft", "submitted", "approved", "published"] if not ended else ["draft", edition.state]
    states = [state for state in EDITION.states if state.key in keys]
    here = [state.key for state in states].index(edition.state)
    return [
        {"name": state.label, "state": "done" if i < here else "current" if i == here else "todo"}
        for i, state in enumerate(states)
    ]


def _effects(sure: dict[str, Any] | None, names: dict[str, str]) -> list[dict[str, Any]]:
    """What matters most for the order: name, first order and total share of variance."""
    effects = sorted(sure["effects"] if sure else [], key=lambda effect: -effect["total"])
    return [
        {"name": effect_name(e["kind"], e["key"], names), "first": max(0.0, e["first"]), "total": e["total"]}
        for e in effects[:_SHOWN_EFFECTS]
    ]
