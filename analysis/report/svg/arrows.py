"""Arrows from importer to imported, led as the app leads them."""

from __future__ import annotations

import math

import msgspec

from analysis.extract.facts import Timing
from analysis.graphs.picture import Arrow, Box
from analysis.report.svg.element import element, label, number, width_of
from analysis.report.svg.ink import Ink

TITLE_BAR = 24.0
"""The height of the bar with the name of an open package, where its arrows end."""
_LONG_DROP = 90.0
_Point = tuple[float, float]


class _Route(msgspec.Struct, frozen=True):
    """A Bézier curve: both ends and the points that bend it."""

    start: _Point
    bend: _Point
    bend_back: _Point
    end: _Point

    @property
    def path(self) -> str:
        points = (number(each) for point in (self.bend, self.bend_back, self.end) for each in point)
        return f"M{number(self.start[0])} {number(self.start[1])}C{' '.join(points)}"

    @property
    def middle(self) -> _Point:
        x, y = (
            (self.start[at] + 3 * self.bend[at] + 3 * self.bend_back[at] + self.end[at]) / 8
            for at in (0, 1)
        )
        return x, y

    @property
    def angle(self) -> float:
        """The direction at its end, in degrees."""
        dx, dy = self.end[0] - self.bend_back[0], self.end[1] - self.bend_back[1]
        return math.degrees(math.atan2(dy, dx))


def middle_of(source: Box, target: Box) -> tuple[float, float]:
    """Where the arrow between two boxes is farthest from both, and its number stands."""
    return _route(_port(source), _port(target)).middle


def arrow_element(arrow: Arrow, source: Box, target: Box, ink: Ink) -> str:
    """One arrow with its head, and the number of imports where it stands for several."""
    route = _route(_port(source), _port(target))
    color = _color(arrow, ink)
    width = _width(arrow)
    marked = arrow.cycle or arrow.kind == "broken"
    dashes = _dashes(arrow)
    line = element(
        "path",
        d=route.path,
        fill="none",
        stroke=color,
        stroke_width=width,
        stroke_dasharray=dashes,
        stroke_linecap="round" if arrow.timing is Timing.TYPE_CHECKING else None,
    )
    opacity = None if marked else "0.8" if arrow.upward else "0.6"
    drawn = element("g", line + _head(arrow, route, width, color, ink), opacity=opacity)
    return drawn + (_count(arrow.count, route.middle, color, ink) if arrow.count > 1 else "")


def _head(arrow: Arrow, route: _Route, width: float, color: str, ink: Ink) -> str:
    size = 6 + width * 1.3
    x, y = route.end
    if arrow.kind == "inherits":
        back, half = number(-size * 1.2), number(size * 0.62)
        path, fill = f"M0 0L{back} {half}L{back} -{half}Z", ink.paper
    else:
        half = number(size * 0.5)
        path = f"M1 0L{number(-size)} {half}L{number(-size * 0.72)} 0L{number(-size)} -{half}Z"
        fill = color
    return element(
        "path",
        d=path,
        fill=fill,
        stroke=color if arrow.kind == "inherits" else None,
        transform=f"translate({number(x)} {number(y)}) rotate({number(route.angle)})",
    )


def _count(count: int, middle: _Point, color: str, ink: Ink) -> str:
    x, y = middle
    width = max(16.0, width_of(f"{count}", 11) + 9)
    pill = element(
        "rect",
        **{"x": x - width / 2, "y": y - 8, "width": width, "height": 16, "rx": 8},
        fill=ink.paper,
        stroke=color,
    )
    return pill + label(f"{count}", x, y, 11, ink.text, weight=600)


def _color(arrow: Arrow, ink: Ink) -> str:
    if arrow.change == "added":
        return ink.gain
    if arrow.change == "removed":
        return ink.loss
    if arrow.kind == "broken" or arrow.cycle:
        return ink.cycle
    return ink.upward if arrow.upward else ink.quiet


def _width(arrow: Arrow) -> float:
    folded = 1.1 + min(3.2, math.log2(max(1, arrow.count)) * 0.6)
    return max(2.8, folded + 0.8) if arrow.cycle else folded


def _dashes(arrow: Arrow) -> str | None:
    if arrow.change == "removed":
        return "9 5"
    if arrow.kind == "broken":
        return "5 4"
    if arrow.timing is Timing.TYPE_CHECKING:
        return "1.5 4"
    if arrow.timing is Timing.DEFERRED:
        return "7 5"
    return "14 6" if arrow.guarded else None


class _Port(msgspec.Struct, frozen=True):
    """Where arrows meet a box."""

    x: float
    y: float
    w: float
    h: float


def _port(box: Box) -> _Port:
    if box.kind != "open-package":
        return _Port(box.x, box.y, box.width, box.height)
    width = min(box.width, 40 + 8 * len(box.label))
    left, top = box.x - box.width / 2, box.y - box.height / 2
    return _Port(left + width / 2, top + TITLE_BAR / 2, width, TITLE_BAR)


def _route(source: _Port, target: _Port) -> _Route:
    dx = target.x - source.x
    above = source.y + source.h / 2 <= target.y - target.h / 2
    below = source.y - source.h / 2 >= target.y + target.h / 2
    gap = abs(target.y - source.y) - (source.h + target.h) / 2
    stacked = abs(dx) < (source.w + target.w) * 0.42
    if (above or below) and stacked and gap > _LONG_DROP:
        return _beside(source, target, 1 if above else -1, gap)
    if above or below:
        return _through(source, target, dx, 1 if above else -1)
    return _across(source, target, dx)


def _beside(source: _Port, target: _Port, side: int, gap: float) -> _Route:
    """Straight down it would run behind every box between: an arc can be followed."""
    start = (source.x + side * source.w / 2, source.y)
    end = (target.x + side * target.w / 2, target.y)
    out = _clamped(gap * 0.2, 30, 190)
    reach = max(start[0], end[0]) + out if side > 0 else min(start[0], end[0]) - out
    turn = (end[1] - start[1]) * 0.12
    return _Route(start, (reach, start[1] + turn), (reach, end[1] - turn), end)


def _through(source: _Port, target: _Port, dx: float, way: int) -> _Route:
    lane = -7 if way < 0 else 0
    spread = [_clamped(dx * 0.12, -each.w * 0.36, each.w * 0.36) for each in (source, target)]
    start = (source.x + spread[0] + lane, source.y + way * source.h / 2)
    end = (target.x - spread[1] + lane, target.y - way * target.h / 2)
    bend = way * _clamped(abs(end[1] - start[1]) * 0.45, 14, 120)
    return _Route(start, (start[0], start[1] + bend), (end[0], end[1] - bend), end)


def _across(source: _Port, target: _Port, dx: float) -> _Route:
    side = 1 if dx >= 0 else -1
    apart = abs(dx) - (source.w + target.w) / 2
    lift = side * (26 + min(60, apart * 0.12)) if apart > 60 else 0
    start = (source.x + side * source.w / 2, source.y + side * 5)
    end = (target.x - side * target.w / 2, target.y + side * 5)
    bend = side * max(10, abs(apart) * 0.35)
    return _Route(start, (start[0] + bend, start[1] + lift), (end[0] - bend, end[1] + lift), end)


def _clamped(value: float, low: float, high: float) -> float:
    return max(low, min(high, value))
