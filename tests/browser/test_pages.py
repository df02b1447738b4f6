"""Every page a visitor can reach by links, as the public and as each role: both languages, both schemes, wide and phone.

Pages are found by following links, one of each kind, so that a new page is looked at without being named here.
"""

import re
from html import unescape

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import Resolver404, resolve

from xinzhi.core.packs import Pack
from xinzhi.ledger.actions import integrate_all
from xinzhi.plan.actions import load_plan, read_text
from xinzhi.plan.models import Plan
from xinzhi.registry.actions import load_pack_facts
from xinzhi.site.assets import write_chart_bundle
from xinzhi.site.demo.layer import simulate
from xinzhi.site.demo.people import Person, make_people

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DRESSES = (
    {"language": "zh-hans", "scheme": "light", "width": 1320},
    {"language": "en", "scheme": "dark", "width": 360},
)
# Kinds of which a second page looks different enough to be worth a look.
EXTRA = {"fields:field": 2, "plan:target": 2}
EVERYONE = {"home", "workbench", "plan:report", "plan:measure"}
SERIOUS = {"serious", "critical"}
# Preloading would fetch our style sheets again from the page's own address.
AXE = {"preload": False, "resultTypes": ["violations"]}
HREF = re.compile(r'href="(/[^"#]*)')


@pytest.fixture
def people(transactional_db, examples) -> dict[str, Person]:
    """The demonstration, with a reading under review."""
    pack = Pack.load(settings.PACK)
    load_pack_facts(actor=None, pack=pack)
    found = make_people(pack)
    simulate(load_plan(actor=None, pack=pack), found)
    text = examples / "yunling-2026.txt"
    read_text(actor=found["office"].user, content=text.read_bytes(), file_name=text.name)
    integrate_all()
    write_chart_bundle()
    return found


def reachable(client: Client) -> dict[str, list[str]]:
    """Kind of page -> addresses, one or a few of each kind, in the order they are found from the home page."""
    seen: dict[str, int] = {}
    pages: dict[str, list[str]] = {}
    queue, queued = ["/"], {"/"}
    while queue:
        path = queue.pop(0)
        try:
            name = resolve(path.partition("?")[0]).view_name
        except Resolver404:
            pytest.fail(f"a link leads nowhere: {path}")
        if seen.get(name, 0) >= EXTRA.get(name, 1):
            continue
        answer = client.get(path, follow=True)
        assert answer.status_code == 200, f"{path} answers {answer.status_code}"
        seen[name] = seen.get(name, 0) + 1
        if "text/html" not in answer["Content-Type"]:
            answer.close()  # a file that is handed out stays open until its answer is closed
            continue
        pages.setdefault(name, []).append(path)
        for link in map(unescape, HREF.findall(answer.content.decode())):
            if link not in queued and not link.startswith(("/static/", "/files/", "/styleguide")):
                queued.add(link)
                queue.append(link)
    return pages


def test_every_page_is_whole_in_every_dress(people, visit):
    looked_at: set[str] = set()
    problems = []
    for who in ("", "office", "industry", "auditor"):
        client = Client()
        if who:
            client.force_login(people[who].user, "django.contrib.auth.backends.ModelBackend")
        pages = reachable(client)
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
