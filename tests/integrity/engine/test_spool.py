"""The watcher's queue: what is new is queued once, in order, whole, whatever is killed when."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from xinzhi.integrity.engine.spool import Changed, Locked, Spool
from xinzhi.integrity.engine.watching import STATE, is_scratch, kind_of, look

pytestmark = pytest.mark.engine
SAID = {"kind": "other", "title": "t", "happened_on": "2026-03-02"}


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "watched"
    made.mkdir()
    return made


def put(folder, path, raw, age=60):
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(raw)
    os.utime(file, (time.time() - age,) * 2)
    return file


def see(folder):
    spool = Spool(folder / STATE)
    with spool.locked():
        return [q.path for q in look(folder, spool, {})]


def waiting(folder):
    spool = Spool(folder / STATE)
    with spool.locked():
        return [(q.path, spool.bytes_of(q).read_bytes()) for q in spool.waiting()]


def test_new_files_are_queued_once_with_kind_and_title(folder):
    put(folder, "实验记录/a.csv", b"1")
    put(folder, "raw/b.csv", b"2", age=50)
    assert see(folder) == ["实验记录/a.csv", "raw/b.csv"]
    assert see(folder) == []
    spool = Spool(folder / STATE)
    with spool.locked():
        assert [(q.kind, q.title) for q in spool.waiting()] == [("experiment", "a"), ("manifest", "b")]


def test_a_change_is_queued_behind_what_waits_with_both_contents(folder):
    put(folder, "a.csv", b"one")
    see(folder)
    put(folder, "a.csv", b"two", age=30)
    see(folder)
    put(folder, "a.csv", b"one", age=10)
    see(folder)
    assert waiting(folder) == [("a.csv", b"one"), ("a.csv", b"two"), ("a.csv", b"one")]


def test_a_touched_file_is_not_queued_again(folder):
    put(folder, "a.csv", b"one")
    see(folder)
    put(folder, "a.csv", b"one", age=5)
    assert see(folder) == []


def test_scratch_links_and_empty_files_are_left_alone(folder, tmp_path):
    for name in (".hidden", "~$lab.docx", "x.part", "y.tmp", "z.csv~", ".git/config", "empty"):
        put(folder, name, b"" if name == "empty" else b"1")
    secret = put(tmp_path, "secret", b"not yours")
    (folder / "link.txt").symlink_to(secret)
    (folder / "folder").symlink_to(tmp_path)
    assert see(folder) == []
    assert is_scratch("a.CRDOWNLOAD")
    assert not is_scratch("a.csv")
    assert kind_of("meeting.txt") == "other"


def test_a_file_still_being_written_waits_until_it_rests(folder):
    put(folder, "a.csv", b"1", age=0)
    assert see(folder) == []
    put(folder, "ahead.csv", b"1", age=-3600)  # a network drive's clock
    spool, before = Spool(folder / STATE), {}
    with spool.locked():
        assert [q.path for q in look(folder, spool, before)] == []
        assert "ahead.csv" in [q.path for q in look(folder, spool, before)]


class Growing:
    """A file that another program appends to while it is read."""

    def __init__(self, file):
        self.file = file

    def stat(self):
        return self.file.stat()

    def open(self, mode):
        opened = self.file.open(mode)
        self.file.write_bytes(b"longer than before")
        return opened


def test_a_file_that_changes_while_it_is_read_is_not_queued(folder):
    spool = Spool(folder / STATE)
    with spool.locked():
        with pytest.raises(Changed):
            spool.add(Growing(put(folder, "a.csv", b"1")), "a.csv", **SAID)
        assert list(spool.waiting()) == []
        assert list(spool.queue.iterdir()) == []


def test_one_process_at_a_time(folder):
    with Spool(folder / STATE).locked(), pytest.raises(Locked), Spool(folder / STATE).locked():
        pass


def test_a_kill_between_queueing_and_noting_queues_nothing_twice(folder):
    put(folder, "a.csv", b"one")
    see(folder)
    (folder / STATE / "seen.json").unlink()
    assert see(folder) == []
    (folder / STATE / "queue" / "00000009.bin").write_bytes(b"half")
    assert waiting(folder) == [("a.csv", b"one")]
    assert not (folder / STATE / "queue" / "00000009.bin").exists()


WORK = """
import sys
from pathlib import Path
from xinzhi.integrity.engine.spool import Spool
from xinzhi.integrity.engine.watching import STATE, look
folder = Path(sys.argv[1])
spool = Spool(folder / STATE)
with spool.locked():
    print("begun", flush=True)
    for _queued in look(folder, spool, {}):
        pass
print("done", flush=True)
"""


def test_killed_at_any_moment_each_file_is_queued_whole_and_once(folder):
    rng = random.Random(4)
    wanted = {f"raw/{n:03d}.bin": rng.randbytes(50_000 + n) for n in range(150)}
    for path, raw in wanted.items():
        put(folder, path, raw)
    kills = 0
    for _try in range(200):
        call = [sys.executable, "-c", WORK, str(folder)]
        work = subprocess.Popen(call, stdout=subprocess.PIPE, text=True)  # noqa: S603  our own script
        assert work.stdout.readline() == "begun\n"
        try:
            out, _err = work.communicate(timeout=0.01 + rng.random() * 0.15)
        except subprocess.TimeoutExpired:
            work.send_signal(signal.SIGKILL)
            work.communicate()
            kills += 1
            continue
        assert work.returncode == 0
        assert out == "done\n"
        break
    assert kills > 0
    found = waiting(folder)
    assert len(found) == len(wanted)
    assert dict(found) == wanted
    assert {p.suffix for p in Path(folder / STATE / "queue").iterdir()} == {".json", ".bin"}
