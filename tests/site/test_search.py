"""The one box: two characters are enough, every word counts, and nobody finds what they may not see."""

import json

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories import CityFactory, MeasureFactory, OrganisationFactory, TargetFactory, UserFactory, person
from xinzhi.core.roles import Role
from xinzhi.core.search import folder
from xinzhi.core.search.find import audience_of, find, suggest
from xinzhi.fields.models import Field
from xinzhi.plan.models import PilotPolicy, PilotState, PlanState
from xinzhi.plan.rules import visible_pilots, visible_plans
from xinzhi.registry import searching
from xinzhi.registry.models import Organisation

NOBODY = AnonymousUser()


def labels(client, query: str, language: str = "zh-hans", **more) -> list[str]:
    page = client.get("/search/", {"q": query, **more}, headers={"accept-language": language})
    return [str(m.label) for m in page.context["answer"].matches]


def counts(answer) -> dict[str, dict[str, int]]:
    return {facet.key: {c.key: c.count for c in choices} for facet, choices in answer.facets}


@pytest.mark.parametrize(
    ("query", "language", "label"),
    [
        ("量子", "zh-hans", "<mark>量子</mark>平台"),
        ("量", "zh-hans", "<mark>量</mark>子平台"),
        ("QUANTUM", "en", "<mark>Quantum</mark> platforms"),
        ("quant", "en", "<mark>Quant</mark>um platforms"),
        ("liangzi", "zh-hans", "<mark>量子</mark>平台"),
        ("lzpt", "zh-hans", "<mark>量子平台</mark>"),
        ("量字平台", "zh-hans", "<mark>量子平台</mark>"),
    ],
)
def test_what_is_typed_finds_and_is_marked(client, plan, query, language, label):
    assert labels(client, query, language) == [label]


def test_the_address_leads_to_the_thing(client, plan):
    [match] = client.get("/search/", {"q": "量子"}).context["answer"].matches
    assert match.url == f"/plans/{plan.key}/targets/t/"
    assert client.get(match.url).status_code == 200


def test_every_word_must_occur(client, plan):
    OrganisationFactory(key="a", name="量子科技公司")
    OrganisationFactory(key="b", name="科技公司")
    assert labels(client, "量子 公司") == ["<mark>量子</mark>科技<mark>公司</mark>"]


def test_names_come_before_other_names_and_those_before_notes(client, db):
    OrganisationFactory(key="a", name="甲公司", note="研究量子")
    OrganisationFactory(key="b", name="乙公司", aliases=["量子乙"])
    OrganisationFactory(key="c", name="新量子公司")
    assert labels(client, "量子") == ["新<mark>量子</mark>公司", "乙公司", "甲公司"]
    notes = [str(m.note) for m in find("量子", NOBODY).matches]
    assert notes[1:] == ["<mark>量子</mark>乙", "研究<mark>量子</mark> "]


def test_drafts_are_found_by_nobody_outside_and_by_those_who_oversee(client, plan):
    plan.state = PlanState.DRAFT
    plan.save()
    assert labels(client, "量子") == []
    client.force_login(person(Role.AUDITOR))
    assert labels(client, "量子") == ["<mark>量子</mark>平台"]


