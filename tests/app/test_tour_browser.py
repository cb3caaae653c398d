"""The tour in a real browser: the walk drives the map, and nothing goes wrong on the way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

Begin = Callable[..., Any]


def test_the_walk_leads_to_the_map_at_the_view_of_its_step(visit: Begin) -> None:
    tour = visit(1280, 1000, dark=True)
    tour.page.set_default_timeout(60_000)
    page = tour.open("tour")
    tour.canvas()
    for step in (2, 3, 4):
        page.get_by_role("button", name="Next").click()
        expect(page.get_by_text(f"{step} of 6 ·")).to_be_visible()
        page.wait_for_url(f"**step={step}*")
        tour.canvas()
    # A link reopens the step.
    again = visit(1280, 1000, dark=True)
    again.page.set_default_timeout(60_000)
    again.page.goto(page.url)
    again.page.get_by_text("4 of 6 · A hub: database").wait_for()
    again.canvas()
    assert again.place_of("netra_backend.app.database")[0] > 1280 / 2

    page.get_by_role("button", name="Open on the Modules page").click()
    page.wait_for_url("**/modules?*focus=netra_backend.app.database*")
    tour.canvas()
    panel = page.locator(".st-key-panel")
    expect(panel).to_contain_text("netra_backend.app.database")
    tour.assert_clean()
    again.assert_clean()


def test_a_box_of_the_walk_opens_on_the_modules_page(visit: Begin) -> None:
    tour = visit()
    page = tour.open("tour")
    tour.canvas()
    tour.click("shared.async_engine")
    page.wait_for_url("**/modules?*select=shared.async_engine*")
    expect(page.locator(".st-key-panel")).to_contain_text("shared/async_engine")
    tour.assert_clean()


def test_what_would_break_is_reached_by_a_number_and_by_a_link(visit: Begin) -> None:
    tour = visit()
    page = tour.open("tour?tour=What+would+break&changed=shared.async_engine")
    page.get_by_role("button", name="names of it are used").click()
    page.wait_for_url("**list=names*")
    expect(page.get_by_role("cell", name="create_async_engine", exact=True)).to_be_visible()
    again = visit()
    again.page.goto(page.url)
    again.page.get_by_role("button", name="names of it are used").wait_for()
    expect(again.page.get_by_role("cell", name="create_async_engine", exact=True)).to_be_visible()
    tour.assert_clean()
    again.assert_clean()


@pytest.mark.parametrize("part", ["Read first", "What runs at start-up", "The packages"])
def test_hostile_names_are_text_on_the_tour(visit: Begin, part: str) -> None:
    tour = visit()
    page = tour.open(f"tour?source=sample:hopeless&tour={part.replace(' ', '+')}")
    chosen = page.get_by_role("radio", name=part)
    chosen.wait_for()
    expect(chosen).to_be_checked()
    expect(page.get_by_test_id("stSpinner")).to_have_count(0)
    assert page.evaluate("document.querySelectorAll('.pl script, .pl img').length") == 0
    tour.assert_clean()
