"""The Repair page in a real browser: heal, look at both sides, pick in the picture and its twin."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

Begin = Callable[..., Any]
FACTORY = "netra_backend.app.websocket_core.websocket_factory"


def test_the_golden_path_is_healed_in_one_click_and_looked_at(visit: Begin) -> None:
    tour = visit(1440, 900)
    page = tour.open("repair")
    page.get_by_role("button", name="Heal chat").click()
    expect(page.get_by_text("chat healed")).to_be_visible()
    expect(page.get_by_text("The whole plan: 1 step")).to_be_visible()
    # What a run has drawn elsewhere stays until the next has ended: two of it for a moment.
    name = page.get_by_label("Name of the plan")
    expect(name).to_have_count(1)
    expect(name).to_have_value("Heal chat")
    tour.canvas()
    expect(page.locator(".pane")).to_have_count(2)
    for seen in (page.locator(".st-key-plan-steps"), page.locator(".pl .tile").first):
        expect(seen).to_be_in_viewport()

    # What is picked on one side is picked on both, in the address, and in words.
    tour.click("main")
    page.wait_for_url("**select=main**")
    expect(page.get_by_text("main: ✕ fails at")).to_be_visible()
    page.get_by_text("What importing it does, before and after").click()
    expect(page.locator(".st-key-story-before")).to_contain_text("breaks here")
    expect(page.locator(".st-key-story-after")).not_to_contain_text("breaks here")

    # The twin picks in the picture: the last of the modules that change.
    page.get_by_text("As tables: 4 modules and 4 imports change").click()
    table = page.get_by_test_id("stDataFrame").first
    expect(table).to_be_visible()
    table.scroll_into_view_if_needed()
    # The table is a canvas: its rows are there once a screen reader is told of them. The end of the
    # run may draw it once more, and takes along what was picked before; a click of the locator
    # waits until the table stands still, as one of the mouse does not.
    expect(table.locator("[role=row]").first).to_be_attached()
    tour.canvas()
    table.click(position={"x": 200, "y": 31 * 4 + 15})
    page.wait_for_url(f"**select={FACTORY}**")
    expect(page.locator(".live")).to_contain_text(FACTORY)

    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("The plan is empty")).to_be_visible()
    page.get_by_role("button", name="Redo").click()
    expect(page.get_by_text("The whole plan: 1 step")).to_be_visible()
    tour.assert_clean()