@pytest.mark.parametrize("who", ["nobody", "no role", "another role", "another organisation"])
def test_nothing_of_a_draft_leaks(client, plan, who):
    city = CityFactory(name="济南", key="jinan")
    organisation = OrganisationFactory(name="试点单位", key="own")
    PilotPolicy.objects.create(
        measure=plan.measures.get(), city=city, organisation=organisation, name="数据跨境试点", content="机密内容"
    )
    for key in "ab":
        TargetFactory(plan=plan, key=key, name=f"低轨卫星星座{key}", words="机密内容")
    plan.state = PlanState.DRAFT
    plan.save()
    user = {
        "nobody": lambda: NOBODY,
        "no role": UserFactory,
        "another role": lambda: person(Role.FINANCIER, organisation),
        "another organisation": lambda: person(Role.DUTY_OFFICER),
    }[who]()
    if user.is_authenticated:
        client.force_login(user)
    for query in ("低轨卫星", "低轨卫里星座", "diguiweixing", "dgwx", "机密", "数据跨境试点", "数居跨境试点"):
        answer = find(query, user)
        assert (answer.matches, answer.total, answer.facets, answer.meant) == ([], 0, [], ""), query
        assert suggest(query, user) == []
        page = client.get("/search/", {"q": query}).content.decode()
        assert "星座a" not in page
        assert "机密内容" not in page
    assert find("低轨卫里星座", person(Role.AUDITOR)).meant.startswith("低轨卫星")


def test_a_proposed_pilot_is_found_by_those_who_handle_it_alone(plan):
    organisation = OrganisationFactory(key="own")
    pilot = PilotPolicy.objects.create(
        measure=plan.measures.get(), city=CityFactory(), organisation=organisation, name="数据跨境试点", content="内容"
    )
    own, other = person(Role.DUTY_OFFICER, organisation), person(Role.DUTY_OFFICER)
    for user, seen in ((NOBODY, 0), (other, 0), (own, 1), (person(Role.AUDITOR), 1)):
        assert find("数据跨境", user).total == seen
        assert visible_pilots(user).count() == seen  # the tokens say what the rule says
    pilot.state = PilotState.RUNNING
    pilot.save()
    assert find("数据跨境", NOBODY).total == 1


def test_facet_counts_are_of_what_is_seen(plan):
    for key in "abc":
        TargetFactory(plan=plan, key=key, name=f"量子中心{key}")
    OrganisationFactory(key="q", name="量子公司")
    assert counts(find("量子", NOBODY))["kind"] == {"plan.target": 4, "registry.organisation": 1}
    plan.state = PlanState.DRAFT
    plan.save()
    assert (find("量子", NOBODY).total, counts(find("量子", NOBODY))) == (1, {})
    assert counts(find("量子", person(Role.PLAN_OFFICE)))["kind"]["plan.target"] == 4


def test_the_audience_of_one_row_may_differ_from_the_next(db, monkeypatch):
    monkeypatch.setattr(searching, "_audiences", {})
    mine = UserFactory()
    searching.give_audience(Organisation, lambda row: [f"user:{mine.pk}"] if row.key == "own" else ["public"])
    OrganisationFactory(key="own", name="量子甲")
    OrganisationFactory(key="all", name="量子乙")
    assert [m.name for m in find("量子", NOBODY).matches] == ["量子乙"]
    assert find("量子", UserFactory()).total == 1
    assert find("量子", mine).total == 2


def test_an_entry_that_is_not_published_is_for_the_plan_office_and_its_recorder(db):
    entry = OrganisationFactory(recorded_by=UserFactory())
    assert searching.audience_of_entry(entry) == ("public",)
    entry.standing = "proposed"
    assert searching.audience_of_entry(entry) == ("role:plan_office", f"user:{entry.recorded_by_id}")


def test_the_room_is_asked_again_when_the_index_lags(plan):
    assert find("量子", NOBODY).total == 1
    with folder.writing():  # another process is at the index, so this change waits
        plan.state = PlanState.DRAFT
        plan.save()
        assert visible_plans(NOBODY).count() == 0
        answer = find("量子", NOBODY)
        assert (answer.matches, answer.total) == ([], 0)
        assert suggest("量子", NOBODY) == []


def test_a_closed_account_is_a_stranger(db):
    user = person(Role.AUDITOR, is_active=False)
    assert audience_of(user) == audience_of(None) == audience_of(NOBODY) == {"public"}


