"""The log through the API: its checkpoint, and from an entry of a register to the bundles that prove it."""

import datetime as dt

import pytest

from factories import OrganisationFactory, person
from xinzhi.core.roles import Role
from xinzhi.ledger.actions import integrate
from xinzhi.ledger.engine.verifier import verify_bundle
from xinzhi.ledger.keys import public_keys
from xinzhi.registry.actions import TitleInput, record_title
from xinzhi.registry.models import Person
from xinzhi.registry.provenance import Provenance

pytestmark = pytest.mark.django_db


def test_from_an_entry_to_its_proof(nobody, client):
    assert nobody.get("/ledger/checkpoint").status_code == 404
    firm = OrganisationFactory(key="firm", name="量子企业")
    office = person(Role.PLAN_OFFICE)
    for name in ("瞪羚企业", "独角兽企业"):
        record_title(
            actor=office, entry=firm, title=TitleInput(name), provenance=Provenance("公告", dt.date(2026, 1, 1))
        )
    address = nobody.get("/registry/organisations/firm").json()["log"]
    assert nobody.get(address).json()["items"] == []
    integrate()
    checkpoint = nobody.get("/ledger/checkpoint").json()
    assert client.get(checkpoint["file"]).content.decode() == checkpoint["note"]
    assert (checkpoint["size"], checkpoint["waiting"]) == (2, 0)
    page = nobody.get(f"{address}&limit=1&count=true").json()
    rest = nobody.get(page["next"]).json()
    assert (page["count"], rest["next"]) == (2, None)
    entries = page["items"] + rest["items"]
    assert [e["position"] for e in entries] == [1, 0]
    for entry in entries:
        bundle = client.get(entry["bundle"]).json()
        assert verify_bundle(bundle, keys=public_keys()).ok
    assert nobody.get("/ledger/entries").status_code == 422


def test_a_person_is_not_named(nobody):
    Person.objects.create(
        key="one", name="李四", consent="public", consent_on=dt.date(2026, 1, 1), consent_evidence="同意书"
    )
    assert nobody.get("/registry/people/one").json()["log"] == ""
