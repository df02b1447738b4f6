import io
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from xinzhi.plan.engine.reader import UnreadableSource, read
from xinzhi.plan.engine.reader.normalise import normalise
from xinzhi.plan.engine.reader.source import load

pytestmark = pytest.mark.engine

TEXT = """云川省未来产业行动方案
一、主要任务
（一）建设平台。到2027年，新建省实验室5家以上。（省科技厅牵头，省财政厅配合）
（二）开放场景。每年发布“智造”场景20个。（省工业和信息化厅、省数据局按职责分工负责）"""


def duties(plan):
    return [(m.path, m.title, m.lead, m.support, m.shared) for m in plan.measures]


EXPECTED = [
    (("一", "一"), "建设平台", ("省科技厅",), ("省财政厅",), ()),
    (("一", "二"), "开放场景", (), (), ("省工业和信息化厅", "省数据局")),
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends_read_the_same(encoding, newline):
    plan = read(TEXT.replace("\n", newline).encode(encoding))
    assert plan.text == normalise(TEXT)
    assert duties(plan) == EXPECTED


def test_half_width_punctuation_reads_the_same():
    half = TEXT.translate(str.maketrans("（），。", "(),。")).replace("2027", "２０２７").replace("“智造”", '"智造"')
    assert read(half).text == normalise(TEXT)


def test_spaces_around_numbers_go_but_a_name_keeps_its_space():
    assert normalise("到 2027 年，建成 30 家（省 级）") == "到2027年，建成30家（省 级）"
    assert normalise("《中共中央 国务院关于…的意见》") == "《中共中央 国务院关于…的意见》"


def test_wrapped_lines_are_joined_and_paragraphs_kept():
    long = "加快布局未来产业，推动科技创新和产业创新深度融合，" * 6 + "形成新优势。"
    paragraphs = ["一、总体要求", long, "二、主要任务", f"（一）建设平台。{long}（省科技厅牵头）", long]
    wrapped = []
    for paragraph in paragraphs:
        indented = f"　　{paragraph}"
        wrapped += [indented[i : i + 36] for i in range(0, len(indented), 36)]
    assert normalise("\n".join(wrapped)) == "\n".join(paragraphs)


def test_unwrapped_lines_are_left_alone():
    assert normalise(TEXT) == TEXT


def test_contents_with_page_numbers_go():
    assert normalise("一、总体要求……………1\n二、任务........12\n一、总体要求") == "一、总体要求"


def test_html_keeps_blocks_and_tables_and_drops_the_rest():
    page = """<!DOCTYPE html><html><head><meta charset="gb2312"><title>标题</title><style>p{}</style></head><body>
    <nav>首页</nav><script>var 一 = 1</script><p>一、主要任务</p><div>（一）建设平台。<br>第二行</div>
    <table><tr><th>任务</th><th>责任单位</th></tr><tr><td>建<b>平台</b></td><td>省科技厅</td></tr></table></body></html>"""
    lines = load(page.encode("gb18030")).split("\n")
    assert lines == ["一、主要任务", "（一）建设平台。", "第二行", "任务\t责任单位", "建平台\t省科技厅"]


def _numbered(document, words, level):
    """A paragraph whose number Word makes itself."""
    paragraph = document.add_paragraph(words)
    properties = paragraph._p.get_or_add_pPr()
    numbering = OxmlElement("w:numPr")
    for tag, value in (("w:ilvl", str(level)), ("w:numId", "77")):
        element = OxmlElement(tag)
        element.set(qn("w:val"), value)
        numbering.append(element)
    properties.append(numbering)


def _add_numbering(document):
    root = document.part.numbering_part.element
    abstract = OxmlElement("w:abstractNum")
    abstract.set(qn("w:abstractNumId"), "77")
    for level, form, pattern in (
        ("0", "chineseCounting", "%1、"),
        ("1", "chineseCounting", "（%2）"),
        ("2", "decimal", "%3."),
    ):
        element = OxmlElement("w:lvl")
        element.set(qn("w:ilvl"), level)
        for tag, value in (("w:start", "1"), ("w:numFmt", form), ("w:lvlText", pattern)):
            child = OxmlElement(tag)
            child.set(qn("w:val"), value)
            element.append(child)
        abstract.append(element)
    root.insert(0, abstract)
    number = OxmlElement("w:num")
    number.set(qn("w:numId"), "77")
    link = OxmlElement("w:abstractNumId")
    link.set(qn("w:val"), "77")
    number.append(link)
    root.append(number)


def test_docx_gives_paragraphs_tables_and_automatic_numbers_in_order(tmp_path):
    document = docx.Document()
    _add_numbering(document)
    for words, level in (
        ("总体要求", 0),
        ("主要任务", 0),
        ("平台", 1),
        ("建设", 2),
        ("运行", 2),
        ("场景", 1),
        ("开放", 2),
    ):
        _numbered(document, words, level)
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "建\n平台", "省科技厅"
    document.add_paragraph("此后")
    path = tmp_path / "plan.docx"
    document.save(path)
    numbered = ["一、总体要求", "二、主要任务", "（一）平台", "1.建设", "2.运行", "（二）场景", "1.开放"]
    assert [line for line in load(path).split("\n") if line] == [*numbered, "建 平台\t省科技厅", "此后"]


def pdf_bytes(pages):
    """A PDF whose text is in the standard Chinese encoding, one string a line."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    objects.append(
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>"
    )
    objects.append(
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /FontDescriptor 5 0 R"
        " /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> >>"
    )
    objects.append(
        "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [0 -200 1000 900] /ItalicAngle 0"
        " /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>"
    )
    kids = []
    for lines in pages:
        shown = " ".join(f"<{line.encode('utf-16-be').hex()}> Tj 0 -20 Td" for line in lines)
        stream = f"BT /F1 10 Tf 50 780 Td {shown} ET"
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects) + 2} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    out, places = "%PDF-1.4\n", []
    for i, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{i} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(objects) + 1
    out += f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF"
    return out.encode("latin-1")


def test_pdf_text_without_page_numbers_and_running_heads():
    body = [
        ["云川省行动方案", "一、主要任务"],
        ["（一）建设平台。（省科技厅牵头）"],
        ["（二）开放场景。（省数据局负责）"],
    ]
    pages = [["云川省人民政府文件", *lines, f"— {i} —"] for i, lines in enumerate(body, 1)]
    assert load(pdf_bytes(pages)).split("\n") == [line for lines in body for line in lines]


def test_pdf_without_text_says_that_it_is_scanned():
    with pytest.raises(UnreadableSource, match="scanned"):
        load(pdf_bytes([[], []]), name="plan.pdf")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 broken", "damaged or protected PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Office file"),
        (b"PK\x03\x04broken", "damaged"),
        (b"{\\rtf1 x}", "rich text"),
        (bytes(range(256)) * 40, "neither text"),
    ],
)
def test_what_cannot_be_read_says_why(data, message):
    with pytest.raises(UnreadableSource, match=message):
        load(data)


def test_a_zip_without_a_document_is_named_so():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(UnreadableSource, match="without a Word document"):
        load(buffer.getvalue())


def test_missing_file_and_folder(tmp_path):
    with pytest.raises(UnreadableSource, match="does not exist"):
        load(tmp_path / "none.txt")
    with pytest.raises(UnreadableSource, match="folder"):
        load(Path(tmp_path))


def test_a_table_that_only_places_the_text_is_no_data():
    paragraphs = "".join(
        f"<p>{words}</p>" for words in ("江澄市平台方案", "一、任务", "（一）平台。建设平台。（市科技局负责）")
    )
    inner = "<table><tr><td>指标</td><td>目标</td></tr><tr><td><p>平台</p><p>数量</p></td><td>30家</td></tr></table>"
    page = f"<html><body><table><tr><td>{paragraphs}{inner}</td></tr></table></body></html>"
    assert load(page.encode()).split("\n") == [
        "江澄市平台方案",
        "一、任务",
        "（一）平台。建设平台。（市科技局负责）",
        "指标\t目标",
        "平台数量\t30家",
    ]
