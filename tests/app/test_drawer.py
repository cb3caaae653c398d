from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as texts
from playwright.sync_api import expect
from streamlit.testing.v1 import AppTest

from analysis import MemoryTree, analyze
from views import parts
from views.drawer import file
from views.drawer.file import Place, opened_file, parse

Begin = Callable[..., Any]
HOSTILE = '<img src="x">/"&\'.py'


@given(texts.text(max_size=20), texts.integers(1, 10**8))
def test_a_place_survives_the_address(path: str, line: int) -> None:
    assert parse(str(Place(path, line))) == Place(path, line)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a.py", Place("a.py")),
        ("a.py:x", Place("a.py:x")),
        ("a.py:-1", Place("a.py:-1")),
        ("a:b.py:3", Place("a:b.py", 3)),
        ("a.py:0", Place("a.py", 1)),
        ("a.py:99999999999", Place("a.py:99999999999")),
        ("", Place("")),
    ],
    ids=["file", "word", "negative", "colon", "zero", "too long", "nothing"],
)
def test_an_address_names_a_line_or_a_file(text: str, place: Place) -> None:
    assert parse(text) == place


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[dict[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag == "a"
        self.found.append(dict(attrs))


@given(texts.text(alphabet="ab<>&\"'=/ \\", min_size=1))
def test_a_link_says_a_name_as_text(name: str) -> None:
    read = Links()
    read.feed(parts.place(name, 3) + parts.link(name, "problems", q=name))
    place, link = read.found
    assert place["data-at"] == f"{name}:3"
    assert set(place) == {"class", "data-at", "href"}
    assert set(link) == {"class", "data-go", "href"}


def test_a_file_is_shown_as_text_with_what_findings_say_of_its_lines() -> None:
    analysis = analyze(MemoryTree({"a.py": "x = '<img>'\nfrom b import gone\n", "b.py": ""}))
    shown = opened_file("one", analysis, "a.py:1")
    assert (shown.line, shown.first, shown.last, shown.module) == (1, 1, 3, "a")
    assert "<img" not in shown.rows
    assert shown.rows.count("pl-mark") == 1
    assert "b has no name gone" in shown.rows


def test_a_place_beyond_the_end_is_the_last_line() -> None:
    analysis = analyze(MemoryTree({"a.py": "x = 1\n"}))
    assert opened_file("two", analysis, "a.py:70").line == 2


def test_a_file_that_is_not_there_is_said_in_words() -> None:
    analysis = analyze(MemoryTree({"a.py": ""}))
    for asked in ("../a.py:1", "/etc/passwd", "", HOSTILE):
        assert "no such file" in opened_file("three", analysis, asked).said


def test_lines_of_a_window_share_its_name_and_every_line_has_a_window() -> None:
    total = 5 * file.WINDOW
    analysis = analyze(MemoryTree({"a.py": "x = 1\n" * total}))
    names = set()
    for line in range(1, total + 1, 499):
        shown = opened_file("four", analysis, f"a.py:{line}")
        assert shown.first <= line <= shown.last
        assert shown.last - shown.first <= 2 * file.WINDOW
        names.add(shown.name)
    assert len(names) == 5


def test_the_address_opens_the_drawer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PLUMBLINE_PATH", raising=False)
    monkeypatch.setattr("sys.argv", ["app.py"])
    app = AppTest.from_file("../../app.py", default_timeout=60)
    app.query_params["at"] = "main.py:3"
    app.run()
    assert not app.exception


@pytest.mark.browser
def test_a_click_on_a_place_opens_the_file_at_its_line(visit: Begin) -> None:
    tour = visit()
    page = tour.open("modules?select=netra_backend.app.websocket_core.websocket_factory")
    tour.canvas()
    link = page.locator(".st-key-panel a.pl-at").filter(has_text="websocket_factory.py:8").first
    link.click()
    drawer = page.get_by_role("dialog", name="Code")
    expect(drawer.locator(".here")).to_contain_text("import get_db_session_factory")
    expect(drawer.locator(".here")).to_be_in_viewport()
    page.wait_for_url("**at=*websocket_factory.py%3A8*")
    # Where it stands beside the page, the next place can be taken from the page.
    expect(link).to_be_in_viewport()

    again = visit()
    again.page.goto(page.url)
    expect(again.page.get_by_role("dialog", name="Code").locator(".here")).to_be_in_viewport()
    again.assert_clean()

    page.keyboard.press("Escape")
    expect(drawer).to_have_count(0)
    expect(link).to_be_focused()
    page.wait_for_url(lambda url: "at=" not in url)
    page.keyboard.press("Enter")
    expect(drawer.locator(".here")).to_be_in_viewport()
    drawer.get_by_role("link", name="On the map").click()
    expect(drawer).to_have_count(0)
    tour.assert_clean()


@pytest.mark.browser
def test_a_long_file_opens_in_the_middle(visit: Begin) -> None:
    tour = visit()
    tour.open("?source=sample:hopeless&at=deep/many_names.py:1501")
    drawer = tour.page.get_by_role("dialog", name="Code")
    expect(drawer.locator(".here")).to_contain_text("name_1498 = 1498")
    expect(drawer.locator(".here")).to_be_in_viewport()
    tour.assert_clean()
