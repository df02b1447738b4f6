"""The pages from review to acceptance: what one click does, what a refusal says, how many queries they take."""

import pytest
from django.urls import reverse

from factories import CityFactory, UserFactory, person
from permissions import check_view
from review_help import (
    OPINION,
    awarded,
    decided,
    editor_of,
    in_force,
    invited,
    make_application,
    make_call,
    make_reviewer,
    noticed,
    over,
    programme,
    reviewed,
    url,
    world,
)
from xinzhi.calls.actions import approve_decisions, propose_decisions, publish_notice
from xinzhi.calls.models import (
    Acceptance,
    Application,
    AssignmentRun,
    Contract,
    DecisionList,
    Invitation,
    Notice,
    Objection,
    Panel,
    Review,
    Reviewer,
)
from xinzhi.core.jobs import run_job
from xinzhi.core.models import Job
from xinzhi.core.roles import Role

pytestmark = pytest.mark.django_db
EN = {"accept-language": "en"}


def see(client, user, address, language="en"):
    client.force_login(user)
    response = client.get(address, headers={"accept-language": language})
    assert response.status_code == 200, address
    return response.content.decode()


def send(client, user, address, data=None):
    """Post and follow; the page that comes, with its notices."""
    client.force_login(user)
    response = client.post(address, data or {}, headers=EN, follow=True)
    assert response.status_code == 200, address
    return response.content.decode()


def propose(client, w, data=None):
    """Ask for a proposal, let the worker do it, and look at the desk."""
    client.force_login(w.manager)
    response = client.post(url("assignment", w.call.key, "propose"), data or {})
    job = Job.objects.latest("pk")
    assert response.url == reverse("core:job", args=[job.pk])
    run_job.call(job.pk)
    job.refresh_from_db()
    if job.state == "done":
        assert job.result_url == url("reviewing", w.call.key)
    return see(client, w.manager, url("reviewing", w.call.key))


def test_the_assignment_desk(client):
    w = world()
    check_view(
        client,
        url("reviewing", w.call.key),
        role=Role.PROGRAMME_MANAGER,
        organisation=w.call.department,
        missing=url("reviewing", "none"),
    )
    page = propose(client, w)
    assert "proven best" in page
    assert "Confirm and send 8 invitations" in page
    assert "reviewers are asked" in send(client, w.manager, url("assignment", w.call.key, "confirm"))
    invitation = Invitation.objects.first()
    client.force_login(invitation.reviewer.user)
    client.post(url("review_answer", invitation.pk, "decline"), {"why": "出差"})
    assert "Ask the next best" in see(client, w.manager, url("reviewing", w.call.key))
    page = send(client, w.manager, url("change_invitation", invitation.application_id, invitation.pk, "replace"))
    assert Invitation.objects.filter(replaces=invitation).exists()
    assert client.post(url("assignment", w.call.key, "nothing")).status_code == 404


def test_the_reviewers_desk_saves_as_it_is_written_and_hands_in(client):
    w = world()
    invitation = invited(w)[0]
    me = invitation.reviewer.user
    assert "▇▇" in see(client, me, url("review", invitation.pk))
    keys = [c.key for c in w.call.rules.sheet.criteria]
    data = {f"points-{k}": "8" for k in keys}
    client.force_login(me)
    saved = client.post(url("review", invitation.pk), {**data, "auto": "1"}, headers=EN).content.decode()
    assert "Weighted score: 80" in saved
    assert Review.objects.get().submitted_at is None
    wrong = client.post(url("review", invitation.pk), {**data, f"points-{keys[0]}": "99", "auto": "1"}, headers=EN)
    assert "Not saved" in wrong.content.decode()
    page = client.post(url("review", invitation.pk), {**data, "step": "submit"}, headers=EN)
    assert page.status_code == 200, "the opinion is missing"
    assert "the applicant reads it" in page.content.decode()
    page = client.post(url("review", invitation.pk), {**data, "opinion": OPINION, "step": "submit"}, headers=EN)
    assert page.url == url("my_reviews")
    assert "80" in see(client, me, url("review", invitation.pk))


