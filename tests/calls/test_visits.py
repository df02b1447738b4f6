"""Site visits: who may schedule, move, call off and report; what each side reads; the record."""

import datetime as dt
import io
from types import SimpleNamespace

import pytest
import vl_convert
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from docx import Document

from factories import person
from permissions import check_action
from review_help import editor_of, invited, make_call, make_reviewer, programme, review, reviewed, world
from review_roles import EXPERT, MANAGER, by_manager, fresh
from xinzhi.calls import actions as a
from xinzhi.calls.actions.visit import report_of
from xinzhi.calls.engine.programme import digest_of
from xinzhi.calls.engine.programme_files import find_programme
from xinzhi.calls.models import SiteVisit
from xinzhi.core.files import address
from xinzhi.core.models import ActionRecord, Notification
from xinzhi.core.roles import Role
from xinzhi.ledger.models import Entry

pytestmark = pytest.mark.django_db
POINTS = [
    {"key": "space", "name": "实验用房", "name_en": "Rooms"},
    {"key": "people", "name": "团队", "name_en": "Team"},
]
MET = {"space": ("met", ""), "people": ("partly", "两人未到岗")}
SECRET = "依托单位未落实经费"


def visited_world(**more):
    document = programme(
        review={"need": 2, "load_most": 9},
        panel={"size_least": 2},
        visit={"visitors_least": 2, "point": POINTS, "confidence": "unverified"},
    )
    place = next(n for n, step in enumerate(document["step"]) if step["key"] == "decide")
    document["step"].insert(place, {"key": "visit", "actor": "manager", "workdays": 10, "confidence": "unverified"})
    return world(call=make_call(document), **more)


def scheduled(w, application=None, *, held_on=None, visitors=None):
    return a.schedule_visit(
        actor=w.manager,
        application=application or w.applications[0],
        held_on=held_on or timezone.localdate(),
        place="济南市高新区",
        visitors=w.reviewers[:2] if visitors is None else visitors,
        officials=["省科技厅 李某"],
    )


def report(visit, actor, **more):
    return a.report_visit(
        actor=actor, visit=visit, **{"findings": MET, "opinion": SECRET, "outcome": "conditions", **more}
    )


def url(name, *args):
    return reverse(f"calls:{name}", args=args)


def test_only_the_calls_managers_schedule_and_all_are_told():
    w = visited_world()
    application = w.applications[0]
    editor = editor_of(application)
    visit = by_manager(
        w,
        lambda actor: a.schedule_visit(
            actor=actor,
            application=application,
            held_on=timezone.localdate() + dt.timedelta(days=3),
            place="济南",
            visitors=w.reviewers[:2],
        ),
    )
    assert visit.state == "scheduled"
    told = set(Notification.objects.filter(kind="calls.visit").values_list("recipient", flat=True))
    assert told == {editor.pk, w.reviewers[0].user_id, w.reviewers[1].user_id}
    assert w.reviewers[0].name not in str(list(ActionRecord.objects.values_list("changes", "subject_label")))


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"held_on": dt.date(2020, 1, 1)}, "held_on"),
        ({"place": " "}, "place"),
        ({"visitors": []}, "visitors"),
    ],
)
def test_what_a_visit_needs(change, where):
    w = visited_world()
    given = {"held_on": timezone.localdate(), "place": "济南", "visitors": w.reviewers[:2], **change}
    with pytest.raises(ValidationError) as caught:
        a.schedule_visit(actor=w.manager, application=w.applications[0], **given)
    assert set(caught.value.error_dict) == {where}
    assert not SiteVisit.objects.exists()


def test_a_programme_without_visits_an_application_not_in_selection_and_a_second_visit():
    plain = world()
    with pytest.raises(ValidationError) as caught:
        scheduled(plain)
    assert caught.value.code == "visit"
    w = visited_world()
    scheduled(w)
    with pytest.raises(ValidationError) as caught:
        scheduled(w)
    assert caught.value.code == "twice"
    w.applications[1].state = "rejected"
    with pytest.raises(ValidationError) as caught:
        scheduled(w, w.applications[1])
    assert caught.value.code == "state"


