from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "sample_repos" / "golden_path"
BROKEN = "broken-import:netra_backend.app.db.session:get_db_session_factory"
Begin = Callable[..., Any]


def test_the_canvas_is_seen_within_five_seconds(visit: Begin) -> None:
    visit().open().get_by_text("Fix this first").wait_for()
    second = visit()
    second.page.set_default_timeout(5_000)
    second.open()
    second.canvas()
    expect(second.page.get_by_label("Legend and filter")).to_contain_text("imports")
    second.assert_clean()


def test_the_walk_from_a_module_to_a_patch_that_git_takes(visit: Begin, tmp_path: Path) -> None:
    tour = visit(1440, 900)
    page = tour.open()
    page.get_by_role("link", name="Modules", exact=True).click()
    page.wait_for_url("**/modules*")
    expect(page.get_by_text("Pick something on the map")).to_be_visible()
    tour.canvas()
    tour.click("main")
    panel = page.locator(".st-key-panel")
    expect(panel).to_contain_text("main.py")
    expect(panel).to_contain_text("Importing it fails")

    page.get_by_role("link", name="Problems", exact=True).click()
    expect(panel).to_contain_text("get_db_session_factory")
    panel.get_by_role("button", name="Repair this").first.click()

    expect(page.locator(".pane")).to_have_count(2)
    tour.canvas()
    assert tour.place_of("main", 0)[1] == tour.place_of("main", 1)[1]
    with page.expect_download() as download:
        page.get_by_role("button", name="Patch").click()
    copy = tmp_path / "copy"
    shutil.copytree(GOLDEN, copy)
    patch = tmp_path / "plumbline.patch"
    download.value.save_as(patch)
    subprocess.run(["git", "apply", str(patch)], cwd=copy, check=True)

    before, after = audit(GOLDEN), audit(copy)
    assert BROKEN in errors(before)
    assert BROKEN not in errors(after)
    assert [path["outcome"] for path in before["golden_paths"]] == ["fails"]
    assert [path["outcome"] for path in after["golden_paths"]] == ["ok"]
    tour.assert_clean()


