"""What every part of the interpreter shares: its state, the trail of writes, raising, touching."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence

from analysis.execution.changes import RUNS
from analysis.execution.outcome import BlindSpot, Cause
from analysis.execution.state import Event, Raised, Step
from analysis.execution.values import Error, Function, Loaded, Maybe, Scope, Value, join
from analysis.extract.bodies import Bodies
from analysis.extract.facts import FileFacts
from analysis.resolve.index import ModuleIndex

NEVER = -1
"""A `low` below every place on the stack: this state can't be shared between entries."""
FUEL = 30_000
"""Statements that the calls of one module body may execute before they are left unfollowed."""

DEEPEST_CALL = 40


class Running:
    """An import under way. `closure` and the others are sets of module numbers, as bits.

    `closure` is what it loaded or found loaded, `tried` also what failed on the way; `stood_on`
    is all that had a part in it, also where it was loaded before.
    `ambient` are submodules it found loaded that it had not loaded itself; `absent` submodules it
    found not loaded: on both its outcome depends, and neither is its own doing.
    `before` is what was loaded when it began.
    """

    __slots__ = (
        "absent",
        "ambient",
        "before",
        "closure",
        "fuel",
        "injected",
        "low",
        "since",
        "spots",
        "state",
        "stood_on",
        "tried",
    )

    def __init__(self, state: Loaded, depth: int, since: int) -> None:
        self.state = state
        self.low = depth
        self.since = since
        self.closure = 0
        self.tried = 0
        self.stood_on = 0
        self.before = 0
        self.ambient = 0
        self.absent = 0
        self.fuel = FUEL
        self.injected: dict[str, Value] = {}
        """What it put into `sys.modules` beside the modules of the repository."""
        self.spots: frozenset[BlindSpot] = frozenset()


def lowest(state: Loaded) -> int:
    """The lowest place that a loaded module touched, or an import around it that has ended."""
    around = state.within
    while around is not None and around.depth is None:
        state.low = min(state.low, around.low)
        around = around.within
    state.within = around
    return state.low


