"""The main walk in a real browser: reported with a file, returned, corrected, accepted, and the target moves."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.urls import reverse

from factories import (
    DutyFactory,
    MeasureFactory,
    OrganisationFactory,
    PeriodFactory,
    PlanFactory,
    TargetFactory,
    person,
)
from xinzhi.core.roles import Role
from xinzhi.plan.models import Duty, Report
from xinzhi.site.assets import write_chart_bundle

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "correct-horse-battery"


@pytest.fixture
def duty(settings) -> Iterator[Duty]:
    """One measure with its target, owed by one department, a quarter to report on, an officer and the plan office."""
    write_chart_bundle()
    plan = PlanFactory(key=settings.PACK + "-walk", name="未来产业行动方案")
    measure = MeasureFactory(plan=plan, name="布局创新平台", key="platforms")
    TargetFactory(plan=plan, measure=measure, key="labs", name="省级创新平台", value=30, unit="家")
    PeriodFactory(plan=plan, begins=dt.date(2026, 1, 1), label="2026Q1")
    department = OrganisationFactory(name="省科技厅", key="science")
    person(Role.DUTY_OFFICER, department, username="officer", raw_password=PASSWORD)
    person(Role.PLAN_OFFICE, OrganisationFactory(name="计划处"), username="office", raw_password=PASSWORD)
    return DutyFactory(measure=measure, organisation=department)


def test_from_a_duty_to_a_moved_target(visit, duty, tmp_path):
    proof = tmp_path / "平台认定文件.txt"
    proof.write_text("认定三家平台", encoding="utf-8")
    officer, office, public = visit(), visit(), visit()

    # The officer signs in, finds the duty on the workbench, and reports a figure with its file.
    officer.sign_in("officer", PASSWORD)
    start = reverse("plan:report_start", args=[duty.pk, duty.measure.plan.periods.get().pk])
    officer.page.click(f"form[action='{start}'] button")
    page = officer.page
    page.wait_for_url("**/desk/reports/*/")
    address = page.url.removeprefix(officer.base)
    page.check("input[name=assessment][value=on_track]")
    page.fill("textarea[name=text]", "本季度新认定三家平台。")
    page.select_option(
        "select[name=figures-0-target]", label=page.locator("select[name=figures-0-target] option").nth(1).inner_text()
    )
    page.fill("input[name=figures-0-value]", "3")
    page.fill("input[name=figures-0-note]", "新认定平台")
    page.set_input_files("input[name=evidence]", str(proof))
    page.click("button[name=step][value=submit]")
    page.wait_for_selector(".notice.ok")
    assert page.locator("#evidence a").inner_text() == "平台认定文件.txt"
    report = Report.objects.get()
    assert (report.state, report.figures.get().value) == ("submitted", 3)

    # The plan office returns it with the reason …
    office.sign_in("office", PASSWORD)
    assert office.open(address) == 200
    office.page.fill("textarea[name=why]", "请说明统计口径，并核对数量。")
    office.page.click("button[formaction*=return]")
    office.page.wait_for_selector(".notice.ok")

    # … the officer reads it in the inbox, corrects the number, and hands it in again …
    officer.open(reverse("core:inbox"))
    page.click("main a:has-text('布局创新平台')")
    page.wait_for_url(f"**{address}")
    assert "请说明统计口径" in page.locator(".notice.warn").first.inner_text()
    page.fill("input[name=figures-0-value]", "4")
    page.fill("textarea[name=text]", "本季度新认定四家平台，口径为省级认定。")
    page.click("button[name=step][value=submit]")
    page.wait_for_selector(".notice.ok")

    # … and the office sees what changed and what accepting does, and accepts.
    assert office.open(address) == 200
    assert office.page.locator("#changes ins").count() > 0
    assert office.page.locator("#effects tbody td b").inner_text() == "4"
    office.page.click("#decide button.btn-main")
    office.page.wait_for_selector(".notice.ok")
    assert Report.objects.get().state == "accepted"

    # Anyone may see that the target moved, and why: by which report, on what evidence.
    plan, target = duty.measure.plan, duty.measure.targets.get()
    assert public.open(reverse("plan:target", args=[plan.key, target.key])) == 200
    words = public.page.locator("main").inner_text()
    assert all(w in words for w in ("4", "30", "家", "省科技厅", "2026Q1", "新认定平台"))
    assert officer.complaints + office.complaints + public.complaints == []


def test_without_scripts_the_officer_reports_as_well(visit, duty, tmp_path):
    proof = tmp_path / "proof.txt"
    proof.write_text("proof")
    officer = visit(scripts=False, width=360)
    officer.sign_in("officer", PASSWORD)
    start = reverse("plan:report_start", args=[duty.pk, duty.measure.plan.periods.get().pk])
    page = officer.page
    page.click(f"form[action='{start}'] button")
    page.fill("textarea[name=text]", "做了。")
    page.click("button[name=step][value=submit]")
    assert page.locator(".notice.bad").count() == 1
    assert page.locator("textarea[name=text]").input_value() == "做了。"
    page.check("input[name=assessment][value=done]")
    page.set_input_files("input[name=evidence]", str(proof))
    page.click("button[name=step][value=submit]")
    assert Report.objects.get().state == "submitted"
