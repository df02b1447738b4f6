"""Which column is what."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from xinzhi.core.views.common import signed_in
from xinzhi.registry.actions import map_import
from xinzhi.registry.actions.start_import import proposal
from xinzhi.registry.forms import MappingForm
from xinzhi.registry.forms.imports import register_choices
from xinzhi.registry.models import Import
from xinzhi.registry.provenance import provenance_of
from xinzhi.registry.registers import BY_KEY, Register

from .common import crumbs, get_batch
from .steps import take_step

_SURE = 0.9


@login_required
def mapping(request: HttpRequest, pk: int) -> HttpResponse:
    """The mapping to confirm or change; confirming it checks the rows. `?register=` proposes for another register."""
    batch = get_batch(request, pk)
    if not request.user.has_perm("registry.import", batch):
        raise PermissionDenied
    if not batch.is_in_work:
        return redirect("registry:import", batch.pk)
    register = BY_KEY.get(request.GET.get("register", "")) or BY_KEY[batch.register]
    proposed = {m.column.name: m for m in proposal(batch, register).matches}
    is_own = register.key == batch.register
    chosen = batch.mapping if is_own else {name: m.attribute for name, m in proposed.items()}
    form = MappingForm(
        request.POST or None, batch=batch, register=register, mapping=chosen, initial=provenance_of(batch).columns()
    )
    if request.method == "POST" and form.is_valid() and _map(request, batch, register, form):
        return take_step(request, batch, "check")
    context = {
        "batch": batch,
        "register": register,
        "groups": register_choices(),
        "form": form,
        "rows": [{**row, **_ground(proposed[row["column"]["name"]])} for row in form.column_rows()],
        "unused": [name for name, attribute in chosen.items() if not attribute],
        "crumbs": crumbs(batch),
    }
    return render(request, "registry/imports/mapping.html", context)


def _map(request: HttpRequest, batch: Import, register: Register, form: MappingForm) -> bool:
    try:
        map_import(
            actor=signed_in(request),
            batch=batch,
            register=register,
            mapping=form.mapping(),
            constants=form.constants(),
            provenance=form.provenance(),
        )
    except ValidationError as error:
        for name, texts in getattr(error, "message_dict", {"": error.messages}).items():
            form.add_error(form.field_of(name), texts)
        return False
    return True


def _ground(match: Any) -> dict[str, Any]:
    """Why a column is taken for an attribute, in words."""
    words = {
        "key": _("the heading is the attribute's key"),
        "label": _("the heading is the attribute's name"),
        "synonym": _("the heading is another name of it"),
        "likeness": _("the heading resembles its name"),
    }
    text = words.get(match.ground, "")
    if match.rival:
        text = _("«%(rival)s» was taken for the attribute this one would be") % {"rival": match.rival}
    return {"ground": text, "sure": match.confidence >= _SURE, "share": match.confidence if match.attribute else None}
