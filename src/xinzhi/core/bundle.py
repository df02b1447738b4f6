"""A published thing as one file that anyone can look at again: a zip of a few named parts, equal bytes for equal parts."""

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

MOST_BYTES = 1 << 28
_NO_TIME = (1980, 1, 1, 0, 0, 0)  # a zip's times would make two equal bundles differ
_LOCKED = 0x1


def canonical(value: Any) -> bytes:
    """The bytes of a JSON value by which it is hashed: sorted keys, no spaces, UTF-8. ValueError for NaN and infinities."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def sha256_of(value: Any) -> str:
    """The SHA-256 of a JSON value in hexadecimal digits."""
    return hashlib.sha256(canonical(value)).hexdigest()


def pack(parts: Mapping[str, bytes]) -> bytes:
    """The zip of the parts, in their order."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, _NO_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return target.getvalue()


def unpack(
    bundle: bytes, names: Sequence[str], refuse: Callable[[str], Exception], *, most: int = MOST_BYTES
) -> dict[str, bytes]:
    """The parts of these names; whatever else the zip holds is not looked at, and nothing is written anywhere.

    What `refuse` makes of the reason is raised for what is no such bundle: no zip, a part missing, twice, locked or
    damaged, or parts of more than `most` bytes unpacked. Sizes are those the zip states: reading stops at them.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
            _require(archive, names, refuse, most)
            return {name: archive.read(name) for name in names}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError) as error:
        raise refuse(f"This is no bundle of an edition: {error}. Give the zip file that was published.") from error


def _require(archive: zipfile.ZipFile, names: Sequence[str], refuse: Callable[[str], Exception], most: int) -> None:
    wanted = [entry for entry in archive.infolist() if entry.filename in names]
    held = [entry.filename for entry in wanted]
    if missing := [name for name in names if name not in held]:
        raise refuse(f"The bundle lacks {', '.join(missing)}. Ask the publisher for it again.")
    if len(held) > len(names):
        raise refuse("The bundle holds a part twice. Ask the publisher for it again.")
    if any(entry.flag_bits & _LOCKED for entry in wanted):
        raise refuse("The bundle is locked with a password. Ask the publisher for it again.")
    if sum(entry.file_size for entry in wanted) > most:
        raise refuse(f"The bundle is larger than {most >> 20} MiB unpacked. Ask the publisher.")
