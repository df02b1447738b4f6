"""From a pack's tables to the columns of the registers. Pure but for the models it names; nothing is written here."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from django.db import models

from xinzhi.core.models import Precision
from xinzhi.core.packs import Fact, Pack
from xinzhi.fields.actions.sync_rows import Wanted
from xinzhi.registry.models import (
    Demand,
    Organisation,
    OrganisationKind,
    Park,
    Platform,
    PolicyNote,
    RegionalPlan,
    Result,
    Standard,
    Statistic,
)

FEN_PER_WAN = 10_000 * 100
KINDS_OF_ORGANISATION = {
    "企业": OrganisationKind.ENTERPRISE,
    "高校": OrganisationKind.UNIVERSITY,
    "研究机构": OrganisationKind.INSTITUTE,
    "基金": OrganisationKind.FUND,
    "银行": OrganisationKind.BANK,
    "孵化器": OrganisationKind.INCUBATOR,
    "服务机构": OrganisationKind.INTERMEDIARY,
    "协会": OrganisationKind.ASSOCIATION,
}


@dataclass(frozen=True, slots=True)
class References:
    """Row numbers of the cities and fields by key."""

    cities: Mapping[str, int]
    fields: Mapping[str, int]

    def city(self, key: str | None) -> int | None:
        """The city's row number; None for no key. Raises KeyError for an unknown one."""
        return self.cities[key] if key else None

    def field(self, key: str | None) -> int | None:
        """The field's row number; None for no key. Raises KeyError for an unknown one."""
        return self.fields[key] if key else None


def cities(pack: Pack) -> Iterator[Wanted]:
    """The pack's cities with their place on the tile map."""
    for line, c in enumerate(pack.cities, 1):
        values = {"key": c.key, "name": c.name, "name_en": c.name_en, "full_name": c.full_name, "adcode": c.adcode}
        note = "；".join(f"原{name}" for name in c.former_names)
        yield Wanted({**values, "column": c.col, "row": c.row, "note": note}, "cities.toml", line)


def departments(pack: Pack) -> Iterator[Wanted]:
    """The pack's departments as organisations under their own keys. Those that owe a measure are named by the plan."""
    named = {key for measure in pack.plan.measures for key in measure.departments}
    for line, d in enumerate(pack.departments, 1):
        values = {
            "key": d.key,
            "name": d.name,
            "name_en": d.name_en,
            "full_name": d.full_name,
            "aliases": list(d.aliases),
            "kind": OrganisationKind.DEPARTMENT.value,
            **(_of_plan(pack) if d.key in named else _of_pack(pack)),
        }
        yield Wanted(values, "departments.toml", line)


def city_governments(pack: Pack, known: References) -> Iterator[Wanted]:
    """The cities' governments as organisations; the key is the city's with «city-» before it."""
    for line, c in enumerate(pack.cities, 1):
        full = c.full_name or c.name
        values = {
            "key": f"city-{c.key}",
            "name": f"{full}人民政府",
            "name_en": f"{c.name_en} Municipal People's Government",
            "aliases": list(dict.fromkeys((full, c.name))),
            "kind": OrganisationKind.CITY.value,
            "city_id": known.city(c.key),
            **_of_pack(pack),
        }
        yield Wanted(values, "cities.toml", line)


def _of_plan(pack: Pack) -> dict[str, Any]:
    return {"source": pack.plan.title, "source_url": f"plan:{pack.plan.key}", "as_of": pack.plan.issued}


def _of_pack(pack: Pack) -> dict[str, Any]:
    """Names that a pack gives because the region's public papers use them."""
    return {"source": f"{pack.name}公开文件所用名称", "source_url": f"pack:{pack.key}", "as_of": pack.as_of}


def _provenance(pack: Pack, fact: Fact) -> dict[str, Any]:
    """Source, date and note of a fact. The source is named by its note, by the plan's title, or by its site."""
    url = fact.text("source_url")
    site = pack.plan.title if url == f"plan:{pack.plan.key}" else urlsplit(url).netloc
    precision = fact.text("as_of_precision")
    return {
        "source": "，".join(part for part in (site, fact.text("source_note")) if part),
        "source_url": url,
        "as_of": fact.as_of,
        "as_of_precision": precision if precision in Precision.values else Precision.DAY.value,
        "as_of_note": fact.text("as_of_note"),
        "note": fact.text("note"),
    }


