"""Photographs that people upload: upright, without what they say of place, camera and owner; and a small copy."""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

MOST_PIXELS = 50_000_000  # of what is decoded in memory, four bytes each
PREVIEW_EDGE = 960  # pixels of the longer side of a small copy
_QUALITY, _PREVIEW_QUALITY = 92, 82
_KEPT = frozenset({"icc_profile", "transparency"})  # what the pixels need to look right
_FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png"}


class PictureError(ValueError):
    """Why bytes are no picture that is taken: `code` is «kind», «broken» or «pixels»."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Photo:
    """A cleaned picture: its bytes, «image/jpeg» or «image/png», and width and height in pixels."""

    data: bytes
    media_type: str
    width: int
    height: int

    @property
    def ending(self) -> str:
        return "png" if self.media_type == "image/png" else "jpg"


def read_photo(data: bytes) -> Photo:
    """The picture written anew: turned as its Exif block says, and nothing kept but its pixels and colours.

    Raises PictureError: neither JPEG nor PNG, broken off, too many pixels.
    """
    with _opened(data) as found:
        kind = "PNG" if found.format == "PNG" else "JPEG"  # telephones write several pictures in one («MPO»)
        upright = ImageOps.exif_transpose(found)
    upright.info = {key: value for key, value in upright.info.items() if key in _KEPT}
    out = io.BytesIO()
    upright.save(out, kind, quality=_QUALITY)
    return Photo(out.getvalue(), _FORMATS[kind], *upright.size)


def preview_of(photo: Photo, edge: int = PREVIEW_EDGE) -> tuple[bytes, int, int]:
    """A JPEG of the picture on white, its longer side at most `edge` pixels; with its width and height."""
    with _opened(photo.data) as found:
        whole = found.convert("RGBA")
    whole.thumbnail((edge, edge))
    paper = Image.new("RGB", whole.size, "white")
    paper.paste(whole, mask=whole)
    out = io.BytesIO()
    paper.save(out, "JPEG", quality=_PREVIEW_QUALITY)
    return out.getvalue(), *paper.size


def _opened(data: bytes) -> Image.Image:
    """The picture, decoded. Raises PictureError."""
    try:
        found = Image.open(io.BytesIO(data), formats=list(_FORMATS))
    except UnidentifiedImageError:
        raise PictureError("kind") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureError("pixels") from error
    except (OSError, ValueError, SyntaxError) as error:
        raise PictureError("broken") from error
    if found.width * found.height > MOST_PIXELS:
        raise PictureError("pixels")
    try:
        found.load()
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise PictureError("broken") from error
    return found
