"""What protects an installation, seen from outside: headers, sign-in, lock-out, second factor, single sign-on."""

import os
import subprocess
import sys

import pytest
from django.core.cache import cache
from django.urls import reverse

from factories import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough phrase"


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()  # allauth counts there


@pytest.fixture
def user():
    person = UserFactory(username="officer", email="officer@example.invalid")
    person.set_password(PASSWORD)
    person.save()
    return person


def sign_in(client, password=PASSWORD):
    return client.post(reverse("account_login"), {"login": "officer", "password": password})


@pytest.mark.parametrize("name", ["home", "account_login", "registry:index", "fields:index", "search"])
def test_no_inline_code_is_allowed_anywhere(client, name):
    answer = client.get(reverse(name))
    policy = answer["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert (answer["X-Frame-Options"], answer["X-Content-Type-Options"]) == ("DENY", "nosniff")
    assert answer["X-Request-ID"] != ""


def test_sign_in_leads_to_the_workbench(client, user):
    assert sign_in(client)["Location"] == reverse("workbench")
    assert user.password.startswith("argon2")


def test_five_failures_lock_the_account_at_that_address_and_no_colleague(client, user):
    for _ in range(4):
        assert sign_in(client, "wrong").status_code == 200
    assert sign_in(client, "wrong").status_code == 429
    sign_in(client)
    assert client.get(reverse("workbench")).status_code == 302
    user.pk, user.username, user.email = None, "colleague", "colleague@example.invalid"
    user.save()
    client.post(reverse("account_login"), {"login": "colleague", "password": PASSWORD})
    assert client.get(reverse("workbench")).status_code == 200


def test_sign_up_is_closed_unless_the_operator_opens_it(client, settings):
    signup = reverse("account_signup")
    data = {"username": "new", "email": "n@example.invalid", "password1": PASSWORD, "password2": PASSWORD}
    client.post(signup, data)
    assert not user_exists("new")
    settings.SIGNUP_OPEN = True
    client.post(signup, data)
    assert user_exists("new")


def user_exists(name):
    from xinzhi.core.models import User

    return User.objects.filter(username=name).exists()


@pytest.mark.parametrize("name", ["mfa_index", "mfa_activate_totp", "account_change_password", "account_email"])
def test_account_pages_open_for_the_signed_in(client, user, name):
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    sign_in(client)
    assert client.get(reverse(name), follow=True).status_code == 200


def test_sign_out_needs_a_post(client, user):
    sign_in(client)
    client.get(reverse("account_logout"))
    assert client.get(reverse("workbench")).status_code == 200
    client.post(reverse("account_logout"))
    assert client.get(reverse("workbench")).status_code == 302


def test_single_sign_on_is_set_up_by_the_environment(tmp_path):
    """In a process of its own: settings are read once."""
    code = (
        "from django.conf import settings;"
        "print(settings.SOCIALACCOUNT_PROVIDERS['openid_connect']['APPS'][0]['settings']['server_url'])"
    )
    env = {
        **os.environ,
        "XINZHI_DATA_DIR": str(tmp_path),
        "XINZHI_OIDC_SERVER": "https://sso.example.invalid",
        "XINZHI_OIDC_CLIENT_ID": "xinzhi",
        "XINZHI_OIDC_CLIENT_SECRET": "s",
    }
    ran = subprocess.run([sys.executable, "-c", code], check=True, env=env, capture_output=True, text=True)  # noqa: S603
    assert ran.stdout.strip() == "https://sso.example.invalid"


def test_single_sign_on_is_offered_where_it_is_set_up(client, settings):
    app = {"provider_id": "oidc", "name": "Provincial sign-on", "client_id": "x", "secret": "s"}
    app["settings"] = {"server_url": "https://sso.example.invalid"}
    assert "Provincial sign-on" not in client.get(reverse("account_login")).content.decode()
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    assert "Provincial sign-on" in client.get(reverse("account_login")).content.decode()