@pytest.mark.parametrize(
    "query", ["", "   ", "不存在的词", "<script>", "%", "_", "\x00", "a" * 5000, "^", "^_^", "AND OR"]
)
def test_whatever_is_typed_is_answered(client, plan, query):
    page = client.get("/search/", {"q": query})
    assert page.status_code == 200
    assert page.context["answer"].matches == []
    assert "<script>" not in page.content.decode().split("<main", 1)[1].split("</main>")[0]
    assert client.get("/search/suggest", {"q": query}).json() == {"suggestions": []}


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=50), st.text(max_size=10), st.text(max_size=5))
def test_any_query_is_answered(client, plan, text, key, page):
    asked = {"q": text, "city": key, "kind": key, "sort": key, "page": page}
    assert client.get("/search/", asked).status_code == 200
    assert client.get("/search/suggest", {"q": text}).status_code == 200


def test_facets_narrow_and_are_dropped_again(client, db):
    jinan, qingdao = CityFactory(key="jinan", name="济南"), CityFactory(key="qingdao", name="青岛")
    whole = Field.objects.create(key="future", name="未来产业", kind="priority")
    part = Field.objects.create(key="quantum", name="量子科技", kind="priority", parent=whole)
    OrganisationFactory(key="a", name="量子甲", city=jinan, field=part, year=2020)
    OrganisationFactory(key="b", name="量子乙", city=qingdao, year=2021, simulated=True)
    answer = find("量子", NOBODY)
    assert counts(answer) == {
        "kind": {"registry.organisation": 2, "fields.field": 1},
        "field": {"future": 2, "quantum": 2},
        "city": {"jinan": 1, "qingdao": 1},
        "year": {"2020": 1, "2021": 1},
        "simulated": {"no": 2, "yes": 1},
    }
    page = client.get("/search/", {"q": "量子", "city": "jinan"})
    assert [m.name for m in page.context["answer"].matches] == ["量子甲"]
    [chosen] = page.context["chosen"]
    assert chosen["url"] == "?q=%E9%87%8F%E5%AD%90"
    assert client.get("/search/", {"q": "量子", "simulated": "yes"}).context["answer"].total == 1
    nothing = client.get("/search/", {"q": "量子", "city": "jinan", "year": "2021"})
    assert nothing.context["answer"].total == 0
    assert len(nothing.context["chosen"]) == 2


def test_pages_and_order(client, db):
    import datetime as dt

    for n in range(45):
        OrganisationFactory(name=f"量子{n:02}", as_of=dt.date(2024, 1, 1) + dt.timedelta(days=n))
    assert len(labels(client, "量子", page="3")) == 5
    assert labels(client, "量子", page="999") == []
    newest = client.get("/search/", {"q": "量子", "sort": "newest"})
    assert newest.context["answer"].matches[0].name == "量子44"
    assert 'rel="next"' in newest.content.decode()


def test_what_was_meant_is_offered(client, plan):
    page = client.get("/search/", {"q": "quantun"}, headers={"accept-language": "en"})
    assert page.context["answer"].meant == "Quantum"
    assert 'href="?q=Quantum"' in page.content.decode()


def test_suggestions_are_eight_and_never_kept(client, plan):
    OrganisationFactory.create_batch(12, name="量子公司")
    answer = client.get("/search/suggest", {"q": "量子"})
    assert "no-store" in answer.headers["Cache-Control"]
    suggestions = json.loads(answer.content)["suggestions"]
    assert len(suggestions) == 8
    assert set(suggestions[0]) == {"name", "kind", "url", "simulated"}
    assert client.post("/search/suggest").status_code == 405


def test_search_is_bounded(client, plan, django_assert_max_num_queries):
    OrganisationFactory.create_batch(30, note="量子")
    MeasureFactory(plan=plan, name="量子举措")
    client.get("/search/", {"q": "量子"})
    with django_assert_max_num_queries(12):
        client.get("/search/", {"q": "量子"})
    with django_assert_max_num_queries(6):
        client.get("/search/suggest", {"q": "量子"})
