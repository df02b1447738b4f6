"""Pages about one entry: who may open them, what they do, and that a second person decides."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from factories import person
from permissions import check_view
from xinzhi.core.roles import Role
from xinzhi.registry.actions import (
    TitleInput,
    accept_claim,
    merge_entries,
    record_relation,
    record_statement,
    record_title,
)
from xinzhi.registry.models import Fusion, Observation, Person, Relation, Standing, Statement, Title
from xinzhi.registry.registers import BY_KEY

from .conftest import origin

pytestmark = pytest.mark.django_db

ORIGIN = {"source": "年报", "as_of": "2026-11-01", "confidence": "report", "why": ""}


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def address(entry, page="", kind="organisation"):
    return reverse(f"registry:{kind}{'_' if page else ''}{page}", args=[entry.key])


@pytest.fixture
def firm(published):
    return published(name="甲公司")


def test_what_other_sources_say_stands_beside_the_value_with_its_source(office, second, published):
    firm = published(name="甲公司", industry="机器人", provenance=origin("官方登记", confidence="official"))
    for source, confidence, industry in (("年报", "report", "量子"), ("企业申报", "declared", "氢能")):
        claim = record_statement(
            actor=office,
            register=BY_KEY["organisations"],
            values={"industry": industry},
            provenance=origin(source, confidence=confidence),
            entry=firm,
        )
        accept_claim(actor=second, claim=claim)
    answer = Client().get(address(firm))
    row = next(r for r in answer.context["facts"] if r["attribute"] == "industry")
    assert (row["value"], row["origin"]["statement"].source) == ("机器人", "官方登记")
    said = [(o["value"], o["statement"].source) for o in row["others"]]
    assert said == [("量子", "年报"), ("氢能", "企业申报")]
    page = answer.content.decode()
    head, _mark, dissent = page.partition('<div class="dissent">')
    places = [dissent.index(text) for text in ("量子", "年报", "氢能", "企业申报")]
    assert places == sorted(places)
    assert head.rindex("机器人") < head.rindex("官方登记")


@pytest.mark.parametrize("page", ["title", "relate", "figures"])
def test_who_may_record_may_open_the_forms(client, firm, page):
    check_view(client, address(firm, page), role=Role.DUTY_OFFICER, missing=address(type(firm)(key="none"), page))


@pytest.mark.parametrize("page", ["merge", "split"])
def test_only_the_plan_office_merges_and_splits(client, firm, page):
    check_view(client, address(firm, page), role=Role.PLAN_OFFICE, wrong=Role.DUTY_OFFICER)


def test_another_organisations_editor_is_refused(client, firm):
    url = address(firm, "title")
    check_view(client, url, role=Role.ORG_EDITOR, organisation=firm)


def test_a_title_is_added_and_waits(firm, office, second):
    answer = signed_in(office).post(address(firm, "title"), {**ORIGIN, "name": "高新技术企业", "issued": "2024-01-01"})
    assert answer.status_code == 302
    title = Title.objects.get()
    assert (title.name, title.issued, title.state) == ("高新技术企业", dt.date(2024, 1, 1), "proposed")
    again = signed_in(office).post(address(firm, "title"), {**ORIGIN, "name": "高新技术企业", "issued": "2024-01-01"})
    assert "name" in again.context["form"].errors
    assert signed_in(second).get(address(firm)).content.decode().count("高新技术企业") >= 2
    assert "高新技术企业" not in Client().get(address(firm)).content.decode()


def test_figures_are_entered_in_wan_yuan_and_kept_in_fen(firm, office):
    data = {**ORIGIN, "year": 2025, "measure_revenue": "1234.5678", "measure_staff": "88"}
    assert signed_in(office).post(address(firm, "figures"), data).status_code == 302
    statement = Statement.objects.get(period=2025)
    assert statement.values == {"revenue": 1_234_567_800, "staff": 88}
    assert not Observation.objects.exists()  # it waits


def test_a_relation_is_found_by_name_and_recorded_from_either_side(firm, published, office):
    lab = published("platforms", name="示例实验室", kind="实验室")
    client = signed_in(office)
    found = client.get(address(firm, "relate"), {"q": "示例实验室"})
    assert f"?other=platform:{lab.key}" in found.content.decode()
    url = f"{address(firm, 'relate')}?other=platform:{lab.key}"
    assert client.post(url, {**ORIGIN, "role": "~funds"}).status_code == 302
    relation = Relation.objects.get()
    assert (relation.from_kind, relation.from_id, relation.role) == ("platform", lab.pk, "funds")
    assert (relation.to_kind, relation.to_id) == ("organisation", firm.pk)


def test_a_merge_shows_both_and_is_undone(firm, published, office):
    other = published(name="甲公司（旧）", provenance=origin("名录", confidence="official"), industry="机器人")
    client = signed_in(office)
    url = f"{address(firm, 'merge')}?other={other.key}"
    rows = {r["name"]: r["cells"] for r in client.get(url).context["rows"]}
    assert ["甲公司", "甲公司（旧）", "甲公司（旧）"] in rows.values()
    assert client.post(url, {"why": ""}).status_code == 200  # a reason is asked for
    assert client.post(url, {"why": "同一单位"}).status_code == 302
    firm.refresh_from_db()
    assert firm.name == "甲公司（旧）"
    assert Client().get(address(other)).url == address(firm)
    undo = reverse("registry:undo_fusion", args=[Fusion.objects.get().pk])
    assert undo in client.get(address(firm)).content.decode()
    assert client.post(undo, {"why": "弄错了"}).status_code == 302
    other.refresh_from_db()
    assert other.standing == Standing.PUBLISHED


def test_cities_and_fields_are_named_where_people_decide(loaded, published, office, second):
    firm = published(name="甲公司", city="jinan", field="deep")
    other = published(name="乙公司", provenance=origin("名录"), city="qingdao")
    claim = record_statement(
        actor=office, register=BY_KEY["organisations"], values={"city": "yantai"}, provenance=origin("公告"), entry=firm
    )
    client = signed_in(second)
    changes = client.get(reverse("registry:statement_claim", args=[claim.pk])).context["changes"]
    assert [(c["before"], c["after"]) for c in changes] == [("济南", "烟台")]
    merge = client.get(f"{address(firm, 'merge')}?other={other.key}").context["rows"]
    assert ["济南", "青岛"] in [row["cells"][:2] for row in merge]
    split = client.get(address(firm, "split")).context["form"].fields["statements"].choices
    assert any("烟台" in label for _pk, label in split)
    assert "烟台" in client.get(reverse("registry:statements_list"), {"state": "proposed"}).content.decode()


def test_undoing_is_for_the_plan_office(client, firm, published, office):
    fusion = merge_entries(actor=office, keep=firm, absorb=published(name="乙公司"), why="同一单位")
    url = reverse("registry:undo_fusion", args=[fusion.pk])
    check_view(
        client, url, role=Role.PLAN_OFFICE, wrong=Role.DUTY_OFFICER, missing=reverse("registry:undo_fusion", args=[0])
    )


def test_a_split_moves_the_chosen_statements(firm, published, office):
    other = published(name="丙公司", provenance=origin("名录"))
    merge_entries(actor=office, keep=firm, absorb=other, why="同一单位")
    moving = Statement.objects.get(source="名录")
    answer = signed_in(office).post(address(firm, "split"), {"statements": [moving.pk], "why": "两家单位"})
    assert answer.status_code == 302
    moving.refresh_from_db()
    assert moving.entry_id != firm.pk


def test_a_person_is_forgotten_after_a_question(client, published, office):
    someone = published("people", name="某人", affiliation="某校")
    url = address(someone, "forget", "person")
    check_view(client, url, role=Role.PLAN_OFFICE, refused=404)
    assert signed_in(office).post(url, {"why": "本人要求"}).status_code == 302
    assert not Person.objects.filter(name="某人").exists()


def test_nobody_decides_on_their_own_and_a_second_person_does(firm, office, second):
    title = record_title(actor=office, entry=firm, title=TitleInput("瞪羚企业"), provenance=origin())
    url = reverse("registry:title_claim", args=[title.pk])
    assert Client().get(url).status_code == 302
    assert signed_in(person(Role.EXPERT)).get(url).status_code == 404
    assert signed_in(office).post(url, {"decision": "accept"}).status_code == 403
    assert signed_in(person(Role.AUDITOR)).post(url, {"decision": "accept"}).status_code == 403
    assert signed_in(second).post(url, {"decision": "reject"}).status_code == 200  # without a reason
    assert signed_in(second).post(url, {"decision": "accept"}).status_code == 302
    title.refresh_from_db()
    assert title.is_held


def test_where_sources_differ_both_stand_beside_the_value(firm, office, second):
    made = record_statement(
        actor=office,
        register=BY_KEY["organisations"],
        values={"name": "甲股份公司"},
        provenance=origin("登记", confidence="official"),
        entry=firm,
    )
    signed_in(second).post(reverse("registry:statement_claim", args=[made.pk]), {"decision": "accept"})
    (row,) = [r for r in Client().get(address(firm)).context["facts"] if r["attribute"] == "kind"]
    assert row["origin"]["statement"].source == "年报"


def test_the_graph_draws_what_the_reader_may_see(firm, published, office, django_assert_max_num_queries):
    lab = published("platforms", name="示例实验室", kind="实验室")
    record_relation(actor=office, first=firm, role="hosts", second=lab, provenance=origin())
    url = address(firm, "graph")
    with django_assert_max_num_queries(32):
        shown = signed_in(office).get(url).context
    assert {n["full"] for n in shown["graph"]["nodes"]} == {"甲公司", "示例实验室"}
    assert [r["count"] for r in shown["roles"]] == [1]
    assert Client().get(url).context["edges"] == []


def test_the_registers_index_names_what_waits(firm, office, second):
    record_title(actor=office, entry=firm, title=TitleInput("瞪羚企业"), provenance=origin())
    index = reverse("registry:index")
    assert signed_in(second).get(index).context["waiting"].to_decide == 1
    mine = signed_in(office).get(index).context["waiting"]
    assert (mine.to_decide, mine.own) == (0, 1)
    assert Client().get(index).context["waiting"].first == []
