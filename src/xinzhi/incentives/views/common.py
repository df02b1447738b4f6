"""What the pages share."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from xinzhi.incentives.words import STATES
from xinzhi.registry.models import Organisation, OrganisationKind, Standing


def firm_or_404(request: HttpRequest, key: str) -> Organisation:
    """The published enterprise, for who may see what it is owed. Raises Http404, PermissionDenied."""
    rows = Organisation.objects.select_related("city", "field")
    firm: Organisation = get_object_or_404(rows, key=key, kind=OrganisationKind.ENTERPRISE, standing=Standing.PUBLISHED)
    if not request.user.has_perm("incentives.see_firm", firm):
        raise PermissionDenied
    return firm


def tabs_of(firm: Organisation, user: Any, current: str) -> list[dict[str, Any]]:
    """The faces of a firm's page."""
    faces = [("firm", _("Standing"), True), ("facts", _("Facts"), user.has_perm("incentives.declare_facts", firm))]
    return [
        {"label": label, "url": reverse(f"incentives:{name}", args=[firm.key]), "current": name == current}
        for name, label, may in faces
        if may
    ]


def state_chip(state: str) -> dict[str, Any]:
    """The words and the tone of a state."""
    text, tone = STATES[state]
    return {"text": text, "tone": tone}
