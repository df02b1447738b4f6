"""Every page opens, in both languages, within a bounded number of queries; lists search, filter, sort and export."""

import csv
import html
import io
import json

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from factories import CityFactory, person
from xinzhi.core.roles import Role
from xinzhi.fields.models import Field
from xinzhi.registry.models import City, Organisation, Platform, Statistic
from xinzhi.registry.registers import REGISTERS

pytestmark = pytest.mark.django_db

# What the pack brings; the other registers are filled by imports and by hand.
FILLED = [
    r
    for r in REGISTERS
    if r.key
    in {"organisations", "platforms", "parks", "results", "standards", "demands", "policies", "plans", "statistics"}
]
EMPTY = [r for r in REGISTERS if r not in FILLED]

MOST_QUERIES = 25


def page(url, language="zh-hans", user=None):
    client = Client(HTTP_ACCEPT_LANGUAGE=language)
    if user:
        client.force_login(user)
    response = client.get(url)
    assert response.status_code == 200
    return response


def text(url, language="zh-hans", user=None):
    return html.unescape(page(url, language, user).content.decode())


def rows(url):
    body = b"".join(Client().get(url).streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(body)))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_overview_counts_every_register(loaded, language):
    response = page(reverse("registry:index"), language)
    states = {s["state"].register.key: s["state"].count for s in response.context["states"]}
    assert states == {r.key: r.model.objects.count() for r in REGISTERS}


@pytest.mark.parametrize("register", EMPTY, ids=lambda r: r.key)
def test_an_empty_register_says_what_it_would_hold(loaded, register):
    with override("en"):
        lead = str(register.lead)
    assert lead in text(reverse(f"registry:{register.key}"), "en")


@pytest.mark.parametrize("register", FILLED, ids=lambda r: r.key)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_lists_and_entries_open(loaded, register, language, django_assert_max_num_queries):
    entry = register.model.objects.order_by("pk").last()
    with django_assert_max_num_queries(MOST_QUERIES):
        listed = page(reverse(f"registry:{register.key}"), language)
    assert listed.context["bar"]["count"] == register.model.objects.count()
    first = listed.context["table"].data.data[0]
    assert reverse(f"registry:{register.one}", args=[first.key]) in listed.content.decode()
    with django_assert_max_num_queries(MOST_QUERIES):
        shown = text(reverse(f"registry:{register.one}", args=[entry.key]), language)
    assert entry.name in shown
    assert entry.source in shown


@pytest.mark.parametrize("register", FILLED, ids=lambda r: r.key)
def test_lists_search_and_sort(loaded, register):
    entry = register.model.objects.order_by("pk").first()
    address = reverse(f"registry:{register.key}")
    found = rows(f"{address}?q={entry.name}&format=csv")
    assert entry.key in {r["key"] for r in found}
    assert all(entry.name in r["name"] + r["note"] + r.get("full_name", "") for r in found)
    up, down = (rows(f"{address}?sort={sign}name&format=csv") for sign in ("", "-"))
    assert sorted(r["key"] for r in up) == sorted(r["key"] for r in down)
    assert sorted(n for (n,) in register.model.objects.values_list("name")) == sorted(r["name"] for r in up)
    assert up[0]["name"] == down[-1]["name"]


@pytest.mark.parametrize("register", FILLED, ids=lambda r: r.key)
def test_lists_export_in_three_forms_the_same_rows(loaded, register):
    address = reverse(f"registry:{register.key}")
    keys = {r["key"] for r in rows(f"{address}?format=csv")}
    assert keys == set(register.model.objects.values_list("key", flat=True))
    document = Client().get(f"{address}?format=json")
    assert {r["key"] for r in json.loads(b"".join(document.streaming_content))["rows"]} == keys
    sheet = Client().get(f"{address}?format=xlsx")
    assert b"".join(sheet.streaming_content)[:2] == b"PK"


def test_a_field_finds_what_is_filed_below_it(loaded):
    top, child = Field.objects.get(key="deep"), Field.objects.get(key="deep-space")
    platform = Platform.objects.first()
    platform.field = child
    platform.save()
    found = {r["key"] for r in rows(f"{reverse('registry:platforms')}?field={top.key}&format=csv")}
    assert found == {
        platform.key,
        *Platform.objects.filter(field__key__startswith="deep").values_list("key", flat=True),
    }


def test_filters_narrow_by_city_kind_and_year(loaded):
    jinan = rows(f"{reverse('registry:organisations')}?city=jinan&kind=university&format=csv")
    wanted = Organisation.objects.filter(city__key="jinan", kind="university")
    assert {r["key"] for r in jinan} == set(wanted.values_list("key", flat=True))
    assert jinan
    planned = rows(f"{reverse('registry:statistics')}?nature=planned&format=csv")
    assert {r["key"] for r in planned} == set(Statistic.objects.filter(nature="planned").values_list("key", flat=True))


