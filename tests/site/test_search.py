"""The one box: two characters are enough, every word counts, and nobody finds what they may not see."""

import pytest
from xinzhi.site.search import find, highlight, words_of

from factories import OrganisationFactory
from xinzhi.plan.models import PlanState


def names(client, query: str, language: str = "zh-hans") -> dict[str, list[str]]:
    groups = client.get("/search/", {"q": query}, headers={"accept-language": language}).context["groups"]
    return {str(g.hits[0].url).split("/")[-3]: [str(h.label) for h in g.hits] for g in groups}


def test_two_characters_find_and_are_marked(client, plan):
    assert names(client, "量子") == {"targets": ["<mark>量子</mark>平台"]}
    assert names(client, "QUANTUM", "en") == {"targets": ["<mark>Quantum</mark> platforms"]}


def test_every_word_must_occur(client, plan):
    OrganisationFactory(key="a", name="量子科技公司")
    OrganisationFactory(key="b", name="科技公司")
    assert names(client, "量子 公司") == {"organisations": ["<mark>量子</mark>科技<mark>公司</mark>"]}


def test_names_come_before_notes(client, db):
    OrganisationFactory(key="a", name="甲公司", note="研究量子")
    OrganisationFactory(key="b", name="量子公司")
    assert [h[:6] for h in names(client, "量子")["organisations"]] == ["<mark>", "甲公司"]


def test_drafts_are_found_by_nobody_outside(client, plan):
    plan.state = PlanState.DRAFT
    plan.save()
    assert names(client, "量子") == {}


@pytest.mark.parametrize("query", ["", "   ", "不存在的词", "<script>", "%", "_", "\x00", "a" * 5000])
def test_whatever_is_typed_is_answered(client, plan, query):
    page = client.get("/search/", {"q": query})
    assert page.status_code == 200
    assert page.context["groups"] == []
    assert "<script>" not in page.content.decode().split("<main", 1)[1].split("</main>")[0]


def test_marks_do_not_open_a_way_for_markup():
    assert highlight("<b>量子&</b>", ["量子"]) == "&lt;b&gt;<mark>量子</mark>&amp;&lt;/b&gt;"
    assert highlight("a.b", ["."]) == "a<mark>.</mark>b"
    assert highlight("<", []) == "&lt;"


def test_words_are_few_short_and_different():
    assert words_of("量子 量子  光") == ["量子", "光"]
    assert len(words_of(" ".join(map(str, range(50))))) == 8


def test_search_is_bounded(client, plan, django_assert_max_num_queries):
    OrganisationFactory.create_batch(30, note="量子")
    with django_assert_max_num_queries(34):
        client.get("/search/", {"q": "量子"})


def test_more_leads_to_the_whole_list(plan, db):
    from django.contrib.auth.models import AnonymousUser

    OrganisationFactory.create_batch(12, note="量子")
    [group] = [g for g in find(["量子"], AnonymousUser()) if g.total == 12]
    assert len(group.hits) == 8
    assert group.more == "/registry/organisations/?q=%E9%87%8F%E5%AD%90"
