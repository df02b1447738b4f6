"""Workshops: each verb for everyone, and simulated experts who repeat themselves."""

import pytest
from django.core.exceptions import ValidationError

from delphi_help import World, opened, world
from factories import OrganisationFactory, person
from permissions import check_action
from xinzhi.core.models import ActionRecord
from xinzhi.core.roles import Role
from xinzhi.foresight.actions import cross_impact as a
from xinzhi.foresight.actions.delphi_statements import add_statements
from xinzhi.foresight.actions.make_delphi import make_delphi
from xinzhi.foresight.actions.rehearse_delphi import rehearse_panel, rehearse_round, rehearse_workshop
from xinzhi.foresight.delphi_simulation import simulate_experts, simulate_survey, simulate_workshop
from xinzhi.foresight.models import CrossImpactEntry, DelphiAnswer
from xinzhi.foresight.queries.cross_impact import compute

pytestmark = pytest.mark.django_db


def by_manager(w, act):
    return check_action(act, role=Role.ANALYST, organisation=w.organisation)


def make(w, actor, **more):
    said = {"survey": w.survey, "name": "交叉影响", "horizon": 2035, "statements": w.statements, **more}
    return a.make_workshop(actor=actor, **said)


def test_a_workshop_from_making_to_its_results():
    w = world()
    workshop = by_manager(w, lambda actor: make(w, actor))
    by_manager(w, lambda actor: a.open_workshop(actor=actor, workshop=workshop))
    seat = w.seats[0]
    said = {"probabilities": {0: 30, 1: 40, 2: 50}, "strengths": {(0, 1): 3}}
    check_action(
        lambda actor: a.enter_cross_impact(actor=actor, workshop=workshop, seat=seat, **said),
        role=Role.EXPERT,
        organisation=OrganisationFactory(),
        actor=seat.user,
    )
    with pytest.raises(ValidationError):
        a.close_workshop(actor=w.manager, workshop=workshop)
    for other in w.seats[1:]:
        a.enter_cross_impact(actor=other.user, workshop=workshop, seat=other, **said)
    by_manager(w, lambda actor: a.close_workshop(actor=actor, workshop=workshop))
    told = workshop.results
    assert told["initial"] == [0.3, 0.4, 0.5]
    assert told["strength"][0][1] == 3
    assert told["final"][1] > 0.4
    assert told["direct"][0]["kind"] == "driver"
    assert not CrossImpactEntry.objects.filter(seat__isnull=False).exists()
    assert compute(workshop) == told, "entries without owners give the same results"
    with pytest.raises(ValidationError) as caught:
        a.enter_cross_impact(actor=seat.user, workshop=workshop, seat=seat, **said)
    assert caught.value.code == "closed"
    for record in ActionRecord.objects.filter(verb="foresight.enter_cross_impact"):
        assert record.changes == {}


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"probabilities": {0: 100}, "strengths": {}}, "probability"),
        ({"probabilities": {9: 50}, "strengths": {}}, "probability"),
        ({"probabilities": {}, "strengths": {(0, 1): 4}}, "strength"),
        ({"probabilities": {}, "strengths": {(0, 0): 1}}, "strength"),
    ],
)
def test_entries_out_of_range_are_refused(said, code):
    w = world()
    workshop = a.open_workshop(actor=w.manager, workshop=make(w, w.manager))
    with pytest.raises(ValidationError) as caught:
        a.enter_cross_impact(actor=w.seats[0].user, workshop=workshop, seat=w.seats[0], **said)
    assert caught.value.code == code


def test_what_a_workshop_needs():
    w = world()
    with pytest.raises(ValidationError) as caught:
        make(w, w.manager, name=" ", horizon=1999, statements=w.statements[:1])
    assert set(caught.value.error_dict) == {"name", "horizon", "statements"}
    workshop = make(w, w.manager)
    by_manager(w, lambda actor: a.discard_workshop(actor=actor, workshop=workshop, why="改期"))
    assert workshop.state == "discarded"


