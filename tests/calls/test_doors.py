"""What each role finds behind the doors it is shown: no page that refuses its own reader, no button that is not theirs."""

import datetime as dt
import io
import re
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override
from docx import Document

from calls_help import make_draft, make_firm, make_submitted
from factories import OrganisationFactory, person
from review_help import (
    awarded,
    decided,
    editor_of,
    in_force,
    invited,
    make_application,
    make_call,
    noticed,
    programme,
    reviewed,
    url,
    world,
)
from review_roles import MANAGER, fresh
from xinzhi.calls import actions as a
from xinzhi.calls.forms.decision import ObjectionForm
from xinzhi.calls.models import Call, Contract, DecisionList, Invitation, ProposedDecision
from xinzhi.calls.queries.waiting import calls_waiting
from xinzhi.calls.rules_review import visible_contracts, visible_decisions
from xinzhi.core.picking import SHOWN
from xinzhi.core.roles import Role

pytestmark = pytest.mark.django_db
EN = {"accept-language": "en"}


def main(client, user, address):
    """The page's own part."""
    client.force_login(user)
    response = client.get(address, headers=EN)
    assert response.status_code == 200, address
    return response.content.decode().split("<main", 1)[1].split("</main", 1)[0]


def test_an_auditor_reads_every_contract_and_decision_and_changes_none(client):
    w = world()
    contract = in_force(w)
    auditor = person(Role.AUDITOR)
    assert list(visible_contracts(auditor)) == [contract]
    assert visible_decisions(auditor).count() == 4
    page = main(client, auditor, url("contract", contract.pk))
    assert contract.number in page
    assert "<form" not in page
    listed = main(client, auditor, url("contracts", w.call.key))
    assert url("contract", contract.pk) in listed
    assert "<form" not in listed
    assert main(client, auditor, url("result", contract.application_id))


@pytest.mark.parametrize("role", [MANAGER, Role.AUDITOR])
def test_every_tab_of_a_call_opens_for_whoever_sees_it(client, role):
    document = programme(
        review={"need": 2, "load_most": 9}, panel={"size_least": 2}, visit={"confidence": "unverified"}
    )
    place = next(n for n, step in enumerate(document["step"]) if step["key"] == "decide")
    document["step"].insert(place, {"key": "visit", "actor": "manager", "confidence": "unverified"})
    w = world(call=make_call(document))
    reviewed(w)
    user = w.manager if role == MANAGER else person(role)
    for start in ("applications", "reviewing", "deciding"):
        page = main(client, user, url(start, w.call.key))
        tabs = re.search(r'<nav class="tabs".*?</nav>', page, re.DOTALL).group()
        doors = re.findall(r'href="([^"]+)"', tabs)
        assert len(doors) == 6, start
        for door in doors:
            assert client.get(door).status_code == 200, door
        assert page.count('aria-current="page"') >= 1


def test_acceptance_is_offered_once_every_milestone_has_passed(client):
    contract = in_force(world())
    editor = editor_of(contract.application)
    assert url("acceptance", contract.pk) not in main(client, editor, url("contract", contract.pk))
    for milestone in contract.milestones.all():
        a.report_milestone(actor=editor, milestone=milestone, report="已完成")
        a.judge_milestone(actor=None, milestone=fresh(milestone), passed=True, note="")
    assert url("acceptance", contract.pk) in main(client, editor, url("contract", contract.pk))


def test_the_contract_is_a_document_with_its_figures_parties_and_digest(client):
    w = world()
    contract = in_force(w)
    for user, status in (
        (w.manager, 200),
        (editor_of(contract.application), 200),
        (person(Role.AUDITOR), 200),
        (person(MANAGER), 404),
        (w.reviewers[0].user, 404),
    ):
        client.force_login(user)
        assert client.get(url("contract_docx", contract.pk)).status_code == status
    client.force_login(w.manager)
    for language, word in (("zh-hans", "签"), ("en", "Signature")):
        content = client.get(url("contract_docx", contract.pk), headers={"accept-language": language}).content
        document = Document(io.BytesIO(content))
        cells = "\n".join(c.text for t in document.tables for row in t.rows for c in row.cells)
        with override(language):
            parties = (w.call.department.label, contract.application.organisation.label)
        for text in (contract.number, *parties, "样机", word):
            assert text in cells
        assert contract.digest in "\n".join(p.text for p in document.paragraphs)


def test_a_draft_contract_is_no_document_for_the_applicant(client):
    w = world()
    contract = a.draft_contract(actor=w.manager, application=awarded(w))
    client.force_login(editor_of(contract.application))
    assert client.get(url("contract_docx", contract.pk)).status_code == 404
    assert Contract.objects.count() == 1


