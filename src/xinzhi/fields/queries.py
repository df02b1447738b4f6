"""Reads of the tree that several faces share."""

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any

from xinzhi.core.remember import remember

from .engine import NONE, Word
from .engine import Filed as Answer
from .filed import filings
from .learned import in_use
from .models import Field, Judgement, Training
from .unfiled import Unfiled, sources

# So many of each kind are looked at for the queue: enough to find what is most worth asking, in a part of a second.
LOOKED_AT = 1000


@dataclasses.dataclass
class Node:
    """A field in its tree. `own` counts what is filed at this very field, `total` also what is filed below it."""

    field: Field
    depth: int = 0
    children: list["Node"] = dataclasses.field(default_factory=list)
    own: dict[str, int] = dataclasses.field(default_factory=dict)
    total: dict[str, int] = dataclasses.field(default_factory=dict)

    @property
    def sum(self) -> int:
        """Things of all kinds, each once."""
        return sum(self.total.values())

    def walk(self) -> list["Node"]:
        """This node and all below it, parents first."""
        return [self, *(n for child in self.children for n in child.walk())]


def tree(counts: Mapping[str, Mapping[int, int]] | None = None) -> list[Node]:
    """The top nodes of the tree, with counts by kind rolled up; one query.

    A thing counts once at the field it is filed under and once at each field above that one. A kind whose things may
    name several fields (plans of regions) counts each naming; `counts` is kind -> field id -> number.
    """
    nodes = {f.pk: Node(f) for f in Field.objects.all()}
    tops: list[Node] = []
    for node in nodes.values():
        parent = nodes.get(node.field.parent_id or 0)
        (parent.children if parent else tops).append(node)
    for top in tops:
        _set_depth(top, 0)
        _roll_up(top, counts or {})
    return tops


def _set_depth(node: Node, depth: int) -> None:
    node.depth = depth
    for child in node.children:
        _set_depth(child, depth + 1)


def _roll_up(node: Node, counts: Mapping[str, Mapping[int, int]]) -> None:
    for child in node.children:
        _roll_up(child, counts)
    for kind, by_field in counts.items():
        node.own[kind] = by_field.get(node.field.pk, 0)
        node.total[kind] = node.own[kind] + sum(child.total[kind] for child in node.children)


def filed_counts() -> dict[str, Mapping[int, int]]:
    """Kind to field id to number of real things, as the rooms above report them."""
    return {filing.key: filing.counts() for filing in filings()}


def counted_tree() -> list[Node]:
    """The tree with the numbers of real things filed under each field; kept, so do not change it."""
    return remember(("fields.counted",), lambda: tree(filed_counts()))


def with_descendants(fields: Iterable[Field]) -> set[int]:
    """The ids of these fields and of all below them; one query."""
    found = {f.pk for f in fields}
    pairs = list(Field.objects.values_list("pk", "parent_id"))
    while more := {pk for pk, parent in pairs if parent in found and pk not in found}:
        found |= more
    return found


@dataclasses.dataclass(frozen=True, slots=True)
class Suggested:
    """A field a text may belong to (None: none of them), with the chance of it and the words that decided."""

    field: Field | None
    chance: float
    words: tuple[Word, ...]


def suggest(text: str, *, top: int = 3) -> list[Suggested]:
    """The likeliest fields of a text, likeliest first; empty without a text or a tree. For forms and imports."""
    found = suggest_all([text], top=top)
    return found[0] if found else []


def suggest_all(texts: list[str], *, top: int = 3) -> list[list[Suggested]]:
    """The likeliest fields of each text, an empty list for a text without a word; three queries however many texts."""
    model = in_use()
    if model is None:
        return [[] for _ in texts]
    fields = {field.key: field for field in Field.objects.all()}
    answers = model.file(texts, top=top)
    return [_suggested(a, fields) if t.strip() else [] for t, a in zip(texts, answers, strict=True)]


def _suggested(answer: Answer, fields: Mapping[str, Field]) -> list[Suggested]:
    known = [s for s in answer.suggestions if s.key == NONE or s.key in fields]
    return [Suggested(fields.get(s.key), s.chance, s.words) for s in known]


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """A thing of the queue: what it is, what the classifier suggests, and by how much it is sure (0 to 1)."""

    thing: Unfiled
    margin: float
    suggestions: list[Suggested]

    @property
    def fields(self) -> list[Suggested]:
        """The suggestions that are fields."""
        return [s for s in self.suggestions if s.field is not None]


@dataclasses.dataclass(frozen=True, slots=True)
class Queue:
    """What to ask a person next, the unsurest first. `looked_at` things were compared."""

    asked: list[Asked]
    looked_at: int


def queue(user: Any, *, shown: int, skipped: Iterable[str] = ()) -> Queue:
    """The things without a field that the classifier is least sure of (uncertainty sampling, Lewis & Gale 1994).

    `skipped` are «kind/key» of things put aside. Judged things are left out. One query a kind and four more.
    """
    done: dict[str, set[str]] = {}
    for kind, thing in Judgement.objects.exclude(kind="").order_by().values_list("kind", "thing"):
        done.setdefault(kind, set()).add(thing)
    for name in skipped:
        kind, _, thing = name.partition("/")
        done.setdefault(kind, set()).add(thing)
    things = [t for source in sources() for t in source.some(user, LOOKED_AT, done.get(source.key, set()))]
    model = in_use()
    if model is None or not things:
        return Queue([], len(things))
    margins = model.margins([t.text for t in things]).tolist()
    nearest = sorted(range(len(things)), key=margins.__getitem__)[:shown]
    suggestions = suggest_all([things[i].text for i in nearest])
    return Queue([Asked(things[i], margins[i], s) for i, s in zip(nearest, suggestions, strict=True)], len(things))


def filed_since_training() -> int:
    """How many filings by hand the classifier in use has not learnt from yet; two queries."""
    last = Training.objects.order_by("-pk").first()
    rows = Judgement.objects.filter(updated_at__gt=last.created_at) if last else Judgement.objects.all()
    return rows.count()
