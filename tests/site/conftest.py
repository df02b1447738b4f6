"""The region's own plan, small, for the pages above all rooms."""

import pytest

from factories import DutyFactory, MeasureFactory, OrganisationFactory, PeriodFactory, PlanFactory, TargetFactory
from xinzhi.site.region import pack


@pytest.fixture
def plan(db):
    """The plan whose key the served pack names, with a measure, a duty, a target and a period long due."""
    plan = PlanFactory(key=pack().plan.key, name="未来产业方案")
    measure = MeasureFactory(plan=plan, key="m", name="中试基地", name_en="Pilot bases")
    department = OrganisationFactory(key="science", name="省科技厅", name_en="Science Department")
    DutyFactory(measure=measure, organisation=department)
    TargetFactory(plan=plan, measure=measure, key="t", name="量子平台", name_en="Quantum platforms", lead=department)
    PeriodFactory(plan=plan, quarter=0)
    return plan
