"""The tree of fields as the API shows it; what files texts in it, and filing by hand."""

import datetime as dt
from typing import Annotated, Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext
from ninja import Field, Query, Router, Schema, Status

from xinzhi.core.action import require
from xinzhi.core.api import PROBLEMS, anyone, needs, signed_in
from xinzhi.core.api.history import Version, history_of
from xinzhi.core.api.words import gettext_lazy as _

from .actions import judge
from .actions.judge import LONGEST
from .models import Field as FieldNode
from .models import Judgement
from .queries import Node, Suggested, filed_counts, suggest, tree
from .queries import queue as asked_next
from .rules import visible_fields
from .unfiled import find

router = Router(tags=["fields"])
SCOPE = "fields:write"
MOST_ASKED = 50


class FieldFacts(Schema):
    """A node of the tree. Counts are of real things, filed here or below, by kind."""

    key: str
    name: str
    name_en: str
    parent: str | None = Field(description=_("key of the field above"))
    depth: int = Field(description=_("0 for the top"))
    kind: str
    number: str
    chain: str = Field(description=_("from research to use"))
    aliases: list[str]
    terms_zh: list[str]
    terms_en: list[str]
    counts: dict[str, int]
    source: str
    url: str


class DecidingWord(Schema):
    """A part of the text, its place in it, and its share of what speaks for the field (0 to 1)."""

    text: str
    begins: int
    ends: int
    share: float


class Suggestion(Schema):
    field: str | None = Field(description=_("key of the field; null: none of them"))
    name: str
    chance: float = Field(description=_("0 to 1"))
    words: list[DecidingWord] = Field(description=_("the words that decided, the strongest first"))


class ToClassify(Schema):
    text: str = Field(max_length=LONGEST, examples=["离子阱量子计算机的研制"])
    top: int = Field(3, ge=1, le=10, description=_("how many fields to name"))


class AskedThing(Schema):
    """An entry without a field that the classifier is unsure of."""

    kind: str
    thing: str = Field(description=_("its key"))
    label: str
    text: str
    margin: float = Field(description=_("by how much the first suggestion leads; 0 is unsure"))
    suggestions: list[Suggestion]
    url: str


class AskedQuery(Schema):
    limit: int = Field(10, ge=1, le=MOST_ASKED)


class JudgementGiven(Schema):
    """Where a text belongs: a text of its own, or that of a thing of the queue."""

    field: Annotated[str, Field(max_length=80)] | None = Field(description=_("key of the field; null: none of them"))
    text: str = Field("", max_length=LONGEST, description=_("needed where no thing is named"))
    kind: str = Field("", max_length=40, description=_("kind of a thing of the queue"))
    thing: str = Field("", max_length=120, description=_("key of a thing of the queue"))


class JudgementFacts(Schema):
    text: str
    field: str | None
    kind: str
    thing: str
    at: dt.datetime


@router.post(
    "/fields/classify",
    auth=signed_in(),
    response={200: list[Suggestion], **PROBLEMS},
    summary=_("The likeliest fields of a text"),
)
def classify(request: HttpRequest, body: ToClassify) -> list[dict[str, Any]]:  # noqa: ARG001  the tree is public
    return [_suggested(one) for one in suggest(body.text, top=body.top)]


@router.get(
    "/fields/queue",
    auth=signed_in(),
    response={200: list[AskedThing], **PROBLEMS},
    summary=_("What the classifier is least sure of"),
)
def queue(request: HttpRequest, query: Query[AskedQuery]) -> list[dict[str, Any]]:
    require(request.user, "fields.judge")
    return [
        {
            "kind": one.thing.kind,
            "thing": one.thing.key,
            "label": one.thing.label,
            "text": one.thing.text,
            "margin": one.margin,
            "suggestions": [_suggested(s) for s in one.suggestions],
            "url": one.thing.url,
        }
        for one in asked_next(request.user, shown=query.limit).asked
    ]


@router.post(
    "/fields/judgements",
    auth=needs(SCOPE),
    response={201: JudgementFacts, **PROBLEMS},
    summary=_("File a text by hand"),
)
def file(request: HttpRequest, body: JudgementGiven) -> Any:
    require(request.user, "fields.judge")
    text = body.text
    if body.kind or body.thing:
        thing = find(request.user, body.kind, body.thing)
        if thing is None:
            raise ValidationError({"thing": gettext("This entry has a field already, or is not there any more.")})
        text = thing.text
    node = visible_fields(request.user).filter(key=body.field).first() if body.field else None
    if body.field is not None and node is None:
        raise ValidationError({"field": gettext("There is no such field.")})
    made: Judgement = judge(actor=request.user, text=text, field=node, kind=body.kind, thing=body.thing)
    at = made.updated_at
    return Status(201, {"text": made.text, "field": body.field, "kind": made.kind, "thing": made.thing, "at": at})


@router.get("/fields", auth=anyone(), response={200: list[FieldFacts], **PROBLEMS}, summary=_("The tree of fields"))
def fields(request: HttpRequest) -> list[dict[str, Any]]:  # noqa: ARG001  the tree is public and whole
    nodes = _nodes()
    keys = {n.field.pk: n.field.key for n in nodes}
    return [_facts(n, keys) for n in nodes]


@router.get("/fields/{key}", auth=anyone(), response={200: FieldFacts, **PROBLEMS}, summary=_("One field"))
def field(request: HttpRequest, key: str) -> dict[str, Any]:
    subject = get_object_or_404(visible_fields(request.user), key=key)
    nodes = _nodes()
    node = next(n for n in nodes if n.field.pk == subject.pk)
    return _facts(node, {n.field.pk: n.field.key for n in nodes})


@router.get(
    "/fields/{key}/history",
    auth=anyone(),
    response={200: list[Version], **PROBLEMS},
    operation_id="history_of_field",
    summary=_("How a field changed"),
)
def history(request: HttpRequest, key: str) -> list[dict[str, Any]]:
    return history_of(get_object_or_404(visible_fields(request.user), key=key))


def _suggested(one: Suggested) -> dict[str, Any]:
    return {
        "field": one.field.key if one.field else None,
        "name": one.field.label if one.field else gettext("none of the fields"),
        "chance": one.chance,
        "words": [{"text": w.text, "begins": w.begins, "ends": w.ends, "share": w.share} for w in one.words],
    }


def _nodes() -> list[Node]:
    return [node for top in tree(filed_counts()) for node in top.walk()]


def _facts(node: Node, keys: dict[int, str]) -> dict[str, Any]:
    thing: FieldNode = node.field
    return {
        "key": thing.key,
        "name": thing.name,
        "name_en": thing.name_en,
        "parent": keys.get(thing.parent_id or 0),
        "depth": node.depth,
        "kind": thing.kind,
        "number": thing.number,
        "chain": thing.chain,
        "aliases": thing.aliases,
        "terms_zh": thing.terms_zh,
        "terms_en": thing.terms_en,
        "counts": dict(node.total),
        "source": thing.source,
        "url": reverse("fields:field", args=[thing.key]),
    }
