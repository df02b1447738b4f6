"""A bundle from an entry's page, verified by the page that explains it, without scripts; and the log's pages looked at."""

import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from factories import JobFactory
from xinzhi.ledger.actions import enter, integrate

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = ("/ledger/", "/ledger/entries/0/", "/ledger/check/", "/ledger/of/core.job/{job}/")


@pytest.fixture
def job(transactional_db):
    job = JobFactory()
    for n in range(3):
        enter(actor=None, subject=job, content={"value": n}, public=True)
    integrate()
    return job


@pytest.mark.parametrize(("language", "scheme", "width"), [("zh-hans", "light", 1320), ("en", "dark", 360)])
def test_the_pages_are_accessible_and_fit(job, visit, language, scheme, width):
    visitor = visit(language=language, scheme=scheme, width=width)
    for path in PAGES:
        assert visitor.open(path.format(job=job.pk)) == 200
        report = Axe().run(visitor.page, options={"preload": False, "resultTypes": ["violations"]}).response
        assert [v["id"] for v in report["violations"] if v["impact"] in {"serious", "critical"}] == []
        wide = visitor.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{path} is {wide} px wider than the window"
    assert visitor.complaints == []


def test_a_bundle_is_downloaded_and_verified_without_scripts(job, visit, tmp_path):
    visitor = visit(language="en", scripts=False)
    visitor.open("/ledger/entries/1/")
    with visitor.page.expect_download() as download:
        visitor.page.click('a[href="/ledger/bundle/1.json"]')
    bundle = tmp_path / "entry.json"
    download.value.save_as(bundle)

    def check(path):
        visitor.open("/ledger/check/")
        visitor.page.set_input_files('input[name="bundle"]', path)
        visitor.page.click('main button[type="submit"]')
        return visitor.page.inner_text("main")

    assert "Entry 1 of 3 is proved." in check(bundle)
    changed = json.loads(bundle.read_text(encoding="utf-8"))
    changed["leaf"] = re.sub(r'"v":1', '"v":2', changed["leaf"])
    bundle.write_text(json.dumps(changed), encoding="utf-8")
    assert "A byte of the entry" in check(bundle)
