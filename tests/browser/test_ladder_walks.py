"""Two walks through the floor: a firm from its facts to an application, an officer from the sandbox to a payment file."""

import datetime as dt

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings
from django.urls import reverse
from django.utils import timezone

from calls_help import make_open_call
from factories import CityFactory, OrganisationFactory, UserFactory
from incentives.conftest import give_title, make_firm
from xinzhi.calls.models import Application
from xinzhi.core.roles import Role
from xinzhi.cultivation.models import Outcome, PaymentRun
from xinzhi.incentives.actions import declare_facts
from xinzhi.incentives.models import Declaration
from xinzhi.registry.models import Organisation, Title

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "a long enough secret"
YEAR = timezone.localdate().year


@pytest.fixture
def storage(transactional_db, tmp_path, settings):
    folder = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path / "s")}}
    settings.STORAGES = {**django_settings.STORAGES, "default": folder}


def check(visitor):
    """Nothing that axe objects to, no sideways scrolling, no complaint of the browser."""
    report = Axe().run(visitor.page, options={"preload": False, "resultTypes": ["violations"]}).response
    assert [v["id"] for v in report["violations"] if v["impact"] in {"serious", "critical"}] == []
    assert visitor.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert visitor.complaints == []


def test_a_firm_goes_from_its_facts_to_an_application(storage, visit):
    firm = make_firm(key="chip", name="青岛量子芯片有限公司", name_en="Quantum Chip", city=CityFactory())
    UserFactory(username="editor", raw_password=PASSWORD, roles=[(Role.ORG_EDITOR, firm)])
    call = make_open_call("ability-project")
    visitor = visit(language="en")
    visitor.sign_in("editor", PASSWORD)
    page = visitor.page

    # The profile: a fault is told at its field, then the facts are kept.
    visitor.open(reverse("incentives:facts", args=[firm.key]) + "?for=tech_sme")
    said = {"staff": "40", "revenue": "4800万元", "rd_staff": "50", "rd_expense": "300万元", "total_assets": "8000万元"}
    for key, value in said.items():
        page.fill(f'input[name="{key}.{YEAR - 1}"]', value)
    yes_no = ("resident", "audited_accounts", "clean_record", "honest_record")
    for key, value in [*((k, "true") for k in yes_no), ("restricted_industry", "false")]:
        page.select_option(f'select[name="{key}"]', value)
    page.click("main button >> text=Save")
    assert page.locator(".errors, [role=alert]").count()
    assert not Declaration.objects.exists()
    assert [c for c in visitor.complaints if "422" not in c] == []  # the fault's own answer
    visitor.complaints.clear()
    page.fill(f'input[name="rd_staff.{YEAR - 1}"]', "3")
    page.click("main button >> text=Save")
    page.wait_for_url(f"**/firms/{firm.key}/")
    assert Declaration.objects.get().facts["staff"] == {str(YEAR - 1): 40}

    # Statuses with reasons, then what lifts the firm there, and who takes applications.
    assert "What is missing" in page.inner_text("main")
    check(visitor)
    page.click('main a[href*="/lift/tech_sme/"]')
    assert "Way 1" in page.inner_text("main")
    assert "R&D staff" in page.inner_text("main")
    apply = page.locator("#apply")
    assert "MIIT's evaluation system" in apply.inner_text()
    assert apply.locator('a[href^="https://zjtx.miit.gov.cn"]').count() == 1
    check(visitor)

    # The benefit leads to the open call, with the firm chosen and its figures in the form.
    visitor.open(reverse("incentives:firm", args=[firm.key]))
    page.click(f'main a[href*="/calls/{call.key}/prepare/"]')
    assert page.input_value('select[name="organisation"]') == str(firm.pk)
    page.fill('input[name="title"]', "Quantum sensing chip")
    page.click("text=Begin the application")
    page.wait_for_url("**/calls/applications/*/")
    answers = Application.objects.get().answers
    assert answers["unit"]["name"] == firm.name
    assert answers["firm"] == {"staff": 40, "rd_staff": 3, "revenue": 4800_0000_00, "rd_expense": 300_0000_00}
    visitor.open(reverse("calls:section", args=[Application.objects.get().pk, "firm"]))
    assert page.input_value('input[name="staff"]') == "40"
    check(visitor)


