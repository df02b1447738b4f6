"""Two entries made one, one made two, and both undone."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from factories import DutyFactory, MembershipFactory, OrganisationFactory, person
from permissions import check_action
from registry.conftest import origin
from xinzhi.core.roles import Role
from xinzhi.registry.actions import (
    accept_claim,
    merge_entries,
    record_figures,
    record_relation,
    record_statement,
    record_title,
    split_entry,
    undo_fusion,
)
from xinzhi.registry.actions.record_title import TitleInput
from xinzhi.registry.models import Fusion, Observation, Organisation, Relation, Standing, Statement, Title
from xinzhi.registry.registers import BY_KEY

pytestmark = pytest.mark.django_db


def state_of(*entries):
    """Everything that could be lost."""
    for entry in entries:
        entry.refresh_from_db()
    return (
        [(e.name, e.place, e.industry, e.standing, e.merged_into_id) for e in entries],
        sorted(Statement.objects.values_list("pk", "entry_id", "state")),
        sorted(Title.objects.values_list("pk", "entry_id")),
        sorted(Relation.objects.values_list("pk", "from_id", "to_id")),
        sorted(Observation.objects.values_list("entry_id", "measure", "year", "value")),
    )


@pytest.fixture
def two(published, office, second):
    keep, absorb = published(name="山东示例大学", place="长清"), published(name="示例大学", industry="教育")
    lab = published("platforms", name="示例实验室", kind="省实验室")
    claims = [
        record_figures(actor=office, entry=absorb, year=2025, figures={"staff": 5}, provenance=origin()),
        record_title(actor=office, entry=absorb, title=TitleInput("双一流"), provenance=origin()),
        record_relation(actor=office, first=absorb, role="hosts", second=lab, provenance=origin()),
    ]
    for claim in claims:
        accept_claim(actor=second, claim=claim)
    return keep, absorb


def test_a_merge_brings_everything_together_and_the_old_address_leads_on(two):
    keep, absorb = two
    membership, duty = MembershipFactory(organisation=absorb), DutyFactory(organisation=absorb)
    check_action(
        lambda actor: merge_entries(actor=actor, keep=keep, absorb=absorb, why="同一所学校"), role=Role.PLAN_OFFICE
    )
    keep.refresh_from_db()
    assert (keep.place, keep.industry) == ("长清", "教育")
    assert Observation.objects.get(measure="staff").entry_id == keep.pk
    assert Title.objects.get().entry_id == Relation.objects.get().from_id == keep.pk
    membership.refresh_from_db()
    duty.refresh_from_db()
    assert membership.organisation == duty.organisation == keep
    answer = Client().get(reverse("registry:organisation", args=[absorb.key]))
    assert answer.url == reverse("registry:organisation", args=[keep.key])
    assert list(Organisation.objects.filter(standing=Standing.PUBLISHED, kind="enterprise")) == [keep]


def test_undoing_a_merge_restores_every_row(two):
    keep, absorb = two
    before = state_of(keep, absorb)
    fusion = merge_entries(actor=person(Role.PLAN_OFFICE), keep=keep, absorb=absorb, why="同一所学校")
    assert state_of(keep, absorb) != before
    check_action(lambda actor: undo_fusion(actor=actor, fusion=fusion, why="看错了"), role=Role.PLAN_OFFICE)
    assert state_of(keep, absorb) == before
    with pytest.raises(ValidationError):
        undo_fusion(actor=person(Role.PLAN_OFFICE), fusion=fusion, why="again")


def test_merges_are_undone_from_the_last_one(two, published, office):
    keep, absorb = two
    third = published(name="第三所")
    first = merge_entries(actor=office, keep=keep, absorb=absorb, why="x")
    last = merge_entries(actor=office, keep=keep, absorb=third, why="x")
    with pytest.raises(ValidationError):
        undo_fusion(actor=office, fusion=first, why="x")
    undo_fusion(actor=office, fusion=last, why="x")
    undo_fusion(actor=office, fusion=first, why="x")
    absorb.refresh_from_db()
    assert absorb.standing == Standing.PUBLISHED


def test_what_cannot_stand_side_by_side_is_refused_and_nothing_moves(two, office):
    keep, absorb = two
    duty = DutyFactory(organisation=keep)
    DutyFactory(organisation=absorb, measure=duty.measure, kind=duty.kind)
    before = state_of(keep, absorb)
    with pytest.raises(ValidationError):
        merge_entries(actor=office, keep=keep, absorb=absorb, why="x")
    assert state_of(keep, absorb) == before
    assert not Fusion.objects.exists()


def test_only_two_entries_of_one_register_merge(two, published, office):
    keep, absorb = two
    lab = published("platforms", name="另一实验室", kind="省实验室")
    for other in (lab, keep):
        with pytest.raises(ValidationError):
            merge_entries(actor=office, keep=keep, absorb=other, why="x")
    with pytest.raises(ValidationError):
        merge_entries(actor=office, keep=keep, absorb=absorb, why=" ")


def test_a_split_takes_some_statements_with_it_and_can_be_undone(published, office, second):
    mixed = published(name="甲公司", place="高新区")
    statement = record_statement(
        actor=office,
        register=BY_KEY["organisations"],
        values={"name": "乙公司", "industry": "软件"},
        provenance=origin("另一来源", confidence="derived"),
        entry=mixed,
    )
    accept_claim(actor=second, claim=statement)
    before = state_of(mixed)
    made = check_action(
        lambda actor: split_entry(actor=actor, entry=mixed, statements=[statement], why="两家公司"),
        role=Role.PLAN_OFFICE,
    )
    mixed.refresh_from_db()
    assert (mixed.name, mixed.industry) == ("甲公司", "")
    assert (made.name, made.industry, made.place, made.standing) == ("乙公司", "软件", "", Standing.PUBLISHED)
    undo_fusion(actor=office, fusion=Fusion.objects.get(), why="x")
    assert state_of(mixed) == before
    made.refresh_from_db()
    assert made.standing == Standing.WITHDRAWN


def test_a_split_needs_some_but_not_all_statements(published, office):
    firm, other = published(name="甲公司"), published(name="乙公司")
    own = list(Statement.objects.filter(kind="organisation", entry_id=firm.pk))
    foreign = list(Statement.objects.filter(kind="organisation", entry_id=other.pk))
    for chosen in (own, [], foreign):
        with pytest.raises(ValidationError):
            split_entry(actor=office, entry=firm, statements=chosen, why="x")
    with pytest.raises(PermissionDenied):
        split_entry(actor=person(Role.DUTY_OFFICER), entry=OrganisationFactory(), statements=[], why="x")
