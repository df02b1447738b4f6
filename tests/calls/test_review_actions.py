"""Each verb from review to acceptance for nobody, the wrong role, the right role and another organisation's object."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from factories import OrganisationFactory, UserFactory, person
from permissions import check_action
from review_help import (
    OPINION,
    WORDS,
    editor_of,
    invited,
    make_application,
    make_call,
    make_reviewer,
    noticed,
    programme,
    review,
    reviewed,
    world,
)
from review_roles import EXPERT, MANAGER, by_manager, by_reviewer, fresh
from xinzhi.calls import actions as a
from xinzhi.calls.models import Application, Conflict, Invitation, PanelVote, Review, Reviewer
from xinzhi.calls.queries.diversity import alike
from xinzhi.core.models import ActionRecord, Notification
from xinzhi.core.roles import Role
from xinzhi.core.workdays import add_workdays
from xinzhi.registry.models import Membership, Person

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def test_the_pool_is_filled_by_managers():
    user = person(EXPERT)
    reviewer = check_action(
        lambda actor: a.add_reviewer(actor=actor, user=user, name="甲", affiliation="乙大学", expertise=["量子"]),
        role=MANAGER,
    )
    assert reviewer.expertise == ["量子"]
    with pytest.raises(ValidationError) as caught:
        a.add_reviewer(actor=None, user=user, name="", affiliation="乙大学")
    assert set(caught.value.error_dict) == {"user", "name"}
    with pytest.raises(ValidationError):
        a.add_reviewer(actor=None, user=UserFactory(), name="丙", affiliation="乙大学")


def test_a_person_of_the_register_is_linked_only_where_consent_lets_the_manager_see_them():
    manager = person(MANAGER)
    hidden = Person.objects.create(key="p1", name="甲", expertise=["光学"])
    shown = Person.objects.create(
        key="p2", name="乙", expertise=["光学"], consent="public", consent_on=TODAY(), consent_evidence="书面"
    )
    with pytest.raises(ValidationError) as caught:
        a.add_reviewer(actor=manager, user=person(EXPERT), name="甲", affiliation="丙", person=hidden)
    assert "person" in caught.value.error_dict
    assert a.add_reviewer(actor=manager, user=person(EXPERT), name="乙", affiliation="丙", person=shown).expertise == [
        "光学"
    ]


def test_a_profile_is_changed_by_its_owner_and_managers_but_kin_by_the_owner_alone():
    reviewer = make_reviewer()
    check_action(
        lambda actor: a.save_reviewer(actor=actor, reviewer=reviewer, values={"expertise": ["激光"]}), role=MANAGER
    )
    with pytest.raises(ValidationError):
        a.save_reviewer(actor=person(MANAGER), reviewer=reviewer, values={"kin": ["王伟"]})
    with pytest.raises(PermissionDenied):
        a.save_reviewer(actor=make_reviewer(2).user, reviewer=reviewer, values={"kin": ["王伟"]})
    assert a.save_reviewer(actor=reviewer.user, reviewer=reviewer, values={"kin": ["王伟"]}).kin == ["王伟"]


def test_reviewers_rest_and_return():
    reviewer = make_reviewer()
    check_action(lambda actor: a.set_reviewer_active(actor=actor, reviewer=reviewer, active=False), role=MANAGER)
    with pytest.raises(ValidationError):
        a.set_reviewer_active(actor=None, reviewer=reviewer, active=False)


def test_conflicts_are_found_and_kept_from_assignment():
    w = world(reviewers=4)
    application, reviewer = w.applications[0], w.reviewers[0]
    reviewer.works = [{"title": "x", "year": TODAY().year, "authors": [{"name": "负责人1"}]}]
    reviewer.save()
    count = by_manager(w, lambda actor: a.find_conflicts(actor=actor, call=w.call))
    assert count == 1
    assert Conflict.objects.get().kind == "coauthor"
    for invitation in invited(w):
        assert (invitation.application_id, invitation.reviewer_id) != (application.pk, reviewer.pk)
    with pytest.raises(ValidationError) as caught:
        a.invite_reviewer(actor=w.manager, application=fresh(application), reviewer=reviewer)
    assert caught.value.code == "conflict"


def test_assignment_is_proposed_with_its_certificate_and_sent_once_confirmed():
    w = world(applications=5, reviewers=6)
    run = by_manager(w, lambda actor: a.propose_assignment(actor=actor, call=w.call), records=2)
    assert run.certificate["certified"] is True
    assert run.certificate["worst"] == pytest.approx(run.certificate["worst_bound"])
    assert run.invitations.count() == 10
    assert not Notification.objects.filter(kind="calls.invited").exists()
    again = a.propose_assignment(actor=w.manager, call=w.call)
    assert Invitation.objects.count() == 10
    people = by_manager(w, lambda actor: a.confirm_assignment(actor=actor, run=again))
    assert Notification.objects.filter(kind="calls.invited").count() == people
    invitation = again.invitations.first()
    assert invitation.state == "invited"
    assert invitation.answer_due == add_workdays(TODAY(), 3)
    assert invitation.review_due == add_workdays(TODAY(), 15)
    assert set(Application.objects.filter(call=w.call).values_list("state", flat=True)) == {"in_review"}
    with pytest.raises(ValidationError):
        a.confirm_assignment(actor=w.manager, run=fresh(again))
    with pytest.raises(ValidationError) as caught:
        a.propose_assignment(actor=w.manager, call=w.call)
    assert caught.value.code == "filled"
    assert w.call.assignment_runs.latest("pk") == again, "its certificate stands"


def test_chance_has_a_part_where_it_is_asked_for_and_its_seed_is_recorded():
    w = world(applications=4, reviewers=6)
    run = by_manager(
        w, lambda actor: a.propose_assignment(actor=actor, call=w.call, max_probability=0.5, seed=11), records=2
    )
    said = run.certificate
    assert (said["max_probability"], said["seed"], said["certified"]) == (0.5, 11, False)
    assert run.invitations.count() == 8
    record = ActionRecord.objects.filter(verb="calls.propose_assignment").latest("pk")
    assert record.changes["certificate"][1]["seed"] == 11
    pairs = set(run.invitations.values_list("application", "reviewer"))
    again = a.propose_assignment(actor=w.manager, call=w.call, max_probability=0.5, seed=11)
    assert set(again.invitations.values_list("application", "reviewer")) == pairs
    seeds = {a.propose_assignment(actor=w.manager, call=w.call, max_probability=0.5).certificate["seed"] for _ in "ab"}
    assert len(seeds) == 2, "without a seed one is drawn"


@pytest.mark.parametrize(
    ("options", "where"),
    [
        ({"max_probability": 0}, "max_probability"),
        ({"max_probability": 1.5}, "max_probability"),
        ({"max_probability": 0.5, "diversity": {"institution": 1}}, "max_probability"),
        ({"diversity": {"height": 1}}, "diversity"),
        ({"diversity": {"sex": 0}}, "diversity"),
    ],
)
def test_options_of_an_assignment_that_make_no_sense(options, where):
    w = world(applications=1, reviewers=3)
    with pytest.raises(ValidationError) as caught:
        a.propose_assignment(actor=w.manager, call=w.call, **options)
    assert set(caught.value.error_dict) == {where}
    assert not Invitation.objects.exists()


def test_the_reviewers_of_an_application_differ_as_the_programme_or_the_desk_asks():
    bound = [{"by": "institution", "most": 1}]
    document = programme(review={"need": 2, "load_most": 9, "diversity": bound}, panel={"size_least": 2})
    w = world(applications=3, reviewers=0, call=make_call(document))
    # The three who know the subjects best are colleagues.
    for n, (place, expertise) in enumerate([("甲大学", WORDS)] * 3 + [("乙大学", ["农机"]), ("丙大学", ["农机"])], 1):
        make_reviewer(n, affiliation=place, expertise=list(expertise))
    run = a.propose_assignment(actor=w.manager, call=w.call)
    assert run.certificate["diversity"] == {"institution": 1}
    for application in w.applications:
        places = run.invitations.filter(application=application).values_list("reviewer__affiliation", flat=True)
        assert len(places) == len(set(places)) == 2
    free = a.propose_assignment(actor=w.manager, call=w.call, diversity={})
    assert "diversity" not in free.certificate
    assert free.invitations.filter(reviewer__affiliation="甲大学").count() == 6


def test_an_application_that_cannot_have_different_reviewers_is_told_and_the_others_have_them():
    w = world(applications=2, reviewers=0)
    firm = w.applications[0].organisation.name
    for n, place in enumerate(["甲大学", "甲大学", "乙大学"], 1):
        reviewer = make_reviewer(n, affiliation=place)
        Reviewer.objects.filter(pk=reviewer.pk).update(declared=[firm] if place == "乙大学" else [])
    run = a.propose_assignment(actor=w.manager, call=w.call, diversity={"institution": 1})
    assert run.invitations.count() == 4
    found = alike(run.invitations.select_related("reviewer"), {"institution": 1})
    assert [(row["application"], row["value"], row["count"]) for row in found] == [(w.applications[0].pk, "甲大学", 2)]


def test_a_place_that_became_free_is_not_filled_by_a_colleague_of_who_is_asked():
    w = world(applications=1, reviewers=0)
    people = [make_reviewer(n, affiliation=place) for n, place in enumerate(["甲大学", "甲大学", "乙大学"], 1)]
    a.invite_reviewer(actor=w.manager, application=w.applications[0], reviewer=people[0])
    run = a.propose_assignment(actor=w.manager, call=w.call, diversity={"institution": 1})
    assert [i.reviewer_id for i in run.invitations.all()] == [people[2].pk]


def test_an_assignment_that_cannot_be_says_why():
    w = world(applications=3, reviewers=1)
    with pytest.raises(ValidationError) as caught:
        a.propose_assignment(actor=w.manager, call=w.call)
    assert caught.value.code == "infeasible"


def test_invitations_are_answered_by_whom_they_are_addressed_to():
    w = world()
    one, two, three, *_rest = invited(w)
    by_reviewer(w, one, lambda actor: a.accept_invitation(actor=actor, invitation=one))
    by_reviewer(w, two, lambda actor: a.decline_invitation(actor=actor, invitation=two, why="出差"))
    assert Notification.objects.filter(kind="calls.declined", recipient=w.manager).count() == 1
    by_reviewer(w, three, lambda actor: a.declare_conflict(actor=actor, invitation=three, why="曾共事"))
    assert Conflict.objects.get(kind="declared").about == "曾共事"
    with pytest.raises(ValidationError):
        a.accept_invitation(actor=two.reviewer.user, invitation=fresh(two))
    with pytest.raises(ValidationError):
        a.decline_invitation(actor=one.reviewer.user, invitation=fresh(one), why=" ")


def test_managers_invite_take_back_and_replace():
    w = world(reviewers=6)
    first = invited(w)[0]
    application = fresh(first.application)
    free = next(r for r in w.reviewers if not r.invitations.filter(application=application).exists())
    added = by_manager(w, lambda actor: a.invite_reviewer(actor=actor, application=application, reviewer=free))
    by_manager(w, lambda actor: a.withdraw_invitation(actor=actor, invitation=added, why="重复"))
    new = by_manager(w, lambda actor: a.replace_reviewer(actor=actor, invitation=added))
    assert new.replaces == added
    assert new.reviewer not in {added.reviewer, first.reviewer}
    with pytest.raises(ValidationError):
        a.replace_reviewer(actor=w.manager, invitation=fresh(added))
    with pytest.raises(ValidationError):
        a.withdraw_invitation(actor=w.manager, invitation=first, why="")


def test_who_is_late_is_reminded_once_a_day():
    w = world()
    invited(w)
    assert by_manager(w, lambda actor: a.remind_reviewers(actor=actor, call=w.call)) == 0
    Invitation.objects.update(answer_due=TODAY())
    assert a.remind_reviewers(actor=w.manager, call=w.call) == len(
        set(Invitation.objects.values_list("reviewer", flat=True))
    )
    assert a.remind_reviewers(actor=w.manager, call=w.call) == 0


def test_a_review_is_written_and_handed_in_once():
    w = world()
    invitation = invited(w)[0]
    keys = [c.key for c in w.call.rules.sheet.criteria]
    half = dict.fromkeys(keys[:2], 7.5)
    by_reviewer(
        w, invitation, lambda actor: a.save_review(actor=actor, invitation=invitation, scores=half, comments={})
    )
    assert invitation.state == "accepted"
    with pytest.raises(ValidationError) as caught:
        a.submit_review(actor=invitation.reviewer.user, invitation=invitation)
    assert set(caught.value.error_dict) == set(keys[2:])
    for wrong in ({keys[0]: 11}, {keys[0]: 0.3}, {keys[0]: -1}, {"nothing": 3}, {keys[0]: "8"}):
        with pytest.raises(ValidationError):
            a.save_review(actor=None, invitation=invitation, scores=wrong, comments={})
    full = dict.fromkeys(keys, 8)
    a.save_review(actor=None, invitation=invitation, scores=full, comments={})
    with pytest.raises(ValidationError) as caught:
        a.submit_review(actor=None, invitation=invitation)
    assert set(caught.value.error_dict) == {"opinion"}
    a.save_review(actor=None, invitation=invitation, scores=full, comments={keys[0]: "好"}, opinion=OPINION)
    done = by_reviewer(w, invitation, lambda actor: a.submit_review(actor=actor, invitation=invitation))
    assert done.total == pytest.approx(80)
    assert len(done.digest) == 64
    for again in (
        lambda: a.submit_review(actor=None, invitation=invitation),
        lambda: a.save_review(actor=None, invitation=invitation, scores=full, comments={}),
        lambda: a.decline_invitation(actor=None, invitation=invitation, why="晚了"),
    ):
        with pytest.raises(ValidationError):
            again()


def test_the_discussion_is_for_those_who_handed_in_and_the_office():
    w = world()
    one, *others = invited(w)
    application = fresh(one.application)
    other = next(i for i in others if i.application_id == application.pk)

    def say(actor):
        return a.post_in_discussion(actor=actor, application=application, text="再看看预算。")

    with pytest.raises(PermissionDenied):
        say(one.reviewer.user)
    review(one)
    for user in (other.reviewer.user, editor_of(application), person(Role.AUDITOR)):
        with pytest.raises(PermissionDenied):
            say(user)
    assert say(one.reviewer.user).invitation == one
    assert by_manager(w, say).invitation is None
    with pytest.raises(ValidationError):
        a.post_in_discussion(actor=w.manager, application=application, text=" ")


@pytest.fixture
def panel(db):
    w = world(reviewers=4)
    reviewed(w)
    found = a.convene_panel(
        actor=w.manager,
        call=w.call,
        name="评审会",
        held_on=TODAY(),
        reviewers=w.reviewers,
        applications=[fresh(x) for x in w.applications],
    )
    return w, found, list(found.items.select_related("panel__call", "application"))


def test_a_panel_is_convened_within_its_rule():
    w = world(reviewers=4)

    def convene(actor, reviewers=w.reviewers, applications=w.applications):
        return a.convene_panel(
            actor=actor, call=w.call, name="评审会", held_on=TODAY(), reviewers=reviewers, applications=applications
        )

    assert by_manager(w, convene).seats.count() == 4
    for wrong in (
        {"reviewers": w.reviewers[:1]},
        {"applications": [make_application(make_call(), 9)]},
    ):
        with pytest.raises(ValidationError):
            convene(w.manager, **wrong)
    same = [make_reviewer(20 + n, affiliation="同一大学") for n in range(3)]
    with pytest.raises(ValidationError) as caught:
        convene(w.manager, reviewers=same)
    assert "同一大学" in str(caught.value)


def test_a_panel_votes_on_what_is_on_the_table(panel):
    w, found, items = panel
    item = items[0]
    members = [s.reviewer.user for s in found.seats.select_related("reviewer__user")]
    with pytest.raises(ValidationError):
        a.cast_vote(actor=members[0], item=item, choice="aye")
    by_manager(w, lambda actor: a.put_on_table(actor=actor, item=item))
    item = fresh(item)
    check_action(lambda actor: a.cast_vote(actor=actor, item=item, choice="no"), role=EXPERT, actor=members[0])
    with pytest.raises(PermissionDenied):
        a.cast_vote(actor=w.manager, item=item, choice="no")
    with pytest.raises(ValidationError):
        a.cast_vote(actor=members[0], item=item, choice="maybe")
    a.cast_vote(actor=members[0], item=item, choice="aye")
    assert PanelVote.objects.count() == 1
    with pytest.raises(ValidationError) as caught:
        a.close_vote(actor=w.manager, item=item)
    assert caught.value.code == "quorum"
    a.cast_vote(actor=members[1], item=item, choice="aye")
    a.cast_vote(actor=members[2], item=item, choice="no")
    done = by_manager(w, lambda actor: a.close_vote(actor=actor, item=item))
    assert (done.ayes, done.noes, done.absent, done.supported) == (2, 1, 1, False)  # two of three are under 67 of 100
    with pytest.raises(ValidationError):
        a.cast_vote(actor=members[3], item=fresh(item), choice="aye")
    by_manager(w, lambda actor: a.close_panel(actor=actor, panel=fresh(found)))
    with pytest.raises(ValidationError):
        a.put_on_table(actor=w.manager, item=fresh(items[1]))


def test_who_has_a_conflict_does_not_vote_and_does_not_count(panel):
    w, _found, items = panel
    item = items[0]
    barred = w.reviewers[0]
    Conflict.objects.create(application=item.application, reviewer=barred, kind="declared", about="x")
    a.put_on_table(actor=w.manager, item=item)
    item = fresh(item)
    with pytest.raises(ValidationError) as caught:
        a.cast_vote(actor=barred.user, item=item, choice="aye")
    assert caught.value.code == "conflict"
    for reviewer in w.reviewers[1:]:
        a.cast_vote(actor=reviewer.user, item=item, choice="aye")
    done = a.close_vote(actor=w.manager, item=item)
    assert (done.ayes, done.recused, done.absent, done.supported) == (3, 1, 0, True)


def test_what_a_panel_turns_down_is_not_selected(panel):
    w, _found, items = panel
    item = items[-1]  # the best by its scores
    a.put_on_table(actor=w.manager, item=item)
    item = fresh(item)
    for reviewer in w.reviewers:
        a.cast_vote(actor=reviewer.user, item=item, choice="no")
    a.close_vote(actor=w.manager, item=item)
    found = a.propose_decisions(actor=w.manager, call=w.call)
    line = found.lines.get(application=item.application)
    assert (line.rank, line.outcome) == (1, "reject")


def test_a_manager_with_a_part_in_it_is_kept_out():
    w = world()
    one = invited(w)[0]
    application = fresh(one.application)
    Membership.objects.create(user=w.manager, organisation=application.organisation, role=Role.RESEARCHER)
    manager = type(w.manager).objects.get(pk=w.manager.pk)
    for act in (
        lambda: a.withdraw_invitation(actor=manager, invitation=one, why="x"),
        lambda: a.invite_reviewer(actor=manager, application=application, reviewer=w.reviewers[0]),
        lambda: a.post_in_discussion(actor=manager, application=application, text="x"),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert not ActionRecord.objects.filter(actor=manager, verb="calls.withdraw_invitation").exists()


def test_an_expert_who_joins_the_applicant_no_longer_reviews_it():
    w = world()
    one = invited(w)[0]
    Membership.objects.create(user=one.reviewer.user, organisation=one.application.organisation, role=Role.EXPERT)
    user = type(one.reviewer.user).objects.get(pk=one.reviewer.user_id)
    with pytest.raises(PermissionDenied):
        a.accept_invitation(actor=user, invitation=one)
    assert Review.objects.count() == 0


def test_everything_of_a_department_is_refused_to_the_managers_of_another():
    w = world()
    stranger = person(MANAGER, OrganisationFactory())
    for act in (
        lambda: a.propose_assignment(actor=stranger, call=w.call),
        lambda: a.remind_reviewers(actor=stranger, call=w.call),
        lambda: a.propose_decisions(actor=stranger, call=w.call),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_a_reserve_moves_up_when_a_place_is_free_again_by_two_people():
    w = world(call=make_call(programme(review={"need": 2, "load_most": 9}), quota=2))
    notice = noticed(w)
    reserve = Application.objects.get(call=w.call, state="reserve")
    with pytest.raises(ValidationError) as caught:
        a.promote_reserve(actor=w.manager, application=reserve, why="递补")
    assert caught.value.code == "places"
    dropped = Application.objects.filter(call=w.call, state="notice")[0]
    objection = a.object_to_notice(actor=UserFactory(), notice=notice, application=dropped, text="不实")
    a.answer_objection(actor=w.manager, objection=objection, answer="属实", upheld=True)
    found = by_manager(w, lambda actor: a.promote_reserve(actor=actor, application=fresh(reserve), why="递补"))
    for wrong in (lambda: a.promote_reserve(actor=w.manager, application=fresh(reserve), why="x"),):
        with pytest.raises(ValidationError):
            wrong()
    a.approve_decisions(actor=w.officer, decisions=fresh(found))
    assert fresh(reserve).state == "funded"
    second = a.publish_notice(actor=w.manager, decisions=fresh(found))
    assert [row["id"] for row in second.rows] == [reserve.pk]


def test_every_reviewer_is_given_the_least_load_of_the_programme():
    w = world(
        call=make_call(programme(review={"need": 2, "load_most": 9, "load_least": 1})), applications=3, reviewers=6
    )
    run = a.propose_assignment(actor=w.manager, call=w.call)
    assert sorted(run.invitations.values_list("reviewer", flat=True)) == sorted(r.pk for r in w.reviewers)


def test_what_was_withdrawn_is_reviewed_no_more():
    w = world()
    invitation = invited(w)[0]
    a.withdraw_application(actor=None, application=fresh(invitation.application), why="放弃")
    invitation = Invitation.objects.select_related("application__call", "reviewer__user").get(pk=invitation.pk)
    with pytest.raises(ValidationError) as caught:
        a.save_review(actor=invitation.reviewer.user, invitation=invitation, scores={}, comments={})
    assert caught.value.code == "state"
