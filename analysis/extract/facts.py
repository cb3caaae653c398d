"""What one file says, and nothing about any other: the values that extraction gives."""

from __future__ import annotations

import enum
from functools import cached_property

import msgspec

from analysis.extract.program import Call, Evaluate, Name, Statement
from analysis.recursion import recursion_to


class Timing(enum.StrEnum):
    """When an import statement runs: with its module, when a function is called, or never."""

    IMPORT = "import"
    DEFERRED = "deferred"
    TYPE_CHECKING = "type-checking"


class Span(msgspec.Struct, frozen=True, array_like=True):
    """Lines from 1, columns in UTF-8 bytes from 0, end exclusive: what `ast` counts."""

    line: int
    column: int
    end_line: int
    end_column: int


DEEPEST_NAME = 250
"""Dots in the name of a module; CPython, which imports all parents first, gives up earlier."""


class ImportFact(msgspec.Struct, frozen=True, array_like=True):
    """One name of one import statement, as written.

    `import a.b as c` has module "a.b" and name None; `from .a import b as c` has module "a",
    name "b", level 1; a star import has name "*"; `importlib.import_module("a.b")` is `dynamic`.
    """

    module: str
    name: str | None
    alias: str | None
    level: int
    span: Span
    timing: Timing
    guarded: bool = False
    """Inside a `try` (or `suppress`) that catches ImportError, so a failure is foreseen."""
    conditional: bool = False
    """Inside a branch that may not run."""
    function: str | None = None
    """The qualified name of the enclosing function."""
    expected_by_test: bool = False
    """Inside `pytest.raises(ImportError)` or `assertRaises(ImportError)`."""
    dynamic: bool = False

    @property
    def bound(self) -> str:
        """The name that the statement binds."""
        if self.alias:
            return self.alias
        return self.module.partition(".")[0] if self.name is None else self.name


class Binding(msgspec.Struct, frozen=True, array_like=True):
    """A name that module-level code binds, and how: class, function, import, assign, del, other."""

    name: str
    line: int
    kind: str
    certain: bool = True
    """False where a branch or loop decides whether the statement runs."""


class Member(msgspec.Struct, frozen=True, array_like=True):
    """A method or attribute of a class body. `signature` is the parameter list of a method."""

    name: str
    kind: str
    line: int
    signature: str | None = None


class ClassFact(msgspec.Struct, frozen=True, array_like=True):
    """A class statement: `qualname` says what it is nested in, `bases` are as written."""

    qualname: str
    bases: tuple[str, ...]
    decorators: tuple[str, ...]
    members: tuple[Member, ...]
    line: int
    end_line: int
    conditional: bool = False
    docstring: str | None = None
    mentions: tuple[str, ...] = ()
    """Names that the module imports or defines as classes and the text of this class contains."""
    text: bytes = b""
    """Stands for the lines of the class, wherever in the file; empty inside of another class."""

    @property
    def name(self) -> str:
        return self.qualname.rpartition(".")[2]


class Problem(msgspec.Struct, frozen=True, array_like=True):
    """Why a file could not be read as Python, in CPython's words (without the file name)."""

    error: str
    message: str
    line: int | None


NESTING = 5_000
"""Frames for what a file nests: as deep as CPython itself compiles."""

_encode_program = msgspec.msgpack.Encoder().encode
_decode_program = msgspec.msgpack.Decoder(tuple[Statement, ...]).decode
_ANYTHING: tuple[Statement, ...] = (
    Evaluate(Call(Name("exec", 1), (Name("__doc__", 1),), (), 1), 1),
)
"""A program of which nothing can be told."""


def written(program: tuple[Statement, ...]) -> bytes:
    """A program as it is kept. Raises RecursionError for one that is nested too deeply."""
    return _encode_program(program)


class FileFacts(msgspec.Struct, frozen=True, array_like=True, dict=True):
    """Everything one file says. `exports` is `__all__` where it is a plain list of strings."""

    imports: tuple[ImportFact, ...] = ()
    bindings: tuple[Binding, ...] = ()
    exports: tuple[str, ...] | None = None
    classes: tuple[ClassFact, ...] = ()
    docstring: str | None = None
    lines: int = 0
    code: bytes = b"\x90"
    """The program, as it is kept: after an edit few of them are run again, and read for it."""
    future_annotations: bool = False
    annotated: bool = False
    """Module-level code annotates something, so that `__annotations__` is there."""
    is_main: bool = False
    """Has an `if __name__ == "__main__"` block."""
    applications: tuple[str, ...] = ()
    """Names bound to an ASGI/WSGI/CLI application object, as far as the file itself shows."""
    problem: Problem | None = None

    @cached_property
    def program(self) -> tuple[Statement, ...]:
        """The module body, lowered to what the execution stage needs."""
        try:
            with recursion_to(NESTING):
                return _decode_program(self.code)
        except (msgspec.DecodeError, RecursionError):
            # Somebody has changed what was kept, checksum and all.
            return _ANYTHING
