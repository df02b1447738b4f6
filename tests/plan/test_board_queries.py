"""The board is one bounded read: a plan with many times the rows asks the same questions."""

import pytest

from factories import DutyFactory, MeasureFactory, OrganisationFactory, PeriodFactory, PlanFactory, TargetFactory
from xinzhi.plan.queries import board

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("size", [1, 12])
def test_the_number_of_queries_does_not_grow(size, django_assert_num_queries):
    plan = PlanFactory()
    for quarter in range(min(size, 4)):
        PeriodFactory(plan=plan, quarter=quarter)
    for _ in range(size):
        measure = MeasureFactory(plan=plan)
        DutyFactory(measure=measure, organisation=OrganisationFactory())
        TargetFactory(plan=plan, measure=measure)
    with django_assert_num_queries(13):
        now = board(plan)
        assert (len(now.targets), len(now.measures)) == (size, size)
