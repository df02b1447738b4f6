"""The workbench: each role sees its own, with the button that does it."""

import pytest
from django.urls import reverse

from factories import OrganisationFactory, ReportFactory, UserFactory, person
from permissions import check_needs_login
from xinzhi.core.roles import Role
from xinzhi.plan.models import Duty
from xinzhi.registry.models import Organisation


@pytest.fixture
def department(plan):
    return Organisation.objects.get(key="science")


def bench(client, user):
    client.force_login(user)
    page = client.get("/workbench/", headers={"accept-language": "en"})
    assert page.status_code == 200
    return page.context, page.content.decode()


def test_nobody_is_sent_to_sign_in(client, plan):
    check_needs_login(client, "/workbench/")


def test_an_officer_sees_what_is_owed_with_a_button_and_a_private_feed(client, plan, department):
    duty, period = Duty.objects.get(), plan.periods.get()
    context, words = bench(client, person(Role.DUTY_OFFICER, department))
    assert [(o.duty, o.period) for o in context["owed"]] == [(duty, period)]
    assert reverse("plan:report_start", args=[duty.pk, period.pk]) in words
    [feed] = context["feeds"]
    assert client.get(feed["url"]).status_code == 200
    assert "Start the report" in words


def test_an_officer_of_another_department_owes_nothing(client, plan):
    context, words = bench(client, person(Role.DUTY_OFFICER, OrganisationFactory()))
    assert context["owed"] == []
    assert "Nothing is owed now" in words


def test_the_office_sees_reports_to_decide_but_not_its_own_and_who_is_late(client, plan, department):
    duty, period = Duty.objects.get(), plan.periods.get()
    office, second = person(Role.PLAN_OFFICE), person(Role.PLAN_OFFICE)
    context, words = bench(client, office)
    assert [d.duty for d in context["late"]] == [duty]
    assert reverse("plan:press_new", args=[duty.pk]) in words
    report = ReportFactory(duty=duty, period=period, state="submitted", author=office, submitted_by=office)
    assert bench(client, office)[0]["to_decide"] == []
    context, _words = bench(client, second)
    assert context["to_decide"] == [report]
    assert context["late"] == []


def test_an_auditor_is_led_to_the_records(client, plan):
    _context, words = bench(client, person(Role.AUDITOR))
    assert reverse("core:records") in words
    assert reverse("plan:periods") not in words


def test_someone_without_a_role_is_told_what_to_do(client, plan):
    context, words = bench(client, UserFactory())
    assert context["roleless"]
    assert "You hold no role yet" in words
    assert "late" not in context


def test_the_bench_is_bounded(client, plan, department, django_assert_max_num_queries):
    for quarter in range(1, 4):
        plan.periods.create(
            label=f"Q{quarter}", begins=f"2025-0{quarter}-01", ends=f"2025-0{quarter}-28", due=f"2025-0{quarter + 1}-15"
        )
    user = UserFactory(roles=[(Role.DUTY_OFFICER, department), (Role.PLAN_OFFICE, department)])
    client.force_login(user)
    with django_assert_max_num_queries(34):
        client.get("/workbench/")
