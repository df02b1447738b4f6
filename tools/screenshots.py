"""`make docs`: the pictures of the README, taken from a fresh demonstration in a real Chromium.

Needs a Chromium on the machine (Debian: apt-get install chromium fonts-noto-cjk).
"""

import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
PORT = 8123
BASE = f"http://127.0.0.1:{PORT}"
XINZHI = [sys.executable, "-m", "xinzhi.site.cli"]
PAGES = {
    "home": "/",
    "target": "/plans/shandong-2024/targets/t-platforms/",
    "matrix": "/plans/shandong-2024/matrix/",
    "foresight": "/foresight/",
}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def wait() -> None:
    """Until the server answers, at most half a minute."""
    for _ in range(60):
        try:
            urllib.request.urlopen(f"{BASE}/healthz", timeout=2)  # noqa: S310  our own server
        except OSError:  # refused, reset or slow: not yet
            time.sleep(0.5)
        else:
            return
    sys.exit("the server did not answer")


def shoot(page: Page, suffix: str) -> None:
    """Every page of the list, the upper part of it."""
    for name, path in PAGES.items():
        page.goto(BASE + path)
        page.wait_for_load_state("networkidle")
        page.screenshot(
            path=IMAGES / f"{name}{suffix}.png", clip={"x": 0, "y": 0, "width": 1320, "height": 900}, full_page=True
        )


def main() -> None:
    """Demonstrate, serve, photograph."""
    chromium = shutil.which("chromium") or sys.exit("no Chromium on this machine")
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        data = ["--data-dir", folder]
        subprocess.run([*XINZHI, "demo", "--no-serve", *data], check=True, stdout=subprocess.DEVNULL)
        server = subprocess.Popen([*XINZHI, "serve", "--port", str(PORT), *data])
        try:
            wait()
            with sync_playwright() as p:
                browser = p.chromium.launch(executable_path=chromium, args=FLAGS)
                for locale, suffix in (("en", ""), ("zh-CN", ".zh")):
                    shoot(browser.new_page(viewport={"width": 1320, "height": 900}, locale=locale), suffix)
                browser.close()
        finally:
            server.terminate()
            server.wait(timeout=15)


if __name__ == "__main__":
    main()
