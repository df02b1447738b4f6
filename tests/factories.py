"""Rows for tests, each valid on its own: `ReportFactory()` brings its duty, measure, plan, period and organisation.

`UserFactory(roles=[(Role.PLAN_OFFICE, organisation)])` gives memberships; `person(Role.DUTY_OFFICER, organisation)`
says the same shorter. Nobody has a password unless `raw_password` is given: tests sign in with `client.force_login`.
"""

import datetime as dt
from decimal import Decimal
from typing import Any

import factory
from django.contrib.auth.hashers import make_password
from factory.django import DjangoModelFactory

from xinzhi.core.models import ActionRecord, Job, Notification, SavedView, StoredFile, User
from xinzhi.core.workdays import add_workdays
from xinzhi.plan.models import (
    ActionArea,
    Comparator,
    Duty,
    DutyKind,
    Measure,
    Period,
    Plan,
    PlanState,
    Report,
    SelfAssessment,
    Target,
)
from xinzhi.registry.models import City, Membership, Organisation, OrganisationKind


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    class Params:
        raw_password = None

    username = factory.Sequence(lambda n: f"person{n}")
    email = factory.LazyAttribute(lambda o: f"{o.username}@example.org")
    display_name = factory.Sequence(lambda n: f"人员{n}")
    password = factory.LazyAttribute(lambda o: make_password(o.raw_password))

    @factory.post_generation
    def roles(user: Any, create: bool, extracted: Any, **_kwargs: Any) -> None:  # noqa: ARG002, N805  factory-boy passes them
        for role, organisation in extracted or ():
            MembershipFactory(user=user, role=role, organisation=organisation)


class CityFactory(DjangoModelFactory):
    class Meta:
        model = City

    key = factory.Sequence(lambda n: f"city-{n}")
    name = factory.Sequence(lambda n: f"城市{n}")
    name_en = factory.Sequence(lambda n: f"City {n}")
    adcode = factory.Sequence(lambda n: f"{370000 + n}")
    column = factory.Sequence(lambda n: n % 7 + 1)
    row = factory.Sequence(lambda n: n // 7 + 1)


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation

    key = factory.Sequence(lambda n: f"org-{n}")
    name = factory.Sequence(lambda n: f"单位{n}")
    name_en = factory.Sequence(lambda n: f"Organisation {n}")
    kind = OrganisationKind.DEPARTMENT


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = "duty_officer"


class PlanFactory(DjangoModelFactory):
    class Meta:
        model = Plan

    key = factory.Sequence(lambda n: f"plan-{n}")
    name = factory.Sequence(lambda n: f"行动方案{n}")
    name_en = factory.Sequence(lambda n: f"Action plan {n}")
    issued = dt.date(2024, 1, 10)
    horizon = dt.date(2027, 12, 31)
    state = PlanState.PUBLISHED


class ActionAreaFactory(DjangoModelFactory):
    class Meta:
        model = ActionArea

    plan = factory.SubFactory(PlanFactory)
    number = factory.Sequence(lambda n: f"({n})")
    name = factory.Sequence(lambda n: f"行动{n}")
    position = factory.Sequence(lambda n: n)


class MeasureFactory(DjangoModelFactory):
    class Meta:
        model = Measure

    plan = factory.SubFactory(PlanFactory)
    area = factory.SubFactory(ActionAreaFactory, plan=factory.SelfAttribute("..plan"))
    key = factory.Sequence(lambda n: f"measure-{n}")
    name = factory.Sequence(lambda n: f"举措{n}")
    name_en = factory.Sequence(lambda n: f"Measure {n}")
    path = factory.Sequence(lambda n: ["四", "一", str(n)])
    position = factory.Sequence(lambda n: n)


class DutyFactory(DjangoModelFactory):
    class Meta:
        model = Duty

    measure = factory.SubFactory(MeasureFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    kind = DutyKind.LEAD


class TargetFactory(DjangoModelFactory):
    class Meta:
        model = Target

    plan = factory.SubFactory(PlanFactory)
    measure = factory.SubFactory(MeasureFactory, plan=factory.SelfAttribute("..plan"))
    key = factory.Sequence(lambda n: f"target-{n}")
    name = factory.Sequence(lambda n: f"目标{n}")
    name_en = factory.Sequence(lambda n: f"Target {n}")
    comparator = Comparator.AT_LEAST
    value = Decimal(50)
    unit = "个"
    due = dt.date(2027, 12, 31)
    position = factory.Sequence(lambda n: n)


class PeriodFactory(DjangoModelFactory):
    """Quarters of 2026: the first made is Q1, the next ones follow without end."""

    class Meta:
        model = Period

    class Params:
        quarter = factory.Sequence(lambda n: n)

    plan = factory.SubFactory(PlanFactory)
    begins = factory.LazyAttribute(lambda o: dt.date(2026 + o.quarter // 4, o.quarter % 4 * 3 + 1, 1))
    ends = factory.LazyAttribute(lambda o: _quarter_end(o.begins))
    label = factory.LazyAttribute(lambda o: f"{o.begins.year}-Q{(o.begins.month + 2) // 3}")
    due = factory.LazyAttribute(lambda o: add_workdays(o.ends, 10))


class ReportFactory(DjangoModelFactory):
    """A draft of the duty's own plan; pass `state="submitted"` and so on for later states."""

    class Meta:
        model = Report

    duty = factory.SubFactory(DutyFactory)
    period = factory.SubFactory(PeriodFactory, plan=factory.SelfAttribute("..duty.measure.plan"))
    assessment = SelfAssessment.ON_TRACK
    text = "本季度新增平台。"


class NotificationFactory(DjangoModelFactory):
    class Meta:
        model = Notification

    recipient = factory.SubFactory(UserFactory)
    kind = "test"
    title = factory.Sequence(lambda n: f"通知{n}")
    url = "/inbox/"


class SavedViewFactory(DjangoModelFactory):
    class Meta:
        model = SavedView

    owner = factory.SubFactory(UserFactory)
    page = "test"
    name = factory.Sequence(lambda n: f"视图{n}")
    query = "q=x"


class JobFactory(DjangoModelFactory):
    class Meta:
        model = Job

    owner = factory.SubFactory(UserFactory)
    kind = "test"
    title = factory.Sequence(lambda n: f"任务{n}")


class StoredFileFactory(DjangoModelFactory):
    """Only the row; use the action `store_file` where the bytes matter."""

    class Meta:
        model = StoredFile

    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    size = 1
    media_type = "application/pdf"


class ActionRecordFactory(DjangoModelFactory):
    class Meta:
        model = ActionRecord

    actor = factory.SubFactory(UserFactory)
    verb = "plan.submit_report"
    subject_type = "plan.report"
    subject_id = factory.Sequence(str)
    subject_label = factory.Sequence(lambda n: f"报告{n}")


def person(role: str, organisation: Organisation | None = None, **fields: Any) -> User:
    """A person with one role, in the organisation given or in a fresh one."""
    return UserFactory(roles=[(role, organisation or OrganisationFactory())], **fields)


def _quarter_end(begin: dt.date) -> dt.date:
    after = begin.replace(year=begin.year + begin.month // 10, month=(begin.month + 2) % 12 + 1)
    return after - dt.timedelta(days=1)
