"""The pages: who may open which, what they show, what one click does, and how many queries they take."""

import datetime as dt
import io
from copy import deepcopy

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document
from icalendar import Calendar

from calls_help import fill, make_draft, make_firm, make_open_call, make_submitted, manager_of
from factories import OrganisationFactory, UserFactory, person
from permissions import check_needs_login, check_view
from xinzhi.calls.actions import decide_check, run_check
from xinzhi.calls.models import Application
from xinzhi.core.roles import Role
from xinzhi.core.search.searchable import PUBLIC, sources

pytestmark = pytest.mark.django_db

MANAGER, EDITOR = Role.PROGRAMME_MANAGER, Role.ORG_EDITOR


def url(name, *args):
    return reverse(f"calls:{name}", args=args)


def status(client, address):
    """Of a file, which is read to its end so that it is closed."""
    response = client.get(address)
    if response.streaming:
        assert b"".join(response.streaming_content)
    return response.status_code


@pytest.fixture
def draft(call, firm):
    return make_draft(call, firm)


@pytest.fixture
def handed(call, firm):
    return make_submitted(call, firm)


def test_the_public_reads_calls_and_programmes(client, call):
    hidden = make_open_call(published=False, name="还没公布")
    for address in [url("calls"), url("programmes"), url("programme", call.programme), url("call", call.key)]:
        response = client.get(address)
        assert response.status_code == 200, address
        assert "还没公布" not in response.content.decode()
    assert client.get(url("call", hidden.key)).status_code == 404
    page = client.get(url("call", call.key)).content.decode()
    assert "未核实" in page or "not verified" in page, "figures of ours are marked on the page"
    client.force_login(manager_of(call))
    assert client.get(url("call", hidden.key)).status_code == 200


def test_the_calendar_has_the_first_and_the_last_day(client, call):
    make_open_call(published=False)
    for address in (url("calendar"), url("call_calendar", call.key)):
        calendar = Calendar.from_ical(client.get(address + "?lang=en").content)
        assert [e["uid"].split("@")[0] for e in calendar.walk("VEVENT")] == [
            f"call-{call.pk}-opens",
            f"call-{call.pk}-closes",
        ]
        assert calendar.walk("VEVENT")[1]["dtstart"].dt == call.closes_on


def test_beginning_on_the_page(client, call, firm):
    check_needs_login(client, url("prepare", call.key))
    client.force_login(person(Role.BROKER))
    assert client.get(url("prepare", call.key)).context["form"] is None
    client.force_login(person(EDITOR, firm))
    page = client.get(url("prepare", call.key))
    assert [c["tone"] for c in page.context["conditions"]] == ["ok", "ok", "mute", "info"]
    response = client.post(url("prepare", call.key), {"organisation": firm.pk, "title": "新课题"})
    assert response.url == url("application", Application.objects.get().pk)
    other = make_firm(credit_code="")
    again = client.post(url("prepare", call.key), {"organisation": other.pk, "title": "冒名"})
    assert (again.status_code, Application.objects.count()) == (200, 1)


@pytest.mark.parametrize("name", ["application", "basics", "team", "checklist", "print", "docx"])
def test_a_draft_is_the_organisations_own(client, draft, firm, name):
    check_view(client, url(name, draft.pk), role=EDITOR, organisation=firm, refused=404)
    client.force_login(manager_of(draft.call))
    assert client.get(url(name, draft.pk)).status_code == 404, "the office does not see drafts"


def test_every_section_opens(client, draft, firm):
    client.force_login(person(EDITOR, firm))
    for part in draft.form.schema["x-layout"]:
        assert client.get(url("section", draft.pk, part["key"])).status_code == 200, part["key"]
    assert client.get(url("section", draft.pk, "nowhere")).status_code == 404


