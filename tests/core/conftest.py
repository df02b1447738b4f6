"""The ground floor alone: its addresses, its shell, its own folders. Models are imported by the tests, not here."""

import copy

import pytest
from django.urls import clear_url_caches


@pytest.fixture
def ground_floor(settings):
    """The addresses of the ground floor and of the list page above, in a shell without the rooms' menus."""
    settings.ROOT_URLCONF = "list_pages"
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["OPTIONS"]["context_processors"].remove("xinzhi.site.context.shell")
    settings.TEMPLATES = templates
    clear_url_caches()
    yield
    clear_url_caches()


@pytest.fixture
def list_url(ground_floor):
    return "/test-jobs/"


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path):
    """Files that a test deposits lie in its own folder; static files are never collected for tests."""
    (tmp_path / "static").mkdir()
    settings.STATIC_ROOT = str(tmp_path / "static")
    store = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path / "store")}}
    settings.STORAGES = {**settings.STORAGES, "default": store}
