"""Which changes an index has taken in, and which not yet, without missing any.

On PostgreSQL a row may appear after another with a higher id: ids are drawn when a row is written, rows appear when the
transaction ends. So a position is no id but a horizon: every transaction numbered below it has ended, and its changes
are taken in; above it the ids that were taken in are kept as ranges. On SQLite one writer follows the other, ids appear
in order, and the horizon is the highest id.

A position also names one row, the anchor. Where the anchor is gone (a restored backup, another database, changes pruned
while the host was away), what the index holds cannot be vouched for, and it is built anew.
"""

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import NamedTuple

from django.db import connections, router
from django.db.models import Q
from django.utils import timezone

from xinzhi.core.models import SearchChange

from .searchable import note

KEPT = dt.timedelta(days=14)  # how long a host may be away before it must build anew
Range = tuple[int, int, int]  # first id, last id, highest transaction


class Change(NamedTuple):
    """One change yet to be taken in; `object_id` None stands for the whole kind."""

    kind: str
    object_id: int | None


class Lost(Exception):  # noqa: N818  not an error: the index is built anew
    """The position is none of this database's, or of changes that were pruned since."""


@dataclass(frozen=True, slots=True)
class Position:
    """How far an index has come.

    `above` are ranges of ids that were taken in, each with the highest number of a transaction in it, as long as that
    is not below the horizon.
    """

    anchor: int
    anchor_at: str
    horizon: int
    above: tuple[Range, ...] = ()

    def written(self) -> str:
        """The position as text."""
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, text: str) -> "Position":
        """The position a text says. ValueError, KeyError or TypeError for another text."""
        told = json.loads(text)
        return cls(**{**told, "above": tuple((a, b, t) for a, b, t in told["above"])})


def present() -> Position:
    """The position of an index that reads every row from now on."""
    horizon = _ended_below()  # asked first: what ends below it is seen by the next statement
    if not SearchChange.objects.exists():
        note("", [0])  # something to be anchored to
    if horizon is None:
        anchor = _newest()
        return Position(*anchor, anchor[0])
    above = _ranges([(i, i, t) for i, _kind, _pk, t in _rows(Q(transaction__gte=horizon))])
    return Position(*_newest(), horizon, above)


def pending(position: Position, most: int | None = None) -> tuple[list[Change], Position]:
    """The changes not yet taken in, and the position once they are. Raises Lost.

    With `most` no more than that many are read: enough to tell whether there are few, and then the position is not to
    be used if there are `most`.
    """
    horizon = _ended_below()
    if not SearchChange.objects.filter(pk=position.anchor, at=position.anchor_at).exists():
        raise Lost
    if horizon is None:
        rows = _rows(Q(id__gt=position.horizon), most)
        anchor = _newest() if rows else (position.anchor, position.anchor_at)
        return _changes(rows), Position(*anchor, max([position.horizon, *(row[0] for row in rows)]))
    if horizon < position.horizon:
        raise Lost  # a cluster that counts its transactions anew
    fresh = Q(transaction__gte=position.horizon)
    for first, last, _transaction in position.above:
        fresh &= ~Q(id__range=(first, last))
    rows = _rows(fresh, most)
    above = [r for r in (*position.above, *((i, i, t) for i, _k, _p, t in rows)) if r[2] >= horizon]
    anchor = _newest() if rows else (position.anchor, position.anchor_at)
    return _changes(rows), Position(*anchor, horizon, _ranges(above))


def prune(older_than: dt.timedelta = KEPT) -> int:
    """Changes older than that deleted, the newest always kept as the anchor of hosts that are up to date; how many."""
    old = SearchChange.objects.filter(at__lt=timezone.now() - older_than).exclude(pk=_newest()[0])
    return old.delete()[0]


_Row = tuple[int, str, int | None, int]


def _rows(condition: Q, most: int | None = None) -> list[_Row]:
    rows = SearchChange.objects.filter(condition).order_by("id")
    return list(rows.values_list("id", "kind", "object_id", "transaction")[:most])


def _changes(rows: Sequence[_Row]) -> list[Change]:
    return [Change(kind, pk) for _id, kind, pk, _transaction in rows]


def _newest() -> tuple[int, str]:
    """The row with the highest id; (0, "") where there is none, which no position matches."""
    row = SearchChange.objects.order_by("-id").values_list("id", "at").first()
    return (row[0], row[1].isoformat()) if row else (0, "")


def _ended_below() -> int | None:
    """PostgreSQL: the number below which every transaction has ended. None on a database with one writer."""
    connection = connections[router.db_for_read(SearchChange)]
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        return int(cursor.fetchone()[0])


def _ranges(of: Iterable[Range]) -> tuple[Range, ...]:
    """The ranges in order, neighbours made one."""
    out: list[Range] = []
    for first, last, transaction in sorted(of):
        if out and first <= out[-1][1] + 1:
            out[-1] = (out[-1][0], max(out[-1][1], last), max(out[-1][2], transaction))
        else:
            out.append((first, last, transaction))
    return tuple(out)