def test_a_reviewer_keeps_the_own_profile(client):
    reviewer = make_reviewer(1)
    page = see(client, reviewer.user, url("my_profile"))
    assert "Relatives" in page
    data = {
        "name": "甲",
        "affiliation": "乙大学",
        "expertise": "量子\n光学",
        "employers": "丙大学 2023",
        "kin": "丁",
        "declared": "",
    }
    send(client, reviewer.user, url("my_profile"), data)
    reviewer.refresh_from_db()
    assert reviewer.expertise == ["量子", "光学"]
    assert reviewer.employments == [{"organisation": "丙大学", "until": 2023}]
    assert reviewer.kin == ["丁"]
    client.force_login(UserFactory())
    assert client.get(url("my_profile")).status_code == 403


def test_the_pool_for_managers(client):
    expert = person(Role.EXPERT, username="expert-x")
    check_view(client, url("pool"), role=Role.PROGRAMME_MANAGER)
    manager = person(Role.PROGRAMME_MANAGER)
    data = {"user": "expert-x", "name": "甲", "affiliation": "乙大学", "expertise": "量子", "employers": ""}
    send(client, manager, url("new_reviewer"), data)
    reviewer = Reviewer.objects.get(user=expert)
    assert "does not" not in see(client, manager, url("reviewer", reviewer.pk))
    send(client, manager, url("rest", reviewer.pk))
    reviewer.refresh_from_db()
    assert not reviewer.is_active
    again = send(client, manager, url("new_reviewer"), data)
    assert "in the pool already" in again


def test_a_panel_meets(client):
    w = world(reviewers=3)
    reviewed(w)
    data = {
        "name": "评审会",
        "held_on": "2026-11-25",
        "reviewers": [r.pk for r in w.reviewers],
    }
    send(client, w.manager, url("new_panel", w.call.key), data)
    panel = Panel.objects.get()
    chosen = {"action": "agenda", "confirmed": "1", "row": [a.pk for a in w.applications[:2]]}
    send(client, w.manager, url("candidates", panel.pk), chosen)
    item = panel.items.first()
    send(client, w.manager, url("table", item.pk, "open"))
    for reviewer in w.reviewers:
        page = send(client, reviewer.user, url("vote", item.pk), {"choice": "aye"})
    assert "consensus reached" in page
    assert not [r.name for r in w.reviewers if r.name in page], "members do not read who sits with them"
    client.force_login(w.reviewers[0].user)
    live = client.get(url("panel", panel.pk), headers={**EN, "HX-Request": "true"}).content.decode()
    assert 'id="meeting"' in live
    assert "<html" not in live
    send(client, w.manager, url("table", item.pk, "close"))
    assert "supported" in send(client, w.manager, url("panel_end", panel.pk))
    client.force_login(UserFactory())
    assert client.get(url("panel", panel.pk)).status_code == 404


def test_deciding_by_two_and_reading_the_letter(client):
    w = world()
    reviewed(w)
    assert "Propose decisions" in see(client, w.manager, url("deciding", w.call.key))
    send(client, w.manager, url("propose_decisions", w.call.key))
    found = DecisionList.objects.get()
    line = found.lines.order_by("-rank")[0]
    send(client, w.manager, url("line", line.pk), {"outcome": "reject", "why": "重复", "grant": ""})
    page = see(client, w.officer, url("deciding", w.call.key))
    assert "重复" in page
    assert "Decide otherwise" not in page
    assert "Approve" not in see(client, w.manager, url("deciding", w.call.key)).split("<main")[1]
    assert "have their letters" in send(client, w.officer, url("decide_list", found.pk, "approve"))
    editor = editor_of(w.applications[-1])
    letter = see(client, editor, url("result", w.applications[-1].pk))
    assert w.applications[-1].number in letter
    assert OPINION in letter
    assert url("result", w.applications[-1].pk) in see(client, editor, url("application", w.applications[-1].pk))
    client.force_login(person(Role.DUTY_OFFICER))
    assert client.get(url("deciding", w.call.key)).status_code == 403


def test_a_list_is_sent_back(client):
    w = world()
    reviewed(w)
    send(client, w.manager, url("propose_decisions", w.call.key))
    found = DecisionList.objects.get()
    assert "This field is required" in send(client, w.officer, url("decide_list", found.pk, "return"))
    send(client, w.officer, url("decide_list", found.pk, "return"), {"why": "请核对"})
    found.refresh_from_db()
    assert (found.state, found.why) == ("returned", "请核对")


