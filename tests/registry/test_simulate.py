"""The simulated province in the registers: marked, consistent, repeatable, removable; and pages that stay bounded."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from permissions import check_action
from xinzhi.core.models import ActionRecord
from xinzhi.core.roles import Role
from xinzhi.registry.actions import clear_simulation, simulate_province
from xinzhi.registry.actions.project import project, project_figures
from xinzhi.registry.models import Observation, Organisation, Project, Relation, Statement, Title
from xinzhi.registry.registers import BY_KEY, REGISTERS

FIRMS, YEARS = 60, 3


@pytest.fixture
def province(loaded):
    return simulate_province(actor=None, firms=FIRMS, years=YEARS, seed=5, last_year=2025)


def simulated():
    return Organisation.objects.filter(key__startswith="sim-")


def test_who_may(loaded):
    check_action(lambda actor: simulate_province(actor=actor, firms=3, years=1, last_year=2025), role=Role.PLAN_OFFICE)
    check_action(lambda actor: clear_simulation(actor=actor), role=Role.PLAN_OFFICE)


def test_everything_is_marked(province):
    assert simulated().count() == FIRMS
    for register in REGISTERS:
        mine = register.model._default_manager.filter(key__startswith="sim-")
        assert mine.count() == province.counts.get(register.key, 0)
        assert not mine.filter(simulated=False).exists()
        assert all(n.startswith("模拟") for n in mine.values_list("name", flat=True))
        assert all("模拟" in s for s in mine.values_list("source", flat=True))
    for claims in (Statement, Relation, Title):
        assert not claims.objects.filter(origin="simulation", simulated=False).exists()
    assert not Observation.objects.filter(simulated=False).exists()


def test_no_identifier_is_made_up(province):
    assert not simulated().exclude(credit_code="", stock_code="").exists()
    assert not Project.objects.filter(key__startswith="sim-").exclude(number="", leader="").exists()


def test_entries_are_what_their_statements_say(province):
    """Projecting every entry and figure anew changes nothing."""
    history = Organisation.history.count()
    for register in REGISTERS:
        ids = list(register.model._default_manager.filter(key__startswith="sim-").values_list("pk", flat=True))
        project(register, ids, actor=None, why="test")
    assert Organisation.history.count() == history
    before = set(Observation.objects.values_list("entry_id", "measure", "year", "value", "statement_id"))
    assert len(before) == province.counts["figures"]
    project_figures("organisation", simulated().values_list("pk", flat=True))
    assert set(Observation.objects.values_list("entry_id", "measure", "year", "value", "statement_id")) == before


def test_every_entry_has_its_first_version(province):
    firm = simulated().first()
    assert [h.history_type for h in firm.history.all()] == ["+"]
    assert firm.history.get().name == firm.name


def test_relations_join_entries_that_are_there(province):
    for relation in Relation.objects.filter(origin="simulation"):
        other = next(r for r in REGISTERS if r.one == relation.to_kind)
        assert other.model._default_manager.filter(pk=relation.to_id, simulated=True).exists()
        assert simulated().filter(pk=relation.from_id).exists()


def test_the_same_again_changes_nothing(province):
    records, statements = ActionRecord.objects.count(), Statement.objects.count()
    again = simulate_province(actor=None, firms=FIRMS, years=YEARS, seed=5, last_year=2025)
    assert not again.new
    assert again.counts == province.counts
    assert (ActionRecord.objects.count(), Statement.objects.count()) == (records, statements)


def test_another_one_is_refused_while_one_stands(province):
    with pytest.raises(ValidationError, match="60x3 2025 #5"):
        simulate_province(actor=None, firms=FIRMS, years=YEARS, seed=6, last_year=2025)


def test_clearing_leaves_what_was_there(loaded):
    real = {r.key: r.model._default_manager.count() for r in REGISTERS}
    said = Statement.objects.count(), Title.objects.count(), Relation.objects.count(), Organisation.history.count()
    made = simulate_province(actor=None, firms=FIRMS, years=YEARS, last_year=2025)
    removed = clear_simulation(actor=None)
    assert removed["organisations"] == made.counts["organisations"]
    assert {r.key: r.model._default_manager.count() for r in REGISTERS} == real
    assert not Observation.objects.exists()
    assert said == (
        Statement.objects.count(),
        Title.objects.count(),
        Relation.objects.count(),
        Organisation.history.count(),
    )
    assert clear_simulation(actor=None) == {}


def test_production_refuses_unless_forced(loaded, settings):
    settings.PRODUCTION = True
    with pytest.raises(ValidationError) as refused:
        simulate_province(actor=None, firms=3, years=1)
    assert list(refused.value.message_dict) == ["force"]
    assert simulate_province(actor=None, firms=3, years=1, force=True).new


@pytest.mark.parametrize(("firms", "years"), [(0, 1), (1, 0), (10**9, 1), (1, 99)])
def test_impossible_sizes_are_refused(loaded, firms, years):
    with pytest.raises(ValidationError):
        simulate_province(actor=None, firms=firms, years=years)


def test_without_a_pack_it_says_so(db):
    with pytest.raises(ValidationError, match="pack"):
        simulate_province(actor=None, firms=3, years=1)


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/", 60),
        ("/registry/organisations/?kind=enterprise&city=jinan&field=ai", 14),
        ("/registry/organisations/?q=模拟&sort=-name&page=2", 12),
        ("/registry/projects/?year=2025", 14),
        ("/registry/cities/", 10),
        ("/registry/cities/jinan/", 50),
        ("/fields/ai/", 45),
    ],
)
def test_queries_do_not_grow_with_rows(province, client, django_assert_max_num_queries, address, most):
    client.get(address)
    with django_assert_max_num_queries(most):
        assert client.get(address).status_code == 200


def test_a_firm_page_asks_a_bounded_number(province, client, django_assert_max_num_queries):
    busiest = Relation.objects.filter(role="hosts").values_list("from_id", flat=True).first()
    firm = Organisation.objects.get(pk=busiest)
    with django_assert_max_num_queries(24):
        page = client.get(reverse("registry:organisation", args=[firm.key]))
    assert "模拟" in page.content.decode()


def test_counts_of_the_province_are_never_real(province):
    from xinzhi.registry.queries import city_activity, register_counts

    assert register_counts()["projects"] == 0
    assert sum(a.simulated for a in city_activity()) >= FIRMS
    assert BY_KEY["organisations"].entries().filter(simulated=True).count() == FIRMS
