"""The search box in a real browser: suggestions by keyboard, facets by mouse, nothing for axe to find."""

from axe_playwright_python.sync_playwright import Axe

from factories import CityFactory, OrganisationFactory

AXE = {"preload": False}  # it would fetch the sheets' parts at wrong addresses
SERIOUS = {"serious", "critical"}


def look(page):
    """What axe finds on the page as it stands."""
    return [v["id"] for v in Axe().run(page, options=AXE).response["violations"] if v["impact"] in SERIOUS]


def test_suggestions_are_chosen_by_keyboard_and_the_page_narrows(visit):
    jinan, qingdao = CityFactory(key="jinan", name="济南"), CityFactory(key="qingdao", name="青岛")
    OrganisationFactory(key="a", name="量子甲公司", city=jinan)
    OrganisationFactory(key="b", name="量子乙公司", city=qingdao, simulated=True)
    visitor = visit()
    page = visitor.page
    visitor.open("/search/")
    box = page.locator("main input[name=q]")
    box.press_sequentially("量子")
    options = page.locator("main [role=option]")
    options.first.wait_for()
    assert options.all_inner_texts() == ["量子甲公司\n单位", "◇ 量子乙公司\n单位"]
    assert box.get_attribute("aria-expanded") == "true"
    assert look(page) == []
    box.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    box.press("Escape")
    assert not options.first.is_visible()
    box.press("Enter")
    page.wait_for_url("**/search/?q=*")
    assert page.locator("main mark").all_inner_texts() == ["量子", "量子"]
    assert look(page) == []
    page.locator(".facets a", has_text="济南").click()
    assert page.locator("main .items a").all_inner_texts() == ["量子甲公司"]
    page.locator("body").press("/")
    page.keyboard.type("liangziyi")
    page.locator(".site-search [role=option]").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/registry/organisations/b/")
    assert visitor.complaints == []


def test_the_box_works_without_scripts(visit):
    OrganisationFactory(key="a", name="量子甲公司")
    visitor = visit(scripts=False)
    visitor.open("/")
    visitor.page.fill(".site-search input", "量子")
    visitor.page.locator(".site-search input").press("Enter")
    assert visitor.page.locator("main .items a").all_inner_texts() == ["量子甲公司"]
