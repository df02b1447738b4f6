"""Every page a visitor can reach by links, as the public and as each role: both languages, both schemes, wide and phone.

Pages are found by following links, one of each kind, so that a new page is looked at without being named here.
"""

import datetime as dt
import re
from html import unescape
from urllib.parse import urljoin

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from xinzhi.core.packs import Pack
from xinzhi.ledger.actions import integrate_all
from xinzhi.plan.actions import load_plan, read_text
from xinzhi.plan.models import Plan
from xinzhi.registry.actions import (
    accept_claim,
    check_import,
    find_matches,
    load_pack_facts,
    merge_entries,
    record_statement,
    relate_by_name,
    start_import,
)
from xinzhi.registry.models import Organisation
from xinzhi.registry.provenance import Provenance
from xinzhi.registry.registers import BY_KEY
from xinzhi.site.assets import write_chart_bundle
from xinzhi.site.demo.layer import simulate
from xinzhi.site.demo.people import Person, make_people
from xinzhi.site.demo.registry import FIRM, simulate_registry

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DRESSES = (
    {"language": "zh-hans", "scheme": "light", "width": 1320},
    {"language": "en", "scheme": "dark", "width": 360},
)
# Kinds of which a second page looks different enough to be worth a look.
EXTRA = {"fields:field": 2, "plan:target": 2, "new": 3}
EVERYONE = {"home", "workbench", "plan:report", "plan:measure", "registry:organisation", "claim"}
SERIOUS = {"serious", "critical"}
# Preloading would fetch our style sheets again from the page's own address.
AXE = {"preload": False, "resultTypes": ["violations"]}
HREF = re.compile(r'href="([/?][^"#]*)')
# The steps that all registers have alike; the other entry chosen makes another page of two of them.
STEP = re.compile(r"^registry:\w+_(new|edit|title|relate|figures|merge|split|graph|claim)$")


@pytest.fixture
def people(transactional_db, examples) -> dict[str, Person]:
    """The demonstration, with a reading under review, a merge to undo, doubles to judge and an import to repair."""
    pack = Pack.load(settings.PACK)
    load_pack_facts(actor=None, pack=pack)
    relate_by_name(actor=None)
    found = make_people(pack)
    simulate(load_plan(actor=None, pack=pack), found)
    found["editor"] = simulate_registry(pack, found)
    merge_double(found)
    bring_table(found["office"])
    find_matches(actor=None)
    text = examples / "yunling-2026.txt"
    read_text(actor=found["office"].user, content=text.read_bytes(), file_name=text.name)
    integrate_all()
    write_chart_bundle()
    return found


def example_firm() -> Organisation:
    """The demonstration's simulated firm: it has titles, figures, relations and what waits."""
    return Organisation.objects.get(name=FIRM)


def merge_double(people: dict[str, Person]) -> None:
    """The example firm under a second name, merged into it."""
    office, second = people["office"].user, people["office2"].user
    origin = Provenance("（模拟）旧名录", dt.date(2025, 6, 1), confidence="report", simulated=True)
    values = {"kind": "enterprise", "name": "（模拟）示例机器人厂", "industry": "机器人"}
    statement = record_statement(
        actor=office, register=BY_KEY["organisations"], values=values, provenance=origin, why="（模拟）"
    )
    accept_claim(actor=second, claim=statement)
    double = Organisation.objects.get(pk=statement.entry_id)
    merge_entries(actor=office, keep=example_firm(), absorb=double, why="（模拟）同一单位")


def bring_table(officer: Person) -> None:
    """A table of two firms, one of which has a date that cannot be read."""
    table = "企业名称,类型,上市日期\n（模拟）示例甲公司,企业,2021-03-04\n（模拟）示例乙公司,企业,20/30/2021\n"
    batch = start_import(
        actor=officer.user,
        file=ContentFile(table.encode(), "names.csv"),
        name="names.csv",
        provenance=Provenance("（模拟）企业名录", dt.date(2026, 11, 1), confidence="report", simulated=True),
        register=BY_KEY["organisations"],
    )
    check_import(actor=officer.user, batch=batch)


