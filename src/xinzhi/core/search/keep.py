"""Keep this host's index in step with the database: build it, and take in what has changed since."""

import logging
import threading
from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.db import connection

from . import folder
from .changes import Change, Lost, pending, present, prune
from .engine import Document, Index
from .folder import Generation
from .searchable import Source, sources

AT_ONCE = 500  # changes taken in while a searcher waits; more are left to a thread
BUILT_AT_ONCE = 20_000  # things that are indexed while the first searcher waits, a few seconds' work
_CHUNK = 500

log = logging.getLogger(__name__)
_busy = threading.Lock()


def ready() -> Index | None:
    """The index as fresh as it can be had without making a searcher wait for long.

    A few changes are taken in first. Many are left to a thread, and the index serves as it is meanwhile. None while an
    index is being built: there is nothing to serve, or nothing that may be vouched for.
    """
    generation = folder.current()
    try:
        if generation is not None:
            changes, _position = pending(generation.position, AT_ONCE + 1)
            if len(changes) > AT_ONCE:
                _in_background()
            elif changes:
                _try_to_catch_up()
            return generation.index
    except Lost:
        pass
    if sum(s.rows().count() for s in sources().values()) > BUILT_AT_ONCE:
        _in_background()
        return None
    return _index_of(catch_up())


def catch_up(*, wait: bool = False) -> Generation | None:
    """The index after everything committed so far was taken in, built anew where that is needed.

    Where another process writes: the index as it is, unless `wait`.
    """
    with folder.writing(wait=wait) as mine:
        if not mine:
            return folder.current()
        generation = folder.current()
        if generation is None:
            return _build()
        try:
            changes, position = pending(generation.position)
        except Lost:
            return _build()
        if changes:
            _take_in(generation.index, changes)
            folder.advance(generation.folder, position)
        return folder.current()


def rebuild() -> Generation | None:
    """The index built anew; the old one serves until the new one is whole. Old changes are pruned."""
    with folder.writing(wait=True):
        prune()
        return _build()


def _build() -> Generation | None:
    path = folder.begin()
    position = present()  # before any row is read: what changes from now on is pending
    Index(path).write(document for source in sources().values() for document in _documents(source))
    folder.advance(path, position)
    folder.serve(path)
    folder.sweep()
    return folder.current()


def _take_in(index: Index, changes: Sequence[Change]) -> None:
    """Write the things that changed as they are now; what is no longer there is taken out."""
    wanted: dict[str, set[int | None]] = defaultdict(set)
    for change in changes:
        wanted[change.kind].add(change.object_id)
    known = {kind: pks for kind, pks in wanted.items() if kind in sources()}
    gone = [f"{kind}:{pk}" for kind, pks in known.items() if None not in pks for pk in pks]
    whole = [kind for kind, pks in known.items() if None in pks]
    index.write(_changed(known), gone=gone, kinds=whole)


def _changed(wanted: dict[str, set[int | None]]) -> Iterator[Document]:
    for kind, pks in wanted.items():
        source = sources()[kind]
        if None in pks:
            yield from _documents(source)
            continue
        rest = sorted(pk for pk in pks if pk is not None)
        for start in range(0, len(rest), _CHUNK):
            yield from map(source.document, source.rows().filter(pk__in=rest[start : start + _CHUNK]))


def _documents(source: Source) -> Iterator[Document]:
    return map(source.document, source.rows().order_by("pk").iterator(chunk_size=2000))


def _index_of(generation: Generation | None) -> Index | None:
    return generation.index if generation else None


def _try_to_catch_up() -> None:
    """Catch up; where it cannot be written (a full disk, a thing that makes no document) the index serves as it is."""
    try:
        catch_up()
    except (OSError, ValueError):
        log.exception("the search index could not be brought up to date")


def _in_background() -> None:
    """Catch up in a thread, one at a time a process."""
    if not _busy.acquire(blocking=False):
        return
    threading.Thread(target=_catch_up_alone, name="search index", daemon=True).start()


def _catch_up_alone() -> None:
    try:
        catch_up()
    except Exception:
        log.exception("the search index could not be brought up to date")
    finally:
        connection.close()
        _busy.release()
