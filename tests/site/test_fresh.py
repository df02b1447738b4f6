"""Pages that keep their answers show an accepted fact at once, and one reader's language is never another's."""

import pytest

from factories import CityFactory, person
from xinzhi.core.remember import forget_all
from xinzhi.core.roles import Role
from xinzhi.registry.actions import accept_claim, record_statement
from xinzhi.registry.provenance import Provenance
from xinzhi.registry.registers import BY_KEY


@pytest.fixture(autouse=True)
def _nothing_kept():
    forget_all()
    yield
    forget_all()


def accept(**values):
    """A fact that one person recorded and another accepts."""
    import datetime as dt

    office, second = person(Role.PLAN_OFFICE), person(Role.PLAN_OFFICE)
    claim = record_statement(
        actor=office,
        register=BY_KEY["organisations"],
        values={"kind": "enterprise", **values},
        provenance=Provenance("年报", dt.date(2026, 11, 1)),
    )
    return lambda: accept_claim(actor=second, claim=claim)


@pytest.mark.django_db(transaction=True)
def test_an_accepted_fact_shows_at_once(client):
    city = CityFactory(key="jinan", name="济南")
    settle = accept(name="新来的企业", city="jinan", industry="量子测量业")
    addresses = ("/registry/organisations/?city=jinan", f"/registry/cities/{city.key}/", "/registry/")
    for address in addresses:
        for _twice in range(2):
            assert "新来的企业" not in client.get(address).content.decode()
    settle()
    for address in addresses:
        assert "新来的企业" in client.get(address).content.decode(), address
    filters = client.get("/registry/organisations/").content.decode()
    assert '<option value="量子测量业">' in filters


@pytest.mark.django_db(transaction=True)
def test_what_is_kept_speaks_the_readers_language(client):
    CityFactory(key="jinan", name="济南", name_en="Jinan")
    chinese = client.get("/registry/organisations/", headers={"accept-language": "zh-hans"}).content.decode()
    english = client.get("/registry/organisations/", headers={"accept-language": "en"}).content.decode()
    again = client.get("/registry/organisations/", headers={"accept-language": "zh-hans"}).content.decode()
    assert ">Jinan</option>" in english
    assert ">济南</option>" in chinese
    assert ">济南</option>" in again


@pytest.mark.django_db(transaction=True)
def test_what_waits_is_shown_to_the_office_alone(client):
    CityFactory(key="jinan")
    accept(name="等待的企业", city="jinan")
    address = "/registry/organisations/?city=jinan"
    client.force_login(person(Role.PLAN_OFFICE))
    assert "等待的企业" in client.get(address).content.decode()
    client.logout()
    assert "等待的企业" not in client.get(address).content.decode()
