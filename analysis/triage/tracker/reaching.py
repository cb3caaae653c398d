"""Which tests there are reach a module, by the import graph; and what none of them imports."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping

import msgspec

from analysis.findings import BrokenImport
from analysis.pipeline import Analysis


class Reached(msgspec.Struct, frozen=True):
    """A module with the test modules that import it, and those that do so by way of others."""

    module: str
    direct: tuple[str, ...]
    indirect: tuple[str, ...]

    @property
    def is_covered(self) -> bool:
        return bool(self.direct or self.indirect)


class Coverage(msgspec.Struct, frozen=True):
    """What the tests of a repository reach of what is affected."""

    modules: tuple[Reached, ...]
    untested_names: tuple[str, ...]
    """`module:name` that no test imports."""
    holding: tuple[tuple[str, str, int], ...]
    """(test, path, line) where a test expects a fault: it fails once that is mended."""

    @property
    def is_complete(self) -> bool:
        """Whether some test reaches each of the modules."""
        return all(one.is_covered for one in self.modules)


def coverage(analysis: Analysis, modules: Iterable[str], names: Iterable[str]) -> Coverage:
    """What the tests reach of these modules and names."""
    project = analysis.structure.project
    importers: dict[str, list[str]] = {}
    for importer, row in analysis.structure.graph.at_runtime.items():
        for imported in row:
            importers.setdefault(imported, []).append(importer)
    tests = {name for name, file in project.modules.items() if file.is_test}
    asked = [tuple(name.split(":", 1)) for name in names]
    return Coverage(
        tuple(
            _reached(module, importers, tests) for module in modules if module in project.modules
        ),
        tuple(
            f"{module}:{name}"
            for module, name in asked
            if tests.isdisjoint(project.importers_of_name.get((module, name), ()))
        ),
        tuple(
            sorted(
                (site.importer, site.path, site.line)
                for finding in analysis.findings
                if isinstance(finding, BrokenImport)
                and (finding.data.module, finding.data.name or "") in asked
                for site in finding.data.sites
                if site.expected_by_test
            )
        ),
    )


def _reached(module: str, importers: Mapping[str, list[str]], tests: set[str]) -> Reached:
    direct = {one for one in importers.get(module, ()) if one in tests}
    seen, queue = {module}, deque([module])
    while queue:
        for importer in importers.get(queue.popleft(), ()):
            if importer not in seen:
                seen.add(importer)
                queue.append(importer)
    indirect = (seen & tests) - direct - {module}
    return Reached(module, tuple(sorted(direct)), tuple(sorted(indirect)))