def test_saving_a_section_by_hand_and_by_typing(client, draft, firm):
    address = url("section", draft.pk, "schedule")
    check_view(client, address, role=EDITOR, organisation=firm, refused=404)
    rows = {"stages-0-until_month": "12", "stages-0-task": "样机", "stages-1-until_month": "", "stages-1-task": ""}
    response = client.post(address, {"seen": "0", "months": "24", **rows, "step": "next"})
    assert response.url == url("section", draft.pk, "money")
    draft.refresh_from_db()
    assert draft.answers["schedule"] == {"months": 24, "stages": [{"until_month": 12, "task": "样机"}]}
    typed = client.post(address, {"seen": "1", "months": "36", "auto": "1"}, headers={"HX-Request": "true"})
    assert 'id="seen" value="2"' in typed.content.decode()
    stale = client.post(address, {"seen": "1", "months": "48", "auto": "1"}, headers={"HX-Request": "true"})
    assert "error" in stale.content.decode()
    bad = client.post(address, {"seen": "2", "months": "999"})
    assert bad.status_code == 422
    assert bad.context["part"].form.errors["months"]
    draft.refresh_from_db()
    assert draft.answers["schedule"]["months"] == 36


def test_money_is_typed_in_yuan_and_kept_in_fen(client, draft, firm):
    client.force_login(person(EDITOR, firm))
    address = url("section", draft.pk, "money")
    said = {"seen": "0", "budget-equipment_grant": "1234.56", "budget-equipment_own": "1", "auto": "1"}
    page = client.post(address, said).content.decode()
    assert 'hx-swap-oob="true"' in page
    draft.refresh_from_db()
    assert draft.answers["money"]["budget"] == {"equipment": {"grant": 123_456, "own": 100}}
    assert 'value="1234.56"' in client.get(address).content.decode()


def test_a_switch_shows_what_it_asks_for(client, draft, firm):
    client.force_login(person(EDITOR, firm))
    address = url("section", draft.pk, "unit")
    assert "partners-0-name" not in client.get(address).content.decode()
    said = {"seen": "0", "name": firm.name, "credit_code": firm.credit_code, "joint": "yes", "auto": ""}
    page = client.post(address, said, headers={"HX-Request": "true"}).content.decode()
    assert "partners-0-name" in page


def test_team_and_files_on_the_page(client, draft, firm):
    client.force_login(person(EDITOR, firm))
    client.post(url("team", draft.pk), {"name": "甲", "affiliation": "甲大学", "role": "leader"})
    member = draft.members.get()
    upload = url("upload", draft.pk, "documents", "commitment")
    client.post(upload, {"file": SimpleUploadedFile("承诺书.pdf", b"%PDF-1.7 x")})
    piece = draft.files.get()
    page = client.get(url("section", draft.pk, "documents")).content.decode()
    assert "承诺书.pdf" in page
    stored = reverse("core:file", args=[piece.file.sha256, "x.pdf"])
    assert status(client, stored) == 200
    client.post(url("drop_member", draft.pk, member.pk))
    client.post(url("drop_file", draft.pk, piece.pk))
    assert (draft.members.count(), draft.files.count()) == (0, 0)


def test_a_file_is_not_for_another_organisation(client, handed, firm):
    stored = reverse("core:file", args=[handed.files.first().file.sha256, "x.pdf"])
    client.force_login(person(EDITOR, make_firm(credit_code="")))
    assert status(client, stored) in {403, 404}
    client.force_login(manager_of(handed.call))
    assert status(client, stored) == 200


def test_handing_in_on_the_page(client, draft, firm):
    client.force_login(person(EDITOR, firm))
    page = client.get(url("checklist", draft.pk))
    assert len(page.context["stops"]) > 10
    client.post(url("checklist", draft.pk))
    draft.refresh_from_db()
    assert draft.state == "draft"
    fill(draft)
    assert client.get(url("checklist", draft.pk)).context["stops"] == []
    assert client.post(url("checklist", draft.pk)).url == url("application", draft.pk)
    draft.refresh_from_db()
    assert draft.state == "submitted"


def test_print_and_document_hold_everything(client, handed, firm):
    client.force_login(person(EDITOR, firm))
    response = client.get(url("docx", handed.pk))
    document = Document(io.BytesIO(response.content))
    text = "\n".join(p.text for p in document.paragraphs)
    cells = {c.text for t in document.tables for row in t.rows for c in row.cells}
    assert handed.answers["content"]["problem"] in text
    assert {handed.number, "负责人0", handed.files.first().file.sha256} <= cells
    assert handed.answers["content"]["problem"] in client.get(url("print", handed.pk)).content.decode()


