"""Module-level code, lowered: only what decides what an import does, as plain values.

The shapes follow `ast`, without what can't matter: constants that are no string, number or name
are `Opaque`, and an expression that touches no name at all is `Opaque` too. Bodies of functions
are not here; `Function.span` says where to read them when something calls the function.
Lines are those of the instruction that CPython would name in a traceback.
"""

from __future__ import annotations

import msgspec

# Expressions


class Opaque(msgspec.Struct, frozen=True, array_like=True, tag=0):
    """A value we do not follow; `parts` are evaluated in order first."""

    parts: tuple[Expression, ...] = ()


class Constant(msgspec.Struct, frozen=True, array_like=True, tag=1):
    value: str | int | bool | None


class Name(msgspec.Struct, frozen=True, array_like=True, tag=2):
    id: str
    line: int


class Attribute(msgspec.Struct, frozen=True, array_like=True, tag=3):
    value: Expression
    name: str
    line: int


class Call(msgspec.Struct, frozen=True, array_like=True, tag=4):
    function: Expression
    arguments: tuple[Expression, ...]
    keywords: tuple[tuple[str | None, Expression], ...]
    line: int


class Sequence(msgspec.Struct, frozen=True, array_like=True, tag=5):
    """A tuple, list or set display."""

    kind: str
    items: tuple[Expression, ...]


class Mapping(msgspec.Struct, frozen=True, array_like=True, tag=6):
    """A dict display; a key of None is `**value`."""

    items: tuple[tuple[Expression | None, Expression], ...]


class Binary(msgspec.Struct, frozen=True, array_like=True, tag=7):
    operator: str
    left: Expression
    right: Expression


class Compare(msgspec.Struct, frozen=True, array_like=True, tag=8):
    left: Expression
    operators: tuple[str, ...]
    comparators: tuple[Expression, ...]


class Boolean(msgspec.Struct, frozen=True, array_like=True, tag=9):
    """`and` / `or`."""

    operator: str
    values: tuple[Expression, ...]


class Not(msgspec.Struct, frozen=True, array_like=True, tag=10):
    value: Expression


class Conditional(msgspec.Struct, frozen=True, array_like=True, tag=11):
    test: Expression
    body: Expression
    orelse: Expression


class Subscript(msgspec.Struct, frozen=True, array_like=True, tag=12):
    value: Expression
    index: Expression
    line: int


class Lambda(msgspec.Struct, frozen=True, array_like=True, tag=13):
    parameters: Parameters
    body: Expression


class Comprehension(msgspec.Struct, frozen=True, array_like=True, tag=14):
    """`kind` is list, set, dict or generator; of a generator only the first iterable runs."""

    kind: str
    targets: tuple[Target, ...]
    iterables: tuple[Expression, ...]
    conditions: tuple[Expression, ...]
    elements: tuple[Expression, ...]
    line: int


class Walrus(msgspec.Struct, frozen=True, array_like=True, tag=15):
    name: str
    value: Expression


class Starred(msgspec.Struct, frozen=True, array_like=True, tag=16):
    value: Expression


Expression = (
    Opaque
    | Constant
    | Name
    | Attribute
    | Call
    | Sequence
    | Mapping
    | Binary
    | Compare
    | Boolean
    | Not
    | Conditional
    | Subscript
    | Lambda
    | Comprehension
    | Walrus
    | Starred
)

# What an assignment writes to: Name, Attribute, Subscript, Sequence of them, Starred, Opaque.
Target = Expression


class Parameters(msgspec.Struct, frozen=True, array_like=True):
    """Positional names (positional-only first), keyword-only names, `*args` and `**kwargs`.

    `defaults` belong to the last positional names; `keyword_defaults` to the keyword-only ones.
    """

    positional: tuple[str, ...] = ()
    keyword_only: tuple[str, ...] = ()
    variadic: str | None = None
    keywords: str | None = None
    defaults: tuple[Expression, ...] = ()
    keyword_defaults: tuple[Expression | None, ...] = ()


# Statements


class Evaluate(msgspec.Struct, frozen=True, array_like=True, tag=20):
    value: Expression
    line: int


class Import(msgspec.Struct, frozen=True, array_like=True, tag=21):
    """`import module [as alias]`, one statement; `names` are (module, alias)."""

    names: tuple[tuple[str, str | None], ...]
    line: int


class ImportFrom(msgspec.Struct, frozen=True, array_like=True, tag=22):
    module: str
    level: int
    names: tuple[tuple[str, str | None], ...]
    line: int


