"""The log beside the ceiling that hashing itself sets, and beside pymerkle when it was installed by hand.

    flock … python benchmarks/run.py ledger

The ceiling is what one must compute in any case: a leaf hash an entry and a node hash a pair, with hashlib in a plain loop
(a compact range: no tile, no proof, nothing kept). Appending comes in batches of 10,000. "Durable" means flushed to the
disk before a batch is acknowledged.
"""

import os
import random
import tempfile
import time
from hashlib import sha256
from pathlib import Path
from typing import Any

from xinzhi.ledger.engine import tree
from xinzhi.ledger.engine.archive import Archive
from xinzhi.ledger.engine.notes import Signer, sign_checkpoint
from xinzhi.ledger.engine.tiles import ENTRIES, encode_entries, tile_path
from xinzhi.ledger.engine.verifier import leaf_hash, verify_inclusion

SIZE = int(os.environ.get("XINZHI_BENCH_LEDGER", "1000000"))
BATCH = 10_000
PROOFS = 20_000


def rows() -> list[dict[str, Any]]:
    """The figures: seconds to append, microseconds a proof; `peer` is the ceiling or the peer in the same run."""
    entries = [
        b'{"kind":"action","n":%d,"object":{"id":"%d","kind":"plan.report"},"v":1}' % (n, n % 977) for n in range(SIZE)
    ]
    ceiling, root = _ceiling(entries)
    seconds, kept = _timed(lambda: _engine(entries))
    assert kept.root() == root, "the trees differ"
    million = f"append {SIZE:,} in batches of {BATCH:,}"
    found = [
        _row(f"{million}, s", seconds, ceiling, "engine with all tiles and inner nodes kept; peer: hashlib ceiling"),
        _row(
            f"{million}, durable, s", _archive(entries), ceiling, "tiles, entries, signed checkpoint; flushed a batch"
        ),
        *_proofs(kept, entries),
        *_service(ceiling, kept),
    ]
    return [*found, *_pymerkle(entries)]


def _row(figure: str, value: float, peer: float | None, note: str) -> dict[str, Any]:
    return {"figure": figure, "value": round(value, 3), "peer": peer and round(peer, 3), "note": note}


def _timed(work: Any) -> tuple[float, Any]:
    begin = time.perf_counter()
    result = work()
    return time.perf_counter() - begin, result


def _ceiling(entries: list[bytes]) -> tuple[float, bytes]:
    """Seconds and root of a compact range, hashed one entry after the other."""

    def work() -> list[bytes]:
        stack: list[bytes] = []
        for n, entry in enumerate(entries):
            digest, bits = sha256(b"\x00" + entry).digest(), n
            while bits & 1:
                digest, bits = sha256(b"\x01" + stack.pop() + digest).digest(), bits >> 1
            stack.append(digest)
        return stack

    seconds, stack = _timed(work)
    root = stack.pop()
    while stack:
        root = sha256(b"\x01" + stack.pop() + root).digest()
    return seconds, root


def _batches(entries: list[bytes]) -> Any:
    return (entries[at : at + BATCH] for at in range(0, len(entries), BATCH))


def _engine(entries: list[bytes]) -> tree.MemoryTree:
    kept = tree.MemoryTree()
    for batch in _batches(entries):
        kept.append(tree.leaf_hashes(batch))
    return kept


