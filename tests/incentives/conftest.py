"""A firm with its editor, and the figures of three years."""

import datetime as dt

import pytest

from factories import OrganisationFactory, person
from xinzhi.core.roles import Role
from xinzhi.registry.models import ClaimState, Observation, Statement, Title

DAY = dt.date(2026, 6, 1)
FIGURES = {
    "revenue": (30_000_000_00, 36_000_000_00, 48_000_000_00),
    "main_revenue": (29_000_000_00, 35_000_000_00, 46_000_000_00),
    "rd_expense": (1_900_000_00, 2_000_000_00, 3_000_000_00),
    "staff": (60, 70, 80),
    "rd_staff": (9, 10, 20),
    "inventions": (0, 1, 2),
    "total_assets": (60_000_000_00, 70_000_000_00, 80_000_000_00),
}


@pytest.fixture
def firm(db):
    return make_firm()


def make_firm(**more):
    more = {"kind": "enterprise", "registered_on": dt.date(2018, 3, 2), "simulated": False} | more
    made = OrganisationFactory(**more)
    for i, year in enumerate((2023, 2024, 2025)):
        said = Statement.objects.create(
            kind="organisation", entry_id=made.pk, period=year, source="年报", as_of=DAY, state=ClaimState.ACCEPTED
        )
        for measure, values in FIGURES.items():
            Observation.objects.create(
                kind="organisation", entry_id=made.pk, measure=measure, year=year, value=values[i], statement=said
            )
    return made


def give_title(firm, name, issued, expires):
    return Title.objects.create(
        entry_id=firm.pk, name=name, issued=issued, expires=expires, state=ClaimState.ACCEPTED, source="公告", as_of=DAY
    )


@pytest.fixture
def editor(firm):
    return person(Role.ORG_EDITOR, firm)
