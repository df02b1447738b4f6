"""A file store of its own for each test, a call that is open and a firm."""

import pytest
from django.conf import settings as django_settings
from django.utils import translation

from calls_help import make_firm, make_open_call


@pytest.fixture(autouse=True)
def store(tmp_path, settings):
    settings.STORAGES = {
        **django_settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "store")},
        },
    }
    return tmp_path / "store"


@pytest.fixture(autouse=True)
def english():
    """Refusals are compared as they stand in the code."""
    with translation.override("en"):
        yield


@pytest.fixture
def call(db):
    return make_open_call()


@pytest.fixture
def firm(db):
    return make_firm()
