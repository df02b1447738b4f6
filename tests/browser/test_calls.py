"""From the public call to an application handed in, by the keyboard of a person; and every page looked at by axe."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings
from django.urls import reverse

from calls_help import fill, make_draft, make_firm, make_open_call, make_submitted
from factories import UserFactory
from xinzhi.calls.actions import run_check
from xinzhi.calls.models import Application
from xinzhi.core.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "a long enough secret"


@pytest.fixture
def call(transactional_db, tmp_path, settings):
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path / "s")}}
    settings.STORAGES = {**django_settings.STORAGES, "default": storage}
    return make_open_call()


@pytest.fixture
def firm(call):
    return make_firm(name="青岛量子芯片有限公司")


def sign_in(visitor, *roles):
    user = UserFactory(raw_password=PASSWORD, roles=roles)
    visitor.sign_in(user.username, PASSWORD)
    return user


def test_an_application_is_written_by_typing_and_handed_in(call, firm, visit):
    visitor = visit(language="en")
    sign_in(visitor, (Role.ORG_EDITOR, firm))
    page = visitor.page
    visitor.open(reverse("calls:call", args=[call.key]))
    page.click("text=What you will need, and apply")
    page.fill('input[name="title"]', "Quantum sensing chip")
    page.click("text=Begin the application")
    page.wait_for_url("**/calls/applications/*/")
    application = Application.objects.get()

    visitor.open(reverse("calls:section", args=[application.pk, "schedule"]))
    page.fill('input[name="months"]', "24")
    page.wait_for_selector("#saved:has-text('Saved at')")
    page.fill('input[name="months"]', "30")
    page.wait_for_selector('#seen[value="2"]', state="attached")
    application.refresh_from_db()
    assert application.answers["schedule"] == {"months": 30}

    visitor.open(reverse("calls:section", args=[application.pk, "unit"]))
    assert page.locator('input[name="partners-0-name"]').count() == 0
    page.check('input[name="joint"][value="yes"]')
    page.wait_for_selector('input[name="partners-0-name"]')

    visitor.open(reverse("calls:section", args=[application.pk, "money"]))
    page.fill('input[name="budget-equipment_grant"]', "1234.50")
    page.wait_for_selector("#sums-budget:has-text('1,234.5')")

    application.refresh_from_db()
    fill(application)
    visitor.open(reverse("calls:checklist", args=[application.pk]))
    page.click("text=Hand in for the organisation")
    page.wait_for_url("**/calls/applications/*/")
    application.refresh_from_db()
    assert application.state == "submitted"
    assert visitor.complaints == []


def test_without_script_saving_shows_what_a_switch_asks_for(call, firm, visit):
    visitor = visit(language="en", scripts=False)
    editor = sign_in(visitor, (Role.ORG_EDITOR, firm))
    draft = make_draft(call, firm, actor=editor)
    visitor.open(reverse("calls:section", args=[draft.pk, "unit"]))
    visitor.page.check('input[name="joint"][value="yes"]')
    visitor.page.click("button[value=save]")
    assert visitor.page.locator('input[name="partners-0-name"]').count() == 1


@pytest.mark.parametrize(("language", "scheme", "width"), [("zh-hans", "light", 1320), ("en", "dark", 360)])
def test_pages_are_accessible_and_do_not_scroll_sideways(call, firm, visit, language, scheme, width, tmp_path):
    first = make_submitted(call, firm, seed=1)
    second = make_submitted(call, make_firm(credit_code="", city=firm.city), seed=2)
    second.answers = {**second.answers, "content": first.answers["content"]}
    second.save()
    run_check(actor=None, application=second)
    draft = fill(Application.objects.create(call=call, organisation=firm, title="草稿", form=call.form), seed=3)
    visitor = visit(language=language, scheme=scheme, width=width)
    sign_in(visitor, (Role.ORG_EDITOR, firm), (Role.PROGRAMME_MANAGER, call.department))
    addresses = {
        "calls": reverse("calls:calls"),
        "programmes": reverse("calls:programmes"),
        "programme": reverse("calls:programme", args=["pilot-base"]),
        "call": reverse("calls:call", args=[call.key]),
        "prepare": reverse("calls:prepare", args=[call.key]),
        "mine": reverse("calls:mine"),
        "application": reverse("calls:application", args=[draft.pk]),
        "unit": reverse("calls:section", args=[draft.pk, "unit"]),
        "money": reverse("calls:section", args=[draft.pk, "money"]),
        "documents": reverse("calls:section", args=[draft.pk, "documents"]),
        "team": reverse("calls:team", args=[draft.pk]),
        "checklist": reverse("calls:checklist", args=[draft.pk]),
        "print": reverse("calls:print", args=[draft.pk]),
        "desk": reverse("calls:desk"),
        "manage": reverse("calls:manage", args=[call.key]),
        "applications": reverse("calls:applications", args=[call.key]),
        "office": reverse("calls:application", args=[second.pk]),
        "restrictions": reverse("calls:restrictions"),
    }
    for name, address in addresses.items():
        assert visitor.open(address) == 200, address
        found = Axe().run(visitor.page, options={"preload": False, "resultTypes": ["violations"]})
        bad = [v["id"] for v in found.response["violations"] if v["impact"] in {"serious", "critical"}]
        assert bad == [], (name, found.generate_report())
        wide = visitor.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{name} scrolls sideways by {wide}px"
        visitor.page.screenshot(path=str(tmp_path / f"{name}.png"), full_page=True)
    assert visitor.complaints == []
