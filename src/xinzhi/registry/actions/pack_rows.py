"""From a pack's tables to what its rows say of entries, in machine form. Nothing is written here."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from xinzhi.core.models import Precision
from xinzhi.core.packs import Fact, Pack
from xinzhi.fields.actions.sync_rows import Wanted
from xinzhi.registry.models import Confidence, OrganisationKind
from xinzhi.registry.provenance import Provenance
from xinzhi.registry.registers import Register
from xinzhi.registry.registers.bodies import ORGANISATIONS
from xinzhi.registry.registers.carriers import PARKS, PLATFORMS
from xinzhi.registry.registers.outcomes import DEMANDS, RESULTS, STANDARDS
from xinzhi.registry.registers.policy import PLANS, POLICIES, STATISTICS

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
class PackRow:
    """What one row of a pack says, and where it stands."""

    key: str
    values: dict[str, Any]
    provenance: Provenance
    file: str
    line: int


def cities(pack: Pack) -> Iterator[Wanted]:
    """The pack's cities with their place on the tile map."""
    for line, c in enumerate(pack.cities, 1):
        values = {"key": c.key, "name": c.name, "name_en": c.name_en, "full_name": c.full_name, "adcode": c.adcode}
        note = "；".join(f"原{name}" for name in c.former_names)
        yield Wanted({**values, "column": c.col, "row": c.row, "note": note}, "cities.toml", line)


def departments(pack: Pack) -> Iterator[PackRow]:
    """The pack's departments as organisations under their own keys. Those that owe a measure are named by the plan."""
    named = {key for measure in pack.plan.measures for key in measure.departments}
    for line, d in enumerate(pack.departments, 1):
        values = {
            "name": d.name,
            "name_en": d.name_en,
            "full_name": d.full_name,
            "aliases": list(d.aliases),
            "kind": OrganisationKind.DEPARTMENT.value,
        }
        yield PackRow(d.key, values, _of_plan(pack) if d.key in named else _of_pack(pack), "departments.toml", line)


def city_governments(pack: Pack) -> Iterator[PackRow]:
    """The cities' governments as organisations; the key is the city's with «city-» before it."""
    for line, c in enumerate(pack.cities, 1):
        full = c.full_name or c.name
        values = {
            "name": f"{full}人民政府",
            "name_en": f"{c.name_en} Municipal People's Government",
            "aliases": list(dict.fromkeys((full, c.name))),
            "kind": OrganisationKind.CITY.value,
            "city": c.key,
        }
        yield PackRow(f"city-{c.key}", values, _of_pack(pack), "cities.toml", line)


def _of_plan(pack: Pack) -> Provenance:
    return Provenance(pack.plan.title, pack.plan.issued, f"plan:{pack.plan.key}", confidence=Confidence.DOCUMENT.value)


def _of_pack(pack: Pack) -> Provenance:
    """Names that a pack gives because the region's public papers use them."""
    source = f"{pack.name}公开文件所用名称"
    return Provenance(source, pack.as_of, f"pack:{pack.key}", confidence=Confidence.DERIVED.value)


def _provenance(pack: Pack, fact: Fact) -> Provenance:
    """Source, date and trust of a fact. The source is named by its note, by the plan's title, or by its site."""
    url = fact.text("source_url")
    of_plan = url == f"plan:{pack.plan.key}"
    site = pack.plan.title if of_plan else urlsplit(url).netloc
    official = of_plan or site.endswith(".gov.cn")
    precision = fact.text("as_of_precision")
    return Provenance(
        source="，".join(part for part in (site, fact.text("source_note")) if part),
        as_of=fact.as_of,
        source_url=url,
        as_of_precision=precision if precision in Precision.values else Precision.DAY.value,
        as_of_note=fact.text("as_of_note"),
        confidence=(Confidence.DOCUMENT if official else Confidence.REPORT).value,
    )


