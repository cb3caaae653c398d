"""`execute(project, bodies) -> Execution`: what importing each module first does."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from analysis.execution.importing import Importing
from analysis.execution.outcome import (
    Certainty,
    Execution,
    Fails,
    Failure,
    NameVerdict,
    Ok,
    Outcome,
    Unknown,
)
from analysis.execution.state import Raised, Step
from analysis.execution.values import Class, Maybe
from analysis.extract.bodies import Bodies
from analysis.resolve.index import ModuleIndex
from analysis.resolve.project import Project
from analysis.sources.layout import Kind

RECURSION = 20_000
"""Imports nest in the simulation as they do in CPython, with more frames for each."""

ENTRIES = frozenset({Kind.MODULE, Kind.PACKAGE, Kind.NAMESPACE, Kind.EXTENSION, Kind.BYTECODE})
SCRIPTS = frozenset({Kind.NOTEBOOK})


def execute(
    project: Project, bodies: Bodies, version: tuple[int, int] = sys.version_info[:2]
) -> Execution:
    """Imports every module of the project as the first one, each in a fresh `sys.modules`."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, RECURSION))
    try:
        return _execute(project, bodies, version)
    finally:
        sys.setrecursionlimit(limit)


def _execute(project: Project, bodies: Bodies, version: tuple[int, int]) -> Execution:
    interpreter = _interpreter(project, bodies, version)
    outcomes: dict[str, Outcome] = {}
    names: dict[str, dict[str, NameVerdict]] = {}
    open_modules: dict[str, str] = {}
    for name in sorted(project.modules):
        kind = project.modules[name].kind
        if kind not in ENTRIES:
            continue
        interpreter.forget()
        outcomes[name] = _enter(interpreter, name)
        state = interpreter.loaded(name)
        if state is None or isinstance(outcomes[name], Fails):
            continue
        names[name] = {
            bound: NameVerdict(Certainty.UNKNOWN, reason=value.reason)
            if isinstance(value, Maybe)
            else NameVerdict(Certainty.BOUND)
            for bound, value in state.names.items()
            if not (bound.startswith("__") and bound.endswith("__"))
        }
        if state.replaced is not None:
            open_modules[name] = "sys.modules holds another object in its place"
        elif state.open_ is not None:
            open_modules[name] = state.open_
        elif "__getattr__" in state.names:
            open_modules[name] = "its __getattr__ decides"
    return Execution(
        outcomes=outcomes,
        names=names,
        open_modules=open_modules,
        blind_spots=tuple(
            sorted(interpreter.blind_spots, key=lambda spot: (spot.path, spot.line, spot.reason))
        ),
    )


def _interpreter(project: Project, bodies: Bodies, version: tuple[int, int]) -> Importing:
    index = ModuleIndex(project.modules, project.layout.bare, project.misspelt)
    return Importing(index, project.facts, bodies, version, project.declared)


def story(
    project: Project, bodies: Bodies, entry: str, version: tuple[int, int] = sys.version_info[:2]
) -> tuple[Outcome, tuple[Step, ...]]:
    """What importing `entry` first does, step by step."""
    interpreter = _interpreter(project, bodies, version)
    interpreter.story = []
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, RECURSION))
    try:
        outcome = _enter(interpreter, entry)
    finally:
        sys.setrecursionlimit(limit)
    return outcome, tuple(interpreter.story)


def sound_entries(
    project: Project,
    bodies: Bodies,
    entry: str,
    module: str,
    candidates: Iterable[str],
    version: tuple[int, int] = sys.version_info[:2],
) -> tuple[str, ...]:
    """Those of `candidates` that import and load `module`, and after which `entry` imports too."""
    interpreter = _interpreter(project, bodies, version)
    found = []
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, RECURSION))
    try:
        for candidate in candidates:
            interpreter.forget()
            if (
                _enter(interpreter, candidate) == Ok()
                and interpreter.loaded(module) is not None
                and _enter(interpreter, entry) == Ok()
            ):
                found.append(candidate)
    finally:
        sys.setrecursionlimit(limit)
    return tuple(found)


def _enter(interpreter: Importing, name: str) -> Outcome:
    kind = interpreter.index.modules[name].kind
    if kind in (Kind.EXTENSION, Kind.BYTECODE):
        return Unknown(f"{interpreter.index.modules[name].path} has no source to read")
    parts = name.split(".")
    if not interpreter.index.is_ours(name):
        return Ok()  # a built-in module has this name, and is found first
    try:
        for end in range(1, len(parts) + 1):
            part = ".".join(parts[:end])
            if interpreter.loaded(part) is None:
                if part not in interpreter.index:
                    return Unknown(f"{part} can't be imported by its name")
                interpreter.load_module(part, None, 0)
    except Raised as raised:
        return Fails(
            Failure(
                raised.error.type
                if isinstance(raised.error.type, str)
                else _name(raised.error.type),
                raised.message,
                raised.path,
                raised.line,
                raised.stack,
                raised.cause,
                raised.raised_in,
                raised.module,
                raised.name,
            )
        )
    except RecursionError:
        return Unknown("its imports nest too deeply to be followed")
    state = interpreter.loaded(name)
    if state is not None and state.doubt is not None:
        return Unknown(state.doubt)
    return Ok()


def _name(klass: Class) -> str:
    return klass.name
