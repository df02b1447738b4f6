"""A dirty table in a real browser: brought in, two rows repaired, accepted by another person, found by a visitor."""

import csv

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from factories import OrganisationFactory, person
from xinzhi.core.roles import Role
from xinzhi.registry.models import Import, Organisation
from xinzhi.site.assets import write_chart_bundle

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "correct-horse-battery"
ROWS = [
    ["企业名称", "类型", "统一社会信用代码", "上市日期", "内部编号"],
    ["泉城量子仪器公司", "企业", "91370100MA3C00000X", "", "1"],  # the check character is wrong
    ["岱岳氢能装备公司", "企业", "", "20/3/2021", "2"],  # a turned date
    ["胶州智造公司", "企业", "", "2021-03-04", "3"],
]


@pytest.fixture
def people(transactional_db):
    write_chart_bundle()
    office = OrganisationFactory(name="规划办")
    person(Role.PLAN_OFFICE, office, username="first", raw_password=PASSWORD)
    person(Role.PLAN_OFFICE, office, username="second", raw_password=PASSWORD)


def sound(visitor):
    """The page has no serious fault for people who cannot see or point, and does not scroll sideways."""
    visitor.page.wait_for_load_state("load")
    result = Axe().run(visitor.page, options={"preload": False, "resultTypes": ["violations"]}).response
    faults = [v for v in result["violations"] if v["impact"] in {"serious", "critical"}]
    assert not faults, [(v["id"], v["nodes"][0]["html"]) for v in faults]
    wide = visitor.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0


def bring_in(visitor, path, look):
    """Upload the table and check its rows as they were mapped."""
    page = visitor.page
    visitor.open("/registry/organisations/")
    page.click("a[href*='/registry/imports/new/']")
    assert page.input_value("select[name=register]") == "organisations"
    page.set_input_files("input[name=file]", str(path))
    page.fill("input[name=source]", "企业名录")
    page.fill("input[name=as_of]", "2026-11-01")
    look(visitor)
    page.click("main form button.btn-main")
    page.wait_for_url("**/mapping/*")
    assert page.input_value("select[name=c0]") == "name"
    assert page.input_value("select[name=c4]") == ""  # the office's own numbers are of no use here
    look(visitor)
    page.click("main form[method=post] button.btn-main")
    page.wait_for_url("**/registry/imports/*/")


@pytest.mark.parametrize(
    "dress",
    [{"scripts": True}, {"scripts": True, "width": 360, "scheme": "dark", "language": "en"}, {"scripts": False}],
)
def test_a_dirty_table_becomes_public_facts(visit, people, tmp_path, dress):
    path = tmp_path / "名录.csv"
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows(ROWS)
    first = visit(**dress)
    first.sign_in("first", PASSWORD)
    look = sound if dress["scripts"] else lambda _visitor: None  # axe itself is a script
    bring_in(first, path, look)
    page, batch = first.page, Import.objects.get()
    look(first)

    # Two rows are told with their reasons; each is repaired where it stands, by the keyboard.
    assert page.locator("section[id^=line-]").count() == 2
    page.locator("#line-2 input[type=text]").fill("")
    page.locator("#line-2 input[type=text]").press("Enter")
    page.wait_for_url("**/?outcome=bad")
    assert page.locator("section[id^=line-]").count() == 1
    page.locator("#line-3 input[type=text]").fill("2021-03-20")
    page.locator("#line-3 form button.btn-main").click()
    page.wait_for_url(f"**/registry/imports/{batch.pk}/")
    page.click("#propose button.btn-main")
    page.wait_for_load_state("load")
    assert page.locator("#decide").count() == 0  # nobody decides on the own import

    visitor = visit(**dress)
    visitor.open("/search/?q=氢能")
    assert "岱岳氢能装备公司" not in visitor.page.locator("main").inner_text()

    second = visit(**dress)
    second.sign_in("second", PASSWORD)
    second.page.click(f"a[href='{reverse('registry:import', args=[batch.pk])}#decide']")
    look(second)
    second.page.click("#decide button.btn-main")
    second.page.wait_for_load_state("load")
    assert second.page.locator("#undo").count() == 1

    visitor.open("/")
    visitor.open("/search/")
    visitor.page.fill("main input[name=q]", "氢能")
    visitor.page.press("main input[name=q]", "Enter")
    visitor.page.click("main a:has-text('岱岳氢能装备公司')")
    assert "岱岳氢能装备公司" in visitor.page.locator("h1").inner_text()
    assert "企业名录" in visitor.page.locator("main").inner_text()
    assert Organisation.objects.get(name="岱岳氢能装备公司").listed_on.isoformat() == "2021-03-20"
    assert not [*first.complaints, *second.complaints, *visitor.complaints]