def test_titles_are_found_by_their_words(loaded):
    found = rows(f"{reverse('registry:organisations')}?q=小巨人&format=csv")
    assert found
    assert all("小巨人" in r["statuses"] for r in found)


def test_a_source_that_is_a_plan_leads_where_the_plan_room_says(loaded, monkeypatch):
    from xinzhi.registry import links

    monkeypatch.setitem(links._sources, "plan", lambda key: f"/plans/{key}/")
    platform = Platform.objects.filter(source_url__startswith="plan:").first()
    shown = text(reverse("registry:platform", args=[platform.key]))
    assert f'href="/plans/{loaded.plan.key}/"' in shown


def test_rooms_above_add_links_to_an_entry(loaded, monkeypatch):
    from xinzhi.registry import links

    monkeypatch.setitem(links._more, "city", [lambda entry: [("Duties", f"/duties/{entry.key}/")]])
    assert 'href="/duties/jinan/"' in text(reverse("registry:city", args=["jinan"]))


def test_an_organisation_shows_what_it_hosts_and_the_platform_its_hosts(loaded):
    host = Organisation.objects.create(key="host", name="齐鲁示例大学", kind="university")
    shared = Platform.objects.create(key="shared", name="共建中心", host="示例研究院、齐鲁示例大学等")
    other = Platform.objects.create(key="other", name="别家中心", host="齐鲁示例大学附属医院")
    shown = text(reverse("registry:organisation", args=[host.key]))
    assert reverse("registry:platform", args=[shared.key]) in shown
    assert reverse("registry:platform", args=[other.key]) not in shown
    assert reverse("registry:organisation", args=[host.key]) in text(reverse("registry:platform", args=[shared.key]))


def test_a_simulated_entry_says_so_on_its_page_in_the_list_and_in_the_export(loaded):
    platform = Platform.objects.create(key="made-up", name="演示平台", simulated=True)
    notice = 'class="simulated"'
    assert notice in text(reverse("registry:platform", args=[platform.key]))
    assert notice in text(f"{reverse('registry:platforms')}?q=演示平台")
    (row,) = rows(f"{reverse('registry:platforms')}?q=演示平台&format=csv")
    assert row["simulated"] == "true"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_cities_and_every_city_open(loaded, language, django_assert_max_num_queries):
    with django_assert_max_num_queries(MOST_QUERIES):
        page(reverse("registry:cities"), language)
    for city in City.objects.all():
        with django_assert_max_num_queries(45):
            shown = text(reverse("registry:city", args=[city.key]), language)
        assert (city.name_en if language == "en" else city.name) in shown


def test_a_city_without_facts_says_so(db):
    city = CityFactory()
    assert page(reverse("registry:city", args=[city.key])).context["registers"] == []


def test_pages_without_facts_say_what_to_do(db):
    for name in ("index", "cities", *(r.key for r in REGISTERS)):
        assert 'class="empty"' in text(reverse(f"registry:{name}"))


def test_an_unknown_entry_is_not_found(loaded):
    assert Client().get(reverse("registry:platform", args=["nothing"])).status_code == 404
    assert Client().get(reverse("registry:city", args=["nothing"])).status_code == 404


def test_the_plan_office_is_offered_to_correct_an_organisation(loaded):
    address = reverse("registry:organisation", args=["science"])
    edit = reverse("registry:organisation_edit", args=["science"])
    assert edit in text(address, user=person(Role.PLAN_OFFICE))
    assert edit in text(address, user=person(Role.DUTY_OFFICER))
    assert edit not in text(address, user=person(Role.EXPERT))
    assert edit not in text(address)


def test_entries_without_a_day_come_last_on_every_database(loaded):
    for sign in ("", "-"):
        days = [r["as_of"] for r in rows(f"{reverse('registry:parks')}?sort={sign}as_of&format=csv")]
        dated = [d for d in days if d]
        assert days == sorted(dated, reverse=bool(sign)) + [""] * (len(days) - len(dated))


def test_the_list_of_organisations_opens_with_firms_and_ends_with_governments(loaded):
    kinds = [r["kind"] for r in rows(f"{reverse('registry:organisations')}?format=csv")]
    assert kinds[0] == "enterprise"
    assert set(kinds[-len(loaded.departments) - len(loaded.cities) :]) == {"department", "city"}
    assert rows(f"{reverse('registry:organisations')}?sort=-kind&format=csv")[0]["kind"] == "city"
