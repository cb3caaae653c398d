"""One entry: what importing a module first does, in a fresh `sys.modules`."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

import msgspec

from analysis.checkpoint import checkpoint
from analysis.execution.budget import Exhausted
from analysis.execution.importing import Importing
from analysis.execution.outcome import (
    BOUND,
    Asked,
    BlindSpot,
    Cause,
    Certainty,
    Change,
    Fails,
    Failure,
    NameVerdict,
    Ok,
    Outcome,
    Unknown,
)
from analysis.execution.state import Raised
from analysis.execution.values import Class, Maybe
from analysis.extract.bodies import Bodies
from analysis.extract.facts import FileFacts
from analysis.resolve.ground import Ground, missing_modules
from analysis.resolve.index import lineage, missing_module_message
from analysis.sources.layout import Kind

ENTRIES = frozenset({Kind.MODULE, Kind.PACKAGE, Kind.NAMESPACE, Kind.EXTENSION, Kind.BYTECODE}) | {
    Kind.NOTEBOOK  # no module: run as the script that it is
}


class Entry(msgspec.Struct, frozen=True):
    """What one entry gave. `reached` are the modules that had a part in it, as bits."""

    outcome: Outcome | None
    """None for an absent module of which nothing can be said."""
    names: dict[str, NameVerdict] | None
    """The names of its final namespace; None where it was not loaded."""
    open_: str | None
    """Why it may have any other name."""
    reached: int
    spots: frozenset[BlindSpot]


class Entries(msgspec.Struct, frozen=True):
    """Entries by the name of their module, in the order in which they were run."""

    present: dict[str, Entry]
    absent: dict[str, Entry]
    changes: frozenset[Change]
    asked: frozenset[Asked] = frozenset()
    called: Mapping[str, Mapping[int, bytes]] = {}


def interpreter_of(ground: Ground, bodies: Bodies, version: tuple[int, int]) -> Importing:
    """An interpreter in which nothing is loaded."""
    return Importing(ground.index, ground.facts, bodies, version, ground.declared, ground.shadowed)


def present_entries(ground: Ground) -> list[str]:
    """The modules that can be imported first, in order."""
    return [name for name in sorted(ground.modules) if ground.modules[name].kind in ENTRIES]


def absent_entries(ground: Ground, facts: Mapping[str, FileFacts] | None = None) -> list[str]:
    """The modules that files ask for and the repository does not have, in order.

    Of all files, or of those whose `facts` are given, by module.
    """
    bare = {file.name for file in ground.layout.bare}
    return [
        name
        for name in sorted(missing_modules(ground.index, ground.facts if facts is None else facts))
        if name not in bare
        and (name not in ground.modules or ground.modules[name].kind not in ENTRIES)
    ]


def enter_all(
    ground: Ground,
    bodies: Bodies,
    version: tuple[int, int],
    only: AbstractSet[str] | None = None,
) -> Entries:
    """Every entry, or only some."""
    interpreter = interpreter_of(ground, bodies, version)
    if only is None:
        present_names, absent_names = present_entries(ground), absent_entries(ground)
    else:
        present_names = [name for name in present_entries(ground) if name in only]
        absent_names = sorted(only - set(present_names))
    present, absent = {}, {}
    for at, name in enumerate(present_names):
        checkpoint(at / len(present_names))
        interpreter.forget()
        outcome = enter(interpreter, name)
        names, open_ = _final_names(interpreter, name, outcome)
        present[name] = _entry(interpreter, outcome, names, open_)
    for name in absent_names:
        checkpoint()
        interpreter.forget()
        absent[name] = _entry(interpreter, _enter_absent(interpreter, name))
    changes, asked = interpreter.changes(), interpreter.asked_for()
    return Entries(present, absent, changes, asked, interpreter.called)


def _entry(
    interpreter: Importing,
    outcome: Outcome | None,
    names: dict[str, NameVerdict] | None = None,
    open_: str | None = None,
) -> Entry:
    return Entry(outcome, names, open_, interpreter.reached, frozenset(interpreter.spots))


def _final_names(
    interpreter: Importing, name: str, outcome: Outcome
) -> tuple[dict[str, NameVerdict] | None, str | None]:
    state = interpreter.loaded(name)
    if state is None or isinstance(outcome, Fails):
        return None, None
    names = dict.fromkeys(state.names, BOUND)
    if Maybe in set(map(type, state.names.values())):
        for bound, value in state.names.items():
            if isinstance(value, Maybe):
                names[bound] = NameVerdict(Certainty.UNKNOWN, reason=value.reason)
    for bound in state.names:
        if bound.startswith("__") and bound.endswith("__"):
            del names[bound]
    if state.replaced is not None:
        return names, "sys.modules holds another object in its place"
    if state.open_ is None and "__getattr__" in state.names:
        return names, "its __getattr__ decides"
    return names, state.open_


def enter(interpreter: Importing, name: str) -> Outcome:
    kind = interpreter.index.modules[name].kind
    if kind in (Kind.EXTENSION, Kind.BYTECODE):
        return Unknown(f"{interpreter.index.modules[name].path} has no source to read")
    parts = lineage(name)
    if kind is not Kind.NOTEBOOK and not interpreter.index.is_ours(name):
        return Ok()  # a built-in module has this name, and is found first
    try:
        if kind is Kind.NOTEBOOK:
            interpreter.load_module(name, None, 0)
            parts = ()
        for part in parts:
            if interpreter.loaded(part) is None:
                if part not in interpreter.index:
                    return Unknown(f"{part} can't be imported by its name")
                interpreter.load_module(part, None, 0)
    except Raised as raised:
        return _failed(raised)
    except RecursionError:
        return Unknown("its imports nest too deeply to be followed")
    except Exhausted:
        return Unknown("its imports lead to too many others to be followed")
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
        outcome = enter(interpreter, parent)
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
