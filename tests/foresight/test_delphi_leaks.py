"""Nobody sees who answered what: manager, other experts, auditor, the public; pages, exports, records, log, search, API."""

import io
import itertools
import zipfile

import pytest
from django.urls import reverse

from delphi_help import REASON, approved, finished, held, opened, say, world
from factories import UserFactory, person
from xinzhi.core.models import ActionRecord, Notification
from xinzhi.core.roles import Role
from xinzhi.core.search.find import find
from xinzhi.foresight.actions.delphi_rounds import close_round
from xinzhi.foresight.actions.hide_delphi_reason import hide_delphi_reason
from xinzhi.foresight.models import DelphiAnswer, DelphiVoice
from xinzhi.foresight.queries.delphi import own_answers, reasons_of
from xinzhi.foresight.rules_delphi import own_seats, visible_surveys, visible_workshops
from xinzhi.ledger.models import Entry, Opening
from xinzhi.registry.models import Membership

pytestmark = pytest.mark.django_db
EN = {"accept-language": "en"}
# A year nobody else gives: where it stands on a page, an answer leaked.
MARK = 2057


def url(name, *args):
    return reverse(f"foresight:{name}", args=args)


def text_of(client, user, address, status=200):
    client.logout()
    if user is not None:
        client.force_login(user)
    answer = client.get(address, headers=EN)
    assert answer.status_code == status, f"{address}: {answer.status_code}"
    if answer.streaming:
        return b"".join(answer.streaming_content).decode(errors="replace")
    return answer.content.decode(errors="replace")


def names_of(w):
    return [n for s in w.seats for n in (s.user.username, s.user.display_name)]


def overseers(w):
    return [w.manager, w.office, person(Role.AUDITOR)]


def test_an_open_round_shows_no_figure_to_anyone(client):
    w = world()
    opened(w)
    for seat, statement in itertools.product(w.seats, w.statements):
        say(seat, statement, 5, MARK, REASON)
    for user in overseers(w):
        for where in (url("delphi_desk", w.survey.pk), url("delphi_panel", w.survey.pk)):
            text = text_of(client, user, where)
            assert REASON not in text
            assert str(MARK) not in text
            assert "Median" not in text
            assert "dist-bar" not in text
    other = w.seats[1].user
    text = text_of(client, other, url("delphi_statement", w.seats[1].pk, 1))
    assert text.count(f'value="{MARK}"') == 1  # their own field, nothing of the others
    assert "What the group said" not in text


def test_no_page_and_no_export_ties_a_name_to_an_answer(client):
    w = approved(world())
    for user in [*overseers(w), w.seats[0].user]:
        text = text_of(client, user, url("delphi_results", w.survey.pk))
        assert REASON in text
        shown = text.replace(user.display_name, "").replace(user.username, "")
        assert not [n for n in names_of(w) if n in shown]
        for kind in ("csv", "xlsx", "docx"):
            client.force_login(user)
            content = client.get(url("delphi_download", w.survey.pk, kind)).content
            if kind != "csv":
                with zipfile.ZipFile(io.BytesIO(content)) as z:
                    content = b"".join(z.read(n) for n in z.namelist())
            assert not [n for n in names_of(w) if n.encode() in content], kind
            assert not [v for v in DelphiVoice.objects.all() if str(v.pk).encode() in content], kind
    desk = text_of(client, w.manager, url("delphi_desk", w.survey.pk))
    assert not [n for n in names_of(w) if n in desk]
    panel = text_of(client, w.manager, url("delphi_panel", w.survey.pk))
    assert REASON not in panel


def test_an_expert_sees_the_own_earlier_answer_and_the_others_without_names(client):
    w = world()
    held(w)
    opened(w)
    me, other = w.seats[0], w.seats[-1]
    text = text_of(client, me.user, url("delphi_statement", me.pk, 1))
    assert REASON in text
    assert not [n for n in names_of(w)[2:] if n in text]
    assert "Your answer in that round" in text
    for where in (url("delphi_statement", other.pk, 1), url("my_delphi", other.pk)):
        text_of(client, me.user, where, status=404)
    for where in (url("delphi_desk", w.survey.pk), url("delphi_panel", w.survey.pk)):
        text_of(client, me.user, where, status=404)


def test_a_manager_on_the_panel_runs_and_oversees_no_more(client):
    w = world()
    Membership.objects.create(user=w.seats[0].user, organisation=w.organisation, role=Role.ANALYST)
    text_of(client, w.seats[0].user, url("delphi_desk", w.survey.pk), status=404)


def test_few_answers_show_nothing_but_their_number(client):
    w = world(experts=5)
    opened(w)
    for seat in w.seats[:4]:
        say(seat, w.statements[0], 5, MARK, REASON)
    round_ = close_round(actor=w.manager, round_=w.survey.rounds.get())
    told = round_.report["statements"][str(w.statements[0].pk)]
    assert told["questions"]["time"] == {"n": 4, "few": True}
    assert reasons_of(w.survey) == {}
    for user in overseers(w):
        text = text_of(client, user, url("delphi_desk", w.survey.pk))
        assert REASON not in text
        assert "too few answers" in text


def test_small_groups_are_never_shown_apart():
    w = world(experts=9, groups=("高校", "高校", "企业"))
    round_ = held(w)
    stats = round_.report["statements"][str(w.statements[0].pk)]["questions"]["importance"]
    assert stats["n"] == 9
    assert stats["groups"] == {}