def test_the_office_reads_what_was_handed_in_and_decides(client, handed, firm):
    client.force_login(manager_of(handed.call))
    page = client.get(url("application", handed.pk))
    assert page.context["office"]
    assert [d["key"] for d in page.context["decisions"]] == ["return", "pass", "refuse"]
    client.post(url("decide", handed.pk, "return"), {"why": "补充材料"})
    handed.refresh_from_db()
    assert handed.state == "returned"
    handed.answers = {**handed.answers, "content": {"abstract": "正在改的内容"}}
    handed.save()
    assert "正在改的内容" not in client.get(url("application", handed.pk)).content.decode()
    client.force_login(person(EDITOR, firm))
    own = client.get(url("application", handed.pk))
    assert "补充材料" in own.content.decode()
    assert "office" not in own.context
    assert "正在改的内容" in own.content.decode()


def test_only_the_office_acts_as_the_office(client, handed, firm):
    client.force_login(person(EDITOR, firm))
    assert client.post(url("decide", handed.pk, "pass"), {"why": "x"}).status_code == 403
    assert client.post(url("check", handed.pk)).status_code == 403
    client.force_login(person(MANAGER))
    assert client.post(url("decide", handed.pk, "pass"), {"why": "x"}).status_code == 404
    client.force_login(person(Role.AUDITOR))
    assert client.get(url("application", handed.pk)).status_code == 200
    assert client.post(url("decide", handed.pk, "pass"), {"why": "x"}).status_code == 403


def test_an_applicant_never_sees_overlaps(client, call, handed, firm):
    other = make_firm(credit_code="")
    copy = make_submitted(call, other, seed=5)
    copy.answers = {**copy.answers, "content": handed.answers["content"]}
    copy.save()
    run_check(actor=None, application=copy)
    decide_check(actor=None, application=copy, step="return", why="请核对")
    client.force_login(person(EDITOR, other))
    assert handed.number not in client.get(url("application", copy.pk)).content.decode()
    client.force_login(manager_of(call))
    assert handed.number in client.get(url("application", copy.pk)).content.decode()


def test_text_shared_with_an_application_to_another_department_is_told_but_not_shown(client, call, handed, firm):
    document = deepcopy(call.document)
    document["programme"]["department"] = "industry"
    elsewhere = make_open_call(document=document)
    assert elsewhere.department != call.department
    colleague = person(MANAGER, elsewhere.department)
    copy = make_submitted(elsewhere, make_firm(credit_code="", name="乙公司"), seed=5)
    copy.answers = {**copy.answers, "content": handed.answers["content"]}
    copy.save()
    result = run_check(actor=None, application=copy)
    assert [o["id"] for o in result.overlaps] == [handed.pk]
    passage = result.overlaps[0]["passages"][0]["text"]
    client.force_login(colleague)
    page = client.get(url("application", copy.pk))
    shown = page.context["overlaps"]
    assert set(shown[0]) == {"kind", "hidden", "share", "other_share", "office", "contacts"}
    assert shown[0]["office"] == call.department.label
    assert shown[0]["share"] == result.overlaps[0]["share"]
    body = page.content.decode()
    assert handed.number not in body
    assert firm.name not in body
    assert f"<q>{passage[:40]}" not in body
    assert call.department.label in body
    for who in (
        UserFactory(roles=[(MANAGER, elsewhere.department), (Role.PLAN_OFFICE, OrganisationFactory())]),
        person(Role.AUDITOR),
    ):
        client.force_login(who)
        assert client.get(url("application", copy.pk)).context["overlaps"] == result.overlaps
    run_check(actor=None, application=handed)
    client.force_login(manager_of(call))
    assert client.get(url("application", handed.pk)).context["overlaps"][0]["office"] == elsewhere.department.label


def test_withdrawing_and_deleting_on_the_page(client, call, handed, firm):
    check_view(client, url("withdraw", handed.pk), role=EDITOR, organisation=firm, refused=404)
    assert client.post(url("withdraw", handed.pk), {"why": ""}).status_code == 200
    client.post(url("withdraw", handed.pk), {"why": "不做了"})
    handed.refresh_from_db()
    assert handed.state == "withdrawn"
    draft = make_draft(call, firm)
    client.post(url("delete", draft.pk))
    assert not Application.objects.filter(pk=draft.pk).exists()


