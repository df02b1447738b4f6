"""A new programme is one TOML file: no Python, from the pack to an application handed in and checked."""

import shutil

import pytest
from typer.testing import CliRunner

from calls_help import fill, make_department, make_draft, make_firm, make_open_call, manager_of
from xinzhi.calls.actions import decide_check, submit_application
from xinzhi.calls.programmes import documents, programmes
from xinzhi.core.packs import find_pack
from xinzhi.site.cli import app

pytestmark = pytest.mark.django_db

FILE = """
[programme]
key = "moon-garden"
name = "月球种植试验"
name_en = "Moon garden trials"
kind = "contest"
department = "agriculture"
summary = "在模拟月壤中种植。"
summary_en = "Growing plants in simulated regolith."
who = "企业"
who_en = "Firms"
applicants = ["enterprise"]

[[step]]
key = "apply"
actor = "organisation"
workdays = 20
confidence = "unverified"

[[step]]
key = "check"
actor = "manager"
workdays = 5
confidence = "unverified"

[[step]]
key = "decide"
actor = "department"
confidence = "unverified"

[[eligibility]]
key = "water"
text = "用水不超过 10 升"
text_en = "Ten litres of water at most"
answer = "garden.water"
op = "<="
value = 10
confidence = "unverified"

[[quota]]
per = "call"
most = 3
confidence = "unverified"

[[document]]
key = "photo"
name = "照片"
name_en = "Photograph"
confidence = "unverified"

[[section]]
key = "garden"
title = "试验"
title_en = "The trial"

[[section.field]]
key = "plant"
label = "作物"
label_en = "Plant"
type = "choice"
required = true
option = [{ key = "potato", label = "土豆", label_en = "Potato" }, { key = "tea", label = "茶", label_en = "Tea" }]

[[section.field]]
key = "water"
label = "用水（升）"
label_en = "Water (litres)"
type = "number"
required = true
"""


def test_a_programme_is_added_by_a_file_alone(tmp_path, settings, client):
    root = tmp_path / "moon"
    shutil.copytree(find_pack("shandong"), root)
    (root / "programmes" / "moon-garden.toml").write_text(FILE, encoding="utf-8")
    checked = CliRunner().invoke(app, ["pack", "check", str(root)])
    assert checked.exit_code == 0, checked.output
    settings.PACK = str(root)
    assert "moon-garden" in programmes()
    assert "月球种植试验" in client.get("/calls/programmes/", headers={"Accept-Language": "zh-hans"}).content.decode()

    make_department("agriculture")
    call = make_open_call("moon-garden")
    assert (call.quota, call.rules.kind, call.department.key) == (3, "contest", "agriculture")
    application = fill(make_draft(call, make_firm()))
    submit_application(actor=None, application=application)
    assert application.number == "MOON-GARDEN-2026-0001"
    findings = application.checks.get().findings
    assert [(f["key"], f["verdict"]) for f in findings] == [("water", "passed")]
    decide_check(actor=manager_of(call), application=application, step="pass")
    assert application.state == "eligible"

    (root / "programmes" / "moon-garden.toml").write_text(FILE.replace("most = 3", "most = 4"), encoding="utf-8")
    assert documents()["moon-garden"]["quota"][0]["most"] == 4, "a changed file is read anew"
    call.refresh_from_db()
    assert call.rules.quota_of("call").most == 3, "a call keeps the rules it was made with"


def test_the_check_names_the_file_and_the_line(tmp_path):
    root = tmp_path / "moon"
    shutil.copytree(find_pack("shandong"), root)
    text = FILE.replace('type = "number"', 'type = "colour"')
    (root / "programmes" / "moon-garden.toml").write_text(text, encoding="utf-8")
    checked = CliRunner().invoke(app, ["pack", "check", str(root)])
    line = text[: text.index('type = "colour"')].count("\n") + 1
    assert checked.exit_code == 1
    assert f"programmes/moon-garden.toml:{line}: section[1].field[2].type: 'colour' is not allowed" in checked.output


def test_every_programme_that_ships_can_be_opened_and_applied_for():
    for key, programme in programmes().items():
        call = make_open_call(key)
        kind = (programme.applicants or ("enterprise",))[0]
        application = make_draft(call, make_firm(kind=kind, credit_code="91350100M000100Y43"))
        fill(application, seed=sum(map(ord, key)))
        submit_application(actor=None, application=application)
        assert application.state == "submitted", key
