"""A real Chromium against the live server; skipped with a reason where there is none."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in item.nodeid or "/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine (Debian: apt-get install chromium)")
    with sync_playwright() as p:
        opened = p.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@dataclass
class Visitor:
    """A page together with everything it complained about."""

    page: Page
    base: str
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> int:
        """Go to the path and return the answer's status."""
        answer = self.page.goto(self.base + path)
        return answer.status if answer else 0

    def sign_in(self, name: str, password: str) -> None:
        """Through the real page, as a person would."""
        self.open("/accounts/login/")
        self.page.fill("input[name=login]", name)
        self.page.fill("input[name=password]", password)
        self.page.click("main button[type=submit]")
        self.page.wait_for_url("**/workbench/")

    def listen(self) -> None:
        """Collect console errors and uncaught exceptions from now on."""
        self.page.on(
            "console",
            lambda m: self.complaints.append(f"{self.page.url}: {m.text}") if m.type in {"error", "warning"} else None,
        )
        self.page.on("pageerror", lambda e: self.complaints.append(f"{self.page.url}: {e}"))


@pytest.fixture
def visit(browser: Browser, live_server) -> Iterator:
    """`visit(locale=…, scheme=…, width=…)` opens a fresh visitor; all are closed afterwards."""
    contexts = []

    def make(*, language: str = "zh-hans", scheme: str = "light", width: int = 1320, scripts: bool = True) -> Visitor:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=scripts,
            locale="en" if language == "en" else "zh-CN",
        )
        context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
        contexts.append(context)
        visitor = Visitor(context.new_page(), live_server.url)
        visitor.listen()
        return visitor

    yield make
    for context in contexts:
        context.close()
