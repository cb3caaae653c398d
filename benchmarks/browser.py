"""`python -m benchmarks.browser`: how long a picture, a panel and a frame take in a real browser.

Exit code 1 where a goal is missed, 2 where the app or the browser fails.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from playwright.sync_api import Browser, Error, Page

from benchmarks import crowd
from benchmarks.circumstances import circumstances
from benchmarks.process import ProgramFailed
from benchmarks.results import DOCUMENT, written_between
from benchmarks.served import chromium, served
from benchmarks.targets import NoSuchPackage, Tree, copy_alone, generate, targets_named

PICTURE_GOAL, CLICK_GOAL, FRAMES_GOAL = 3.0, 300.0, 30.0
FILES, LINES_EACH = 10_000, 80
VIEWPORT = (1280, 800)
DRAG_SECONDS = 3.0
BEGIN, END = "<!-- browser: begin -->", "<!-- browser: end -->"
PICTURE = ".stage[data-ready] canvas"

# From the press of the button until the panel names the module, both by the browser's clock.
WATCH = """
(name) => {
  const headings = (root) => [
    ...root.querySelectorAll("h4"),
    ...[...root.querySelectorAll("*")].flatMap((e) => (e.shadowRoot ? headings(e.shadowRoot) : [])),
  ];
  window.shownAfter = new Promise((shown) => {
    addEventListener("pointerdown", () => {
      const pressed = performance.now();
      const look = () => {
        const panel = document.querySelector(".st-key-panel");
        if (panel && headings(panel).some((each) => each.textContent === name))
          shown(performance.now() - pressed);
        else requestAnimationFrame(look);
      };
      look();
    }, { capture: true, once: true });
  });
}
"""
# The boxes that can be clicked: in the window, and not under another.
SPOTS = """
(stage) => {
  const frame = stage.querySelector(".net").getBoundingClientRect();
  return stage.boxes()
    .filter((box) => box.kind === "module" || box.kind === "package")
    .map((box) => ({ id: box.id, name: box.name, ...stage.locate(box.id) }))
    .filter(({ x, y }) => x > frame.left && x < frame.right && y > frame.top && y < frame.bottom);
}
"""
COUNT = """
(stage) => {
  window.drawn = 0;
  const canvas = stage.querySelector(".net canvas").getContext("2d");
  const clear = canvas.clearRect;
  canvas.clearRect = function (...corners) {
    window.drawn += 1;
    return clear.apply(this, corners);
  };
}
"""


class Seen(NamedTuple):
    """One repository in the browser: seconds to a picture, milliseconds to a panel."""

    title: str
    modules: int
    pictures: Sequence[float]
    clicks: Sequence[float]


class Panned(NamedTuple):
    """Frames that were drawn in a second while the map was dragged."""

    boxes: int
    arrows: int
    frames: float


def main(argv: Sequence[str] | None = None) -> int:
    """Measures and prints."""
    asked = _parser().parse_args(argv)
    try:
        with chromium() as browser:
            seen = [_seen(asked, browser, name) for name in (*asked.packages, None)]
            panned = _panned(asked, browser)
    except (NoSuchPackage, ProgramFailed, Error) as error:
        print(f"benchmarks: {error}", file=sys.stderr)
        return 2
    text = report(seen, panned)
    print(text)
    if asked.record:
        document = DOCUMENT.read_text("utf-8")
        DOCUMENT.write_text(written_between(document, text, BEGIN, END), "utf-8")
    return int(bool(missed(seen, panned)))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.browser", description=__doc__)
    say = parser.add_argument
    say("--packages", nargs="*", default=["django", "sympy"], metavar="NAME")
    say("--site", type=Path, metavar="DIR", help="a folder that holds packages: DIR/NAME")
    say("--files", type=int, default=FILES, metavar="N", help="modules of the generated one")
    say("--visits", type=int, default=3, metavar="N", help="how often a picture is waited for")
    say("--clicks", type=int, default=12, metavar="N", help="how many boxes are clicked")
    say("--patience", type=float, default=900, metavar="S", help="seconds for a first analysis")
    say("--record", action="store_true", help="write the tables into docs/benchmarks.md")
    return parser


def _seen(asked: argparse.Namespace, browser: Browser, package: str | None) -> Seen:
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        tree = _tree(asked, package, scratch)
        _tell(f"{tree.title}: {tree.files:,} files")
        cache = scratch / "cache"
        cache.mkdir()
        with served(tree.folder, cache) as address:
            page = _page(browser, asked.patience)
            _picture(page, f"{address}/modules")
            page.close()
            pictures, clicks = [], []
            for visit in range(asked.visits):
                page = _page(browser, asked.patience)
                pictures.append(_picture(page, f"{address}/modules"))
                if visit == asked.visits - 1:
                    clicks = _clicks(page, asked.clicks)
                page.close()
    return Seen(tree.title, tree.files, pictures, clicks)


def _tree(asked: argparse.Namespace, package: str | None, scratch: Path) -> Tree:
    if package is None:
        return generate(asked.files, asked.files * LINES_EACH, scratch)
    (target,) = targets_named([package], asked.site)
    return copy_alone(target, scratch)


def _page(browser: Browser, patience: float) -> Page:
    """A page that knows nothing of earlier ones: no file is in its cache."""
    page = browser.new_page(viewport={"width": VIEWPORT[0], "height": VIEWPORT[1]})
    page.set_default_timeout(patience * 1_000)
    return page


def _picture(page: Page, address: str) -> float:
    start = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.wait_for_selector(PICTURE)
    return time.perf_counter() - start


def _clicks(page: Page, wanted: int) -> list[float]:
    stage = page.locator(".stage")
    page.wait_for_timeout(1_000)
    spots = stage.evaluate(SPOTS)
    if not spots:
        raise ProgramFailed("no box of the map can be clicked")
    waited = []
    for number in range(wanted):
        spot = spots[number % len(spots)]
        if len(spots) == 1 and number:
            break
        page.evaluate(WATCH, spot["name"])
        page.mouse.click(spot["x"], spot["y"])
        waited.append(float(page.evaluate("window.shownAfter")))
        page.wait_for_timeout(400)
    return waited


def _panned(asked: argparse.Namespace, browser: Browser) -> Panned:
    with tempfile.TemporaryDirectory() as folder:
        repository, cache = Path(folder, "crowd"), Path(folder, "cache")
        crowd.write_crowd(repository)
        cache.mkdir()
        _tell("a crowded map")
        with served(repository, cache) as address:
            page = _page(browser, asked.patience)
            _picture(page, f"{address}/modules?open={','.join(crowd.OPEN)}")
            page.wait_for_timeout(1_000)
            stage = page.locator(".stage")
            size = stage.evaluate("stage => [stage.dataset.boxes, stage.dataset.arrows]")
            frames = _drag(page)
            page.close()
    return Panned(int(size[0]), int(size[1]), frames)


def _drag(page: Page) -> float:
    stage = page.locator(".stage")
    frame = stage.locator(".net").bounding_box()
    assert frame is not None
    x, y = frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2
    stage.evaluate(COUNT)
    page.mouse.move(x, y)
    page.mouse.down()
    start = time.perf_counter()
    step = 0
    while (passed := time.perf_counter() - start) < DRAG_SECONDS:
        step += 1
        page.mouse.move(x + 120 * ((step % 80) / 40 - 1), y + 40 * ((step % 40) / 20 - 1))
    drawn = int(page.evaluate("window.drawn"))
    page.mouse.up()
    return drawn / passed


def report(seen: Sequence[Seen], panned: Panned) -> str:
    """The figures as Markdown, and which goals are missed."""
    lines = [
        ", ".join(circumstances().values()) + ".",
        "",
        "| repository | files | first picture s | slowest | click to panel ms | slowest |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    lines += [
        f"| {each.title} | {each.modules:,} | {median(each.pictures):.2f} "
        f"| {max(each.pictures):.2f} | {median(each.clicks):.0f} | {max(each.clicks):.0f} |"
        for each in seen
    ]
    lines += [
        "",
        f"Dragging a map of {panned.boxes:,} boxes and {panned.arrows:,} arrows: "
        f"{panned.frames:.0f} frames a second.",
    ]
    found = missed(seen, panned)
    goals = (
        f"a first picture in {PICTURE_GOAL:g} s, a panel in {CLICK_GOAL:g} ms, "
        f"{FRAMES_GOAL:g} frames a second"
    )
    lines += ["", f"Goals: {goals}. " + (f"Missed: {'; '.join(found)}." if found else "All met.")]
    return "\n".join(lines)


def missed(seen: Sequence[Seen], panned: Panned) -> list[str]:
    """What took longer than it should, by median."""
    found = []
    for each in seen:
        if median(each.pictures) > PICTURE_GOAL:
            found.append(f"the picture of {each.title}")
        if median(each.clicks) > CLICK_GOAL:
            found.append(f"the panel of {each.title}")
    if panned.frames < FRAMES_GOAL:
        found.append("frames while dragging")
    return found


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
