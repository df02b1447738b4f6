"""Each verb for nobody, the wrong role, the right role and another organisation's; and what the verbs keep."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.utils import timezone

from calls_help import (
    fill,
    make_department,
    make_draft,
    make_firm,
    make_open_call,
    make_submitted,
    manager_of,
)
from factories import OrganisationFactory, UserFactory, person
from permissions import check_action
from xinzhi.calls.actions import (
    AnswersError,
    IncompleteError,
    add_member,
    attach_file,
    cancel_call,
    change_call,
    check_call,
    decide_check,
    delete_draft,
    end_call,
    lift_restriction,
    make_call,
    publish_call,
    record_restriction,
    remove_file,
    remove_member,
    run_check,
    save_basics,
    save_section,
    start_application,
    submit_application,
    withdraw_application,
)
from xinzhi.calls.engine.duplicates import prepare
from xinzhi.calls.models import Application, FormVersion, MemberRole, Submission
from xinzhi.calls.programmes import documents
from xinzhi.core.models import ActionRecord, Notification
from xinzhi.core.roles import Role, narrowed
from xinzhi.ledger.models import Entry

pytestmark = pytest.mark.django_db


def days():
    now = timezone.now()
    return {"opens_at": now, "closes_at": now + dt.timedelta(days=9)}


# --- calls ------------------------------------------------------------------------------------------------------


def test_making_a_call():
    science, document = make_department(), documents()["frontier-projects"]
    made = check_action(
        lambda actor: make_call(actor=actor, department=science, document=document, year=2027, **days()),
        role=Role.PROGRAMME_MANAGER,
        organisation=science,
    )
    assert (made.key, made.state, made.quota) == ("frontier-projects-2027", "draft", 20)
    assert made.rules.step("review").blinding == "double"
    again = make_call(actor=None, department=science, document=document, year=2027, **days())
    assert again.key == "frontier-projects-2027-2"
    assert again.form == made.form, "the same form is one version"


def test_a_call_belongs_to_the_programmes_department_and_closes_after_it_opens():
    document = documents()["frontier-projects"]
    with pytest.raises(ValidationError, match="another department"):
        make_call(actor=None, department=make_department("industry"), document=document, year=2027, **days())
    now = timezone.now()
    with pytest.raises(ValidationError) as caught:
        make_call(actor=None, department=make_department(), document=document, year=2027, opens_at=now, closes_at=now)
    assert "closes_at" in caught.value.message_dict


def test_changing_a_call():
    call = make_open_call(published=False)
    later = {"opens_at": call.opens_at, "closes_at": call.closes_at + dt.timedelta(days=1), "quota": 5}
    check_action(
        lambda actor: change_call(actor=actor, call=call, name="新名称", **later),
        role=Role.PROGRAMME_MANAGER,
        organisation=call.department,
    )
    call.refresh_from_db()
    assert (call.name, call.quota) == ("新名称", 5)


def test_a_published_call_is_only_put_off(call):
    same = {"name": call.name, "opens_at": call.opens_at, "quota": call.quota}
    day = dt.timedelta(days=1)
    with pytest.raises(ValidationError, match="earlier"):
        change_call(actor=None, call=call, why="x", **same, closes_at=call.closes_at - day)
    with pytest.raises(ValidationError, match="reason"):
        change_call(actor=None, call=call, **same, closes_at=call.closes_at + day)
    with pytest.raises(ValidationError, match="only its end"):
        change_call(actor=None, call=call, why="x", **{**same, "quota": 99}, closes_at=call.closes_at)
    wanted = call.closes_at + day
    assert change_call(actor=None, call=call, why="延期", **same, closes_at=wanted).closes_at == wanted


def test_publishing_ending_and_cancelling(firm):
    call = make_open_call(published=False)
    where = {"role": Role.PROGRAMME_MANAGER, "organisation": call.department}
    check_action(lambda actor: publish_call(actor=actor, call=call), **where)
    assert Entry.objects.filter(subject_kind="calls.call", subject_id=str(call.pk), kind="thing").count() == 1
    editor = person(Role.ORG_EDITOR, firm)
    make_draft(call, firm)
    with pytest.raises(ValidationError, match="reason"):
        cancel_call(actor=None, call=call, why=" ")
    check_action(lambda actor: cancel_call(actor=actor, call=call, why="预算调整"), **where)
    assert Notification.objects.get(recipient=editor, kind="calls.cancelled").body == "预算调整"
    other = make_open_call()
    check_action(lambda actor: end_call(actor=actor, call=other), **where)
    with pytest.raises(ValidationError):
        end_call(actor=None, call=other)


def test_a_call_keeps_its_rules_when_the_file_changes(call, firm):
    document = {**documents()["frontier-projects"], "section": documents()["frontier-projects"]["section"][:2]}
    draft = make_open_call(published=False)
    changed = change_call(
        actor=None,
        call=draft,
        name=draft.name,
        opens_at=draft.opens_at,
        closes_at=draft.closes_at,
        document=document,
    )
    assert changed.form != call.form
    assert FormVersion.objects.filter(programme=call.programme).count() == 2
    application = make_draft(call, firm)
    assert application.form == call.form
    assert len(call.rules.sections) > len(changed.rules.sections) == 2


# --- writing ----------------------------------------------------------------------------------------------------


def test_beginning_an_application(call, firm):
    for role in (Role.ORG_EDITOR, Role.RESEARCHER):
        application = check_action(
            lambda actor: start_application(actor=actor, call=call, organisation=firm, title=" 题  目 "),
            role=role,
            organisation=firm,
        )
    assert (application.title, application.state, application.city) == ("题 目", "draft", firm.city)
    assert application.answers["unit"] == {"name": firm.name, "credit_code": firm.credit_code}


def test_who_may_not_begin(call, firm):
    with pytest.raises(ValidationError, match="kind of organisation"):
        start_application(actor=None, call=call, organisation=OrganisationFactory(kind="fund"), title="x")
    with pytest.raises(ValidationError, match="title"):
        start_application(actor=None, call=call, organisation=firm, title="  ")
    closed = make_open_call(
        opens_at=timezone.now() - dt.timedelta(days=9), closes_at=timezone.now() - dt.timedelta(days=1)
    )
    with pytest.raises(ValidationError, match="not take applications now"):
        start_application(actor=None, call=closed, organisation=firm, title="x")


def test_saving_a_section(call, firm):
    application = make_draft(call, firm)
    saved = check_action(
        lambda actor: save_section(
            actor=actor, application=application, section="schedule", answers={"months": 24, "stages": []}, seen=0
        ),
        role=Role.ORG_EDITOR,
        organisation=firm,
    )
    assert saved.answers["schedule"] == {"months": 24}
    assert saved.saved["schedule"] == 1
    before = ActionRecord.objects.count()
    save_section(actor=None, application=application, section="schedule", answers={"months": 24}, seen=1)
    assert ActionRecord.objects.count() == before, "the same again is no change"


def test_nobody_overwrites_a_colleague(call, firm):
    mine = make_draft(call, firm)
    theirs = Application.objects.get(pk=mine.pk)
    save_section(actor=None, application=theirs, section="schedule", answers={"months": 12}, seen=0)
    with pytest.raises(ValidationError) as caught:
        save_section(actor=None, application=mine, section="schedule", answers={"months": 36}, seen=0)
    assert caught.value.code == "stale"
    save_section(actor=None, application=mine, section="content", answers={"keywords": "量子"}, seen=0)
    mine.refresh_from_db()
    assert mine.answers["schedule"] == {"months": 12}, "another section of a colleague stays"
    with pytest.raises(ValidationError):
        save_basics(actor=None, application=mine, title="x", field=None, city=None, seen=3)


def test_answers_that_even_a_draft_cannot_hold(call, firm):
    application = make_draft(call, firm)
    with pytest.raises(AnswersError) as caught:
        save_section(
            actor=None, application=application, section="schedule", answers={"months": 600, "hack": 1}, seen=0
        )
    assert [(f.where, f.code) for f in caught.value.flaws] == [
        ("schedule", "wrong_type"),
        ("schedule.months", "too_large"),
    ]
    with pytest.raises(ValidationError, match="no such section"):
        save_section(actor=None, application=application, section="nowhere", answers={}, seen=0)


def test_the_budget_is_summed(call, firm):
    application = make_draft(call, firm)
    lines = {"equipment": {"grant": 5_000_000}, "labour": {"grant": 100, "own": 7}}
    save_section(actor=None, application=application, section="money", answers={"budget": lines}, seen=0)
    assert application.requested_fen == 5_000_100


def test_saving_title_and_field(call, firm):
    application = make_draft(call, firm)
    check_action(
        lambda actor: save_basics(
            actor=actor, application=application, title="新题", field=None, city=firm.city, seen=0
        ),
        role=Role.ORG_EDITOR,
        organisation=firm,
    )
    assert application.title == "新题"


def test_a_researcher_writes_what_is_theirs(call, firm):
    began = person(Role.RESEARCHER, firm)
    application = make_draft(call, firm, actor=began)
    colleague, reader = person(Role.RESEARCHER, firm), person(Role.RESEARCHER, firm)

    def save(actor, months):
        actor = type(actor).objects.get(pk=actor.pk)
        application.refresh_from_db()
        seen = application.saved.get("schedule", 0)
        save_section(actor=actor, application=application, section="schedule", answers={"months": months}, seen=seen)

    save(began, 12)
    with pytest.raises(PermissionDenied):
        save(colleague, 13)
    add_member(actor=began, application=application, name="乙", affiliation="单位", role="editor", user=colleague)
    add_member(actor=began, application=application, name="丙", affiliation="单位", role="member", user=reader)
    save(colleague, 13)
    with pytest.raises(PermissionDenied):
        save(reader, 14)
    colleague.memberships.all().delete()
    with pytest.raises(PermissionDenied):
        save(colleague, 15)


def test_a_token_of_another_organisation_does_not_write(call, firm):
    editor = person(Role.ORG_EDITOR, firm)
    application = make_draft(call, firm, actor=editor)
    elsewhere = narrowed(editor, OrganisationFactory().pk)
    with pytest.raises(PermissionDenied):
        save_section(actor=elsewhere, application=application, section="content", answers={}, seen=0)


def test_the_team(call, firm):
    application = make_draft(call, firm)
    where = {"role": Role.ORG_EDITOR, "organisation": firm}
    member = check_action(
        lambda actor: add_member(
            actor=actor, application=application, name="甲", affiliation="甲大学", role=MemberRole.LEADER
        ),
        **where,
    )
    assert application.leader == "甲"
    with pytest.raises(ValidationError, match="leader already"):
        add_member(actor=None, application=application, name="乙", affiliation="乙大学", role=MemberRole.LEADER)
    with pytest.raises(ValidationError) as caught:
        add_member(
            actor=None, application=application, name=" ", affiliation="", role="king", user=UserFactory(), orcid="1"
        )
    assert set(caught.value.message_dict) == {"name", "affiliation", "role", "user", "orcid"}
    check_action(lambda actor: remove_member(actor=actor, member=member), **where)
    application.refresh_from_db()
    assert (application.leader, application.members.count()) == ("", 0)


def test_files(call, firm):
    application = make_draft(call, firm)
    where = {"role": Role.ORG_EDITOR, "organisation": firm}

    def attach(actor, slot="documents.commitment"):
        return attach_file(actor=actor, application=application, slot=slot, file=ContentFile(b"a"), name="a/b.pdf")

    piece = check_action(attach, **where)
    assert (piece.name, attach(None).pk) == ("b.pdf", piece.pk)
    with pytest.raises(ValidationError, match="place for files"):
        attach(None, slot="content.abstract")
    check_action(lambda actor: remove_file(actor=actor, piece=piece), **where)
    assert application.files.count() == 0


# --- handing in -------------------------------------------------------------------------------------------------


def test_handing_in(call, firm):
    application = fill(make_draft(call, firm))
    boss = manager_of(call)
    check_action(
        lambda actor: submit_application(actor=actor, application=application), role=Role.ORG_EDITOR, organisation=firm
    )
    application.refresh_from_db()
    assert (application.state, application.number) == ("submitted", "FRONTIER-PROJECTS-2026-0001")
    submission = Submission.objects.get()
    assert submission.content["answers"] == application.answers
    assert Entry.objects.filter(subject_kind="calls.submission", subject_id=str(submission.pk)).count() == 1
    assert application.checks.get().missing == 0
    assert Notification.objects.filter(recipient=boss, kind="calls.submitted").count() == 1
    with pytest.raises(PermissionDenied):
        save_section(
            actor=person(Role.ORG_EDITOR, firm), application=application, section="content", answers={}, seen=1
        )


def test_a_researcher_prepares_and_the_organisation_hands_in(call, firm):
    began = person(Role.RESEARCHER, firm)
    application = fill(make_draft(call, firm, actor=began))
    with pytest.raises(PermissionDenied):
        submit_application(actor=began, application=application)


def test_everything_that_is_missing_is_said_at_once(call, firm):
    application = make_draft(call, firm)
    with pytest.raises(IncompleteError) as caught:
        submit_application(actor=None, application=application)
    wheres = {f.where for f in caught.value.findings}
    assert {"content.abstract", "results.goals", "money.budget", "documents.commitment", "team"} <= wheres
    assert "unit.partners" not in wheres, "what is not asked is not missing"
    application.refresh_from_db()
    assert (application.state, application.number, Submission.objects.count()) == ("draft", None, 0)


def test_a_leader_applies_once_and_a_restricted_one_not_at_all(call, firm):
    make_submitted(call, firm)
    again = fill(make_draft(call, make_firm(credit_code="", city=firm.city)))
    with pytest.raises(IncompleteError) as caught:
        submit_application(actor=None, application=again)
    assert [f.key for f in caught.value.findings] == ["leader-call"]
    record_restriction(
        actor=None, organisation=firm, document="通报〔2026〕1号", reason="数据造假", begins=timezone.localdate()
    )
    third = fill(make_draft(call, firm), seed=3)
    with pytest.raises(IncompleteError) as caught:
        submit_application(actor=None, application=third)
    assert [f.kind for f in caught.value.findings] == ["integrity"]


def test_after_the_last_day_nothing_is_handed_in_but_what_came_back(call, firm):
    application = make_submitted(call, firm)
    late = fill(make_draft(call, firm), seed=2)
    decide_check(actor=None, application=application, step="return", why="缺盖章")
    call.closes_at = timezone.now() - dt.timedelta(hours=1)
    call.save()
    for one in (application, late):
        one.call.refresh_from_db()
    with pytest.raises(ValidationError, match="not take applications now"):
        submit_application(actor=None, application=late)
    submit_application(actor=None, application=application)
    assert (application.state, application.submissions.count()) == ("resubmitted", 2)


def test_withdrawing_and_deleting(call, firm):
    draft, handed = make_draft(call, firm), make_submitted(call, firm)
    where = {"role": Role.ORG_EDITOR, "organisation": firm}
    with pytest.raises(ValidationError, match="withdraw it instead"):
        delete_draft(actor=None, application=handed)
    check_action(lambda actor: withdraw_application(actor=actor, application=handed, why="转向"), **where)
    assert handed.state == "withdrawn"
    check_action(lambda actor: delete_draft(actor=actor, application=draft), **where)
    assert not Application.objects.filter(pk=draft.pk).exists()


# --- the office -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("step", "state"), [("return", "returned"), ("pass", "eligible"), ("refuse", "ineligible")])
def test_deciding_on_the_check(call, firm, step, state):
    editor, application = person(Role.ORG_EDITOR, firm), make_submitted(call, firm)
    if step != "pass":
        with pytest.raises(ValidationError, match="reason"):
            decide_check(actor=None, application=application, step=step)
    check_action(
        lambda actor: decide_check(actor=actor, application=application, step=step, why="理由"),
        role=Role.PROGRAMME_MANAGER,
        organisation=call.department,
    )
    assert application.state == state
    assert Notification.objects.get(recipient=editor, kind=f"calls.{step}").body == "理由"
    if step != "return":
        decide_check(actor=None, application=application, step="reopen", why="复核")
        assert application.state == "submitted"


def test_a_manager_does_not_check_their_own(call):
    own = make_firm(key="own")
    insider = UserFactory(roles=[(Role.PROGRAMME_MANAGER, call.department), (Role.RESEARCHER, own)])
    application = make_submitted(call, own)
    with pytest.raises(PermissionDenied):
        decide_check(actor=insider, application=application, step="pass")


def test_passing_against_the_check_needs_a_reason(call):
    outside = make_firm(city=None, place="北京")
    application = make_submitted(call, outside)
    assert application.checks.get().failed == 1
    with pytest.raises(ValidationError, match="give the reason"):
        decide_check(actor=None, application=application, step="pass")


def test_running_the_check_finds_the_same_text_elsewhere(call, firm):
    first = make_submitted(call, firm, seed=1)
    other = make_firm(city=firm.city, credit_code="")
    second = make_submitted(call, other, seed=2)
    shared = first.answers["content"]["problem"]
    second.answers = {**second.answers, "content": {**second.answers["content"], "approach": shared}}
    second.save()
    result = check_action(
        lambda actor: run_check(actor=actor, application=second),
        role=Role.PROGRAMME_MANAGER,
        organisation=call.department,
    )
    assert [o["id"] for o in result.overlaps] == [first.pk]
    passage = result.overlaps[0]["passages"][0]
    assert prepare(passage["text"]).codes.tolist() == prepare(passage["other"]).codes.tolist()
    assert len(passage["text"]) >= 200
    assert result.overlaps[0]["same_organisation"] is False
    told = []
    check_action(
        lambda actor: check_call(actor=actor, call=call, tell=lambda done, every: told.append((done, every))),
        role=Role.PROGRAMME_MANAGER,
        organisation=call.department,
    )
    assert told == [(2, 2)]
    assert {o["id"] for o in first.checks.first().overlaps} == {second.pk}
    assert first.checks.first().overlaps[0]["share"] == pytest.approx(result.overlaps[0]["other_share"])


def test_restrictions(firm):
    today = timezone.localdate()
    made = check_action(
        lambda actor: record_restriction(
            actor=actor, organisation=firm, person="甲", document="文", reason="因", begins=today
        ),
        role=Role.PROGRAMME_MANAGER,
        wrong=Role.EXPERT,
    )
    assert made.holds()
    with pytest.raises(ValidationError) as caught:
        record_restriction(
            actor=None,
            organisation=firm,
            document="",
            reason="",
            begins=today,
            ends=today - dt.timedelta(days=1),
        )
    assert set(caught.value.message_dict) == {"document", "reason", "ends"}
    with pytest.raises(ValidationError):
        lift_restriction(actor=None, restriction=made, why="")
    check_action(
        lambda actor: lift_restriction(actor=actor, restriction=made, why="期满"),
        role=Role.PLAN_OFFICE,
        wrong=Role.ORG_EDITOR,
    )
    assert not made.holds()
