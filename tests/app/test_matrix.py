from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.app.test_pages import html_of, opened
from views.canvas.component import ArrowSelection, BoxSelection
from views.matrix.component import label, selection

Begin = Callable[..., Any]


@pytest.mark.parametrize(
    ("row", "package", "said"),
    [
        ("a.b.c", "a.b", "c"),
        ("a.b.c", "", "a.b.c"),
        ("a.b.__init__", "a.b", "__init__"),
        ("a.b.__init__", "a", "b"),
        ("ab", "a", "ab"),
    ],
)
def test_a_row_is_named_within_its_package(row: str, package: str, said: str) -> None:
    assert label(row, package) == said


@pytest.mark.parametrize(
    ("sent", "heard"),
    [
        (["a"], BoxSelection("a")),
        (["a", "b"], ArrowSelection("a", "b")),
        ([], None),
        (["a", "b", "c"], None),
        ([1], None),
        ("ab", None),
        (None, None),
    ],
    ids=["row", "cell", "nothing", "three", "number", "text", "none"],
)
def test_a_pick_is_a_row_or_a_cell(sent: object, heard: object) -> None:
    assert selection(sent) == heard


def test_a_cell_shows_the_statements_that_it_counts() -> None:
    app = opened("modules", "golden_path", view="matrix", select="netra_backend->shared")
    assert not app.exception
    page = html_of(app)
    assert "10 import statements" in page
    assert page.count("data-at=") >= 10


def test_what_the_address_says_is_what_is_drawn() -> None:
    app = opened("modules", "golden_path", view="matrix", within="netra_backend.app", flat="1")
    assert [toggle.value for toggle in app.toggle] == [True, False, False]
    assert app.selectbox[0].value == "netra_backend.app"
    app.toggle[0].set_value(False).run()
    assert "flat" not in app.query_params
    app.toggle[1].set_value(True).run()
    assert app.query_params["early"] == "1"
    assert not app.exception


def test_the_members_of_a_cycle_are_a_matrix() -> None:
    app = opened("problems", "golden_path")
    assert not app.exception
    cycle = opened("modules", "golden_path", view="matrix", cycle="no such cycle")
    assert not cycle.exception


@pytest.mark.browser
def test_a_click_on_a_cell_leads_to_its_lines(visit: Begin) -> None:
    tour = visit()
    page = tour.open("modules?view=matrix")
    grid = page.locator(".grid[data-ready]")
    grid.wait_for()
    place = grid.evaluate("grid => grid.locate('netra_backend', 'shared')")
    page.mouse.click(place["x"], place["y"])
    panel = page.locator(".st-key-panel")
    expect(panel).to_contain_text("10 import statements")
    page.wait_for_url("**select=netra_backend-%3Eshared*")
    panel.locator("a.pl-at").first.click()
    expect(page.get_by_role("dialog", name="Code").locator(".here")).to_contain_text("import")
    page.keyboard.press("Escape")
    # The next key is pressed once the app has heard of it: nobody is as fast as this test.
    page.wait_for_url(lambda url: "at=" not in url)

    page.locator(".scroll").focus()
    page.keyboard.press("ArrowUp")
    expect(page.locator(".grid .said")).to_contain_text(
        "auth_service → shared: 5 import statements"
    )
    page.keyboard.press("Enter")
    expect(panel).to_contain_text("5 import statements")
    tour.assert_clean()


@pytest.mark.browser
def test_a_row_that_is_a_package_opens_as_a_matrix(visit: Begin) -> None:
    tour = visit()
    page = tour.open("modules?view=matrix")
    grid = page.locator(".grid[data-ready]")
    grid.wait_for()
    place = grid.evaluate("grid => grid.locate('netra_backend', 'main')")
    page.mouse.dblclick(place["x"] - 60, place["y"])
    page.wait_for_url("**within=netra_backend*")
    page.get_by_role("link", name="the whole repository").click()
    page.wait_for_url(lambda url: "within=" not in url)
    tour.assert_clean()
