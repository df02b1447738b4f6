"""Vectors of texts: looked up where they are kept, made where not."""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Sequence

import numpy as np
from django.conf import settings
from django.utils import timezone

from xinzhi.core.models import TextVector

from .engine import ENGLISH, MULTILINGUAL, Model, similarity
from .engine.models import DIMENSIONS, Vectors

_MANY = 500  # digests asked for in one query
_BLOCK = 32  # texts made between two steps of progress
_KEPT = dt.timedelta(days=400)  # a year's call finds the reviewers' vectors of the last one

Tell = Callable[[int, int], None]


class NotKeptError(LookupError):
    """Some vectors would have to be made, and the caller did not allow for the time that takes."""


def nearness(
    mine: Sequence[str], theirs: Sequence[str], *, most: int | None = None, tell: Tell | None = None
) -> Vectors:
    """(mine, theirs): `engine.similarity` with vectors kept in the database; those that are missing are made, and kept.

    `tell(done, total)` hears of each block of texts made. Raises NotKeptError where more than `most` would have to be made.
    """
    missing = _missing(mine, theirs)
    total = sum(len(texts) for texts in missing.values())
    if most is not None and total > most:
        raise NotKeptError(f"{total} texts have no vectors yet")
    if total:
        TextVector.objects.filter(made_on__lt=timezone.localdate() - _KEPT).delete()
    done = 0
    for model, texts in missing.items():
        for begin in range(0, len(texts), _BLOCK):
            made = texts[begin : begin + _BLOCK]
            _keep(model, made)
            done += len(made)
            if tell is not None:
                tell(done, total)
    return similarity(mine, theirs, kept)


def kept(model: Model, texts: Sequence[str]) -> Vectors:
    """The vectors (texts, 384) of texts; those not kept are made and not kept."""
    rows = dict(_rows(model, {_digest(text) for text in texts}))
    found = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
    for place, text in enumerate(texts):
        known = rows.get(_digest(text))
        found[place] = model.encode([text])[0] if known is None else np.frombuffer(bytes(known), dtype=np.float16)
    return found


def is_on() -> bool:
    """Whether this installation lets texts be compared by their meaning (`EMBEDDING`)."""
    return bool(settings.EMBEDDING)


def _missing(mine: Sequence[str], theirs: Sequence[str]) -> dict[Model, list[str]]:
    """By model, the texts that `similarity` will ask for and that are not kept."""
    asked: dict[Model, list[str]] = {ENGLISH: [], MULTILINGUAL: []}

    def note(model: Model, texts: Sequence[str]) -> Vectors:
        asked[model] += texts
        return np.zeros((len(texts), 1), dtype=np.float32)

    similarity(mine, theirs, note)
    found = {}
    for model, texts in asked.items():
        by_digest = {_digest(text): text for text in texts if text}
        known = {digest for digest, _vector in _rows(model, by_digest)}
        found[model] = [text for digest, text in by_digest.items() if digest not in known]
    return found


def _rows(model: Model, digests: Iterable[str]) -> Iterable[tuple[str, bytes | memoryview]]:
    every = sorted(digests)
    for begin in range(0, len(every), _MANY):
        rows = TextVector.objects.filter(model=model.name, digest__in=every[begin : begin + _MANY])
        yield from rows.values_list("digest", "vector")


def _keep(model: Model, texts: Sequence[str]) -> None:
    vectors = model.encode(texts).astype(np.float16)
    rows = [
        TextVector(model=model.name, digest=_digest(text), vector=row.tobytes())
        for text, row in zip(texts, vectors, strict=True)
    ]
    TextVector.objects.bulk_create(rows, ignore_conflicts=True)  # another process may have made the same


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
