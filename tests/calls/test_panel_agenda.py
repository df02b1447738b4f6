"""What is before a panel: chosen out of all in review by search, filter and rank; read by its members, and by nobody else."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from factories import person
from review_help import OPINION, invited, make_application, make_call, make_reviewer, programme, review, world
from review_roles import MANAGER, by_manager, fresh
from xinzhi.calls import actions as a
from xinzhi.calls.models import Application, ApplicationFile, Conflict, PanelItem
from xinzhi.calls.queries.places import places_of
from xinzhi.calls.queries.rankings import standings_of
from xinzhi.core.actions.store_file import store_file
from xinzhi.core.files import address
from xinzhi.core.models import Notification
from xinzhi.core.roles import Role
from xinzhi.fields.models import Field

pytestmark = pytest.mark.django_db
EN = {"accept-language": "en"}


def url(name, *args):
    return reverse(f"calls:{name}", args=args)


def scored(*, points=None, blinding="single", **more):
    """A world whose applications have two reviews each; the second application's reviewers disagree."""
    document = programme(
        review={"need": 2, "load_most": 20, "disagreement": 25, "discussion": False}, panel={"size_least": 2}
    )
    next(s for s in document["step"] if s["key"] == "panel")["blinding"] = blinding
    w = world(call=make_call(document), **{"applications": 5, "reviewers": 6, **more})
    given = points or {0: (9, 9), 1: (3, 10), 2: (8, 8), 3: (5, 5)}
    for invitation in invited(w):
        n = w.applications.index(invitation.application)
        if n in given:
            review(invitation, given[n][invitation.number % 2])
    w.applications = [fresh(x) for x in w.applications]
    return w


def convened(w, reviewers=None, applications=()):
    return a.convene_panel(
        actor=w.manager,
        call=w.call,
        name="评审会",
        held_on=timezone.localdate(),
        reviewers=reviewers or w.reviewers[:3],
        applications=applications,
    )


def put(w, panel, *applications):
    return a.add_to_agenda(actor=w.manager, panel=panel, applications=list(applications))


def test_a_panel_is_convened_empty_and_its_members_are_told_where():
    w = scored()
    panel = convened(w)
    assert panel.items.count() == 0
    told = Notification.objects.filter(kind="calls.panel")
    assert set(told.values_list("recipient", flat=True)) == {r.user_id for r in w.reviewers[:3]}
    assert {n.url for n in told} == {url("panel", panel.pk)}


def test_only_the_calls_managers_put_on_and_take_off_the_agenda():
    w = scored()
    panel = convened(w)
    first, second = w.applications[:2]
    items = by_manager(w, lambda actor: a.add_to_agenda(actor=actor, panel=panel, applications=[first, second]))
    assert [i.position for i in items] == [1, 2]
    assert put(w, panel, second, w.applications[2])[0].position == 3, "what is there stays where it is"
    assert [i.application_id for i in panel.items.all()] == [x.pk for x in w.applications[:3]]
    item = panel.items.get(application=second)
    by_manager(w, lambda actor: a.take_off_agenda(actor=actor, item=item))
    assert panel.items.count() == 2


def test_what_may_not_be_put_on_or_taken_off():
    w = scored()
    panel = convened(w, applications=w.applications[:2])
    other, decided = make_application(make_call(), 9), w.applications[3]
    decided.state = "rejected"
    for wrong in (other, decided):
        with pytest.raises(ValidationError) as caught:
            put(w, panel, wrong)
        assert set(caught.value.error_dict) == {"applications"}
    item = panel.items.select_related("panel__call").all()[0]
    a.put_on_table(actor=w.manager, item=item)
    with pytest.raises(ValidationError) as caught:
        a.take_off_agenda(actor=w.manager, item=fresh(item))
    assert caught.value.code == "current"
    a.close_panel(actor=w.manager, panel=fresh(panel))
    for act in (
        lambda: put(w, fresh(panel), w.applications[2]),
        lambda: a.take_off_agenda(actor=w.manager, item=panel.items.select_related("panel__call").all()[1]),
    ):
        with pytest.raises(ValidationError) as caught:
            act()
        assert caught.value.code == "state"


def test_conflicts_are_looked_for_when_something_comes_onto_the_agenda():
    w = scored()
    panel = convened(w)
    member, application = w.reviewers[0], w.applications[4]
    a.save_reviewer(actor=member.user, reviewer=member, values={"declared": [application.organisation.name]})
    put(w, panel, application)
    assert Conflict.objects.filter(application=application, reviewer=member).exists()


