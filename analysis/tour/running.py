"""Which modules run because of which: what an importer's statements execute, packages included."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import chain

import msgspec

from analysis.extract.facts import Timing
from analysis.resolve.project import Project


class Running(msgspec.Struct, frozen=True, dict=True):
    """Every module with the modules that its import runs by statements of its own.

    The packages around a module are among them: importing `a.b` runs `a` first. `at_runtime` adds
    what the imports inside functions run.
    """

    at_import: Mapping[str, frozenset[str]]
    at_runtime: Mapping[str, frozenset[str]]

    @cached_property
    def because_at_import(self) -> dict[str, list[str]]:
        """`at_import` turned round: every module with those whose import runs it directly."""
        return _turned(self.at_import)

    @cached_property
    def because_at_runtime(self) -> dict[str, list[str]]:
        """`at_runtime` turned round."""
        return _turned(self.at_runtime)


def running(project: Project) -> Running:
    """Who runs whom, as the import statements of a project say."""
    around = {name: _packages(name, project) for name in project.modules}
    early: dict[str, frozenset[str]] = {}
    every: dict[str, frozenset[str]] = {}
    for name, packages in around.items():
        # The names of one statement mostly load the same: each set of modules is looked at once.
        loads: dict[Timing, set[tuple[str, ...]]] = {timing: set() for timing in Timing}
        for resolved in project.by_importer.get(name, ()):
            loads[resolved.fact.timing].add(resolved.loads)
        now = frozenset((*packages, *chain.from_iterable(loads[Timing.IMPORT]))) - {name}
        early[name] = now
        later = loads[Timing.DEFERRED]
        every[name] = (now | frozenset(chain.from_iterable(later)) - {name}) if later else now
    return Running(early, every)


def reached(edges: Mapping[str, Iterable[str]], start: Iterable[str]) -> frozenset[str]:
    """Everything that `edges` lead to from `start`, itself included as far as it is known."""
    found = {name for name in start if name in edges}
    rim = list(found)
    while rim:
        for other in edges[rim.pop()]:
            if other not in found and other in edges:
                found.add(other)
                rim.append(other)
    return frozenset(found)


def _packages(name: str, project: Project) -> tuple[str, ...]:
    parts = name.split(".")
    found = (".".join(parts[:end]) for end in range(1, len(parts)))
    return tuple(package for package in found if package in project.modules)


def _turned(edges: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {name: [] for name in edges}
    for name, others in edges.items():
        for other in others:
            if other in found:
                found[other].append(name)
    return found
