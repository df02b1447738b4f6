"""What waits in calls, on the workbench: each sees their own, and no more than the room's own pages show."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from calls_help import make_draft, make_submitted, manager_of
from factories import person
from review_help import editor_of, invited, make_application, make_call, make_reviewer, programme, world
from xinzhi.calls.models import Application, CheckResult
from xinzhi.core.roles import Role

pytestmark = pytest.mark.django_db


def bench(client, user):
    client.force_login(user)
    response = client.get(reverse("workbench"))
    return response.context["calls_waiting"], response.content.decode()


def test_an_applicant_sees_what_is_next_the_most_urgent_first(client, call, firm):
    handed = make_submitted(call, firm)
    draft = make_draft(call, firm)
    found, page = bench(client, person(Role.ORG_EDITOR, firm))
    assert set(found) == {"applications"}
    assert [r["application"] for r in found["applications"]] == [draft, handed]
    assert found["applications"][0]["due"] == call.closes_on
    assert draft.title in page
    Application.objects.filter(pk=handed.pk).update(state="withdrawn")
    assert [r["application"] for r in bench(client, person(Role.ORG_EDITOR, firm))[0]["applications"]] == [draft]
    assert bench(client, person(Role.ORG_EDITOR))[0] == {}


def test_a_manager_sees_deadlines_and_exceptions_of_their_department(client, call, firm):
    handed = make_submitted(call, firm)
    Application.objects.filter(pk=handed.pk).update(entered_state_at=timezone.now() - dt.timedelta(days=90))
    CheckResult.objects.create(application=handed, failed=2)
    found, page = bench(client, manager_of(call))
    office = found["office"]
    assert (office["to_check"], office["late_count"]) == (1, 1)
    assert office["late"][0]["application"] == handed
    assert [c.application for c in office["odd"]] == [handed]
    assert [r["call"] for r in office["closing"]] == [call]
    assert handed.number in page
    assert bench(client, person(Role.PROGRAMME_MANAGER))[0] == {}


def test_a_reviewer_sees_what_is_due_and_no_applicant_of_a_double_blind_review(client):
    document = programme(review={"need": 2, "load_most": 9}, panel={"size_least": 2})
    for step in document["step"]:
        if step["key"] == "review":
            step["blinding"] = "double"
    w = world(call=make_call(document))
    mine = next(i for i in invited(w) if i.reviewer == w.reviewers[0])
    found, page = bench(client, mine.reviewer.user)
    assert mine in [r["invitation"] for r in found["reviews"]]
    assert all(r["asks"] for r in found["reviews"])
    for application in w.applications:
        assert application.organisation.name not in page
        assert application.number not in page
    assert bench(client, make_reviewer(9).user)[0] == {}
    assert "reviews" not in bench(client, w.manager)[0]


def test_the_bench_is_bounded_however_much_waits(client, django_assert_max_num_queries):
    w = world(applications=3)
    invited(w)
    reviewer = w.reviewers[0].user
    for user in (w.manager, reviewer, editor_of(w.applications[0])):
        client.force_login(user)
        client.get(reverse("workbench"))
        with django_assert_max_num_queries(45):
            client.get(reverse("workbench"))
    for n in range(4, 20):
        make_application(w.call, n)
    client.force_login(w.manager)
    with django_assert_max_num_queries(45):
        client.get(reverse("workbench"))
