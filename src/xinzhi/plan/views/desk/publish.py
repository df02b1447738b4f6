"""Publishing a reviewed reading, or putting it aside."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from xinzhi.plan.actions import discard_reading, publish_reading
from xinzhi.plan.forms.common import ReasonForm, show_refusal
from xinzhi.plan.forms.reading import PublishForm
from xinzhi.plan.models import Plan, Reading
from xinzhi.plan.queries import new_departments

from .common import seen
from .review import _reading
from .review_context import duties, header, target_words


@login_required
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what the board will hold, then put it there."""
    reading = _reading(request, pk)
    _require(request, reading, "plan.publish_plan")
    form = PublishForm(
        request.POST or None, initial={"key": _free_key(reading), "seen": reading.updated_at.isoformat()}
    )
    if request.method == "POST" and form.is_valid():
        try:
            reading.updated_at = seen(form, reading.updated_at)
            plan = publish_reading(
                actor=request.user, reading=reading, key=form.cleaned_data["key"], why=form.cleaned_data["why"]
            )
        except ValidationError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Published: the plan stands on the board."))
            return redirect("plan:overview", plan.key)
    return render(request, "plan/desk/publish.html", {"reading": reading, "form": form, **_preview(reading)})


@login_required
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the reading aside, with a reason. Nothing is erased."""
    reading = _reading(request, pk)
    _require(request, reading, "plan.correct_reading")
    form = ReasonForm(request.POST or None)
    if request.method == "POST":
        form = ReasonForm(request.POST)
        form.is_valid()
        try:
            discard_reading(actor=request.user, reading=reading, why=form.cleaned_data["why"])
        except ValidationError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Put aside. Its text and corrections are kept."))
            return redirect("plan:readings")
    return render(request, "plan/desk/discard.html", {"reading": reading, "form": form})


def _require(request: HttpRequest, reading: Reading, permission: str) -> None:
    """Whoever sees the reading (an auditor) but may not do this is told so (403)."""
    if not request.user.has_perm(permission, reading):
        raise PermissionDenied


def _preview(reading: Reading) -> dict[str, Any]:
    structure = reading.structure
    return {
        "header": header(structure),
        "targets": [
            {"name": t.get("quantity"), "line": target_words(t), "text": t.get("text")}
            for t in structure.get("targets", [])
        ],
        "measures": [
            {"number": ".".join(m.get("path") or ()), "name": m.get("title"), "duties": duties(m)}
            for m in structure.get("measures", [])
        ],
        "instruments": list(dict.fromkeys(i["name"] for i in structure.get("instruments", []))),
        "departments": new_departments(structure),
        "fields": len(structure.get("fields", [])),
    }


def _free_key(reading: Reading) -> str:
    """A proposal: «plan-2024», with a number behind it where that is taken."""
    stem = f"plan-{(reading.structure.get('issued') or '')[:4]}".rstrip("-")
    taken = set(Plan.objects.filter(key__startswith=stem).values_list("key", flat=True))
    return next(k for k in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if k not in taken)
