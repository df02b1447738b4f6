"""Files in the forms that databases export. Their content is invented; their form is that of the public descriptions."""

import gzip
import json

import polars as pl
import pytest

from xinzhi.foresight.engine.corpora import Document, FormError, Unread, read_file, write_corpus

pytestmark = pytest.mark.engine

OPENALEX = {
    "id": "https://openalex.org/W0000000001",
    "doi": "https://doi.org/10.1000/Invented.1",
    "display_name": "An invented work on foam robots",
    "publication_date": "2019-05-17",
    "abstract_inverted_index": {"Foam": [0], "robots": [1, 4], "meet": [2], "other": [3]},
    "authorships": [
        {"author": {"display_name": "Ada Invented"}, "institutions": [{"display_name": "Invented University"}]}
    ],
    "topics": [{"display_name": "Soft Robots", "subfield": {"display_name": "Robotics"}}],
    "keywords": [{"display_name": "foam"}],
}
SNAPSHOT = {
    "id": "0000.00001",
    "title": "An invented\n  preprint",
    "abstract": "  Invented. ",
    "categories": "cs.RO cs.AI",
    "authors_parsed": [["Invented", "Ada", ""]],
    "versions": [{"version": "v1", "created": "Mon, 2 Apr 2007 19:18:42 GMT"}],
    "update_date": "2010-01-01",
}
OAI = """<?xml version="1.0"?>
<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords>
<record><header status="deleted"><identifier>oai:x:1</identifier></header></record>
<record><header><identifier>oai:x:2</identifier></header><metadata>
<arXiv xmlns="http://arxiv.org/OAI/arXiv/"><id>0000.00002</id><created>2008-03-01</created><authors><author><keyname>Invented</keyname>
<forenames>Ada</forenames><affiliation>Invented University</affiliation></author></authors><title>Invented title</title>
<categories>math.CO cs.DM</categories><abstract>Invented abstract.</abstract></arXiv></metadata></record>
</ListRecords></OAI-PMH>"""
ACL = """<?xml version='1.0' encoding='UTF-8'?>
<collection id="2020.invented"><volume id="1"><meta><booktitle>Invented</booktitle><month>July</month><year>2020</year>
<venue>inv</venue></meta>
<paper id="1"><title>Parsing <fixed-case>X</fixed-case> again</title><author><first>Ada</first><last>Invented</last></author>
<abstract>We parse.</abstract></paper><paper id="2"><title>Another one</title></paper></volume></collection>"""
RIS = (
    "TY  - PAT\nAU  - Invented, Ada\nAU  - Other, Bo\nTI  - An invented patent\nAB  - First line\n second line\n"
    "KW  - foam\nPY  - 2018/11/02/\nDO  - 10.1000/inv.3\nER  - \n\n"
)
BIBTEX = """@comment{no entry}
@article{invented2019, title = {The {Foam} {\\"o}f Robots}, author = "Invented, Ada and Bo Other",
  year = 2019, month = mar, keywords = {foam, robots}, abstract = {Deep {nested {braces}} here}, doi={10.1000/inv.4}}
@article{broken, title = {no end"""
WOS = """FN Clarivate Analytics Web of Science
VR 1.0
PT J
AU Invented, A
   Other, B
TI Invented title that
   goes on
AB Invented abstract.
C1 [Invented, A] Invented Univ, Dept Foam, Nowhere.
   [Other, B] Other Univ.
DE foam; robots
WC Robotics; Materials Science
PD JUN
PY 2017
DI 10.1000/inv.5
UT WOS:000000000000001
ER

EF
"""
ENDNOTE = "%0 Journal Article\n%A 张某\n%A 李某\n%+ 虚构大学\n%T 虚构的量子测量\n%J 虚构学报\n%D 2020\n%K 量子;测量\n%X 虚构的摘要\n%W CNKI\n\n"
REFWORKS = "RT Journal Article\nSR 1\nA1 张某;李某;\nAD 虚构大学;\nT1 虚构的量子测量\nJF 虚构学报\nYR 2020\nFD 2020-03-15\nK1 量子;测量\nAB 虚构的摘要\nLA 中文;\nDS CNKI\n\n"
NOTEEXPRESS = (
    "{Reference Type}: Journal Article\n{Title}: 虚构的量子测量\n{Author}: 张某;李某;\n{Author Address}: 虚构大学;\n"
    "{Journal}: 虚构学报\n{Year}: 2020\n{Keywords}: 量子;测量\n{Abstract}: 虚构的摘要\n\n"
)
CNKI = (
    "SrcDatabase-来源库: 期刊\nTitle-题名: 虚构的量子测量\nAuthor-作者: 张某;李某;\nOrgan-单位: 虚构大学;\n"
    "Keyword-关键词: 量子;测量\nSummary-摘要: 虚构的摘要\nPubTime-发表时间: 2020-03-15\n\n"
)
CNIPA = "申请号,专利名称,摘要,申请日,申请(专利权)人,发明人,IPC分类号\nCN000000000001.X,虚构的装置,虚构的摘要,2019.06.05,虚构公司;虚构大学,张某;李某,G06N10/00; H04L9/08\n"
LENS = (
    "#,Lens ID,Title,Abstract,Application Date,Applicants,Inventors,IPCR Classifications\n"
    "1,000-000-000,Invented device,Invented.,2019-06-05,INVENTED CO;;OTHER CO,ADA INVENTED;;BO OTHER,G06N10/00;;H04L9/08\n"
)
PATENTSVIEW = "patent_id\tpatent_type\tpatent_date\tpatent_title\n0000001\tutility\t2019-06-05\tInvented device\n"
GRANTS = "批准号,项目名称,立项时间,负责人,工作单位,学科分类\n00ABC000,虚构的项目,2015/6/25,张某,虚构大学,理论经济\n"


