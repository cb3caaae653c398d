"""A server on a free port and a browser, one of each for a worker of the test run."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Dialog,
    Page,
    Playwright,
    expect,
    sync_playwright,
)

ROOT = Path(__file__).parents[2]
NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
OWN = ("http://127.0.0.1:", "ws://127.0.0.1:", "blob:", "data:")


# A busy machine draws late: what is waited for comes, or does not come at all.
expect.set_options(timeout=20_000)


class Visit:
    """A page of the browser, and what went wrong while it was open."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.errors: list[str] = []
        self.outside: list[str] = []
        page.on("console", lambda said: self._said(said.type, said.text, said.location["url"]))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self._asked(request.url))
        page.on("dialog", self._interrupted)

    def _said(self, kind: str, text: str, where: str) -> None:
        # Streamlit looks for its server below a page's own address first: a 404 it expects.
        if kind == "error" and "/_stcore/" not in where:
            self.errors.append(f"{text} ({where})")

    def _asked(self, url: str) -> None:
        if not url.startswith(OWN):
            self.outside.append(url)

    def _interrupted(self, dialog: Dialog) -> None:
        self.errors.append(f"a dialog: {dialog.message}")
        dialog.dismiss()

    def open(self, path: str = "") -> Page:
        self.page.goto(f"{self.address}/{path}")
        return self.page

    def canvas(self) -> None:
        """Waits until a picture is drawn, and no run of the page is about to draw another."""
        self.page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
        self.page.wait_for_selector(".stage[data-ready] canvas")

    def place_of(self, box: str, side: int = 0) -> tuple[float, float]:
        """Where a box of the picture is in the window."""
        found = self.page.locator(".stage[data-ready]").evaluate(
            "(stage, [id, side]) => stage.locate(id, side)", [box, side]
        )
        return found["x"], found["y"]

    def click(self, box: str) -> None:
        self.page.mouse.click(*self.place_of(box))

    def assert_clean(self) -> None:
        assert self.errors == []
        assert self.outside == []


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    named = os.environ.get("PLUMBLINE_CHROMIUM")
    found = named or next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("no Chromium: name one in PLUMBLINE_CHROMIUM")
    launched = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
    yield launched
    launched.close()


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py")]
    options = ["--server.port", str(port), "--server.headless", "true"]
    environment = os.environ | {"PLUMBLINE_PATH": str(ROOT / "sample_repos" / "golden_path")}
    server = subprocess.Popen(
        command + options,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        # Elsewhere than the checkout: nothing may depend on where the server is started.
        cwd=Path(sys.executable).parent,
    )
    try:
        assert server.stdout is not None
        for line in server.stdout:
            if "URL:" in line:
                break
        else:
            pytest.fail("the server did not start")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        try:
            server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            # Streamlit may lose the signal where a page is just being drawn.
            server.kill()
            server.wait()
        if server.stdout is not None:
            server.stdout.close()


@pytest.fixture(scope="session")
def looks(browser: Browser) -> Iterator[dict[bool, BrowserContext]]:
    """A light and a dark one, each with a cache: most of a page's time is compiling its scripts."""
    made = {
        dark: browser.new_context(
            color_scheme="dark" if dark else "light", accept_downloads=True, reduced_motion="reduce"
        )
        for dark in (False, True)
    }
    yield made
    for each in made.values():
        each.close()


@pytest.fixture
def visit(
    browser: Browser, looks: dict[bool, BrowserContext], address: str
) -> Iterator[Callable[..., Visit]]:
    opened: list[Page] = []

    def begin(
        width: int = 1280, height: int = 800, *, dark: bool = False, first: bool = False
    ) -> Visit:
        """`first`: nothing was fetched before."""
        page = browser.new_page() if first else looks[dark].new_page()
        page.set_viewport_size({"width": width, "height": height})
        page.set_default_timeout(20_000)
        opened.append(page)
        return Visit(page, address)

    yield begin
    for page in opened:
        page.close()
