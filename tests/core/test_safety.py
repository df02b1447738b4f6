"""Production does not start while something is insecure, and says which."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from xinzhi.site.safety import insecure, local_secret_key, require_safe

pytestmark = pytest.mark.engine
SAFE = {
    "debug": False,
    "secret_key": "k9-Xw3mQz7LrT1vB8nYc5Hd2Jf6Gs4Ap0Ee-Uu_Ii",
    "allowed_hosts": ["xinzhi.example.org"],
    "base_url": "https://xinzhi.example.org",
    "email_backend": "django.core.mail.backends.smtp.EmailBackend",
    "data_dir": Path("/srv/xinzhi"),
}


def test_a_safe_installation_starts():
    assert insecure(**SAFE) == []
    require_safe(**SAFE)


@pytest.mark.parametrize(
    ("change", "variable"),
    [
        ({"debug": True}, "XINZHI_DEBUG"),
        ({"secret_key": ""}, "XINZHI_SECRET_KEY"),
        ({"secret_key": "short"}, "XINZHI_SECRET_KEY"),
        ({"secret_key": "abc" * 20}, "XINZHI_SECRET_KEY"),
        ({"allowed_hosts": []}, "XINZHI_HOSTS"),
        ({"allowed_hosts": ["a.example.org", "*"]}, "XINZHI_HOSTS"),
        ({"base_url": "http://xinzhi.example.org"}, "XINZHI_BASE_URL"),
        ({"email_backend": "django.core.mail.backends.filebased.EmailBackend"}, "EMAIL_URL"),
        ({"email_backend": "django.core.mail.backends.console.EmailBackend"}, "EMAIL_URL"),
        ({"data_dir": Path("/")}, "XINZHI_DATA_DIR"),
        ({"data_dir": Path("var")}, "XINZHI_DATA_DIR"),
    ],
)
def test_each_insecure_setting_is_named(change, variable):
    [problem] = insecure(**{**SAFE, **change})
    assert problem.startswith(variable)


def test_all_problems_are_named_at_once():
    with pytest.raises(ImproperlyConfigured) as caught:
        require_safe(**{**SAFE, "debug": True, "allowed_hosts": []})
    assert str(caught.value).count("\n- ") == 2


def test_the_private_key_is_made_once_and_is_its_owners(tmp_path):
    key = local_secret_key(tmp_path)
    assert len(key) >= 64
    assert local_secret_key(tmp_path) == key
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0


def settings_with(tmp_path, **variables):
    environment = {
        "PATH": os.environ["PATH"],
        "XINZHI_DATA_DIR": str(tmp_path),
        "XINZHI_ENV": "production",
        **variables,
    }
    command = [sys.executable, "-c", "import xinzhi.site.settings as s; print(s.SECURE_SSL_REDIRECT, s.DEBUG)"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603


def test_production_refuses_its_defaults(tmp_path):
    done = settings_with(tmp_path)
    assert done.returncode == 1
    for variable in ("XINZHI_SECRET_KEY", "XINZHI_HOSTS", "XINZHI_BASE_URL", "EMAIL_URL"):
        assert variable in done.stderr
    assert not (tmp_path / "secret-key").exists()  # no key is made up for production


def test_production_starts_when_everything_is_set(tmp_path):
    done = settings_with(
        tmp_path,
        XINZHI_SECRET_KEY=SAFE["secret_key"],
        XINZHI_HOSTS="xinzhi.example.org",
        XINZHI_BASE_URL="https://xinzhi.example.org",
        EMAIL_URL="smtp://mail.example.org:25",
    )
    assert (done.returncode, done.stdout.split()) == (0, ["True", "False"]), done.stderr
