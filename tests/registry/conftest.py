"""The pack's facts, loaded into the registers."""

import pytest

from xinzhi.core.packs import Pack


@pytest.fixture(scope="session")
def pack():
    return Pack.load("shandong")


@pytest.fixture
def loaded(db, pack):
    """The registers with every fact of the pack."""
    from xinzhi.registry.actions import load_pack_facts

    load_pack_facts(actor=None, pack=pack)
    return pack
