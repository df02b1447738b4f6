"""From a benefit to the open call that gives it, and from what a firm said of itself into the form."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from calls_help import make_open_call
from factories import CityFactory, OrganisationFactory, person
from incentives.conftest import make_firm
from xinzhi.calls.actions import start_application
from xinzhi.calls.models import Call
from xinzhi.core.roles import Role
from xinzhi.cultivation.queries.list_files import scheme_files, scheme_of
from xinzhi.incentives.actions import declare_facts
from xinzhi.incentives.doors import doors_of
from xinzhi.incentives.queries.book import book

pytestmark = pytest.mark.django_db
NOBODY = AnonymousUser()


@pytest.fixture
def firm():
    return make_firm(city=CityFactory(), simulated=False)


def of_project(firm, **more):
    return doors_of(["ability_project", "hnte"], firm, more.get("user", NOBODY)).get("ability_project", [])


def test_without_a_call_the_programme_is_the_door(firm):
    assert [(d.url, d.main) for d in of_project(firm)] == [
        (reverse("calls:programme", args=["ability-project"]), False)
    ]


def test_an_open_call_is_the_door_with_the_firm_filled_in(firm):
    call = make_open_call("ability-project")
    door = of_project(firm)[0]
    assert door.main
    assert door.url == f"{reverse('calls:prepare', args=[call.key])}?organisation={firm.key}"


def test_a_closed_call_a_draft_and_one_of_the_other_kind_are_no_doors(firm):
    call = make_open_call("ability-project")
    for change in (
        {"closes_at": timezone.now() - dt.timedelta(hours=1)},
        {"state": "draft"},
        {"simulated": True},
    ):
        kept = {name: getattr(call, name) for name in change}
        Call.objects.update(**change)
        assert not any(door.main for door in of_project(firm))
        Call.objects.update(**kept)
    assert of_project(firm)[0].main


def test_a_university_is_not_led_to_a_call_for_firms():
    make_open_call("ability-project")
    assert of_project(OrganisationFactory(kind="university")) == []


def test_every_programme_leads_to_what_the_rules_hold():
    from xinzhi.calls.programmes import programmes

    known = {*book().statuses, *book().benefits}
    assert {owner for p in programmes().values() for owner in p.leads_to} <= known


def test_a_firms_page_asks_as_much_whatever_is_open(client, firm, django_assert_max_num_queries):
    make_open_call("ability-project")
    client.force_login(person(Role.ORG_EDITOR, firm))
    with django_assert_max_num_queries(18):
        page = client.get(reverse("incentives:firm", args=[firm.key])).content.decode()
    assert "organisation=" + firm.key in page


def test_the_page_of_a_rule_says_who_takes_applications_and_what_no_source_states(client):
    client.cookies["django_language"] = "en"
    shown = client.get(reverse("incentives:rule", args=["tech_sme"])).content.decode()
    assert "https://zjtx.miit.gov.cn/" in shown
    for owner in ("lukebao", "invest_first", "ability_project", "gazelle", "unicorn"):
        shown = client.get(reverse("incentives:rule", args=[owner])).content.decode()
        assert "first day not stated in the source" in shown, owner
    assert "first day not stated" not in client.get(reverse("incentives:rule", args=["hnte"])).content.decode()


def test_declared_figures_stand_before_the_registers_in_a_form(firm):
    year = timezone.localdate().year - 1
    declare_facts(actor=None, firm=firm, facts={"staff": {str(year): 91}}, as_of=timezone.localdate())
    begun = start_application(actor=None, call=make_open_call("ability-project"), organisation=firm, title="传感芯片")
    assert begun.answers["firm"]["staff"] == 91
    assert begun.answers["firm"]["revenue"] == 48_000_000_00
    assert begun.answers["unit"]["name"] == firm.name
    assert "city_support" not in begun.answers["firm"]


def test_unusable_declared_facts_leave_the_registers_figures(firm):
    declare_facts(actor=None, firm=firm, facts={"staff": {"2025": 10}}, as_of=dt.date(2026, 6, 1))
    begun = start_application(actor=None, call=make_open_call("ability-project"), organisation=firm, title="传感芯片")
    assert begun.answers["firm"]["staff"] == 80  # with 20 R&D staff of the register the declaration cannot be right


def test_the_form_of_a_call_takes_the_firm_from_the_address(client, firm):
    other = make_firm(name="另一企业", key="a-other", city=firm.city, credit_code="")
    call = make_open_call("ability-project")
    user = person(Role.ORG_EDITOR, firm)
    from factories import MembershipFactory

    MembershipFactory(user=user, role=Role.ORG_EDITOR, organisation=other)
    client.force_login(user)
    page = client.get(reverse("calls:prepare", args=[call.key]), {"organisation": firm.key})
    assert page.context["organisation"] == firm
    stranger = make_firm(name="别家", key="stranger")
    page = client.get(reverse("calls:prepare", args=[call.key]), {"organisation": stranger.key})
    assert page.context["organisation"] in {firm, other}


def test_the_finance_desk_is_a_door_each_may_open(firm, client):
    benefit = next(filter(None, (scheme_of(key).benefit for key in scheme_files())))
    opened = {}
    for name, user in (
        ("editor", person(Role.ORG_EDITOR, firm)),
        ("officer", person(Role.PLAN_OFFICE)),
        ("visitor", NOBODY),
    ):
        doors = [d for d in doors_of([benefit], firm, user).get(benefit, []) if "/finance/" in str(d.url)]
        opened[name] = [d.url for d in doors]
        if user is not NOBODY:
            client.force_login(user)
            assert all(client.get(url).status_code == 200 for url in opened[name])
    assert opened["editor"] == [reverse("cultivation:consents")]
    assert opened["officer"] == [reverse("cultivation:filings")]
    assert opened["visitor"] == []