def test_an_officer_goes_from_the_sandbox_to_the_payment_file(storage, visit, tmp_path):
    body = OrganisationFactory(name="省科技厅", name_en="Science department")
    day = dt.date(2026, 6, 1)
    city = CityFactory(name="青岛", name_en="Qingdao")
    firms = [
        make_firm(key=key, name=f"企业{key}", name_en=f"Firm {key}", city=city) for key in ("alpha", "beta", "gamma")
    ]
    Organisation.objects.update(confidence="official")
    for firm in firms:
        give_title(firm, "高新技术企业", dt.date(2026, 1, 5), dt.date(2029, 1, 4))
    Title.objects.update(confidence="official")
    make_sure(firms)
    for firm, first in zip(firms, (True, True, False), strict=True):
        declare_facts(actor=None, firm=firm, facts={"hnte_first": first}, as_of=day)
    for name in ("first", "second"):
        UserFactory(username=name, raw_password=PASSWORD, roles=[(Role.PROGRAMME_MANAGER, body)])

    officer = visit(language="en")
    officer.sign_in("first", PASSWORD)
    page = officer.page
    officer.open(reverse("incentives:sandbox"))
    page.fill('input[name="on"]', day.isoformat())
    page.select_option('select[name="parameter"]', "upgrade_staff")
    page.fill('input[name="value"]', "79")
    page.check('input[name="assume"]')
    page.click("text=Show the effect")
    shown = page.inner_text("main")
    assert "By city" in shown
    assert "Qingdao" in shown
    whole = page.locator("main tbody tr").first.inner_text()
    assert whole.split("\t") == ["All firms", "3", "0", "-3", "0", "0", "CNY 300,000", "CNY 0", "CNY -300,000"]
    check(officer)

    # From the same rule to a batch: day and payment are filled in; nobody hands in a table.
    page.click("text=Make a batch of payments")
    assert page.input_value('select[name="key"]') == "upgrade-reward"
    assert page.input_value('input[name="on"]') == day.isoformat()
    page.select_option('select[name="organisation"]', str(body.pk))
    page.click("main button >> text=Draft a payment run")
    page.wait_for_url("**/payments/*/")
    run = PaymentRun.objects.get()
    assert {line.organisation.key: line.outcome for line in run.lines.all()} == dict.fromkeys(
        ("alpha", "beta"), Outcome.EVIDENCE
    )
    assert run.table is None

    # Evidence is looked at for one of the two; the other stays unpaid.
    page.click("main a >> text=Firm alpha")
    assert "First recognition" in page.inner_text("main")
    page.fill('#release textarea[name="why"], #release input[name="why"]', "Certificate seen, first in the register")
    page.click("#release button[type=submit]")
    officer.open(reverse("cultivation:run", args=[run.pk]))
    page.click("main button >> text=Submit")
    run.refresh_from_db()
    assert run.state == "submitted"
    assert page.locator("main button >> text=Approve").count() == 0

    colleague = visit(language="en")
    colleague.sign_in("second", PASSWORD)
    colleague.open(reverse("cultivation:run", args=[run.pk]))
    colleague.page.click("main button >> text=Approve")
    officer.open(reverse("cultivation:run", args=[run.pk]))
    page.click("main button >> text=Give public notice")
    run.refresh_from_db()
    assert run.state == "noticed"

    public = visit(language="zh-hans", width=390)
    assert public.open(reverse("cultivation:run", args=[run.pk])) == 200
    assert "企业alpha" in public.page.inner_text("main")
    assert "企业beta" not in public.page.inner_text("main")
    check(public)

    # The notice must run out before the file is made.
    officer.open(reverse("cultivation:run", args=[run.pk]))
    page.click("main button >> text=Make the payment file")
    run.refresh_from_db()
    assert run.state == "noticed"
    PaymentRun.objects.update(notice_until=timezone.localdate() - dt.timedelta(days=1))
    officer.open(reverse("cultivation:run", args=[run.pk]))
    page.click("main button >> text=Make the payment file")
    run.refresh_from_db()
    assert run.state == "closed"
    officer.open(reverse("cultivation:run", args=[run.pk]))
    with page.expect_download() as download:
        page.click('main a[download][href*="payments.csv"]')
    assert "100000" in download.value.path().read_text(encoding="utf-8-sig").replace(",", "")
    check(officer)


def make_sure(firms):
    """Their figures of the register are an authority's."""
    from xinzhi.registry.models import Statement

    Statement.objects.filter(entry_id__in=[f.pk for f in firms]).update(confidence="official")
