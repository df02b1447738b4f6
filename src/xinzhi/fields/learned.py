"""The classifier in use: where its file lies, when it has to be learnt anew, one copy a process."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Count, Max

from xinzhi.core.packs import Pack, PackError

from .engine import NONE, Node, TreeModel, train_tree
from .models import Field, Judgement, Training
from .trees import places_of_pack


@dataclass(frozen=True, slots=True)
class Learnt:
    """A model just learnt, and how many filings by hand went into it."""

    model: TreeModel
    judgements: int


_in_use: dict[tuple[Any, ...], TreeModel] = {}


def folder() -> Path:
    """Where the models lie."""
    return Path(settings.DATA_DIR) / "fields"


def learn() -> Learnt | None:
    """A model of the tree and the filings by hand as they stand now; None without a tree. About a second."""
    fields = {field.pk: field for field in Field.objects.all()}
    if not fields:
        return None
    nodes = [
        Node(
            field.key,
            fields[field.parent_id].key if field.parent_id else None,
            tuple(word for word in (field.name, field.name_en, *field.aliases, *field.terms_zh, *field.terms_en)),
        )
        for field in fields.values()
    ]
    rows = Judgement.objects.order_by("pk").values_list("text", "field_id")
    judged = [(text, fields[pk].key if pk else NONE) for text, pk in rows]
    return Learnt(train_tree(nodes, places=_places(settings.PACK), judged=judged), len(judged))


def in_use() -> TreeModel | None:
    """The model to file with: that of the last training, or one learnt now where the tree is newer; None without a tree.

    Two queries once the process has it.
    """
    last = Training.objects.order_by("-pk").first()
    tree = Field.objects.aggregate(n=Count("pk"), changed=Max("updated_at"))
    if not tree["n"]:
        return None
    key = (settings.DATA_DIR, last and last.pk, last and last.file, tree["n"], tree["changed"])
    if key not in _in_use:
        model = _of_file(last, tree["changed"])
        if model is None:
            learnt = learn()
            model = learnt.model if learnt else None
        if model is None:
            return None
        _in_use.clear()
        _in_use[key] = model
    return _in_use[key]


def _of_file(last: Training | None, changed: Any) -> TreeModel | None:
    """The model of the last training, unless the tree has changed since or the file is gone or broken."""
    if last is None or last.created_at < changed:
        return None
    try:
        return TreeModel.load(folder() / last.file)
    except (OSError, ValueError):
        return None


@cache
def _places(pack: str) -> tuple[str, ...]:
    """Names of the region's places and offices; none where the pack cannot be read (its own check says why)."""
    try:
        return tuple(places_of_pack(Pack.load(pack)))
    except PackError:
        return ()
