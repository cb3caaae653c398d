"""What leans on a module: who would notice if it changed, when, and by which lines."""

from __future__ import annotations

import msgspec

from analysis.extract.facts import Timing
from analysis.graphs.import_graph import RANK
from analysis.pipeline import Analysis
from analysis.resolve.project import Internal
from analysis.tour.entries import EntryPoint
from analysis.tour.running import Running, reached


class Place(msgspec.Struct, frozen=True, order=True):
    """A statement that imports the module, or names of it."""

    path: str
    line: int
    importer: str
    names: tuple[str, ...]
    timing: Timing
    is_test: bool


class Used(msgspec.Struct, frozen=True):
    """A name that others import, and who does; "" is the module as a whole."""

    name: str
    importers: tuple[str, ...]


class Impact(msgspec.Struct, frozen=True):
    """Who leans on `module`.

    `places` are the statements that ask for it; a name that a package passes on is asked of the
    module that defines it. `at_import` are the modules whose import runs it, through others too;
    `later` those that only run it once a function of theirs, or of one between, is called.
    `tests` and `entries` are among both; `direct_tests` have a statement of `places`.
    """

    module: str
    places: tuple[Place, ...]
    at_import: tuple[str, ...]
    later: tuple[str, ...]
    names: tuple[Used, ...]
    entries: tuple[EntryPoint, ...]
    direct_tests: tuple[str, ...]
    tests: tuple[str, ...]

    @property
    def importers(self) -> tuple[str, ...]:
        """The modules with a statement that asks for it."""
        return tuple(sorted({place.importer for place in self.places}))


def impact_of(
    analysis: Analysis, running: Running, entries: tuple[EntryPoint, ...], module: str
) -> Impact:
    """What leans on a module; nothing does on a name that is no module."""
    project = analysis.structure.project
    names: dict[str, set[str]] = {}
    crossing: dict[tuple[str, int, Timing], set[str]] = {}
    for resolved in project.imports:
        target = resolved.target
        defined = isinstance(target, Internal) and target.defined_in == module
        if (resolved.depends_on != module and not defined) or resolved.importer == module:
            continue
        fact = resolved.fact
        name = ""
        if isinstance(target, Internal) and (defined or target.module == module):
            name = (target.defined_as if defined else target.name) or ""
        key = (resolved.importer, fact.span.line, fact.timing)
        crossing.setdefault(key, set()).update([name] if name else [])
        names.setdefault(name, set()).add(resolved.importer)
    early = reached(running.because_at_import, [module]) - {module}
    every = reached(running.because_at_runtime, [module]) - {module}
    places = (
        Place(
            *(project.modules[importer].path, line, importer, tuple(sorted(found)), timing),
            project.modules[importer].is_test,
        )
        for (importer, line, timing), found in crossing.items()
    )
    direct = {importer for importer, _, _ in crossing}
    return Impact(
        module=module,
        places=tuple(sorted(places, key=_order)),
        at_import=tuple(sorted(early)),
        later=tuple(sorted(every - early)),
        names=tuple(
            Used(name, tuple(sorted(importers)))
            for name, importers in sorted(names.items(), key=lambda each: (-len(each[1]), each[0]))
        ),
        entries=tuple(each for each in entries if each.module in every or each.module == module),
        direct_tests=tuple(sorted(name for name in direct if project.modules[name].is_test)),
        tests=tuple(sorted(name for name in every if project.modules[name].is_test)),
    )


def _order(place: Place) -> tuple[bool, int, str, int]:
    return place.is_test, RANK[place.timing], place.path, place.line
