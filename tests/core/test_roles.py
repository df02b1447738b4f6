"""Roles are given per organisation and only while they last."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from factories import MembershipFactory, OrganisationFactory, UserFactory, person
from xinzhi.core.models import User
from xinzhi.core.roles import Role, has_role, organisations_of, roles_of

pytestmark = pytest.mark.django_db


def test_a_role_counts_in_its_organisation_only():
    here, there = OrganisationFactory(), OrganisationFactory()
    officer = person(Role.DUTY_OFFICER, here)
    assert has_role(officer, Role.DUTY_OFFICER)
    assert has_role(officer, Role.AUDITOR, Role.DUTY_OFFICER, organisation_id=here.pk)
    assert not has_role(officer, Role.DUTY_OFFICER, organisation_id=there.pk)
    assert not has_role(officer, Role.AUDITOR)


def test_organisations_of_a_person_by_role():
    a, b = OrganisationFactory(), OrganisationFactory()
    user = UserFactory(roles=[(Role.EXPERT, a), (Role.ANALYST, b)])
    assert organisations_of(user) == {a.pk, b.pk}
    assert organisations_of(user, Role.EXPERT) == {a.pk}


@pytest.mark.parametrize(
    ("begins", "ends", "counts"), [(-1, 1, True), (0, 0, True), (1, None, False), (None, -1, False)]
)
def test_a_role_counts_from_its_first_to_its_last_day(begins, ends, counts):
    today = timezone.localdate()
    days = [None if n is None else today + dt.timedelta(days=n) for n in (begins, ends)]
    membership = MembershipFactory(role=Role.EXPERT, begins=days[0], ends=days[1])
    assert has_role(membership.user, Role.EXPERT) == counts


def test_nobody_and_a_closed_account_have_no_role():
    closed = person(Role.AUDITOR, is_active=False)
    assert roles_of(None) == roles_of(AnonymousUser()) == roles_of(closed) == frozenset()


def test_roles_are_asked_of_the_database_once_for_each_account_loaded(django_assert_num_queries):
    user = User.objects.get(pk=person(Role.AUDITOR).pk)
    with django_assert_num_queries(1):
        for _n in range(5):
            has_role(user, Role.AUDITOR)
    user.memberships.all().delete()
    assert has_role(user, Role.AUDITOR)  # for the rest of this request
    assert not has_role(User.objects.get(pk=user.pk), Role.AUDITOR)
