"""One's own notices, nobody else's; and no link of ours leads elsewhere."""

import pytest
from django.utils import timezone

from factories import NotificationFactory, SavedViewFactory, UserFactory, person
from permissions import check_action, check_needs_login, check_view
from xinzhi.core.actions import mark_read
from xinzhi.core.models import MailMode, Notification, SavedView
from xinzhi.core.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ground_floor")]


@pytest.fixture
def me(client):
    user = UserFactory()
    client.force_login(user)
    return user


def shown(response):
    return [item["title"] for item in response.context["items"]]


def test_the_inbox_needs_an_account(client):
    for url in ("/inbox/", "/inbox/1/", "/me/", "/jobs/", "/jobs/1/", "/views/save/", "/views/1/delete/"):
        check_needs_login(client, url)
    for url in ("/inbox/", "/inbox/read/", "/jobs/1/cancel/", "/jobs/1/resume/", "/views/save/", "/views/1/delete/"):
        check_needs_login(client, url, method="post")


def test_my_notices_newest_first_and_the_unread_alone(client, me):
    NotificationFactory(recipient=me, title="old", read_at=timezone.now())
    NotificationFactory(recipient=me, title="new")
    NotificationFactory(title="another's")
    assert shown(client.get("/inbox/")) == ["new", "old"]
    response = client.get("/inbox/?show=unread")
    assert shown(response) == ["new"]
    assert response.context["unread"] == 1


def test_an_empty_inbox_says_what_will_stand_there(client, me):
    assert 'class="empty"' in client.get("/inbox/").content.decode()
    assert 'class="empty"' in client.get("/inbox/?show=unread").content.decode()


def test_a_notice_names_its_room(client, me):
    NotificationFactory(recipient=me, kind="core.test")
    NotificationFactory(recipient=me, kind="nowhere.test")
    assert [bool(item["room"]) for item in client.get("/inbox/").context["items"]] == [False, True]


def test_opening_marks_it_read_and_goes_there(client, me):
    notice = NotificationFactory(recipient=me, url="/jobs/?x=1")
    response = client.get(f"/inbox/{notice.pk}/")
    assert (response.status_code, response.url) == (302, "/jobs/?x=1")
    notice.refresh_from_db()
    first = notice.read_at
    assert first is not None
    client.get(f"/inbox/{notice.pk}/")
    notice.refresh_from_db()
    assert notice.read_at == first


@pytest.mark.parametrize(
    "url",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "///evil.example", "javascript:alert(1)", "", "x"],
)
def test_no_notice_leads_to_another_site(client, me, url):
    notice = NotificationFactory(recipient=me, url=url)
    assert client.get(f"/inbox/{notice.pk}/").url == "/inbox/"


def test_another_persons_notice_does_not_exist_for_me(client):
    notice = NotificationFactory()
    check_view(
        client,
        f"/inbox/{notice.pk}/",
        role=Role.PLAN_OFFICE,
        actor=notice.recipient,
        refused=404,
        success=302,
        missing="/inbox/0/",
    )


def test_marking_all_touches_mine_alone(client, me):
    NotificationFactory.create_batch(2, recipient=me)
    other = NotificationFactory()
    assert client.get("/inbox/read/").status_code == 405
    client.post("/inbox/read/")
    assert Notification.objects.filter(read_at=None).get() == other


def test_only_the_recipient_marks_a_notice_as_read():
    notice = NotificationFactory()
    check_action(
        lambda actor: mark_read(actor=actor, notice=notice),
        role=Role.PLAN_OFFICE,
        actor=notice.recipient,
        records=0,
    )


def test_mail_preference_is_kept_and_nonsense_is_not(client, me):
    client.post("/inbox/", {"mail_mode": "weekly"})
    client.post("/inbox/", {"mail_mode": "hourly"})
    me.refresh_from_db()
    assert me.mail_mode == MailMode.WEEKLY


def test_the_number_of_queries_does_not_grow(client, me, django_assert_max_num_queries):
    NotificationFactory.create_batch(30, recipient=me)
    with django_assert_max_num_queries(6):
        client.get("/inbox/")


# --- me -------------------------------------------------------------------------------------------------------------


def test_my_page_shows_my_roles_and_keeps_my_name(client):
    user = person(Role.ANALYST)
    client.force_login(user)
    assert [m.role for m in client.get("/me/").context["roles"]] == ["analyst"]
    assert client.post("/me/", {"display_name": "李工", "mail_mode": "never"}).status_code == 302
    user.refresh_from_db()
    assert (user.display_name, user.mail_mode) == ("李工", "never")


def test_my_page_refuses_what_cannot_be(client, me):
    response = client.post("/me/", {"display_name": "x" * 90, "mail_mode": "hourly"})
    assert set(response.context["form"].errors) == {"display_name", "mail_mode"}
    assert client.post("/me/", {"display_name": me.display_name, "mail_mode": me.mail_mode}).status_code == 302


# --- saved views ----------------------------------------------------------------------------------------------------


def test_a_view_is_saved_from_a_list_and_leads_back_to_it(client, me):
    form = client.get("/views/save/?page=p&query=state%3Dlate&next=/jobs/").context["form"]
    assert form.initial == {"page": "p", "query": "state=late", "next": "/jobs/"}
    response = client.post("/views/save/", {**form.initial, "name": "late", "opens": "on"})
    assert (response.status_code, response.url) == (302, "/jobs/?state=late")
    assert sorted(SavedView.objects.values_list("owner", "name", "query")) == [
        (me.pk, "", "state=late"),
        (me.pk, "late", "state=late"),
    ]


def test_saving_never_leads_to_another_site(client, me):
    data = {"page": "p", "query": "a=1", "next": "https://evil.example/", "name": "n"}
    assert client.post("/views/save/", data).url.startswith("/me/")


def test_a_view_is_renamed_and_a_taken_name_is_refused(client, me):
    view = SavedViewFactory(owner=me, page="p", name="a", query="x=1")
    SavedViewFactory(owner=me, page="p", name="b")
    form = client.get(f"/views/save/?view={view.pk}").context["form"]
    assert (form.initial["name"], form.initial["query"], form.initial["opens"]) == ("a", "x=1", False)
    assert "name" in client.post("/views/save/", {**form.initial, "name": "b"}).context["form"].errors
    client.post("/views/save/", {**form.initial, "name": "c"})
    view.refresh_from_db()
    assert view.name == "c"


def test_another_persons_view_can_be_neither_renamed_nor_deleted(client):
    view = SavedViewFactory()
    for url in (f"/views/save/?view={view.pk}", f"/views/{view.pk}/delete/"):
        check_view(client, url, role=Role.PLAN_OFFICE, actor=view.owner, refused=404)
    check_view(
        client,
        f"/views/{view.pk}/delete/",
        role=Role.PLAN_OFFICE,
        actor=view.owner,
        refused=404,
        method="post",
        success=302,
    )
    assert not SavedView.objects.exists()


def test_a_boosted_link_to_the_form_loads_a_whole_page(client, me):
    response = client.get("/views/save/?page=p", headers={"hx-request": "true"})
    assert response["HX-Redirect"] == "/views/save/?page=p"