def test_nobody_goes_who_has_a_conflict_or_an_open_review():
    w = visited_world()
    application = w.applications[0]
    a.save_reviewer(
        actor=w.reviewers[0].user, reviewer=w.reviewers[0], values={"declared": [application.organisation.name]}
    )
    with pytest.raises(ValidationError) as caught:
        scheduled(w)
    assert set(caught.value.error_dict) == {"visitors"}
    asked = next(i for i in invited(w) if i.application_id == application.pk)
    other = next(r for r in w.reviewers if r not in {asked.reviewer, w.reviewers[0]})
    pair = [asked.reviewer, other]
    a.set_reviewer_active(actor=None, reviewer=other, active=False)
    with pytest.raises(ValidationError) as caught:
        scheduled(w, visitors=pair)
    assert len(caught.value.error_dict["visitors"]) >= 2
    a.set_reviewer_active(actor=None, reviewer=other, active=True)
    for invitation in application.invitations.select_related("application__call", "reviewer__user"):
        review(invitation)
    assert scheduled(w, visitors=[fresh(r) for r in pair]).visitors.count() == 2


def test_moving_and_calling_off_need_a_reason():
    w = visited_world()
    visit, day = scheduled(w), timezone.localdate() + dt.timedelta(days=9)
    moved = by_manager(w, lambda actor: a.move_visit(actor=actor, visit=visit, held_on=day, place="青岛", why="大雪"))
    assert (moved.held_on, moved.place, moved.state) == (day, "青岛", "scheduled")
    for act in (
        lambda: a.move_visit(actor=w.manager, visit=visit, held_on=day, place="青岛", why=""),
        lambda: a.move_visit(actor=w.manager, visit=visit, held_on=dt.date(2020, 1, 1), place="青岛", why="x"),
        lambda: a.cancel_visit(actor=w.manager, visit=visit, why=""),
        lambda: report(visit, w.manager),
    ):
        with pytest.raises(ValidationError):
            act()
    over = by_manager(w, lambda actor: a.cancel_visit(actor=actor, visit=visit, why="申报单位撤回"))
    assert over.state == "cancelled"
    with pytest.raises(ValidationError):
        report(over, w.manager)


def test_managers_and_the_experts_who_went_report_once():
    w = visited_world()
    visit = scheduled(w)
    strangers = [w.reviewers[3].user, editor_of(visit.application), person(Role.AUDITOR), w.officer]
    for user in strangers:
        with pytest.raises(PermissionDenied):
            report(visit, user)
    check_action(lambda actor: report(fresh(visit), actor), role=MANAGER, organisation=w.call.department)
    found = fresh(visit)
    assert (found.state, found.outcome, found.findings["people"]) == (
        "reported",
        "conditions",
        ["partly", "两人未到岗"],
    )
    assert (
        Entry.objects.filter(subject_kind="calls.sitevisit", subject_id=str(found.pk)).exclude(kind="action").exists()
    )
    assert SECRET not in str(list(ActionRecord.objects.values_list("changes", flat=True)))
    with pytest.raises(ValidationError):
        report(found, w.manager)
    second = scheduled(w, w.applications[1])
    check_action(lambda actor: report(second, actor), role=EXPERT, actor=w.reviewers[0].user)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"findings": {"space": ("met", "")}}, "people"),
        ({"findings": {**MET, "space": ("unmet", " ")}}, "space"),
        ({"findings": {**MET, "space": ("so so", "x")}}, "space"),
        ({"opinion": ""}, "opinion"),
        ({"outcome": "perhaps"}, "outcome"),
    ],
)
def test_a_report_says_something_of_every_point(change, where):
    w = visited_world()
    visit = scheduled(w)
    with pytest.raises(ValidationError) as caught:
        report(visit, w.manager, **change)
    assert set(caught.value.error_dict) == {where}
    assert fresh(visit).state == "scheduled"


