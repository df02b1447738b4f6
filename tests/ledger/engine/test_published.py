"""A published log: its addresses, its audit, its witness."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinzhi.ledger.engine.archive import Archive
from xinzhi.ledger.engine.audit import audit
from xinzhi.ledger.engine.notes import Signer
from xinzhi.ledger.engine.places import fetcher, publish, send
from xinzhi.ledger.engine.tiles import (
    ENTRIES,
    decode_entries,
    encode_entries,
    parse_tile_path,
    tile_path,
    tiles_of,
)
from xinzhi.ledger.engine.tree import leaf_hashes
from xinzhi.ledger.engine.verifier import COSIGNATURE, Checkpoint, Refused
from xinzhi.ledger.engine.witness import look

pytestmark = pytest.mark.engine


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        ((0, 1234067, 256), "tile/0/x001/x234/067"),  # the example of C2SP tlog-tiles
        ((1, 0, 256), "tile/1/000"),
        ((0, 273, 112), "tile/0/273.p/112"),
        ((ENTRIES, 1000, 1), "tile/entries/x001/000.p/1"),
    ],
)
def test_addresses_are_those_of_tlog_tiles(tile, path):
    assert tile_path(*tile) == path
    assert parse_tile_path(path) == tile


@pytest.mark.parametrize(
    "path", ["tile/0/0", "tile/0/000.p/256", "tile/0/000.p/0", "tile/64/000", "tile/0/x000/001", "tile/0/../x", "x", "tile/entries/"]
)  # fmt: skip
def test_other_addresses_are_refused(path):
    with pytest.raises(ValueError, match="not the address of a tile"):
        parse_tile_path(path)


@given(st.integers(0, 70_000), st.integers(0, 70_000))
def test_what_a_grown_log_must_publish_is_what_it_had_not(one, other):
    begin, size = sorted((one, other))
    assert set(tiles_of(size, begin)) == set(tiles_of(size)) - set(tiles_of(begin))


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_entry_bundles_read_back(entries):
    data = encode_entries(entries)
    assert decode_entries(data) == entries
    if data:
        with pytest.raises(ValueError, match="cut off"):
            decode_entries(data[:-1])


def test_an_entry_that_is_too_long_is_refused():
    with pytest.raises(ValueError, match="longer than 65535"):
        encode_entries([b"x" * 65_536])


def test_a_good_log_passes_its_audit_entry_by_entry(log):
    log.add(600)
    heard = []
    checkpoint = audit(log.fetch, [log.signer.key], lambda index, entry: heard.append((index, entry)))
    assert checkpoint.size == 600
    assert heard == list(enumerate(log.entries))


def code_of(log):
    with pytest.raises(Refused) as refused:
        audit(log.fetch, [log.signer.key])
    return refused.value.code, str(refused.value)


def test_a_changed_entry_is_named(log):
    log.add(600)
    log.entries[300] = log.entries[300].replace(b"action", b"actioN")
    log.files["tile/entries/001"] = encode_entries(log.entries[256:512])
    assert code_of(log) == ("changed", "Entry 300 was changed: its bytes are not those that were signed.")


def test_a_dropped_entry_is_named(log):
    log.add(600)
    del log.entries[300]
    for index in (1, 2):
        data = log.entries[index * 256 : (index + 1) * 256]
        path = "tile/entries/001" if index == 1 else "tile/entries/002.p/88"
        log.files[path] = encode_entries(data)
    assert code_of(log)[0] == "dropped"  # the last bundle is one short
    log.files["tile/entries/002.p/88"] = encode_entries([*log.entries[512:], b"{}"])
    assert code_of(log) == (
        "dropped",
        "Entry 300 was dropped: in its place stands the one that had number 301.",
    )


def test_tiles_rewritten_with_the_entries_do_not_help(log):
    note = log.add(600)
    forged = type(log)(signer=log.signer)
    forged.entries = [*log.entries[:300], b"{}", *log.entries[301:]]
    forged.tree.append(leaf_hashes(forged.entries))
    forged.publish()
    forged.files["checkpoint"] = note.encode()
    assert code_of(forged)[0] == "root"


@pytest.fixture
def witness():
    return Signer.generate("witness.example", COSIGNATURE)


def test_a_witness_cosigns_a_log_that_grows(log, witness, tmp_path):
    keys = [log.signer.key]
    log.add(9)
    first = look(log.fetch, keys, witness, tmp_path, 1_700_000_000)
    assert (first.before, first.checkpoint.size) == (None, 9)
    log.add(600)
    second = look(log.fetch, keys, witness, tmp_path, 1_700_000_060)
    assert (second.before, second.checkpoint.size) == (9, 609)
    assert Checkpoint.parse(second.note).note.signed_by(witness.key) == (True, 1_700_000_060)
    assert look(log.fetch, keys, witness, tmp_path, 1_700_000_061).before == 609


def test_a_witness_refuses_a_fork_and_a_shorter_log_and_remembers(log, witness, tmp_path):
    keys = [log.signer.key]
    log.add(9)
    look(log.fetch, keys, witness, tmp_path, 1)
    fork = type(log)(signer=log.signer)
    fork.entries = [b"{}"] * 3
    fork.tree.append(leaf_hashes(fork.entries))
    fork.publish()
    with pytest.raises(Refused) as refused:
        look(fork.fetch, keys, witness, tmp_path, 2)
    assert refused.value.code == "dropped"
    fork.add(30)
    with pytest.raises(Refused) as refused:
        look(fork.fetch, keys, witness, tmp_path, 3)
    assert refused.value.code == "fork"
    log.add(1)
    assert look(log.fetch, keys, witness, tmp_path, 4).before == 9


def test_a_witness_refuses_a_forged_checkpoint(log, witness, tmp_path):
    log.add(9)
    with pytest.raises(Refused, match="forged"):
        look(log.fetch, [Signer.generate(log.signer.name).key], witness, tmp_path, 1)
    assert list(tmp_path.iterdir()) == []


def test_an_export_may_be_stopped_at_any_file(log, tmp_path):
    """A disk that fills up after so many files: the folder still shows the old checkpoint whole, and the next run mends."""
    log.add(300)
    publish(tmp_path, log.fetch)
    old = (tmp_path / "checkpoint").read_bytes()
    log.add(600)
    for stop in range(2, 9):
        calls = iter(range(stop))

        def failing(path, calls=calls):
            if next(calls, None) is None:
                raise OSError(28, "No space left on device")
            return log.fetch(path)

        with pytest.raises(OSError, match="No space left"):
            publish(tmp_path, failing)
        assert (tmp_path / "checkpoint").read_bytes() == old
        assert audit(fetcher(str(tmp_path)), [log.signer.key]).size == 300
    checkpoint, _files = publish(tmp_path, log.fetch)
    assert checkpoint.size == audit(fetcher(str(tmp_path)), [log.signer.key]).size == 900


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://x"])
def test_nothing_is_sent_elsewhere_than_to_the_web(address):
    with pytest.raises(OSError, match="no http"):
        send(address, b"")


def test_a_log_is_handed_over_in_one_file(log, tmp_path):
    path, keys = tmp_path / "log.sqlite3", [log.signer.key]
    log.add(300)
    assert publish(path, log.fetch)[1] == 5
    log.add(600)
    publish(path, log.fetch)
    assert [p.name for p in tmp_path.iterdir()] == ["log.sqlite3"]
    assert audit(fetcher(str(path)), keys).size == 900
    with pytest.raises(FileNotFoundError):
        fetcher(str(tmp_path / "none.sqlite3"))


def test_an_archive_takes_all_or_nothing(tmp_path):
    archive = Archive(tmp_path / "log.sqlite3")
    archive.write([("a", b"1")])
    with pytest.raises(sqlite3.IntegrityError):
        archive.write([("a", b"2"), ("b", None)])
    assert archive.read("a") == b"1"
    archive.base.execute("PRAGMA max_page_count = 3")
    with pytest.raises(sqlite3.OperationalError, match="full"):
        archive.write([("a", b"3"), ("b", b"x" * 1_000_000)])
    assert archive.read("a") == b"1"
    with pytest.raises(FileNotFoundError):
        archive.read("b")
    archive.close()
