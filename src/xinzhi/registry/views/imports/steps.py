"""The steps of an import. Small ones are taken at once, large ones by a job."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xinzhi.core.views.common import signed_in, warn
from xinzhi.registry.models import Import
from xinzhi.registry.tasks import imports as tasks

from .common import get_batch

_ARGUMENTS = {"propose": ("policy", "why"), "accept": ("why",), "reject": ("why",), "undo": ("why",)}


@login_required
@require_POST
def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Check, propose, accept, reject or undo."""
    if step not in _SAID:
        raise Http404
    return take_step(request, get_batch(request, pk), step)


def take_step(request: HttpRequest, batch: Import, step: str) -> HttpResponse:
    """Take the step and show the import, or the job that takes it. A refusal is shown on the import's page."""
    arguments = {name: request.POST.get(name, "") for name in _ARGUMENTS.get(step, ())}
    try:
        job = tasks.take_step(step, batch=batch, actor=signed_in(request), **arguments)
    except ValidationError as error:
        warn(request, error)
    else:
        if job is not None:
            return redirect("core:job", job.pk)
        messages.success(request, _SAID[step]())
    return redirect("registry:import", batch.pk)


_SAID = {
    "check": lambda: _("The rows are checked. Nothing is public yet."),
    "propose": lambda: _("Proposed. It becomes public when a second person has accepted it."),
    "accept": lambda: _("Accepted: it is public now."),
    "reject": lambda: _("Rejected. Who brought it is told why."),
    "undo": lambda: _("Undone: the registers are as if it had not been."),
}
