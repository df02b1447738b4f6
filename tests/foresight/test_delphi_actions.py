"""Each verb of Delphi surveys for nobody, the wrong role, the right role and another organisation's object."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from delphi_help import approved, finished, held, opened, say, world
from factories import OrganisationFactory, UserFactory, person
from permissions import check_action
from xinzhi.core.models import Notification
from xinzhi.core.roles import Role
from xinzhi.fields.models import Field
from xinzhi.foresight.actions import answer_seat, close_delphi, delphi_panel, delphi_rounds, delphi_statements
from xinzhi.foresight.actions.declare_delphi_conflict import declare_delphi_conflict, withdraw_delphi_conflict
from xinzhi.foresight.actions.hide_delphi_reason import hide_delphi_reason
from xinzhi.foresight.actions.make_delphi import edit_delphi, make_delphi
from xinzhi.foresight.models import DelphiAnswer, DelphiSeat, DelphiSurvey, DelphiVoice
from xinzhi.foresight.queries.delphi import results_for
from xinzhi.foresight.queries.delphi_history import digest_of_round
from xinzhi.ledger.models import Entry
from xinzhi.registry.models import Membership

pytestmark = pytest.mark.django_db


def by_manager(w, act, **more):
    """Analysts of the conducting organisation may, all others may not."""
    return check_action(act, role=Role.ANALYST, organisation=w.organisation, **more)


def by_expert(seat, act):
    """Only the expert whose seat it is; another expert is refused."""
    return check_action(act, role=Role.EXPERT, organisation=OrganisationFactory(), actor=seat.user)


def code_of(act, *args, **kwargs):
    with pytest.raises(ValidationError) as caught:
        act(*args, **kwargs)
    return getattr(caught.value, "code", None)


def fields_of(act, *args, **kwargs):
    with pytest.raises(ValidationError) as caught:
        act(*args, **kwargs)
    return set(caught.value.error_dict)


def tomorrow():
    return timezone.localdate() + dt.timedelta(days=1)


def test_a_survey_is_made_by_analysts_of_the_organisation():
    organisation = OrganisationFactory()
    make = {"organisation": organisation, "sheet": "technology", "name": "调查"}
    survey = check_action(lambda actor: make_delphi(actor=actor, **make), role=Role.ANALYST, organisation=organisation)
    assert survey.state == "draft"
    assert survey.sheet.key == "technology"
    assert make_delphi(actor=person(Role.PLAN_OFFICE), **make).pk
    assert fields_of(make_delphi, actor=None, **{**make, "name": " ", "sheet": "x"}) == {"name", "sheet"}


def test_words_change_before_the_first_round_only():
    w = world()
    by_manager(w, lambda actor: edit_delphi(actor=actor, survey=w.survey, name="新名"))
    opened(w)
    assert code_of(edit_delphi, actor=w.manager, survey=w.survey, name="再改") == "state"
    assert code_of(delphi_statements.add_statements, actor=w.manager, survey=w.survey, rows=[{"name": "x"}]) == "state"


def test_statements_are_numbered_and_checked():
    w = world()
    add = delphi_statements.add_statements
    added = by_manager(w, lambda actor: add(actor=actor, survey=w.survey, rows=[{"name": "光子计算"}]))
    assert added[0].number == 4
    assert fields_of(add, actor=None, survey=w.survey, rows=[{"name": ""}]) == {"name"}
    assert fields_of(add, actor=None, survey=w.survey, rows=[{"name": "全固态电池"}]) == {"name"}
    assert fields_of(add, actor=None, survey=w.survey, rows=[{"name": "y", "field_key": "none"}]) == {"field_key"}
    assert fields_of(add, actor=None, survey=w.survey, rows=[{"name": "y", "subject_kind": "t"}]) == {"subject_key"}
    Field.objects.create(key="energy", name="能源", kind="priority")
    row = {"name": "固态电池", "field_key": "energy"}
    by_manager(w, lambda actor: delphi_statements.edit_statement(actor=actor, statement=w.statements[1], row=row))
    assert w.statements[1].field_key == "energy"
    by_manager(w, lambda actor: delphi_statements.remove_statement(actor=actor, statement=w.statements[0]))
    assert w.survey.statements.count() == 3


def test_experts_are_asked_accept_or_decline_and_are_replaced():
    w = world(experts=5)
    user = person(Role.EXPERT)
    seats = by_manager(
        w, lambda actor: delphi_panel.invite_experts(actor=actor, survey=w.survey, users=[user], group="高校")
    )
    assert Notification.objects.filter(recipient=user, kind="foresight.delphi_invited").exists()
    by_expert(seats[0], lambda actor: answer_seat.accept_seat(actor=actor, seat=seats[0]))
    assert seats[0].voice.group == "高校"
    by_expert(seats[0], lambda actor: answer_seat.decline_seat(actor=actor, seat=seats[0], why="时间不够"))
    assert Notification.objects.filter(recipient=w.manager, kind="foresight.delphi_declined").exists()
    other = delphi_panel.invite_experts(
        actor=w.manager, survey=w.survey, users=[person(Role.EXPERT)], replaces=seats[0]
    )
    assert other[0].replaces == seats[0]
    assert (
        code_of(
            delphi_panel.invite_experts,
            actor=w.manager,
            survey=w.survey,
            users=[person(Role.EXPERT)],
            replaces=DelphiSeat.objects.get(pk=seats[0].pk),
        )
        == "state"
    )


def test_who_may_sit_on_a_panel():
    w = world(experts=1)
    ask = {"actor": w.manager, "survey": w.survey}
    assert fields_of(delphi_panel.invite_experts, users=[UserFactory()], **ask) == {"users"}
    assert fields_of(delphi_panel.invite_experts, users=[w.seats[0].user], **ask) == {"users"}
    assert fields_of(delphi_panel.invite_experts, users=[], **ask) == {"users"}
    Membership.objects.create(user=w.manager, organisation=w.organisation, role=Role.EXPERT)
    fresh = type(w.manager).objects.get(pk=w.manager.pk)
    assert fields_of(delphi_panel.invite_experts, survey=w.survey, actor=fresh, users=[fresh]) == {"users"}
    # Asked by another, an analyst who sits on the panel runs the survey no more.
    other = person(Role.ANALYST, w.organisation)
    delphi_panel.invite_experts(actor=other, survey=w.survey, users=[fresh])
    with pytest.raises(PermissionDenied):
        delphi_panel.remind_experts(actor=fresh, survey=w.survey)


def test_a_seat_is_taken_back_and_the_open_round_loses_it():
    w = world()
    round_ = opened(w)
    say(w.seats[0], w.statements[0])
    by_manager(w, lambda actor: delphi_panel.withdraw_seat(actor=actor, seat=w.seats[0], why="换届"))
    assert not round_.answers.exists()
    assert not round_.turnout.exists()
    with pytest.raises(ValidationError):
        say(DelphiSeat.objects.get(pk=w.seats[0].pk), w.statements[0])


def test_only_who_has_not_answered_is_reminded_once_a_day():
    w = world()
    opened(w)
    for statement in w.statements:
        say(w.seats[0], statement)
    say(w.seats[1], w.statements[0])
    n = by_manager(w, lambda actor: delphi_panel.remind_experts(actor=actor, survey=w.survey))
    assert n == 5
    assert not Notification.objects.filter(recipient=w.seats[0].user, kind="foresight.delphi_reminded").exists()
    assert delphi_panel.remind_experts(actor=w.manager, survey=w.survey) == 0


def test_a_round_needs_a_panel_statements_and_a_day_to_come():
    w = world(experts=4)
    open_ = {"actor": w.manager, "due": tomorrow()}
    assert code_of(delphi_rounds.open_round, survey=w.survey, **open_) is None  # guards carry lists of reasons
    assert w.survey.state == "draft"
    w = world()
    assert fields_of(
        delphi_rounds.open_round, actor=w.manager, survey=w.survey, due=timezone.localdate() - dt.timedelta(days=1)
    ) == {"due"}
    round_ = by_manager(w, lambda actor: delphi_rounds.open_round(actor=actor, survey=w.survey, due=tomorrow()))
    assert round_.number == 1
    assert Notification.objects.filter(kind="foresight.delphi_round").count() == 6
    with pytest.raises(ValidationError):
        opened(w)


def test_answers_are_the_experts_own_checked_and_changed_until_the_round_closes():
    w = world()
    round_ = opened(w)
    seat, statement = w.seats[0], w.statements[0]
    from xinzhi.foresight.actions.answer_delphi import answer_delphi

    said = {"statement": statement, "values": {"importance": "3"}}
    by_expert(seat, lambda actor: answer_delphi(actor=actor, seat=seat, **said))
    say(seat, statement, 5)
    assert [a.values["importance"] for a in round_.answers.all()] == ["5"]
    assert fields_of(say, seat, statement, 9) == {"importance"}
    assert fields_of(say, seat, statement, 4, 1990) == {"time"}
    other = world().statements[0]
    assert code_of(say, seat, other) == "statement"
    for s in w.seats[1:]:
        say(s, statement)
    by_manager(w, lambda actor: delphi_rounds.close_round(actor=actor, round_=round_))
    assert code_of(say, seat, statement) == "round"
    assert code_of(delphi_rounds.close_round, actor=w.manager, round_=round_) == "state"


def test_a_role_that_ended_ends_the_answering():
    w = world()
    opened(w)
    Membership.objects.filter(user=w.seats[0].user).update(ends=timezone.localdate() - dt.timedelta(days=1))
    seat = DelphiSeat.objects.select_related("survey", "user").get(pk=w.seats[0].pk)
    with pytest.raises(PermissionDenied):
        say(seat, w.statements[0])


def test_an_empty_round_is_not_closed():
    w = world()
    assert code_of(delphi_rounds.close_round, actor=w.manager, round_=opened(w)) == "empty"


def test_a_closed_round_is_counted_and_entered_in_the_log_by_digest():
    w = world()
    round_ = held(w)
    stats = round_.report["statements"][str(w.statements[0].pk)]["questions"]["importance"]
    assert stats["n"] == 6
    assert stats["median"] == 4
    entry = Entry.objects.select_related("opening").get(kind="thing", subject_kind="foresight.delphiround")
    assert round_.digest in entry.opening.content
    assert entry.opening.public
    assert digest_of_round(round_) == round_.digest
    answer = round_.answers.first()
    answer.values = {**answer.values, "importance": "2"}
    answer.save()
    assert digest_of_round(round_) != round_.digest


def test_who_has_a_conflict_is_not_counted_in_any_round():
    w = world(experts=6)
    held(w)
    seat, statement = w.seats[0], w.statements[0]
    opened(w)
    say(seat, statement)
    declare = {"seat": seat, "statement": statement}
    by_expert(seat, lambda actor: declare_delphi_conflict(actor=actor, why="参与该项目", **declare))
    assert code_of(say, seat, statement) == "conflict"
    assert not DelphiAnswer.objects.filter(voice=seat.voice, statement=statement, counted=True).exists()
    for s in w.seats[1:]:
        say(s, statement)
    round_ = delphi_rounds.close_round(actor=w.manager, round_=w.survey.rounds.get(number=2))
    told = round_.report["statements"][str(statement.pk)]
    assert told["questions"]["importance"]["n"] == 5
    assert told["change"]["importance"]["pairs"] == 5
    assert digest_of_round(w.survey.rounds.get(number=1)) == w.survey.rounds.get(number=1).digest
    by_expert(seat, lambda actor: withdraw_delphi_conflict(actor=actor, **declare))
    assert code_of(withdraw_delphi_conflict, actor=seat.user, **declare) == "none"
    assert fields_of(declare_delphi_conflict, actor=seat.user, why=" ", **declare) == {"why"}


def test_the_stopping_rule_proposes_and_the_manager_closes_statements():
    w = world()
    held(w)
    round_ = held(w)
    told = round_.report["statements"][str(w.statements[0].pk)]["proposal"]
    assert told["close"]
    n = by_manager(
        w, lambda actor: delphi_rounds.close_statements(actor=actor, survey=w.survey, statements=w.statements[:2])
    )
    assert n == 2
    assert [(s.state, s.closed_in) for s in w.statements] == [("closed", 2), ("closed", 2), ("open", None)]
    opened(w)
    assert code_of(say, w.seats[0], w.statements[0]) == "statement"
    assert code_of(delphi_rounds.close_statements, actor=w.manager, survey=w.survey, statements=[]) == "state"


def test_rounds_end_with_the_sheet():
    w = world()
    for _ in range(3):
        held(w)
    assert code_of(opened, w) == "rounds"


def test_closing_cuts_voices_from_people_for_good():
    w = world(experts=8, groups=("高校", "高校", "高校", "企业"))
    held(w)
    by_manager(w, lambda actor: close_delphi.close_delphi(actor=actor, survey=w.survey))
    assert not DelphiVoice.objects.filter(seat__isnull=False).exists()
    assert sorted(DelphiVoice.objects.values_list("group", flat=True)) == ["", "", *["高校"] * 6]
    assert {s.state for s in w.statements} == {"closed"}


def test_results_are_approved_by_a_second_person():
    w = finished(world())
    office = w.office
    check_action(
        lambda actor: close_delphi.approve_delphi(actor=actor, survey=w.survey, public=True), role=Role.PLAN_OFFICE
    )
    w.survey.refresh_from_db()
    assert (w.survey.state, w.survey.public) == ("approved", True)
    assert Entry.objects.filter(kind="thing", subject_kind="foresight.delphisurvey").count() == 1
    w = world()
    held(w)
    close_delphi.close_delphi(actor=office, survey=w.survey)
    with pytest.raises(PermissionDenied):
        close_delphi.approve_delphi(actor=office, survey=w.survey)
    check_action(
        lambda actor: close_delphi.refuse_delphi(actor=actor, survey=w.survey, why="样本不足"), role=Role.PLAN_OFFICE
    )
    assert DelphiSurvey.objects.get(pk=w.survey.pk).state == "refused"


def test_a_survey_is_given_up_with_a_reason():
    w = world()
    held(w)
    assert code_of(close_delphi.discard_delphi, actor=w.manager, survey=w.survey, why="") == "reason"
    by_manager(w, lambda actor: close_delphi.discard_delphi(actor=actor, survey=w.survey, why="计划调整"))
    assert not DelphiVoice.objects.filter(seat__isnull=False).exists()


def test_a_reason_that_tells_who_wrote_it_is_withheld():
    w = world()
    held(w)
    answer = DelphiAnswer.objects.exclude(reason="").select_related("round__survey").first()
    by_manager(w, lambda actor: hide_delphi_reason(actor=actor, answer=answer, why="写明了单位"))
    assert code_of(hide_delphi_reason, actor=w.manager, answer=answer, why="x") == "state"


def test_results_for_a_dossier():
    w = world()
    assert results_for("t", "k0") is None
    approved(w)
    told = results_for("t", "k0")
    assert told["n"] == 6
    assert told["importance"]["median"] == 4
    assert told["outcome"] in {"consensus", "majority", "dissent", "bipolar"}
    assert told["time"]["median"] == 2032.5
    assert told["constraints"][0]["key"] == "money"
    assert told["measures"] is None
    assert told["reasons"]
    assert results_for("t", "other") is None


def test_two_managers_at_once():
    w = world()
    twin = DelphiSurvey.objects.get(pk=w.survey.pk)
    opened(w)
    assert code_of(delphi_rounds.open_round, actor=w.manager, survey=twin, due=tomorrow()) in {None, "stale"}
    assert w.survey.rounds.count() == 1
