"""A simulated edition of the hard-tech list and a simulated payment run, through the very actions that officers use.

A handful of simulated firms with two years of figures is enough to see ranks, intervals and a public notice. Run again, it finds them.
"""

import datetime as dt
import hashlib

from xinzhi.core.models import User
from xinzhi.core.packs import Pack
from xinzhi.cultivation.actions import (
    approve_edition,
    approve_run,
    draft_edition,
    draft_run,
    notice_run,
    publish_edition,
    submit_edition,
    submit_run,
)
from xinzhi.cultivation.models import ListEdition, PaymentRun
from xinzhi.cultivation.queries.list_files import list_files, payment_of
from xinzhi.incentives.actions import declare_facts
from xinzhi.registry.actions import TitleInput, accept_claim, record_figures, record_statement, record_title
from xinzhi.registry.models import Claim, Organisation
from xinzhi.registry.provenance import Provenance
from xinzhi.registry.queries.find import entry_by_row
from xinzhi.registry.registers import BY_KEY

from .people import Person

LIST, PAYMENT = "hard-tech", "upgrade-reward"
NAMES = ("量子传感", "脑机接口", "氢能电堆", "商业航天", "深海装备", "合成生物", "光子芯片", "人形机器人")
YEARS = (2024, 2025)
DAY = dt.date(2026, 6, 1)  # the amount of the reward is stated for this day
_WAN = 10_000 * 100


def simulate_cultivation(pack: Pack, people: dict[str, Person]) -> None:
    """Firms, an edition and a payment run, all marked as simulated; made once."""
    first, second = people["manager"], people["manager2"]
    if not ListEdition.objects.filter(list_key=LIST, simulated=True).exists() and LIST in list_files():
        firms = [_firm(pack, i, people["office"].user, people["office2"].user) for i in range(len(NAMES))]
        _edition(first, second)
        _payments(firms, first, second)


def _edition(first: Person, second: Person) -> None:
    edition = draft_edition(
        actor=first.user,
        organisation=first.organisation,
        list_file=list_files()[LIST].read_bytes(),
        year=YEARS[-1],
        simulated=True,
    )
    submit_edition(actor=first.user, edition=edition)
    approve_edition(actor=second.user, edition=edition)
    publish_edition(actor=first.user, edition=edition)


def _payments(firms: list[Organisation], first: Person, second: Person) -> PaymentRun:
    for number, firm in enumerate(firms[:5]):
        declare_facts(actor=None, firm=firm, facts={"hnte_first": number != 3}, as_of=DAY, why="（模拟）演示")
    run = draft_run(
        actor=first.user, organisation=first.organisation, programme=payment_of(PAYMENT), on=DAY, simulated=True
    )
    submit_run(actor=first.user, run=run)
    approve_run(actor=second.user, run=run)
    return notice_run(actor=first.user, run=run)


def _firm(pack: Pack, number: int, office: User, second: User) -> Organisation:
    """A simulated firm, recorded by one and accepted by the other."""
    name, city, field = NAMES[number], pack.cities[number % len(pack.cities)], pack.fields[number % len(pack.fields)]
    values = {"kind": "enterprise", "name": f"（模拟）{name}有限公司", "name_en": f"(Simulated) Firm {number + 1}"}
    origin = Provenance("（模拟）登记信息", dt.date(2026, 3, 1), confidence="official", simulated=True)
    said = record_statement(
        actor=office,
        register=BY_KEY["organisations"],
        values=values | {"city": city.key, "field": field.key},
        provenance=origin,
        why="（模拟）演示",
    )
    accept_claim(actor=second, claim=said)
    firm = entry_by_row(*said.about)
    assert isinstance(firm, Organisation)  # it was made just now
    title = TitleInput("高新技术企业", issued=dt.date(2026, 1, 5), expires=dt.date(2029, 1, 4))
    claims: list[Claim] = [record_title(actor=office, entry=firm, title=title, provenance=origin)]
    for year in YEARS:
        report = Provenance(f"（模拟）{year} 年度报告", dt.date(year, 12, 31), confidence="official", simulated=True)
        claims.append(
            record_figures(actor=office, entry=firm, year=year, figures=_figures(name, year), provenance=report)
        )
    for claim in claims:
        accept_claim(actor=second, claim=claim)
    return firm


def _figures(name: str, year: int) -> dict[str, int]:
    """Made-up figures that depend on the name alone and fit together."""
    grown = 1 + (year - YEARS[0]) * _between(name, "growth", 5, 60) / 100
    revenue = int(_between(name, "revenue", 2_000, 15_000) * grown) * _WAN
    staff = _between(name, "staff", 40, 300)
    return {
        "revenue": revenue,
        "staff": staff,
        "rd_staff": staff * _between(name, "rd_staff", 15, 60) // 100,
        "rd_expense": revenue * _between(name, "rd", 4, 18) // 100,
        "hightech_revenue": revenue * _between(name, "hightech", 60, 95) // 100,
        "inventions": _between(name, "inventions", 1, 30),
        "results_converted": _between(name, "results", 1, 8),
        "total_assets": revenue * 2,
        "liabilities": revenue * 2 * _between(name, "debt", 20, 65) // 100,
    }


def _between(name: str, what: str, low: int, high: int) -> int:
    """A number that depends on its arguments alone."""
    return low + int(hashlib.sha256(f"{name}|{what}".encode()).hexdigest()[:8], 16) % (high - low + 1)
