"""Where two module graphs agree, and why they differ where they do not."""

from __future__ import annotations

import enum

import msgspec


class Reason(enum.StrEnum):
    """Why only one of the two has an edge."""

    # Only pydeps has it: it does not ask when a statement runs.
    DEFERRED = "deferred"
    TYPE_CHECKING = "type-checking"
    PARENT_PACKAGE = "parent-package"
    OWN_PACKAGE = "own-package"
    STAR = "star"
    NAME_OR_MODULE = "name-or-module"
    # Only we have it: pydeps has not read one of both, or does not see the statement.
    DYNAMIC = "dynamic"
    MIGRATIONS = "migrations"
    STANDARD_NAME = "standard-name"
    NAMESPACE = "namespace"
    NAMED_ALIKE = "named-alike"
    NOT_READ = "not-read"
    # Nobody has said why.
    UNEXPLAINED = "unexplained"


WORDS = {
    Reason.DEFERRED: "runs when a function is called, not at import",
    Reason.TYPE_CHECKING: "is for the type checker: it never runs",
    Reason.PARENT_PACKAGE: "importing a module runs its package first; ours draws the module alone",
    Reason.OWN_PACKAGE: "a module asks its own package, or itself; ours draws no such arrow",
    Reason.STAR: "from . import * of a package: pydeps takes every module in it, too",
    Reason.NAME_OR_MODULE: "a name and a module are called alike; the name is what is imported",
    Reason.DYNAMIC: "importlib.import_module: pydeps reads import statements only",
    Reason.MIGRATIONS: "pydeps does not look into folders called migrations",
    Reason.STANDARD_NAME: "pydeps takes it for a module of the standard library, and leaves it out",
    Reason.NAMESPACE: "pydeps looks only into the first folder of a package that has several",
    Reason.NAMED_ALIKE: "pydeps did not find a package of that name, and takes this for the same",
    Reason.NOT_READ: "pydeps could not read one of both",
    Reason.UNEXPLAINED: "no reason is known",
}


class OneSided(msgspec.Struct, frozen=True, order=True):
    """An edge that one of both has; `path` and `line` are those of the statement, if it is known.

    `reason` says why the other has it not.
    """

    importer: str
    imported: str
    reason: Reason
    path: str | None = None
    line: int | None = None


class CrossCheck(msgspec.Struct, frozen=True):
    """Our edges at import time, and those of pydeps, between modules of the repository.

    `problems` are what pydeps could not do, in a sentence each: its failures are not ours. Where
    it could do nothing at all, `answered` is False and no edge is compared.
    """

    answered: bool
    version: str
    modules: int
    """Those that pydeps has read."""
    both: int
    only_ours: tuple[OneSided, ...] = ()
    only_theirs: tuple[OneSided, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def unexplained(self) -> tuple[OneSided, ...]:
        """The edges that would be worth a question."""
        return tuple(
            edge
            for edge in (*self.only_ours, *self.only_theirs)
            if edge.reason is Reason.UNEXPLAINED
        )


class Limits(msgspec.Struct, frozen=True):
    """How much pydeps may take, for the whole repository."""

    seconds: float = 120.0
    memory_mb: int = 2048
    answer_mb: int = 64
    tree_mb: int = 256