def test_decisions_wait_for_visits_unless_a_reason_is_given():
    w = visited_world()
    reviewed(w)
    w.applications = [fresh(x) for x in w.applications]
    visit = scheduled(w)
    with pytest.raises(ValidationError) as caught:
        a.propose_decisions(actor=w.manager, call=w.call)
    assert set(caught.value.error_dict) == {"why"}
    report(visit, w.manager, outcome="refused")
    a.propose_decisions(actor=w.manager, call=w.call)


def test_the_pages_schedule_report_and_hand_out_the_record(client):
    w = visited_world()
    client.force_login(w.manager)
    number, experts = w.applications[0].number, [r.pk for r in w.reviewers[:2]]
    posted = {"number": number, "held_on": timezone.localdate().isoformat(), "place": "济南", "officials": "李某"}
    wrong = client.post(url("visits", w.call.key), posted | {"number": "X-1", "visitors": experts})
    assert wrong.context["form"].errors.keys() == {"number"}
    client.post(url("visits", w.call.key), posted | {"visitors": experts})
    visit = SiteVisit.objects.get()
    day = (timezone.localdate() + dt.timedelta(days=2)).isoformat()
    client.post(url("change_visit", visit.pk, "move"), {"held_on": day, "place": "烟台", "why": "大雪"})
    assert SiteVisit.objects.get().place == "烟台"
    assert client.get(url("visit", visit.pk)).context["form"] is None, "it has not taken place"
    SiteVisit.objects.update(held_on=timezone.localdate())
    said = {"found-space": "met", "found-people": "unmet", "words-people": "", "opinion": SECRET, "outcome": "refused"}
    bad = client.post(url("visit", visit.pk), said)
    assert bad.context["form"].errors
    client.post(url("visit", visit.pk), said | {"words-people": "无人在岗"})
    assert SiteVisit.objects.get().state == "reported"
    for language in ("zh-hans", "en"):
        assert SECRET in client.get(url("visit", visit.pk), headers={"accept-language": language}).content.decode()
    assert number in client.get(url("visits", w.call.key)).content.decode()
    content = b"".join(client.get(url("visit_record", visit.pk)))
    told = Document(io.BytesIO(content))
    text = "\n".join(c.text for t in told.tables for row in t.rows for c in row.cells)
    assert "无人在岗" in text
    assert w.reviewers[0].name in text
    assert client.post(url("change_visit", visit.pk, "eat"), {}).status_code == 404


def test_applicants_read_day_and_place_and_after_the_decision_the_opinion_but_no_names(client):
    w = visited_world()
    visit = scheduled(w)
    editor = editor_of(w.applications[0])
    client.force_login(editor)
    own = client.get(url("application", w.applications[0].pk)).content.decode()
    assert "济南市高新区" in own
    assert client.get(url("visit", visit.pk)).status_code == 404
    assert client.get(url("visit_record", visit.pk)).status_code == 404
    report(visit, w.manager)
    assert SECRET not in client.get(url("application", w.applications[0].pk)).content.decode()
    reviewed(SimpleNamespace(**{**vars(w), "applications": [fresh(x) for x in w.applications]}))
    a.approve_decisions(actor=w.officer, decisions=a.propose_decisions(actor=w.manager, call=w.call))
    result = client.get(url("result", w.applications[0].pk)).content.decode()
    assert SECRET in result
    for reviewer in w.reviewers:
        assert reviewer.name not in own + result


