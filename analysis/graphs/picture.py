"""A drawing as plain values: boxes and arrows with positions, ready for any canvas."""

from __future__ import annotations

import msgspec

from analysis.extract.facts import Timing


class Badges(msgspec.Struct, frozen=True):
    """What is inside a closed box (or at an open module), counted."""

    cycles: int = 0
    broken: int = 0
    duplicates: int = 0
    failing: int = 0


class Box(msgspec.Struct, frozen=True):
    """A module, a closed or open package, a class, or the ghost of a broken target.

    `x`, `y` is the centre; y grows downward, foundations stand at the bottom. `parent` is the id
    of the open package that encloses it. `contains` counts the modules inside a closed package.
    """

    id: str
    label: str
    kind: str
    """module, package, open-package, namespace, class, ghost, external."""
    x: float
    y: float
    width: float
    height: float
    level: int
    parent: str | None = None
    importers: int = 0
    contains: int = 0
    component: int | None = None
    """Number of the import-time strongly connected component, None outside of any."""
    outcome: str = "ok"
    is_test: bool = False
    badges: Badges = Badges()
    change: str = ""
    """Beside another picture: removed, added, healed, worsened, or "" for none of it.

    Of a cycle: freed, where a member is in none any more, and outside, where it never was."""


class Arrow(msgspec.Struct, frozen=True):
    """From importer to imported. `count` direct imports are folded into it.

    `kind` is import, inherits, uses or broken; `cycle` says that both ends are in one component.
    """

    source: str
    target: str
    kind: str
    timing: Timing
    count: int
    guarded: bool = False
    cycle: bool = False
    upward: bool = False
    change: str = ""
    """Beside another picture: removed, added, or "" for neither; of a cycle also proposed."""


class Picture(msgspec.Struct, frozen=True):
    """A whole drawing; `hidden` says what was left out and why (shown beside the canvas)."""

    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    hidden: tuple[str, ...] = ()
