"""The factories make rows that hold together."""

import datetime as dt

import pytest

from factories import OrganisationFactory, PeriodFactory, ReportFactory, TargetFactory, person
from xinzhi.core.roles import Role, roles_of

pytestmark = pytest.mark.django_db


def test_a_report_and_its_period_belong_to_one_plan():
    report = ReportFactory()
    assert report.period.plan == report.duty.measure.plan


def test_a_target_and_its_measure_belong_to_one_plan():
    target = TargetFactory()
    assert target.measure.plan == target.plan
    assert target.measure.area.plan == target.plan


def test_a_person_has_the_role_where_it_was_given():
    organisation = OrganisationFactory()
    assert roles_of(person(Role.AUDITOR, organisation)) == {("auditor", organisation.pk)}


@pytest.mark.parametrize(
    ("quarter", "begins", "ends"),
    [(0, dt.date(2026, 1, 1), dt.date(2026, 3, 31)), (3, dt.date(2026, 10, 1), dt.date(2026, 12, 31))],
)
def test_periods_are_quarters(quarter, begins, ends):
    period = PeriodFactory(quarter=quarter)
    assert (period.begins, period.ends) == (begins, ends)
