"""What each role finds behind the doors it is shown: no page that refuses its own reader, no button that is not theirs."""

import io
import re

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from docx import Document

from calls_help import make_firm, make_submitted
from factories import person
from review_help import awarded, decided, editor_of, in_force, invited, make_call, programme, reviewed, world
from review_roles import MANAGER, fresh
from xinzhi.calls import actions as a
from xinzhi.calls.models import Contract, DecisionList, ProposedDecision
from xinzhi.calls.queries.waiting import calls_waiting
from xinzhi.calls.rules_review import visible_contracts, visible_decisions
from xinzhi.core.roles import Role

pytestmark = pytest.mark.django_db
EN = {"accept-language": "en"}


def url(name, *args):
    return reverse(f"calls:{name}", args=args)


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
