"""Tables: patents as CNIPA, Lens and PatentsView export them, grants, Web of Science's tabbed form, and plain tables of papers.

PatentsView keeps abstracts in a file of their own; a table without abstracts gives documents with titles alone.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from xinzhi.core.messages import gettext_noop
from xinzhi.core.tabular import Row, TableError, open_table
from xinzhi.foresight.engine.corpus import split

from .record import Document, Found, Unread, clean, day, doi_of, names

# Headings by meaning, in small letters without spaces and punctuation; the first that a table has counts.
_HEADINGS: dict[str, tuple[str, ...]] = {
    "id": ("申请号", "公开公告号", "公开号", "lensid", "patentid", "批准号", "项目编号", "项目批准号", "awardnumber", "awardid", "ut", "arxivid",
           "id"),
    "title": ("专利名称", "发明名称", "标题", "题名", "项目名称", "名称", "patenttitle", "projecttitle", "awardtitle", "title", "ti"),
    "abstract": ("摘要", "摘要中文", "项目摘要", "patentabstract", "abstracttext", "abstract", "awardabstract", "summary", "ab"),
    "created": ("申请日", "申请日期", "立项时间", "批准时间", "批准年度", "立项年度", "earliestprioritydate", "applicationdate", "filingdate",
                "patentdate", "datepublished", "publicationdate", "awardeffectivedate", "startdate", "projectstart", "created",
                "date", "published", "年份", "年度", "发表时间", "publicationyear", "fiscalyear", "year", "py"),
    "authors": ("发明人", "发明设计人", "负责人", "项目负责人", "作者", "inventors", "inventor", "principalinvestigator", "authors", "author",
                "authortext", "af", "au"),
    "institutions": ("申请专利权人", "申请人", "专利权人", "工作单位", "依托单位", "单位", "机构", "applicants", "assignee", "assignees",
                     "organization", "organizationname", "institutions", "affiliations", "c3", "c1"),
    "categories": ("ipc分类号", "分类号", "主分类号", "学科分类", "学科", "ipcrclassifications", "cpcclassifications", "ipc", "cpc",
                   "wipokind", "program", "fieldsofstudy", "categories", "primarycat", "wc"),
    "keywords": ("关键词", "keywords", "authorkeywords", "de"),
    "doi": ("doi", "di"),
}  # fmt: skip
_PATENT = ("申请号", "公开号", "公开公告号", "patentid", "lensid", "专利名称", "发明名称")
_GRANT = ("批准号", "项目编号", "项目批准号", "项目名称", "awardnumber", "awardid", "projecttitle")
_NOISE = re.compile(r"[\W_]+")


class Headings(NamedTuple):
    """Which column of a table holds what, and the kind of its rows."""

    columns: dict[str, int]
    kind: str


def read_table(path: Path, name: str = "") -> Found:
    """The documents of a CSV, TSV, XLSX or JSON table. Raises TableError where it cannot be read or has no title or date."""
    with path.open("rb") as file, open_table(file, name or path.name) as table:
        headings = find_headings([c.name for c in table.columns])
        for row in table.rows():
            if not row.is_blank:
                yield _document(row, headings)


def find_headings(given: list[str]) -> Headings:
    """What each heading of a table means. Raises TableError where there is none for the title or the date."""
    place = {_NOISE.sub("", heading).lower(): i for i, heading in reversed(list(enumerate(given)))}
    columns = {
        meaning: place[next(h for h in known if h in place)]
        for meaning, known in _HEADINGS.items()
        if any(h in place for h in known)
    }
    given_names = {"headings": ", ".join(given)}
    if "title" not in columns:
        raise TableError("title", gettext_noop("No column is the title; the headings are: %(headings)s."), given_names)
    if "created" not in columns:
        raise TableError("date", gettext_noop("No column is the date; the headings are: %(headings)s."), given_names)
    is_patent = any(h in place for h in _PATENT) and "datepublished" not in place
    is_grant = any(h in place for h in _GRANT)
    return Headings(columns, "patent" if is_patent else "grant" if is_grant else "paper")


def _document(row: Row, headings: Headings) -> Document | Unread:
    def cell(meaning: str) -> str:
        at = headings.columns.get(meaning)
        return "" if at is None else row.cells[at].strip()

    broken = next((p for p in row.problems if p.is_error), None)
    if broken is not None:
        return Unread(row.line, str(broken.reason))
    return Document(
        row.line,
        cell("id"),
        clean(cell("title")),
        clean(cell("abstract")),
        day(cell("created")),
        _people(cell("authors")),
        _listed(cell("institutions")),
        _listed(cell("categories")),
        _listed(cell("keywords")),
        doi_of(cell("doi")),
        headings.kind,
    )


def _people(text: str) -> tuple[str, ...]:
    text = text.replace(";;", ";")  # Lens parts its lists with two
    return split(text, people=True)


def _listed(text: str) -> tuple[str, ...]:
    """Names parted by semicolons or bars; a comma or a space may be within a name."""
    return names(re.split(r"\s*(?:;;|;|；|\|)\s*", text))
