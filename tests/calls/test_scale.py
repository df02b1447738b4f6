"""What an action asks the database does not grow with the applications and reviews of its call."""

from copy import deepcopy

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from calls_help import fill, make_draft, make_firm, make_open_call, make_submitted, manager_of
from factories import OrganisationFactory, person
from review_help import OPINION, editor_of, invited, make_application, make_call, programme, review, reviewed, world
from xinzhi.calls import actions as a
from xinzhi.calls.actions.moving import move_all
from xinzhi.calls.models import Application, ApplicationMember, Call, CheckResult, Invitation
from xinzhi.calls.queries.people import applicants_of, applicants_of_many
from xinzhi.core.models import ActionRecord, Notification
from xinzhi.core.roles import Role

pytestmark = pytest.mark.django_db
FEW, MANY = 4, 9


def queries(act) -> int:
    """How many queries the action takes."""
    with CaptureQueriesContext(
        connection,
    ) as asked:
        act()
    return len(asked)


def wide_world(applications: int):
    """A world in which every application has people to be told of what happens to it."""
    w = world(applications=applications, call=make_call(programme(review={"need": 2, "load_most": 20}), quota=2))
    for application in w.applications:
        editor_of(application)
    return w


def asked_in_writing(size: int) -> dict[str, int]:
    """Queries of saving and handing in an application, among so many of the same call."""
    call, firm = make_open_call(year=2026 + size), make_firm()
    for n in range(size):
        make_submitted(call, make_firm(), seed=100 * size + n)
    manager_of(call)
    draft, editor = fill(make_draft(call, firm), seed=99 * size), person(Role.ORG_EDITOR, firm)
    said, seen = draft.answers["content"], draft.saved["content"]
    given = {"actor": editor, "application": draft, "section": "content", "seen": seen}
    return {
        "same": queries(lambda: a.save_section(**given, answers=said)),
        "save": queries(lambda: a.save_section(**given, answers={**said, "abstract": said["abstract"][:-1]})),
        "submit": queries(lambda: a.submit_application(actor=editor, application=draft)),
    }


def test_a_section_is_saved_and_an_application_handed_in_with_few_queries():
    few, many = asked_in_writing(FEW), asked_in_writing(MANY)
    assert few == many
    assert few["same"] <= 5
    assert few["save"] <= 12  # the first action of an editor makes their pseudonym
    assert few["submit"] <= 32


def test_saving_the_same_answers_records_nothing(call, firm):
    draft = fill(make_draft(call, firm))
    before = ActionRecord.objects.count()
    a.save_section(
        actor=None, application=draft, section="content", answers=draft.answers["content"], seen=draft.saved["content"]
    )
    assert ActionRecord.objects.count() == before


def test_a_whole_call_is_checked_in_a_bounded_number_of_queries():
    asked = {}
    for size in (FEW, MANY):
        call = make_open_call(programme="frontier-projects", year=2026 + size)
        for n in range(size):
            make_submitted(call, make_firm(), seed=100 * size + n)
        manager = manager_of(call)
        asked[size] = queries(lambda call=call, manager=manager: a.check_call(actor=manager, call=call))
        assert CheckResult.objects.filter(application__call=call, submission=1).count() == 2 * size
    assert asked[MANY] <= asked[FEW]


def test_the_check_of_many_finds_what_the_check_of_one_finds(call):
    filed = [make_submitted(call, make_firm(), seed=n) for n in range(3)]
    a.record_restriction(
        actor=None,
        organisation=filed[1].organisation,
        document="通报〔2026〕1号",
        reason="数据造假",
        begins=call.opens_at.date(),
    )
    alone = [a.run_check(actor=None, application=application).findings for application in filed]
    a.check_call(actor=None, call=call)
    assert [application.checks.first().findings for application in filed] == alone
    assert alone[1] != alone[0]


def asked_in_deciding_a_check(size: int) -> int:
    call = make_call()
    wanted = [make_application(call, 10 * size + n, state="submitted") for n in range(size)]
    editors = [editor_of(wanted[0]) for _ in range(size)]
    manager = manager_of(call)
    asked = queries(lambda: a.decide_check(actor=manager, application=wanted[0], step="pass", why="合格"))
    assert Notification.objects.filter(kind="calls.pass", recipient__in=editors).count() == size
    return asked


def test_a_check_is_decided_with_few_queries_whoever_else_there_is():
    assert asked_in_deciding_a_check(MANY) == asked_in_deciding_a_check(FEW) <= 16


