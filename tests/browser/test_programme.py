"""A call from its file to an accepted project that moves «20 frontier projects a year», by five roles in a real browser."""

import datetime as dt
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from calls_help import fill
from factories import CityFactory, OrganisationFactory, PlanFactory, TargetFactory, person
from review_help import make_reviewer, over, review
from xinzhi.calls.models import Application, Call, Contract, Invitation, Notice
from xinzhi.core.jobs import run_job
from xinzhi.core.models import Job
from xinzhi.core.roles import Role
from xinzhi.registry.models import OrganisationKind
from xinzhi.site.assets import write_chart_bundle

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "correct-horse-battery"
TARGET = "t-frontier-projects"


@pytest.fixture
def cast(settings) -> Iterator[SimpleNamespace]:
    """The department with its manager and duty officer, a firm with its editor, five experts, a researcher, the target."""
    write_chart_bundle()
    settings.EMBEDDING = True
    plan = PlanFactory(key=settings.PACK + "-walk", name="未来产业行动方案")
    TargetFactory(plan=plan, key=TARGET, name="前沿技术攻关项目", value=20, unit="项", cadence="yearly", due=None)
    science = OrganisationFactory(key="science", name="省科技厅")
    firm = OrganisationFactory(
        name="蓝海量子公司", kind=OrganisationKind.ENTERPRISE, credit_code="91350100M000100Y43", city=CityFactory()
    )
    for role, name, where in (
        (Role.PROGRAMME_MANAGER, "manager", science),
        (Role.DUTY_OFFICER, "officer", science),
        (Role.ORG_EDITOR, "editor", firm),
        (Role.RESEARCHER, "researcher", OrganisationFactory(name="别家研究所")),
    ):
        person(role, where, username=name, raw_password=PASSWORD)
    experts = [
        make_reviewer(n, user=person(Role.EXPERT, OrganisationFactory(), username=f"expert{n}", raw_password=PASSWORD))
        for n in range(1, 6)
    ]
    return SimpleNamespace(plan=plan, firm=firm, experts=experts)


def click(visitor, selector):
    """Press it and wait for the page that says it was done."""
    visitor.page.click(selector)
    visitor.page.wait_for_selector(".notice.ok")


def button(*args):
    """The button of the form that posts there."""
    return f"form[action='{reverse(f'calls:{args[0]}', args=args[1:])}'] button"


def go(visitor, name, *args):
    assert visitor.open(reverse(f"calls:{name}", args=args)) == 200


