"""Whom a change reaches: what runs because of a module that it touches, with a chain to show it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from posixpath import dirname

from analysis.change.value import Reached
from analysis.pipeline import Analysis
from analysis.resolve.project import Project
from analysis.tour.running import running

_CONFTEST = "conftest"


class Reach:
    """For every module that leads to a touched one: the next step of a shortest chain there."""

    def __init__(self, before: Analysis, after: Analysis, touched: Collection[str]) -> None:
        self._after = _steps(after.structure.project, touched)
        self._before = _steps(before.structure.project, touched)

    def of(self, module: str, name: str = "") -> Reached | None:
        """The chain from a module, None where it leads to nothing that is touched.

        One of the side after is told before one of the other.
        """
        for steps, before in ((self._after, False), (self._before, True)):
            if module in steps:
                return Reached(module, tuple(_chain(steps, module)), before, name)
        return None


def reached_tests(reach: Reach, after: Analysis) -> tuple[Reached, ...]:
    """The test modules of `after` that run something touched, the nearest first."""
    modules = after.structure.project.modules
    found = (
        reach.of(name)
        for name, file in modules.items()
        if file.is_test and name.rpartition(".")[2] != _CONFTEST
    )
    return _nearest(one for one in found if one is not None)


def reached_golden(reach: Reach, after: Analysis) -> tuple[Reached, ...]:
    """The golden paths of `after` that run something touched, the nearest first."""
    found = (reach.of(path.module, path.name) for path in after.golden_paths)
    return _nearest(one for one in found if one is not None)


def _nearest(found: Iterator[Reached]) -> tuple[Reached, ...]:
    return tuple(sorted(found, key=lambda one: (one.before, len(one.chain), one.module, one.name)))


def _steps(project: Project, touched: Collection[str]) -> Mapping[str, str | None]:
    """Breadth first from all that is touched, towards those that run it; None where it ends."""
    because: dict[str, list[str]] = running(project).because_at_runtime
    for name, conftest in _conftests(project):
        # No statement imports it, and every test beside or below it runs it all the same.
        because[conftest].append(name)
    rim = sorted(name for name in touched if name in because)
    steps: dict[str, str | None] = dict.fromkeys(rim)
    while rim:
        following = []
        for name in rim:
            for importer in sorted(because[name]):
                if importer not in steps:
                    steps[importer] = name
                    following.append(importer)
        rim = sorted(following)
    return steps


def _conftests(project: Project) -> Iterator[tuple[str, str]]:
    """(test module, conftest that pytest loads before it)."""
    beside = {
        dirname(file.path): name
        for name, file in project.modules.items()
        if name.rpartition(".")[2] == _CONFTEST
    }
    if not beside:
        return
    for name, file in project.modules.items():
        folder = dirname(file.path)
        while file.is_test:
            if (conftest := beside.get(folder)) not in (None, name):
                yield name, str(conftest)
            if not folder:
                break
            folder = dirname(folder)


def _chain(steps: Mapping[str, str | None], module: str | None) -> Iterator[str]:
    while module is not None:
        yield module
        module = steps[module]
