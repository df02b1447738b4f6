"""What is remembered is used until an action is recorded, and never a moment longer."""

import time

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.test import RequestFactory

from factories import UserFactory
from xinzhi.core.actions import set_display_name
from xinzhi.core.middleware import OneVersionMiddleware
from xinzhi.core.remember import count_of, data_version, forget_all, list_of, one_version, remember


@pytest.fixture(autouse=True)
def _nothing_kept():
    forget_all()
    yield
    forget_all()


@pytest.fixture
def asked():
    """`asked()` gives 1, 2, 3 … with each call."""
    calls = []

    def make():
        calls.append(1)
        return len(calls)

    return make


@pytest.mark.django_db(transaction=True)
def test_an_answer_is_kept_until_something_is_recorded(asked):
    person = UserFactory()
    assert [remember(("a",), asked), remember(("a",), asked)] == [1, 1]
    assert remember(("b",), asked) == 2
    set_display_name(actor=person, person=person, name="新名")
    assert [remember(("a",), asked), remember(("a",), asked)] == [3, 3]


@pytest.mark.django_db(transaction=True)
def test_a_record_that_commits_late_counts_as_well():
    from xinzhi.core.models import ActionRecord

    ActionRecord.objects.create(verb="x", subject_type="x", subject_id="1", subject_label="x", pk=100)
    before = data_version()
    ActionRecord.objects.create(verb="x", subject_type="x", subject_id="1", subject_label="x", pk=99)
    assert data_version() != before


@pytest.mark.django_db(transaction=True)
def test_nothing_is_kept_inside_a_transaction(asked):
    with transaction.atomic():
        assert [remember(("a",), asked), remember(("a",), asked)] == [1, 2]
    assert remember(("a",), asked) == 3


@pytest.mark.django_db(transaction=True)
def test_an_error_is_not_kept(asked):
    with pytest.raises(ZeroDivisionError):
        remember(("a",), lambda: 1 // 0)
    assert remember(("a",), asked) == 1


@pytest.mark.django_db(transaction=True)
def test_one_request_asks_for_the_version_once(django_assert_num_queries, asked):
    with one_version(), django_assert_num_queries(1):
        remember(("a",), asked)
        remember(("b",), asked)


@pytest.mark.django_db(transaction=True)
def test_rows_and_counts_follow_the_data(django_assert_num_queries):
    from xinzhi.core.models import User

    person = UserFactory(display_name="甲")
    rows = User.objects.filter(display_name="甲")
    assert (count_of(rows), list_of(rows)) == (1, [person])
    with one_version(), django_assert_num_queries(1):
        assert (count_of(rows), list_of(rows)) == (1, [person])
    set_display_name(actor=person, person=person, name="乙")
    assert (count_of(rows), list_of(rows)) == (0, [])


@pytest.mark.django_db(transaction=True)
def test_patience_takes_a_recent_answer_and_no_old_one(monkeypatch, django_assert_num_queries, asked):
    person = UserFactory()
    with one_version(patience=15):
        assert remember(("a",), asked) == 1
    set_display_name(actor=person, person=person, name="新名")
    with one_version(patience=15), django_assert_num_queries(0):
        assert remember(("a",), asked) == 1
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + 16)
    with one_version(patience=15):
        assert remember(("a",), asked) == 2


@pytest.mark.django_db(transaction=True)
def test_only_visitors_are_patient(settings, asked):
    """Whoever is signed in sees what was done; a visitor may see the answer of a moment ago."""
    settings.VISITOR_PATIENCE = 15.0
    person = UserFactory()
    seen = []

    def page(_request):
        seen.append(remember(("a",), asked))

    def ask(user):
        request = RequestFactory().get("/")
        request.user = user
        OneVersionMiddleware(page)(request)

    ask(AnonymousUser())
    set_display_name(actor=person, person=person, name="新名")
    ask(AnonymousUser())
    ask(person)
    assert seen == [1, 1, 2]