def test_records_and_log_say_that_someone_answered_and_nothing_else():
    w = finished(world())
    users = {s.user_id for s in w.seats}
    records = ActionRecord.objects.filter(actor__in=users, verb="foresight.answer_delphi")
    assert records.count() == 36
    for record in records:
        said = f"{record.changes} {record.why} {record.subject_label}"
        assert record.changes == {}
        assert not [s.name for s in w.statements if s.name in said]
    for record in ActionRecord.objects.filter(verb__startswith="foresight."):
        assert REASON not in str(record.changes)
        assert "importance" not in str(record.changes)
        assert not {"values", "report", "salt", "results"} & set(record.changes)
    for opening in Opening.objects.all():
        assert REASON not in opening.content
        assert "constraints" not in opening.content
    assert Entry.objects.filter(verb="foresight.answer_delphi").count() == 36
    # A seat stands in public statements under a pseudonym, since it is a person's.
    assert not [
        e
        for e in Entry.objects.filter(subject_kind="foresight.delphiseat")
        if '"id":"' + e.subject_id + '"' in e.statement
    ]


def test_records_pages_of_overseers_show_no_answer(client):
    w = finished(world())
    for user in (w.office, person(Role.AUDITOR)):
        for where in (reverse("core:records"), reverse("core:records") + "?format=csv"):
            text = text_of(client, user, where)
            assert REASON not in text
            assert not [s.name for s in w.statements if f"answer {s.name}" in text]


def test_after_closing_nothing_in_the_database_leads_back():
    w = finished(world())
    for seat in w.survey.seats.all():
        assert own_answers(seat, 1) == {}
    fields = {f.name for f in DelphiAnswer._meta.get_fields()} | {f.name for f in DelphiVoice._meta.get_fields()}
    assert not [f for f in fields if "user" in f or "_at" in f or f == "history"], "no times, no people, no history"
    assert not DelphiVoice.objects.filter(seat__isnull=False).exists()
    assert {len(str(v.pk)) for v in DelphiVoice.objects.all()} == {36}, "random keys: their order tells nothing"


def test_a_withheld_reason_is_seen_by_nobody(client):
    w = world()
    held(w)
    for answer in DelphiAnswer.objects.exclude(reason="").select_related("round__survey"):
        hide_delphi_reason(actor=w.manager, answer=answer, why="指明了身份")
    opened(w)
    assert REASON not in text_of(client, w.manager, url("delphi_desk", w.survey.pk))
    assert REASON not in text_of(client, w.seats[0].user, url("delphi_statement", w.seats[0].pk, 1))


def test_public_results_hold_neither_reasons_nor_groups(client):
    w = approved(world(experts=10, groups=("高校", "企业")), public=True)
    text = text_of(client, None, url("delphi_results", w.survey.pk))
    assert "Technology 1" in text
    assert REASON not in text
    assert "高校" not in text
    assert "高校" in text_of(client, w.manager, url("delphi_results", w.survey.pk))
    client.logout()
    content = client.get(url("delphi_download", w.survey.pk, "docx"), headers=EN).content
    with zipfile.ZipFile(io.BytesIO(content)) as z:
        assert REASON not in z.read("word/document.xml").decode()


def test_results_that_are_not_public_or_not_approved_stay_inside(client):
    w = approved(world())
    stranger, analyst = UserFactory(), person(Role.ANALYST)
    text_of(client, None, url("delphi_results", w.survey.pk), status=404)
    text_of(client, stranger, url("delphi_results", w.survey.pk), status=404)
    text_of(client, analyst, url("delphi_results", w.survey.pk))
    w = finished(world())
    assert "dist-bar" not in text_of(client, w.seats[0].user, url("delphi_statement", w.seats[0].pk, 1))
    for user in (None, stranger, analyst, w.seats[0].user):
        text_of(client, user, url("delphi_results", w.survey.pk), status=404)
        text_of(client, user, url("delphi_download", w.survey.pk, "csv"), status=404)
    text_of(client, w.office, url("delphi_results", w.survey.pk))


def test_search_and_api_know_no_answer(client):
    w = finished(world())
    for user in (w.manager, w.office, w.seats[0].user):
        assert not [m for m in find(REASON, user).matches if "delphi" in m.kind]
    client.force_login(w.office)
    openapi = client.get("/api/v1/openapi.json").json()
    assert not [p for p in openapi["paths"] if "delphi" in p]
    for path, operations in openapi["paths"].items():
        if "get" in operations and "{" not in path:
            answer = client.get(path if path.startswith("/api") else f"/api/v1{path}")
            body = b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()
            assert REASON not in body, path


def test_notices_say_nothing_of_answers_and_name_nobody():
    w = finished(world())
    for notice in Notification.objects.all():
        said = f"{notice.title} {notice.body}"
        assert not [n for n in names_of(w) if n in said]
        assert REASON not in said


def test_strangers_see_nothing():
    w = world()
    held(w)
    for user in (UserFactory(), person(Role.ANALYST), person(Role.EXPERT), person(Role.ORG_EDITOR)):
        assert not visible_surveys(user).exists()
        assert not own_seats(user).exists()
        assert not visible_workshops(user).exists()
