"""The body of a name that is gone, found again: under another name, or in another module."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from analysis.checks.candidates.index import Index
from analysis.checks.candidates.past import Lost, Past
from analysis.checks.candidates.wanted import Wanted
from analysis.extract.class_shape import ClassShape, same_code, similarity
from analysis.extract.definitions import Definition, definitions_in, shape_of
from analysis.findings import Candidate

_TELLING = 10
"""The substance of a body that says more than `pass`: at least one statement of its own."""
_SIMILAR = 0.6
_UNLIKE = 0.3
_SAME = 0.97
_MOST_DEFINITIONS = 2_000


class SameBody:
    """Compares what was removed with what is there now."""

    def __init__(self, index: Index, past: Past) -> None:
        self._index = index
        self._past = past
        self._lines: dict[str, list[str]] = {}
        self._defined: dict[str, tuple[Definition, ...]] = {}

    def confirmed(self, lost: Lost, candidates: list[Candidate], wanted: Wanted) -> list[Candidate]:
        """The candidates as the removed body makes them look, and those that only it shows."""
        body = lost.shape
        found = [self._compared(candidate, lost, body) for candidate in candidates]
        found += self._origin(lost, wanted)
        if body.substance >= _TELLING:
            known = {(each.module, each.name) for each in candidates if each.kind != "similar-name"}
            found += [
                each
                for each in self._renamed(lost, body, wanted)
                if (each.module, each.name) not in known
            ]
        return found

    def _compared(self, candidate: Candidate, lost: Lost, body: ClassShape) -> Candidate:
        if candidate.name is None or body.substance < _TELLING:
            return candidate
        likeness = self._likeness(candidate.module, candidate.name, lost, body)
        if likeness is None:
            return candidate
        why, score = candidate.why, candidate.score
        if likeness == 1:
            why, score = f"{why}, with the same body: moved {lost.since}", 0.99
        elif likeness >= _SIMILAR:
            why = f"{why}, with much the same body ({likeness:.0%}): moved {lost.since}"
            score = max(score, 0.6 + 0.38 * likeness)
        elif likeness < _UNLIKE:
            why, score = f"{why}, with another body than the one removed {lost.since}", score * 0.75
        return msgspec.structs.replace(candidate, why=why, score=score)

    def _renamed(self, lost: Lost, body: ClassShape, wanted: Wanted) -> Iterator[Candidate]:
        """Definitions with the same body, in the target and in what changed as it went."""
        changed = (self._index.by_path.get(each.path) for each in self._past.changes(lost))
        modules = dict.fromkeys([wanted.module, *(each for each in changed if each)])
        compared = 0
        for module in modules:
            if module != wanted.module and not self._index.allows(module, wanted):
                continue
            for definition in self._definitions(module):
                if lost.definition is None or definition.kind != lost.definition.kind:
                    continue
                compared += 1
                if compared > _MOST_DEFINITIONS:
                    return
                likeness = _alike(body, shape_of(self._lines_of(module), definition))
                if likeness < _SIMILAR or definition.name not in self._index.names_of(module):
                    continue
                share = "the same body" if likeness == 1 else f"much the same body ({likeness:.0%})"
                happened = "renamed" if definition.name != wanted.name else "moved"
                yield Candidate(
                    module,
                    definition.name,
                    f"{module} has {definition.name} with {share}: {happened} {lost.since}",
                    _SAME if likeness == 1 else 0.5 + 0.45 * likeness,
                    "same-body",
                )

    def _origin(self, lost: Lost, wanted: Wanted) -> Iterator[Candidate]:
        """Where the name came from, if its module only passed it on."""
        if lost.definition is None or lost.definition.origin is None:
            return
        level, module, name = lost.definition.origin
        if level:
            package = wanted.module.split(".")
            is_package = lost.version.path.endswith("/__init__.py")
            package = package[: len(package) - level + is_package]
            module = ".".join([*package, *([module] if module else [])])
        project = self._index.context.project
        if name is not None and f"{module}.{name}" in project.modules:
            module, name = f"{module}.{name}", None
        if module not in project.modules or not self._index.allows(module, wanted):
            return
        if name is None or name in self._index.names_of(module):
            why = f"{wanted.module} imported it from there {lost.until}"
            yield Candidate(module, name, why, 0.98, "was-re-exported")

    def _likeness(self, module: str, name: str, lost: Lost, body: ClassShape) -> float | None:
        """None where nothing of the kind is defined there to compare."""
        if lost.definition is None:
            return None
        same = [
            each
            for each in self._definitions(module)
            if each.name == name and each.kind == lost.definition.kind
        ]
        return _alike(body, shape_of(self._lines_of(module), same[-1])) if same else None

    def _definitions(self, module: str) -> tuple[Definition, ...]:
        if module not in self._defined:
            self._defined[module] = definitions_in(self._lines_of(module))
        return self._defined[module]

    def _lines_of(self, module: str) -> list[str]:
        if module not in self._lines:
            file = self._index.context.project.modules.get(module)
            whole = file is not None and file.path.endswith(".py")
            path = file.path if file is not None and whole else ""
            self._lines[module] = self._index.context.bodies.all_lines(path) if path else []
        return self._lines[module]


def _alike(one: ClassShape, other: ClassShape) -> float:
    """1 only for the same code; a body too small to tell is like no other."""
    if min(one.substance, other.substance) < _TELLING:
        return 0.0
    if same_code(one, other):
        return 1.0
    return min(similarity(one, other), 0.99)
