"""What the lines and boxes of a drawing mean: only those that are in it."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from analysis.extract.facts import Timing
from analysis.graphs.picture import Arrow, Badges, Box, Picture
from analysis.report.svg.arrows import arrow_element
from analysis.report.svg.boxes import box_element
from analysis.report.svg.element import element, label, number, width_of
from analysis.report.svg.ink import Ink

_SWATCH = 34.0
_GAP = 18.0
_SIZE = 12.0


class _Line(msgspec.Struct, frozen=True):
    words: str
    applies: Callable[[Arrow], bool]
    sample: Arrow


class _Sign(msgspec.Struct, frozen=True):
    words: str
    applies: Callable[[Box], bool]
    sample: Box


def _arrow(kind: str = "import", timing: Timing = Timing.IMPORT, **more: bool) -> Arrow:
    return msgspec.structs.replace(Arrow("a", "b", kind, timing, 1), **more)


def _box(kind: str = "module", outcome: str = "ok", badges: Badges = Badges()) -> Box:  # noqa: B008
    return Box("", "", kind, 15, 8, 26, 14, 0, outcome=outcome, badges=badges)


_LINES = (
    _Line("imports", lambda arrow: arrow.kind == "import", _arrow()),
    _Line("inherits", lambda arrow: arrow.kind == "inherits", _arrow("inherits")),
    _Line("uses", lambda arrow: arrow.kind == "uses", _arrow("uses")),
    _Line(
        "inside a function",
        lambda arrow: arrow.timing is Timing.DEFERRED,
        _arrow(timing=Timing.DEFERRED),
    ),
    _Line(
        "for the type checker",
        lambda arrow: arrow.timing is Timing.TYPE_CHECKING,
        _arrow(timing=Timing.TYPE_CHECKING),
    ),
    _Line(
        "guarded by try",
        lambda arrow: arrow.guarded and arrow.timing is Timing.IMPORT,
        _arrow(guarded=True),
    ),
    _Line("against the flow", lambda arrow: arrow.upward and not arrow.cycle, _arrow(upward=True)),
    _Line("on a cycle", lambda arrow: arrow.cycle, _arrow(cycle=True)),
    _Line("broken import", lambda arrow: arrow.kind == "broken", _arrow("broken")),
)
_SIGNS = (
    _Sign("package", lambda box: box.kind == "package", _box("package")),
    _Sign("target that is not there", lambda box: box.kind == "ghost", _box("ghost")),
    _Sign("from outside", lambda box: box.kind == "external", _box("external")),
    _Sign("import fails", lambda box: box.outcome == "fails", _box(outcome="fails")),
    _Sign("can't tell", lambda box: box.outcome == "unknown", _box(outcome="unknown")),
)
_BADGES: tuple[tuple[str, Callable[[Badges], int]], ...] = (
    ("! modules that fail", lambda badges: badges.failing),
    ("✕ broken imports", lambda badges: badges.broken),
    ("↻ cycles", lambda badges: badges.cycles),
    ("≈ duplicate classes", lambda badges: badges.duplicates),
)


def legend_rows(picture: Picture, ink: Ink, width: float) -> list[str]:
    """The rows of the legend, none wider than `width`."""
    rows: list[str] = []
    x = width
    for swatch, said in _entries(picture, ink):
        taken = _SWATCH * bool(swatch) + width_of(said, _SIZE) + _GAP
        if x + taken > width:
            rows.append("")
            x = 0.0
        text = label(said, _SWATCH * bool(swatch), 8, _SIZE, ink.muted, anchor=None)
        rows[-1] += element("g", swatch + text, transform=f"translate({number(x)} 0)")
        x += taken
    return rows


def _entries(picture: Picture, ink: Ink) -> list[tuple[str, str]]:
    """Each entry's picture ("" where its words have a sign of their own) and its words."""
    tip = Box("", "", "module", 0, 3, 0, 2, 0)
    ends = tip, msgspec.structs.replace(tip, x=28)
    entries = [
        (arrow_element(line.sample, *ends, ink), line.words)
        for line in _LINES
        if any(map(line.applies, picture.arrows))
    ]
    entries += [
        (box_element(sign.sample, ink, ("", "")), sign.words)
        for sign in _SIGNS
        if any(map(sign.applies, picture.boxes))
    ]
    return entries + [
        ("", said) for said, counted in _BADGES if any(counted(box.badges) for box in picture.boxes)
    ]