def test_the_notice_is_public_and_objections_are_the_offices(client):
    w = world()
    approved = decided(w)
    send(client, w.manager, url("decide_list", approved.pk, "notice"))
    notice = Notice.objects.get(decisions=approved)
    client.logout()
    page = client.get(url("notice", notice.pk), headers=EN).content.decode()
    assert w.applications[0].title in page
    assert "Sign in to object" in page
    assert str(w.call.label) in client.get(url("notices"), headers=EN).content.decode()
    objector, other = UserFactory(), UserFactory()
    send(client, objector, url("notice", notice.pk), {"application": str(w.applications[0].pk), "text": "成果有争议"})
    objection = Objection.objects.get()
    assert "成果有争议" in see(client, objector, url("notice", notice.pk))
    for user in (other, editor_of(w.applications[0])):
        assert "成果有争议" not in see(client, user, url("notice", notice.pk))
    send(client, w.manager, url("answer_objection", objection.pk), {"answer": "经核实无争议。"})
    assert "经核实无争议" in see(client, objector, url("notice", notice.pk))
    over(notice)
    assert "awarded" in send(client, w.manager, url("close_notice", notice.pk))


def goals(value, name="样机"):
    """The figures of a contract as its page posts them."""
    row = {"name": name, "value": value, "unit": "台", "how": "测试"}
    return {f"results.goals-0-{column}": said for column, said in row.items()}


def fresh_figures(contract):
    return Contract.objects.get(pk=contract.pk).figures["results.goals"]


def test_a_contract_on_one_page_for_both_sides(client):
    w = world()
    application = awarded(w)
    editor = editor_of(application)
    send(client, w.manager, url("draft_contract", application.pk))
    contract = Contract.objects.get()
    client.force_login(editor)
    assert client.get(url("contract", contract.pk)).status_code == 404, "a draft is the office's"
    low = send(client, w.manager, url("figures", contract.pk), goals(1))
    assert "«样机»: 1 is below the application&#x27;s 2." in low
    assert "may not be left out" in send(client, w.manager, url("figures", contract.pk), goals(3, name="别的"))
    send(client, w.manager, url("figures", contract.pk), goals(3))
    assert fresh_figures(contract) == [{"name": "样机", "value": 3, "unit": "台", "how": "测试"}]
    send(client, w.manager, url("contract_move", contract.pk, "offer"))
    assert "Signed for your organisation" in send(client, editor, url("contract_move", contract.pk, "sign"))
    page = send(client, w.manager, url("contract_move", contract.pk, "countersign"))
    assert "In force" in page
    assert "call-call" in page
    milestone, payment = contract.milestones.get(), contract.payments.get(after="sign")
    send(client, w.manager, url("pay", contract.pk, payment.pk), {"paid_on": "2026-01-05", "document": "拨款1号"})
    send(client, editor, url("milestone", contract.pk, milestone.pk, "report"), {"report": "过半"})
    send(client, w.manager, url("milestone", contract.pk, milestone.pk, "pass"))
    send(client, editor, url("ask_change", contract.pk), {"what": "换设备", "new_end": ""})
    change = contract.changes.get()
    send(client, w.manager, url("decide_change", contract.pk, change.pk, "refuse"), {"why": "不必要"})
    assert "不必要" in str(contract.changes.get().why)
    data = {"report": "完成", "results-0-name": "样机甲", "results-0-kind": "样机"} | goals(3)
    send(client, editor, url("acceptance", contract.pk), data)
    assert Acceptance.objects.get().results == [{"name": "样机甲", "kind": "样机", "doi": ""}]
    page = send(client, w.manager, url("grade", contract.pk), {"grade": "passed", "opinion": "同意通过"})
    assert "Graded" in page
    assert Application.objects.get(pk=application.pk).state == "accepted"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_reads_in_both_languages(client, language):
    w = world()
    contract = in_force(w)
    notice = noticed(world())
    editor = editor_of(contract.application)
    pages = [
        (w.manager, url("reviewing", w.call.key)),
        (w.manager, url("reviews", contract.application_id)),
        (w.manager, url("panels", w.call.key)),
        (w.manager, url("new_panel", w.call.key)),
        (w.manager, url("deciding", w.call.key)),
        (w.manager, url("contracts", w.call.key)),
        (w.manager, url("pool")),
        (editor, url("contract", contract.pk)),
        (editor, url("result", contract.application_id)),
        (w.reviewers[0].user, url("my_reviews")),
        (editor, url("notice", notice.pk)),
    ]
    for user, address in pages:
        text = see(client, user, address, language)
        assert "{{" not in text
        assert "{%" not in text


