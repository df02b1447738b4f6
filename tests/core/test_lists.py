"""The list page: search, filters, order, pages, saved views and bulk actions, on the page of conftest."""

import pytest
from django.http import QueryDict

from factories import JobFactory, NotificationFactory, SavedViewFactory, UserFactory
from xinzhi.core.lists.bar import canonical, without
from xinzhi.core.models import ActionRecord, Job, JobState

pytestmark = pytest.mark.django_db


@pytest.fixture
def me(client, list_url):
    user = UserFactory()
    client.force_login(user)
    return user


def titles(response):
    return [row.record.title for row in response.context["table"].paginated_rows]


def chips(response):
    return {chip["label"]: chip["url"] for chip in response.context["bar"]["active"]}


# --- who ------------------------------------------------------------------------------------------------------------


def test_anonymous_is_sent_to_sign_in_and_comes_back_with_the_filter(client, list_url):
    response = client.get(f"{list_url}?q=x")
    assert response.status_code == 302
    assert response.url == "/accounts/login/?next=/test-jobs/%3Fq%3Dx"


def test_a_public_page_needs_no_account_and_offers_no_views(client, list_url):
    JobFactory(title="a")
    response = client.get("/test-plain/")
    assert titles(response) == ["a"]
    assert response.context["bar"]["views"] is None
    assert response.context["bar"]["exports"] == []


def test_only_what_the_person_may_see_is_listed_searched_and_exported(client, me, list_url):
    JobFactory(title="mine", owner=me)
    JobFactory(title="another's")
    assert titles(client.get(list_url)) == ["mine"]
    assert titles(client.get(list_url, {"q": "another"})) == []
    assert b"another" not in b"".join(client.get(list_url, {"format": "csv"}))


# --- what -----------------------------------------------------------------------------------------------------------


def test_every_word_must_stand_in_some_field(client, me, list_url):
    for title, message in (("量子平台", "省级"), ("量子", ""), ("100% PLAN_a", ""), ("100x planba", "")):
        JobFactory(owner=me, title=title, message=message)
    assert titles(client.get(list_url, {"q": "省 量子"})) == ["量子平台"]
    assert titles(client.get(list_url, {"q": "省\u3000量子"})) == ["量子平台"]
    assert titles(client.get(list_url, {"q": "100% plan_A"})) == ["100% PLAN_a"]
    assert len(titles(client.get(list_url, {"q": "\x00"}))) == 4


def test_a_search_across_many_rows_lists_each_thing_once(client, me, list_url):
    JobFactory(owner=me, title="one")
    NotificationFactory.create_batch(3, recipient=me, title="ping")
    response = client.get(list_url, {"q": "ping"})
    assert titles(response) == ["one"]
    assert response.context["bar"]["count"] == 1


def test_filters_and_their_chips_which_go_one_by_one(client, me, list_url):
    JobFactory(owner=me, title="a", state=JobState.DONE)
    JobFactory(owner=me, title="b", state=JobState.FAILED)
    JobFactory(owner=me, title="c", state=JobState.RUNNING)
    query = {"q": "", "state": ["done", "failed"], "owner": me.pk, "day_after": "2020-01-31", "stopped": "false"}
    response = client.get(list_url, query, headers={"accept-language": "en"})
    assert titles(response) == ["a", "b"]
    labels = list(chips(response))
    assert labels == ["state: done", "state: failed", f"owner: {me}", "day: ≥ 31 Jan 2020", "stopped: no"]
    one_less = chips(response)[labels[0]]
    assert QueryDict(one_less[1:]).getlist("state") == ["failed"]
    assert "day_after" not in chips(response)["day: ≥ 31 Jan 2020"]
    assert titles(client.get(list_url + one_less)) == ["b"]


def test_a_wrong_filter_value_is_explained_and_filters_nothing(client, me, list_url):
    JobFactory(owner=me, title="a")
    response = client.get(list_url, {"state": "nonsense", "day_after": "soon"})
    assert titles(response) == ["a"]
    assert set(response.context["bar"]["form"].errors) == {"state", "day"}
    assert chips(response) == {}


def test_order_follows_the_heading_and_an_unknown_one_is_left_aside(client, me, list_url):
    for title, done in (("a", 2), ("b", 1), ("c", 3)):
        JobFactory(owner=me, title=title, done=done, total=9)
    assert titles(client.get(list_url, {"sort": "-done"})) == ["c", "a", "b"]
    assert titles(client.get(list_url, {"sort": "password"})) == ["a", "b", "c"]
    html = client.get(list_url, {"sort": "-done"}).content.decode()
    assert 'aria-sort="descending"><a href="?sort=done"' in html


def test_pages_do_not_overlap_when_all_rows_tie(client, me, list_url):
    JobFactory.create_batch(23, owner=me, title="same")
    seen = []
    for page in (1, 2, 3):
        table = client.get(list_url, {"sort": "kind", "page": page}).context["table"]
        seen += [row.record.pk for row in table.paginated_rows]
    assert sorted(seen) == sorted(Job.objects.values_list("pk", flat=True))


@pytest.mark.parametrize(("page", "shown"), [("0", 3), ("x", 1), ("-1", 3), ("99999999999", 3), ("2", 2)])
def test_a_page_that_is_not_there_shows_an_end(client, me, list_url, page, shown):
    JobFactory.create_batch(23, owner=me)
    assert client.get(list_url, {"page": page}).context["table"].page.number == shown


@pytest.mark.parametrize(("size", "rows"), [("25", 23), ("9999", 10), ("x", 10)])
def test_only_offered_page_sizes_are_taken(client, me, list_url, size, rows):
    JobFactory.create_batch(23, owner=me)
    assert len(titles(client.get(list_url, {"per_page": size}))) == rows


