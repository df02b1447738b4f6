"""The clerical review: finding pairs as a job, deciding them, the pages."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext

from factories import OrganisationFactory, person
from permissions import check_action, check_needs_login, check_view
from xinzhi.core import jobs
from xinzhi.core.models import ActionRecord, Job, JobState
from xinzhi.core.roles import Role
from xinzhi.registry.actions import decide_match, find_matches, undo_fusion
from xinzhi.registry.models import Fusion, MatchCandidate, MatchState, Organisation, Relation
from xinzhi.registry.queries.matches import next_match, review_progress

pytestmark = pytest.mark.django_db


@pytest.fixture
def twins():
    """Two names of one university, its hospital, and a school that is another."""
    names = ("齐鲁工业大学", "山东轻工业学院", "齐鲁工业大学附属医院", "山东科技大学")
    return [OrganisationFactory(name=name, name_en="", kind="university") for name in names]


@pytest.fixture
def office():
    return person(Role.PLAN_OFFICE)


@pytest.fixture
def candidate(twins, office):
    find_matches(actor=office)
    return MatchCandidate.objects.get(first_id=twins[0].pk, second_id=twins[1].pk)


def rows():
    return list(MatchCandidate.objects.order_by("pk").values())


def test_the_plan_office_finds_pairs(twins):
    found = check_action(lambda actor: find_matches(actor=actor), role=Role.PLAN_OFFICE)
    assert found.new == MatchCandidate.objects.count()
    same = MatchCandidate.objects.get(first_id=twins[0].pk, second_id=twins[1].pk)
    part = MatchCandidate.objects.get(first_id=twins[0].pk, second_id=twins[2].pk)
    assert same.probability > 0.9
    assert part.probability < 0.01
    assert (same.whole_id, part.whole_id) == (None, twins[0].pk)
    assert not MatchCandidate.objects.filter(second_id=twins[3].pk).exists()


def test_finding_again_changes_nothing_and_asks_no_decided_pair(candidate, twins, office):
    decide_match(actor=office, candidate=candidate, decision=MatchState.DIFFERENT, why="on record")
    before = rows()
    again = find_matches(actor=office)
    assert (again.new, again.changed, again.gone, again.decided) == (0, 0, 0, 1)
    assert rows() == before


def test_what_is_no_longer_found_goes_and_what_changed_is_scored_anew(candidate, twins, office):
    twins[1].name = "济南某某研究所"
    twins[1].save()
    twins[2].name = "齐鲁工业大学"
    twins[2].save()
    again = find_matches(actor=office)
    assert again.gone == 2
    assert again.changed == 1
    assert MatchCandidate.objects.get(second_id=twins[2].pk).whole_id is None


def test_a_decided_pair_stays_when_it_is_no_longer_found(candidate, twins, office):
    decide_match(actor=office, candidate=candidate, decision=MatchState.SAME)
    Organisation.objects.filter(pk=twins[1].pk).update(name="某某厂")
    find_matches(actor=office)
    candidate.refresh_from_db()
    assert candidate.state == MatchState.SAME


def test_the_job_fills_the_review_and_runs_twice(twins, office):
    found = []
    for _run in range(2):
        job = jobs.start("registry.find_matches", owner=office, title="x", arguments={})
        jobs.run_job.func(job.pk)
        job.refresh_from_db()
        assert (job.state, job.result_url) == (JobState.DONE, reverse("registry:matches")), job.message
        found.append(rows())
    assert found[0]
    assert found[0] == found[1]


def test_the_plan_office_decides_and_the_record_says_so(candidate):
    decided = check_action(
        lambda actor: decide_match(actor=actor, candidate=candidate, decision="same", why="renamed in 2013"),
        role=Role.PLAN_OFFICE,
        records=2,
    )
    assert (decided.state, decided.why, decided.decided_at is None) == ("same", "renamed in 2013", False)
    merged, record = ActionRecord.objects.order_by("pk")[ActionRecord.objects.count() - 2 :]
    assert (merged.verb, record.verb) == ("registry.merge_entries", "registry.decide_match")
    assert (record.actor, record.why) == (decided.decided_by, "renamed in 2013")
    assert record.changes["state"] == ["undecided", "same"]


def test_the_same_are_merged_and_undoing_the_merge_makes_them_different(candidate, office):
    decide_match(actor=office, candidate=candidate, decision="same", why="renamed in 2013")
    first, second = Organisation.objects.in_bulk([candidate.first_id, candidate.second_id]).values()
    assert (first.standing, second.standing, second.merged_into) == ("published", "merged", first)
    undo_fusion(actor=office, fusion=Fusion.objects.get(), why="two schools")
    candidate.refresh_from_db()
    second.refresh_from_db()
    assert (candidate.state, second.standing) == ("different", "published")


def test_a_part_becomes_a_relation_that_waits_for_a_second_person(candidate, twins, office):
    part = MatchCandidate.objects.get(first_id=twins[0].pk, second_id=twins[2].pk)
    for _again in range(2):
        decide_match(actor=office, candidate=part, decision="part_of")
    relation = Relation.objects.get()
    assert (relation.from_id, relation.role, relation.to_id) == (twins[2].pk, "part_of", twins[0].pk)
    assert relation.is_open


@pytest.mark.parametrize("decision", ["", "undecided", "perhaps"])
def test_no_such_decision(candidate, office, decision):
    with pytest.raises(ValidationError):
        decide_match(actor=office, candidate=candidate, decision=decision)
    candidate.refresh_from_db()
    assert candidate.state == MatchState.UNDECIDED


def test_same_is_final_other_decisions_are_not(candidate, office):
    decide_match(actor=office, candidate=candidate, decision="different")
    decide_match(actor=office, candidate=candidate, decision="same")
    with pytest.raises(ValidationError) as caught:
        decide_match(actor=office, candidate=candidate, decision="different")
    assert caught.value.code == "state"


def test_a_pair_whose_entry_is_gone_is_not_decided(candidate, twins, office):
    twins[1].delete()
    with pytest.raises(ValidationError) as caught:
        decide_match(actor=office, candidate=candidate, decision="same")
    assert caught.value.code == "gone"


def test_next_goes_by_probability_and_round(candidate, twins, office):
    first = next_match(office)
    assert first == candidate
    second = next_match(office, first)
    assert second.probability <= first.probability
    for row in MatchCandidate.objects.all():
        decide_match(actor=office, candidate=row, decision="different")
    assert next_match(office) is None
    progress = review_progress(office)
    assert (progress.open, progress.decided) == (0, MatchCandidate.objects.count())


def test_the_list_is_the_plan_offices(client, candidate, django_assert_max_num_queries):
    url = reverse("registry:matches")
    page = check_view(client, url, role=Role.PLAN_OFFICE).content.decode()
    assert "山东轻工业学院" in page
    with django_assert_max_num_queries(14):
        client.get(url)
    assert "山东轻工业学院" not in client.get(url, {"state": "same"}).content.decode()
    assert "山东轻工业学院" in client.get(url, {"q": "轻工业"}).content.decode()
    assert "山东轻工业学院" in client.get(url, {"relation": "same"}).content.decode()
    assert "齐鲁工业大学" in b"".join(client.get(url, {"format": "csv"}).streaming_content).decode()


def test_the_list_asks_as_much_for_many_as_for_one(client, candidate, office, django_assert_max_num_queries):
    for n in range(30):
        OrganisationFactory(name=f"齐鲁工业大学第{n}学院", kind="university")
    find_matches(actor=office)
    client.force_login(office)
    with django_assert_max_num_queries(14):
        assert client.get(reverse("registry:matches")).status_code == 200


def test_the_comparison(client, candidate, twins, django_assert_max_num_queries):
    Organisation.objects.filter(pk=twins[0].pk).update(credit_code="12370000495570411A")
    Organisation.objects.filter(pk=twins[1].pk).update(credit_code="12370000495570411B")
    url = reverse("registry:match", args=[candidate.pk])
    page = check_view(client, url, role=Role.PLAN_OFFICE, missing=reverse("registry:match", args=[0]))
    rows = {str(row["name"]): row for row in page.context["rows"]}
    code = str(Organisation._meta.get_field("credit_code").verbose_name)
    assert rows[code] == {
        "name": rows[code]["name"],
        "first": "12370000495570411A",
        "second": "12370000495570411B",
        "differs": True,
    }
    assert not next(row for row in rows.values() if row["first"] == row["second"])["differs"]
    text = page.content.decode()
    assert all(f'data-key="{key}"' in text for key in "sdpn")
    with django_assert_max_num_queries(16):
        client.get(url)


def test_deciding_on_the_page_leads_to_the_next_pair(client, candidate):
    url = reverse("registry:match_decide", args=[candidate.pk])
    following = MatchCandidate.objects.exclude(pk=candidate.pk).order_by("-probability", "pk").first()
    answer = check_view(
        client,
        url,
        role=Role.PLAN_OFFICE,
        method="post",
        data={"decision": "different", "why": "two schools"},
        refused=404,
        success=302,
    )
    assert answer.url == reverse("registry:match", args=[following.pk])
    candidate.refresh_from_db()
    assert (candidate.state, candidate.why) == ("different", "two schools")
    assert "two schools" in client.get(reverse("registry:match", args=[candidate.pk])).content.decode()


def test_a_refused_decision_says_why(client, candidate, office):
    client.force_login(office)
    answer = client.post(reverse("registry:match_decide", args=[candidate.pk]), {"decision": "x"}, follow=True)
    assert [str(m) for m in answer.context["messages"]] == [
        gettext("Choose: the same, a part of the other, or different.")
    ]
    candidate.refresh_from_db()
    assert candidate.state == MatchState.UNDECIDED
    assert client.get(reverse("registry:match_decide", args=[candidate.pk])).status_code == 405


def test_the_search_is_started_as_a_job(client):
    url = reverse("registry:matches_find")
    answer = check_view(client, url, role=Role.PLAN_OFFICE, method="post", success=302)
    assert answer.url == reverse("core:job", args=[Job.objects.get(kind="registry.find_matches").pk])
    check_needs_login(client, url, method="post")


def test_an_empty_review_says_what_to_do(client, office):
    client.force_login(office)
    assert 'class="empty"' in client.get(reverse("registry:matches")).content.decode()