def test_the_rank_of_the_list_is_that_of_the_decision():
    w = scored()
    places, standings = places_of(w.call), standings_of(w.call)
    assert {pk: p.rank for pk, p in places.items()} == {pk: r.rank for pk, r in standings.ranked.items()}
    assert [pk for pk, p in places.items() if p.disputed] == list(standings.disputed) == [w.applications[1].pk]
    assert places[w.applications[0].pk].rank == 1
    assert w.applications[4].pk not in places, "nothing is said of what nobody has reviewed"
    assert places_of(make_call()) == {}


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("", [0, 1, 2, 3, 4]),
        ("rank_from=1&rank_to=2", [0, 2]),
        ("rank_from=3", [1, 3]),
        ("disputed=true", [1]),
        ("disputed=false", [0, 2, 3, 4]),
        ("complete=true", [0, 1, 2, 3]),
        ("complete=false", [4]),
        ("field=quantum", [2]),
        ("panel=true", [3]),
        ("panel=false", [0, 1, 2, 4]),
        ("q=第3研究所", [2]),
        ("rank_to=2&field=quantum", [2]),
    ],
)
def test_the_list_chooses_by_search_filter_and_rank(client, query, left):
    w = scored()
    Application.objects.filter(pk=w.applications[2].pk).update(
        field=Field.objects.create(key="quantum", name="量子信息", kind="priority")
    )
    convened(w, applications=[w.applications[3]])
    client.force_login(w.manager)
    for name, args in (("in_review", [w.call.key]), ("candidates", [convened(w).pk])):
        page = client.get(f"{url(name, *args)}?{query}", headers=EN)
        found = [row.pk for row in page.context["table"].data.data]
        assert found == [w.applications[n].pk for n in left], name


def test_all_of_a_filter_is_put_before_the_panel_after_a_look_at_it(client):
    w = scored()
    panel = convened(w)
    client.force_login(w.manager)
    here = url("candidates", panel.pk) + "?rank_to=2"
    shown = client.post(here, {"action": "agenda", "every": "1"}, headers=EN).content.decode()
    assert "2 entries will be changed" in shown
    assert panel.items.count() == 0
    chosen = [w.applications[0].pk, w.applications[2].pk]
    client.post(here, {"action": "agenda", "row": chosen, "confirmed": "1"}, headers=EN)
    assert set(panel.items.values_list("application", flat=True)) == set(chosen)
    again = client.get(here, headers=EN)
    assert list(again.context["table"].data.data) == []
    assert "2 applications are on the agenda" in again.content.decode()
    item = panel.items.all()[0]
    client.post(url("take_off", item.pk))
    assert panel.items.count() == 1


def test_the_list_is_exported_with_its_ranks(client):
    w = scored()
    client.force_login(w.manager)
    text = b"".join(client.get(url("in_review", w.call.key) + "?format=csv&sort=-mean").streaming_content).decode()
    lines = [line.split(",") for line in text.lstrip("\ufeff").splitlines()]
    rank, number = lines[0].index("rank"), lines[0].index("number")
    assert lines[1][number] == w.applications[0].number
    assert lines[1][rank] == "1"
    for reviewer in w.reviewers:
        assert reviewer.name not in text


def test_who_sees_the_lists(client):
    w = scored()
    panel = convened(w)
    for user, lists, choosing in (
        (w.manager, 200, 200),
        (person(Role.AUDITOR), 200, 403),
        (person(MANAGER), 403, 404),
        (w.reviewers[0].user, 403, 403),
        (w.reviewers[5].user, 403, 404),
        (person(Role.ORG_EDITOR, w.applications[0].organisation), 403, 404),
    ):
        client.force_login(user)
        assert client.get(url("in_review", w.call.key)).status_code == lists
        assert client.get(url("candidates", panel.pk)).status_code == choosing
        if choosing != 200:
            chosen = {"action": "agenda", "row": [w.applications[0].pk], "confirmed": "1"}
            assert client.post(url("candidates", panel.pk), chosen).status_code == choosing
    assert panel.items.count() == 0