def test_who_may_open_a_visit(client):
    w = visited_world()
    visit = scheduled(w)
    for user, status in (
        (w.manager, 200),
        (w.reviewers[0].user, 200),
        (person(Role.AUDITOR), 200),
        (w.reviewers[3].user, 404),
        (person(MANAGER), 404),
        (make_reviewer(8).user, 404),
    ):
        client.force_login(user)
        assert client.get(url("visit", visit.pk)).status_code == status
    client.force_login(person(Role.AUDITOR))
    assert client.post(url("visit", visit.pk), {}).status_code == 200
    assert fresh(visit).state == "scheduled"
    posted = {"number": w.applications[1].number, "held_on": timezone.localdate(), "place": "济南"}
    posted["visitors"] = [r.pk for r in w.reviewers[:2]]
    assert client.post(url("visits", w.call.key), posted).status_code == 403
    assert SiteVisit.objects.count() == 1
    a.cancel_visit(actor=w.manager, visit=visit, why="改期")
    client.force_login(w.reviewers[0].user)
    assert client.get(url("visit", visit.pk)).status_code == 404, "a visit that is called off is no more theirs"


def test_the_list_is_read_in_few_queries(client, django_assert_max_num_queries):
    w = visited_world()
    for application in w.applications:
        scheduled(w, application)
    client.force_login(w.manager)
    client.get(url("visits", w.call.key))
    with django_assert_max_num_queries(22):
        client.get(url("visits", w.call.key))


def test_the_key_laboratory_names_what_is_looked_at():
    document = find_programme("key-laboratory")[1]
    assert document["visit"]["visitors_least"] == 3
    assert {p["key"] for p in document["visit"]["point"]} == {"space", "equipment", "people", "support"}


# --- pictures
PLACE = b"GPS 36.65N 117.12E"


def photo(colour="#ccc", *, hidden=PLACE):
    """A JPEG as a telephone makes it: with a place in its Exif block."""
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="64" height="48"><rect width="64" height="48" fill="{colour}"/></svg>'
    data = bytes(vl_convert.svg_to_jpeg(svg, scale=1.0))
    body = b"Exif\0\0" + hidden
    return data[:2] + b"\xff\xe1" + (len(body) + 2).to_bytes(2, "big") + body + data[2:]


def pictured(visit, actor, content=None, caption="三层实验室"):
    file = ContentFile(photo() if content is None else content, "IMG_1.jpg")
    return a.add_visit_picture(actor=actor, visit=visit, file=file, caption=caption)


def test_whoever_may_report_adds_pictures_which_say_nothing_of_place_and_camera():
    w = visited_world()
    visit = scheduled(w)
    picture = by_manager(w, lambda actor: pictured(visit, actor))
    with default_storage.open(picture.file.path) as stored:
        kept = stored.read()
    assert PLACE not in kept
    assert (picture.width, picture.height, picture.file.media_type) == (64, 48, "image/jpeg")
    assert (picture.preview_width, picture.preview_height) == (64, 48)
    assert pictured(visit, w.manager) == picture, "the same picture twice is one"
    second = check_action(lambda actor: pictured(visit, actor, photo("#333")), role=EXPERT, actor=w.reviewers[0].user)
    assert (second.position, visit.pictures.count()) == (2, 2)
    for user in (w.reviewers[3].user, editor_of(visit.application), person(Role.AUDITOR)):
        with pytest.raises(PermissionDenied):
            pictured(visit, user, photo("#111"))
        with pytest.raises(PermissionDenied):
            a.remove_visit_picture(actor=user, picture=picture)
    by_manager(w, lambda actor: a.remove_visit_picture(actor=actor, picture=picture))
    assert list(visit.pictures.all()) == [second]
    assert "三层实验室" not in str(list(ActionRecord.objects.values_list("changes", flat=True)))


@pytest.mark.parametrize(
    ("content", "caption", "where", "code"),
    [
        (None, "  ", "caption", None),
        (b"GIF89a", "x", "file", "kind"),
        (photo()[:-30], "x", "file", "broken"),
        (b"\xff\xd8" + bytes(10 * 1024 * 1024), "x", "file", "size"),
    ],
)
def test_what_is_no_picture_is_refused_with_a_reason(content, caption, where, code):
    w = visited_world()
    with pytest.raises(ValidationError) as caught:
        pictured(scheduled(w), w.manager, content, caption)
    assert set(caught.value.error_dict) == {where}
    assert code in {None, caught.value.error_dict[where][0].code}