def asked_in_review(size: int) -> dict[str, int]:
    """Queries of each step from the assignment to the decision, in a call of so many applications."""
    w, asked, made = wide_world(size), {}, {}

    def step(name, act):
        asked[name] = queries(lambda: made.update({name: act()}))
        return made[name]

    run = step("propose", lambda: a.propose_assignment(actor=w.manager, call=w.call))
    step("confirm", lambda: a.confirm_assignment(actor=w.manager, run=run))
    first, *rest = Invitation.objects.filter(run=run).select_related("application__call", "reviewer__user")
    for invitation in rest:
        review(invitation)
    given = {"actor": first.reviewer.user, "invitation": first}
    points = {c.key: 8 for c in w.call.rules.sheet.criteria}
    step("accept", lambda: a.accept_invitation(**given))
    step("save", lambda: a.save_review(**given, scores=points, comments={}, opinion=OPINION))
    step("submit", lambda: a.submit_review(**given))
    found = step("decide", lambda: a.propose_decisions(actor=w.manager, call=w.call))
    step("approve", lambda: a.approve_decisions(actor=w.officer, decisions=found))
    assert set(found.lines.values_list("outcome", flat=True)) == {"fund", "reserve", "reject"}
    assert Notification.objects.filter(kind="calls.decided").count() >= size
    return asked


def test_reviews_are_asked_for_written_and_decided_in_a_bounded_number_of_queries():
    few, many = asked_in_review(FEW), asked_in_review(MANY)
    assert {name: (few[name], n) for name, n in many.items() if n > few[name]} == {}
    assert few["save"] <= 13
    assert few["submit"] <= 15


def test_an_application_that_a_colleague_moved_is_not_moved_again():
    w = world(applications=2)
    Application.objects.filter(pk=w.applications[0].pk).update(state="withdrawn")
    with pytest.raises(ValidationError) as caught:
        move_all(w.applications, "review", actor=w.manager)
    assert caught.value.code == "stale"


def test_moving_many_keeps_the_history_of_each():
    w = world(applications=2)
    move_all(w.applications, "review", actor=w.manager, why="分组评审")
    for application in w.applications:
        application.refresh_from_db()
        last = application.history.first()
        assert (last.state, last.history_user, last.history_change_reason) == ("in_review", w.manager, "分组评审")
        assert application.state == "in_review"


def test_a_programme_is_read_once_and_a_changed_one_anew():
    call = make_call()
    first = Call.objects.get(pk=call.pk)
    assert Call.objects.get(pk=call.pk).rules is first.rules
    document = deepcopy(call.document)
    document["programme"]["name"] = "另一个专项"
    Call.objects.filter(pk=call.pk).update(document=document)  # the digest is that of the first
    assert Call.objects.get(pk=call.pk).rules.name == "另一个专项"


def test_who_is_told_of_an_application():
    call, firm, other = make_call(), OrganisationFactory(), OrganisationFactory()
    editor, begun, writer = (person(role, firm) for role in (Role.ORG_EDITOR, Role.RESEARCHER, Role.RESEARCHER))
    reader, left, stranger = person(Role.RESEARCHER, firm), person(Role.RESEARCHER, other), person(Role.EXPERT, firm)
    closed = person(Role.ORG_EDITOR, firm, is_active=False)
    mine = make_application(call, 1, organisation=firm, created_by=begun)
    for user, role in ((writer, "editor"), (reader, "member"), (left, "editor"), (stranger, "editor")):
        ApplicationMember.objects.create(application=mine, user=user, name="甲", affiliation="乙", role=role)
    theirs = make_application(call, 2, organisation=other, created_by=left)
    assert {u.pk for u in applicants_of(mine)} == {editor.pk, begun.pk, writer.pk}
    assert closed not in applicants_of(mine)
    many = applicants_of_many([mine, theirs])
    assert [u.pk for u in many[theirs.pk]] == [left.pk]
    assert queries(lambda: applicants_of_many([mine, theirs])) == queries(lambda: applicants_of(mine)) == 2


def test_every_reviewer_gets_one_notice_however_many_applications():
    w = world(applications=4)
    asked = invited(w)
    people = {i.reviewer.user_id for i in asked}
    assert Notification.objects.filter(kind="calls.invited").count() == len(people)


def test_ranked_without_a_solver_when_places_alone_bound():
    w = world(call=make_call(programme(review={"need": 2, "load_most": 9}, quota=None), quota=2))
    reviewed(w)
    found = a.propose_decisions(actor=w.manager, call=w.call)
    assert found.grounds["optimal"] is True
    assert found.grounds["bound"] == found.grounds["value"]
    assert [line.outcome for line in found.lines.order_by("rank")][:2] == ["fund", "fund"]
