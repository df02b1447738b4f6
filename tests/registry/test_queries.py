"""Activity of fields and cities, the latest facts, and the state of the registers."""

import pytest

from factories import OrganisationFactory
from xinzhi.fields.models import Field
from xinzhi.fields.queries import with_descendants
from xinzhi.registry.models import City, Organisation, Park, Platform, Statistic
from xinzhi.registry.queries import city_activity, field_activity, latest_changes, register_counts, register_states
from xinzhi.registry.queries.activity import counted
from xinzhi.registry.queries.related import split_names
from xinzhi.registry.registers import ACTIVE, REGISTERS

pytestmark = pytest.mark.django_db


def test_an_entry_below_counts_once_at_the_top(loaded):
    deep = {a.field.key: a for a in field_activity()}["deep"]
    ids = with_descendants([Field.objects.get(key="deep")])
    wanted = {r.key: r.model.objects.filter(field__in=ids).count() for r in ACTIVE}
    assert deep.counts == wanted
    assert sum(a.total for a in field_activity()) == sum(
        r.model.objects.filter(field__isnull=False).count() for r in ACTIVE
    )


def test_the_queries_are_bounded(loaded, django_assert_num_queries):
    with django_assert_num_queries(1 + len(ACTIVE)):
        field_activity()
    with django_assert_num_queries(1 + len(ACTIVE)):
        city_activity()
    with django_assert_num_queries(len(REGISTERS)):
        register_states()
    with django_assert_num_queries(len(REGISTERS)):
        register_counts()


def test_cities_count_their_entries_without_governments(loaded):
    jinan = {a.city.key: a for a in city_activity()}["jinan"]
    assert jinan.counts["parks"] == Park.objects.filter(city__key="jinan").count()
    assert jinan.counts["organisations"] == Organisation.objects.filter(city__key="jinan").count() - 1
    assert len(city_activity()) == City.objects.count()


def test_simulated_entries_are_left_out_and_said(loaded):
    before = {a.city.key: a for a in city_activity()}["jinan"]
    city, field = City.objects.get(key="jinan"), Field.objects.get(key="deep-space")
    Platform.objects.create(key="made-up", name="演示平台", city=city, field=field, simulated=True)
    after = {a.city.key: a for a in city_activity()}["jinan"]
    assert (after.total, after.simulated) == (before.total, 1)
    assert {a.field.key: a.simulated for a in field_activity()}["deep"] == 1
    assert {s.register.key: s.simulated for s in register_states()}["platforms"] == 1
    assert register_counts()["platforms"] == Platform.objects.count() - 1


def test_the_latest_facts_come_by_statement_newest_first(loaded, django_assert_max_num_queries):
    with django_assert_max_num_queries(2 * len(REGISTERS) + 4):
        latest = latest_changes(12)
    assert len(latest) == 12
    assert [f.as_of for f in latest] == sorted((f.as_of for f in latest), reverse=True)
    days = [d for r in REGISTERS for d in counted(r).filter(as_of__isnull=False).values_list("as_of", flat=True)]
    assert latest[0].as_of == max(days)
    listed = next(f for f in latest_changes(100) if f.example.key.startswith("lst-"))
    assert listed.count == Organisation.objects.exclude(stock_code="").count()


def test_states_say_how_many_sources_and_which_days(loaded):
    state = {s.register.key: s for s in register_states()}["statistics"]
    urls = set(Statistic.objects.exclude(source_url="").values_list("source_url", flat=True))
    days = Statistic.objects.filter(as_of__isnull=False).values_list("as_of", flat=True)
    assert (state.sources, state.first, state.last) == (len(urls), min(days), max(days))
    assert state.undated == Statistic.objects.filter(as_of=None).count()


def test_names_in_one_cell_are_told_apart():
    assert split_names("甲大学、乙研究院等") == ["甲大学", "乙研究院"]
    assert split_names("") == []


def test_an_organisation_knows_its_names():
    organisation = OrganisationFactory(name="甲", full_name="甲公司", aliases=["甲", "小甲"])
    assert organisation.names == ["甲", "甲公司", "小甲"]
