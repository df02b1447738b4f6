"""Classifying and filing texts by programs."""

import pytest

from factories import person
from registry.conftest import pack
from xinzhi.core.roles import Role
from xinzhi.fields.actions import load_fields
from xinzhi.fields.models import Judgement
from xinzhi.registry.models import Platform

__all__ = ["pack"]
TEXT = "离子阱量子计算机的研制"


@pytest.fixture(autouse=True)
def tree(db, pack, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    load_fields(actor=None, pack=pack)


def test_a_text_is_classified_with_the_words_that_decided(program, nobody):
    anyone = program(person(Role.RESEARCHER), ["read"])
    answer = anyone.post("/fields/classify", {"text": TEXT, "top": 2})
    assert answer.status_code == 200
    first, second = answer.json()
    assert first["field"] == "quantum-computing"
    assert 1 >= first["chance"] >= second["chance"] >= 0
    assert first["words"]
    assert all(TEXT[w["begins"] : w["ends"]] == w["text"] for w in first["words"])
    assert anyone.post("/fields/classify", {"text": " "}).json() == []
    assert anyone.post("/fields/classify", {"text": TEXT, "top": 11}).status_code == 422
    assert nobody.post("/fields/classify", {"text": TEXT}).status_code == 401
    assert (
        program(person(Role.RESEARCHER), ["fields:write"]).post("/fields/classify", {"text": TEXT}).status_code == 403
    )


def test_the_queue_is_worked_off(program, nobody, check_write):
    Platform.objects.create(key="lab", name="离子阱量子计算实验室")
    analyst = program(person(Role.ANALYST))
    [one] = analyst.get("/fields/queue").json()
    assert (one["thing"], bool(one["suggestions"])) == ("lab", True)
    assert nobody.get("/fields/queue").status_code == 401
    assert program(person(Role.RESEARCHER)).get("/fields/queue").status_code == 403
    body = {"kind": one["kind"], "thing": "lab", "field": one["suggestions"][0]["field"]}
    filed = check_write("/fields/judgements", body, role=Role.ANALYST)
    assert (filed["text"], filed["thing"]) == (one["text"], "lab")
    assert analyst.get("/fields/queue").json() == []


def test_a_text_of_its_own_is_filed(program):
    analyst = program(person(Role.ANALYST))
    assert analyst.post("/fields/judgements", {"text": "食堂菜单", "field": None}).status_code == 201
    assert Judgement.objects.get().field is None
    for body, field in (
        ({"text": "", "field": None}, "text"),
        ({"text": "x", "field": "alchemy"}, "field"),
        ({"kind": "platforms", "thing": "none", "field": None}, "thing"),
    ):
        answer = analyst.post("/fields/judgements", body)
        assert (answer.status_code, [e["field"] for e in answer.json()["errors"]]) == (422, [field])
    assert program(person(Role.ANALYST), ["read"]).post("/fields/judgements", {"field": None}).status_code == 403
