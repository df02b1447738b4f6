"""Photographs stand upright, say nothing of place and camera, and are refused where they are no pictures."""

import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from xinzhi.calls.engine.metadata import without_metadata
from xinzhi.calls.engine.pictures import MOST_PIXELS, PictureError, preview_of, read_photo

PLACE = b"GPS 36.65N 117.12E"
WIDE, HIGH = 120, 80
ORIENTATION, MAKER, LOCATION = 0x0112, 0x010F, 0x8825


def drawn(mode="RGB"):
    """Grey, with the top left quarter black."""
    image = Image.new("RGB", (WIDE, HIGH), "#ccc")
    image.paste("black", (0, 0, WIDE // 2, HIGH // 2))
    return image.convert(mode)


def saved(image, kind="JPEG", **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def exif(orientation):
    """The orientation, a maker, and a place."""
    found = Image.Exif()
    found[ORIENTATION], found[MAKER] = orientation, PLACE.decode()
    found.get_ifd(LOCATION)[29] = PLACE.decode()
    return found


def quarters(data):
    """Which quarters are dark: top left, top right, bottom left, bottom right."""
    image = Image.open(io.BytesIO(data)).convert("L")
    w, h = image.size
    return tuple(image.getpixel((x, y)) < 100 for y in (h // 4, 3 * h // 4) for x in (w // 4, 3 * w // 4))


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


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
@pytest.mark.parametrize("orientation", STANDS)
def test_a_photograph_stands_upright_and_says_nothing_of_where_it_was_taken(orientation, kind):
    given_ = saved(drawn(), kind, exif=exif(orientation))
    assert PLACE in given_
    photo = read_photo(given_)
    size = (HIGH, WIDE) if orientation > 4 else (WIDE, HIGH)
    assert (photo.width, photo.height, photo.ending) == (*size, "png" if kind == "PNG" else "jpg")
    assert PLACE not in photo.data
    assert not Image.open(io.BytesIO(photo.data)).getexif()
    small, *shown = preview_of(photo)
    assert tuple(shown) == size
    assert quarters(photo.data) == quarters(small) == STANDS[orientation]


def test_comments_texts_and_what_hangs_on_behind_the_picture_go():
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Location", PLACE.decode())
    for data in (
        saved(drawn(), comment=PLACE),
        saved(drawn()) + b"\0\0MotionPhoto" + PLACE,
        saved(drawn(), "PNG", pnginfo=texts),
        saved(drawn(), "PNG") + PLACE,
        saved(drawn(), "MPO", save_all=True, append_images=[drawn()], comment=PLACE),
    ):
        assert PLACE in data
        assert PLACE not in read_photo(data).data
        assert PLACE not in (without_metadata(data) or [b""])[0]


@pytest.mark.parametrize("mode", ["L", "CMYK", "RGB"])
@pytest.mark.parametrize("progressive", [False, True])
def test_every_kind_of_photograph_is_taken(mode, progressive):
    photo = read_photo(saved(drawn(mode), progressive=progressive))
    assert quarters(preview_of(photo)[0]) == STANDS[1]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_drawing_is_taken(mode):
    image = Image.new("I;16", (WIDE, HIGH), 60_000) if mode == "I;16" else drawn(mode)
    photo = read_photo(saved(image, "PNG"))
    assert Image.open(io.BytesIO(photo.data)).mode in {mode, "I;16", "I"}
    assert preview_of(photo)[1:] == (WIDE, HIGH)


def test_what_is_transparent_stays_so_and_lies_on_white():
    photo = read_photo(saved(Image.new("RGBA", (40, 20), (0, 0, 0, 0)), "PNG"))
    assert Image.open(io.BytesIO(photo.data)).getpixel((1, 1))[3] == 0
    assert quarters(preview_of(photo)[0]) == (False,) * 4


def test_the_small_copy_is_small_and_a_small_picture_is_not_blown_up():
    photo = read_photo(saved(drawn().resize((300, 100)), "PNG"))
    small, width, height = preview_of(photo, edge=90)
    assert (width, height) == (90, 30)
    assert small.startswith(b"\xff\xd8")
    assert preview_of(photo)[1:] == (300, 100)
    assert quarters(small) == STANDS[1]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (saved(drawn(), "GIF"), "kind"),
        (b"", "kind"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "kind"),
        (saved(drawn())[:-400], "broken"),
        (saved(drawn(), "PNG")[:-60], "broken"),
        (saved(Image.new("1", (MOST_PIXELS // 1000 + 1, 1000)), "PNG"), "pixels"),
    ],
)
def test_what_is_no_picture_is_refused(data, code):
    with pytest.raises(PictureError) as caught:
        read_photo(data)
    assert caught.value.code == code


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(noise):
    for data in (b"\xff\xd8" + noise, b"\x89PNG\r\n\x1a\n" + noise, saved(drawn())[:600] + noise):
        with suppress(PictureError):
            assert read_photo(data).width > 0
