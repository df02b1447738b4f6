"""The arrays of a simulated province as rows of the registers: what `simulate_province` writes."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from xinzhi.registry.engine.province import MARK, MEASURES, Province, assumptions, firm_names, firm_names_en
from xinzhi.registry.models import Confidence, RelationRole
from xinzhi.registry.provenance import Provenance

ORIGIN = "simulation"
PREFIX = "sim-"
SOURCE = "模拟数据（不代表真实情况）"
_TITLES_PER_KIND = {
    "platforms": (("企业技术中心", "工程研究中心", "工程技术协同创新中心"), "研发平台"),
    "projects": (("重点研发", "创新能力提升", "成果转化"), "项目"),
    "results": (("标志性产品", "关键技术", "新工艺"), "成果"),
    "products": (("product", "first_set", "first_version"), "产品"),
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """The entries of one register: keys, and by attribute the machine values, one list each; `firm` is who is behind."""

    register: str
    keys: list[str]
    values: dict[str, list[Any]]
    firm: list[int]
    role: RelationRole | None = None

    def rows(self) -> Iterator[dict[str, Any]]:
        """The values of each entry, without what is empty."""
        names = list(self.values)
        for row in zip(*self.values.values(), strict=True):
            yield {n: v for n, v in zip(names, row, strict=True) if v not in (None, "")}


def provenance(province: Province, year: int | None = None) -> Provenance:
    """Simulated, as of the last day of the year (of the last observed one)."""
    day = dt.date(year or province.years[-1], 12, 31)
    return Provenance(SOURCE, day, confidence=Confidence.DERIVED.value, simulated=True)


def sheets(province: Province) -> Iterator[Sheet]:
    """Parks and firms first, then what firms host and make."""
    yield _parks(province)
    firms = _firms(province)
    yield firms
    for kind in province.works:
        yield _works(province, kind, firms.values["name"])


def _parks(province: Province) -> Sheet:
    cities = [province.cities[c] for c in province.parks.tolist()]
    number = [f"{i + 1:03}" for i in range(len(cities))]
    values = {
        "name": [f"{MARK}{c.name}产业园区{n}" for c, n in zip(cities, number, strict=True)],
        "kind": ["park"] * len(cities),
        "city": [c.key for c in cities],
    }
    return Sheet("parks", [f"{PREFIX}park-{n}" for n in number], values, [])


def _firms(province: Province) -> Sheet:
    firms = province.firms
    given = assumptions()["fields"]
    rng = np.random.default_rng(province.seed)
    days = rng.integers(0, 365, len(firms)).tolist()
    fields = [province.fields[f] for f in firms.field.tolist()]
    founded = [dt.date(y, 1, 1) + dt.timedelta(d) for y, d in zip(firms.founded.tolist(), days, strict=True)]
    values: dict[str, list[Any]] = {
        "name": firm_names(province),
        "name_en": firm_names_en(province),
        "kind": ["enterprise"] * len(firms),
        "city": [province.cities[c].key for c in firms.city.tolist()],
        "field": [f.key for f in fields],
        "industry": [given.get(f.top, given["other"])["industry"] for f in fields],
        "registered_on": [d.isoformat() for d in founded],
        "note": [f"（模拟）{year}年注销" if year else "" for year in firms.died.tolist()],
    }
    return Sheet("organisations", [f"{PREFIX}firm-{i + 1:06}" for i in range(len(firms))], values, [])


def _works(province: Province, kind: str, names: list[str]) -> Sheet:
    work, firms = province.works[kind], province.firms
    firm = work.firm.tolist()
    kinds, word = _TITLES_PER_KIND[kind]
    picked = [kinds[i % len(kinds)] for i in range(len(firm))]
    carrier = {"platforms": "host", "projects": "host"}.get(kind, "owner")
    number = [f"{i + 1:05}" for i in range(len(firm))]
    years = work.year.tolist()
    values: dict[str, list[Any]] = {
        "name": [f"{names[f]}{word}{n}" for f, n in zip(firm, number, strict=True)],
        "category" if kind == "projects" else "kind": picked,
        carrier: [names[f] for f in firm],
        "city": [province.cities[c].key for c in firms.city[work.firm].tolist()],
        "field": [province.fields[f].key for f in firms.field[work.firm].tolist()],
        "year": years,
        "period": [str(y) for y in years],
    }
    if kind == "projects":
        values["programme"] = [f"{MARK}科技计划"] * len(firm)
        values["grant_fen"] = work.grant.tolist()
    one = kind.removesuffix("s")
    role = RelationRole.HOSTS if carrier == "host" else RelationRole.PRODUCED
    return Sheet(kind, [f"{PREFIX}{one}-{n}" for n in number], values, firm, role)


def year_figures(province: Province) -> Iterator[tuple[int, list[int], list[dict[str, int]]]]:
    """For each year: the firms that lived in it, and the year's figures of each."""
    for i, year in enumerate(province.years):
        living = np.flatnonzero(province.firms.alive[:, i])
        columns = [province.firms.figures[m][living, i].tolist() for m in MEASURES]
        rows = [dict(zip(MEASURES, row, strict=True)) for row in zip(*columns, strict=True)]
        yield year, living.tolist(), rows


def title_columns(province: Province) -> tuple[list[int], dict[str, list[Any]]]:
    """The firm of each title, and its columns."""
    names = [t["name"] for t in assumptions()["title"]]
    held = province.titles
    columns = {
        "name": [names[t] for t in held.title.tolist()],
        "issued": held.issued.tolist(),
        "expires": held.expires.tolist(),
    }
    return held.firm.tolist(), columns