def _entry(pack: Pack, fact: Fact, known: References) -> dict[str, Any]:
    """What all registers share; where a kind has no such column the value is empty."""
    return {
        "key": fact.id,
        "name": fact.name,
        "field_id": known.field(fact.field),
        "field_named": fact.text("raw_field"),
        "city_id": known.city(fact.city),
        "place": fact.text("place") or fact.text("raw_city"),
        "year": fact.values.get("year"),
        "period": fact.text("period") or fact.text("raw_year"),
        **_provenance(pack, fact),
    }


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _organisation(pack: Pack, fact: Fact, known: References) -> dict[str, Any]:
    word = fact.text("kind")
    kind = KINDS_OF_ORGANISATION.get(word, OrganisationKind.OTHER)
    return _entry(pack, fact, known) | {
        "kind": kind.value,
        "kind_named": word if kind is OrganisationKind.OTHER else "",
        "statuses": list(fact["statuses"] or ()),  # type: ignore[arg-type]
        "credit_code": fact.text("credit_code"),
    }


def _listed_company(pack: Pack, fact: Fact, known: References) -> dict[str, Any]:
    return _entry(pack, fact, known) | {
        "kind": OrganisationKind.ENTERPRISE.value,
        "stock_code": fact.text("code"),
        "industry": fact.text("industry"),
        "listed_on": fact["listed"],
    }


def _texts(*names: str) -> Callable[[Pack, Fact, References], dict[str, Any]]:
    """A reader for a kind whose own columns are plain texts of the same name."""

    def read(pack: Pack, fact: Fact, known: References) -> dict[str, Any]:
        return _entry(pack, fact, known) | {name: fact.text(name) for name in names}

    return read


def _policy(pack: Pack, fact: Fact, known: References) -> dict[str, Any]:
    cap = _decimal(fact["cap_wan"])
    return _texts("kind", "rate", "cap", "document", "issuer")(pack, fact, known) | {
        "rate_percent": _decimal(fact["rate_percent"]),
        "cap_fen": None if cap is None else int(cap * FEN_PER_WAN),
    }


def _plan(pack: Pack, fact: Fact, known: References) -> dict[str, Any]:
    for key in fact["fields"] or ():  # type: ignore[union-attr]
        known.field(str(key))
    values = _texts("region", "level", "document_number")(pack, fact, known)
    del values["field_id"]
    precision = fact.text("issued_precision")
    return values | {
        "issued": fact["issued"],
        "issued_precision": precision if precision in Precision.values else Precision.DAY.value,
        "headline_targets": list(fact["headline_targets"] or ()),  # type: ignore[arg-type]
        "fields_named": list(fact["fields_named"] or ()),  # type: ignore[arg-type]
    }


def _statistic(pack: Pack, fact: Fact, known: References) -> dict[str, Any]:
    return _texts("scope", "region", "nature", "comparator", "unit")(pack, fact, known) | {
        "value": _decimal(fact["value"]),
        "unit_named": fact.text("raw_unit"),
    }


# kind of facts -> the register, and how a row of the file becomes a row of the register
FACT_ROWS: dict[str, tuple[type[models.Model], Callable[[Pack, Fact, References], dict[str, Any]]]] = {
    "organisations": (Organisation, _organisation),
    "listed_companies": (Organisation, _listed_company),
    "platforms": (Platform, _texts("kind", "host")),
    "parks": (Park, _texts("level")),
    "results": (Result, _texts("kind", "owner")),
    "demands": (Demand, _texts("kind", "owner", "keywords")),
    "funds_policies": (PolicyNote, _policy),
    "plans": (RegionalPlan, _plan),
    "standards": (Standard, _texts("number", "lead")),
    "indicators": (Statistic, _statistic),
}