def test_an_auditor_reads_panels_and_has_no_button(client):
    w = scored()
    panel = convened(w, applications=w.applications[:2])
    client.force_login(person(Role.AUDITOR))
    listed = client.get(url("panels", w.call.key), headers=EN).content.decode()
    assert url("panel", panel.pk) in listed
    assert url("new_panel", w.call.key) not in listed
    shown = client.get(url("panel", panel.pk), headers=EN).content.decode()
    assert w.reviewers[0].name in shown
    assert "<button" not in shown.split("<main", 1)[1].split("</main", 1)[0]


def test_a_member_reads_what_is_before_the_panel(client):
    w = scored(blinding="double")
    panel = convened(w, reviewers=[*w.reviewers[:2], make_reviewer(40)], applications=w.applications[:1])
    item, member = panel.items.get(), panel.seats.get(number=3).reviewer
    application = w.applications[0]
    client.force_login(member.user)
    assert url("panel", panel.pk) in client.get(url("my_reviews")).content.decode()
    assert url("panel_item", item.pk) in client.get(url("panel", panel.pk)).content.decode()
    for language in ("en", "zh-hans"):
        page = client.get(url("panel_item", item.pk), headers={"accept-language": language}).content.decode()
        assert OPINION in page
        for hidden in (application.organisation.name, application.leader, *(r.name for r in w.reviewers)):
            assert hidden not in page
    for user in (w.reviewers[5].user, w.manager, person(Role.AUDITOR), person(Role.EXPERT)):
        client.force_login(user)
        assert client.get(url("panel_item", item.pk)).status_code == 404


def test_a_member_who_reviews_reads_no_other_review_here(client):
    w = scored()
    asked = invited_of(w, 4)
    panel = convened(w, reviewers=[asked[0].reviewer, w.reviewers[0]], applications=[w.applications[4]])
    review(asked[1], 7)
    client.force_login(asked[0].reviewer.user)
    assert OPINION not in client.get(url("panel_item", panel.items.get().pk)).content.decode()


def invited_of(w, n):
    rows = w.applications[n].invitations.select_related("application__call", "reviewer__user")
    return list(rows.order_by("number"))


def test_a_conflict_keeps_a_member_from_reading(client):
    w = scored()
    member = w.reviewers[0]
    panel = convened(w)
    a.save_reviewer(actor=member.user, reviewer=member, values={"declared": [w.applications[0].organisation.name]})
    put(w, panel, *w.applications[:2])
    items = {i.application_id: i for i in PanelItem.objects.filter(panel=panel)}
    client.force_login(member.user)
    barred, open_item = items[w.applications[0].pk], items[w.applications[1].pk]
    assert client.get(url("panel_item", barred.pk)).status_code == 404
    assert client.get(url("panel_item", open_item.pk)).status_code == 200
    shown = client.get(url("panel", panel.pk)).content.decode()
    assert url("panel_item", barred.pk) not in shown
    assert url("panel_item", open_item.pk) in shown


def status_of(client, link):
    """The answer's status; a file is read to its end."""
    response = client.get(link)
    assert b"".join(response) or response.status_code != 200
    return response.status_code


@pytest.mark.parametrize(("blinding", "plain", "blinded"), [("single", 200, 404), ("double", 404, 200)])
def test_files_go_to_members_as_the_step_blinds(client, blinding, plain, blinded):
    w = scored(blinding=blinding)
    application = w.applications[0]
    stored = store_file(actor=None, file=ContentFile("研究方案".encode()), media_type="text/plain")
    piece = ApplicationFile.objects.create(
        application=application, slot="content.figures", file=stored, name="王教授方案.txt"
    )
    panel = convened(w, applications=[application])
    item = panel.items.get()
    client.force_login(w.reviewers[0].user)
    assert status_of(client, address(stored, piece.name)) == plain
    assert status_of(client, url("panel_file", item.pk, piece.pk)) == blinded
    client.force_login(w.reviewers[5].user)
    assert client.get(url("panel_file", item.pk, piece.pk)).status_code == 404


def test_a_long_agenda_comes_by_the_page_in_few_queries(client, django_assert_max_num_queries):
    w = scored(applications=70, reviewers=9, points={0: (9, 9)})
    panel = convened(w, applications=w.applications)
    client.force_login(w.reviewers[0].user)
    with django_assert_max_num_queries(22):
        first = client.get(url("panel", panel.pk), headers=EN).content.decode()
    assert first.count('<li><div class="item-main"><a id=') == 60
    assert client.get(url("panel", panel.pk) + "?page=2").content.decode().count('<a id="item-') == 10
    client.force_login(w.manager)
    with django_assert_max_num_queries(30):
        client.get(url("in_review", w.call.key))
