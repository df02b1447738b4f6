"""Tables brought in by programs: from the file to what everyone reads, and who may take which step."""

import datetime as dt
import itertools
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from factories import OrganisationFactory, person
from registry.bringing import bring, csv_of
from xinzhi.core.jobs import run_job
from xinzhi.core.models import ActionRecord
from xinzhi.core.roles import Role
from xinzhi.registry.models import Import, ImportRow, Organisation, Statement
from xinzhi.registry.tasks import imports as tasks

DIRTY = csv_of(
    [
        ["企业名称", "类型", "统一社会信用代码", "上市日期", "电话"],
        ["甲公司", "企业", "91370100MA3C00000X", "", "1"],
        ["乙公司", "企业", "", "20/30/2021", "2"],
        ["丙公司", "企业", "", "2021-03-04", "3"],
    ]
)
GIVEN = {"source": "名录", "as_of": "2026-11-01", "register_key": "organisations"}


def upload(who, content=DIRTY, *, name="名录.csv", headers=None, **given):
    """POST the file as a form, as curl -F does."""
    sent = {"Accept-Language": "en", **(headers or {})}
    if who.secret:
        sent["Authorization"] = f"Bearer {who.secret}"
    data = {**GIVEN, **given, "file": SimpleUploadedFile(name, content)}
    return Client().post("/api/v1/registry/imports", data, headers=sent)


@pytest.fixture
def user(db):
    return person(Role.PLAN_OFFICE)


@pytest.fixture
def who(user, program):
    """Who brings the file in."""
    return program(user)


@pytest.fixture
def second(db, program):
    return program(person(Role.PLAN_OFFICE))


@pytest.fixture
def checked(user):
    """The path of an import with two bad rows and one good one."""
    return f"/registry/imports/{bring(user, DIRTY).pk}"


def outcomes(who, path):
    return {r["line"]: r["outcome"] for r in who.get(f"{path}/rows").json()["items"]}


def test_a_program_brings_a_table_in_and_another_person_accepts(who, second, nobody):
    begun = upload(who)
    assert (begun.status_code, begun.json()["state"]) == (201, "uploaded"), begun.content
    path = f"/registry/imports/{begun.json()['id']}"
    assert who.get(path)["ETag"] == begun["ETag"]
    mapping = who.get(f"{path}/mapping").json()
    columns = {c["name"]: (c["attribute"], c["examples"][0]) for c in mapping["columns"]}
    assert columns["统一社会信用代码"] == ("credit_code", "91370100MA3C00000X")
    assert columns["电话"] == ("", "1")
    assert {"key": "name", "label": "name", "required": True} in mapping["attributes"]

    assert who.post(f"{path}/check").json()["counts"] == {"bad": 2, "new": 1}
    bad = who.get(f"{path}/rows?outcome=bad").json()["items"]
    told = {(r["line"], p["column"], p["code"]): p for r in bad for p in r["problems"] if p["level"] == "error"}
    assert list(told) == [(2, "统一社会信用代码", "uscc_check"), (3, "上市日期", "no_such_day")]
    assert told[3, "上市日期", "no_such_day"]["reason"] == "There is no day «20/30/2021» in the calendar."
    assert told[3, "上市日期", "no_such_day"]["value"] == "20/30/2021"

    assert who.post(f"{path}/propose").json()["errors"][0]["field"] == "policy"  # bad rows hold back the others
    repaired = who.patch(f"{path}/rows/3", {"cells": {"上市日期": "2021-03-20"}})
    assert (repaired.json()["outcome"], repaired.json()["repairs"]) == ("new", {"上市日期": "2021-03-20"})
    assert who.post(f"{path}/rows/2/skip").json()["outcome"] == "skipped"
    proposed = who.post(f"{path}/propose", {"policy": "all"})
    assert (proposed.status_code, proposed.json()["state"]) == (200, "proposed")
    assert nobody.get("/registry/organisations?kind=enterprise").json()["items"] == []

    assert who.post(f"{path}/accept").status_code == 403  # nobody accepts what they brought
    assert second.post(f"{path}/accept", {"why": "核对无误"}).json()["state"] == "accepted"
    names = {o["name"] for o in nobody.get("/registry/organisations?kind=enterprise").json()["items"]}
    assert names == {"乙公司", "丙公司"}
    assert set(Statement.objects.values_list("origin", flat=True)) == {Import.objects.get().origin}
    statement = who.get(f"{path}/rows/3").json()["statement"]
    assert who.get(f"/registry/statements/{statement}").json()["values"]["name"] == "乙公司"

    assert second.post(f"{path}/undo").json()["errors"][0]["field"] == "why"
    undone = second.post(f"{path}/undo", {"why": "文件有误"}).json()
    assert (undone["state"], undone["reason"]) == ("undone", "文件有误")
    assert nobody.get("/registry/organisations?kind=enterprise").json()["items"] == []


