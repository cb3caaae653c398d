"""The module graph: who imports whom, when, and by which statements."""

from __future__ import annotations

import msgspec

from analysis.extract.facts import Timing


class Site(msgspec.Struct, frozen=True, order=True):
    """One import statement behind an edge, with the names that cross there."""

    path: str
    line: int
    names: tuple[str, ...]
    timing: Timing


class EdgeData(msgspec.Struct, frozen=True):
    """What an edge carries. `timing` is the earliest of its sites; `guarded` if all of them are."""

    timing: Timing
    guarded: bool
    sites: tuple[Site, ...]
