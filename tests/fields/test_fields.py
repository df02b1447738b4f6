"""The tree of fields: loaded from a pack, counted, and shown."""

import html

import pytest
from django.test import Client
from django.urls import reverse

from permissions import check_action
from xinzhi.core.models import ActionRecord
from xinzhi.core.packs import Pack
from xinzhi.core.roles import Role
from xinzhi.fields import filed
from xinzhi.fields.actions import load_fields
from xinzhi.fields.models import Field
from xinzhi.fields.queries import filed_counts, tree, with_descendants
from xinzhi.registry.models import Platform, RegionalPlan
from xinzhi.registry.registers import REGISTERS

pytestmark = pytest.mark.django_db


def text(url, language="zh-hans"):
    response = Client(HTTP_ACCEPT_LANGUAGE=language).get(url)
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def test_the_tree_is_the_packs(pack):
    load_fields(actor=None, pack=pack)

    def plain(nodes):
        return [(n.field.key, plain(n.children)) for n in nodes]

    def wanted(nodes):
        return [(n.key, wanted(n.children)) for n in nodes]

    assert plain(tree()) == wanted(pack.fields)
    ai = Field.objects.get(key="ai-nlp")
    node = next(n for n in pack.field_nodes() if n.key == "ai-nlp")
    assert (ai.name, ai.name_en, ai.terms_zh, ai.terms_en) == (
        node.name,
        node.name_en,
        list(node.terms_zh),
        list(node.terms_en),
    )
    assert Field.objects.get(key="x-6g").placed_by_us
    assert Field.objects.get(key="ai").number == "1"


def test_only_the_plan_office_loads_and_a_second_load_changes_nothing(pack):
    first = check_action(lambda actor: load_fields(actor=actor, pack=pack), role=Role.PLAN_OFFICE)
    assert first.new == len(pack.field_nodes())
    second = load_fields(actor=None, pack=pack)
    assert second.counts() == {"new": 0, "changed": 0, "unchanged": first.new, "problems": 0}
    assert ActionRecord.objects.filter(verb="fields.load_fields").count() == 2


def test_a_field_that_moves_keeps_its_number(pack, tmp_path):
    import shutil

    load_fields(actor=None, pack=pack)
    before = Field.objects.get(key="x-vlc").pk
    shutil.copytree(pack.path, tmp_path / "shandong")
    file = tmp_path / "shandong" / "fields.toml"
    lines = file.read_text(encoding="utf-8").split("\n")
    at = lines.index('key = "x-vlc"')
    lines[at + 1] = lines[at + 1].replace('"x-information"', '"x-space"')
    file.write_text("\n".join(lines), encoding="utf-8")
    report = load_fields(actor=None, pack=Pack.load(tmp_path / "shandong"))
    moved = Field.objects.get(key="x-vlc")
    assert (moved.pk, moved.parent.key, report.new) == (before, "x-space", 0)


def test_what_is_filed_below_counts_above(loaded):
    nodes = {n.field.key: n for top in tree(filed_counts()) for n in top.walk()}
    ids = with_descendants([Field.objects.get(key="x")])
    assert nodes["x"].total["platforms"] == Platform.objects.filter(field__in=ids).count()
    assert nodes["x"].own["platforms"] == Platform.objects.filter(field__key="x").count()


def test_the_registers_file_their_things_here(loaded):
    assert [f.key for f in filed.filings()] == [r.key for r in REGISTERS if "field" in r.filters]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_tree_opens(loaded, language, django_assert_max_num_queries):
    with django_assert_max_num_queries(25):
        shown = text(reverse("fields:index"), language)
    for field in Field.objects.all():
        assert (field.name_en if language == "en" else field.name) in shown


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_field_opens(loaded, language, django_assert_max_num_queries):
    for field in Field.objects.all():
        with django_assert_max_num_queries(50):
            shown = text(reverse("fields:field", args=[field.key]), language)
        assert (field.name_en if language == "en" else field.name) in shown


def test_a_plan_stands_under_each_field_it_names(loaded):
    plan = RegionalPlan.objects.filter(fields__key="x-terahertz").first()
    address = reverse("registry:plan", args=[plan.key])
    for field in plan.fields.all():
        assert address in text(reverse("fields:field", args=[field.key]))


def test_a_field_page_lists_newest_first_and_leads_to_all(loaded):
    shown = text(reverse("fields:field", args=["deep"]))
    assert f"{reverse('registry:platforms')}?field=deep" in shown


def test_an_empty_house_says_what_to_do():
    assert 'class="empty"' in text(reverse("fields:index"))
    assert Client().get(reverse("fields:field", args=["nothing"])).status_code == 404
