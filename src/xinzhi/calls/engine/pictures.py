"""Photographs that people upload: what they are, freed of what they say of place, camera and owner, and a small copy.

A JPEG keeps of its Exif block only which way is up (tag 0x0112; CIPA DC-008, 4.6.4): without it a picture taken upright
lies on its side.
"""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import vl_convert

from .metadata import jpeg_parts, without_metadata

MOST_PIXELS = 50_000_000  # of what is decoded in memory, four bytes each
PREVIEW_EDGE = 960  # pixels of the longer side of a small copy
_QUALITY = 82
_PNG = b"\x89PNG\r\n\x1a\n"
_EXIF, _ORIENTATION = b"Exif\0\0", 0x0112
_FRAMES = frozenset({0xC0, 0xC1, 0xC2})  # baseline, extended, progressive: what browsers show
# Orientation to how the stored picture (width w, height h) is turned and mirrored to stand upright.
_TURNS = {
    1: "",
    2: "translate({w} 0) scale(-1 1)",
    3: "translate({w} {h}) rotate(180)",
    4: "translate(0 {h}) scale(1 -1)",
    5: "rotate(90) scale(1 -1)",
    6: "translate({h} 0) rotate(90)",
    7: "translate({h} {w}) rotate(90) scale(-1 1)",
    8: "translate(0 {w}) rotate(-90)",
}


class PictureError(ValueError):
    """Why bytes are no picture that is taken: `code` is «kind», «broken» or «pixels»."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Photo:
    """A cleaned picture: its bytes, «image/jpeg» or «image/png», and width and height in pixels as they are stored."""

    data: bytes
    media_type: str
    width: int
    height: int
    orientation: int = 1

    @property
    def ending(self) -> str:
        return "png" if self.media_type == "image/png" else "jpg"

    @property
    def shown(self) -> tuple[int, int]:
        """Width and height as a person sees it."""
        return (self.height, self.width) if self.orientation > 4 else (self.width, self.height)


def read_photo(data: bytes) -> Photo:
    """The picture without its metadata. Raises PictureError: neither JPEG nor PNG, broken off, too many pixels."""
    if data.startswith(b"\xff\xd8"):
        read, kind = _jpeg_facts, "image/jpeg"
    elif data.startswith(_PNG):
        read, kind = _png_facts, "image/png"
    else:
        raise PictureError("kind")
    try:
        width, height, orientation = read(data)
    except (ValueError, struct.error) as error:
        raise PictureError("broken") from error
    if not width or not height:
        raise PictureError("broken")
    if width * height > MOST_PIXELS:
        raise PictureError("pixels")
    cleaned = without_metadata(data)
    if cleaned is None:
        raise PictureError("broken")
    clean = cleaned[0]
    if orientation > 1:
        clean = clean[:2] + _orientation_alone(orientation) + clean[2:]
    return Photo(clean, kind, width, height, orientation)


def preview_of(photo: Photo, edge: int = PREVIEW_EDGE) -> tuple[bytes, int, int]:
    """A JPEG of the picture, upright, on white, its longer side at most `edge` pixels; with its width and height.

    Drawn by resvg (vl-convert), the one decoder of pictures the service has.
    """
    scale = min(1.0, edge / max(photo.width, photo.height))
    w, h = max(1, round(photo.width * scale)), max(1, round(photo.height * scale))
    wide, high = (h, w) if photo.orientation > 4 else (w, h)
    turn = _TURNS[photo.orientation].format(w=w, h=h)
    link = f"data:{photo.media_type};base64,{base64.b64encode(photo.data).decode()}"
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}" viewBox="0 0 {wide} {high}">'
        f'<rect width="{wide}" height="{high}" fill="#fff"/>'
        f'<g transform="{turn}"><image width="{w}" height="{h}" preserveAspectRatio="none" href="{link}"/></g></svg>'
    )
    return bytes(vl_convert.svg_to_jpeg(svg, scale=1.0, quality=_QUALITY)), wide, high


def _jpeg_facts(data: bytes) -> tuple[int, int, int]:
    """Width, height, orientation."""
    width = height = 0
    orientation = 1
    for marker, part in jpeg_parts(data):
        if marker in _FRAMES:
            height, width = struct.unpack(">HH", part[5:9])
        elif marker == 0xE1 and part[4:10] == _EXIF:
            orientation = _orientation(part[10:])
    return width, height, orientation


def _orientation(tiff: bytes) -> int:
    """Which way is up, 1 to 8, by the first directory of an Exif block; 1 where it does not say."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 8:
        return 1
    (start,) = struct.unpack_from(f"{order}I", tiff, 4)
    if start + 2 > len(tiff):
        return 1
    (count,) = struct.unpack_from(f"{order}H", tiff, start)
    for n in range(count):
        place = start + 2 + 12 * n
        if place + 12 > len(tiff):
            break
        tag, _kind, _number, value = struct.unpack_from(f"{order}HHIH", tiff, place)
        if tag == _ORIENTATION:
            return value if value in _TURNS else 1
    return 1


def _orientation_alone(orientation: int) -> bytes:
    """An Exif segment that holds nothing else."""
    tiff = struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, _ORIENTATION, 3, 1, orientation, 0, 0)
    return struct.pack(">HH", 0xFFE1, 2 + len(_EXIF) + len(tiff)) + _EXIF + tiff


def _png_facts(data: bytes) -> tuple[int, int, int]:
    """Width, height, 1. Raises ValueError where a chunk's sum is wrong or the last one is missing."""
    width = height = 0
    for name, body in _png_chunks(data):
        if name == b"IHDR":
            width, height = struct.unpack_from(">II", body)
    return width, height, 1


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_PNG)
    while at + 12 <= len(data):
        (size,) = struct.unpack_from(">I", data, at)
        name, body, end = data[at + 4 : at + 8], data[at + 8 : at + 8 + size], at + 12 + size
        if end > len(data) or zlib.crc32(name + body) != struct.unpack_from(">I", data, end - 4)[0]:
            raise ValueError("broken chunk")
        yield name, body
        if name == b"IEND":
            return
        at = end
    raise ValueError("no end")