def test_the_desk(client, call, handed):
    check_needs_login(client, url("desk"))
    client.force_login(person(EDITOR, handed.organisation))
    assert client.get(url("desk")).status_code == 403
    client.force_login(manager_of(call))
    page = client.get(url("desk"))
    funnel = page.context["rows"][0]["funnel"]
    assert (funnel.begun, funnel.submitted, funnel.to_check, page.context["to_check"]) == (1, 1, 1, 1)
    client.force_login(person(MANAGER))
    assert client.get(url("desk")).context["rows"] == []


def test_making_and_managing_a_call_on_the_page(client, call):
    client.force_login(manager_of(call))
    assert "frontier-projects" in client.get(url("new_call")).content.decode()
    address = url("new_call_of", "frontier-projects")
    first = client.get(address).context["form"].initial
    said = {
        "name": "2027 年度",
        "opens": first["opens"].isoformat(),
        "closes": first["closes"].isoformat(),
        "quota": "8",
    }
    made = client.post(address, said)
    manage = made.url
    assert client.get(manage).status_code == 200
    key = manage.split("/")[-3]
    client.post(url("move", key, "publish"))
    assert client.get(url("call", key)).status_code == 200
    assert client.get(url("move", key, "publish")).status_code == 404
    client.force_login(person(MANAGER))
    for address in (
        manage,
        url("move", key, "cancel"),
        url("applications", key),
        url("new_call_of", "frontier-projects"),
    ):
        assert client.get(address).status_code == 403, address


def test_restrictions_are_for_the_offices(client, firm):
    check_view(client, url("restrictions"), role=MANAGER, wrong=Role.EXPERT)
    said = {"organisation": firm.pk, "document": "文", "reason": "因", "begins": "2026-01-01"}
    assert client.post(url("restrict"), said).url == url("restrictions")
    page = client.get(url("restrictions")).content.decode()
    assert firm.name in page
    lift = reverse("calls:lift", args=[firm.restrictions.get().pk])
    client.post(lift, {"why": "期满"})
    assert firm.restrictions.get().lifted_on is not None


@pytest.mark.parametrize(
    ("name", "most"),
    [("mine", 14), ("desk", 18), ("application", 32), ("checklist", 26), ("applications", 18), ("call", 16)],
)
def test_queries_do_not_grow_with_what_is_there(client, call, firm, django_assert_max_num_queries, name, most):
    first = make_submitted(call, firm, seed=1)
    for seed in (2, 3, 4):
        make_submitted(call, firm, seed=seed)
    office = name in {"desk", "applications"}
    client.force_login(manager_of(call) if office else person(EDITOR, firm))
    args = {"application": [first.pk], "checklist": [first.pk], "applications": [call.key], "call": [call.key]}
    with django_assert_max_num_queries(most):
        assert client.get(url(name, *args.get(name, []))).status_code == 200


def test_search_finds_published_calls_and_a_preparing_one_only_for_its_managers(call):
    hidden = make_open_call(published=False)
    source = sources()["calls.call"]
    boss, stranger = manager_of(call), person(MANAGER)
    assert source.document(call).audience == (PUBLIC,)
    assert source.document(hidden).audience == (f"{MANAGER}@{call.department_id}",)
    assert set(source.visible(boss, [call.pk, hidden.pk])) == {call.pk, hidden.pk}
    assert set(source.visible(stranger, [call.pk, hidden.pk])) == {call.pk}


def test_what_is_late_stands_on_the_desk(client, call, handed):
    handed.entered_state_at -= dt.timedelta(days=60)
    handed.save()
    client.force_login(manager_of(call))
    [row] = client.get(url("desk")).context["late"]
    assert (row["late"].application, row["late"].step) == (handed, "check")
    assert row["late"].days > 20
    decide_check(actor=None, application=handed, step="refuse", why="不符合")
    assert client.get(url("desk")).context["late"] == []


def test_what_is_out_of_the_ordinary_stands_on_the_desk(client, call, handed):
    copy = make_submitted(call, make_firm(credit_code="", city=handed.city), seed=9)
    copy.answers = {**copy.answers, "content": handed.answers["content"]}
    copy.save()
    client.force_login(manager_of(call))
    assert list(client.get(url("desk")).context["odd"]) == []
    result = run_check(actor=None, application=copy)
    assert result.greatest_overlap > 0.2
    assert list(client.get(url("desk")).context["odd"]) == [result]
