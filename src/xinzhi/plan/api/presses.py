"""Pressing a department that is behind, and its answer."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from ninja import Field, Router, Schema, Status

from xinzhi.core.api import PROBLEMS, Listing, collection, needs, require_match, signed_in, tagged
from xinzhi.core.api.rows import row_values
from xinzhi.core.api.schemas import Big
from xinzhi.core.api.words import gettext_lazy as _
from xinzhi.plan.actions import answer_press, close_press, press_duty
from xinzhi.plan.models import Duty, Press
from xinzhi.plan.rules import visible_plans, visible_presses
from xinzhi.plan.views.desk.press import Presses

from .reports import SCOPE, Reason

PRESSES = Listing(Presses, "Press", Press, address=lambda row: reverse("plan:press", args=[row.pk]))
PressFacts: Any = PRESSES.row()


class Letter(Schema):
    text: str = Field(max_length=5000, description=_("what is expected"))


class Answer(Schema):
    answer: str = Field(max_length=5000)


def add(router: Router) -> None:
    """The operations on pressings."""
    answers = {200: PressFacts, **PROBLEMS}
    collection(router, "/presses", PRESSES, summary=_("Pressings"), row=PressFacts)
    router.get("/presses/{number}", auth=signed_in(), response=answers, summary=_("One pressing"))(press)
    router.post(
        "/duties/{number}/press",
        auth=needs(SCOPE),
        response={201: PressFacts, **PROBLEMS},
        summary=_("Press a department"),
    )(send)
    writes = ((answer, "answer", _("Answer a pressing")), (close, "close", _("Close a pressing")))
    for operation, path, words in writes:
        router.post(f"/presses/{{number}}/{path}", auth=needs(SCOPE), response=answers, summary=words)(operation)


def press(request: HttpRequest, number: Big) -> Any:
    return tagged(request, shown(found(request, number)))


def send(request: HttpRequest, number: Big, body: Letter) -> Any:
    duties = Duty.objects.filter(measure__plan__in=visible_plans(request.user))
    duty = get_object_or_404(duties.select_related("measure__plan", "organisation"), pk=number)
    return Status(201, tagged(request, shown(press_duty(actor=request.user, duty=duty, text=body.text))))


def answer(request: HttpRequest, number: Big, body: Answer) -> Any:
    subject = _unchanged(request, number)
    return tagged(request, shown(answer_press(actor=request.user, press=subject, answer=body.answer)))


def close(request: HttpRequest, number: Big, body: Reason) -> Any:
    subject = _unchanged(request, number)
    return tagged(request, shown(close_press(actor=request.user, press=subject, why=body.why)))


def found(request: HttpRequest, number: int) -> Press:
    """The pressing of this number that the caller may see. Raises Http404."""
    rows = visible_presses(request.user).select_related("duty__measure", "duty__organisation")
    subject: Press = get_object_or_404(rows, pk=number)
    return subject


def shown(subject: Press) -> Schema:
    """A pressing as its list shows it."""
    made: Schema = PressFacts(**row_values(Presses.exports, subject, PRESSES.address(subject)))
    return made


def _unchanged(request: HttpRequest, number: int) -> Press:
    subject = found(request, number)
    require_match(request, shown(subject))
    return subject
