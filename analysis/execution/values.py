"""Abstract values, loaded modules and scopes: what static execution knows of running code."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from analysis.execution.budget import BUDGET, CHEAP
from analysis.execution.changes import RUNS, note_change
from analysis.extract import program as ir
from analysis.sources.layout import Kind, ModuleFile


class Value:
    """Anything; a plain `Value` is one of which nothing is known."""

    __slots__ = ()


UNKNOWN = Value()


class Mutable(Value):
    """An object that code can change in place; `maker` is the run of a module that made it."""

    __slots__ = ("maker",)

    maker: int

    def changing(self) -> None:
        """Called before each change in place."""
        note_change(self.maker)


class Const(Value):
    """A string, number, boolean or None."""

    __slots__ = ("value",)

    def __init__(self, value: str | int | bool | None) -> None:
        self.value = value


NONE = Const(None)
TRUE = Const(True)
FALSE = Const(False)


class Items(Mutable):
    """A tuple, list or set whose items are known, in order; `open_` when more may be in it."""

    __slots__ = ("items", "kind", "open_")

    def __init__(self, kind: str, items: list[Value], open_: bool = False) -> None:
        if len(items) >= CHEAP:
            BUDGET.spend(len(items) // CHEAP)
        self.maker = RUNS.now
        self.kind = kind
        self.items = items
        self.open_ = open_


class Dict(Mutable):
    """A dict with constant keys; `open_` when it may hold others."""

    __slots__ = ("items", "open_")

    def __init__(self, items: dict[str | int | bool | None, Value], open_: bool = False) -> None:
        self.maker = RUNS.now
        self.items = items
        self.open_ = open_


class Module(Value):
    """A module object of the repository."""

    __slots__ = ("state",)

    def __init__(self, state: Loaded) -> None:
        self.state = state


class External(Value):
    """Something outside of the repository, by dotted path: `sys.version_info`, `builtins.len`."""

    __slots__ = ("path",)

    def __init__(self, path: str) -> None:
        self.path = path


class Function(Value):
    """A function of the repository: where its body is, and the scope that it closes over."""

    __slots__ = ("defaults", "definition", "klass", "name", "scope")

    def __init__(
        self,
        name: str,
        definition: ir.Function | ir.Lambda,
        scope: Scope,
        klass: Class | None = None,
    ) -> None:
        self.name = name
        self.definition = definition
        self.scope = scope
        self.klass = klass
        self.defaults: dict[str, Value] | None = None
        """None where all are constants, and no call has asked for them yet."""


class Wrapped(Value):
    """What `property`, `staticmethod`, `classmethod` or `cached_property` make of a function."""

    __slots__ = ("function", "kind")

    def __init__(self, kind: str, function: Value) -> None:
        self.kind = kind
        self.function = function


class Bound(Value):
    """A method with its `self` (or class)."""

    __slots__ = ("function", "owner")

    def __init__(self, function: Function, owner: Value) -> None:
        self.function = function
        self.owner = owner


class Class(Mutable):
    """A class of the repository. `bases` are values; one that is unknown hides what it defines."""

    __slots__ = ("bases", "metaclass", "module", "name", "names", "open_", "order")

    def __init__(self, name: str, module: str, bases: tuple[Value, ...]) -> None:
        self.maker = RUNS.now
        self.name = name
        self.module = module
        self.bases = bases
        self.names: dict[str, Value] = {}
        self.metaclass: Value | None = None
        self.open_ = False
        self.order: tuple[list[Class], bool] | None = None
        """What `mro` gave, for bases do not change."""


class Instance(Mutable):
    """An object of a class of the repository; `open_` once code we did not follow had it."""

    __slots__ = ("as_module", "attributes", "klass", "open_")

    def __init__(self, klass: Class) -> None:
        self.maker = RUNS.now
        self.klass = klass
        self.open_ = False
        self.as_module = False
        """Whether it stands in `sys.modules`."""
        self.attributes: dict[str, Value] = {}


class Super(Value):
    """`super()` in a method of `klass`."""

    __slots__ = ("klass", "owner")

    def __init__(self, klass: Class, owner: Value) -> None:
        self.klass = klass
        self.owner = owner


class Error(Value):
    """An exception object: its class (a builtin's name, or a Class) and its text if known."""

    __slots__ = ("argument", "type")

    def __init__(self, type_: str | Class, argument: str | None) -> None:
        self.type = type_
        self.argument = argument


class Generator(Value):
    """A generator that nothing has run yet: an expression, or the body of a called function."""

    __slots__ = ("run",)

    def __init__(self, run: Callable[[], Value]) -> None:
        self.run = run


class Namespace(Value):
    """`globals()`, `vars()` or `__dict__` of a module; writing to it binds names."""

    __slots__ = ("state",)

    def __init__(self, state: Loaded) -> None:
        self.state = state


class Maybe(Value):
    """In a namespace only: a name that some path leaves unbound. `reason` says which.

    `doubtful`: nothing speaks for it being bound, so that using it may fail.
    """

    __slots__ = ("doubtful", "reason", "value")

    def __init__(self, value: Value, reason: str, doubtful: bool = False) -> None:
        self.value = value
        self.reason = reason
        self.doubtful = doubtful


class Method(Value):
    """A method of a container or string that we follow: `list.append`, `dict.get`."""

    __slots__ = ("name", "owner")

    def __init__(self, owner: Value, name: str) -> None:
        self.owner = owner
        self.name = name


class Loaded:
    """A module in `sys.modules`.

    `depth` is its place on the stack of running imports while it initialises, else None.
    `low` is the lowest such place that its import touched: like the low-link of Tarjan's
    algorithm it tells the group of modules whose states depend on each other. `within` is the
    module whose import loaded it, until both are settled: what that one touched later, too, counts.
    `attached` are submodules in `names` that the import system set; `since` its running number.
    """

    __slots__ = (
        "attached",
        "depth",
        "doubt",
        "file",
        "is_package",
        "low",
        "name",
        "names",
        "open_",
        "replaced",
        "since",
        "within",
    )

    def __init__(self, file: ModuleFile, since: int) -> None:
        self.file = file
        self.name = file.name
        self.is_package = file.kind in (Kind.PACKAGE, Kind.NAMESPACE)
        self.names: dict[str, Value] = {}
        self.depth: int | None = None
        self.low = 0
        self.within: Loaded | None = None
        self.open_: str | None = None
        """Why it may have names that we do not see."""
        self.doubt: str | None = None
        """Why its import may fail all the same."""
        self.replaced: Value | None = None
        """What stands in `sys.modules` in its place."""
        self.since = since
        self.attached: set[str] = set()


class Scope:
    """Where names are looked up. `kind` is module, class or function."""

    __slots__ = (
        "declared",
        "dry",
        "holds",
        "kind",
        "klass",
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
        self.holds = bool(local)
        """Whether a walrus binds here: not in a comprehension, which hands it on."""
        self.owner: Value | None = None
        """The first argument of a running method, for `super()`."""
        self.declared: set[str] = set()
        """Names declared `global` here."""
        self.dry = False
        """Whether the rest may not run at all: then nothing is imported or called from it."""
        self.returned: Value | None = None


def plain(value: Value) -> Value:
    """The value behind a `Maybe`."""
    return value.value if isinstance(value, Maybe) else value


def truth(value: Value) -> bool | None:
    """What `bool(value)` gives, None when it can't be told."""
    if isinstance(value, Const):
        return bool(value.value)
    if isinstance(value, Items | Dict):
        if value.items:
            return True
        return None if value.open_ else False
    if isinstance(value, Module | Function | Bound):
        return True
    return None


def same(one: Value, other: Value) -> bool:
    """Whether two runs gave a name the same meaning, as far as an importer could notice."""
    if one is other:
        return True
    if type(one) is not type(other):
        return False
    match one, other:
        case Const(), Const():
            return one.value == other.value and type(one.value) is type(other.value)
        case Module(), Module():
            return one.state.name == other.state.name
        case External(), External():
            return one.path == other.path
        case Function(), Function():
            return one.definition is other.definition
        case Class(), Class():
            return one.name == other.name and one.module == other.module
        case Items(), Items():
            return len(one.items) == len(other.items) and one.open_ == other.open_
        case Dict(), Dict():
            return one.items.keys() == other.items.keys() and one.open_ == other.open_
        case Instance(), Instance():
            return same(one.klass, other.klass)
        case Maybe(), Maybe():
            return same(one.value, other.value)
    return True


def join(one: Value, other: Value) -> Value:
    """What is known when either of two values may be there."""
    if one is other or (isinstance(one, Const) and same(one, other)):
        return one
    if isinstance(one, Module | Function | Class | External) and same(one, other):
        return one
    return UNKNOWN


STATIC_EXTERNALS: Mapping[str, Value] = {
    "typing.TYPE_CHECKING": FALSE,
    "typing_extensions.TYPE_CHECKING": FALSE,
    "builtins.__debug__": TRUE,
    "six.PY2": FALSE,
    "six.PY3": TRUE,
}


_HOLDS_MORE = frozenset({Dict, Items, Instance, Bound, Method, Class, Namespace, Module})


def escape(value: Value) -> None:
    """Code that is not followed had the object: what it holds is no longer known."""
    if type(value) not in _HOLDS_MORE:
        return
    if isinstance(value, Dict | Items):
        if not value.open_ or value.items:
            value.changing()
            value.open_ = True
            if isinstance(value, Dict) or value.kind in ("list", "set"):
                value.items.clear()
    elif isinstance(value, Instance):
        if not value.open_ or value.attributes:
            value.changing()
            value.open_ = True
            value.attributes.clear()
    elif isinstance(value, Bound | Method):
        escape(value.owner)
    elif isinstance(value, Class):
        if not value.open_:
            value.changing()
            value.open_ = True
    elif isinstance(value, Namespace) or (
        isinstance(value, Module) and value.state.depth is not None
    ):
        note_change(value.state.since)
        value.state.open_ = (
            value.state.open_ or "its namespace is given to code that is not followed"
        )
