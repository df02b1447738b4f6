"""Giving and taking roles: by the plan office, for others only, recorded, and told to the person."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from factories import MembershipFactory, OrganisationFactory, UserFactory, person
from permissions import check_action, check_needs_login, check_view
from xinzhi.core.models import ActionRecord, Notification
from xinzhi.core.roles import Role, has_role
from xinzhi.registry.actions import grant_role, revoke_role
from xinzhi.registry.models import Membership
from xinzhi.registry.rules import visible_memberships

pytestmark = pytest.mark.django_db


def codes(error):
    return set(error.value.message_dict)


def test_the_plan_office_grants_and_the_person_is_told():
    user, organisation = UserFactory(), OrganisationFactory()
    membership = check_action(
        lambda actor: grant_role(actor=actor, user=user, organisation=organisation, role=Role.DUTY_OFFICER, why="new"),
        role=Role.PLAN_OFFICE,
    )
    assert has_role(user, Role.DUTY_OFFICER, organisation_id=organisation.pk)
    record = ActionRecord.objects.latest("pk")
    assert (record.verb, record.why, record.actor) == ("registry.grant_role", "new", membership.granted_by)
    assert [n.kind for n in Notification.objects.filter(recipient=user)] == ["registry.role"]


def test_nobody_grants_to_themselves_or_revokes_their_own():
    officer = person(Role.PLAN_OFFICE)
    with pytest.raises(PermissionDenied):
        grant_role(actor=officer, user=officer, organisation=OrganisationFactory(), role=Role.AUDITOR)
    with pytest.raises(PermissionDenied):
        revoke_role(actor=officer, membership=officer.memberships.get(), why="x")
    assert Membership.objects.count() == 1


def test_a_grant_that_makes_no_sense_is_refused():
    officer = person(Role.PLAN_OFFICE)
    firm = OrganisationFactory(kind="enterprise")
    held = MembershipFactory(role=Role.EXPERT)
    today = timezone.localdate()
    for values, field in [
        ({"role": "king"}, "role"),
        ({"organisation": firm, "role": Role.DUTY_OFFICER}, "role"),
        ({"ends": today - dt.timedelta(days=1)}, "ends"),
        ({"begins": today, "ends": today - dt.timedelta(days=1)}, "ends"),
        ({"user": UserFactory(is_active=False)}, "user"),
        ({"user": held.user, "organisation": held.organisation, "role": held.role}, "user"),
    ]:
        common = {"user": UserFactory(), "organisation": OrganisationFactory(), "role": Role.DUTY_OFFICER}
        with pytest.raises(ValidationError) as error:
            grant_role(actor=officer, **{**common, **values})
        assert codes(error) == {field}
    assert Membership.objects.count() == 2


def test_a_role_that_has_ended_opens_again():
    today = timezone.localdate()
    old = MembershipFactory(role=Role.EXPERT, ends=today - dt.timedelta(days=30))
    again = grant_role(
        actor=person(Role.PLAN_OFFICE), user=old.user, organisation=old.organisation, role=Role.EXPERT, begins=today
    )
    assert (again.pk, again.begins, again.ends, again.is_current()) == (old.pk, today, None, True)


def test_a_role_taken_back_ends_at_once_and_leaves_its_trace():
    membership = MembershipFactory()
    pk, user = membership.pk, membership.user
    check_action(lambda actor: revoke_role(actor=actor, membership=membership, why="moved"), role=Role.PLAN_OFFICE)
    assert not Membership.objects.filter(pk=pk).exists()
    assert [h.history_type for h in Membership.history.filter(id=pk)] == ["-", "+"]
    assert ActionRecord.objects.latest("pk").subject_id == str(pk)
    assert [n.body for n in Notification.objects.filter(recipient=user)] == ["moved"]


def test_taking_back_needs_a_reason():
    with pytest.raises(ValidationError) as error:
        revoke_role(actor=person(Role.PLAN_OFFICE), membership=MembershipFactory(), why=" ")
    assert codes(error) == {"why"}


def test_who_sees_which_memberships():
    officer, auditor, other = person(Role.PLAN_OFFICE), person(Role.AUDITOR), person(Role.DUTY_OFFICER)
    assert set(visible_memberships(officer)) == set(visible_memberships(auditor)) == set(Membership.objects.all())
    assert set(visible_memberships(other)) == set(other.memberships.all())


def test_the_pages_are_the_plan_offices(client):
    MembershipFactory()
    shown = check_view(client, reverse("registry:members"), role=Role.PLAN_OFFICE).content.decode()
    assert reverse("registry:grant_role") in shown
    check_view(client, reverse("registry:grant_role"), role=Role.PLAN_OFFICE)
    check_needs_login(client, reverse("registry:grant_role"))


def test_an_auditor_sees_the_list_without_buttons(client):
    client.force_login(person(Role.AUDITOR))
    response = client.get(reverse("registry:members"))
    assert response.status_code == 200
    assert response.context["actions"] == []
    assert response.context["grant_url"] == ""


def test_a_role_is_given_by_the_form_and_faults_are_shown(client):
    user, organisation = UserFactory(), OrganisationFactory()
    client.force_login(person(Role.PLAN_OFFICE))
    url = reverse("registry:grant_role")
    data = {"user": user.username, "organisation": organisation.key, "role": "duty_officer"}
    assert "user" in client.post(url, {**data, "user": "nobody"}).context["form"].errors
    assert client.post(url, data).url == reverse("registry:members")
    assert user.memberships.get().organisation == organisation
    assert "user" in client.post(url, data).context["form"].errors


def test_roles_are_taken_back_in_bulk_with_a_reason(client):
    one, two = MembershipFactory(), MembershipFactory()
    officer = person(Role.PLAN_OFFICE)
    client.force_login(officer)
    url = reverse("registry:members")
    own = officer.memberships.get()
    chosen = {"action": "revoke", "row": [one.pk, two.pk, own.pk]}
    assert client.post(url, chosen).context["may"] == 2
    response = client.post(url, {**chosen, "confirmed": "1", "why": "reform"})
    assert (response.context["done"], response.context["failed"]) == (2, 1)
    assert list(Membership.objects.all()) == [own]


def test_the_list_of_members_filters_by_role_and_force(client, django_assert_max_num_queries):
    ended = MembershipFactory(role=Role.EXPERT, ends=timezone.localdate() - dt.timedelta(days=1))
    for _n in range(10):
        MembershipFactory(role=Role.EXPERT)
    client.force_login(person(Role.PLAN_OFFICE))
    url = reverse("registry:members")
    with django_assert_max_num_queries(15):
        assert client.get(f"{url}?role=expert").context["bar"]["count"] == 11
    assert client.get(f"{url}?role=expert&current=true").context["bar"]["count"] == 10
    (row,) = client.get(f"{url}?current=false").context["table"].data.data
    assert row == ended