def test_who_may_bring_a_file_in(nobody, program, who):
    assert upload(nobody).status_code == 401
    assert upload(program(person(Role.ORG_EDITOR))).status_code == 403
    assert upload(program(person(Role.AUDITOR))).status_code == 403
    assert upload(program(person(Role.DUTY_OFFICER), scopes=("read",))).status_code == 403
    assert not Import.objects.exists()
    assert upload(program(person(Role.DUTY_OFFICER))).status_code == 201


STEPS = [
    ("patch", "/mapping", {"source": "新名录"}),
    ("post", "/check", {}),
    ("patch", "/rows/2", {"cells": {"类型": "企业"}}),
    ("post", "/rows/2/skip", {}),
    ("post", "/propose", {"policy": "good"}),
]
READS = ["", "/mapping", "/rows", "/rows/2"]


def test_an_import_in_work_is_its_own_persons(who, second, nobody, program, checked):
    stranger, auditor = program(person(Role.DUTY_OFFICER)), program(person(Role.AUDITOR))
    narrow = program(person(Role.PLAN_OFFICE), scopes=("read",))
    for path in READS:
        assert nobody.get(f"{checked}{path}").status_code == 401
        assert stranger.get(f"{checked}{path}").status_code == 404
        for reader in (who, second, auditor, narrow):
            assert reader.get(f"{checked}{path}").status_code == 200
    before = ActionRecord.objects.count()
    for method, path, body in STEPS:
        assert nobody.ask(method, f"{checked}{path}", body).status_code == 401
        assert stranger.ask(method, f"{checked}{path}", body).status_code == 404
        for other in (second, auditor, narrow):
            assert other.ask(method, f"{checked}{path}", body).status_code == 403
    assert ActionRecord.objects.count() == before
    for method, path, body in STEPS:
        assert who.ask(method, f"{checked}{path}", body).status_code == 200, path


@pytest.mark.parametrize("step", ["accept", "reject", "undo"])
def test_a_second_person_of_the_plan_office_decides(who, second, nobody, program, checked, step):
    who.post(f"{checked}/propose", {"policy": "good"})
    auditor, officer = program(person(Role.AUDITOR)), program(person(Role.DUTY_OFFICER))
    body = {"why": "有误"}
    assert nobody.post(f"{checked}/{step}", body).status_code == 401
    assert officer.post(f"{checked}/{step}", body).status_code == 404
    assert auditor.post(f"{checked}/{step}", body).status_code == 403
    # Who brought it decides nothing, but takes back what still waits.
    assert who.post(f"{checked}/{step}", body).status_code == (200 if step == "undo" else 403)
    if step != "undo":
        state = {"accept": "accepted", "reject": "rejected"}[step]
        assert second.post(f"{checked}/{step}", body).json()["state"] == state
        assert second.post(f"{checked}/{step}", body).status_code == 422  # decided already


def test_the_mapping_keeps_what_is_left_out_and_names_what_is_wrong(who, checked):
    path = f"{checked}/mapping"
    read = who.get(path)
    changed = who.patch(path, {"constants": {"city": ""}, "source": "新名录"}, If_Match=read["ETag"])
    assert changed.json()["columns"] == read.json()["columns"]
    assert who.get(checked).json()["source"] == "新名录"
    assert who.get(checked).json()["state"] == "uploaded"  # rows must be checked again
    assert who.get(f"{checked}/rows").json()["items"] == []
    assert who.patch(path, {"mapping": {"企业名称": "name"}}, If_Match='"old"').status_code == 412
    for body, field in [
        ({"mapping": {"没有": "name"}}, "没有"),
        ({"mapping": {"企业名称": "happiness"}}, "企业名称"),
        ({"constants": {"year": "昨天"}}, "year"),
        ({"register_key": "cities"}, "register_key"),
        ({"source": ""}, "source"),
    ]:
        answer = who.patch(path, body)
        assert answer.status_code == 422, body
        assert [e["field"] for e in answer.json()["errors"]] == [field]
    other = who.get(f"{path}?register_key=results").json()
    assert other["register_key"] == "results"
    assert who.get(path).json()["register_key"] == "organisations"
    assert who.patch(path, {"register_key": "results"}).json()["columns"] == other["columns"]


