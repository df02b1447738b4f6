"""The pack's facts, loaded into the registers, and people who record and decide."""

import datetime as dt

import pytest

from factories import person
from xinzhi.core.packs import Pack
from xinzhi.core.roles import Role
from xinzhi.registry.actions import accept_claim, record_statement
from xinzhi.registry.provenance import Provenance
from xinzhi.registry.queries.find import entry_by_row
from xinzhi.registry.registers import BY_KEY


@pytest.fixture(scope="session")
def pack():
    return Pack.load("shandong")


@pytest.fixture
def loaded(db, pack):
    """The registers with every fact of the pack."""
    from xinzhi.registry.actions import load_pack_facts

    load_pack_facts(actor=None, pack=pack)
    return pack


def origin(source="年报", day=dt.date(2026, 11, 1), **more):
    """A provenance for tests."""
    return Provenance(source, day, **more)


@pytest.fixture
def office(db):
    return person(Role.PLAN_OFFICE)


@pytest.fixture
def second(db):
    """Another person of the plan office, who decides on what the first recorded."""
    return person(Role.PLAN_OFFICE)


@pytest.fixture
def published(office, second):
    """`published("organisations", name=…)`: an entry that one person recorded and another accepted."""

    def make(register="organisations", provenance=None, **values):
        if register == "organisations":
            values = {"kind": "enterprise", **values}
        statement = record_statement(
            actor=office, register=BY_KEY[register], values=values, provenance=provenance or origin()
        )
        accept_claim(actor=second, claim=statement)
        return entry_by_row(*statement.about)

    return make
