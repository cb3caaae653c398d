"""Which of two modules, or of the packages that they are in, stands on the other."""

from __future__ import annotations

from bisect import bisect_left

from analysis.graphs.import_graph import ImportGraph

_CLEARLY = 3
"""How many times more imports lead one way where both ways are taken."""


class Dependence:
    """Counts the imports at import time between parts of one repository; each pair once."""

    def __init__(self, graph: ImportGraph) -> None:
        self._graph = graph
        self._counts: dict[tuple[str, str], int] = {}

    def stands_on(self, one: str, other: str) -> tuple[str, str] | None:
        """The part of `one` that imports the part of `other` and not, or hardly, the other way.

        Parts are what tells the two modules apart: the first package on each side, or the module.
        """
        parts = _parts(one, other)
        if parts is None:
            return None
        up, down = self._count(*parts), self._count(*reversed(parts))
        return parts if up and up >= _CLEARLY * down else None

    def _count(self, importer: str, imported: str) -> int:
        if (importer, imported) not in self._counts:
            inside = f"{imported}."
            self._counts[importer, imported] = sum(
                other == imported or other.startswith(inside)
                for module in self._within(importer)
                for other in self._graph.at_import.get(module, ())
            )
        return self._counts[importer, imported]

    def _within(self, part: str) -> list[str]:
        modules = self._graph.modules
        # "/" comes right behind "." in the order of characters.
        below = modules[bisect_left(modules, f"{part}.") : bisect_left(modules, f"{part}/")]
        return [part, *below]


def _parts(one: str, other: str) -> tuple[str, str] | None:
    ours, theirs = one.split("."), other.split(".")
    for at, (left, right) in enumerate(zip(ours, theirs, strict=False), 1):
        if left != right:
            return ".".join(ours[:at]), ".".join(theirs[:at])
    return None
