"""`xinzhi ledger`: append, checkpoint, prove, verify, export, witness, cosign, forget, keys, selftest.

`verify`, `witness` and `selftest` need no database: they run on an auditor's machine.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

app = typer.Typer(help="The proof log: enter, prove, verify, witness.", no_args_is_help=True)

_Keys = Annotated[list[str] | None, typer.Option("--key", help="A public key of the log that you trust.")]
_Every = Annotated[float, typer.Option("--every", help="Go on, once in so many seconds, until stopped.")]


def _fail(message: str, code: int = 2) -> NoReturn:
    print(message, file=sys.stderr)
    raise typer.Exit(code)


def _django() -> None:
    import django

    django.setup()


def _parsed(keys: list[str] | None) -> list[Any]:
    from .engine.verifier import VerifierKey

    try:
        return [VerifierKey.parse(k) for k in keys or []]
    except ValueError as error:
        _fail(str(error))


def _repeat(every: float, once: Callable[[], None]) -> None:
    once()
    while every > 0:
        time.sleep(every)
        once()


@app.command()
def append(
    files: Annotated[list[Path] | None, typer.Argument(help="Files to deposit and enter.", show_default=False)] = None,
) -> None:
    """Enter files, and whatever was recorded before the log existed; print the number of each once it is durable."""
    _django()
    from django.core.exceptions import ValidationError
    from django.core.files.base import File

    from xinzhi.core.actions import store_file

    from .actions import enter_missing, integrate_all
    from .models import Entry, EntryKind

    stored = []
    for path in files or []:
        try:
            with path.open("rb") as opened:
                stored.append((path, store_file(actor=None, file=File(opened))))
        except (OSError, ValidationError) as error:
            _fail(f"{path}: {'; '.join(getattr(error, 'messages', [str(error)]))}")
    missing = enter_missing()
    last = integrate_all()
    for path, one in stored:
        found = Entry.objects.get(kind=EntryKind.FILE, subject_id=str(one.pk))
        print(f"{found.position}\t{one.sha256}\t{path}")
    print(f"{missing} entered that were missing; the log has {last.size if last else 0} entries")


@app.command()
def checkpoint(every: _Every = 0) -> None:
    """Integrate what waits and print the signed checkpoint. With --every this is the log's sequencer."""
    _django()
    from django.core.exceptions import ImproperlyConfigured
    from django.db import OperationalError, close_old_connections

    from .actions import integrate_all

    shown = 0

    def once() -> None:
        nonlocal shown
        if every:
            close_old_connections()
        try:
            last = integrate_all()
        except ImproperlyConfigured as error:
            _fail(str(error))
        except OperationalError as error:
            if not every:
                _fail(f"Nothing was integrated: {error}", 1)
            print(f"Nothing was integrated, another try follows: {error}", file=sys.stderr)
            return
        if last is None:
            if not every:
                _fail("The log is empty: nothing was recorded yet.", 1)
        elif last.size != shown:
            shown = last.size
            print(last.note, end="", flush=True)

    _repeat(every, once)


@app.command()
def prove(
    what: Annotated[str, typer.Argument(metavar="NUMBER|KIND/ID", help="An entry, or a thing: plan.report/12.")],
    out: Annotated[Path | None, typer.Option("-o", "--out", help="Write there instead of printing.")] = None,
    opened: Annotated[bool, typer.Option("--open", help="With content and salts, whoever may see them.")] = False,
) -> None:
    """Print the bundle of an entry, or of the newest entry about a thing."""
    _django()
    from .models import Entry
    from .queries import bundle_of

    entries = Entry.objects.filter(position__isnull=False).select_related("record")
    kind, slash, pk = what.rpartition("/")
    if slash:
        entries = entries.filter(subject_kind=kind, subject_id=pk)
    elif what.isdigit():
        entries = entries.filter(position=int(what))
    else:
        _fail(f"{what}: neither the number of an entry nor KIND/ID.")
    found = entries.order_by("-position").first()
    bundle = bundle_of(found, _Reader(opened)) if found else None
    if bundle is None:
        _fail(f"{what}: the log has no such entry under a checkpoint.", 1)
    text = json.dumps(bundle, ensure_ascii=False, indent=1) + "\n"
    if out:
        out.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)


class _Reader:
    """The operator at the command line: shown everything, or what the public is."""

    pk = None
    is_authenticated = False

    def __init__(self, sees_all: bool) -> None:
        self.sees_all = sees_all

    def has_perm(self, *_args: Any) -> bool:
        return self.sees_all


@app.command()
def verify(
    bundle: Annotated[Path | None, typer.Argument(help="A bundle; left out, the whole log is verified.")] = None,
    key: _Keys = None,
    witness: Annotated[list[str] | None, typer.Option("--witness", help="A witness that must have cosigned.")] = None,
    known: Annotated[list[Path] | None, typer.Option("--known", help="A checkpoint you kept.")] = None,
    content: Annotated[Path | None, typer.Option("--content", help="The file that the entry is about.")] = None,
    log: Annotated[str, typer.Option("--log", help="A folder, .sqlite3 file or address: verify all of it.")] = "",
) -> None:
    """Verify a bundle alone, or with --log every entry of a published log. Exit 1 when refused, 2 when unreadable."""
    if bundle is None and not log:
        _fail("Name a bundle, or a log with --log.")
    if log:
        _verify_log(log, key, known or [])
    if bundle is not None:
        from .engine import verifier

        arguments = [str(bundle)]
        for name, values in (("key", key), ("witness", witness), ("known", known), ("content", [content])):
            arguments += [f"--{name}={value}" for value in values or [] if value is not None]
        raise typer.Exit(verifier.main(arguments))


