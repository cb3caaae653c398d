"""Boxes with their names, their badges, and what importing them does."""

from __future__ import annotations

from analysis.graphs.picture import Box
from analysis.report.svg.element import element, fitted, label, width_of, words
from analysis.report.svg.ink import Ink

_SMALLEST = 6.0
_LABEL_SHARE = 0.66
"""How much of its box's height a name takes at most."""


def box_element(box: Box, ink: Ink, inside: tuple[str, str]) -> str:
    """A box; `inside` is what a package holds, one and several. Its title is its full name."""
    title = element("title", words(box.id.removeprefix("ghost:").removeprefix("external:")))
    if box.kind == "open-package":
        return element("g", title + _enclosure(box, ink))
    return element(
        "g",
        title + _frame(box, ink) + _outcome(box, ink) + _name(box, ink, inside) + _badges(box, ink),
    )


def _enclosure(box: Box, ink: Ink) -> str:
    left, top = box.x - box.width / 2, box.y - box.height / 2
    frame = _rect(left, top, box.width, box.height, 8, fill=ink.enclosure, stroke=ink.line)
    text, size = fitted(box.label, 13, _SMALLEST, box.width - 20)
    return frame + label(text, left + 10, top + 12, size, ink.muted, weight=600, anchor=None)


def _frame(box: Box, ink: Ink) -> str:
    left, top = box.x - box.width / 2, box.y - box.height / 2
    ghost, closed = box.kind == "ghost", _is_closed(box)
    radius = 3 if closed else 7
    behind = (
        _rect(left + 4, top - 4, box.width, box.height, radius, fill=ink.sunken, stroke=ink.line)
        if closed
        else ""
    )
    cyclic, duplicate = box.badges.cycles > 0, box.badges.duplicates > 0
    stroke = ink.cycle if ghost or cyclic else ink.line
    stroke = ink.duplicate if duplicate else stroke
    dashes = "5 4" if ghost else "2 3" if box.kind == "external" else None
    frame = _rect(
        *(left, top, box.width, box.height, radius),
        fill=ink.paper if ghost or box.kind == "external" else ink.surface,
        stroke=stroke,
        stroke_width=2 if ghost or cyclic else 1.1,
        stroke_dasharray=dashes,
    )
    inner = (
        _rect(
            *(left + 3.5, top + 3.5, box.width - 7, box.height - 7, max(2, radius - 3)),
            fill="none",
            stroke=ink.duplicate,
            stroke_width=1.4,
        )
        if duplicate
        else ""
    )
    return behind + frame + inner


def _outcome(box: Box, ink: Ink) -> str:
    if box.outcome == "ok" or box.kind == "ghost":
        return ""
    left, top = box.x - box.width / 2, box.y - box.height / 2
    if box.outcome == "fails":
        return _rect(left, top, 5, box.height, 2.5, fill=ink.cycle)
    y, dots = top + 4, []
    while y < top + box.height - 3:
        dots.append(_rect(left + 1, y, 3, 3, 0, fill=ink.doubt))
        y += 6
    return "".join(dots)


def _name(box: Box, ink: Ink, inside: tuple[str, str]) -> str:
    closed = _is_closed(box)
    two = closed and box.contains > 0 and box.height >= 38
    folded = closed and box.contains > 0 and not two
    name = f"{box.label} · {box.contains}" if folded else box.label
    size = 13 if two else min(16.0, max(12.0, box.height * 0.38))
    size = min(size, box.height * _LABEL_SHARE)
    quiet = box.is_test or box.kind == "external"
    text, size = fitted(
        f"✕ {name}" if box.kind == "ghost" else name, size, _SMALLEST, box.width - 14
    )
    drawn = label(
        *(text, box.x, box.y - (8 if two else 0), size),
        ink.muted if quiet else ink.text,
        weight=600 if closed else 500,
        italic=quiet,
    )
    if two:
        held = f"{box.contains} {inside[box.contains != 1]}"
        drawn += label(held, box.x, box.y + 9, 11, ink.muted)
    return drawn


def _badges(box: Box, ink: Ink) -> str:
    """From the right upper corner to the left."""
    counted = (
        (box.badges.failing, "!", ink.cycle),
        (box.badges.broken, "✕", ink.cycle),
        (box.badges.cycles, "↻", ink.cycle),
        (box.badges.duplicates, "≈", ink.duplicate),
    )
    right, top, drawn = box.x + box.width / 2 + 5, box.y - box.height / 2 - 9, ""
    for count, sign, color in counted:
        if count:
            said = sign if count == 1 else f"{sign} {count}"
            width = max(17.0, width_of(said, 11) + 7)
            pill = _rect(
                *(right - width, top, width, 17, 8.5),
                fill=ink.surface,
                stroke=color,
                stroke_width=1.6,
            )
            drawn += pill + label(said, right - width / 2, top + 8.5, 11, ink.text, weight=700)
            right -= width + 3
    return drawn


def _is_closed(box: Box) -> bool:
    return box.kind == "package" or (box.kind == "namespace" and box.contains > 0)


def _rect(
    x: float,
    y: float,
    width: float,
    height: float,
    radius: float,
    *,
    fill: str,
    stroke: str | None = None,
    stroke_width: float | None = None,
    stroke_dasharray: str | None = None,
) -> str:
    return element(
        "rect",
        **{"x": x, "y": y, "width": width, "height": height, "rx": radius or None},
        fill=fill,
        stroke=stroke,
        stroke_width=stroke_width,
        stroke_dasharray=stroke_dasharray,
    )
