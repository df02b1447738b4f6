"""A project with its leader and a member."""

import pytest
from django.conf import settings as django_settings

from integrity_help import give, make_space


@pytest.fixture(autouse=True)
def store(tmp_path, settings):
    """A file store of its own for each test."""
    settings.STORAGES = {
        **django_settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "store")},
        },
    }
    return tmp_path / "store"


@pytest.fixture
def space(db):
    return make_space()


@pytest.fixture
def leader(space):
    return give(space, "leader")


@pytest.fixture
def member(space):
    return give(space, "member")
