"""A small plan with people around it: a department that owes, another one, the plan office, an auditor, a stranger."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile

from factories import (
    DutyFactory,
    MeasureFactory,
    OrganisationFactory,
    PeriodFactory,
    PlanFactory,
    TargetFactory,
    UserFactory,
    person,
)
from xinzhi.core.models import ActionRecord, Notification, User
from xinzhi.core.roles import Role
from xinzhi.plan.actions import (
    FigureInput,
    accept_report,
    attach_evidence,
    edit_report,
    read_text,
    return_report,
    start_report,
    submit_report,
)
from xinzhi.plan.models import Duty, Measure, Period, Plan, Reading, Report, Target
from xinzhi.registry.models import Organisation

CORPUS = Path(__file__).parent / "corpus"


@dataclass
class World:
    plan: Plan
    measure: Measure
    target: Target
    duty: Duty
    period: Period
    department: Organisation
    other: Organisation
    officer: User
    colleague: User
    outsider: User
    office: User
    auditor: User
    nobody: User

    def wrong_people(self, *right: User) -> list[User]:
        """Everyone but those named."""
        people = [self.officer, self.outsider, self.office, self.auditor, self.nobody]
        return [p for p in people if p not in right]

    def figure(self, value: Any = 3, **changes: Any) -> FigureInput:
        return FigureInput(
            **{"target": self.target, "value": Decimal(value), "as_of": self.period.ends, "note": "新建平台", **changes}
        )

    def draft(self) -> Report:
        return start_report(actor=self.officer, duty=self.duty, period=self.period)

    def written(self, value: Any = 3) -> Report:
        """A draft that may be handed in."""
        report = self.draft()
        edit_report(
            actor=self.officer,
            report=report,
            text="本季度建成三家。",
            assessment="on_track",
            figures=[self.figure(value)],
        )
        attach_evidence(
            actor=self.officer,
            report=report,
            file=ContentFile(b"proof"),
            name="证明（一）.txt",
            media_type="text/plain",
        )
        return report

    def submitted(self, value: Any = 3) -> Report:
        return submit_report(actor=self.officer, report=self.written(value))

    def returned(self) -> Report:
        return return_report(actor=self.office, report=self.submitted(), why="请补充名单。")

    def accepted(self, value: Any = 3) -> Report:
        return accept_report(actor=self.office, report=self.submitted(value))

    def reading(self, name: str = "canglan-future") -> Reading:
        """A text of the corpus, read and under review."""
        content = (CORPUS / f"{name}.txt").read_bytes()
        return read_text(actor=self.office, content=content, file_name=f"{name}.txt")


@pytest.fixture
def world(db) -> World:
    plan = PlanFactory(key="p")
    measure = MeasureFactory(plan=plan)
    department, other = OrganisationFactory(name="省科技厅"), OrganisationFactory(name="省教育厅")
    return World(
        plan=plan,
        measure=measure,
        target=TargetFactory(plan=plan, measure=measure, key="platforms", baseline=Decimal(0)),
        duty=DutyFactory(measure=measure, organisation=department),
        period=PeriodFactory(plan=plan, begins=dt.date(2026, 1, 1), label="2026Q1"),
        department=department,
        other=other,
        officer=person(Role.DUTY_OFFICER, department),
        colleague=person(Role.DUTY_OFFICER, department),
        outsider=person(Role.DUTY_OFFICER, other),
        office=person(Role.PLAN_OFFICE),
        auditor=person(Role.AUDITOR),
        nobody=UserFactory(),
    )


def records(subject: Any) -> list[ActionRecord]:
    """The recorded actions on a thing, oldest first."""
    label = subject._meta.label_lower
    return list(ActionRecord.objects.filter(subject_type=label, subject_id=str(subject.pk)).order_by("at", "id"))


def told(user: User) -> list[str]:
    """The kinds of notices in someone's inbox, oldest first."""
    return list(Notification.objects.filter(recipient=user).order_by("pk").values_list("kind", flat=True))


@pytest.fixture(name="records")
def records_fixture():
    return records


@pytest.fixture(name="told")
def told_fixture():
    return told