def test_lists_are_not_narrowed_by_an_unknown(client):
    w = world()
    for address in (url("calls"), url("pool")):
        page = main(client, w.manager, address)
        assert ">any<" in page
        assert "Unknown" not in page


def test_a_decision_to_approve_stands_on_the_workbench_of_who_may(client):
    w = world()
    reviewed(w)
    found = a.propose_decisions(actor=w.manager, call=w.call)
    assert calls_waiting(w.officer)["decisions"] == [found]
    assert "decisions" not in calls_waiting(w.manager), "nobody approves their own"
    assert "decisions" not in calls_waiting(person(Role.DUTY_OFFICER))
    assert url("deciding", w.call.key) in main(client, w.officer, reverse("workbench"))
    a.approve_decisions(actor=w.officer, decisions=found)
    assert "decisions" not in calls_waiting(w.officer)


def test_a_panel_stands_on_the_workbench_of_its_members(client):
    w = world()
    panel = a.convene_panel(
        actor=w.manager, call=w.call, name="评审会", held_on=timezone.localdate(), reviewers=w.reviewers[:2]
    )
    assert url("panel", panel.pk) in main(client, w.reviewers[0].user, reverse("workbench"))
    assert "panels" not in calls_waiting(w.reviewers[3].user)
    a.close_panel(actor=w.manager, panel=panel)
    assert "panels" not in calls_waiting(w.reviewers[0].user)


def test_who_is_invited_is_asked_first_and_scores_after(client):
    invitation = invited(world())[0]
    page = main(client, invitation.reviewer.user, url("review", invitation.pk))
    accept = url("review_answer", invitation.pk, "accept")
    assert page.index(accept) < page.index('id="sheet"')
    assert page.count(url("review_answer", invitation.pk, "decline")) == 1
    a.accept_invitation(actor=invitation.reviewer.user, invitation=invitation)
    page = main(client, invitation.reviewer.user, url("review", invitation.pk))
    assert accept not in page
    assert page.count(url("review_answer", invitation.pk, "decline")) == 1


def test_the_office_filters_by_what_the_check_found(client, call):
    firm = make_firm()
    application = make_submitted(call, firm)
    manager = person(MANAGER, call.department)
    client.force_login(manager)

    def found(query):
        page = client.get(f"{url('applications', call.key)}?{query}", headers=EN)
        return [row.pk for row in page.context["table"].data.data]

    last = application.checks.latest("run_at")
    last.failed = 2
    last.save()
    assert found("failed=true") == [application.pk]
    assert found("failed=false") == []
    assert found("checked=true") == [application.pk]
    assert found("checked=false") == []


def ranked(w):
    reviewed(w)
    return a.propose_decisions(actor=w.manager, call=w.call)


def test_the_ranking_is_searched_filtered_sorted_and_exported(client):
    w = world()
    decisions = ranked(w)
    client.force_login(w.officer)
    address = url("ranking", decisions.pk)

    def found(query):
        page = client.get(f"{address}?{query}", headers=EN)
        return [row.rank for row in page.context["table"].data.data]

    assert found("") == [1, 2, 3, 4]
    assert found("sort=-rank") == [4, 3, 2, 1]
    assert found(f"q={w.applications[3].number}") == [1]
    assert found("outcome=fund") == [1, 2, 3, 4]
    assert found("outcome=reject") == []
    a.change_line(
        actor=w.manager, line=ProposedDecision.objects.get(rank=4), outcome="reject", grant_fen=None, why="重复"
    )
    assert found("otherwise=true") == [4]
    assert found("otherwise=false&disputed=false") == [1, 2, 3]
    text = b"".join(client.get(f"{address}?format=csv").streaming_content).decode()
    lines = [line.split(",") for line in text.lstrip("\ufeff").splitlines()]
    assert [line[0] for line in lines[1:]] == ["1", "2", "3", "4"]
    assert lines[1][lines[0].index("number")] == w.applications[3].number


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_who_sees_the_ranking(client, language):
    w = world()
    decisions = ranked(w)
    for user, status in (
        (w.manager, 200),
        (w.officer, 200),
        (person(Role.AUDITOR), 200),
        (person(MANAGER), 404),
        (w.reviewers[0].user, 404),
        (editor_of(w.applications[0]), 404),
    ):
        client.force_login(user)
        response = client.get(url("ranking", decisions.pk), headers={"accept-language": language})
        assert response.status_code == status
    assert DecisionList.objects.count() == 1


def test_the_ranking_takes_few_queries(client, django_assert_max_num_queries):
    w = world(applications=14, call=make_call(programme(review={"need": 1, "load_most": 30})))
    decisions = ranked(w)
    client.force_login(w.officer)
    with django_assert_max_num_queries(20):
        client.get(url("ranking", decisions.pk))


