"""Batches that no agency's table names: from the registers and what firms declared."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from cultivation.test_payments import DAY, MANAGER, make_firm, outcomes
from factories import CityFactory, OrganisationFactory, person
from permissions import check_action
from xinzhi.core.roles import Role
from xinzhi.cultivation.actions import approve_run, close_run, draft_run, notice_run, release_line, submit_run
from xinzhi.cultivation.models import PaymentRun
from xinzhi.cultivation.queries.list_files import payment_of
from xinzhi.cultivation.queries.rerun import rerun
from xinzhi.incentives.actions import declare_facts
from xinzhi.incentives.doors import batches_of, doors_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def body():
    return OrganisationFactory(name="省科技厅")


@pytest.fixture
def city():
    return CityFactory()


def batch(body, *, actor=None, on=DAY, simulated=False):
    return draft_run(actor=actor, organisation=body, programme=payment_of("upgrade-reward"), on=on, simulated=simulated)


def declared(firm, **facts):
    declare_facts(actor=None, firm=firm, facts=facts, as_of=DAY)
    return firm


def test_the_batch_is_of_those_who_are_due_or_may_be(body, city):
    declared(make_firm(city, "first"), hnte_first=True)
    declared(make_firm(city, "again"), hnte_first=False)
    declared(make_firm(city, "silent"), own_brand=True)
    make_firm(city, "unheard")
    run = check_action(lambda actor: batch(body, actor=actor), role=MANAGER, organisation=body)
    assert outcomes(run) == {"first": "evidence", "silent": "unknown"}
    assert run.table is None
    assert rerun(run).same


def test_simulated_firms_are_a_batch_of_their_own(body, city):
    declared(make_firm(city, "real"), hnte_first=True)
    declared(make_firm(city, "made", simulated=True), hnte_first=True)
    assert outcomes(batch(body)) == {"real": "evidence"}
    assert outcomes(batch(body, simulated=True)) == {"made": "pay"}  # nothing real hangs on it


def test_nobody_to_pay_is_told_and_nothing_is_kept(body, city):
    make_firm(city, "unheard")
    with pytest.raises(ValidationError) as told:
        batch(body)
    assert told.value.code == "nobody"
    declared(make_firm(city, "again"), hnte_first=False)
    with pytest.raises(ValidationError) as told:
        batch(body)
    assert told.value.code == "nobody"
    assert not PaymentRun.objects.exists()


def test_a_rule_without_a_confirmed_amount_makes_no_batch(body, city):
    declared(make_firm(city, "first"), hnte_first=True)
    with pytest.raises(ValidationError) as told:
        batch(body, on=dt.date(2026, 8, 1))
    assert told.value.code == "not_payable"


def test_a_firm_finds_its_payment_behind_the_benefits_door(body, city):
    firm = declared(make_firm(city, "first"), hnte_first=True)
    nobody = person(MANAGER)
    run = batch(body)
    release_line(actor=None, line=run.lines.get(), why="证书已核")
    addresses = [door.url for door in doors_of(["upgrade_reward_benefit"], firm, nobody)["upgrade_reward_benefit"]]
    assert addresses == [reverse("cultivation:runs")]
    submit_run(actor=None, run=run)
    approve_run(actor=None, run=run)
    notice_run(actor=None, run=run)
    addresses = [door.url for door in doors_of(["upgrade_reward_benefit"], firm, nobody)["upgrade_reward_benefit"]]
    assert reverse("cultivation:line", args=[run.pk, firm.key]) in addresses
    PaymentRun.objects.update(notice_until=DAY)
    run.refresh_from_db()
    assert close_run(actor=None, run=run).payment_file is not None


@pytest.mark.parametrize(("role", "offered"), [(MANAGER, True), (Role.PLAN_OFFICE, False), (Role.AUDITOR, False)])
def test_batches_are_offered_to_programme_managers_from_the_sandbox(client, body, city, role, offered):
    make_firm(city, "first")
    user = person(role, body)
    assert bool(batches_of(["upgrade_reward_benefit", "voucher"], user, DAY, simulated=True)) is offered
    client.force_login(user)
    asked = {"parameter": "upgrade_staff", "value": "40", "on": DAY.isoformat(), "assume": "on"}
    page = client.get(reverse("incentives:sandbox"), asked)
    assert page.status_code == 200
    assert (f"key=upgrade-reward&amp;on={DAY}" in page.content.decode()) is offered


def test_the_form_takes_what_the_sandbox_says(client, body):
    client.force_login(person(MANAGER, body))
    page = client.get(reverse("cultivation:run_new"), {"key": "upgrade-reward", "on": "2026-06-01", "simulated": "on"})
    form = page.context["form"]
    assert (form["key"].value(), form["on"].value(), form["simulated"].value()) == (
        "upgrade-reward",
        "2026-06-01",
        "on",
    )
