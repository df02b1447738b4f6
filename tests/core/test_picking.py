"""Choosing rows out of many: words bring up a few, what is chosen stays, without script too."""

import pytest
from django.http import QueryDict
from django.utils.translation import override

from factories import OrganisationFactory
from xinzhi.core.picking import SHOWN, PickField, PickForm, PickOneField
from xinzhi.registry.models import Organisation

pytestmark = pytest.mark.django_db


class Form(PickForm):
    many = PickField(Organisation.objects.order_by("pk"), search=("name",), label_of=lambda o: f"<{o.name}>")
    one = PickOneField(Organisation.objects.order_by("pk"), search=("name",), required=False)


def form(**data):
    given = QueryDict(mutable=True)
    for name, value in data.items():
        given.setlist(name.replace("_words", "-words"), [str(v) for v in value] if isinstance(value, list) else [value])
    return Form(given)


def made(count):
    return [OrganisationFactory(name=f"第{n}研究院{'甲' if n % 2 else '乙'}") for n in range(count)]


def test_few_rows_are_all_shown_as_boxes_and_escaped():
    rows = made(3)
    html = str(Form()["many"])
    assert html.count('type="checkbox"') == 3
    assert "&lt;第0研究院乙&gt;" in html
    assert 'type="search"' not in html
    found = form(many=[rows[0].pk, rows[2].pk], one=str(rows[1].pk))
    assert found.is_valid()
    assert list(found.cleaned_data["many"]) == [rows[0], rows[2]]
    assert found.cleaned_data["one"] == rows[1]


def test_with_many_rows_only_those_chosen_and_found_are_shown(django_assert_max_num_queries):
    rows = made(60)
    assert str(Form()["many"]).count('type="checkbox"') == 0
    asked = form(many=[rows[7].pk], many_words="乙", look="many")
    with django_assert_max_num_queries(6):
        html = str(asked["many"])
    assert html.count('type="checkbox"') == 1 + SHOWN
    assert html.count(" checked") == 1
    assert "第7研究院甲" in html, "what is chosen stays, whether the words find it or not"
    assert "第2研究院乙" in html
    with override("en"):
        assert "30 found" in str(form(many_words="乙", look="many")["many"])
    assert "第2研究院乙" not in str(form(many_words="  ", look="many")["many"])


def test_looking_is_not_sending():
    rows = made(2)
    asked = form(look="many", many=[rows[0].pk])
    assert asked.is_looking
    assert not asked.is_valid()
    assert not asked.errors
    assert not form(many_words="x").is_looking
    assert form().errors.keys() == {"many"}


@pytest.mark.parametrize("value", ["x", "-1", "9" * 30, "0"])
def test_what_is_no_row_is_refused_and_does_not_break_the_page(value):
    made(SHOWN + 2)
    asked = form(many=[value], one=value)
    assert asked.errors.keys() >= {"many"}
    assert asked["one"].errors
    assert 'type="search"' in str(asked["many"])
    assert str(asked["one"]).count(" checked") == 0


def test_one_row_is_chosen_by_a_round_button():
    rows = made(SHOWN + 5)
    html = str(form(one=str(rows[3].pk), one_words="甲", look="one")["one"])
    assert html.count(" checked") == 1
    assert html.count('type="radio"') == 1 + min(SHOWN, 11)


def test_forms_do_not_share_what_is_looked_for():
    made(SHOWN + 5)
    first, second = form(many_words="甲", look="many"), Form()
    assert first["many"].as_widget() != second["many"].as_widget()
    assert "研究院" not in str(second["many"])