def audit(folder: Path) -> dict[str, Any]:
    ran = subprocess.run(
        [sys.executable, "-m", "analysis", "audit", str(folder), "--format", "json"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def errors(report: dict[str, Any]) -> set[str]:
    return {each["key"] for each in report["findings"] if each["severity"] == "error"}


def test_a_package_opens_in_place_and_the_keyboard_walks(visit: Begin) -> None:
    tour = visit()
    page = tour.open("modules")
    tour.canvas()
    stage = page.locator(".stage")
    boxes = int(stage.get_attribute("data-boxes") or 0)
    page.mouse.dblclick(*tour.place_of("netra_backend.app.database"))
    page.wait_for_function(
        "before => [...document.querySelectorAll('*')].some(host => host.shadowRoot &&"
        " Number(host.shadowRoot.querySelector('.stage')?.dataset.boxes) > before)",
        arg=boxes,
    )
    stage.focus()
    page.keyboard.press("/")
    page.keyboard.type("isolated")
    page.keyboard.press("Enter")
    live = page.locator(".live")
    expect(live).to_contain_text("shared.isolated_environment")
    page.keyboard.press("Escape")
    expect(live).to_contain_text("Nothing selected")
    page.keyboard.press("ArrowDown")
    expect(live).to_contain_text("Selected")
    tour.assert_clean()


def test_what_is_picked_stays_picked_when_it_is_opened_at_once(visit: Begin) -> None:
    tour = visit()
    page = tour.open("modules")
    tour.canvas()
    box = "netra_backend.app"
    before = page.locator(".stage").get_attribute("data-boxes")
    tour.click(box)
    # Before the answer to the click, so that the address does not name the box yet.
    page.keyboard.press("Enter")
    expect(page.locator(".stage")).not_to_have_attribute("data-boxes", before or "")
    expect(page.locator(".st-key-panel h4").first).to_have_text(box)
    page.wait_for_url(f"**select={box}*")
    tour.assert_clean()


def test_an_arrow_shows_the_statements_behind_it(visit: Begin) -> None:
    tour = visit()
    page = tour.open("modules?select=auth_service.main->auth_service.auth_core")
    tour.canvas()
    panel = page.locator(".st-key-panel")
    expect(panel).to_contain_text("2 import statements")
    expect(panel.locator(".pl-mark").first).to_contain_text("import")
    tour.assert_clean()


def test_a_link_reopens_the_view_in_a_new_tab(visit: Begin) -> None:
    tour = visit()
    page = tour.open("modules")
    tour.canvas()
    tour.click("shared.async_engine")
    page.wait_for_url("**select=shared.async_engine*")
    again = visit()
    again.page.goto(page.url)
    expect(again.page.locator(".st-key-panel")).to_contain_text("shared/async_engine")
    again.assert_clean()


@pytest.mark.parametrize("x", [16, 420], ids=["by its mark", "by a number"])
def test_a_row_of_the_table_is_picked_on_the_canvas(visit: Begin, x: int) -> None:
    tour = visit(1280, 1200)
    page = tour.open("modules")
    tour.canvas()
    page.get_by_text("As a table").click()
    table = page.get_by_test_id("stDataFrame").last
    table.scroll_into_view_if_needed()
    expect(table.locator("[role=row]").first).to_be_attached()
    tour.canvas()
    # Not a click of the mouse at a place: this one waits until the table stands still.
    table.click(position={"x": x, "y": 31 * 1.5})
    expect(page.locator(".live")).to_contain_text("Selected")
    # Its numbers, each with its lines, stand beside the map.
    expect(page.locator(".st-key-panel a.pl-at").first).to_be_visible()
    tour.assert_clean()


def test_a_box_of_the_canvas_is_marked_in_the_table(visit: Begin) -> None:
    tour = visit(1280, 1200)
    page = tour.open("modules")
    tour.canvas()
    page.get_by_text("As a table").click()
    table = page.get_by_test_id("stDataFrame").last
    # The table is a canvas too: what a screen reader is told of the rows in sight says it.
    table.scroll_into_view_if_needed()
    marked = table.locator("[role=row][aria-selected=true]")
    expect(table.locator("[role=row]").first).to_be_attached()
    expect(marked).to_have_count(0)
    for name in ("auth_service.main", "auth_service.auth_core.config"):
        tour.click(name)
        expect(marked).to_have_count(1)
        expect(marked).to_contain_text(name)
    page.locator(".stage").focus()
    page.keyboard.press("Escape")
    expect(page.locator(".live")).to_contain_text("Nothing selected")
    table.scroll_into_view_if_needed()
    expect(marked).to_have_count(0)
    tour.assert_clean()


def test_hostile_names_are_text_on_every_page(visit: Begin) -> None:
    tour = visit(1920, dark=True)
    page = tour.open("?source=sample:hopeless")
    expect(page.get_by_role("button", name="hopeless")).to_be_visible()
    for name in ("Modules", "Classes", "Problems", "Repair", "Export", "Overview"):
        page.get_by_role("link", name=name, exact=True).click()
        page.wait_for_url(f"**/{'' if name == 'Overview' else name.lower()}?source=*")
        expect(page.get_by_test_id("stSpinner")).to_have_count(0)
        if name in ("Modules", "Classes"):
            tour.canvas()
        expect(page.get_by_test_id("stException")).to_have_count(0)
        assert page.locator("body script:not([src]):text('alert')").count() == 0
        assert page.locator("img[src='x']").count() == 0
    expect(page.get_by_role("button", name="hopeless")).to_be_visible()
    tour.assert_clean()


def test_a_wrong_folder_is_said_in_words(visit: Begin) -> None:
    tour = visit()
    page = tour.open("?source=folder:/no/such/folder")
    expect(page.get_by_role("alert")).to_contain_text("no such folder")
    tour.assert_clean()


def test_a_saved_file_is_noticed_and_read_when_asked_for(visit: Begin, tmp_path: Path) -> None:
    folder = tmp_path / "golden"
    shutil.copytree(GOLDEN, folder)
    tour = visit()
    page = tour.open(f"modules?source=folder:{folder}&select=main")
    panel = page.locator(".st-key-panel")
    expect(panel).to_contain_text("main.py")
    tour.canvas()
    stage = page.locator(".stage")
    stage.focus()
    box = stage.bounding_box()

    (folder / "main.py").write_text("import shared.nowhere\n", "utf-8")
    changed = page.get_by_role("button", name="1 file changed")
    expect(changed).to_be_visible(timeout=30_000)  # a busy machine walks less often
    assert stage.bounding_box() == box
    expect(stage).to_be_focused()
    expect(panel).not_to_contain_text("shared.nowhere")

    changed.click()
    expect(page.get_by_role("row", name="changed main.py")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Refresh").click()
    expect(panel).to_contain_text("No module named 'shared.nowhere'")
    expect(page.get_by_text("1 new finding")).to_be_visible()
    expect(changed).to_have_count(0)
    assert "select=main" in page.url
    tour.assert_clean()