def test_only_whole_entries_count():
    w = world()
    workshop = a.open_workshop(actor=w.manager, workshop=make(w, w.manager))
    simulate_workshop(workshop, w.seats)
    before = compute(workshop)
    entry = workshop.entries.first()
    entry.is_whole = False
    entry.save()
    assert compute(workshop)["experts"] == before["experts"] - 1


# --- simulated experts -------------------------------------------------------------------------------------------------


def simulated(seed):
    organisation = OrganisationFactory()
    manager = person(Role.ANALYST, organisation)
    survey = make_delphi(actor=manager, organisation=organisation, sheet="technology", name="模拟", simulated=True)
    add_statements(actor=manager, survey=survey, rows=[{"name": n} for n in ("甲", "乙", "丙", "丁")])
    simulate_survey(survey, actor=manager, seed=seed)
    return World(organisation, manager, None, survey)


def test_ten_simulated_experts_take_a_survey_to_its_end_and_repeat_themselves():
    first, again, other = simulated(3), simulated(3), simulated(4)
    reports = [
        [[r.report["statements"][str(s.pk)] for s in w.statements if str(s.pk) in r.report["statements"]]
         for r in w.survey.rounds.order_by("number")]
        for w in (first, again, other)
    ]  # fmt: skip
    assert reports[0] == reports[1] != reports[2]
    assert first.survey.state == "closed"
    assert 2 <= first.survey.rounds.count() <= 3
    assert {s.outcome for s in first.statements} <= {"consensus", "majority", "bipolar", "dissent"}
    last = reports[0][-1][0]["questions"]["importance"]
    assert 9 <= last["n"] <= 10
    assert all(s.user.simulated for s in first.survey.seats.select_related("user"))
    assert DelphiAnswer.objects.filter(round__survey=first.survey, reason__startswith="（模拟）").exists()


def test_simulated_experts_never_answer_a_real_survey():
    w = world(experts=0)
    with pytest.raises(ValidationError) as caught:
        simulate_experts(w.survey)
    assert caught.value.code == "simulated"


def test_a_rehearsal_by_the_manager():
    organisation = OrganisationFactory()
    manager = person(Role.ANALYST, organisation)
    survey = make_delphi(actor=manager, organisation=organisation, sheet="technology", name="演练", simulated=True)
    w = World(organisation, manager, None, survey)
    with pytest.raises(ValidationError) as caught:
        rehearse_panel(actor=manager, survey=survey)
    assert caught.value.code == "state"
    add_statements(actor=manager, survey=survey, rows=[{"name": n} for n in ("甲", "乙")])
    # Each seat asked and taken, and the conflict, is an action of its own.
    check_action(
        lambda actor: rehearse_panel(actor=actor, survey=survey),
        role=Role.ANALYST,
        organisation=organisation,
        records=1 + 2 + 10 + 1,
    )
    assert survey.seats.filter(state="accepted", user__simulated=True).count() == 10
    with pytest.raises(ValidationError) as caught:
        rehearse_round(actor=manager, survey=survey)
    assert caught.value.code == "round"
    opened(w)
    given = check_action(
        lambda actor: rehearse_round(actor=actor, survey=survey),
        role=Role.ANALYST,
        organisation=organisation,
        records=1 + 19,
    )
    assert given == 19, "ten experts on two statements, less one conflict"
    workshop = a.open_workshop(actor=manager, workshop=make(w, manager))
    assert rehearse_workshop(actor=manager, workshop=workshop) == 10
    assert workshop.entries.filter(is_whole=True).count() == 10


def test_a_real_survey_is_not_rehearsed():
    w = world()
    with pytest.raises(ValidationError) as caught:
        rehearse_panel(actor=w.manager, survey=w.survey)
    assert caught.value.code == "simulated"
