"""The public face: facts with sources, bounded reads, and what it says while nothing is there."""

import pytest

from factories import ReportFactory
from xinzhi.plan.models import Duty, PlanState


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_without_a_plan_the_page_says_what_to_do(client, db, language):
    page = client.get("/", headers={"accept-language": language})
    assert page.status_code == 200
    assert "site/empty.html" in [t.name for t in page.templates]


def test_home_shows_targets_actions_and_leads_to_their_pages(client, plan, django_assert_max_num_queries):
    with django_assert_max_num_queries(60):
        page = client.get("/", headers={"accept-language": "en"})
    words = page.content.decode()
    assert "Quantum platforms" in words
    assert f"/plans/{plan.key}/targets/t/#lineage" in words
    assert f"/plans/{plan.key}/departments/science/" in words
    assert "A measure stands as its worst reporting duty" in words


def test_a_draft_is_not_shown_to_the_public(client, plan):
    plan.state = PlanState.DRAFT
    plan.save()
    assert "量子平台" not in client.get("/").content.decode()


def test_newly_accepted_reports_are_news_and_marked_when_simulated(client, plan):
    from django.utils import timezone

    report = ReportFactory(
        duty=Duty.objects.get(),
        period=plan.periods.get(),
        state="accepted",
        decided_at=timezone.now(),
        simulated=True,
    )
    [news] = [c for c in client.get("/").context["changes"] if c.get("simulated")]
    assert (news["date"], news["source"]) == (timezone.localdate(), "省科技厅")
    report.state = "submitted"
    report.save()
    assert not [c for c in client.get("/").context["changes"] if c.get("simulated")]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_about_says_rules_and_counts_by_register(client, plan, language):
    page = client.get("/about/", headers={"accept-language": language})
    assert page.status_code == 200
    counts = {s.register.key: s.count for s in page.context["states"]}
    assert counts["organisations"] == 1