def test_from_the_file_to_an_accepted_project_that_moves_the_target(visit, cast):
    people = {name: visit() for name in ("manager", "officer", "editor", "researcher", "expert1", "public")}
    for name, visitor in people.items():
        if name != "public":
            visitor.sign_in(name, PASSWORD)
    manager, officer, editor = people["manager"], people["officer"], people["editor"]

    # The manager opens the programme of the file.
    go(manager, "new_call_of", "frontier-projects")
    today = timezone.localdate()
    manager.page.fill("input[name=opens]", today.isoformat())
    manager.page.fill("input[name=closes]", (today + dt.timedelta(days=30)).isoformat())
    click(manager, "main form button[type=submit]")
    call = Call.objects.get()
    go(manager, "move", call.key, "publish")
    click(manager, "main form button[type=submit]")

    # The firm's editor begins, writes and hands in.
    go(editor, "prepare", call.key)
    editor.page.fill("input[name=title]", "量子精密测量芯片")
    editor.page.click("main form button[type=submit]")
    editor.page.wait_for_url("**/applications/*/")
    application = fill(Application.objects.get())
    go(editor, "checklist", application.pk)
    editor.page.click(
        f"form[action='{reverse('calls:checklist', args=[application.pk])}'] button, main form button[type=submit]"
    )
    editor.page.wait_for_selector(".notice.ok")

    # The manager checks it, lets reviewers be proposed, and asks them.
    go(manager, "application", application.pk)
    manager.page.fill("#decide textarea[name=why]", "已核对")
    click(manager, "#decide button.btn-main")
    go(manager, "reviewing", call.key)
    manager.page.click(button("assignment", call.key, "propose"))
    manager.page.wait_for_url("**/jobs/*/")
    run_job.call(Job.objects.latest("pk").pk)  # what the worker does
    go(manager, "reviewing", call.key)
    assert (
        "已证明最优" in manager.page.locator("main").inner_text()
        or "proven best" in manager.page.locator("main").inner_text()
    )
    click(manager, button("assignment", call.key, "confirm"))

    # An expert scores by keyboard alone and sees no name of the applicant; the others have handed in.
    expert = people["expert1"]
    mine = Invitation.objects.get(reviewer=cast.experts[0])
    go(expert, "my_reviews")
    expert.page.click("main .items a")
    expert.page.wait_for_url("**/reviews/*/")
    assert "蓝海量子公司" not in expert.page.locator("main").inner_text()
    keys = expert.page.keyboard
    for _line in call.rules.sheet.criteria:
        keys.type("9")
        keys.press("Tab")
        keys.type("好")
        keys.press("Tab")
    keys.type("问题重要，方案可行。")
    keys.press("Control+Enter")
    expert.page.wait_for_selector(".notice.ok")
    mine.refresh_from_db()
    assert (mine.state, mine.review.total) == ("done", 90)
    for invitation in Invitation.objects.exclude(pk=mine.pk).select_related("application__call", "reviewer__user"):
        review(invitation, 8.5)

    # One proposes, another approves; everyone reads the notice.
    go(manager, "deciding", call.key)
    click(manager, button("propose_decisions", call.key))
    go(officer, "deciding", call.key)
    officer.page.once("dialog", lambda d: d.accept())
    click(officer, "#proposal form button.btn-main")
    go(manager, "deciding", call.key)
    click(manager, "#proposal form button.btn-main")
    notice = Notice.objects.get()
    public = people["public"]
    go(public, "notice", notice.pk)
    assert "蓝海量子公司" in public.page.locator("main").inner_text()

    # A researcher elsewhere objects and reads the answer; then the notice ends.
    researcher = people["researcher"]
    go(researcher, "notice", notice.pk)
    researcher.page.fill("textarea[name=text]", "请说明与已有项目的区别。")
    click(researcher, "#object button[type=submit]")
    go(manager, "notice", notice.pk)
    manager.page.fill("#objections textarea[name=answer]", "已核对，研究内容不同。")
    click(manager, "#objections button[type=submit]")
    go(researcher, "notice", notice.pk)
    assert "研究内容不同" in researcher.page.locator("main").inner_text()
    over(notice)
    go(manager, "notice", notice.pk)
    click(manager, button("close_notice", notice.pk))

    # The contract: drawn up, offered, signed on both sides. From now on the project counts.
    go(manager, "contracts", call.key)
    click(manager, button("draft_contract", application.pk))
    contract = Contract.objects.get()
    go(manager, "contract", contract.pk)
    click(manager, button("contract_move", contract.pk, "offer"))
    go(editor, "result", application.pk)
    editor.page.click("main a.btn-main")
    click(editor, button("contract_move", contract.pk, "sign"))
    go(manager, "contract", contract.pk)
    click(manager, button("contract_move", contract.pk, "countersign"))

    # It runs: the mid-term report passes; acceptance is asked for and graded.
    go(editor, "contract", contract.pk)
    editor.page.click("#milestones details summary")
    editor.page.fill("#milestones textarea[name=report]", "完成过半。")
    click(editor, "#milestones details button[type=submit]")
    go(manager, "contract", contract.pk)
    click(manager, "#milestones button.btn-main")
    go(editor, "acceptance", contract.pk)
    editor.page.fill("textarea[name=report]", "指标全部完成。")
    editor.page.fill('input[name="results-0-name"]', "测量芯片样片")
    editor.page.fill('input[name="results-0-kind"]', "样片")
    click(editor, "main form button[type=submit]")
    go(manager, "contract", contract.pk)
    manager.page.select_option("#acceptance select[name=grade]", "passed")
    manager.page.fill("#acceptance textarea[name=opinion]", "指标全部完成，同意通过。")
    click(manager, "#acceptance button[type=submit]")
    assert Application.objects.get().state == "accepted"

    # Anyone sees that the target moved, and by which project.
    assert public.open(reverse("plan:target", args=[cast.plan.key, TARGET])) == 200
    words = public.page.locator("main").inner_text()
    assert all(w in words for w in ("20", "蓝海量子公司", "量子精密测量芯片"))
    assert public.page.locator("#lineage tbody tr").count() == 1
    public.page.click("#lineage tbody a")
    public.page.wait_for_url("**/registry/projects/**")
    assert "量子精密测量芯片" in public.page.locator("main").inner_text()
    assert [c for v in people.values() for c in v.complaints] == []
