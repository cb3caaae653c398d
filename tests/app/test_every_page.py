"""Every page in every look: clean, whole, within the window; and hostile text as text on each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from views.navigation import PAGES

pytestmark = pytest.mark.browser

Begin = Callable[..., Any]

WITH_A_PICTURE = ("Modules", "Classes", "Repair", "Tour")
PARTS = {
    "Modules": ("Matrix", "List"),
    "Classes": ("Inheritance", "Duplicates"),
    "Tour": ("Read first", "What runs at start-up", "The packages", "What would break"),
}
INJECTED = """
() => {
  const roots = [document];
  let found = 0;
  for (const root of roots) {
    for (const each of root.querySelectorAll("*")) if (each.shadowRoot) roots.push(each.shadowRoot);
    found += root.querySelectorAll("img[src=x], [onerror], b.injected").length;
    for (const each of root.querySelectorAll("body script:not([src])"))
      found += each.textContent.includes("alert(") ? 1 : 0;
  }
  return found;
}
"""


def settled(page: Page) -> None:
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
    expect(page.get_by_test_id("stSpinner")).to_have_count(0)


def assert_whole(page: Page) -> None:
    """Nothing failed, nothing is wider than the window, nothing of the repository is markup."""
    expect(page.get_by_test_id("stException")).to_have_count(0)
    wider = page.evaluate(
        "[...document.querySelectorAll('[data-testid=stMain], html')]"
        ".filter((each) => each.scrollWidth > each.clientWidth + 1)"
        ".map((each) => `${each.scrollWidth} > ${each.clientWidth}`)"
    )
    assert wider == [], page.url
    assert page.evaluate(INJECTED) == 0, page.url


def parts_of(page: Page, name: str) -> Iterator[str]:
    """The page as it opens, and each of its other views."""
    yield name
    for part in PARTS.get(name, ()):
        page.get_by_role("radio", name=part, exact=True).click()
        expect(page.get_by_role("radio", name=part, exact=True)).to_be_checked()
        settled(page)
        yield part


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1280, 1920])
def test_every_page_is_whole_in_every_look(visit: Begin, width: int, dark: bool) -> None:
    tour = visit(width, 900, dark=dark)
    page = tour.open()
    for url_path, name, *_ in PAGES:
        page.get_by_role("link", name=name, exact=True).click()
        page.wait_for_url(f"**/{'' if name == 'Overview' else url_path}*")
        settled(page)
        if name in WITH_A_PICTURE:
            tour.canvas()
        for _ in parts_of(page, name):
            assert_whole(page)
    ground = page.locator("[data-testid=stApp]").evaluate("app => getComputedStyle(app).background")
    assert ("255, 255, 255" in ground) is not dark
    tour.assert_clean()


HOSTILE = {
    "modules?select=" + quote("names.<script>alert(1)<.script>"): (
        "names.<script>alert(1)<.script>",
        "A folder and a file whose path reads <script>alert(1)</script>.",
    ),
    "modules?view=list&within=names": ('it\'s "quoted"', "größe"),
    "classes?select=" + quote("names.<script>alert(1)<.script>:Injected"): (
        '<img src=x onerror=alert(1)> & "quoted".',
    ),
    "classes?select=" + quote("names.markup:数据库"): (
        '</textarea><script>alert("docstring")</script> 🎉',
        "数据库",
    ),
    "classes?select=" + quote("names.markup:שלום"): ("שלום עולם, from right to left", "مرحبا"),
    "?at=" + quote("names/<script>alert(1)</script>.py:5"): ("<img src=x onerror=alert(1)>",),
}


def test_what_the_repository_says_is_text_wherever_it_is_shown(visit: Begin) -> None:
    tour = visit()
    for address, words in HOSTILE.items():
        joint = "&" if "?" in address else "?"
        page = tour.open(f"{address}{joint}source=sample:hopeless")
        settled(page)
        for text in words:
            expect(page.get_by_text(text).first).to_be_visible()
        assert_whole(page)
    tour.assert_clean()


STORE = """
from main import gone


class Store:
    def __init__(self, path):
        self.path = path
        self.rows = {}

    def read(self, key):
        if key not in self.rows:
            raise KeyError(key)
        return self.rows[key]

    def write(self, key, value):
        self.rows[key] = value
        return self.path
"""
MARKUP = "<img src=x onerror=alert(1)>"
TURNED = 'it\'s \u202e"turned"'


@pytest.fixture
def hostile_folder(tmp_path: Path) -> Path:
    """What no sample has: names that are markup in findings, in candidates and in duplicates."""
    folder = tmp_path / "<b class=injected>"
    folder.mkdir()
    for name in (MARKUP, TURNED):
        (folder / f"{name}.py").write_text(STORE, "utf-8")
    (folder / "main.py").write_text("from helper import gone\n", "utf-8")
    (folder / "helper.py").write_text("import main\n\nhere = '<b class=injected>'\n", "utf-8")
    return folder


def test_findings_and_what_is_done_about_them_name_files_as_text(
    visit: Begin, hostile_folder: Path
) -> None:
    tour = visit()
    for address, text in {
        "problems?finding=broken-import:helper:gone": MARKUP,
        "problems?code=duplicate-class": MARKUP,
        "classes?show=Duplicates": MARKUP,
        "tour?tour=Read+first": MARKUP,
        "repair": "helper",
        "export": "Graph",
    }.items():
        joint = "&" if "?" in address else "?"
        page = tour.open(f"{address}{joint}source=folder:{quote(str(hostile_folder))}")
        settled(page)
        expect(page.get_by_role("button", name="<b class=injected>").first).to_be_visible()
        expect(page.get_by_text(text).first).to_be_visible()
        assert_whole(page)
    tour.assert_clean()
