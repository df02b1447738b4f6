"""Every page from review to acceptance looked at by axe, in both languages, both schemes, wide and on a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse

from review_help import (
    awarded,
    draft_contract,
    editor_of,
    invited,
    offer_contract,
    review,
    sign_contract,
    world,
)
from xinzhi.calls.actions import (
    approve_decisions,
    cast_vote,
    convene_panel,
    countersign_contract,
    object_to_notice,
    propose_assignment,
    propose_decisions,
    publish_notice,
    put_on_table,
)
from xinzhi.calls.models import Application, PanelItem

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AXE = {"preload": False, "resultTypes": ["violations"]}


@pytest.fixture
def look(visit):
    """`look(user, name, …)`: what is wrong with the page, in the two most different dresses."""

    def at(user, name, *args):
        found = []
        for dress in ({}, {"language": "en", "scheme": "dark", "width": 360}):
            visitor = visit(**dress)
            client = Client()
            client.force_login(user)
            cookie = client.cookies["sessionid"].value
            visitor.page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": visitor.base}])
            assert visitor.open(reverse(f"calls:{name}", args=args)) == 200
            told = Axe().run(visitor.page, options=AXE).response["violations"]
            found += [
                f"{name} axe {v['id']}: {v['nodes'][0]['html'][:160]}"
                for v in told
                if v["impact"] in {"serious", "critical"}
            ]
            if visitor.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                found.append(f"{name} scrolls sideways")
            found += visitor.complaints
        return found

    return at


def test_pages_of_review_and_panel(look):
    w = world()
    propose_assignment(actor=w.manager, call=w.call)
    wrong = look(w.manager, "reviewing", w.call.key)
    sent = invited(w)
    first = sent[0]
    wrong += look(first.reviewer.user, "my_reviews")
    wrong += look(first.reviewer.user, "review", first.pk)
    wrong += look(first.reviewer.user, "my_profile")
    for invitation in sent:
        review(invitation, 8)
    wrong += look(first.reviewer.user, "review", first.pk)
    wrong += look(w.manager, "reviews", first.application_id)
    wrong += look(w.manager, "pool")
    wrong += look(w.manager, "reviewer", w.reviewers[0].pk)
    wrong += look(w.manager, "new_panel", w.call.key)
    meeting = {
        "actor": w.manager,
        "call": w.call,
        "name": "评审会",
        "held_on": w.call.closes_on,
        "reviewers": w.reviewers,
    }
    panel = convene_panel(**meeting, applications=list(Application.objects.filter(call=w.call)))
    put_on_table(actor=w.manager, item=panel.items.select_related("panel__call")[0])
    item = PanelItem.objects.select_related("panel__call").get(pk=panel.items.all()[0].pk)
    cast_vote(actor=w.reviewers[0].user, item=item, choice="aye")
    wrong += look(w.reviewers[0].user, "panel", panel.pk)
    wrong += look(w.reviewers[0].user, "panel_item", item.pk)
    wrong += look(w.manager, "panel", panel.pk)
    wrong += look(w.manager, "in_review", w.call.key)
    wrong += look(w.manager, "candidates", convene_panel(**meeting, applications=[]).pk)
    assert wrong == []


def test_pages_of_decision_and_contract(look):
    w = world()
    for invitation in invited(w):
        review(invitation, 8)
    decisions = propose_decisions(actor=w.manager, call=w.call)
    wrong = look(w.officer, "deciding", w.call.key)
    wrong += look(w.manager, "line", decisions.lines.all()[0].pk)
    wrong += look(w.officer, "ranking", decisions.pk)
    approve_decisions(actor=w.officer, decisions=decisions)
    notice = publish_notice(actor=w.manager, decisions=decisions)
    application = Application.objects.filter(call=w.call, state="notice")[0]
    object_to_notice(actor=w.officer, notice=notice, application=application, text="请核对。")
    wrong += look(w.manager, "notice", notice.pk)
    wrong += look(w.officer, "notices")
    wrong += look(editor_of(application), "result", application.pk)
    wrong += look(w.manager, "deciding", w.call.key)
    assert wrong == []


def test_pages_of_contracts(look):
    w = world()
    application = awarded(w)
    contract = draft_contract(actor=w.manager, application=application)
    editor = editor_of(application)
    wrong = look(w.manager, "contracts", w.call.key)
    wrong += look(w.manager, "figures", contract.pk)
    offer_contract(actor=w.manager, contract=contract)
    wrong += look(editor, "contract", contract.pk)
    sign_contract(actor=editor, contract=contract)
    countersign_contract(actor=w.manager, contract=contract)
    wrong += look(editor, "contract", contract.pk)
    wrong += look(editor, "acceptance", contract.pk)
    wrong += look(w.manager, "contract", contract.pk)
    assert wrong == []
