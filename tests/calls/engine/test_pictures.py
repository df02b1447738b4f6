"""Photographs stand upright, say nothing of place and camera, and are refused where they are no pictures."""

import io
import struct
import zlib
from contextlib import suppress

import pypdfium2
import pytest
import vl_convert
from hypothesis import given
from hypothesis import strategies as st

from xinzhi.calls.engine.metadata import without_metadata
from xinzhi.calls.engine.pictures import MOST_PIXELS, PictureError, preview_of, read_photo

PNG = b"\x89PNG\r\n\x1a\n"
PLACE = b"GPS 36.65N 117.12E"
WIDE, HIGH = 120, 80


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width=WIDE, height=HIGH, *more):
    """Grey, with the top left quarter black."""
    rows = b"".join(
        b"\0" + bytes(0 if x < width // 2 and y < height // 2 else 200 for x in range(width)) for y in range(height)
    )
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return PNG + chunk(b"IHDR", head) + b"".join(more) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def exif(orientation, order=">"):
    """An Exif segment with the orientation and, after it, a place."""
    tiff = (b"MM" if order == ">" else b"II") + struct.pack(f"{order}HIH", 42, 8, 2)
    tiff += struct.pack(f"{order}HHIHH", 0x0112, 3, 1, orientation, 0)
    tiff += struct.pack(f"{order}HHII", 0x9286, 2, len(PLACE), 38) + struct.pack(">I", 0) + PLACE
    return b"\xff\xe1" + struct.pack(">H", 2 + 6 + len(tiff)) + b"Exif\0\0" + tiff


def jpeg(*segments):
    """A picture 120 × 80, its top left quarter black, with these segments put in."""
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDE}" height="{HIGH}"><rect width="100%" height="100%" '
        f'fill="#ccc"/><rect width="{WIDE // 2}" height="{HIGH // 2}"/></svg>'
    )
    data = bytes(vl_convert.svg_to_jpeg(svg, scale=1.0))
    return data[:2] + b"".join(segments) + data[2:]


def quarters(data, width, height):
    """Which quarters of a JPEG are dark: top left, top right, bottom left, bottom right; drawn by PDFium."""
    document = pypdfium2.PdfDocument.new()
    image = pypdfium2.PdfImage.new(document)
    image.load_jpeg(io.BytesIO(data))
    image.set_matrix(pypdfium2.PdfMatrix().scale(width, height))
    page = document.new_page(width, height)
    page.insert_obj(image)
    page.gen_content()
    drawn = page.render(scale=1, grayscale=True).to_numpy().reshape(height, width)
    spots = [(x, y) for y in (height // 4, 3 * height // 4) for x in (width // 4, 3 * width // 4)]
    dark = tuple(bool(drawn[y, x] < 100) for x, y in spots)
    document.close()
    return dark


# Orientation to where the corner that is stored at the top left stands (Exif: row 0 and column 0 at …).
STANDS = {
    1: (True, False, False, False),
    2: (False, True, False, False),
    3: (False, False, False, True),
    4: (False, False, True, False),
    5: (True, False, False, False),
    6: (False, True, False, False),
    7: (False, False, False, True),
    8: (False, False, True, False),
}


@pytest.mark.parametrize("order", [">", "<"])
@pytest.mark.parametrize("orientation", STANDS)
def test_a_photograph_stands_upright_and_keeps_nothing_else_of_its_exif(orientation, order):
    photo = read_photo(jpeg(exif(orientation, order)))
    assert (photo.width, photo.height, photo.orientation, photo.ending) == (WIDE, HIGH, orientation, "jpg")
    assert PLACE not in photo.data
    assert read_photo(photo.data) == photo, "cleaning what is clean changes nothing"
    small, width, height = preview_of(photo)
    assert (width, height) == photo.shown == ((HIGH, WIDE) if orientation > 4 else (WIDE, HIGH))
    assert quarters(small, width, height) == STANDS[orientation]
    assert b"Exif" not in small


def test_what_a_telephone_hangs_on_behind_the_picture_goes():
    photo = read_photo(jpeg(exif(1)) + b"\x00\x00MotionPhoto" + PLACE)
    assert photo.data.endswith(b"\xff\xd9")
    assert PLACE not in photo.data
    assert PLACE not in without_metadata(png() + chunk(b"gAMA", b"\0\0\0\0") + PLACE)[0]
    assert PLACE not in read_photo(png(WIDE, HIGH, chunk(b"eXIf", PLACE), chunk(b"tEXt", b"Location\0" + PLACE))).data


def test_a_progressive_picture_with_many_scans_is_read_to_its_end():
    scan = b"\xff\xda\x00\x04ab" + b"data\xff\x00\xff\xd0more"
    frame = b"\xff\xc2\x00\x0b\x08" + struct.pack(">HH", 5, 7) + b"\x01\x01\x11\x00"
    data = b"\xff\xd8" + frame + scan + b"\xff\xc4\x00\x04xy" + scan + b"\xff\xd9"
    photo = read_photo(data)
    assert (photo.width, photo.height, photo.data) == (7, 5, data)


def test_the_small_copy_is_small_and_a_small_picture_is_not_blown_up():
    photo = read_photo(png(300, 100))
    small, width, height = preview_of(photo, edge=90)
    assert (width, height) == (90, 30)
    assert small.startswith(b"\xff\xd8")
    assert preview_of(photo)[1:] == (300, 100)
    assert quarters(small, width, height) == (True, False, False, False)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"GIF89a", "kind"),
        (b"", "kind"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "kind"),
        (jpeg()[:-40], "broken"),
        (png()[:-20], "broken"),
        (png().replace(b"IDAT", b"IDAX", 1), "broken"),
        (b"\xff\xd8\xff\xda\x00\x04ab\xff\xd9", "broken"),
        (png(0, 0), "broken"),
        (PNG + chunk(b"IHDR", struct.pack(">IIBBBBB", MOST_PIXELS, 2, 8, 0, 0, 0, 0)) + chunk(b"IEND", b""), "pixels"),
    ],
)
def test_what_is_no_picture_is_refused(data, code):
    with pytest.raises(PictureError) as caught:
        read_photo(data)
    assert caught.value.code == code


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(noise):
    for data in (b"\xff\xd8" + noise, PNG + noise, b"\xff\xd8\xff\xe1\x00\xc0Exif\0\0" + noise):
        with suppress(PictureError):
            assert read_photo(data).width > 0
