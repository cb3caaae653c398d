"""What leaves a simulated import: the errors in flight, and the steps of its story."""

from __future__ import annotations

import enum

import msgspec

from analysis.execution.outcome import Cause
from analysis.execution.values import Error


class Raised(Exception):
    """An exception that the analysed code raises."""

    def __init__(
        self,
        error: Error,
        message: str,
        path: str,
        line: int,
        stack: tuple[str, ...],
        cause: Cause,
        raised_in: str,
        module: str | None = None,
        name: str | None = None,
    ) -> None:
        super().__init__(message)
        self.error = error
        self.message = message
        self.path = path
        self.line = line
        self.stack = stack
        self.cause = cause
        self.raised_in = raised_in
        self.module = module
        self.name = name

    def again(self, stack: tuple[str, ...]) -> Raised:
        """The same error, reached through another chain of imports."""
        return Raised(
            self.error,
            self.message,
            self.path,
            self.line,
            stack,
            self.cause,
            self.raised_in,
            self.module,
            self.name,
        )


class Event(enum.StrEnum):
    """What a step of a story is."""

    STATEMENT = "statement"
    """An import statement is about to run."""
    START = "start"
    """A module's body begins to run."""
    FINISH = "finish"
    FAIL = "fail"
    """A module's body was left by an error; `names` are what it had bound by then."""
    CALL = "call"
    RAISE = "raise"
    """An error leaves the call under way."""
    RETURN = "return"
    CATCH = "catch"
    DOUBT = "doubt"
    """The import may fail here, for all that can be told."""


class Step(msgspec.Struct, frozen=True):
    """One event of an import's story. `depth` counts the imports that are under way."""

    depth: int
    module: str
    path: str
    line: int
    what: str
    event: Event = Event.STATEMENT
    names: tuple[str, ...] = ()
