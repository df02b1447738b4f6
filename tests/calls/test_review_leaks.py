"""Nothing leaks: who reviews what, who applies, what others said, through pages, API, search, exports and files."""

import io
import zipfile

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from factories import UserFactory, person
from review_help import (
    OPINION,
    decided,
    editor_of,
    in_force,
    invited,
    make_call,
    make_reviewer,
    noticed,
    programme,
    review,
    reviewed,
    world,
)
from xinzhi.calls.actions import post_in_discussion, save_review
from xinzhi.calls.models import Application, ApplicationFile, Invitation, Review
from xinzhi.calls.rules_review import (
    others_reviews,
    overseen,
    visible_contracts,
    visible_decisions,
    visible_invitations,
    visible_objections,
    visible_panels,
    visible_reviews,
)
from xinzhi.calls.urls_review import review_patterns
from xinzhi.core.actions.store_file import store_file
from xinzhi.core.files import address
from xinzhi.core.models import ActionRecord, Notification
from xinzhi.core.roles import Role
from xinzhi.core.search.find import find
from xinzhi.ledger.models import Entry
from xinzhi.registry.models import Membership

pytestmark = pytest.mark.django_db
EN = {"accept-language": "en"}


def url(name, *args):
    return reverse(f"calls:{name}", args=args)


def page(client, user, address, status=200):
    client.force_login(user)
    response = client.get(address, headers=EN)
    assert response.status_code == status, f"{address}: {response.status_code}"
    if response.streaming:
        return b"".join(response.streaming_content).decode()
    return response.content.decode() if status == 200 else ""


def names_of(w):
    return [n for r in w.reviewers for n in (r.name, r.affiliation, r.user.username, r.user.display_name)]


def pages_of_applicant(application):
    """Every page of the room that an applicant may open, whatever it shows."""
    pk, key = application.pk, application.call.key
    return [
        url("mine"),
        url("mine") + "?format=csv",
        url("application", pk),
        url("print", pk),
        url("result", pk),
        url("call", key),
        url("notices"),
        reverse("core:inbox"),
        reverse("workbench"),
    ]


def test_an_applicant_never_sees_a_reviewer(client):
    w = world()
    notice = noticed(w)
    application = w.applications[-1]
    editor = editor_of(application)
    words = names_of(w)
    for where in [*pages_of_applicant(application), url("notice", notice.pk)]:
        text = page(client, editor, where)
        assert not [n for n in words if n in text], where
    opinions = page(client, editor, url("result", application.pk))
    assert OPINION in opinions
    assert "仅供办公室" not in opinions
    for closed in (
        url("reviews", application.pk),
        url("reviewing", w.call.key),
        url("pool"),
        url("deciding", w.call.key),
    ):
        page(client, editor, closed, status=404 if "applications" in closed else 403)
    assert not visible_reviews(editor).exists()
    assert not visible_invitations(editor).exists()


def test_an_applicant_reads_no_score_before_the_decision(client):
    w = world()
    reviewed(w)
    editor = editor_of(w.applications[0])
    page(client, editor, url("result", w.applications[0].pk), status=404)
    assert OPINION not in page(client, editor, url("application", w.applications[0].pk))


def test_the_api_the_search_and_the_feeds_name_no_reviewer(client):
    w = world()
    decided(w)
    editor = editor_of(w.applications[0])
    client.force_login(editor)
    openapi = client.get("/api/v1/openapi.json").json()
    for path, operations in openapi["paths"].items():
        if "get" in operations and "{" not in path:
            answer = client.get(path if path.startswith("/api") else f"/api/v1{path}")
            text = b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()
            assert not [n for n in names_of(w) if n in text], path
    assert not [p for p in openapi["paths"] if "review" in p and "calls" in p]
    for reviewer in w.reviewers:
        for user in (editor, w.manager, person(Role.AUDITOR)):
            found = [m for m in find(reviewer.name, user).matches if m.kind.startswith("calls.")]
            assert not found, "reviewers, reviews and applications are in no search index"


def test_a_reviewer_sees_no_other_review_before_the_own_one(client):
    w = world()
    first, second = [i for i in invited(w) if i.application_id == w.applications[0].pk]
    review(second, 9)
    me = first.reviewer.user
    text = page(client, me, url("review", first.pk))
    assert OPINION not in text
    assert not others_reviews(me, first).exists()
    page(client, me, url("review", second.pk), status=404)
    review(first, 4)
    first.refresh_from_db()
    text = page(client, me, url("review", first.pk))
    assert text.count(OPINION) == 2  # the own one and the other's
    assert second.reviewer.name not in text
    assert "仅供办公室" not in text


