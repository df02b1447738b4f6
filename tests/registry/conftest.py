"""This floor alone: its addresses in a shell without the menus of rooms above, and the pack's facts loaded."""

import copy

import pytest
from django.urls import clear_url_caches

from xinzhi.core.packs import Pack


@pytest.fixture(autouse=True)
def own_floor(settings, tmp_path):
    """The addresses of the registers, the fields and the ground floor; static files are never collected for tests."""
    settings.ROOT_URLCONF = "registry.room_urls"
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["OPTIONS"]["context_processors"].remove("xinzhi.site.context.shell")
    settings.TEMPLATES = templates
    (tmp_path / "static").mkdir()
    settings.STATIC_ROOT = str(tmp_path / "static")
    clear_url_caches()
    yield
    clear_url_caches()


@pytest.fixture(scope="session")
def pack():
    return Pack.load("shandong")


@pytest.fixture
def loaded(db, pack):
    """The registers with every fact of the pack."""
    from xinzhi.registry.actions import load_pack_facts

    load_pack_facts(actor=None, pack=pack)
    return pack