class Interpreter(ABC):
    """The simulated interpreter of one Python version over one repository."""

    def __init__(
        self,
        index: ModuleIndex,
        facts: Mapping[str, FileFacts],
        bodies: Bodies,
        version: tuple[int, int],
    ) -> None:
        self.index = index
        self.facts = facts
        self.bodies = bodies
        self.version = version
        self.order = sorted(index.modules)
        self.numbers = {name: number for number, name in enumerate(self.order)}
        self.children: dict[str, set[str]] = {}
        for name in index.modules:
            parent, _, child = name.rpartition(".")
            if parent and name in index:
                self.children.setdefault(parent, set()).add(child)
        self.stack: list[Running] = []
        self.trail: list[tuple[dict[str, Value], str, Value | None]] | None = None
        self.injected: dict[str, Value] = {}
        """What code put into `sys.modules`, `builtins` or `sys.meta_path`, by name."""
        self.calls = 0
        self.guards = 0
        """How many enclosing handlers catch an ImportError."""
        self.borrowed: dict[int, Callable[[], None]] = {}
        """How to take back what this entry changed in a module that all entries share, by its id.
        """
        self.spots: set[BlindSpot] = set()
        """The blind spots of this entry."""
        self.story: list[Step] | None = None
        self.asked: set[tuple[int, str, str]] = set()
        """(run, module, name): what a run has asked a module for without having to mention it."""
        self.called: dict[str, dict[int, bytes]] = {}
        """The functions whose bodies were run: for each module, by first line, `FunctionBody.text`.
        """

    def ask(self, module: str, name: str = "") -> None:
        """Notes that a name is asked for that the code need not mention; "" for all names."""
        self.asked.add((RUNS.now, module, name))

    # Names are written through here, so that a branch that may not run can be taken back.

    def write(self, names: dict[str, Value], name: str, value: Value | None) -> None:
        """Binds (or with None unbinds) a name."""
        if self.trail is not None:
            self.trail.append((names, name, names.get(name)))
        if value is None:
            names.pop(name, None)
        else:
            names[name] = value

    def take_back(self, mark: int) -> dict[tuple[int, str], tuple[dict[str, Value], Value | None]]:
        """Undoes the writes since `mark`; returns what they had come to."""
        assert self.trail is not None
        came_to: dict[tuple[int, str], tuple[dict[str, Value], Value | None]] = {}
        for names, name, before in reversed(self.trail[mark:]):
            came_to.setdefault((id(names), name), (names, names.get(name)))
            if before is None:
                names.pop(name, None)
            else:
                names[name] = before
        del self.trail[mark:]
        return came_to

    def join_writes(
        self,
        one: dict[tuple[int, str], tuple[dict[str, Value], Value | None]],
        other: dict[tuple[int, str], tuple[dict[str, Value], Value | None]],
        reason: str,
    ) -> None:
        """Writes what either of two branches may have left."""
        for key in sorted(one.keys() | other.keys(), key=lambda item: item[1]):
            names = (one.get(key) or other[key])[0]
            name = key[1]
            first = one[key][1] if key in one else names.get(name)
            second = other[key][1] if key in other else names.get(name)
            if first is None and second is None:
                self.write(names, name, None)
            elif first is None or second is None:
                value = first if first is not None else second
                assert value is not None
                self.write(names, name, value if isinstance(value, Maybe) else Maybe(value, reason))
            elif isinstance(first, Maybe) or isinstance(second, Maybe):
                maybe = first if isinstance(first, Maybe) else second
                assert isinstance(maybe, Maybe)
                self.write(names, name, Maybe(maybe.value, maybe.reason))
            else:
                self.write(names, name, join(first, second))

    # Errors

    def error(
        self,
        type_: str,
        message: str,
        scope: Scope,
        line: int,
        cause: Cause,
        module: str | None = None,
        name: str | None = None,
    ) -> Raised:
        """The exception that a statement of `scope` raises at `line`."""
        return Raised(
            Error(type_, message),
            message,
            scope.module.file.path,
            line,
            self.chain(),
            cause,
            scope.module.name,
            module,
            name,
        )

    def chain(self) -> tuple[str, ...]:
        """The imports under way, from the entry on."""
        return tuple(running.state.name for running in self.stack)

    def doubt(self, scope: Scope, line: int, reason: str) -> None:
        """The import may fail here, for all that can be told."""
        place = BlindSpot(scope.module.file.path, line, reason)
        self.spots.add(place)
        if self.stack:
            self.stack[-1].spots |= {place}
        if self.guards:
            return
        self.tell(scope, line, reason, Event.DOUBT)
        if self.stack and self.stack[-1].state.doubt is None:
            self.stack[-1].state.doubt = f"{reason} ({place.path}:{line})"

    def touch(self, state: Loaded) -> None:
        """The running import reads the state of another module of its group."""
        if self.stack:
            running = self.stack[-1]
            if state.depth is not None:
                if state.depth < running.low:
                    running.low = state.depth
            elif (state.low < running.low or state.within is not None) and self.is_tentative(state):
                running.low = min(running.low, lowest(state))
            elif self.borrowed and id(state) in self.borrowed:
                running.low = NEVER

    def inject(self, name: str, value: Value) -> None:
        """Notes what the running import adds to the interpreter itself."""
        self.injected[name] = value
        if self.stack:
            self.stack[-1].injected[name] = value

    def tell(self, scope: Scope, line: int, what: str, event: Event = Event.STATEMENT) -> None:
        """Adds a step to the story, when somebody asked for it."""
        if self.story is not None:
            file = scope.module.file
            self.story.append(Step(len(self.stack), file.name, file.path, line, what, event))

    def tell_of(self, state: Loaded, event: Event) -> None:
        """Adds the start or the end of a module's body to the story."""
        if self.story is not None:
            file = state.file
            names = tuple(state.names) if event is Event.FAIL else ()
            self.story.append(Step(len(self.stack), file.name, file.path, 0, "", event, names))

    # Given by the parts that stand on this one.

    @abstractmethod
    def is_tentative(self, state: Loaded) -> bool:
        """Whether the state of a loaded module may depend on the imports under way."""

    @abstractmethod
    def change(self, state: Loaded) -> None:
        """Before a module's state is changed from outside of its own body."""

    @abstractmethod
    def loaded(self, name: str) -> Loaded | None:
        """The module in `sys.modules`."""

    @abstractmethod
    def look_up(self, name: str) -> Loaded | None:
        """The module in `sys.modules`, for code that asks: its import stands on the answer."""

    @abstractmethod
    def import_absolute(self, name: str, scope: Scope, line: int) -> Value:
        """`import name`: loads it and its parents, gives the module itself."""

    @abstractmethod
    def module_attribute(self, state: Loaded, name: str) -> Value | None:
        """`module.name`, None where there is none; a `Maybe` where it may be missing."""

    @abstractmethod
    def call(
        self,
        function: Value,
        arguments: Sequence[Value],
        keywords: Mapping[str, Value],
        scope: Scope,
        line: int,
        exact: bool = True,
    ) -> Value:
        """Calls a value. Not `exact`: `*args` or `**kwargs` may hold more than is listed."""

    @abstractmethod
    def evaluate_in_function(self, function: Function, scope: Scope) -> Value:
        """Runs the body of a function in a prepared scope."""