def test_the_reserve_is_read_by_the_page(client):
    w = world()
    decided(w)
    for n, application in enumerate(w.applications):
        fresh(application)
        type(application).objects.filter(pk=application.pk).update(state="reserve", number=f"R-{n}")
    page = main(client, w.manager, url("deciding", w.call.key))
    assert 'id="reserve"' in page
    assert page.index("R-0") < page.index("R-3")


def test_the_last_day_that_people_read_is_a_day_on_which_they_may_apply(client, call):
    """A call made through the page closes at midnight; until then it is the day before."""
    manager = person(MANAGER, call.department)
    client.force_login(manager)
    days = {"name": "概念验证中心", "opens": "2026-11-30", "closes": "2026-12-30"}
    client.post(url("new_call_of", "proof-of-concept-centre"), days)
    made = Call.objects.get(programme="proof-of-concept-centre")
    assert made.closes_on == dt.date(2026, 12, 30)
    assert timezone.localtime(made.closes_at).isoformat().startswith("2026-12-31T00:00")
    a.publish_call(actor=manager, call=made)
    assert "2026-12-31" not in main(client, manager, url("call", made.key))
    noon = made.closes_at + dt.timedelta(hours=12)
    made.closes_at = noon
    assert made.closes_on == timezone.localdate(noon)


def test_a_grave_step_names_the_call_and_lets_one_go_back(client, call):
    manager = person(MANAGER, call.department)
    page = main(client, manager, url("move", call.key, "end"))
    assert call.label in page
    assert url("manage", call.key) in page


def test_writing_goes_on_from_part_to_part_to_the_checklist(client, call):
    firm = make_firm()
    editor = person(Role.ORG_EDITOR, firm)
    draft = make_draft(call, firm, actor=editor)
    client.force_login(editor)
    parts = [p["key"] for p in draft.form.schema["x-layout"]]
    here, posted = url("basics", draft.pk), {"seen": 0, "title": "课题", "step": "next"}
    assert client.post(here, posted).url == url("section", draft.pk, parts[0])
    assert url("section", draft.pk, parts[-1]) in main(client, editor, url("section", draft.pk, parts[-2]))
    assert f'href="{url("team", draft.pk)}">Go on' in main(client, editor, url("section", draft.pk, parts[-1]))
    assert f'href="{url("checklist", draft.pk)}">Go on' in main(client, editor, url("team", draft.pk))


def test_an_open_call_does_not_say_that_its_figures_are_yet_to_be_confirmed(client, call):
    manager = person(MANAGER, call.department)
    assert "the department opened the call with" in main(client, manager, url("call", call.key))
    assert "must confirm" in main(client, manager, url("programme", call.programme))


def test_a_notice_leads_whoever_would_object_to_signing_in_and_back(client):
    notice = noticed(world())
    client.logout()
    page = client.get(url("notice", notice.pk), headers=EN).content.decode()
    assert f"?next={url('notice', notice.pk)}" in page


def test_a_long_notice_asks_for_the_number_instead_of_a_giant_choice():
    rows = [{"id": n, "number": f"F-{n:04d}", "title": "课题"} for n in range(1, 62)]
    long, short = SimpleNamespace(rows=rows), SimpleNamespace(rows=rows[:3])
    said = {"text": "请核对"}
    assert str(ObjectionForm(short)["application"]).count("<option") == 3
    assert "<option" not in str(ObjectionForm(long)["application"])
    found = ObjectionForm(long, said | {"application": " F-0061 "})
    assert found.is_valid()
    assert found.cleaned_data["application"] == "61"
    assert ObjectionForm(long, said | {"application": "F-0062"}).errors.keys() == {"application"}
    assert ObjectionForm(short, said | {"application": "2"}).is_valid()


def test_what_nobody_has_reviewed_comes_last_in_the_ranking(client):
    w = world()
    reviewed(w)
    make_application(w.call, 9)
    decisions = a.propose_decisions(actor=w.manager, call=w.call, why="不再等待")
    client.force_login(w.manager)
    for query, order in (("", [1, 2, 3, 4, None]), ("sort=-rank", [4, 3, 2, 1, None])):
        page = client.get(f"{url('ranking', decisions.pk)}?{query}", headers=EN)
        assert [row.rank for row in page.context["table"].data.data] == order
    page = client.get(url("deciding", w.call.key), headers=EN)
    assert [row["line"].rank for row in page.context["rows"]] == [1, 2, 3, 4, None]


