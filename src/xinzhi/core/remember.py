"""Answers kept in memory until something is recorded.

    counts = remember(("registry.counts", register.key), lambda: counts_by(register))

Every change of data is a recorded action, and so the numbers of the last records are the version of the data: an answer
is used again only while they are the same, in whatever process the action ran. Nothing of one person is kept here unless
the key says whom it is for; a text in the reader's language has the language in its key. What is kept is shared: callers
do not change it. Inside a transaction nothing is kept or looked up, because it may yet be rolled back.

Visitors who are not signed in may be given an answer of the last `VISITOR_PATIENCE` seconds: whoever acts sees the
effect at once, and a busy day of records does not make everybody's pages anew each time.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from .models import ActionRecord

_RECORDS = 100  # a record that commits after a later one still changes the version
_MOST = 2000
_SECONDS = 600  # against what is changed past every action, by hand in the database

Answer = TypeVar("Answer")
Version = tuple[Any, ...]

_kept: OrderedDict[Hashable, tuple[Version, float, Any]] = OrderedDict()
_lock = threading.Lock()
_making: dict[Hashable, threading.Lock] = {}
_of_request: ContextVar[list[Version] | None] = ContextVar("data_version", default=None)
_patience: ContextVar[float] = ContextVar("patience", default=0.0)


def data_version() -> Version:
    """What changes whenever an action is recorded, and at midnight; one query over an index, once in a GET request."""
    known = _of_request.get()
    if known:
        return known[0]
    last = ActionRecord.objects.order_by("-pk").values_list("pk", flat=True)[:_RECORDS]
    version = (timezone.localdate(), *last)
    if known is not None:
        known.append(version)
    return version


@contextmanager
def one_version(patience: float = 0.0) -> Iterator[None]:
    """Within this the version is asked for once: for a request that reads and changes nothing.

    With `patience`, answers made at most so many seconds ago are good enough, whatever was recorded since.
    """
    token, before = _of_request.set([]), _patience.set(patience)
    try:
        yield
    finally:
        _patience.reset(before)
        _of_request.reset(token)


def remember(key: tuple[Hashable, ...], make: Callable[[], Answer]) -> Answer:
    """The answer to `make()` for this version of the data; made once, by one thread, while others wait for it."""
    if connection.in_atomic_block:
        return make()
    found = _look(key)
    if found is not None:
        return found[0]
    with _lock:
        making = _making.setdefault(key, threading.Lock())
    try:
        with making:
            found = _look(key)
            if found is not None:
                return found[0]
            version = data_version()
            answer = make()
            with _lock:
                _kept[key] = (version, time.monotonic(), answer)
                _kept.move_to_end(key)
                while len(_kept) > _MOST:
                    _kept.popitem(last=False)
            return answer
    finally:
        with _lock:
            _making.pop(key, None)


def count_of(rows: QuerySet[Any]) -> int:
    """The number of these rows. The same query over the same data is asked once, whoever asks."""
    try:
        asked = rows.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:  # the filter says by itself that there is none
        return 0
    return remember(("count", rows.db, *asked), rows.all().count)


def list_of(rows: QuerySet[Any]) -> list[Any]:
    """These rows, a page of them at most; asked once like `count_of`. The rows are shared: do not change them."""
    try:
        asked = rows.query.sql_with_params()
    except EmptyResultSet:
        return []
    return remember(("rows", rows.db, *asked), lambda: list(rows.all()))


def _look(key: Hashable) -> tuple[Any] | None:
    """The kept answer in a tuple; None when there is none that is good enough."""
    with _lock:
        kept = _kept.get(key)
    if kept is None:
        return None
    version, made, answer = kept
    age = time.monotonic() - made
    if age > _SECONDS or (age > _patience.get() and version != data_version()):
        return None
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
    return (answer,)


def forget_all() -> None:
    """Keep nothing; for tests and benchmarks."""
    with _lock:
        _kept.clear()
