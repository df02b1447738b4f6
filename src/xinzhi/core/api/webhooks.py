"""A person's webhooks, for programs that set themselves up."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema, Status

from xinzhi.core.actions import delete_webhook, ping_webhook, redeliver, save_webhook
from xinzhi.core.keys import signing_secret
from xinzhi.core.models import Delivery, Webhook
from xinzhi.core.queries import visible_webhooks

from .callers import caller_of, needs
from .me import paged
from .schemas import PROBLEMS, Big, Many, PageQuery
from .words import gettext_lazy as _

SCOPE = "webhooks"
router = Router(tags=["webhooks"])


class WebhookFacts(Schema):
    id: int
    name: str
    url: str
    events: list[str]
    active: bool
    failures: int = Field(description=_("messages given up in a row"))
    created_at: dt.datetime


class NewWebhook(WebhookFacts):
    secret: str = Field(description=_("shown this once"))


class WebhookGiven(Schema):
    name: str = Field(max_length=80)
    url: str = Field(max_length=500, examples=["https://example.org/hook"])
    events: list[str] = Field(max_length=20, examples=[["registry.*"]])


class DeliveryFacts(Schema):
    id: int
    event: str
    verb: str
    payload: dict[str, Any]
    state: str
    attempts: int
    next_attempt_at: dt.datetime | None
    response_status: int | None
    response: str
    created_at: dt.datetime


@router.get("/webhooks", auth=needs(SCOPE), response={200: Many[WebhookFacts], **PROBLEMS}, summary=_("My webhooks"))
def webhooks(request: HttpRequest, query: PageQuery) -> dict[str, Any]:
    return paged(request, visible_webhooks(request.user), query)


@router.post("/webhooks", auth=needs(SCOPE), response={201: NewWebhook, **PROBLEMS}, summary=_("New webhook"))
def new(request: HttpRequest, body: WebhookGiven) -> Any:
    token = caller_of(request).token
    # A token bound to an organisation makes webhooks that are bound to it too: they outlive the request.
    bound = token.organisation_id if token else None
    hook = save_webhook(actor=request.user, organisation_id=bound, **body.dict())
    facts = WebhookFacts.from_orm(hook).dict()
    return Status(201, {**facts, "secret": signing_secret(hook.secret_salt)})


@router.delete("/webhooks/{number}", auth=needs(SCOPE), response={204: None, **PROBLEMS}, summary=_("Delete a webhook"))
def delete(request: HttpRequest, number: Big) -> Any:
    delete_webhook(actor=request.user, webhook=_hook(request, number))
    return Status(204, None)


@router.post(
    "/webhooks/{number}/ping", auth=needs(SCOPE), response={202: DeliveryFacts, **PROBLEMS}, summary=_("Send a test")
)
def ping(request: HttpRequest, number: Big) -> Any:
    return Status(202, ping_webhook(actor=request.user, webhook=_hook(request, number)))


@router.get(
    "/webhooks/{number}/deliveries",
    auth=needs(SCOPE),
    response={200: Many[DeliveryFacts], **PROBLEMS},
    summary=_("Messages of a webhook"),
)
def deliveries(request: HttpRequest, number: Big, query: PageQuery) -> dict[str, Any]:
    return paged(request, _hook(request, number).deliveries.all(), query)


@router.post(
    "/deliveries/{number}/again",
    auth=needs(SCOPE),
    response={202: DeliveryFacts, **PROBLEMS},
    summary=_("Send a message again"),
)
def again(request: HttpRequest, number: Big) -> Any:
    mine = Delivery.objects.filter(webhook__in=visible_webhooks(request.user)).select_related("webhook")
    return Status(202, redeliver(actor=request.user, delivery=get_object_or_404(mine, pk=number)))


def _hook(request: HttpRequest, number: int) -> Webhook:
    return get_object_or_404(visible_webhooks(request.user), pk=number)
