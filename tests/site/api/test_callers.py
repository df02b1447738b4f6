"""Tokens: what they open, until when, for whom; and sessions."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from factories import DutyFactory, OrganisationFactory, UserFactory, person
from permissions import check_action
from xinzhi.core.actions import create_token, revoke_token
from xinzhi.core.models import ActionRecord, ApiToken
from xinzhi.core.roles import Role
from xinzhi.plan.actions import start_report
from xinzhi.plan.models import Report


@pytest.fixture
def owed(plan):
    """A duty with its officer, and the officer's draft."""
    duty = DutyFactory(measure=plan.measures.get(), organisation=OrganisationFactory(name="省教育厅"))
    officer = person(Role.DUTY_OFFICER, duty.organisation)
    report = start_report(actor=officer, duty=duty, period=plan.periods.get())
    return duty, officer, report


def test_public_facts_need_no_token(nobody, firms):
    assert nobody.get("/registry/organisations/firm-1").json()["name"] == "量子企业1"
    assert nobody.get("/reports").status_code == 401
    assert nobody.get("/me").headers["WWW-Authenticate"].startswith("Bearer")


def test_a_token_acts_for_its_owner(program, owed):
    _duty, officer, report = owed
    me = program(officer, ["read"]).get("/me").json()
    assert me["username"] == officer.username
    assert me["roles"] == [{"role": "duty_officer", "organisation": _duty.organisation.key}]
    assert me["scopes"] == ["read"]
    assert [r["id"] for r in program(officer).get("/reports").json()["items"]] == [report.pk]


def test_a_scope_is_needed_for_each_thing(program, owed):
    _duty, officer, report = owed
    change = {"text": "已建成。"}
    for scopes in (["read"], ["registry:write"], ["inbox:write", "webhooks", "read"]):
        answer = program(officer, scopes).patch(f"/reports/{report.pk}", change)
        assert answer.status_code == 403
        assert 'scope="plan:write"' in answer["WWW-Authenticate"]
    assert program(officer, ["plan:write"]).get("/reports").status_code == 403  # writing is not reading
    assert program(officer, ["plan:write"]).patch(f"/reports/{report.pk}", change).json()["text"] == "已建成。"
    assert program(officer, ["read"]).get("/webhooks").status_code == 403


def test_a_scope_gives_nothing_that_the_owner_has_not(program, owed):
    _duty, _officer, report = owed
    stranger = program(UserFactory())
    assert stranger.patch(f"/reports/{report.pk}", {"text": "x"}).status_code == 404
    assert stranger.post("/registry/organisations", {"name": "甲"}).status_code == 403
    assert stranger.get("/records").status_code == 403


def test_a_token_that_opens_nothing(program, nobody):
    user = person(Role.PLAN_OFFICE)
    good = program(user)
    token = ApiToken.objects.get(owner=user)

    def refused(why):
        answer = good.get("/me")
        assert (answer.status_code, answer.json()["detail"]) == (401, why)
        # What is public is not given to a broken token either: its owner must notice.
        assert good.get("/plans").status_code == 401

    assert good.get("/me").status_code == 200
    ApiToken.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    refused("The token has expired. Make a new one.")
    ApiToken.objects.update(expires_at=timezone.now() + dt.timedelta(days=1))
    user.is_active = False
    user.save()
    refused("The token's owner has no account any more.")
    user.is_active = True
    user.save()
    revoke_token(actor=user, token=token)
    refused("The token was revoked.")
    nobody.secret = good.secret[:-1] + ("a" if good.secret[-1] != "a" else "b")
    assert nobody.get("/me").json()["detail"] == "There is no such token."


def test_a_token_bound_to_an_organisation_sees_that_one_only(program, owed, plan):
    duty, officer, report = owed
    other = DutyFactory(measure=plan.measures.get(), organisation=OrganisationFactory(name="省工信厅"))
    officer.memberships.create(organisation=other.organisation, role=Role.DUTY_OFFICER)
    officer = type(officer).objects.get(pk=officer.pk)
    second = start_report(actor=officer, duty=other, period=plan.periods.get())
    here = program(officer, organisation_id=other.organisation_id)
    assert [r["id"] for r in here.get("/reports").json()["items"]] == [second.pk]
    assert here.get(f"/reports/{report.pk}").status_code == 404
    assert here.post("/reports", {"duty": duty.pk, "period": plan.periods.get().label}).status_code == 403
    elsewhere = OrganisationFactory()
    with pytest.raises(ValidationError) as error:
        program(officer, organisation_id=elsewhere.pk)
    assert list(error.value.message_dict) == ["organisation_id"]