def test_rows_come_in_pages(who, user, django_assert_max_num_queries):
    rows = [["企业名称", "类型"], *([f"公司{n}", "企业"] for n in range(7))]
    path = f"/registry/imports/{bring(user, csv_of(rows)).pk}/rows?limit=3&outcome=new"
    lines, pages = [], 0
    while path and pages < 9:
        with django_assert_max_num_queries(12):
            page = who.get(path).json()
        lines += [row["line"] for row in page["items"]]
        path, pages = page["next"], pages + 1
    assert (lines, pages) == (list(range(2, 9)), 3)
    assert who.get("/registry/imports?limit=1&count=true").json()["count"] == 1
    assert who.get("/registry/imports/1/rows?outcome=fine").status_code in {404, 422}


@pytest.mark.parametrize(
    ("change", "field"),
    [({"source": ""}, "source"), ({"as_of": "2026-13-01"}, "as_of"), ({"register_key": "x"}, "register_key")],
)
def test_what_is_wrong_with_a_form_is_named(who, change, field):
    answer = upload(who, **change)
    assert answer.status_code == 422
    assert [e["field"].rpartition(".")[2] for e in answer.json()["errors"]] == [field]
    assert not Import.objects.exists()


def test_a_file_that_is_no_table_is_refused(who):
    answer = upload(who, b"\x00\x01", name="a.xlsx")
    assert answer.status_code == 422
    assert [e["field"] for e in answer.json()["errors"]] == ["file"]
    assert upload(who, source="a\x00").status_code == 400


def test_a_broken_form_is_unreadable(who):
    headers = {"Authorization": f"Bearer {who.secret}"}
    for kind in ("multipart/form-data", "multipart/form-data; boundary=x"):
        answer = Client().post("/api/v1/registry/imports", b"--y\r\nnothing", content_type=kind, headers=headers)
        assert answer.status_code in {400, 422}, kind


def test_the_same_upload_is_done_once(who):
    key = {"Idempotency-Key": "名录-1"}
    first, again = upload(who, headers=key), upload(who, headers=key)
    assert again.json() == first.json()
    assert again["Idempotent-Replayed"] == "true"
    assert upload(who, csv_of([["企业名称"], ["甲"]]), headers=key).status_code == 409
    assert Import.objects.count() == 1


def test_a_large_import_is_taken_by_a_job(who, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(tasks, "_SMALL_FILE", 1)
    path = f"/registry/imports/{upload(who).json()['id']}"
    answer = who.post(f"{path}/check")
    assert (answer.status_code, answer.json()["state"]) == (202, "uploaded")
    job = answer.json()["job"]
    assert who.post(f"{path}/check").status_code == 422  # one at a time
    run_job.func(job)
    assert who.get(f"/me/jobs/{job}").json()["state"] == "done"
    assert who.get(path).json()["state"] == "checked"


def test_a_stale_step_is_refused(who, second, checked):
    read = who.get(checked)["ETag"]
    line = who.get(f"{checked}/rows/2")["ETag"]
    assert who.post(f"{checked}/rows/2/skip", {}, If_Match=line).status_code == 200
    assert who.patch(f"{checked}/rows/2", {"cells": {}}, If_Match=line).status_code == 412
    assert who.post(f"{checked}/propose", {"policy": "good"}, If_Match=read).status_code == 412


def test_personal_values_are_not_told(who, second, user):
    rows = [
        ["名称", "负责人", "电话", "年份"],
        ["量子密钥", "张三", "13800000000", "2024"],
        ["量子时钟", "李四" * 200, "13900000000", "去年"],
    ]
    path = f"/registry/imports/{bring(user, csv_of(rows), register='projects').pk}"
    mapped = {"名称": "name", "负责人": "leader", "电话": "", "年份": "year"}
    who.patch(f"{path}/mapping", {"mapping": mapped, "constants": {}})
    who.post(f"{path}/check")
    for reader, below in itertools.product((who, second), READS):
        text = json.dumps(reader.get(f"{path}{below}").json(), ensure_ascii=False)
        assert [word for word in ("张三", "李四", "13800000000", "13900000000") if word in text] == [], below
    assert ImportRow.objects.get(line=2).values["leader"] == "张三"
    told = who.get(f"{path}/rows/2").json()
    assert told["cells"] == {"名称": "量子密钥", "年份": "2024"}


def test_a_change_is_told_with_what_stood_before(who, user):
    OrganisationFactory(
        key="firm", name="甲公司", kind="enterprise", source="公告", as_of=dt.date(2026, 1, 1), industry="旧"
    )
    batch = bring(user, csv_of([["key", "企业名称", "industry"], ["firm", "甲公司", "新"]]))
    [row] = who.get(f"/registry/imports/{batch.pk}/rows").json()["items"]
    assert (row["outcome"], row["key"]) == ("changed", "firm")
    assert [(c["before"], c["after"]) for c in row["changes"]] == [("旧", "新")]
    assert Organisation.objects.get(key="firm").industry == "旧"