def test_pictures_come_after_the_visit_and_before_its_report_and_not_without_end(monkeypatch):
    w = visited_world()
    early = scheduled(w, held_on=timezone.localdate() + dt.timedelta(days=2))
    with pytest.raises(ValidationError) as caught:
        pictured(early, w.manager)
    assert caught.value.code == "early"
    monkeypatch.setattr("xinzhi.calls.actions.visit_pictures.MOST_PICTURES", 1)
    visit = scheduled(w, w.applications[1])
    picture = pictured(visit, w.manager)
    with pytest.raises(ValidationError) as caught:
        pictured(visit, w.manager, photo("#000"))
    assert caught.value.code == "count"
    report(visit, w.manager)
    for act in (
        lambda: pictured(fresh(visit), w.manager, photo("#000")),
        lambda: a.remove_visit_picture(actor=w.manager, picture=fresh(picture)),
    ):
        with pytest.raises(ValidationError) as caught:
            act()
        assert caught.value.code == "state"


def test_the_report_is_of_its_pictures_too():
    w = visited_world()
    plain, shown = scheduled(w), scheduled(w, w.applications[1])
    picture = pictured(shown, w.manager)
    assert "pictures" not in report_of(plain)
    assert report_of(shown)["pictures"] == [{"sha256": picture.file.sha256, "caption": "三层实验室"}]
    assert report(shown, w.manager).digest == digest_of(report_of(fresh(shown)))


def test_the_page_takes_in_shows_and_drops_pictures_and_the_record_holds_them(client):
    w = visited_world()
    visit = scheduled(w)
    client.force_login(w.reviewers[0].user)
    here = url("visit_pictures", visit.pk)
    wrong = client.post(here, {"file": ContentFile(b"<svg/>", "x.svg"), "caption": "楼"})
    assert wrong.context["picture_form"].errors.keys() == {"file"}
    assert wrong.context["form"].errors == {}, "the report is not blamed"
    client.post(here, {"file": ContentFile(photo(), "x.jpg"), "caption": '楼 "A"'})
    picture = visit.pictures.get()
    for language in ("zh-hans", "en"):
        page = client.get(url("visit", visit.pk), headers={"accept-language": language}).content.decode()
        assert 'alt="楼 &quot;A&quot;"' in page
    small = address(picture.preview, f"{picture.pk}.jpg")
    assert small in page
    content = client.get(small)
    assert b"".join(content).startswith(b"\xff\xd8")
    assert content["Content-Type"] == "image/jpeg"
    report(visit, w.manager)
    told = Document(io.BytesIO(b"".join(client.get(url("visit_record", visit.pk)))))
    assert len(told.inline_shapes) == 1
    assert 'descr="楼 &quot;A&quot;"' in told.element.xml
    after = client.get(url("visit", visit.pk)).content.decode()
    assert small in after
    assert here not in after
    client.post(url("drop_picture", visit.pk, picture.pk))
    assert visit.pictures.exists(), "the report is given"


def status_of(client, link):
    """The answer's status; a file is read to its end."""
    response = client.get(link)
    assert b"".join(response) or response.status_code != 200
    return response.status_code


def test_pictures_go_to_whoever_may_read_the_report(client):
    w = visited_world()
    visit = scheduled(w)
    picture = pictured(visit, w.manager)
    links = [address(picture.preview, "1.jpg"), address(picture.file, picture.name)]
    assert picture.name.endswith(f"-visit-{visit.pk}-1.jpg")
    for user, status in (
        (w.manager, 200),
        (w.reviewers[0].user, 200),
        (person(Role.AUDITOR), 200),
        (w.reviewers[3].user, 404),
        (editor_of(visit.application), 404),
        (person(MANAGER), 404),
    ):
        client.force_login(user)
        assert {status_of(client, link) for link in links} == {status}
    client.force_login(w.manager)
    assert client.post(url("drop_picture", visit.pk, picture.pk)).status_code == 302
    assert not visit.pictures.exists()
