"""The whole sheet: boxes, arrows, a legend of what is on it, and what was left out."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.graphs.picture import Picture
from analysis.report.svg.arrows import arrow_element, middle_of
from analysis.report.svg.boxes import box_element
from analysis.report.svg.element import element, fitted, label, number, words
from analysis.report.svg.ink import DARK, FONT, LIGHT, Ink
from analysis.report.svg.legend import legend_rows

MODULES = ("module", "modules")
CLASSES = ("class", "classes")
_MARGIN = 28.0
_ROW = 24.0
_NARROWEST = 480.0


def render(
    picture: Picture, title: str, *, dark: bool = False, inside: tuple[str, str] = MODULES
) -> str:
    """An SVG document of a picture, with no script, no font and no other file that it needs.

    `inside` is what a closed package holds, one and several.
    """
    ink = DARK if dark else LIGHT
    left, top, right, bottom = _bounds(picture)
    width = max(_NARROWEST, right - left + 2 * _MARGIN)
    rows = [
        *legend_rows(picture, ink, width - 2 * _MARGIN),
        *_notes(picture.hidden, ink, width),
    ]
    foot = bottom - top + 2 * _MARGIN
    height = foot + _ROW * len(rows) + _MARGIN / 2
    shift = (width - (right - left)) / 2 - left, _MARGIN - top
    drawn = "".join(
        [
            element("title", words(title)),
            element("rect", width=width, height=height, fill=ink.paper),
            element("g", "\n".join(_drawing(picture, ink, inside)), transform=_moved(*shift)),
            *(
                element("g", row, transform=_moved(_MARGIN, foot + _ROW * at))
                for at, row in enumerate(rows)
            ),
        ]
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        + element(
            "svg",
            drawn,
            xmlns="http://www.w3.org/2000/svg",
            width=width,
            height=height,
            viewBox=f"0 0 {number(width)} {number(height)}",
            role="img",
            font_family=FONT,
        )
        + "\n"
    )


def _drawing(picture: Picture, ink: Ink, inside: tuple[str, str]) -> Iterator[str]:
    boxes = {box.id: box for box in picture.boxes}
    opened = [box for box in picture.boxes if box.kind == "open-package"]
    # The outer ones first, for each lies on what encloses it.
    for box in sorted(opened, key=lambda box: -box.width * box.height):
        yield box_element(box, ink, inside)
    for arrow in sorted(picture.arrows, key=lambda arrow: arrow.cycle or arrow.kind == "broken"):
        if arrow.source in boxes and arrow.target in boxes:
            yield arrow_element(arrow, boxes[arrow.source], boxes[arrow.target], ink)
    for box in picture.boxes:
        if box.kind != "open-package":
            yield box_element(box, ink, inside)


def _bounds(picture: Picture) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of what is drawn: an arc may swing out beside all boxes."""
    boxes = {box.id: box for box in picture.boxes}
    middles = [
        middle_of(boxes[arrow.source], boxes[arrow.target])
        for arrow in picture.arrows
        if arrow.source in boxes and arrow.target in boxes
    ]
    xs = [box.x + side * box.width / 2 for box in picture.boxes for side in (-1, 1)]
    ys = [box.y + side * box.height / 2 for box in picture.boxes for side in (-1, 1)]
    xs += [x for x, _ in middles]
    ys += [y for _, y in middles]
    return (min(xs), min(ys), max(xs), max(ys)) if xs else (0.0, 0.0, 0.0, 0.0)


def _notes(hidden: tuple[str, ...], ink: Ink, width: float) -> list[str]:
    shown = [fitted(note, 12, 9, width - 2 * _MARGIN) for note in hidden]
    return [label(text, 0, 8, size, ink.muted, anchor=None) for text, size in shown]


def _moved(x: float, y: float) -> str:
    return f"translate({number(x)} {number(y)})"