def read(tmp_path, name, text, encoding="utf-8"):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return list(read_file(path))


def test_openalex_lines_pages_and_packed(tmp_path):
    [one] = read(tmp_path, "a.jsonl", json.dumps(OPENALEX) + "\n")
    assert one.abstract == "Foam robots meet other robots"
    assert (one.created, one.doi, one.categories) == ("2019-05-17", "10.1000/invented.1", ("Robotics",))
    assert (one.authors, one.institutions, one.keywords) == (("Ada Invented",), ("Invented University",), ("foam",))
    [paged] = read(tmp_path, "b.json", json.dumps({"meta": {}, "results": [OPENALEX]}, indent=1))
    assert paged.title == one.title
    packed = tmp_path / "part.gz"
    packed.write_bytes(gzip.compress((json.dumps(OPENALEX) + "\nbroken\n").encode()))
    found = list(read_file(packed))
    assert found[0] == one
    assert isinstance(found[1], Unread)
    assert found[1].line == 2


def test_arxiv_snapshot_and_harvest(tmp_path):
    [one] = read(tmp_path, "a.json", json.dumps(SNAPSHOT))
    assert (one.title, one.created, one.categories) == ("An invented preprint", "2007-04", ("cs.RO", "cs.AI"))
    assert one.authors == ("Ada Invented",)
    deleted, kept = read(tmp_path, "oai.xml", OAI)
    assert isinstance(deleted, Unread)
    assert (kept.created, kept.authors, kept.institutions) == (
        "2008-03-01",
        ("Ada Invented",),
        ("Invented University",),
    )
    assert kept.categories == ("math.CO", "cs.DM")


def test_arxiv_tsv(tmp_path):
    [one] = read(
        tmp_path,
        "a.tsv",
        "arxiv_id\ttitle\tabstract\tcreated\tcategories\n1\tInvented\tText\t2007-04-02\tcs.RO;cs.AI\n",
    )
    assert (one.id, one.title, one.created, one.categories) == ("1", "Invented", "2007-04-02", ("cs.RO", "cs.AI"))


def test_acl_anthology(tmp_path):
    first, second = read(tmp_path, "2020.invented.xml", ACL)
    assert (first.id, first.title, first.created) == ("2020.invented-1.1", "Parsing X again", "2020-07")
    assert first.authors == ("Ada Invented",)
    assert second.abstract == ""


def test_ris(tmp_path):
    [one] = read(tmp_path, "a.ris", RIS)
    assert (one.kind, one.abstract, one.created) == ("patent", "First line second line", "2018-11")
    assert one.authors == ("Invented, Ada", "Other, Bo")


