"""An officer's walk in the browser: a batch proposed, approved by a colleague, noticed; the public reads it."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings

from factories import CityFactory, OrganisationFactory, UserFactory
from xinzhi.core.roles import Role
from xinzhi.cultivation.models import PaymentRun
from xinzhi.registry.models import Observation, Statement, Title

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "a long enough secret"


@pytest.fixture
def body(transactional_db, tmp_path, settings):
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path / "s")}}
    settings.STORAGES = {**django_settings.STORAGES, "default": storage}
    return OrganisationFactory(name="省科技厅", name_en="Science department")


def make_firm(key, staff):
    about = {"source": "年报", "confidence": "official"}
    firm = OrganisationFactory(
        key=key, name=f"企业{key}", name_en=f"Firm {key}", kind="enterprise", city=CityFactory(), **about
    )
    said = Statement.objects.create(kind="organisation", entry_id=firm.pk, period=2025, state="accepted", **about)
    figures = {"revenue": 10**9} | ({"staff": staff} if staff else {})
    for measure, value in figures.items():
        Observation.objects.create(
            kind="organisation", entry_id=firm.pk, measure=measure, year=2025, value=value, statement=said
        )
    Title.objects.create(
        entry_id=firm.pk, name="高新技术企业", issued="2025-12-01", expires="2028-11-30", state="accepted", **about
    )


def check(visitor):
    """Nothing that axe objects to, no sideways scrolling, no complaint of the browser."""
    report = Axe().run(visitor.page, options={"preload": False, "resultTypes": ["violations"]}).response
    assert [v["id"] for v in report["violations"] if v["impact"] in {"serious", "critical"}] == []
    assert visitor.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert visitor.complaints == []


def test_a_batch_is_proposed_approved_and_noticed(body, visit, tmp_path):
    make_firm("alpha", 50)
    make_firm("beta", None)
    for name in ("first", "second"):
        UserFactory(username=name, raw_password=PASSWORD, roles=[(Role.PROGRAMME_MANAGER, body)])
    table = tmp_path / "tax.csv"
    table.write_text("id,hnte_first\nalpha,yes\nbeta,yes\n", encoding="utf-8")

    officer = visit(language="en", scripts=False)
    officer.sign_in("first", PASSWORD)
    officer.open("/cultivation/payments/new/")
    officer.page.select_option('select[name="key"]', "upgrade-reward")
    officer.page.select_option('select[name="organisation"]', str(body.pk))
    officer.page.fill('input[name="on"]', "2026-06-01")
    officer.page.set_input_files('input[name="table"]', table)
    officer.page.click("main button[type=submit] >> text=Draft a payment run")
    officer.page.wait_for_url("**/payments/*/")
    run = PaymentRun.objects.get()
    assert {line.outcome for line in run.lines.all()} == {"pay", "unknown"}
    assert "facts are missing" in officer.page.inner_text("main")
    officer.page.click("main button >> text=Submit")

    colleague = visit(language="en", scripts=False)
    colleague.sign_in("second", PASSWORD)
    colleague.open(f"/cultivation/payments/{run.pk}/")
    colleague.page.click("main button >> text=Approve")
    officer.open(f"/cultivation/payments/{run.pk}/")
    officer.page.click("main button >> text=Give public notice")
    run.refresh_from_db()
    assert run.state == "noticed"

    for language, scheme, width in (("zh-hans", "light", 1320), ("en", "dark", 360)):
        reader = visit(language=language, scheme=scheme, width=width)
        assert reader.open(f"/cultivation/payments/{run.pk}/") == 200
        shown = reader.page.inner_text("main")
        assert ("企业alpha" if language != "en" else "Firm alpha") in shown
        assert "beta" not in shown
        check(reader)
