"""Who sees what of the pages: outsiders nothing, auditors hashes and proofs, the project's people all."""

import datetime as dt
import html
import io
import json

import docx
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories import OrganisationFactory, UserFactory, person
from integrity_help import DAY, deposit, fresh, give, make_space
from xinzhi.core.files import address
from xinzhi.core.roles import Role
from xinzhi.integrity.actions import plan_review, set_embargo, withdraw_record
from xinzhi.integrity.models import Openness, ProjectRole, RecordSpace, ResearchRecord
from xinzhi.ledger.actions import integrate
from xinzhi.ledger.models import Entry
from xinzhi.registry.models import Project

pytestmark = pytest.mark.django_db
SECRET = "秘密配方"
MOST_QUERIES = 18


def browser(user, language="zh-hans"):
    client = Client(HTTP_ACCEPT_LANGUAGE=language)
    if user is not None:
        client.force_login(user)
    return client


def status(user, url):
    """The answer's status; a file that came is read to its end, which closes it."""
    answer = browser(user).get(url)
    text(answer)
    return answer.status_code


def text(answer):
    return html.unescape(b"".join(answer).decode()) if answer.streaming else html.unescape(answer.content.decode())


@pytest.fixture
def version(space, member):
    made = deposit(space, member, title=SECRET, name=f"{SECRET}.txt", instrument=SECRET, note=SECRET)
    integrate()
    return made


@pytest.fixture
def pages(space, version):
    key, pk = space.project.key, version.record_id
    return {
        "space": reverse("integrity:space", args=[key]),
        "record": reverse("integrity:record", args=[key, pk]),
        "report": reverse("integrity:report", args=[key]),
        "people": reverse("integrity:people", args=[key]),
        "deposit": reverse("integrity:deposit", args=[key]),
        "version": reverse("integrity:deposit_version", args=[key, pk]),
    }


def bundle_of(version, client):
    entry = Entry.objects.get(subject_kind="integrity.recordversion", subject_id=str(version.pk))
    return json.loads(client.get(reverse("ledger:bundle", args=[entry.position])).content)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_opens_for_the_leader(pages, leader, language):
    for url in [reverse("integrity:spaces"), *pages.values()]:
        assert browser(leader, language).get(url).status_code == 200, url


def test_nobody_is_sent_to_sign_in(pages):
    for url in [reverse("integrity:spaces"), *pages.values()]:
        assert Client().get(url).status_code == 302, url


def test_outsiders_learn_nothing(space, version, pages):
    """The other project's leader, the plan office, the host's colleagues: 404, as for what does not exist."""
    other = give(make_space("other"), "leader")
    people = [UserFactory(), other, person(Role.PLAN_OFFICE), person(Role.RESEARCHER, space.organisation)]
    for user in people:
        client = browser(user)
        for url in pages.values():
            assert client.get(url).status_code == 404, (user, url)
            assert client.post(url).status_code in {404, 405}, (user, url)
        for name in ("embargo", "withdraw"):
            url = reverse(f"integrity:{name}", args=[space.project.key, version.record_id])
            assert client.post(url, {"why": "x"}).status_code == 404
        listed = text(client.get(reverse("integrity:spaces") + "?format=json"))
        assert space.project.key not in listed
        assert client.get(address(version.file, "x.txt")).status_code == 404
        assert SECRET not in text(client.get("/records/")) if user.has_perm("core.see_records") else True
    assert browser(other).get(reverse("integrity:record", args=["other", version.record_id])).status_code == 404


def test_an_ex_member_learns_nothing_more(space, leader, member, version, pages):
    ProjectRole.objects.filter(user=member).delete()
    for url in pages.values():
        assert browser(fresh(member)).get(url).status_code == 404


def test_an_auditor_verifies_existence_and_reads_no_word(space, version, pages):
    client = browser(person(Role.AUDITOR))
    for name in ("space", "record", "report"):
        shown = text(client.get(pages[name]))
        assert SECRET not in shown
        assert version.deposited_by.display_name not in shown
    assert version.file.sha256 in text(client.get(pages["record"]))
    for form in ("csv", "json"):
        assert SECRET not in text(client.get(pages["space"] + f"?format={form}"))
    assert json.loads(text(client.get(pages["space"] + f"?format=json&q={SECRET}")))["rows"] == []
    assert client.get(address(version.file, "x.txt")).status_code == 404
    assert json.loads(bundle_of(version, client)["reveal"]["content"])["sha256"] == version.file.sha256
    assert client.get(pages["deposit"]).status_code == 403
    assert SECRET not in text(client.get("/records/"))
    assert SECRET not in text(client.get(reverse("core:history", args=["integrity.researchrecord", version.record_id])))