def kind_of(path: str) -> str:
    """The page's kind: its address's name, the registers' common steps under one name for all of them."""
    address, _, query = path.partition("?")
    try:
        name = resolve(address).view_name
    except Resolver404:
        pytest.fail(f"a link leads nowhere: {path}")
    if step := STEP.match(name):
        name = step[1]
    return f"{name} with the other" if "other=" in query else name


def second_steps() -> list[str]:
    """What only a search leads to: the steps of merging and relating when the other entry is chosen."""
    firm, other = example_firm(), Organisation.objects.exclude(name=FIRM).filter(kind="enterprise").first()
    return [
        f"{reverse('registry:organisation_merge', args=[firm.key])}?other={other.key}",
        f"{reverse('registry:organisation_relate', args=[firm.key])}?other=organisation:{other.key}",
    ]


def reachable(client: Client, also: list[str]) -> dict[str, list[str]]:
    """Kind of page -> addresses, one or a few of each kind, as found from the home page, the firm's and `also`."""
    seen: dict[str, int] = {}
    pages: dict[str, list[str]] = {}
    queue = ["/", reverse("registry:organisation", args=[example_firm().key]), *also]
    queued = set(queue)
    while queue:
        path = queue.pop(0)
        name = kind_of(path)
        if seen.get(name, 0) >= EXTRA.get(name, 1):
            continue
        answer = client.get(path, follow=True)
        answer.close()  # a file is not read here
        assert answer.status_code == 200, f"{path} answers {answer.status_code}"
        seen[name] = seen.get(name, 0) + 1
        if "text/html" not in answer["Content-Type"]:
            continue
        pages.setdefault(name, []).append(path)
        for href in map(unescape, HREF.findall(answer.content.decode())):
            link = urljoin(path, href)
            if link not in queued and not link.startswith(("/static/", "/files/", "/styleguide")):
                queued.add(link)
                queue.append(link)
    return pages


def test_every_page_is_whole_in_every_dress(people, visit):
    looked_at: set[str] = set()
    problems = []
    for who in ("", "office", "office2", "industry", "auditor"):
        client = Client()
        if who:
            client.force_login(people[who].user, "django.contrib.auth.backends.ModelBackend")
        pages = reachable(client, second_steps() if who == "office" else [])
        # Pages differ most between visitors where they begin and where they decide.
        fresh = [p for name, found in pages.items() if name not in looked_at or name in EVERYONE for p in found]
        looked_at |= pages.keys()
        for dress in DRESSES:
            visitor = visit(**dress)
            if who:
                visitor.sign_in(who, people[who].password)
            for path in fresh:
                visitor.open(path)
                problems += [f"{who} {path} {dress['language']}: {p}" for p in look(visitor.page)]
            problems += visitor.complaints
    assert len(looked_at) > 40
    assert not problems, "\n".join(problems)


def look(page) -> list[str]:
    """What is wrong with the page as it stands: findings of axe, sideways scrolling, untranslated marks."""
    page.wait_for_load_state("load")
    found = [
        f"axe {v['id']}: {v['nodes'][0]['html'][:160]}"
        for v in Axe().run(page, options=AXE).response["violations"]
        if v["impact"] in SERIOUS
    ]
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if wide > 0:
        found.append(f"the page is {wide} px wider than the window")
    if page.locator("main h1").count() != 1:
        found.append("a page has exactly one h1")
    return found


def test_pages_work_without_scripts(people, visit):
    plan = Plan.objects.first()
    visitor = visit(scripts=False)
    visitor.open(f"/plans/{plan.key}/targets/")
    visitor.page.locator("table a").first.click()
    assert visitor.page.locator("main h1").inner_text() != ""


def test_theme_switch_is_remembered(people, visit):
    visitor = visit()
    visitor.open("/")
    background = "getComputedStyle(document.body).backgroundColor"
    before = visitor.page.evaluate(background)
    for _ in range(3):
        visitor.page.click("[data-theme-switch]")
        if visitor.page.evaluate(background) != before:
            break
    changed = visitor.page.evaluate(background)
    assert changed != before
    visitor.page.reload()
    assert visitor.page.evaluate(background) == changed
