"""A living registry: simulated example firms with titles, figures and relations, and proposals that wait.

Nothing here speaks of a real body: every entry, statement, title and relation is marked as simulated. Run again, it
finds the example firm and leaves all as it is.
"""

import datetime as dt

from xinzhi.core.models import User
from xinzhi.core.packs import Pack
from xinzhi.registry.actions import (
    TitleInput,
    accept_claim,
    record_figures,
    record_relation,
    record_statement,
    record_title,
)
from xinzhi.registry.models import Organisation, RegisterEntry, Statement
from xinzhi.registry.provenance import Provenance
from xinzhi.registry.queries.find import entry_by_row
from xinzhi.registry.registers import BY_KEY

from .people import Person, make_editor

FIRM, LAB = "（模拟）示例机器人有限公司", "（模拟）示例具身智能实验室"
_YUAN = 100


def simulate_registry(pack: Pack, people: dict[str, Person]) -> Person:
    """The account of the example firm's editor; the first run makes the firm and what waits for a second person."""
    firm = Organisation.objects.filter(name=FIRM, simulated=True).first()
    is_new = firm is None
    if firm is None:
        firm = _example_firm(pack, people["office"].user, people["office2"].user)
    editor = make_editor(firm)
    if is_new:
        _proposals(firm, editor.user, people["office"].user)
    return editor


def _origin(source: str, day: dt.date, confidence: str = "document") -> Provenance:
    return Provenance(f"（模拟）{source}", day, confidence=confidence, simulated=True)


def _example_firm(pack: Pack, office: User, second: User) -> Organisation:
    """The firm and its laboratory, recorded by one and accepted by the other, with titles, figures and a relation."""
    city, field = pack.cities[0].key, pack.fields[0].key
    origin = _origin("登记信息", dt.date(2026, 3, 1), "official")
    firm = _entry(
        office,
        second,
        "organisations",
        {"kind": "enterprise", "name": FIRM, "name_en": "(Simulated) Example Robotics", "city": city, "field": field},
        origin,
    )
    assert isinstance(firm, Organisation)
    lab = _entry(
        office,
        second,
        "platforms",
        {"name": LAB, "name_en": "(Simulated) Example Laboratory", "kind": "企业实验室", "city": city, "field": field},
        origin,
    )
    claims = [
        record_title(
            actor=office,
            entry=firm,
            title=TitleInput("高新技术企业", issued=dt.date(2024, 6, 30), expires=dt.date(2027, 6, 29)),
            provenance=origin,
        ),
        record_title(
            actor=office,
            entry=firm,
            title=TitleInput("科技型中小企业", issued=dt.date(2024, 1, 1), expires=dt.date(2024, 12, 31)),
            provenance=origin,
        ),
        record_relation(
            actor=office, first=firm, role="hosts", second=lab, begins=dt.date(2025, 5, 20), provenance=origin
        ),
        *(
            record_figures(
                actor=office,
                entry=firm,
                year=year,
                figures={"revenue": revenue * 10_000 * _YUAN, "staff": staff},
                provenance=_origin(f"{year} 年度报告", dt.date(year, 12, 31)),
            )
            for year, revenue, staff in ((2023, 1_800, 42), (2024, 2_650, 61), (2025, 3_920, 88))
        ),
    ]
    for claim in claims:
        accept_claim(actor=second, claim=claim)
    return firm


def _entry(office: User, second: User, register: str, values: dict[str, str], origin: Provenance) -> RegisterEntry:
    statement: Statement = record_statement(
        actor=office, register=BY_KEY[register], values=values, provenance=origin, why="（模拟）演示"
    )
    accept_claim(actor=second, claim=statement)
    entry = entry_by_row(*statement.about)
    assert entry is not None  # it was made just now
    return entry


def simulated_entry(pack: Pack, office: User, second: User, name: str, name_en: str, kind: str) -> Organisation:
    """The simulated organisation of this name, recorded by one and accepted by the other where it is not there yet."""
    found = Organisation.objects.filter(name=name, simulated=True).first()
    if found is None:
        values = {"kind": kind, "name": name, "name_en": name_en, "city": pack.cities[0].key}
        entry = _entry(office, second, "organisations", values, _origin("登记信息", dt.date(2026, 3, 1), "official"))
        assert isinstance(entry, Organisation)
        found = entry
    return found


def _proposals(firm: Organisation, editor: User, office: User) -> None:
    """What waits: a correction and a title from the firm, a relation from the plan office."""
    own = _origin("企业申报", dt.date(2026, 10, 12), "declared")
    record_statement(
        actor=editor,
        register=BY_KEY["organisations"],
        values={"industry": "智能机器人制造", "place": "示例街道"},
        provenance=own,
        entry=firm,
        why="（模拟）地址和行业更新",
    )
    record_title(
        actor=editor,
        entry=firm,
        title=TitleInput("瞪羚企业", issued=dt.date(2026, 9, 1), expires=dt.date(2029, 8, 31)),
        provenance=own,
    )
    lab = BY_KEY["platforms"].model._default_manager.get(name=LAB, simulated=True)  # noqa: SLF001  Django's documented manager
    record_relation(actor=office, first=firm, role="funds", second=lab, provenance=own)