@pytest.mark.parametrize(
    ("openness", "auditor", "anyone"),
    [(Openness.MEMBERS, 404, 404), (Openness.AUDITORS, 200, 404), (Openness.SIGNED_IN, 200, 200)],
)
def test_content_opens_as_far_as_the_space_and_only_after_the_embargo(
    space, leader, member, version, openness, auditor, anyone
):
    RecordSpace.objects.update(openness=openness)
    url, page = address(version.file, "x.txt"), reverse("integrity:record", args=["quantum", version.record_id])
    people = [(person(Role.AUDITOR), auditor), (UserFactory(), anyone)]
    set_embargo(actor=leader, record=version.record, until=timezone.localdate(), why="专利")
    for user, _after in people:
        assert status(user, url) == 404
        answer = browser(user).get(page)
        assert answer.status_code == (200 if user is people[0][0] else 404)
        assert SECRET not in text(answer)
    assert status(member, url) == 200  # an embargo binds outsiders
    ResearchRecord.objects.update(embargo_until=timezone.localdate() - dt.timedelta(days=1))
    for user, after in people:
        assert status(user, url) == after
        assert (SECRET in text(browser(user).get(page))) == (after == 200)


def test_a_bundle_is_opened_to_the_projects_people_and_closed_to_others(version, member):
    assert "reveal" in bundle_of(version, browser(member))
    for user in (None, UserFactory(), give(make_space("other"), "leader")):
        assert "reveal" not in bundle_of(version, browser(user))


def test_a_record_is_deposited_and_changed_by_browser(space, member, pages, version):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = browser(member, "en")
    given = {"title": "测量二", "kind": "experiment", "happened_on": "2026-03-04", "instrument": "", "note": ""}
    answer = client.post(pages["deposit"], given | {"file": SimpleUploadedFile("b.csv", b"1,2")}, follow=True)
    assert "测量二" in text(answer)
    url = reverse("integrity:deposit_version", args=["quantum", ResearchRecord.objects.order_by("-pk")[0].pk])
    changed = given | {"title": "测量三", "file": SimpleUploadedFile("b.csv", b"1,3")}
    shown = text(client.post(url, changed, follow=True))
    assert "Version 2" in shown
    assert "What changed" in shown
    refused = client.post(
        pages["deposit"], given | {"happened_on": "2999-01-01", "file": SimpleUploadedFile("c", b"1")}
    )
    assert "a day to come" in text(refused)


def test_embargo_and_withdrawal_by_browser(space, leader, version, pages):
    client = browser(leader, "en")
    until = (timezone.localdate() + dt.timedelta(days=9)).isoformat()
    url = reverse("integrity:embargo", args=["quantum", version.record_id])
    assert "embargo until" in text(client.post(url, {"until": until, "why": "patent"}, follow=True))
    assert "This day has passed" in text(client.post(url, {"until": "2020-01-01", "why": "x"}))
    url = reverse("integrity:withdraw", args=["quantum", version.record_id])
    assert "broken sensor" in text(client.post(url, {"why": "broken sensor"}, follow=True))


def test_people_and_reviews_by_browser(space, leader, pages):
    client, new = browser(leader, "en"), UserFactory()
    assert "now has the role" in text(
        client.post(pages["people"], {"user": new.username, "role": "member"}, follow=True)
    )
    role = ProjectRole.objects.get(user=new)
    take = reverse("integrity:role_take", args=["quantum", role.pk])
    assert "Give a reason" in text(client.post(take, {"why": ""}, follow=True))
    client.post(take, {"why": "left"})
    assert not ProjectRole.objects.filter(user=new).exists()
    review = {"held_on": "2026-06-30", "name": "Mid-term"}
    assert "Mid-term" in text(client.post(reverse("integrity:review", args=["quantum"]), review, follow=True))


