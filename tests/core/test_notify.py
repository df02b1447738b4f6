"""Notices by mail: at once, once a week, or never; and only for what has really happened."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from factories import NotificationFactory, UserFactory
from xinzhi.core.actions import notify, send_digest
from xinzhi.core.models import MailMode, Notification

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ground_floor")]

SMTP = "django.core.mail.backends.smtp.EmailBackend"


def tell(*people, url="/inbox/"):
    return notify(recipients=people, kind="core.test", title="到期", body="明天到期", url=url)


@pytest.mark.parametrize(("mode", "mails"), [(MailMode.NOW, 1), (MailMode.WEEKLY, 0), (MailMode.NEVER, 0)])
def test_mail_leaves_on_commit_for_those_who_want_it(
    django_capture_on_commit_callbacks, mailoutbox, settings, mode, mails
):
    user = UserFactory(mail_mode=mode)
    with django_capture_on_commit_callbacks(execute=True):
        [notice] = tell(user)
        assert mailoutbox == []
    assert len(mailoutbox) == mails
    notice.refresh_from_db()
    assert (notice.mailed_at is not None) == (mails == 1)
    if mails:
        assert mailoutbox[0].to == [user.email]
        assert mailoutbox[0].subject == "到期"
        assert f"{settings.BASE_URL}/inbox/" in mailoutbox[0].body


@pytest.mark.django_db(transaction=True)
def test_nothing_is_sent_when_the_transaction_is_undone(mailoutbox):
    class UndoneError(Exception):
        pass

    def act():
        with transaction.atomic():
            tell(UserFactory())
            raise UndoneError

    with pytest.raises(UndoneError):
        act()
    assert mailoutbox == []
    assert not Notification.objects.exists()


def test_many_are_told_in_one_write(django_assert_num_queries):
    people = [UserFactory() for _ in range(5)]
    with django_assert_num_queries(1):
        tell(*people)
    assert {n.recipient for n in Notification.objects.filter(kind="core.test")} == {*people}


def test_each_active_person_is_told_once(django_capture_on_commit_callbacks, mailoutbox):
    user, gone, no_mail = UserFactory(), UserFactory(is_active=False), UserFactory(email="")
    with django_capture_on_commit_callbacks(execute=True):
        notices = tell(user, user, gone, no_mail)
    assert {n.recipient for n in notices} == {user, no_mail}
    assert len(mailoutbox) == 1


def test_the_digest_gathers_what_was_not_mailed_and_sends_it_once(mailoutbox, settings):
    reader = UserFactory(mail_mode=MailMode.WEEKLY)
    for title in ("一", "二"):
        NotificationFactory(recipient=reader, title=f"{title} <b>", url="/jobs/", body="text & more")
    NotificationFactory(recipient=UserFactory(mail_mode=MailMode.NEVER))
    NotificationFactory(recipient=UserFactory(mail_mode=MailMode.WEEKLY, email=""))
    NotificationFactory(recipient=UserFactory(mail_mode=MailMode.WEEKLY, is_active=False))
    assert send_digest() == 1
    [mail] = mailoutbox
    [(html, kind)] = [(a.content, a.mimetype) for a in mail.alternatives]
    assert kind == "text/html"
    assert mail.to == [reader.email]
    assert mail.body.index("一 <b>") < mail.body.index("二 <b>")
    assert f"{settings.BASE_URL}/jobs/" in mail.body
    assert "一 &lt;b&gt;" in html
    assert "<b>" not in html
    assert send_digest() == 0
    NotificationFactory(recipient=reader)
    assert send_digest(language="en") == 1
    assert "1 notice of this week" in mailoutbox[-1].subject


def test_a_digest_that_cannot_be_sent_is_tried_again(mailoutbox, settings):
    NotificationFactory(recipient=UserFactory(mail_mode=MailMode.WEEKLY))
    good = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "xinzhi.nowhere.Backend"
    with pytest.raises(ImportError):
        send_digest()
    settings.EMAIL_BACKEND = good
    assert send_digest() == 1


def test_nobody_asks_for_another_persons_mail(mailoutbox):
    reader, other = (UserFactory(mail_mode=MailMode.WEEKLY) for _n in range(2))
    for one in (reader, other):
        NotificationFactory(recipient=one)
    for wanted in (None, other):
        with pytest.raises(PermissionDenied):
            send_digest(actor=reader, person=wanted)
    assert send_digest(actor=reader, person=reader) == 1
    assert [m.to for m in mailoutbox] == [[reader.email]]


def test_mail_that_cannot_leave_goes_out_with_the_next_digest(django_capture_on_commit_callbacks, settings):
    reader = UserFactory(mail_mode=MailMode.NOW)
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = SMTP, "127.0.0.1", 1  # nobody listens there
    with django_capture_on_commit_callbacks(execute=True):
        [notice] = tell(reader)
    notice.refresh_from_db()
    assert notice.mailed_at is None
    settings.EMAIL_BACKEND = working
    assert send_digest() == 1
    notice.refresh_from_db()
    assert notice.mailed_at is not None
