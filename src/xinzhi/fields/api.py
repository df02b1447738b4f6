"""The tree of fields as the API shows it."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from ninja import Field, Router, Schema

from xinzhi.core.api import PROBLEMS, anyone
from xinzhi.core.api.history import Version, history_of
from xinzhi.core.api.words import gettext_lazy as _

from .models import Field as FieldNode
from .queries import Node, filed_counts, tree
from .rules import visible_fields

router = Router(tags=["fields"])


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