def _verify_log(log: str, key: list[str] | None, known: list[Path]) -> None:
    from .engine.audit import audit, read_checkpoint, require_growth
    from .engine.places import fetcher
    from .engine.verifier import Checkpoint, Refused

    keys = _parsed(key)
    if not keys:
        _fail("Give the log's key with --key: without it nobody vouches for what is read.")
    fetch = fetcher(log)
    try:
        claimed = read_checkpoint(fetch, keys)
        for path in known:  # before the entries: a log that dropped some may lack the files that its checkpoint names
            old = Checkpoint.parse(path.read_text(encoding="utf-8"))
            old.require_signature(keys)
            require_growth(fetch, old, claimed)
            print(f"✓ {path}: the log holds all {old.size} entries of it, in their order.")
        checkpoint = audit(fetch, keys)
        print(f"✓ {checkpoint.origin}: all {checkpoint.size} entries are those that the checkpoint signs.")
    except Refused as refused:
        _fail(f"✗ {refused.code}: {refused}", 1)
    except (OSError, ValueError) as error:
        _fail(f"{log}: {error}")


@app.command()
def export(folder: Annotated[Path, typer.Argument(help="A folder, or one file ending in .sqlite3.")]) -> None:
    """Write the log as static files (C2SP tlog-tiles) to be served from anywhere, or as one file; only what is new."""
    _django()
    from .engine.places import publish
    from .engine.verifier import Refused
    from .queries import published

    try:
        checkpoint, files = publish(folder, published)
    except FileNotFoundError:
        _fail("The log has no checkpoint yet.", 1)
    except Refused as refused:
        _fail(f"{folder}: {refused}", 1)
    except (OSError, sqlite3.Error) as error:
        _fail(f"{folder}: {error}")
    print(f"{checkpoint.size} entries, {files} files written to {folder}")


@app.command()
def witness(
    log: Annotated[str, typer.Argument(help="The log's folder or address (https://…/ledger).")],
    state: Annotated[Path, typer.Option("--state", help="The witness's folder: its key, and the checkpoints it saw.")],
    key: _Keys = None,
    name: Annotated[str, typer.Option("--name", help="The witness's name, for a new key.")] = "",
    deliver: Annotated[bool, typer.Option("--deliver/--print", help="Bring it to the log's address.")] = False,
    every: _Every = 0,
) -> None:
    """Check that the log only grew since the last look, and cosign its checkpoint. Exit 1 when it did not."""
    from .engine.places import fetcher, send
    from .engine.verifier import Refused
    from .engine.witness import look, witness_key

    keys = _parsed(key)
    if not keys:
        _fail("Give the log's key with --key.")
    try:
        signer = witness_key(state, name)
    except ValueError as error:
        _fail(str(error))
    fetch = fetcher(log)

    def once() -> None:
        try:
            seen = look(fetch, keys, signer, state, int(time.time()))
            if deliver:
                send(f"{log.rstrip('/')}/cosignatures", seen.note.encode())
        except Refused as refused:
            _fail(f"✗ {refused.code}: {refused}", 1)
        except OSError as error:
            if not every:
                _fail(f"{log}: {error}")
            print(f"{log}: {error}; another try follows", file=sys.stderr)
            return
        if not deliver:
            print(seen.note, end="", flush=True)

    print(f"{signer.key}", file=sys.stderr)
    _repeat(every, once)


@app.command()
def cosign(note: Annotated[Path, typer.Argument(help="A checkpoint as a witness printed it.")]) -> None:
    """Take a witness's cosignature into the log."""
    _django()
    from django.core.exceptions import ValidationError

    from .actions import add_cosignature

    try:
        added = add_cosignature(note=note.read_text(encoding="utf-8").strip() + "\n")
    except (OSError, ValidationError) as error:
        _fail(f"{note}: {'; '.join(getattr(error, 'messages', [str(error)]))}", 1)
    print(f"{len(added)} cosignatures added")


@app.command()
def forget(
    username: Annotated[str, typer.Argument(help="Sign-in name of the person.")],
    why: Annotated[str, typer.Option("--why", help="The reason, kept on record.")],
) -> None:
    """Forget a person: nobody can tell any more which entries were theirs. Every proof still holds; no way back."""
    _django()
    from xinzhi.core.models import User

    from .actions import forget_person

    person = User.objects.filter(username=username).first()
    if person is None:
        _fail(f"{username}: no account has this sign-in name.")
    count = forget_person(actor=None, person=person, why=why)
    print(f"{username} is forgotten in the log; {count} openings of entries about them were deleted")


@app.command()
def keys() -> None:
    """Print the log's public keys, to be published where readers trust it."""
    _django()
    from .keys import public_keys

    for one in public_keys():
        print(one)


@app.command()
def selftest(folder: Annotated[Path, typer.Argument(help="Vectors laid out as transparency-dev/merkle's.")]) -> None:
    """Run test vectors through this verifier and print the counts. Exit 1 on any mismatch."""
    from .engine.vectors import run_vectors

    counts: Counter[tuple[str, str]] = Counter()
    wrong = []
    try:
        for outcome in run_vectors(folder):
            counts[outcome.kind, "accepted" if not outcome.code else "refused"] += 1
            if not outcome.exact:
                found = f"refused ({outcome.code})" if outcome.code else "accepted"
                wrong.append(f"{outcome.path}: wanted {'accepted' if outcome.wanted else 'refused'}, {found}")
    except (OSError, ValueError) as error:
        _fail(str(error))
    for kind in dict.fromkeys(kind for kind, _what in counts):
        print(f"{kind}: {counts[kind, 'accepted']} accepted, {counts[kind, 'refused']} refused")
    print(f"{counts.total()} vectors, {len(wrong)} wrong")
    if wrong:
        _fail("\n".join(wrong), 1)
