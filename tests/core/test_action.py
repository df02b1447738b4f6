"""What is not recorded has not happened, and the other way round."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError

from factories import ActionRecordFactory, JobFactory, SavedViewFactory, UserFactory, person
from permissions import check_action
from xinzhi.core.action import action_recorded, recorded, require, snapshot
from xinzhi.core.actions import delete_view, save_view, set_display_name, set_mail_mode
from xinzhi.core.models import ActionRecord, Job, MailMode, SavedView, User
from xinzhi.core.roles import Role

pytestmark = pytest.mark.django_db


# --- the pattern ----------------------------------------------------------------------------------------------------


def test_a_change_is_recorded_with_before_and_after():
    user, job = UserFactory(), JobFactory(title="before")
    with recorded("test.rename", actor=user, subject=job, why="typo") as change:
        job.title = "after"
        job.save()
        change.note("rows", 0, 3)
    record = ActionRecord.objects.get()
    assert (record.actor, record.verb, record.why) == (user, "test.rename", "typo")
    assert (record.subject_type, record.subject_id, record.subject_label) == ("core.job", str(job.pk), "after")
    assert record.changes == {"rows": [0, 3], "title": ["before", "after"]}
    assert change.record == record


def test_an_error_inside_leaves_neither_change_nor_record():
    job = JobFactory(title="before")

    def fail():
        with recorded("test.rename", actor=None, subject=job):
            job.title = "after"
            job.save()
            raise ValidationError("no")

    with pytest.raises(ValidationError):
        fail()
    assert Job.objects.get().title == "before"
    assert not ActionRecord.objects.exists()


def test_nothing_is_recorded_where_the_body_found_nothing_to_change():
    user = UserFactory()
    before = ActionRecord.objects.count()
    with recorded("core.test", actor=None, subject=user) as change:
        change.nothing()
    assert ActionRecord.objects.count() == before
    assert change.record is None


def test_a_listener_that_fails_undoes_the_action():
    job = JobFactory(title="before")

    def refuse(**_kwargs):
        raise RuntimeError("the log is closed")

    def act():
        with recorded("test.rename", actor=None, subject=job):
            job.title = "after"
            job.save()

    action_recorded.connect(refuse)
    try:
        with pytest.raises(RuntimeError, match="the log is closed"):
            act()
    finally:
        action_recorded.disconnect(refuse)
    assert Job.objects.get().title == "before"
    assert not ActionRecord.objects.exists()


def test_a_new_row_has_no_before_and_a_deleted_one_no_after():
    view = SavedView(owner=UserFactory(), page="p", name="n")
    with recorded("test.make", actor=None, subject=view, new=True):
        view.save()
    made = ActionRecord.objects.latest("pk")
    assert made.changes["name"] == [None, "n"]
    pk = view.pk
    with recorded("test.drop", actor=None, subject=view):
        view.delete()
    dropped = ActionRecord.objects.latest("pk")
    assert dropped.subject_id == str(pk)
    assert dropped.changes["name"] == ["n", None]


def test_secrets_and_time_stamps_are_not_recorded():
    assert {"password", "last_login", "created_at", "updated_at"}.isdisjoint(snapshot(UserFactory()))


def test_long_texts_are_shortened():
    job = JobFactory()
    with recorded("test.write", actor=None, subject=job) as change:
        change.note("text", "", "字" * 5000)
    assert len(ActionRecord.objects.get().changes["text"][1]) == 2001


def test_a_record_is_never_changed_nor_deleted():
    record = ActionRecordFactory()
    record.why = "another"
    with pytest.raises(RuntimeError, match="never changed"):
        record.save()
    with pytest.raises(RuntimeError, match="never deleted"):
        record.delete()


def test_the_system_may_and_others_need_the_permission():
    view = SavedViewFactory()
    require(None, "core.change_own", view)
    require(view.owner, "core.change_own", view)
    for other in (UserFactory(), AnonymousUser(), person(Role.PLAN_OFFICE)):
        with pytest.raises(PermissionDenied):
            require(other, "core.change_own", view)


# --- small actions --------------------------------------------------------------------------------------------------


def test_a_view_is_made_overwritten_renamed_and_opens_the_page():
    me = UserFactory()
    view = save_view(actor=me, page="p", name=" late ", query="state=late")
    assert (view.name, view.query) == ("late", "state=late")
    assert save_view(actor=me, page="p", name="late", query="state=done", opens=True) == view
    assert SavedView.objects.get(name="", owner=me).query == "state=done"
    save_view(actor=me, page="p", name="done", query="state=done", view=view)
    assert list(SavedView.objects.values_list("name", flat=True)) == ["done"]  # no longer opens the page
    assert ActionRecord.objects.filter(verb="core.save_view").count() == 3


@pytest.mark.parametrize(("name", "query"), [("", "q=1"), ("  ", "q=1"), ("x" * 61, "q=1"), ("ok", "q=" + "x" * 1000)])
def test_a_view_without_a_fit_name_or_query_is_refused(name, query):
    with pytest.raises(ValidationError):
        save_view(actor=UserFactory(), page="p", name=name, query=query)
    assert not SavedView.objects.exists()


def test_a_view_is_not_renamed_onto_another():
    me = UserFactory()
    first, second = (SavedViewFactory(owner=me, page="p", name=n) for n in "ab")
    with pytest.raises(ValidationError):
        save_view(actor=me, page="p", name="a", query="", view=second)
    assert SavedViewFactory._meta.model.objects.get(pk=first.pk).name == "a"


def test_only_the_owner_renames_and_deletes_a_view():
    view = SavedViewFactory()
    check_action(
        lambda actor: save_view(actor=actor, page=view.page, name="new", query="", view=view),
        role=Role.PLAN_OFFICE,
        actor=view.owner,
    )
    SavedViewFactory(owner=view.owner, page=view.page, name="", query=view.query)
    check_action(lambda actor: delete_view(actor=actor, view=view), role=Role.PLAN_OFFICE, actor=view.owner)
    assert not SavedView.objects.exists()


def test_everyone_sets_only_their_own_mail_and_name():
    me = UserFactory()
    for act in (
        lambda actor: set_mail_mode(actor=actor, person=me, mode="weekly"),
        lambda actor: set_display_name(actor=actor, person=me, name=" 王工 "),
    ):
        check_action(act, role=Role.PLAN_OFFICE, actor=me)
    me.refresh_from_db()
    assert (me.mail_mode, me.display_name) == (MailMode.WEEKLY, "王工")


def test_an_unknown_mail_mode_and_a_name_too_long_are_refused():
    me = UserFactory(display_name="王")
    with pytest.raises(ValidationError):
        set_mail_mode(actor=me, person=me, mode="hourly")
    with pytest.raises(ValidationError):
        set_display_name(actor=me, person=me, name="x" * 81)
    kept = User.objects.get()
    assert (kept.mail_mode, kept.display_name) == (MailMode.NOW, "王")
