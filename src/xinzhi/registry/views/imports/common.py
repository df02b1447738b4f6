"""What the pages of an import share."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from xinzhi.registry.models import Import, ImportState
from xinzhi.registry.rules import visible_imports

TONES = {
    ImportState.UPLOADED: "mute",
    ImportState.CHECKED: "info",
    ImportState.PROPOSED: "warn",
    ImportState.ACCEPTED: "ok",
    ImportState.REJECTED: "bad",
    ImportState.UNDONE: "mute",
}
_PATH = (ImportState.UPLOADED, ImportState.CHECKED, ImportState.PROPOSED, ImportState.ACCEPTED)


def get_batch(request: HttpRequest, pk: int) -> Import:
    """The import, if this person may see it; else there is none."""
    rows = visible_imports(request.user).select_related("file", "job", "recorded_by", "decided_by")
    return get_object_or_404(rows, pk=pk)


def crumbs(batch: Import | None = None) -> list[tuple[str, str]]:
    """Names and addresses above the page."""
    above = [(_("Registers"), reverse("registry:index")), (_("Imports"), reverse("registry:imports"))]
    return [*above, (batch.file_name, reverse("registry:import", args=[batch.pk]))] if batch else above


def steps_of(batch: Import) -> list[dict[str, Any]]:
    """The way of an import, for the kit's steps."""
    path = list(_PATH)
    if batch.state in {ImportState.REJECTED, ImportState.UNDONE}:
        path[-1] = ImportState(batch.state)
    here = path.index(ImportState(batch.state))
    last = len(path) - 1
    return [
        {
            "name": step.label,
            "state": "done" if n < here or here == n == last else "current" if n == here else "todo",
        }
        for n, step in enumerate(path)
    ]