def test_reviewers_stay_apart_where_the_programme_does_not_discuss():
    call = make_call(programme(review={"need": 2, "load_most": 9, "discussion": False}))
    w = world(call=call)
    reviewed(w)
    mine = Invitation.objects.filter(state="done").first()
    assert not others_reviews(mine.reviewer.user, mine).exists()


def test_a_reviewer_knows_others_in_the_discussion_by_number_only(client):
    w = world()
    reviewed(w)
    one, two = w.applications[0].invitations.select_related("reviewer__user")
    application = Application.objects.get(pk=one.application_id)
    post_in_discussion(actor=one.reviewer.user, application=application, text="我认为方案不够具体。")
    text = page(client, two.reviewer.user, url("review", two.pk))
    assert "我认为方案不够具体。" in text
    assert not [n for n in (one.reviewer.name, one.reviewer.affiliation, one.reviewer.user.username) if n in text]


def test_double_blind_hides_the_applicant_in_texts_fields_and_files(client):
    w = world()
    application = w.applications[0]
    invitation = next(i for i in invited(w) if i.application_id == application.pk)
    me = invitation.reviewer.user
    hidden = [application.organisation.name, "负责人1", "前期基础扎实"]
    for where in (url("my_reviews"), url("review", invitation.pk)):
        text = page(client, me, where)
        assert not [n for n in hidden if n in text], where
    assert "▇▇" in page(client, me, url("review", invitation.pk))
    page(client, me, url("application", application.pk), status=404)


def docx(author):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        z.writestr("[Content_Types].xml", "<Types/>")
        z.writestr("word/document.xml", f'<w:p><w:ins w:author="{author}">内容</w:ins></w:p>')
        z.writestr("docProps/core.xml", f"<dc:creator>{author}</dc:creator>")
    return out.getvalue()


def attach(application, slot, content, name):
    stored = store_file(actor=None, file=ContentFile(content))
    return ApplicationFile.objects.create(application=application, slot=slot, file=stored, name=name)


