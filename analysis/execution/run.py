"""`execute(project, bodies) -> Execution`: what importing each module first does."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterable, Iterator

from analysis.execution.importing import Importing
from analysis.execution.outcome import (
    Cause,
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
from analysis.resolve.index import ModuleIndex, lineage, missing_module_message
from analysis.resolve.project import Missing, Project
from analysis.sources.layout import Kind

RECURSION = 20_000
"""Imports nest in the simulation as they do in CPython, with more frames for each."""

ENTRIES = frozenset({Kind.MODULE, Kind.PACKAGE, Kind.NAMESPACE, Kind.EXTENSION, Kind.BYTECODE}) | {
    Kind.NOTEBOOK  # no module: run as the script that it is
}


def execute(
    project: Project, bodies: Bodies, version: tuple[int, int] = sys.version_info[:2]
) -> Execution:
    """Imports every module of the project as the first one, each in a fresh `sys.modules`."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, RECURSION))
    # Nearly all that is made here is kept to the end: collecting on the way finds nothing.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return _execute(project, bodies, version)
    finally:
        if collecting:
            gc.enable()
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
    # Folders without modules inside a package are data, thousands of them in some repositories.
    outcomes |= {
        file.name: Ok() for file in project.layout.bare if not interpreter.index.is_ours(file.name)
    }
    absent: dict[str, Outcome] = {}
    for name in sorted({name for name in _missing(project) if name not in outcomes}):
        interpreter.forget()
        outcome = _enter_absent(interpreter, name)
        if outcome is not None:
            absent[name] = outcome
    return Execution(
        outcomes=outcomes,
        absent=absent,
        names=names,
        open_modules=open_modules,
        blind_spots=tuple(
            sorted(interpreter.blind_spots, key=lambda spot: (spot.path, spot.line, spot.reason))
        ),
    )


def _missing(project: Project) -> Iterator[str]:
    for resolved in project.imports:
        target = resolved.target
        if isinstance(target, Missing) and target.reason == "missing-module":
            yield target.module


def _interpreter(project: Project, bodies: Bodies, version: tuple[int, int]) -> Importing:
    index = ModuleIndex(project.modules, project.layout.bare, project.misspelt)
    return Importing(index, project.facts, bodies, version, project.declared, project.shadowed)


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
    if kind is not Kind.NOTEBOOK and not interpreter.index.is_ours(name):
        return Ok()  # a built-in module has this name, and is found first
    try:
        if kind is Kind.NOTEBOOK:
            interpreter.load_module(name, None, 0)
            parts = []
        for end in range(1, len(parts) + 1):
            part = ".".join(parts[:end])
            if interpreter.loaded(part) is None:
                if part not in interpreter.index:
                    return Unknown(f"{part} can't be imported by its name")
                interpreter.load_module(part, None, 0)
    except Raised as raised:
        return _failed(raised)
    except RecursionError:
        return Unknown("its imports nest too deeply to be followed")
    for part in lineage(name):
        state = interpreter.loaded(part)
        if state is not None and state.doubt is not None:
            return Unknown(state.doubt)
    return Ok()


def _failed(raised: Raised) -> Fails:
    kind = raised.error.type
    return Fails(
        Failure(
            kind.name if isinstance(kind, Class) else kind,
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


def _enter_absent(interpreter: Importing, name: str) -> Outcome | None:
    """What importing a module that is not there does: its parent's failure, or its own."""
    parent = name.rpartition(".")[0]
    if parent and parent in interpreter.index:
        outcome = _enter(interpreter, parent)
        if isinstance(outcome, Fails):
            return outcome
        state = interpreter.loaded(parent)
        if isinstance(outcome, Unknown) or state is None or not state.is_package:
            return None
    elif parent:
        return None
    message = missing_module_message("missing-module", name)
    cause = Cause.MISSING_MODULE
    return Fails(Failure("ModuleNotFoundError", message, "", 0, (), cause, "", name))