def grown(call, count):
    """More of everything in the call."""
    for n in range(50, 50 + count):
        make_application(call, n, city=CityFactory())
        make_reviewer(n)


@pytest.mark.parametrize(
    ("name", "most"), [("reviewing", 26), ("deciding", 22), ("contracts", 20), ("panels", 20), ("pool", 22)]
)
def test_queries_do_not_grow(client, django_assert_max_num_queries, name, most):
    call = make_call(programme(review={"need": 1, "load_most": 30}))
    w = world(call=call, applications=2, reviewers=3)
    grown(call, 12)
    w.applications = list(Application.objects.filter(call=call).order_by("pk"))
    reviewed(w)
    client.force_login(w.manager)
    client.post(url("propose_decisions", call.key))
    address = url(name) if name == "pool" else url(name, call.key)
    with django_assert_max_num_queries(most):
        assert client.get(address).status_code == 200


def test_a_reviewers_pages_take_few_queries(client, django_assert_max_num_queries):
    call = make_call(programme(review={"need": 1, "load_most": 30}))
    w = world(call=call, applications=14, reviewers=1)
    invitation = invited(w)[0]
    client.force_login(invitation.reviewer.user)
    with django_assert_max_num_queries(18):
        client.get(url("review", invitation.pk))
    with django_assert_max_num_queries(14):
        client.get(url("my_reviews"))


def test_the_assignment_desk_sets_chance_and_diversity(client):
    w = world(applications=2, reviewers=0)
    for n, place in enumerate(["甲大学", "甲大学", "乙大学"], 1):
        make_reviewer(n, affiliation=place)
    page = reverse("calls:reviewing", args=[w.call.key])
    propose(client, w, {"max_probability": "0.9", "most-institution": ""})
    run = AssignmentRun.objects.first()
    assert run.certificate["max_probability"] == 0.9
    assert str(run.certificate["seed"]) in client.get(page).content.decode()
    propose(client, w, {"max_probability": "1", "most-institution": "1"})
    run = AssignmentRun.objects.first()
    assert run.certificate["diversity"] == {"institution": 1}
    assert client.get(page).context["alike"] == []
    Reviewer.objects.filter(affiliation="乙大学").update(is_active=False)
    propose(client, w, {"max_probability": "1", "most-institution": "1"})
    told = client.get(page).context["alike"]
    assert {row["application"].pk for row in told} == {a.pk for a in w.applications}
    assert {(row["value"], row["count"], row["most"]) for row in told} == {("甲大学", 2, 1)}
    count = AssignmentRun.objects.count()
    client.post(url("assignment", w.call.key, "propose"), {"max_probability": "2", "most-institution": ""})
    propose(client, w, {"max_probability": "0.5", "most-institution": "1"})
    assert AssignmentRun.objects.count() == count, "what makes no sense is refused"


def test_long_pages_come_in_parts(client, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr("xinzhi.calls.views.common.LINES", 3)
    w = world(applications=7)
    reviewed(w)
    decisions = propose_decisions(actor=w.manager, call=w.call)
    client.force_login(w.manager)
    for name, rows in (("reviewing", "rows"), ("deciding", "page")):
        address = reverse(f"calls:{name}", args=[w.call.key])
        shown = [client.get(f"{address}?page={n}").context[rows].object_list for n in (1, 2, 3)]
        assert [len(part) for part in shown] == [3, 3, 1]
        assert len({row.pk for part in shown for row in part}) == 7
        with django_assert_max_num_queries(40):
            client.get(address)
    assert client.get(reverse("calls:deciding", args=[w.call.key])).context["selected"] == 7
    approve_decisions(actor=w.officer, decisions=decisions)
    notice = publish_notice(actor=w.manager, decisions=decisions)
    rows = client.get(reverse("calls:notice", args=[notice.pk]) + "?page=3").context["rows"]
    assert len(rows.object_list) == 1