def test_an_empty_list_says_what_to_do_and_an_empty_result_how_to_widen_it(client, me, list_url):
    assert "Start one." in client.get(list_url).content.decode()
    JobFactory(owner=me)
    html = client.get(list_url, {"q": "nothing like it"}).content.decode()
    assert "Start one." not in html
    assert 'class="empty"' in html


def test_a_span_of_days_is_picked_by_two_named_date_fields(client, me, list_url):
    JobFactory(owner=me)
    html = client.get(list_url, {"day_after": "2020-01-31"}, headers={"accept-language": "en"}).content.decode()
    assert '<input type="date" name="day_after" value="2020-01-31" id="id_day_0" aria-label="from">' in html
    assert '<input type="date" name="day_before" id="id_day_1" aria-label="until">' in html


def test_htmx_gets_the_region_alone(client, me, list_url):
    JobFactory(owner=me, title="a")
    whole = client.get(list_url).content.decode()
    part = client.get(list_url, headers={"hx-request": "true", "hx-target": "list-region"}).content.decode()
    assert "<html" in whole
    assert "<html" not in part
    assert part.strip().startswith('<div id="list-region">')


def test_simulated_rows_are_marked(client, list_url):
    me = UserFactory(simulated=True)
    client.force_login(me)
    JobFactory(owner=me)
    assert 'class="simulated"' in client.get(list_url).context["table"].body


def test_the_number_of_queries_does_not_grow_with_the_rows(client, me, list_url, django_assert_max_num_queries):
    JobFactory.create_batch(25, owner=me)
    # session, account, saved views, choices of the filter twice (checked and shown), count, rows
    with django_assert_max_num_queries(9):
        client.get(list_url, {"per_page": 25, "owner": me.pk})
    with django_assert_max_num_queries(7):
        b"".join(client.get(list_url, {"format": "csv"}))


def test_nothing_inline_that_the_content_policy_would_stop(client, me, list_url):
    JobFactory(owner=me)
    html = client.get(list_url).content.decode()
    assert ' style="' not in html
    assert " onclick=" not in html
    assert "<script>" not in html


# --- saved views ----------------------------------------------------------------------------------------------------


def test_the_query_is_kept_in_one_form():
    assert canonical(QueryDict("page=2&state=b&state=a&q=&format=csv&sort=-x")) == "sort=-x&state=a&state=b"
    assert without(QueryDict("a=1&a=2&b=3&page=4"), ["a"], "1") == "a=2&b=3"


def test_saved_views_are_offered_and_the_current_one_is_marked(client, me, list_url):
    SavedViewFactory(owner=me, page="test.jobs", name="bad ones", query="state=failed")
    SavedViewFactory(owner=me, page="elsewhere", name="not here")
    SavedViewFactory(page="test.jobs", name="another's")
    views = client.get(list_url, {"state": "failed", "page": "3"}).context["bar"]["views"]
    assert views == [{"label": "bad ones", "url": "?state=failed", "current": True}]


def test_the_page_opens_with_the_default_view_and_can_still_show_everything(client, me, list_url):
    SavedViewFactory(owner=me, page="test.jobs", name="", query="state=failed")
    JobFactory(owner=me, title="a", state=JobState.FAILED)
    JobFactory(owner=me, title="b")
    response = client.get(list_url)
    assert (response.status_code, response.url) == (302, "/test-jobs/?state=failed")
    clear = client.get(response.url).context["bar"]["clear_url"]
    assert titles(client.get(list_url + clear)) == ["a", "b"]


# --- bulk -----------------------------------------------------------------------------------------------------------


def test_a_bulk_action_is_previewed_then_done_and_reported_row_by_row(client, me, list_url):
    one, two = JobFactory(owner=me, title="one"), JobFactory(owner=me, title="two", state=JobState.DONE)
    chosen = {"action": "stop", "row": [one.pk, two.pk]}
    before = client.post(list_url, chosen)
    assert sorted((row.title, may) for row, may in before.context["rows"]) == [("one", True), ("two", True)]
    assert not Job.objects.filter(cancel_requested=True).exists()
    unexplained = client.post(list_url, {**chosen, "confirmed": "1"})
    assert "why" in unexplained.context["form"].errors
    after = client.post(list_url, {**chosen, "confirmed": "1", "why": "enough"})
    assert {(o.row, o.ok, o.text) for o in after.context["outcomes"] if o.ok} == {(one, True, "stopped")}
    assert [o.row for o in after.context["outcomes"] if not o.ok] == [two]
    assert (after.context["done"], after.context["failed"]) == (1, 1)
    assert list(Job.objects.filter(cancel_requested=True)) == [one]
    assert ActionRecord.objects.get().subject_id == str(one.pk)


def test_rows_that_are_not_visible_cannot_be_chosen(client, me, list_url):
    theirs = JobFactory()
    response = client.post(list_url, {"action": "stop", "row": [theirs.pk], "confirmed": "1", "why": "x"})
    assert response.status_code == 302  # nothing of mine was chosen
    theirs.refresh_from_db()
    assert not theirs.cancel_requested


def test_all_rows_of_the_filter_can_be_chosen_at_once(client, me, list_url):
    JobFactory.create_batch(12, owner=me)
    JobFactory(owner=me, state=JobState.FAILED)
    response = client.post(f"{list_url}?state=waiting", {"action": "stop", "every": "1"})
    assert response.context["may"] == 12


def test_an_unknown_action_is_refused(client, me, list_url):
    assert client.post(list_url, {"action": "drop", "row": [1]}).status_code == 403


def test_rows_named_by_nonsense_are_no_rows(client, me, list_url):
    JobFactory(owner=me)
    response = client.post(list_url, {"action": "stop", "row": ["x", "²", "9" * 40]})
    assert response.status_code == 302
