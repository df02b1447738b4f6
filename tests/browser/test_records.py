"""A record deposited in the browser, its bundle taken away, and verified where neither the server nor its data are."""

import os
import subprocess
import sys

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings

from factories import UserFactory
from integrity_help import deposit, give, make_space
from xinzhi.integrity.models import ProjectRole, ResearchRecord
from xinzhi.ledger.actions import integrate
from xinzhi.ledger.keys import public_keys

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "a long enough secret"


@pytest.fixture
def space(transactional_db, tmp_path, settings):
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path / "s")}}
    settings.STORAGES = {**django_settings.STORAGES, "default": storage}
    return make_space()


@pytest.fixture
def member(space):
    user = UserFactory(raw_password=PASSWORD)
    ProjectRole.objects.create(space=space, user=user, role="member")
    return user


def verify(tmp_path, *arguments):
    """`xinzhi ledger verify` as on an auditor's machine: another data folder, no database, no network."""
    elsewhere = tmp_path / "auditor"
    elsewhere.mkdir(exist_ok=True)
    env = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join(p for p in sys.path if p),
        "XINZHI_DATA_DIR": str(elsewhere / "data"),
        "DATABASE_URL": "postgres://nobody@127.0.0.1:9/none",
    }
    call = [sys.executable, "-m", "xinzhi.site.cli", "ledger", "verify", *map(str, arguments)]
    return subprocess.run(call, env=env, cwd=elsewhere, capture_output=True, text=True, check=False)  # noqa: S603


def test_a_record_deposited_in_the_browser_is_verified_offline(space, member, visit, tmp_path):
    page_of_notes = tmp_path / "notebook.txt"
    page_of_notes.write_text("2026-03-02: T1 = 43 us\n", encoding="utf-8")
    visitor = visit(language="en", scripts=False)
    visitor.sign_in(member.username, PASSWORD)
    visitor.open("/integrity/quantum/")
    visitor.page.click("text=Deposit a record")
    visitor.page.set_input_files('input[name="file"]', page_of_notes)
    visitor.page.fill('input[name="title"]', "Relaxation times")
    visitor.page.select_option('select[name="kind"]', "notebook")
    visitor.page.fill('input[name="happened_on"]', "2026-03-02")
    visitor.page.fill('input[name="instrument"]', "dilution refrigerator")
    visitor.page.click('main button[type="submit"]')
    assert "waits for the next checkpoint" in visitor.page.inner_text("main")
    integrate()
    visitor.page.reload()
    with visitor.page.expect_download() as download:
        visitor.page.click("text=Download the bundle")
    bundle = tmp_path / "bundle.json"
    download.value.save_as(bundle)
    visitor.page.click("main a.proof")
    assert "/ledger/entries/" in visitor.page.url
    visitor.page.close()  # from here on nothing of the service is asked

    key = f"--key={public_keys()[0]}"
    good = verify(tmp_path, bundle, key, "--content", page_of_notes)
    assert good.returncode == 0, good.stdout + good.stderr
    assert "names the file you hold" in good.stdout
    assert "VERIFIED" in good.stdout

    changed = tmp_path / "changed.txt"
    changed.write_text("2026-03-02: T1 = 48 us\n", encoding="utf-8")
    bad = verify(tmp_path, bundle, key, "--content", changed)
    assert bad.returncode == 1
    assert "The file you hold is not the one that was entered" in bad.stdout

    text = bundle.read_text(encoding="utf-8")
    assert "2026-03-02" in text
    bundle.write_text(text.replace("2026-03-02", "2026-03-01"), encoding="utf-8")
    forged = verify(tmp_path, bundle, key, "--content", page_of_notes)
    assert forged.returncode == 1
    assert "it was changed afterwards" in forged.stdout


@pytest.mark.parametrize(("language", "scheme", "width"), [("zh-hans", "light", 1320), ("en", "dark", 360)])
def test_the_pages_are_accessible_and_fit(space, visit, language, scheme, width):
    leader = give(space, "leader", raw_password=PASSWORD)
    for n in range(6):
        made = deposit(space, leader, f"{n}".encode(), title=f"第{n}次测量" * (1 + 3 * (n == 2)))
    deposit(space, leader, b"more", record=made.record, title="更正")
    integrate()
    visitor = visit(language=language, scheme=scheme, width=width)
    visitor.sign_in(leader.username, PASSWORD)
    record = ResearchRecord.objects.get(pk=made.record_id)
    own = ("", "quantum/", "quantum/deposit/", "quantum/people/", "quantum/report/", f"quantum/{record.pk}/")
    for path in own:
        assert visitor.open(f"/integrity/{path}") == 200
        report = Axe().run(visitor.page, options={"preload": False, "resultTypes": ["violations"]}).response
        assert [v["id"] for v in report["violations"] if v["impact"] in {"serious", "critical"}] == [], path
        wide = visitor.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{path} is {wide} px wider than the window"
    assert visitor.complaints == []
