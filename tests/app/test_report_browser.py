"""The HTML report in a browser, from a file: nothing is asked for, nothing fails, text is text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from analysis.pipeline import Analysis, analyze
from analysis.report import html
from analysis.sources.directory import open_directory
from analysis.sources.tree import MemoryTree

pytestmark = pytest.mark.browser

SAMPLES = Path(__file__).parents[2] / "sample_repos"
MARKUP = "</script><img src=x onerror=alert(1)>"
PLACE = """(id) => {
  const canvas = document.getElementById("canvas");
  const at = canvas.network.canvasToDOM(canvas.network.getPositions([id])[id]);
  const frame = canvas.getBoundingClientRect();
  return [frame.x + at.x, frame.y + at.y];
}"""

Show = Callable[..., Page]


@pytest.fixture
def show(browser: Browser, tmp_path: Path) -> Iterator[Show]:
    """`show(analysis)` opens its report, and at the end nothing has failed or left the file."""
    complaints: list[str] = []
    pages: list[Page] = []

    def begin(analysis: Analysis, *, dark: bool = False) -> Page:
        file = tmp_path / "report.html"
        file.write_text(html.render(analysis), "utf-8")
        page = browser.new_page(
            viewport={"width": 1280, "height": 900}, color_scheme="dark" if dark else "light"
        )
        page.set_default_timeout(20_000)
        page.on("console", lambda said: complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: complaints.append(dialog.message))
        page.on(
            "request",
            lambda asked: complaints.append(asked.url) if asked.url != file.as_uri() else None,
        )
        page.goto(file.as_uri())
        page.wait_for_function("document.getElementById('canvas').network")
        pages.append(page)
        return page

    yield begin
    for page in pages:
        page.close()
    assert complaints == []


def test_the_map_is_walked_with_mouse_and_keyboard(show: Show) -> None:
    page = show(analyze(open_directory(SAMPLES / "golden_path")))
    page.evaluate("document.getElementById('map').scrollIntoView()")
    heading = page.locator("#panel h3")
    page.mouse.click(*page.evaluate(PLACE, "netra_backend.app.database"))
    expect(heading).to_have_text("netra_backend.app.database")
    expect(page.locator("#panel")).to_contain_text("2 modules fail on import")
    page.keyboard.press("Enter")
    expect(page.locator("#trail button[aria-pressed=true]")).to_have_text(
        "netra_backend.app.database"
    )
    page.keyboard.press("ArrowDown")
    expect(heading).to_contain_text("netra_backend.app.database")
    expect(page.locator("#panel .outcome")).to_have_text("✕ fails on import")
    page.keyboard.press("Backspace")
    page.keyboard.press("/")
    page.keyboard.type("websocket_factory")
    page.keyboard.press("Enter")
    expect(heading).to_have_text("netra_backend.app.websocket_core.websocket_factory")
    page.locator("#panel a[href='#finding-0']").click()
    assert page.locator("#finding-0").get_attribute("open") == ""


def test_lists_are_searched_and_filtered(show: Show) -> None:
    page = show(analyze(open_directory(SAMPLES / "golden_path")), dark=True)
    rows = page.locator("#modules tbody tr:visible")
    page.get_by_role("button", name="fails").click()
    expect(rows).to_have_count(10)
    page.fill("#find-module", "websocket_factory")
    expect(rows).to_have_count(4)
    page.fill("#find-module", "nothing has this name")
    expect(page.get_by_text("No module fits.")).to_be_visible()
    page.get_by_role("button", name="warning").click()
    expect(page.locator(".finding:visible")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(14, 22, 32)"


def test_names_that_are_markup_stay_text(show: Show) -> None:
    tree = MemoryTree(
        {
            "pyproject.toml": f'[tool.plumbline]\ngolden_paths = {{"{MARKUP}" = "pkg.a"}}\n',
            "pkg/__init__.py": "",
            "pkg/a.py": "from pkg.b import gone\n",
            "pkg/b.py": "import pkg.a\n",
            "pkg/<img src=x onerror=alert(1)>.py": "x = (\n",
        },
        label=MARKUP,
    )
    page = show(analyze(tree))
    expect(page.locator("h1")).to_have_text(f"Imports of {MARKUP}")
    expect(page.locator("#golden strong")).to_have_text(MARKUP)
    assert page.locator("img, [onerror]").count() == 0