def test_bibtex(tmp_path):
    one, broken = read(tmp_path, "a.bib", BIBTEX)
    assert (one.title, one.abstract, one.created) == ("The Foam of Robots", "Deep nested braces here", "2019-03")
    assert one.authors == ("Ada Invented", "Bo Other")
    assert one.keywords == ("foam", "robots")
    assert (broken.line, isinstance(broken, Unread)) == (4, True)


def test_web_of_science(tmp_path):
    [one] = read(tmp_path, "a.txt", WOS)
    assert (one.title, one.created, one.doi) == ("Invented title that goes on", "2017-06", "10.1000/inv.5")
    assert one.authors == ("Invented, A", "Other, B")
    assert one.institutions == ("Invented Univ, Dept Foam, Nowhere.", "Other Univ.")
    assert one.categories == ("Robotics", "Materials Science")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
@pytest.mark.parametrize(
    ("text", "created"),
    [(ENDNOTE, "2020"), (REFWORKS, "2020-03-15"), (NOTEEXPRESS, "2020"), (CNKI, "2020-03-15")],
    ids=["endnote", "refworks", "noteexpress", "plain"],
)
def test_cnki_in_its_forms(tmp_path, text, created, encoding):
    found = read(tmp_path, "cnki.txt", text * 2, encoding)
    assert len(found) == 2
    assert (found[0].title, found[0].abstract, found[0].created) == ("虚构的量子测量", "虚构的摘要", created)
    assert (found[0].authors, found[0].institutions) == (("张某", "李某"), ("虚构大学",))
    assert found[0].keywords == ("量子", "测量")


def test_patents_and_grants(tmp_path):
    [cnipa] = read(tmp_path, "cnipa.csv", CNIPA, "gb18030")
    assert (cnipa.kind, cnipa.created, cnipa.id) == ("patent", "2019-06", "CN000000000001.X")
    assert cnipa.institutions == ("虚构公司", "虚构大学")
    assert cnipa.categories == ("G06N10/00", "H04L9/08")
    [lens] = read(tmp_path, "lens.csv", LENS)
    assert (lens.kind, lens.authors) == ("patent", ("ADA INVENTED", "BO OTHER"))
    [view] = read(tmp_path, "g_patent.tsv", PATENTSVIEW)
    assert (view.kind, view.title, view.created) == ("patent", "Invented device", "2019-06-05")
    [grant] = read(tmp_path, "grants.csv", GRANTS)
    assert (grant.kind, grant.created, grant.categories) == ("grant", "2015-06", ("理论经济",))


def test_each_document_once_and_the_refused_told(tmp_path):
    first, second = tmp_path / "a.ris", tmp_path / "b.jsonl"
    first.write_text(RIS + "TY  - JOUR\nTI  - No year at all\nER  - \n", encoding="utf-8")
    twin = OPENALEX | {"doi": "10.1000/INV.3", "display_name": "The same under another title"}
    second.write_text("\n".join(json.dumps(w) for w in (OPENALEX, twin, OPENALEX)), encoding="utf-8")
    out = tmp_path / "x.parquet"
    report = write_corpus([first, second], out)
    assert report.taken == len(pl.read_parquet(out)) == 2
    assert report.files == {str(first): 1, str(second): 1}
    said = [(r.line, r.reason.split(":")[0]) for r in report.refused]
    assert said == [(12, "no date with a year"), (2, "already there (same DOI)"), (3, "already there (same DOI)")]
    again = write_corpus([out], tmp_path / "y.parquet")
    assert again.taken == 2


def test_real_grants_are_read(shared, tmp_path):
    report = write_corpus([shared / "datasets" / "grants" / "social-2017-09-26.csv.zip"], tmp_path / "x.parquet")
    assert report.taken > 55_000
    years = pl.read_parquet(tmp_path / "x.parquet", columns=["created"])["created"].str.slice(0, 4).cast(pl.Int32)
    assert years.min() >= 1983
    assert years.max() <= 2017


def test_an_unknown_table_says_what_is_missing(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("foo,bar\n1,2\n", encoding="utf-8")
    with pytest.raises(FormError, match=r"No column is the title.*foo, bar"):
        list(read_file(path))


def test_a_document_is_plain_data():
    assert Document(1, "", "t", "", "2000").authors == ()