def test_a_space_is_opened_by_the_hosts_editor(db):
    host, leader = OrganisationFactory(), UserFactory()
    Project.objects.create(key="p", name="项目")
    given = {"project": "p", "organisation": host.key, "leader": leader.username, "openness": "members"}
    url = reverse("integrity:space_new")
    assert browser(UserFactory()).get(url).status_code == 403
    assert browser(person(Role.ORG_EDITOR)).post(url, given).status_code == 403  # of another organisation
    assert browser(person(Role.ORG_EDITOR, host)).post(url, given).status_code == 302
    assert RecordSpace.objects.get().roles.get().user == leader


def test_the_report_names_its_evidence(space, leader, member):
    for n in range(8):
        deposit(space, member, f"page {n}".encode(), title=f"第{n}页", day=DAY + dt.timedelta(days=n))
    plan_review(actor=leader, space=space, held_on=timezone.localdate() + dt.timedelta(days=1), name="中期检查")
    withdraw_record(actor=member, record=ResearchRecord.objects.first(), why="重复")
    shown = text(browser(leader, "en").get(reverse("integrity:report", args=["quantum"])))
    for words in (
        "Deposited long after the work",
        "Many deposits just before a review",
        "中期检查",
        "第3页",
        "meeting",
    ):
        assert words in shown


def test_queries_do_not_grow_with_the_records(space, leader, member, django_assert_max_num_queries):
    for n in range(12):
        made = deposit(space, member, f"{n}".encode(), title=f"第{n}页")
        deposit(space, member, f"{n}!".encode(), record=made.record, title=f"第{n}页")
    for _n in range(6):
        give(space, "member")
    integrate()
    key = space.project.key
    for url in (
        reverse("integrity:spaces"),
        reverse("integrity:space", args=[key]),
        reverse("integrity:report", args=[key]),
        reverse("integrity:people", args=[key]),
        reverse("integrity:record", args=[key, made.record_id]),
    ):
        client = browser(leader)
        with django_assert_max_num_queries(MOST_QUERIES):
            assert client.get(url).status_code == 200


def test_the_report_is_a_word_document_with_hashes(space, leader, member):
    made = [deposit(space, member, f"page {n}".encode(), title=f"第{n}页") for n in range(3)]
    url = reverse("integrity:report_word", args=["quantum"])
    for user in (UserFactory(), give(make_space("other"), "leader")):
        assert browser(user).get(url).status_code == 404
    assert Client().get(url).status_code == 302
    answer = browser(leader, "en").get(url)
    assert answer["Content-Disposition"] == 'attachment; filename="continuity-quantum.docx"'
    document = docx.Document(io.BytesIO(answer.content))
    words = "\n".join(p.text for p in document.paragraphs)
    cells = "\n".join(c.text for t in document.tables for r in t.rows for c in r.cells)
    assert "Deposited long after the work" in words
    assert "3 records in 3 versions." in cells
    for version in made:
        assert f"{version.title}\n{version.file.sha256}" in cells
    auditor = docx.Document(io.BytesIO(browser(person(Role.AUDITOR), "en").get(url).content))
    assert "第1页" not in "\n".join(c.text for t in auditor.tables for r in t.rows for c in r.cells)


def test_a_projects_page_leads_to_its_records_for_those_who_may_know(space, leader):
    page, records = reverse("registry:project", args=["quantum"]), reverse("integrity:space", args=["quantum"])
    report = reverse("integrity:report", args=["quantum"])
    assert (records in text(browser(leader).get(page)), report in text(browser(leader).get(page))) == (True, True)
    for user in (None, UserFactory(), person(Role.PLAN_OFFICE)):
        assert records not in text(browser(user).get(page))
    RecordSpace.objects.update(openness=Openness.SIGNED_IN)
    shown = text(browser(UserFactory()).get(page))
    assert (records in shown, report in shown) == (True, False)


def test_a_list_that_is_not_narrowed_says_any(space, leader, version):
    client = browser(leader, "en")
    page = text(client.get(reverse("integrity:space", args=["quantum"])))
    assert "Unknown" not in page
    shown = {
        given: SECRET in text(client.get(reverse("integrity:space", args=["quantum"]) + f"?changed={given}"))
        for given in ("unknown", "true", "false")
    }
    assert shown == {"unknown": True, "true": False, "false": True}
