"""An analyst's walk: a corpus brought in, run, a list drafted, ten demonstration experts asked; approved, judged, read."""

import datetime as dt

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings
from django.utils import timezone

from factories import OrganisationFactory, UserFactory
from foresight_help import invented
from xinzhi.core.jobs import run_job
from xinzhi.core.models import Job
from xinzhi.core.roles import Role
from xinzhi.foresight.models import Corpus, DelphiSurvey, ForesightEdition, ForesightRun
from xinzhi.site.assets import write_chart_bundle

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "a long enough secret"


@pytest.fixture
def body(transactional_db, tmp_path, settings):
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path / "s")}}
    settings.STORAGES = {**django_settings.STORAGES, "default": storage}
    write_chart_bundle()
    return OrganisationFactory(name="省科技厅", name_en="Science department")


def check(visitor):
    """Nothing that axe objects to, no sideways scrolling, no complaint of the browser."""
    report = Axe().run(visitor.page, options={"preload": False, "resultTypes": ["violations"]}).response
    assert [
        (v["id"], v["nodes"][0]["html"]) for v in report["violations"] if v["impact"] in {"serious", "critical"}
    ] == []
    assert visitor.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert visitor.complaints == []


def work_off():
    """Do the waiting jobs, as the worker would."""
    for pk in Job.objects.filter(state="waiting").values_list("pk", flat=True):
        run_job.call(pk)
        assert Job.objects.get(pk=pk).state == "done", Job.objects.get(pk=pk).message


def held_delphi(analyst, officer, edition):
    """A Delphi on the draft by ten demonstration accounts, over as many rounds as the stopping rule asks for."""
    page = analyst.page
    analyst.open(f"/foresight/editions/{edition.pk}/draft/")
    page.click("main a >> text=Put it to experts")
    page.click("main button >> text=Put it to experts")
    page.wait_for_url("**/desk/")
    survey = DelphiSurvey.objects.get()
    desk = page.url
    page.click("button:has-text('Seat ten demonstration accounts')")
    assert survey.seats.filter(state="accepted", user__simulated=True).count() == 10
    for number in range(1, survey.sheet.stopping.rounds_most + 1):
        page.fill("input[name=due]", (timezone.localdate() + dt.timedelta(days=9)).isoformat())
        page.click("button:has-text('Open a round')")
        page.wait_for_selector(f"text=Round {number} is open")
        page.click("button:has-text('Let the demonstration accounts answer')")
        page.click("button:has-text('Close the round')")
        page.wait_for_selector("text=Close the survey")
        if page.locator("input[name=number]:checked").count():
            page.click("button:has-text('Close the chosen statements')")
        if not survey.statements.filter(state="open").exists():
            break
    page.goto(desk)
    page.click("button:has-text('Close the survey')")
    officer.open(f"/foresight/delphi/{survey.pk}/")
    officer.page.check("input[name=public]")
    officer.page.click("button:has-text('Approve')")
    officer.page.wait_for_selector("text=results approved")
    return survey


def test_from_corpus_to_published_list(body, visit, tmp_path):
    for name, role in (("analyst", Role.ANALYST), ("officer", Role.PLAN_OFFICE)):
        UserFactory(username=name, raw_password=PASSWORD, roles=[(role, body)])
    file = tmp_path / "corpus.parquet"
    file.write_bytes(invented())

    analyst = visit(language="en", scripts=False)
    page = analyst.page
    analyst.sign_in("analyst", PASSWORD)
    analyst.open("/foresight/corpora/new/")
    page.set_input_files('input[name="file"]', file)
    page.fill('input[name="name"]', "模拟论文库")
    page.fill('input[name="source"]', "invented for this test")
    page.check('input[name="simulated"]')
    page.click("main button[type=submit] >> text=Bring a corpus in")
    page.wait_for_url("**/corpora/*/")
    assert Corpus.objects.get().documents == 1100
    page.fill('input[name="origin"]', "2012")
    page.click("main button >> text=Run it at a year")
    page.wait_for_url("**/jobs/*/")
    work_off()
    run = ForesightRun.objects.get()

    first, second = run.candidates.order_by("rank")[:2]
    analyst.open(f"/foresight/technologies/{second.pk}/")
    page.click("summary >> text=Reject the candidate")
    page.fill("details[open] textarea", "too general")
    page.click("details[open] button >> text=Reject the candidate")
    assert "turned down" in page.inner_text("main")
    analyst.open(f"/foresight/runs/{run.pk}/draft/")
    page.fill('input[name="length"]', "16")
    page.click("main button >> text=Draft the list")
    page.wait_for_url("**/draft/")
    edition = ForesightEdition.objects.get()
    assert second.pk not in edition.entries.values_list("candidate", flat=True)
    page.click(f"main table >> text={first.term}")
    page.wait_for_url("**/draft/*/")
    page.select_option('select[name="ring"]', "tackle")
    page.fill('input[name="why"]', "experts see more in it")
    page.fill('textarea[name="statement"]', "A statement for the public.")
    page.click("main button >> text=Save")
    page.wait_for_url("**/draft/")

    officer = visit(language="en", scripts=False)
    officer.sign_in("officer", PASSWORD)
    survey = held_delphi(analyst, officer, edition)
    analyst.open(f"/foresight/editions/{edition.pk}/draft/")
    assert page.locator(f'main table a[href*="/foresight/delphi/{survey.pk}/"]').count() == 16
    page.click("main button >> text=Submit")
    officer.open(f"/foresight/editions/{edition.pk}/")
    officer.page.click("main button >> text=Approve")
    officer.page.click("main button >> text=Publish")
    edition.refresh_from_db()
    assert edition.state == "published"
    assert edition.entries.get(candidate=first).ring == "tackle"
    analyst.open(f"/foresight/editions/{edition.pk}/")
    page.click("summary >> text=Judge it by a corpus")
    page.click("main button >> text=Judge it")
    page.wait_for_url("**/jobs/*/")
    work_off()

    for language, scheme, width in (("zh-hans", "light", 1280), ("en", "dark", 390)):
        reader = visit(language=language, scheme=scheme, width=width)
        for path in ("/foresight/", f"/foresight/editions/{edition.pk}/", f"/foresight/technologies/{first.pk}/"):
            assert reader.open(path) == 200
            reader.page.wait_for_load_state("networkidle")
            check(reader)
        reader.open(f"/foresight/editions/{edition.pk}/")
        shown = reader.page.inner_text("main")
        assert "A statement for the public." in shown
        assert second.term not in reader.page.inner_text(".radar")
        link = reader.page.locator(".radar-link").first
        link.focus()
        reader.page.keyboard.press("Enter")
        assert "#c" in reader.page.url
    for path in (f"/foresight/runs/{run.pk}/", f"/foresight/runs/{run.pk}/region/"):
        inside = visit(language="en")
        inside.sign_in("analyst", PASSWORD)
        inside.open(path)
        inside.page.wait_for_load_state("networkidle")
        check(inside)