def _archive(entries: list[bytes]) -> float:
    """Seconds to append tiles, entry bundles and a signed checkpoint to one file, flushed a batch (engine/archive.py)."""
    signer = Signer.generate("bench.example/log")
    with tempfile.TemporaryDirectory() as name:
        archive = Archive(Path(name) / "log.sqlite3")

        def work() -> None:
            kept = tree.MemoryTree()
            for batch in _batches(entries):
                size = kept.size
                files = []
                for (level, index), data in kept.append(tree.leaf_hashes(batch)).items():
                    row = tree.first_row(data)
                    files.append((tile_path(level, index, len(row) // 32), row))
                for index in range(size // 256, -(-kept.size // 256)):
                    some = entries[index * 256 : min((index + 1) * 256, kept.size)]
                    files.append((tile_path(ENTRIES, index, len(some)), encode_entries(some)))
                note = sign_checkpoint(signer.name, kept.size, kept.root(), [signer])
                archive.write([*files, ("checkpoint", note.encode())])

        seconds = _timed(work)[0]
        archive.close()
        return seconds


def _proofs(kept: tree.MemoryTree, entries: list[bytes]) -> list[dict[str, Any]]:
    places = random.Random(1).choices(range(kept.size), k=PROOFS)
    made, proofs = _timed(lambda: [tree.inclusion_proof(kept.read, n, kept.size) for n in places])
    root = kept.root()

    def verify() -> None:
        for n, proof in zip(places, proofs, strict=True):
            verify_inclusion(n, kept.size, leaf_hash(entries[n]), proof, root)

    checked = _timed(verify)[0]
    grown = _timed(lambda: [tree.consistency_proof(kept.read, n + 1, kept.size) for n in places[:2000]])[0]
    return [
        _row(f"inclusion proof at {kept.size:,}, µs", made / PROOFS * 1e6, 100, "goal of the design: 100 µs"),
        _row("verifying it, µs", checked / PROOFS * 1e6, None, "leaf hash and about 20 node hashes"),
        _row("consistency proof, µs", grown / 2000 * 1e6, None, "from a random earlier size"),
    ]


def _service(ceiling: float, kept: tree.MemoryTree) -> list[dict[str, Any]]:
    """The service itself: entries in its outbox integrated through Django, and proofs from its tables at the full size."""
    with tempfile.TemporaryDirectory() as name:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xinzhi.site.settings")
        os.environ["XINZHI_DATA_DIR"] = name
        os.environ["DATABASE_URL"] = f"sqlite:///{name}/bench.sqlite3"
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection
        from django.utils import timezone

        from xinzhi.ledger.actions import integrate_all
        from xinzhi.ledger.models import Entry, EntryKind, Tile
        from xinzhi.ledger.queries import read_tiles
        from xinzhi.ledger.queries.tiles import forget_tiles

        call_command("migrate", verbosity=0)
        count, now = 100_000, timezone.now()
        for at in range(0, count, BATCH):
            Entry.objects.bulk_create(
                Entry(
                    statement=f'{{"kind":"thing","n":{n},"v":1}}', kind=EntryKind.THING, subject_kind="core.job",
                    subject_id=str(n), at=now,
                )
                for n in range(at, at + BATCH)
            )  # fmt: skip
        seconds, _last = _timed(integrate_all)
        Tile.objects.all().delete()
        Tile.objects.bulk_create(
            (Tile(level=level, index=index, data=data) for (level, index), data in kept.tiles.items()), batch_size=500
        )
        places = random.Random(2).choices(range(kept.size), k=PROOFS)
        recent = random.Random(2).choices(range(max(kept.size - 100_000, 0), kept.size), k=PROOFS)

        def prove(numbers: list[int]) -> float:
            forget_tiles()
            return _timed(lambda: [tree.inclusion_proof(read_tiles(kept.size), n, kept.size) for n in numbers])[0]

        anywhere, near = prove(places), prove(recent)
        connection.close()
    return [
        _row(
            f"service: integrate {count:,} waiting, s",
            seconds,
            ceiling * count / SIZE,
            "Django, SQLite FULL; peer: ceiling",
        ),
        _row(
            f"service: proof at {kept.size:,} from its tables, any entry, µs",
            anywhere / PROOFS * 1e6,
            100,
            "three in four read a tile from the database; peer: goal of the design",
        ),
        _row(
            "service: the same among the newest 100,000, µs",
            near / PROOFS * 1e6,
            100,
            "tiles stay in memory (16 MB); peer: goal of the design",
        ),
    ]


def _pymerkle(entries: list[bytes]) -> list[dict[str, Any]]:
    """The peer pymerkle, in memory, on a tenth of the entries (it takes long); only where it was installed by hand."""
    try:
        from pymerkle import InmemoryTree
    except ImportError:
        return [{"figure": "pymerkle", "value": None, "peer": None, "note": "not installed: pip install pymerkle"}]
    some = entries[: SIZE // 10]
    theirs = InmemoryTree(algorithm="sha256")
    appended = _timed(lambda: [theirs.append_entry(e) for e in some])[0]
    places = random.Random(3).choices(range(1, len(some) + 1), k=200)
    proved = _timed(lambda: [theirs.prove_inclusion(n, len(some)) for n in places])[0]
    ours, kept = _timed(lambda: _engine(some))
    made = _timed(lambda: [tree.inclusion_proof(kept.read, n - 1, kept.size) for n in places])[0]
    return [
        _row(f"append {len(some):,}, s", ours, appended, "peer: pymerkle in memory"),
        _row(f"inclusion proof at {len(some):,}, µs", made / 200 * 1e6, proved / 200 * 1e6, "peer: pymerkle"),
    ]
