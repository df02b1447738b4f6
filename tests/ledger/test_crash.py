"""Killed at any moment, on a full disk, by two writers: an acknowledged entry is never lost or reordered.

Real processes on a real database file (or a PostgreSQL database of their own), killed with SIGKILL at moments spread over
their work. What they had acknowledged on their standard output must be there afterwards, at the same number.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import OperationalError, connection

from factories import JobFactory
from xinzhi.ledger.actions import enter, integrate
from xinzhi.ledger.engine import tree
from xinzhi.ledger.engine.verifier import Checkpoint as Signed
from xinzhi.ledger.models import Checkpoint, Entry, Tile

WORKER = Path(__file__).with_name("crash_worker.py")
POSTGRES = os.environ.get("XINZHI_TEST_DATABASE") == "postgres"
LIMIT = 600  # seconds after which a process hangs, on the busiest machine


@dataclass
class Place:
    """A database of the test's own and its data folder."""

    folder: Path
    database: str

    @property
    def environment(self):
        return os.environ | {"XINZHI_DATA_DIR": str(self.folder), "DATABASE_URL": self.database}

    def start(self, *arguments):
        return subprocess.Popen(  # noqa: S603  our own worker
            [sys.executable, str(WORKER), *arguments],
            env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def run(self, *arguments):
        process = self.start(*arguments)
        out, err = process.communicate(timeout=LIMIT)
        assert process.returncode == 0, err
        return out.splitlines()

    def listing(self):
        return json.loads(self.run("list")[-1])


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """An empty, migrated database to copy for each test: an SQLite file, or the name of a PostgreSQL database."""
    folder = tmp_path_factory.mktemp("crash-template")
    url = (
        _postgres("CREATE DATABASE crash_template", "crash_template") if POSTGRES else f"sqlite:///{folder}/db.sqlite3"
    )
    # The log's tables and what they rest on: the other rooms' would take most of a minute.
    command = [sys.executable, "-m", "django", "migrate", "ledger", "--verbosity", "0"]
    environment = os.environ | {"XINZHI_DATA_DIR": str(folder), "DATABASE_URL": url}
    subprocess.run(command, env=environment, check=True, timeout=LIMIT)  # noqa: S603  Django's own command
    yield folder
    if POSTGRES:
        _postgres("DROP DATABASE crash_template", "")


def _postgres(sql, name):
    import psycopg

    base = os.environ["DATABASE_URL"]
    with psycopg.connect(base, autocommit=True) as server:
        server.execute(sql)
    return urlsplit(base)._replace(path=f"/{name}").geturl()


@pytest.fixture
def place(template, tmp_path):
    if POSTGRES:
        name = f"crash_{random.getrandbits(40):x}"
        yield Place(tmp_path, _postgres(f"CREATE DATABASE {name} TEMPLATE crash_template", name))
        _postgres(f"DROP DATABASE {name} WITH (FORCE)", "")
    else:
        shutil.copy(template / "db.sqlite3", tmp_path / "db.sqlite3")
        yield Place(tmp_path, f"sqlite:///{tmp_path}/db.sqlite3")


def check(listing, acknowledged):
    """The log is whole, and holds all that was acknowledged where it was said to be."""
    placed = {row[1]: row[0] for row in listing["entries"]}
    for line in acknowledged:
        what, name, *rest = line.split()
        if what == "entered":
            assert name in placed, f"{name} was acknowledged and lost"
        elif what == "integrated":
            assert placed[name] == int(rest[0]), f"{name} was acknowledged at {rest[0]} and is at {placed[name]}"
    integrated = sorted((row for row in listing["entries"] if row[0] is not None), key=lambda row: row[0])
    assert [row[0] for row in integrated] == list(range(len(integrated)))
    whole = tree.MemoryTree()
    whole.append(tree.leaf_hashes(row[2].encode() for row in integrated))
    assert {(level, index): bytes.fromhex(data) for level, index, data in listing["tiles"]} == whole.tiles
    signed = [Signed.parse(note) for note in listing["checkpoints"]]
    assert signed[-1].size == len(integrated)
    for checkpoint in signed:
        assert checkpoint.root == tree.root(whole.read, checkpoint.size)


def order_of(listing, tag):
    """The numbers of one writer's entries in the order of their integration."""
    rows = sorted((r for r in listing["entries"] if r[0] is not None and r[1].startswith(tag)), key=lambda r: r[0])
    return [int(r[1].rpartition("-")[2]) for r in rows]


def test_killed_at_any_moment(place):
    heard = []
    moments = random.Random(7)
    for turn in range(5):
        process = place.start("write", f"k{turn}", "100000")
        first = process.stdout.readline()  # it is at work now
        time.sleep(moments.uniform(0.0, 0.5))
        process.send_signal(signal.SIGKILL)
        out, err = process.communicate(timeout=LIMIT)
        assert process.returncode == -signal.SIGKILL, err
        # The last line may be cut off in the middle; what was not wholly said is not acknowledged.
        whole, _, _cut = (first + out).rpartition("\n")
        heard += whole.split("\n")
    heard += place.run("write", "last", "3")
    assert len(heard) > 15
    listing = place.listing()
    check(listing, heard)
    for turn in range(5):
        order = order_of(listing, f"k{turn}-")
        assert order == list(range(len(order)))


def test_two_writers_at_once(place):
    writers = [place.start("write", tag, "45") for tag in ("a", "b", "c")]
    heard = []
    for process in writers:
        out, err = process.communicate(timeout=LIMIT)
        assert process.returncode == 0, err
        heard += out.splitlines()
    listing = place.listing()
    check(listing, heard)
    assert len(listing["entries"]) == 135
    for tag in ("a-", "b-", "c-"):
        assert order_of(listing, tag) == list(range(45))


@pytest.mark.skipif(POSTGRES, reason="PostgreSQL's disk cannot be filled from here; the test below fails its writes")
def test_a_full_disk_refuses_and_loses_nothing(place):
    heard = place.run("full", "f")
    assert any(line.startswith("refused database or disk is full") for line in heard)
    until = [line for line in heard if line.startswith("entered funtil")]
    assert 0 < len(until) < 10_000
    check(place.listing(), heard)


@pytest.mark.django_db
@pytest.mark.parametrize("failing", [(Tile.objects, "bulk_create"), (Checkpoint.objects, "create")])
def test_a_write_that_fails_leaves_nothing_half_done(monkeypatch, failing):
    for n in range(3):
        enter(actor=None, subject=JobFactory(), content={"n": n})

    def fail(*_args, **_kwargs):
        raise OperationalError("No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(*failing, fail)
        with pytest.raises(OperationalError, match="No space left"):
            integrate()
    assert Entry.objects.filter(position=None).count() == 3
    assert not Tile.objects.exists()
    assert not Checkpoint.objects.exists()
    assert integrate().size == 3
    assert connection.in_atomic_block
