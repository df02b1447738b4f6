"""People are shown as far as their consent goes, and can be forgotten."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

from factories import UserFactory, person
from permissions import check_action
from xinzhi.core.models import ActionRecord
from xinzhi.core.roles import Role
from xinzhi.ledger.models import Opening, Pseudonym
from xinzhi.registry.actions import forget_person
from xinzhi.registry.models import Person, Project, Standing, Statement
from xinzhi.registry.rules import visible_entries

pytestmark = pytest.mark.django_db


def test_each_reader_sees_whom_consent_allows(published):
    agreed = {"consent_on": dt.date(2026, 1, 1)}
    closed = published("people", name="某甲")
    inside = published("people", name="某乙", consent="signed_in", **agreed)
    public = published("people", name="某丙", consent="public", **agreed)

    def seen(user):
        return set(visible_entries(user, Person))

    assert seen(AnonymousUser()) == seen(UserFactory()) == {public}
    assert seen(person(Role.EXPERT)) == seen(person(Role.DUTY_OFFICER)) == {public, inside}
    assert seen(person(Role.PLAN_OFFICE)) == {public, inside, closed}
    assert Client().get(reverse("registry:person", args=[inside.key])).status_code == 404
    page = Client().get(reverse("registry:people")).content.decode()
    assert "某丙" in page
    assert "某乙" not in page
    assert "某甲" not in Client().get(reverse("registry:index")).content.decode()


def test_a_projects_leader_is_shown_to_those_only_who_may_see_personal_data(published):
    project = published("projects", name="示例课题", number="26ABC001", leader="某甲")
    assert Project.objects.get().leader == "某甲"
    address, listing = reverse("registry:project", args=[project.key]), f"{reverse('registry:projects')}?format=csv"
    client = Client()
    for user, allowed in ((None, False), (person(Role.DUTY_OFFICER), False), (person(Role.PLAN_OFFICE), True)):
        if user:
            client.force_login(user)
        assert ("某甲" in client.get(address).content.decode()) is allowed
        assert ("某甲" in b"".join(client.get(listing).streaming_content).decode()) is allowed


def test_a_person_is_forgotten_everywhere(published):
    someone = published("people", name="某丙", affiliation="示例大学", consent="public", consent_on=dt.date(2026, 1, 1))
    check_action(
        lambda actor: forget_person(actor=actor, person=Person.objects.get(pk=someone.pk), why="本人要求"),
        role=Role.PLAN_OFFICE,
    )
    someone.refresh_from_db()
    assert (someone.standing, someone.affiliation, someone.consent) == (Standing.WITHDRAWN, "", "none")
    assert "某丙" not in someone.name
    assert not any("某丙" in str(s.values) for s in Statement.objects.filter(kind="person"))
    assert not any("某丙" in h.name for h in Person.history.all())
    told = ActionRecord.objects.filter(subject_type="registry.person")
    assert told.count() == 2
    assert not any("某丙" in f"{r.subject_label}{r.changes}{r.why}" for r in ActionRecord.objects.all())
    assert not any("某丙" in o.content for o in Opening.objects.all())
    assert not Pseudonym.objects.filter(kind="registry.person", identity=str(someone.pk)).exists()


def test_the_lists_of_claims_tell_no_more_than_the_pages(published, client):
    published("people", name="某甲", affiliation="示例大学")
    published("projects", name="示例课题", number="26ABC001", leader="某乙")
    listing = reverse("registry:statements_list")
    for user, allowed in (
        (person(Role.EXPERT), False),
        (person(Role.DUTY_OFFICER), False),
        (person(Role.PLAN_OFFICE), True),
    ):
        client.force_login(user)
        page = client.get(listing).content.decode()
        assert "示例课题" in page
        assert (("某甲" in page), ("某乙" in page)) == (allowed, allowed)
