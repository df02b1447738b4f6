"""Answers kept in memory until something is recorded.

    counts = remember(("registry.counts", register.key), lambda: counts_by(register))

Every change of data is a recorded action, and so the numbers of the last records are the version of the data: an answer
is used again only while they are the same, in whatever process the action ran. Nothing of one person is kept here unless
the key says whom it is for; a text in the reader's language has the language in its key. What is kept is shared: callers
do not change it. Inside a transaction nothing is kept or looked up, because it may yet be rolled back.
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
_MOST = 400
_SECONDS = 600  # against what is changed past every action, by hand in the database

Answer = TypeVar("Answer")
Version = tuple[Any, ...]

_kept: OrderedDict[Hashable, tuple[Version, float, Any]] = OrderedDict()
_lock = threading.Lock()
_making: dict[Hashable, threading.Lock] = {}
_of_request: ContextVar[list[Version] | None] = ContextVar("data_version", default=None)


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
def one_version() -> Iterator[None]:
    """Within this the version is asked for once: for a request that reads and changes nothing."""
    token = _of_request.set([])
    try:
        yield
    finally:
        _of_request.reset(token)


def remember(key: tuple[Hashable, ...], make: Callable[[], Answer]) -> Answer:
    """The answer to `make()` for this version of the data; made once, by one thread, while others wait for it."""
    if connection.in_atomic_block:
        return make()
    version = data_version()
    found = _look(key, version)
    if found is not None:
        return found[0]
    with _lock:
        making = _making.setdefault(key, threading.Lock())
    try:
        with making:
            found = _look(key, version)
            if found is not None:
                return found[0]
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


def _look(key: Hashable, version: Version) -> tuple[Any] | None:
    with _lock:
        kept = _kept.get(key)
        if kept is None or kept[0] != version or time.monotonic() - kept[1] > _SECONDS:
            return None
        _kept.move_to_end(key)
        return (kept[2],)


def forget_all() -> None:
    """Keep nothing; for tests and benchmarks."""
    with _lock:
        _kept.clear()