def test_double_blind_files_lose_name_and_metadata_and_identifying_ones_are_kept_back(client, db):
    w = world()
    application = w.applications[0]
    shown = attach(application, "content.files", docx("王伟"), "山东某所-王伟.docx")
    kept = attach(application, "documents.commitment", docx("李娜"), "承诺书-李娜.docx")
    invitation = next(i for i in invited(w) if i.application_id == application.pk)
    me = invitation.reviewer.user
    text = page(client, me, url("review", invitation.pk))
    assert "王伟" not in text
    assert "李娜" not in text
    client.force_login(me)
    answer = client.get(url("review_file", invitation.pk, shown.pk))
    assert "attachment-1.docx" in answer["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as clean:
        assert not [n for n in clean.namelist() if "王伟".encode() in clean.read(n)]
        assert "内容".encode() in clean.read("word/document.xml")
    assert client.get(url("review_file", invitation.pk, kept.pk)).status_code == 404
    for piece in (shown, kept):
        assert client.get(address(piece.file, piece.name)).status_code == 404
    other = next(r for r in w.reviewers if not r.invitations.filter(application=application).exists())
    client.force_login(other.user)
    assert client.get(url("review_file", invitation.pk, shown.pk)).status_code == 404


def test_single_blind_shows_the_applicant_to_the_reviewer_but_not_the_other_way_round(client):
    steps = programme()["step"]
    for step in steps:
        if step["key"] == "review":
            step["blinding"] = "single"
    call = make_call(programme(review={"need": 2, "load_most": 9}, step=steps))
    w = world(call=call)
    application = w.applications[0]
    piece = attach(application, "content.files", b"%PDF-1.4 x", "附件.pdf")
    invitation = next(i for i in invited(w) if i.application_id == application.pk)
    me = invitation.reviewer.user
    client.force_login(me)
    assert client.get(address(piece.file, piece.name)).status_code == 404, "not before they took it on"
    save_review(actor=me, invitation=invitation, scores={}, comments={})
    text = page(client, me, url("review", invitation.pk))
    assert application.organisation.name in text
    answer = client.get(address(piece.file, piece.name))
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert invitation.reviewer.name not in page(client, editor_of(application), url("application", application.pk))


@pytest.mark.parametrize("role", [Role.PROGRAMME_MANAGER, Role.AUDITOR])
def test_nobody_oversees_the_reviewers_of_their_own_application(client, role):
    w = world()
    reviewed(w)
    own = w.applications[0]
    user = person(role, w.call.department)
    assert overseen(user).filter(pk=own.pk).exists()
    Membership.objects.create(user=user, organisation=own.organisation, role=Role.RESEARCHER)
    fresh = type(user).objects.get(pk=user.pk)
    page(client, fresh, url("reviews", own.pk), status=404)
    assert own.number not in page(client, fresh, url("reviewing", w.call.key))
    assert not visible_reviews(fresh).filter(invitation__application=own).exists()
    assert visible_reviews(fresh).exists()


def test_records_tie_no_reviewer_to_an_application_and_say_nothing_of_scores():
    w = world()
    decided(w)
    reviewers = {r.user_id for r in w.reviewers}
    numbers = [a.number for a in w.applications]
    for record in ActionRecord.objects.filter(actor__in=reviewers):
        text = f"{record.subject_label} {record.why} {record.changes}"
        assert not [n for n in numbers if n in text], record.verb
        assert "application_id" not in record.changes
        assert not {"scores", "comments", "opinion", "note", "total", "choice"} & set(record.changes)
    assert ActionRecord.objects.filter(actor__in=reviewers, verb="calls.submit_review").exists()
    for record in ActionRecord.objects.filter(verb__in=["calls.propose_assignment", "calls.confirm_assignment"]):
        assert not [r.name for r in w.reviewers if r.name in str(record.changes)]


def test_every_step_is_a_leaf_of_the_log_and_reviews_stand_there_by_digest_only():
    w = world()
    decided(w)
    records = ActionRecord.objects.filter(verb__startswith="calls.")
    assert Entry.objects.filter(kind="action", verb__startswith="calls.").count() == records.count()
    things = Entry.objects.filter(kind="thing", subject_kind="calls.review").select_related("opening")
    assert things.count() == Review.objects.count()
    for entry in things:
        assert entry.opening.public is False
        assert OPINION not in entry.opening.content


def test_notices_to_people_name_no_reviewer():
    w = world()
    in_force(w)
    for notice in Notification.objects.all():
        text = f"{notice.title} {notice.body}"
        assert not [r.name for r in w.reviewers if r.name in text], notice.kind


def test_kin_and_declared_conflicts_are_on_no_list_and_no_export(client):
    reviewer = make_reviewer(1)
    reviewer.kin, reviewer.declared = ["亲属甲"], ["回避单位乙"]
    reviewer.save()
    manager = person(Role.PROGRAMME_MANAGER)
    for where in (url("pool"), url("pool") + "?format=csv", url("pool") + "?format=json"):
        client.force_login(manager)
        answer = client.get(where)
        text = b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()
        assert "亲属甲" not in text
        assert "回避单位乙" not in text
    page(client, person(Role.AUDITOR), url("reviewer", reviewer.pk), status=403)


def test_strangers_see_nothing(client):
    w = world()
    contract = in_force(w)
    stranger = UserFactory()
    other = person(Role.PROGRAMME_MANAGER)
    for user in (stranger, other, person(Role.EXPERT), person(Role.ORG_EDITOR)):
        for rows in (
            visible_reviews,
            visible_invitations,
            visible_panels,
            visible_decisions,
            visible_contracts,
            visible_objections,
        ):
            assert not rows(user).exists(), (user, rows)
        page(client, user, url("contract", contract.pk), status=404)
        page(client, user, url("result", contract.application_id), status=404)
        page(client, user, url("reviewing", w.call.key), status=403)


def test_a_refused_reviewer_reads_no_more(client):
    w = world()
    invitation = invited(w)[0]
    client.force_login(invitation.reviewer.user)
    client.post(url("review_answer", invitation.pk, "decline"), {"why": "时间不够"})
    text = page(client, invitation.reviewer.user, url("review", invitation.pk))
    assert "▇▇" not in text
    assert invitation.application.title not in text
    assert "本项目由" not in text


def test_every_page_of_review_asks_for_a_sign_in_or_is_public(client):
    public = {"notices", "notice"}
    ids = {"pk": 1, "piece": 1, "invitation": 1, "step": "x", "key": make_call().key}
    for pattern in review_patterns:
        names = pattern.pattern.converters
        address_ = reverse(f"calls:{pattern.name}", kwargs={n: ids[n] for n in names})
        client.logout()
        answer = client.get(address_)
        if pattern.name in public:
            continue
        assert answer.status_code == 302, pattern.name
        assert "/accounts/login/" in answer.url