def _row(pack: Pack, fact: Fact, file: str, **own: Any) -> PackRow:
    """What all registers share, and the columns of one."""
    values = {
        "name": fact.name,
        "field": fact.field,
        "field_named": fact.text("raw_field"),
        "city": fact.city,
        "place": fact.text("place") or fact.text("raw_city"),
        "year": fact.values.get("year"),
        "period": fact.text("period") or fact.text("raw_year"),
        "note": fact.text("note"),
        **own,
    }
    return PackRow(fact.id, values, _provenance(pack, fact), f"facts/{file}.csv", fact.line)


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _organisation(pack: Pack, fact: Fact) -> PackRow:
    word = fact.text("kind")
    kind = KINDS_OF_ORGANISATION.get(word, OrganisationKind.OTHER)
    return _row(
        pack,
        fact,
        "organisations",
        kind=kind.value,
        kind_named=word if kind is OrganisationKind.OTHER else "",
        statuses=list(fact["statuses"] or ()),  # type: ignore[arg-type]
        credit_code=fact.text("credit_code"),
    )


def _listed_company(pack: Pack, fact: Fact) -> PackRow:
    return _row(
        pack,
        fact,
        "listed_companies",
        kind=OrganisationKind.ENTERPRISE.value,
        stock_code=fact.text("code"),
        industry=fact.text("industry"),
        listed_on=fact["listed"],
    )


def _texts(file: str, *names: str) -> Callable[[Pack, Fact], PackRow]:
    """A reader for a kind whose own columns are plain texts of the same name."""

    def read(pack: Pack, fact: Fact) -> PackRow:
        return _row(pack, fact, file, **{name: fact.text(name) for name in names})

    return read


def _policy(pack: Pack, fact: Fact) -> PackRow:
    cap = _decimal(fact["cap_wan"])
    return _row(
        pack,
        fact,
        "funds_policies",
        **{name: fact.text(name) for name in ("kind", "rate", "cap", "document", "issuer")},
        rate_percent=_decimal(fact["rate_percent"]),
        cap_fen=None if cap is None else int(cap * FEN_PER_WAN),
    )


def _plan(pack: Pack, fact: Fact) -> PackRow:
    precision = fact.text("issued_precision")
    row = _row(
        pack,
        fact,
        "plans",
        **{name: fact.text(name) for name in ("region", "level", "document_number")},
        issued=fact["issued"],
        issued_precision=precision if precision in Precision.values else Precision.DAY.value,
        headline_targets=list(fact["headline_targets"] or ()),  # type: ignore[arg-type]
        fields_named=list(fact["fields_named"] or ()),  # type: ignore[arg-type]
        fields=list(fact["fields"] or ()),  # type: ignore[arg-type]
    )
    for name in ("field", "field_named"):
        del row.values[name]
    return row


def _statistic(pack: Pack, fact: Fact) -> PackRow:
    return _row(
        pack,
        fact,
        "indicators",
        **{name: fact.text(name) for name in ("scope", "region", "nature", "comparator", "unit")},
        value=_decimal(fact["value"]),
        unit_named=fact.text("raw_unit"),
    )


# kind of facts -> the register, and how a row of the file is read
FACT_ROWS: dict[str, tuple[Register, Callable[[Pack, Fact], PackRow]]] = {
    "organisations": (ORGANISATIONS, _organisation),
    "listed_companies": (ORGANISATIONS, _listed_company),
    "platforms": (PLATFORMS, _texts("platforms", "kind", "host")),
    "parks": (PARKS, _texts("parks", "level")),
    "results": (RESULTS, _texts("results", "kind", "owner")),
    "demands": (DEMANDS, _texts("demands", "kind", "owner", "keywords")),
    "funds_policies": (POLICIES, _policy),
    "plans": (PLANS, _plan),
    "standards": (STANDARDS, _texts("standards", "number", "lead")),
    "indicators": (STATISTICS, _statistic),
}