def test_the_office_reads_what_was_reached_beside_what_was_promised(client):
    w = world()
    contract = in_force(w)
    editor = editor_of(contract.application)
    for milestone in contract.milestones.all():
        a.report_milestone(actor=editor, milestone=milestone, report="已完成")
        a.judge_milestone(actor=None, milestone=fresh(milestone), passed=True)
    row = {"name": "样机", "value": 1, "unit": "台", "how": "测试"}
    posted = {f"results.goals-0-{k}": v for k, v in row.items()} | {"report": "完成", "results-1-name": "样机乙"}
    client.force_login(editor)
    assert client.post(url("acceptance", contract.pk), posted).status_code == 302
    found = Contract.objects.get().acceptance
    assert found.reached == {"results.goals": [row]}
    assert [r["name"] for r in found.results] == ["样机乙"]
    page = main(client, w.manager, url("contract", contract.pk))
    assert "样机 · 1 · 台 · 测试" in page
    assert "«样机»: 1 / 2" in page
    assert "results.goals" not in page


def test_a_restriction_names_the_organisation_by_search_and_is_filtered(client, firm):
    office = person(Role.PLAN_OFFICE)
    client.force_login(office)
    for n in range(SHOWN + 1):
        OrganisationFactory(name=f"别的单位{n}")
    asked = {"organisation-words": firm.name, "look": "organisation"}
    page = client.post(url("restrict"), asked, headers=EN).content.decode()
    assert f'value="{firm.pk}"' in page
    assert f'href="{url("desk")}"' not in page, "the plan office has no programme desk to go back to"
    days = {"begins": "2020-01-01", "ends": "2020-12-31"}
    client.post(url("restrict"), {"organisation": firm.pk, "document": "文", "reason": "因", **days})
    client.post(url("restrict"), {"organisation": firm.pk, "document": "今", "reason": "因", "begins": "2020-01-01"})

    def found(query):
        table = client.get(f"{url('restrictions')}?{query}", headers=EN).context["table"]
        return [row.document for row in table.data.data]

    assert found("in_force=true") == ["今"]
    assert found("in_force=false") == ["文"]
    assert url("restrictions") in client.get(reverse("workbench"), headers=EN).content.decode()


def test_what_is_wrong_with_an_orcid_is_said_in_the_readers_language(client, call):
    firm = make_firm()
    editor = person(Role.ORG_EDITOR, firm)
    draft = make_draft(call, firm, actor=editor)
    client.force_login(editor)
    posted = {"name": "张三", "affiliation": "甲", "role": "leader", "orcid": "0000-0000"}
    page = client.post(url("team", draft.pk), posted, headers={"accept-language": "zh-hans"})
    with override("zh-hans"):
        expected = gettext("This has %(found)d characters, not %(expected)d: see whether some are missing or doubled.")
    assert page.context["form"].errors["orcid"] == [expected % {"found": 8, "expected": 16}]


def test_there_is_no_consensus_without_a_quorum(client):
    w = world()
    panel = a.convene_panel(
        actor=w.manager,
        call=w.call,
        name="评审会",
        held_on=timezone.localdate(),
        reviewers=w.reviewers[:3],
        applications=w.applications[:1],
    )
    item = panel.items.select_related("panel__call").get()
    a.put_on_table(actor=w.manager, item=item)
    for n, reviewer in enumerate(w.reviewers[:3], start=1):
        a.cast_vote(actor=reviewer.user, item=fresh(item), choice="aye")
        assert ("consensus reached" in main(client, w.manager, url("panel", panel.pk))) is (n == 3)


def test_filters_name_fields_and_cities_in_the_readers_language(client, call):
    firm = make_firm()
    firm.city.name, firm.city.name_en = "济南", "Jinan"
    firm.city.save()
    make_submitted(call, firm)
    manager = person(MANAGER, call.department)
    page = main(client, manager, url("applications", call.key))
    assert ">Jinan<" in page
    assert ">济南<" not in page
    found = client.get(f"{url('applications', call.key)}?city={firm.city.key}", headers=EN).context["table"]
    assert len(found.data.data) == 1


def test_declining_without_a_reason_says_what_is_missing(client):
    invitation = invited(world())[0]
    client.force_login(invitation.reviewer.user)
    page = client.post(url("review_answer", invitation.pk, "decline"), {"why": ""}, headers=EN, follow=True)
    assert [str(m) for m in page.context["messages"]] == ["Reason: This field is required."]
    assert fresh(invitation).state == "invited"


def test_what_a_reviewer_has_done_comes_by_the_page(client):
    w = world(applications=3, reviewers=1, call=make_call(programme(review={"need": 1, "load_most": 99})))
    reviewer, first = w.reviewers[0], invited(w)[0]
    for n in range(10, 72):
        Invitation.objects.create(application=make_application(w.call, n), reviewer=reviewer, state="done", number=1)
    page = main(client, reviewer.user, url("my_reviews"))
    assert page.count('class="item-main"') == 3 + 60
    assert url("review", first.pk) in page
    assert main(client, reviewer.user, url("my_reviews") + "?page=2").count('class="item-main"') == 3 + 2
