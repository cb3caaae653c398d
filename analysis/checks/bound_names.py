"""Which names a module has, as far as its statements alone say so."""

from __future__ import annotations

from collections.abc import Mapping

from analysis.extract.facts import Binding
from analysis.resolve.project import Project

_BINDING = frozenset({"class", "function", "import", "assign"})


class BoundNames:
    """Answers from the facts, without running a module; reads each module once."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._known: dict[str, Mapping[str, bool]] = {}

    def certain(self, module: str, name: str) -> bool:
        """Every run of the module to its end binds the name, and nothing takes it away."""
        return self._of(module).get(name, False)

    def possible(self, module: str, name: str) -> bool:
        """Some statement may bind the name, a star import or the import of a submodule included."""
        names = self._of(module)
        return name in names or "*" in names or f"{module}.{name}" in self._project.modules

    def _of(self, module: str) -> Mapping[str, bool]:
        known = self._known.get(module)
        if known is None:
            facts = self._project.facts.get(module)
            known = self._known[module] = _certainty(facts.bindings if facts else ())
        return known


def _certainty(bindings: tuple[Binding, ...]) -> dict[str, bool]:
    found: dict[str, bool] = {}
    doubtful = set()
    for binding in bindings:
        if binding.kind not in _BINDING:
            doubtful.add(binding.name)
        found[binding.name] = binding.certain or found.get(binding.name, False)
    found.update(dict.fromkeys(doubtful, False))
    return found
