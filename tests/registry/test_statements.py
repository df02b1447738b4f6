"""What sources say: proposed by one person, accepted by another, chosen by the rule."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from factories import CityFactory, OrganisationFactory, UserFactory, person
from permissions import check_action, check_needs_login
from registry.conftest import origin
from xinzhi.core.models import ActionRecord, Notification
from xinzhi.core.roles import Role
from xinzhi.registry.actions import (
    TitleInput,
    accept_claim,
    record_figures,
    record_relation,
    record_statement,
    record_title,
    reject_claim,
    retract_claim,
)
from xinzhi.registry.models import Observation, Organisation, Platform, Standing, Statement, TitleStanding
from xinzhi.registry.registers import BY_KEY
from xinzhi.registry.rules import visible_claims, visible_entries

pytestmark = pytest.mark.django_db

ORGANISATIONS = BY_KEY["organisations"]
FIRM = {"name": "示例科技有限公司", "kind": "enterprise"}


def propose(actor, entry=None, register=ORGANISATIONS, provenance=None, **values):
    values = values if entry is not None or register is not ORGANISATIONS else {**FIRM, **values}
    return record_statement(
        actor=actor, register=register, values=values, provenance=provenance or origin(), entry=entry
    )


def test_officers_propose_and_nobody_sees_it_before_a_second_person_accepts():
    city = CityFactory(key="testcity")
    statement = check_action(lambda actor: propose(actor, city="testcity"), role=Role.DUTY_OFFICER)
    firm = Organisation.objects.get(pk=statement.entry_id)
    assert (firm.standing, firm.city) == (Standing.PROPOSED, city)
    for user in (AnonymousUser(), UserFactory(), person(Role.EXPERT)):
        assert firm not in visible_entries(user, Organisation)
        assert statement not in visible_claims(user, Statement)
    assert firm in visible_entries(statement.recorded_by, Organisation)
    assert Client().get(reverse("registry:organisation", args=[firm.key])).status_code == 404
    check_action(lambda actor: accept_claim(actor=actor, claim=statement), role=Role.PLAN_OFFICE)
    firm.refresh_from_db()
    assert (firm.standing, firm.source, firm.as_of) == (Standing.PUBLISHED, "年报", dt.date(2026, 11, 1))
    assert firm in visible_entries(AnonymousUser(), Organisation)
    assert firm.name in Notification.objects.get(recipient=statement.recorded_by).title


def test_nobody_accepts_what_they_recorded(office):
    statement = propose(office)
    with pytest.raises(PermissionDenied):
        accept_claim(actor=office, claim=statement)
    statement.refresh_from_db()
    assert statement.is_open


def test_an_organisations_editor_proposes_for_the_own_organisation_alone(published):
    own, other = published(name="甲公司"), published(name="乙公司")
    editor = person(Role.ORG_EDITOR, own)
    assert propose(editor, own, industry="仪器仪表").values == {"industry": "仪器仪表"}
    with pytest.raises(PermissionDenied):
        propose(editor, other, industry="仪器仪表")


def test_a_correction_states_only_what_differs_and_shows_once_accepted(published, second):
    firm = published(name="旧名", industry="仪器仪表")
    statement = propose(person(Role.PLAN_OFFICE), firm, name="新名", industry="仪器仪表")
    assert statement.values == {"name": "新名"}
    firm.refresh_from_db()
    assert firm.name == "旧名"
    accept_claim(actor=second, claim=statement)
    firm.refresh_from_db()
    assert (firm.name, firm.industry) == ("新名", "仪器仪表")
    assert [h.name for h in firm.history.all()] == ["新名", "旧名", "旧名"]
    record = ActionRecord.objects.filter(verb="registry.record_statement").first()
    assert record.changes == {"name": ["旧名", "新名"]}


def test_two_sources_that_disagree_are_both_kept_and_the_more_trusted_is_shown(published, office, second):
    firm = published(name="甲公司", place="高新区")
    official = propose(
        office, firm, place="历城区", provenance=origin("营业执照", dt.date(2019, 1, 1), confidence="official")
    )
    accept_claim(actor=second, claim=official)
    firm.refresh_from_db()
    assert (firm.place, firm.confidence) == ("历城区", "official")
    page = Client(HTTP_ACCEPT_LANGUAGE="en").get(reverse("registry:organisation", args=[firm.key])).content.decode()
    assert "历城区" in page
    assert "高新区" in page
    assert "营业执照" in page
    retract_claim(actor=office, claim=official, why="错误的证照")
    firm.refresh_from_db()
    assert firm.place == "高新区"


def test_emptying_an_attribute_is_a_statement_too(published, second, office):
    firm = published(name="甲公司", note="有误")
    accept_claim(actor=second, claim=propose(office, firm, note="", provenance=origin(day=dt.date(2026, 11, 2))))
    firm.refresh_from_db()
    assert firm.note == ""


def test_rejecting_needs_a_reason_and_withdraws_a_new_entry():
    statement = propose(person(Role.DUTY_OFFICER))
    office = person(Role.PLAN_OFFICE)
    with pytest.raises(ValidationError):
        reject_claim(actor=office, claim=statement, why=" ")
    check_action(lambda actor: reject_claim(actor=actor, claim=statement, why="来源不明"), role=Role.PLAN_OFFICE)
    assert Organisation.objects.get(pk=statement.entry_id).standing == Standing.WITHDRAWN
    with pytest.raises(ValidationError):
        accept_claim(actor=office, claim=statement)
    assert "来源不明" in Notification.objects.get(recipient=statement.recorded_by).body


def test_a_person_takes_back_the_own_proposal_while_it_waits_and_not_that_of_others(second):
    officer = person(Role.DUTY_OFFICER)
    statement = propose(officer)
    with pytest.raises(PermissionDenied):
        retract_claim(actor=person(Role.DUTY_OFFICER), claim=statement, why="x")
    retract_claim(actor=officer, claim=statement, why="重复")
    accepted = propose(officer, name="另一公司")
    accept_claim(actor=second, claim=accepted)
    with pytest.raises(PermissionDenied):
        retract_claim(actor=officer, claim=accepted, why="x")


@pytest.mark.parametrize(
    ("values", "provenance", "wrong"),
    [
        ({"name": " "}, {}, "name"),
        ({"kind": "planet"}, {}, "kind"),
        ({"city": "atlantis"}, {}, "city"),
        ({"field": "magic"}, {}, "field"),
        ({"year": 99999}, {}, "year"),
        ({"year": "next"}, {}, "year"),
        ({"listed_on": "2026-13-01"}, {}, "listed_on"),
        ({"aliases": "甲"}, {}, "aliases"),
        ({"industry": "x" * 61}, {}, "industry"),
        ({"credit_code": "91350100M000100Y44"}, {}, "credit_code"),
        ({"credit_code": "91350100M000100Y43"}, {}, "credit_code"),
        ({"colour": "red"}, {}, "colour"),
        ({}, {"source": " "}, "source"),
        ({}, {"day": None}, "as_of"),
        ({}, {"source_url": "javascript:alert(1)"}, "source_url"),
        ({}, {"confidence": "rumour"}, "confidence"),
    ],
)
def test_what_is_missing_or_doubtful_is_refused_by_name(office, values, provenance, wrong):
    OrganisationFactory(kind="enterprise", name="已有公司", credit_code="91350100M000100Y43")
    before = [Organisation.objects.count(), Statement.objects.count()]
    with pytest.raises(ValidationError) as caught:
        propose(office, provenance=origin(**provenance), **values)
    assert list(caught.value.message_dict) == [wrong]
    assert [Organisation.objects.count(), Statement.objects.count()] == before


def test_nothing_new_is_no_statement_and_the_same_proposal_is_not_made_twice(published, office):
    firm = published(name="甲公司")
    with pytest.raises(ValidationError):
        propose(office, firm, name="甲公司")
    propose(office)
    with pytest.raises(ValidationError):
        propose(office)


def test_an_entry_from_before_there_were_statements_loses_nothing(office, second):
    firm = OrganisationFactory(kind="enterprise", name="老公司", industry="仪器仪表", source="旧表")
    accept_claim(actor=second, claim=propose(office, firm, place="市中区"))
    firm.refresh_from_db()
    assert (firm.name, firm.industry, firm.place) == ("老公司", "仪器仪表", "市中区")


def test_figures_of_a_year_show_once_accepted_and_the_more_trusted_source_wins(published, office, second):
    firm = published(name="甲公司")
    first = record_figures(
        actor=office, entry=firm, year=2025, figures={"revenue": 100, "staff": 7}, provenance=origin()
    )
    assert not Observation.objects.exists()
    accept_claim(actor=second, claim=first)
    audit = origin("审计报告", confidence="official")
    better = check_action(
        lambda actor: record_figures(actor=actor, entry=firm, year=2025, figures={"revenue": 120}, provenance=audit),
        role=Role.ORG_EDITOR,
        organisation=firm,
    )
    accept_claim(actor=second, claim=better)
    shown = dict(Observation.objects.filter(entry_id=firm.pk, year=2025).values_list("measure", "value"))
    assert shown == {"revenue": 120, "staff": 7}


@pytest.mark.parametrize(
    ("year", "figures", "wrong"),
    [
        (2025, {"staff": -1}, "staff"),
        (2025, {"staff": 1.5}, "staff"),
        (2025, {"charm": 3}, "charm"),
        (2025, {}, "figures"),
        (25, {"staff": 1}, "year"),
    ],
)
def test_impossible_figures_are_refused(published, office, year, figures, wrong):
    with pytest.raises(ValidationError) as caught:
        record_figures(actor=office, entry=published(name="甲公司"), year=year, figures=figures, provenance=origin())
    assert list(caught.value.message_dict) == [wrong]


def test_titles_and_relations_wait_for_a_second_person_and_then_show(published, second, office):
    firm, lab = published(name="甲公司"), published("platforms", name="甲重点实验室", kind="省重点实验室")
    title = TitleInput(
        "高新技术企业", document="鲁科字〔2025〕1号", issued=dt.date(2025, 1, 1), expires=dt.date(2027, 12, 31)
    )
    held = check_action(
        lambda actor: record_title(actor=actor, entry=firm, title=title, provenance=origin()),
        role=Role.ORG_EDITOR,
        organisation=firm,
    )
    relation = check_action(
        lambda actor: record_relation(actor=actor, first=firm, role="hosts", second=lab, provenance=origin()),
        role=Role.ORG_EDITOR,
        organisation=firm,
    )
    address = reverse("registry:organisation", args=[firm.key])
    assert "高新技术企业" not in Client().get(address).content.decode()
    for claim in (held, relation):
        accept_claim(actor=second, claim=claim)
    page = Client().get(address).content.decode()
    assert "高新技术企业" in page
    assert reverse("registry:platform", args=[lab.key]) in page
    assert held.standing(dt.date(2026, 1, 1)) == TitleStanding.VALID
    assert held.standing(dt.date(2027, 12, 31)) == TitleStanding.EXPIRING
    assert held.standing(dt.date(2028, 1, 1)) == TitleStanding.EXPIRED
    listed = Client().get(f"{reverse('registry:organisations')}?title=高新技术企业")
    assert [r.key for r in listed.context["table"].data.data] == [firm.key]
    with pytest.raises(ValidationError):
        record_title(actor=office, entry=firm, title=title, provenance=origin())
    with pytest.raises(ValidationError):
        record_relation(actor=office, first=firm, role="hosts", second=firm, provenance=origin())


def test_proposing_and_deciding_through_the_pages(client):
    new = reverse("registry:platform_new")
    check_needs_login(client, new)
    client.force_login(person(Role.EXPERT))
    assert client.get(new).status_code == 403
    officer, office = person(Role.DUTY_OFFICER), person(Role.PLAN_OFFICE)
    client.force_login(officer)
    form = {
        "name": "示例实验室",
        "kind": "省重点实验室",
        "source": "公告",
        "as_of": "2026-11-01",
        "confidence": "document",
    }
    assert client.post(new, {**form, "source": ""}).context["form"].errors.keys() == {"source"}
    assert client.post(new, form).status_code == 302
    lab = Platform.objects.get(name="示例实验室")
    statement = Statement.objects.get(kind="platform", entry_id=lab.pk)
    client.force_login(office)
    queue = reverse("registry:statements_list")
    assert "示例实验室" in client.get(f"{queue}?state=proposed").content.decode()
    answer = client.post(queue, {"action": "accept", "row": statement.pk, "confirmed": "1"})
    assert [o.ok for o in answer.context["outcomes"]] == [True]
    edit = reverse("registry:platform_edit", args=[lab.key])
    assert client.get(edit).context["form"].initial["name"] == "示例实验室"
    client.post(edit, {**form, "grade": "优秀", "why": "评估"})
    assert Statement.objects.filter(kind="platform", state="proposed").get().values == {"grade": "优秀"}
    client.logout()
    assert "示例实验室" in client.get(reverse("registry:platforms")).content.decode()