class Assign(msgspec.Struct, frozen=True, array_like=True, tag=23):
    targets: tuple[Target, ...]
    value: Expression
    line: int


class Augment(msgspec.Struct, frozen=True, array_like=True, tag=24):
    target: Target
    operator: str
    value: Expression
    line: int


class Annotate(msgspec.Struct, frozen=True, array_like=True, tag=25):
    """`target: annotation [= value]`; `annotation` is None where it does not execute."""

    target: Target
    annotation: Expression | None
    value: Expression | None
    line: int


class Delete(msgspec.Struct, frozen=True, array_like=True, tag=26):
    targets: tuple[Target, ...]
    line: int


class Function(msgspec.Struct, frozen=True, array_like=True, tag=27):
    """A `def`. `annotations` are those that execute, in order.

    `start` is the line of the first decorator or of `def`: the text from there to `end_line`
    is the whole definition.
    """

    name: str
    decorators: tuple[Expression, ...]
    parameters: Parameters
    annotations: tuple[Expression, ...]
    line: int
    start: int
    end_line: int
    is_async: bool = False


class Class(msgspec.Struct, frozen=True, array_like=True, tag=28):
    name: str
    decorators: tuple[Expression, ...]
    bases: tuple[Expression, ...]
    keywords: tuple[tuple[str | None, Expression], ...]
    body: tuple[Statement, ...]
    line: int


class If(msgspec.Struct, frozen=True, array_like=True, tag=29):
    test: Expression
    body: tuple[Statement, ...]
    orelse: tuple[Statement, ...]
    line: int


class Loop(msgspec.Struct, frozen=True, array_like=True, tag=30):
    """`for target in iterable` or, with target None, `while iterable`."""

    target: Target | None
    iterable: Expression
    body: tuple[Statement, ...]
    orelse: tuple[Statement, ...]
    line: int


class Handler(msgspec.Struct, frozen=True, array_like=True):
    """`except type as name`; type None catches all."""

    type: Expression | None
    name: str | None
    body: tuple[Statement, ...]
    line: int


class Try(msgspec.Struct, frozen=True, array_like=True, tag=31):
    body: tuple[Statement, ...]
    handlers: tuple[Handler, ...]
    orelse: tuple[Statement, ...]
    final: tuple[Statement, ...]
    line: int
    star: bool = False


class With(msgspec.Struct, frozen=True, array_like=True, tag=32):
    items: tuple[tuple[Expression, Target | None], ...]
    body: tuple[Statement, ...]
    line: int


class Case(msgspec.Struct, frozen=True, array_like=True):
    """`captures` are the names that the pattern binds; `always` for an irrefutable pattern."""

    values: tuple[Expression, ...]
    captures: tuple[str, ...]
    guard: Expression | None
    body: tuple[Statement, ...]
    always: bool
    literal: Expression | None = None
    """The one value that the pattern compares with, where it is that simple."""


class Match(msgspec.Struct, frozen=True, array_like=True, tag=33):
    subject: Expression
    cases: tuple[Case, ...]
    line: int


class Raise(msgspec.Struct, frozen=True, array_like=True, tag=34):
    exception: Expression | None
    cause: Expression | None
    line: int


class Return(msgspec.Struct, frozen=True, array_like=True, tag=35):
    value: Expression | None
    line: int


class Assert(msgspec.Struct, frozen=True, array_like=True, tag=36):
    test: Expression
    message: Expression | None
    line: int


class Global(msgspec.Struct, frozen=True, array_like=True, tag=37):
    names: tuple[str, ...]
    nonlocal_: bool = False


class Jump(msgspec.Struct, frozen=True, array_like=True, tag=38):
    """`break` or `continue`."""

    kind: str


class TypeAlias(msgspec.Struct, frozen=True, array_like=True, tag=39):
    """`type X = ...`: binds X, evaluates nothing."""

    name: str
    line: int


Statement = (
    Evaluate
    | Import
    | ImportFrom
    | Assign
    | Augment
    | Annotate
    | Delete
    | Function
    | Class
    | If
    | Loop
    | Try
    | With
    | Match
    | Raise
    | Return
    | Assert
    | Global
    | Jump
    | TypeAlias
)


class FunctionBody(msgspec.Struct, frozen=True, array_like=True):
    """What a call executes. `local` are the names that the body binds, parameters included.

    `text` stands for the text that it was read from, wherever in the file that is.
    """

    statements: tuple[Statement, ...]
    local: tuple[str, ...]
    generator: bool
    text: bytes = b""
