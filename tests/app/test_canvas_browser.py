"""The canvas by keyboard and mouse: search, walk, open, take away, before and after."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from views.canvas.assets import LIBRARY, SCRIPTS

pytestmark = pytest.mark.browser

Begin = Callable[..., Any]
SVG = "{http://www.w3.org/2000/svg}"


def taken_away(page: Page, form: str) -> bytes:
    with page.expect_download() as download:
        page.locator(f".tools button[aria-label$='{form} file']").click()
    assert download.value.suggested_filename.endswith(f".{form.lower()}")
    return Path(download.value.path()).read_bytes()


def boxes_of(stage: Locator) -> int:
    return int(stage.get_attribute("data-boxes") or 0)


def test_what_is_found_stands_out_and_is_walked_through(visit: Begin) -> None:
    tour = visit()
    page = tour.open("modules")
    tour.canvas()
    live, search = page.locator(".live"), page.get_by_label("Search boxes by name")
    page.locator(".stage").focus()
    page.keyboard.press("/")
    expect(search).to_be_focused()
    page.keyboard.type("auth_service")
    expect(live).to_contain_text("5 found")
    before = taken_away(page, "SVG")
    # What does not match is there, but pale.
    pale = [e for e in ET.fromstring(before).iter(f"{SVG}text") if e.get("opacity") == "0.32"]
    assert any("database_url_builder" in (text.text or "") for text in pale)
    assert not any((text.text or "").startswith("auth_core") for text in pale)
    search.focus()
    page.keyboard.press("Enter")
    expect(live).to_contain_text("Selected: auth_service")
    first = live.inner_text()
    page.keyboard.press("Enter")
    expect(live).not_to_have_text(first)
    page.keyboard.press("Escape")
    expect(search).to_have_value("")
    expect(page.locator(".stage")).to_be_focused()
    tour.assert_clean()


def test_enter_opens_and_closes_a_package(visit: Begin) -> None:
    tour = visit()
    page = tour.open("modules")
    tour.canvas()
    stage, live = page.locator(".stage"), page.locator(".live")
    closed = boxes_of(stage)
    tour.click("netra_backend.app.database")
    expect(live).to_contain_text("Selected: netra_backend.app.database")
    page.wait_for_url("**select=*")
    stage.focus()
    page.keyboard.press("Enter")
    expect(stage).not_to_have_attribute("data-boxes", str(closed))
    page.wait_for_url("**open=*")
    assert tour.place_of("netra_backend.app.database.request_scoped")
    page.keyboard.press("Enter")
    expect(stage).to_have_attribute("data-boxes", str(closed))
    expect(live).to_contain_text("Closing netra_backend.app.database")
    tour.assert_clean()


def test_the_arrows_walk_along_imports(visit: Begin) -> None:
    tour = visit()
    page = tour.open("modules?select=auth_service.main")
    tour.canvas()
    live = page.locator(".live")
    expect(live).to_contain_text("Selected: auth_service.main")
    page.locator(".stage").focus()
    page.keyboard.press("ArrowDown")
    expect(live).to_contain_text("Selected: auth_service.auth_core")
    expect(page.locator(".st-key-panel")).to_contain_text("auth_core")
    page.keyboard.press("ArrowUp")
    expect(live).to_contain_text("Selected: auth_service.main")
    tour.assert_clean()


def test_help_names_the_keys_and_escape_closes_it_first(visit: Begin) -> None:
    tour = visit()
    page = tour.open("modules?select=auth_service.main")
    tour.canvas()
    page.locator(".stage").focus()
    page.keyboard.press("?")
    help_box = page.get_by_role("dialog", name="Keyboard help")
    for key in ("/", "Enter", "Esc", "f", "?", "Tab"):
        expect(help_box.locator("dt").filter(has_text=key).first).to_be_visible()
    page.keyboard.press("Escape")
    expect(help_box).to_be_hidden()
    expect(page.locator(".live")).not_to_contain_text("Nothing selected")
    page.keyboard.press("Escape")
    expect(page.locator(".live")).to_contain_text("Nothing selected")
    # The page lets go, too, of what the address had named.
    page.wait_for_url(lambda url: "select=" not in url)
    tour.assert_clean()


def test_the_legend_hides_what_it_names(visit: Begin) -> None:
    tour = visit()
    page = tour.open("modules")
    tour.canvas()
    broken = page.locator(".legend button[data-entry=broken]")
    assert b"get_db_session_factory" in taken_away(page, "SVG")
    broken.click()
    expect(broken).to_have_attribute("aria-pressed", "false")
    expect(page.locator(".live")).to_contain_text("broken target hidden")
    assert b"get_db_session_factory" not in taken_away(page, "SVG")
    tour.assert_clean()


def test_what_is_pinned_has_a_mark_a_word_and_an_entry_of_the_legend(visit: Begin) -> None:
    tour = visit()
    page = tour.open("modules?focus=main&pin=shared.isolated_environment&pin=netra_backend.app")
    tour.canvas()
    pinned = page.locator(".legend button[data-entry=pinned]")
    # An open package is a box, too.
    expect(pinned.locator("small")).to_have_text("2")
    marked = len(list(ET.fromstring(taken_away(page, "SVG")).iter(f"{SVG}path")))
    pinned.click()
    expect(page.locator(".live")).to_contain_text("pinned hidden")
    left = len(list(ET.fromstring(taken_away(page, "SVG")).iter(f"{SVG}path")))
    assert left < marked
    assert tour.place_of("shared.isolated_environment")
    tour.click("shared.isolated_environment")
    expect(page.locator(".live")).to_contain_text("pinned")
    tour.click("main")
    expect(page.locator(".live")).to_contain_text("Selected: main")
    expect(page.locator(".live")).not_to_contain_text("pinned")
    tour.assert_clean()


def test_hostile_names_are_text_in_pictures_and_tooltips(visit: Begin) -> None:
    tour = visit(1920, 1080, dark=True)
    page = tour.open("modules?source=sample:hopeless&open=names")
    tour.canvas()
    stage = page.locator(".stage")
    picture = ET.fromstring(taken_away(page, "SVG"))
    allowed = {f"{SVG}{tag}" for tag in ("svg", "title", "rect", "g", "path", "text")}
    assert {element.tag for element in picture.iter()} <= allowed
    assert not any(name.startswith("on") for each in picture.iter() for name in each.attrib)
    said = {text.text for text in picture.iter(f"{SVG}text")}
    assert {"<script>alert(1)<.script>", 'it\'s "quoted"', "größe"} <= said
    assert taken_away(page, "PNG").startswith(b"\x89PNG")

    for name in ("names.<script>alert(1)<.script>", 'names.it\'s "quoted"'):
        page.mouse.move(*tour.place_of(name))
        expect(page.locator(".tip b")).to_have_text(name)
        tour.click(name)
        expect(page.locator(".live")).to_contain_text(name)
    for text in ("<img src=x onerror=alert(1)>", "\u202ecba", "🦀", "\u05e9\u05dc\u05d5\u05dd"):
        page.get_by_label("Search boxes by name").fill(text)
        expect(page.locator(".live")).to_have_text("0 found")
    assert stage.locator("script, img").count() == 0
    tour.assert_clean()


def test_before_and_after_lie_on_one_another(visit: Begin) -> None:
    tour = visit()
    page = tour.open("repair")
    tour.canvas()
    expect(page.locator(".pane")).to_have_count(2)
    left, right = tour.place_of("main", 0), tour.place_of("main", 1)
    assert left[1] == pytest.approx(right[1])
    assert left[0] < right[0] - 100
    page.get_by_role("button", name="Overlay").click()
    expect(page.get_by_label("From before to after")).to_be_visible()
    expect(page.locator(".live")).to_contain_text("on one another")
    stage = page.locator(".stage")
    stage.evaluate(
        """async stage => {
            const place = side => JSON.stringify(stage.locate("main", side));
            while (place(0) !== place(1)) await new Promise(requestAnimationFrame);
        }"""
    )

    slider = page.get_by_label("From before to after")
    slider.focus()
    page.keyboard.press("Home")
    expect(page.locator(".caption").nth(1)).to_have_text("Before")
    faded = page.locator(".pane .net").nth(1)
    expect(faded).to_have_css("opacity", "0")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".caption").nth(1)).to_contain_text("99 %")
    picture = ET.fromstring(taken_away(page, "SVG"))
    assert [each.get("opacity") for each in picture.iter(f"{SVG}svg")][-1] == "0.01"
    stage.focus()
    page.keyboard.press("o")
    expect(slider).to_be_hidden()
    expect(page.locator(".caption").first).to_be_visible()
    tour.assert_clean()


def test_a_repair_is_drawn_as_added_removed_and_healed(visit: Begin) -> None:
    tour = visit()
    page = tour.open("repair")
    tour.canvas()
    entries = page.locator(".legend button").evaluate_all("all => all.map(e => e.dataset.entry)")
    assert {"removed", "added", "healed"} <= set(entries), json.dumps(entries)
    picture = ET.fromstring(taken_away(page, "SVG"))
    drawn = [(each.get("stroke"), each.get("stroke-dasharray")) for each in picture.iter()]
    assert ("#8A8A8A", "9 5") in drawn
    assert ("#009E73", None) in drawn
    tour.assert_clean()


CONTRASTS = """
async (stage) => {
  const served = performance.getEntriesByType("resource").map((entry) => entry.name);
  const painter = await import(served.find((name) => name.endsWith("/painter.js")));
  const theme = painter.readTheme(stage);
  const probe = document.createElement("canvas").getContext("2d");
  const light = (color) => {
    probe.clearRect(0, 0, 1, 1);
    probe.fillStyle = color;
    probe.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...probe.getImageData(0, 0, 1, 1).data].map((byte) => {
      const share = byte / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [dark, bright] = [light(one), light(other)].sort((a, b) => a - b);
    return (bright + 0.05) / (dark + 0.05);
  };
  const style = getComputedStyle(stage.querySelector(".bar"));
  return {
    dark: theme.dark,
    words: Math.min(
      ...["paper", "surface", "sunken"].flatMap((ground) =>
        [theme.text, theme.muted].map((ink) => contrast(ink, theme[ground])),
      ),
      contrast(style.color, style.backgroundColor),
    ),
    signs: Math.min(
      ...["cycle", "gain", "loss", "uses"].map((ink) => contrast(theme.ink[ink], theme.paper)),
    ),
  };
}
"""


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_words_and_signs_stand_out_from_their_ground(visit: Begin, dark: bool) -> None:
    tour = visit(dark=dark)
    page = tour.open("modules")
    tour.canvas()
    found = page.locator(".stage").evaluate(CONTRASTS)
    assert found["dark"] == dark
    assert found["words"] >= 4.5
    assert found["signs"] >= 3
    tour.assert_clean()


def test_a_page_is_asked_to_keep_only_where_it_listens(visit: Begin) -> None:
    tour = visit()
    page = tour.open("repair")
    tour.canvas()
    page.get_by_label("Search boxes by name").fill("main")
    expect(page.locator(".live")).to_have_text("1 found")
    expect(page.locator(".narrow").first).to_be_hidden()
    tour.assert_clean()


def test_what_is_found_can_be_kept_or_removed(visit: Begin) -> None:
    tour = visit()
    page = tour.open("modules")
    tour.canvas()
    stage = page.locator(".stage")
    boxes = boxes_of(stage)
    page.get_by_label("Search boxes by name").fill("Shared")
    page.locator(".narrow", has_text="Remove").click()
    page.wait_for_url("**drop=Shared*")
    expect(stage).not_to_have_attribute("data-boxes", str(boxes))
    assert "shared" not in stage.evaluate("stage => stage.boxes().map((box) => box.name).join()")
    page.get_by_label("Search boxes by name").fill("auth_service")
    page.locator(".narrow", has_text="Keep").click()
    page.wait_for_url("**keep=auth_service*")
    stage.evaluate(
        """async stage => {
            const kept = () => stage.boxes().every((box) => box.name.startsWith("auth_service"));
            while (!kept()) await new Promise(requestAnimationFrame);
        }"""
    )
    tour.assert_clean()


def test_the_files_of_the_canvas_are_fetched_ahead_and_once(visit: Begin) -> None:
    tour = visit(first=True)
    page = tour.open("modules")
    tour.canvas()
    fetched = page.evaluate(
        "performance.getEntriesByType('resource').map(each => each.name)"
        ".filter(name => name.includes('/canvas-')).map(name => name.split('/').pop())"
    )
    assert sorted(fetched) == sorted({*SCRIPTS, LIBRARY})
    # A page without a canvas has them for the next one.
    page = visit().open("export")
    page.wait_for_function("globalThis.vis?.Network !== undefined")
    tour.assert_clean()
