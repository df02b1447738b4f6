"""Files lose what they say of who made them, keep what they show, and are refused where that cannot be had."""

import io
import struct
import zipfile
import zlib

import pypdfium2
import pytest
from docx import Document

from xinzhi.calls.engine.metadata import without_metadata

AUTHOR = "王伟伟"


def pdf() -> bytes:
    """A page with a document information dictionary."""
    author = AUTHOR.encode("utf-16-be").hex().upper()
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] >>",
        f"<< /Author <FEFF{author}> /Title (Secret Institute) >>".encode(),
    ]
    out, places = b"%PDF-1.4\n", []
    for n, part in enumerate(parts, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (n, part)
    table = b"".join(b"%010d 00000 n \n" % p for p in places)
    end = b"trailer << /Size 5 /Root 1 0 R /Info 4 0 R >>\nstartxref\n%d\n%%%%EOF" % len(out)
    return out + b"xref\n0 5\n0000000000 65535 f \n" + table + end


def test_a_pdf_keeps_its_pages_and_loses_its_information():
    before = pypdfium2.PdfDocument(pdf())
    assert before.get_metadata_dict()["Author"] == AUTHOR
    before.close()
    clean, ending = without_metadata(pdf())
    after = pypdfium2.PdfDocument(clean)
    told = after.get_metadata_dict()
    assert (len(after), ending) == (1, "pdf")
    assert not told.get("Author")
    assert not told.get("Title")
    after.close()
    assert b"Secret Institute" not in clean


def test_a_word_file_loses_properties_and_names_on_changes_and_still_opens():
    document = Document()
    document.core_properties.author = AUTHOR
    document.core_properties.last_modified_by = AUTHOR
    document.add_paragraph("研究内容")
    out = io.BytesIO()
    document.save(out)
    clean, ending = without_metadata(out.getvalue())
    assert ending == "docx"
    again = Document(io.BytesIO(clean))
    assert again.paragraphs[0].text == "研究内容"
    assert again.core_properties.author == ""
    with zipfile.ZipFile(io.BytesIO(clean)) as archive:
        assert not [n for n in archive.namelist() if AUTHOR.encode() in archive.read(n)]
        assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def test_pictures_lose_their_texts():
    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    png = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"tEXt", b"Author\0W")
        + chunk(b"IDAT", zlib.compress(b"\0\0"))
        + chunk(b"IEND", b"")
    )
    clean, ending = without_metadata(png)
    assert ending == "png"
    assert b"tEXt" not in clean
    assert b"IDAT" in clean
    jpeg = b"\xff\xd8\xff\xe1\x00\x08Exif\0\0\xff\xdb\x00\x04ab\xff\xfe\x00\x06name\xff\xda\x00\x04xxDATA\xff\xd9"
    clean, ending = without_metadata(jpeg)
    assert ending == "jpg"
    assert b"Exif" not in clean
    assert b"name" not in clean
    assert clean.endswith(b"DATA\xff\xd9")


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04broken",
        b"%PDF-broken",
        b"\x89PNG\r\n\x1a\nxx",
        b"\xff\xd8\x00",
        b"\x00\x01\x02",
        "文".encode("gb18030") + b"\xff",
    ],
)
def test_what_cannot_be_cleaned_is_not_handed_out(data):
    assert without_metadata(data) is None


def test_an_archive_that_is_no_office_file_is_not_handed_out():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "x")
    assert without_metadata(out.getvalue()) is None


def test_plain_text_goes_as_it_is():
    assert without_metadata("文字".encode()) == ("文字".encode(), "txt")
