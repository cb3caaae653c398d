"""The state of a simulated interpreter: loaded modules, frames, and the errors in flight."""

from __future__ import annotations

import msgspec

from analysis.execution.outcome import Cause
from analysis.execution.values import Class, Error, Value
from analysis.sources.layout import Kind, ModuleFile


class Loaded:
    """A module in `sys.modules`.

    `depth` is its place on the stack of running imports while it initialises, else None.
    `low` is the lowest such place that its import touched: like the low-link of Tarjan's
    algorithm it tells the group of modules whose states depend on each other.
    `attached` are submodules in `names` that the import system set; `since` its running number.
    """

    __slots__ = (
        "attached",
        "depth",
        "doubt",
        "file",
        "low",
        "name",
        "names",
        "open_",
        "replaced",
        "since",
    )

    def __init__(self, file: ModuleFile, since: int) -> None:
        self.file = file
        self.name = file.name
        self.names: dict[str, Value] = {}
        self.depth: int | None = None
        self.low = 0
        self.open_: str | None = None
        """Why it may have names that we do not see."""
        self.doubt: str | None = None
        """Why its import may fail all the same."""
        self.replaced: Value | None = None
        """What stands in `sys.modules` in its place."""
        self.since = since
        self.attached: set[str] = set()

    @property
    def is_package(self) -> bool:
        return self.file.kind in (Kind.PACKAGE, Kind.NAMESPACE)


class Scope:
    """Where names are looked up. `kind` is module, class or function."""

    __slots__ = (
        "declared",
        "dry",
        "klass",
        "kind",
        "local",
        "module",
        "names",
        "outer",
        "owner",
        "returned",
    )

    def __init__(
        self,
        kind: str,
        module: Loaded,
        names: dict[str, Value],
        outer: Scope | None = None,
        local: frozenset[str] = frozenset(),
        klass: Class | None = None,
    ) -> None:
        self.kind = kind
        self.module = module
        self.names = names
        self.outer = outer
        self.local = local
        self.klass = klass
        self.owner: Value | None = None
        """The first argument of a running method, for `super()`."""
        self.declared: set[str] = set()
        """Names declared `global` here."""
        self.dry = False
        """Whether the rest may not run at all: then nothing is imported or called from it."""
        self.returned: Value | None = None


class Raised(Exception):  # noqa: N818 - an error of the analysed code, not of ours
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


class Step(msgspec.Struct, frozen=True):
    """One event of an import's story. `depth` counts the imports that are under way."""

    depth: int
    module: str
    path: str
    line: int
    what: str
