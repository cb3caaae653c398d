"""What a story is made of: lines, what was bound where it broke, and the reason in a sentence."""

from __future__ import annotations

import enum

import msgspec

from analysis.execution.outcome import Outcome


class LineKind(enum.StrEnum):
    """What a line of a story tells."""

    RUNS = "runs"
    """The body of a module starts."""
    IMPORTS = "imports"
    """A statement asks for modules; those that load without trouble are folded into it."""
    LOADS = "loads"
    """Statements in a row that load without trouble, folded."""
    CALLS = "calls"
    CATCHES = "catches"
    """An error was raised below, and a handler catches it here."""
    DOUBT = "doubt"
    """What follows depends on something that can't be read."""
    BREAKS = "breaks"
    """The statement that raises."""


class Line(msgspec.Struct, frozen=True):
    """One line of a story.

    `depth` is the indentation, from 0. `line` counts from 1; 0 where the file as a whole is meant.
    `text` is the statement, or words. `loads` are the modules of the repository that it loads,
    in order, `outside` the top-level names that it asks for elsewhere; `inner` tells how.
    """

    depth: int
    kind: LineKind
    module: str
    path: str
    line: int
    text: str
    last_line: int = 0
    """Where a fold ends; 0 for anything else."""
    loads: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    inner: tuple[Line, ...] = ()


class Bound(msgspec.Struct, frozen=True):
    """A name of a module and the line that binds it; None where no statement of its file does."""

    name: str
    line: int | None


class HalfImported(msgspec.Struct, frozen=True):
    """A module whose body had not come to its end where the import broke.

    `line` is the statement that it had come to. `bound` and `later` hold the first names only,
    by line; their numbers say how many there are.
    """

    module: str
    path: str
    line: int
    statement: str
    bound: tuple[Bound, ...]
    bound_number: int
    later: tuple[Bound, ...]
    later_number: int
    missing: Bound | None = None
    """The name that was asked for, where the module would bind it."""


class Story(msgspec.Struct, frozen=True):
    """What `import entry` does in a fresh interpreter.

    `outcome` is None for a stub or a notebook, which nothing can import. `loaded` are the modules
    of the repository that come to their end, in order; `outside` the top-level names that are
    asked for elsewhere. `why` is one sentence, "" where it imports. `waiting` are modules
    of which each waits for the next, the last one for the first. Importing one of `sound_entries`
    first makes the import of `entry` work.
    """

    entry: str
    path: str
    outcome: Outcome | None
    lines: tuple[Line, ...]
    loaded: tuple[str, ...]
    outside: tuple[str, ...]
    why: str = ""
    half: HalfImported | None = None
    waiting: tuple[str, ...] = ()
    sound_entries: tuple[str, ...] = ()