def test_a_role_lost_is_lost_for_the_token(program, owed):
    _duty, officer, report = owed
    mine = program(officer)
    officer.memberships.all().delete()
    assert mine.get(f"/reports/{report.pk}").status_code == 404
    assert Report.objects.filter(pk=report.pk).exists()


def test_the_superuser_bound_to_an_organisation_is_nobody_elsewhere(program, owed):
    duty, officer, _report = owed
    officer.is_superuser = True
    officer.save()
    bound = program(type(officer).objects.get(pk=officer.pk), organisation_id=duty.organisation_id)
    assert bound.get("/records").status_code == 403
    assert type(officer).objects.get(pk=officer.pk).is_superuser


def test_a_session_reads_and_writes_with_the_csrf_token(owed, nobody):
    _duty, officer, report = owed
    client = Client(enforce_csrf_checks=True)
    client.force_login(officer)
    assert client.get("/api/v1/me").json()["scopes"] is None
    body = {"data": {"text": "已建成。"}, "content_type": "application/json"}
    assert client.patch(f"/api/v1/reports/{report.pk}", **body).status_code == 403
    client.get("/language/")
    token = client.get("/me/").cookies["csrftoken"].value
    answer = client.patch(f"/api/v1/reports/{report.pk}", headers={"X-CSRFToken": token}, **body)
    assert answer.json()["text"] == "已建成。"


def test_the_last_use_is_known_to_the_hour(program):
    mine = program(UserFactory())
    assert ApiToken.objects.get().last_used_at is None
    mine.get("/me")
    first = ApiToken.objects.get().last_used_at
    assert first is not None
    mine.get("/me")
    assert ApiToken.objects.get().last_used_at == first


def test_only_the_digest_of_a_key_is_kept(program):
    secret = program(UserFactory()).secret
    token = ApiToken.objects.get()
    assert secret.startswith("xz_")
    assert token.prefix == secret[:12]
    stored = [str(getattr(token, f.attname)) for f in ApiToken._meta.concrete_fields]
    assert not any(secret[12:] in value for value in stored)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("name", {"name": " "}),
        ("scopes", {"scopes": []}),
        ("scopes", {"scopes": ["everything"]}),
        ("expires_on", {"expires_at": timezone.now() - dt.timedelta(days=1)}),
        ("expires_on", {"expires_at": timezone.now() + dt.timedelta(days=400)}),
    ],
)
def test_what_a_token_must_say(db, field, changes):
    given = {"name": "x", "scopes": ["read"], "expires_at": timezone.now() + dt.timedelta(days=1), **changes}
    with pytest.raises(ValidationError) as error:
        create_token(actor=UserFactory(), **given)
    assert list(error.value.message_dict) == [field]
    assert not ApiToken.objects.exists()


def test_a_token_is_revoked_by_its_owner(db):
    owner = person(Role.ANALYST)
    token, _secret = create_token(
        actor=owner, name="x", scopes=["read"], expires_at=timezone.now() + dt.timedelta(days=1)
    )
    revoked = check_action(lambda actor: revoke_token(actor=actor, token=token), role=Role.ANALYST, actor=owner)
    assert revoked.revoked_at is not None
    with pytest.raises(ValidationError) as error:
        revoke_token(actor=owner, token=token)
    assert error.value.code == "state"


def test_anyone_with_an_account_may_make_a_token(db):
    until = timezone.now() + dt.timedelta(days=1)
    closed = UserFactory(is_active=False)
    for who in (AnonymousUser(), closed):
        with pytest.raises(PermissionDenied):
            create_token(actor=who, name="x", scopes=["read"], expires_at=until)
    token, _secret = create_token(actor=UserFactory(), name="x", scopes=["read"], expires_at=until)
    record = ActionRecord.objects.get(verb="core.create_token")
    assert token.secret_hash not in str(record.changes)
