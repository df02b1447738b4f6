"""Loading a pack: everything in the files arrives, once, with its source; a second load changes nothing."""

import csv
import datetime as dt
import shutil
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from factories import UserFactory, person
from xinzhi.core.models import ActionRecord
from xinzhi.core.packs import Pack
from xinzhi.core.roles import Role
from xinzhi.fields.models import Field, PackLoad
from xinzhi.registry.actions import load_pack_facts
from xinzhi.registry.models import (
    City,
    Demand,
    Organisation,
    Park,
    Platform,
    PolicyNote,
    RegionalPlan,
    Result,
    Standard,
    Statistic,
)

pytestmark = pytest.mark.django_db

REGISTERS = {
    "platforms": Platform,
    "parks": Park,
    "results": Result,
    "demands": Demand,
    "funds_policies": PolicyNote,
    "plans": RegionalPlan,
    "standards": Standard,
    "indicators": Statistic,
}


@pytest.fixture
def own_pack(pack, tmp_path):
    """A copy of the pack that a test may change."""
    shutil.copytree(pack.path, tmp_path / "shandong")
    return tmp_path / "shandong"


def lines(pack, kind):
    with (pack.path / "facts" / f"{kind}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_everything_in_the_files_arrives(pack):
    report = load_pack_facts(actor=None, pack=pack)
    assert report.problems == []
    for kind, model in REGISTERS.items():
        rows = {r["id"]: r["name"] for r in lines(pack, kind)}
        assert dict(model.objects.values_list("key", "name")) == rows
        assert report.kinds[kind].counts() == {"new": len(rows), "changed": 0, "unchanged": 0, "problems": 0}
    facts = len(lines(pack, "organisations")) + len(lines(pack, "listed_companies"))
    assert Organisation.objects.count() == facts + len(pack.departments) + len(pack.cities)
    assert City.objects.count() == len(pack.cities)
    assert Field.objects.count() == len(pack.field_nodes())


def test_values_keep_their_meaning(pack):
    load_pack_facts(actor=None, pack=pack)
    row = next(r for r in lines(pack, "indicators") if r["city"] and r["comparator"] != "=")
    figure = Statistic.objects.get(key=row["id"])
    assert (figure.value, figure.unit, figure.comparator) == (Decimal(row["value"]), row["unit"], row["comparator"])
    assert (figure.city.key, figure.source_url) == (row["city"], row["source_url"])
    assert figure.as_of == (dt.date.fromisoformat(row["as_of"]) if row["as_of"] else None)
    capped = next(r for r in lines(pack, "funds_policies") if r["cap_wan"])
    assert PolicyNote.objects.get(key=capped["id"]).cap_fen == int(capped["cap_wan"]) * 10_000 * 100
    plan = next(r for r in lines(pack, "plans") if ";" in r["fields"])
    named = RegionalPlan.objects.get(key=plan["id"]).fields.values_list("key", flat=True)
    assert set(named) == set(plan["fields"].split(";"))


def test_departments_cities_and_companies_are_organisations(pack):
    load_pack_facts(actor=None, pack=pack)
    science = Organisation.objects.get(key="science")
    assert (science.kind, science.name, science.source) == ("department", "省科技厅", pack.plan.title)
    jinan = Organisation.objects.get(key="city-jinan")
    assert (jinan.kind, jinan.city.key, jinan.aliases) == ("city", "jinan", ["济南市", "济南"])
    company = Organisation.objects.get(key="lst-000338")
    assert (company.kind, company.stock_code, company.city) == ("enterprise", "000338.SZ", None)
    assert company.listed_on == dt.date(2007, 4, 30)
    assert not Organisation.objects.filter(source="").exists()


def test_a_fact_of_the_plan_names_the_plan_as_its_source(pack):
    load_pack_facts(actor=None, pack=pack)
    sources = Platform.objects.filter(source_url=f"plan:{pack.plan.key}").values_list("source", flat=True)
    assert set(sources) == {pack.plan.title}


def test_a_second_load_changes_nothing_and_is_recorded(pack):
    officer = person(Role.PLAN_OFFICE)
    load_pack_facts(actor=officer, pack=pack)
    stamps = dict(Organisation.objects.values_list("pk", "updated_at"))
    again = load_pack_facts(actor=officer, pack=pack)
    assert not again.changed_anything
    assert all(r.unchanged == r.total for r in again.kinds.values())
    assert dict(Organisation.objects.values_list("pk", "updated_at")) == stamps
    assert Organisation.history.count() == Organisation.objects.count()
    records = ActionRecord.objects.filter(verb="registry.load_pack_facts")
    assert [(r.actor, r.why) for r in records] == [(officer, f"shandong {pack.version}")] * 2
    assert PackLoad.objects.get(part="facts").counts == again.counts()


def test_a_changed_line_changes_one_row_with_its_history(own_pack):
    load_pack_facts(actor=None, pack=Pack.load(own_pack))
    file = own_pack / "facts" / "parks.csv"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("大高航空高新产业园", "大高航空产业园"), encoding="utf-8")
    report = load_pack_facts(actor=None, pack=Pack.load(own_pack))
    assert {k: r.changed for k, r in report.kinds.items() if r.changed} == {"parks": 1}
    park = Park.objects.get(name="大高航空产业园")
    assert [h.name for h in park.history.all()] == ["大高航空产业园", "大高航空高新产业园"]


def test_a_change_by_hand_outlives_a_load_that_says_nothing_new(pack):
    load_pack_facts(actor=None, pack=pack)
    park = Park.objects.first()
    park.note = "by hand"
    park.save()
    load_pack_facts(actor=None, pack=pack)
    park.refresh_from_db()
    assert park.note == "by hand"


def test_a_line_with_a_fault_is_left_out_and_named(own_pack):
    file = own_pack / "facts" / "demands.csv"
    first, second, *_rest = lines(Pack.load(own_pack), "demands")
    text = file.read_text(encoding="utf-8").replace(",yantai,", ",atlantis,")
    file.write_text(text.replace(second["name"], "长" * 301), encoding="utf-8")
    report = load_pack_facts(actor=None, pack=Pack.load(own_pack))
    assert [(p.file, p.line) for p in report.problems] == [("facts/demands.csv", 2), ("facts/demands.csv", 3)]
    assert not Demand.objects.filter(key__in=[first["id"], second["id"]]).exists()
    assert Demand.objects.count() == len(lines(Pack.load(own_pack), "demands")) - 2


def test_only_the_plan_office_loads(pack):
    for someone in [UserFactory(), person(Role.AUDITOR), person(Role.DUTY_OFFICER)]:
        with pytest.raises(PermissionDenied):
            load_pack_facts(actor=someone, pack=pack)
    assert not Field.objects.exists()


def test_the_number_of_statements_does_not_grow_with_the_rows(pack, django_assert_max_num_queries):
    with django_assert_max_num_queries(175):
        load_pack_facts(actor=None, pack=pack)
    with django_assert_max_num_queries(60):
        assert load_pack_facts(actor=None, pack=pack).seconds < 3
