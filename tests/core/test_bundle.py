"""Bundles: equal bytes for equal parts, read back unchanged, and what is no bundle refused."""

import io
import struct
import warnings
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinzhi.core.bundle import canonical, pack, sha256_of, unpack

pytestmark = pytest.mark.engine
NAMES = ("rules.toml", "data.csv")
PARTS = {"rules.toml": b"[list]\n", "data.csv": b"id,name\n1,x\n" * 50}


class RefusedError(ValueError):
    """What the caller makes of a reason."""


def zipped(*members):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a name twice is meant
        for name, content in members:
            archive.writestr(name, content)
    return target.getvalue()


@given(st.dictionaries(st.from_regex(r"[a-z]{1,8}\.csv", fullmatch=True), st.binary(max_size=300), max_size=5))
def test_parts_are_read_back_and_give_the_same_bytes_again(parts):
    bundle = pack(parts)
    assert unpack(bundle, list(parts), RefusedError) == parts
    assert pack(parts) == bundle


@pytest.mark.parametrize(
    ("bundle", "reason"),
    [
        (b"", "no bundle"),
        (b"PK\x03\x04nonsense", "no bundle"),
        (zipped(("data.csv", b"")), "lacks rules.toml"),
        (zipped(("../rules.toml", b""), ("data.csv", b"")), "lacks rules.toml"),
        (zipped(("rules.toml", b"1"), ("rules.toml", b"2"), ("data.csv", b"")), "twice"),
        (zipped(("rules.toml", b"0" * 2000), ("data.csv", b"")), "larger than"),
    ],
)
def test_what_is_no_such_bundle_is_refused(bundle, reason):
    with pytest.raises(RefusedError, match=reason):
        unpack(bundle, NAMES, RefusedError, most=1000)


def test_what_else_the_zip_holds_is_not_read():
    assert unpack(zipped(*PARTS.items(), ("more.bin", b"0" * 10_000)), NAMES, RefusedError, most=1000) == PARTS


def changed(find, replace):
    bundle = pack(PARTS)
    assert bundle.count(find) >= 1
    return bundle.replace(find, replace)


def test_a_size_that_is_understated_does_not_unpack_more():
    size = struct.pack("<L", len(PARTS["data.csv"]))
    with pytest.raises(RefusedError, match="no bundle"):
        unpack(changed(size, struct.pack("<L", 3)), NAMES, RefusedError)


def test_a_locked_part_is_refused():
    bundle = bytearray(pack(PARTS))
    place = bundle.index(b"PK\x01\x02")
    bundle[place + 8] |= 1
    with pytest.raises(RefusedError, match="password"):
        unpack(bytes(bundle), NAMES, RefusedError)


def test_a_damaged_part_is_refused():
    bundle = bytearray(pack(PARTS))
    place = bundle.index(b"data.csv") + len("data.csv")
    bundle[place : place + 4] = b"\xff\xff\xff\xff"
    with pytest.raises(RefusedError, match="no bundle"):
        unpack(bytes(bundle), NAMES, RefusedError)


def test_a_value_is_hashed_by_its_canonical_form():
    assert canonical({"b": 1, "a": ["中", None]}) == '{"a":["中",null],"b":1}'.encode()
    assert sha256_of({"b": 1, "a": 2}) == sha256_of({"a": 2, "b": 1})
    with pytest.raises(ValueError, match="JSON"):
        canonical({"a": float("nan")})
