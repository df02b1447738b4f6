"""The steps of an import. Small ones are taken at once, large ones by a job."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xinzhi.core.action import require
from xinzhi.core.views.common import signed_in, warn
from xinzhi.registry.actions import accept_import, check_import, propose_import, reject_import, undo_import
from xinzhi.registry.models import Import
from xinzhi.registry.tasks.imports import start_step

from .common import get_batch

_SMALL_FILE, _FEW_ROWS = 256 * 1024, 1000  # what a request does in a second or two
_ACTIONS: dict[str, tuple[Any, str]] = {
    "check": (check_import, "registry.import"),
    "propose": (propose_import, "registry.import"),
    "accept": (accept_import, "registry.decide"),
    "reject": (reject_import, "registry.decide"),
    "undo": (undo_import, "registry.undo_import"),
}
_ARGUMENTS = {"propose": ("policy", "why"), "accept": ("why",), "reject": ("why",), "undo": ("why",)}


@login_required
@require_POST
def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Check, propose, accept, reject or undo."""
    if step not in _ACTIONS:
        raise Http404
    return take_step(request, get_batch(request, pk), step)


def take_step(request: HttpRequest, batch: Import, step: str) -> HttpResponse:
    """Take the step and show the import, or the job that takes it. A refusal is shown on the import's page."""
    action, permission = _ACTIONS[step]
    user = signed_in(request)
    require(user, permission, batch)
    arguments = {name: request.POST.get(name, "") for name in _ARGUMENTS.get(step, ())}
    if batch.job is not None and batch.job.is_active:
        messages.warning(request, _("A job works on this import: wait until it has ended."))
        return redirect("registry:import", batch.pk)
    if _is_large(batch, step):
        return redirect("core:job", start_step(step, batch=batch, owner=user, **arguments).pk)
    try:
        action(actor=user, batch=batch, **arguments)
    except ValidationError as error:
        warn(request, error)
    else:
        messages.success(request, _SAID[step]())
    return redirect("registry:import", batch.pk)


_SAID = {
    "check": lambda: _("The rows are checked. Nothing is public yet."),
    "propose": lambda: _("Proposed. It becomes public when a second person has accepted it."),
    "accept": lambda: _("Accepted: it is public now."),
    "reject": lambda: _("Rejected. Who brought it is told why."),
    "undo": lambda: _("Undone: the registers are as if it had not been."),
}


def _is_large(batch: Import, step: str) -> bool:
    return batch.file.size > _SMALL_FILE if step == "check" else batch.rows_to_take > _FEW_ROWS
