"""The import system: `sys.modules`, parents first, partial modules, and what a failure leaves."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping

from analysis.execution.bits import bits_of
from analysis.execution.changes import RUNS
from analysis.execution.import_statements import ImportStatements, path_changed
from analysis.execution.interpreter import Running
from analysis.execution.lookup import MODULE_TYPE
from analysis.execution.outcome import Cause, Change
from analysis.execution.remembered import Remembered, equivalent
from analysis.execution.state import Event, Raised
from analysis.execution.values import (
    UNKNOWN,
    Const,
    External,
    Instance,
    Items,
    Loaded,
    Maybe,
    Module,
    Namespace,
    Scope,
    Value,
)
from analysis.extract.bodies import Bodies
from analysis.extract.facts import FileFacts, Timing
from analysis.resolve.index import (
    ModuleIndex,
    lineage,
    missing_module_message,
)
from analysis.sources.layout import Kind

NEVER = -1
"""A `low` below every place on the stack: this state can't be shared between entries."""


class Importing(ImportStatements):
    """Loads modules; remembers what does not depend on who asked first.

    Every entry starts with an empty `sys.modules`. `done` are the modules loaded in their settled
    state, shared by all entries, as bits; `tentative` those whose state belongs to this entry (or
    is not settled yet).
    """

    def __init__(
        self,
        index: ModuleIndex,
        facts: Mapping[str, FileFacts],
        bodies: Bodies,
        version: tuple[int, int],
        declared: Mapping[str, frozenset[str]],
        shadowed: Mapping[str, str],
    ) -> None:
        """`declared` are names of compiled modules, by the source or stub beside them.

        `shadowed` are standard library modules that import one whose place a file of ours takes.
        """
        super().__init__(index, facts, bodies, version)
        self.declared = declared
        self.shadowed = shadowed
        self._inward = 0
        """Modules known to import nothing that may not be installed, as bits."""
        self.settled: dict[str, Loaded] = {}
        self.closures: dict[str, int] = {}
        self.stood_on: dict[str, int] = {}
        self.remembered: dict[str, Remembered] = {}
        self.runs = [""]
        """The module of each run of a body, by running number, from 1 on."""
        self.reached = 0
        """Modules that had a part in this entry, as bits."""
        RUNS.restart()
        self.asked_from: tuple[Scope, int] | None = None
        self._mentioned = {}
        self.borrowed: list[Callable[[], None]] = []
        """How to take back what this entry changed in modules that all entries share."""
        self.active: list[int] = []
        self.handling: list[Raised] = []
        self.forget()

    def forget(self) -> None:
        """A fresh interpreter: nothing is loaded."""
        self.done = 0
        self.reached = 0
        self.spots = set()
        self.tentative: dict[str, Loaded] = {}
        self.tentative_bits = 0
        self.injected: dict[str, Value] = {}
        for undo in reversed(self.borrowed):
            undo()
        self.borrowed.clear()
        self.stack.clear()
        self.active.clear()
        self.handling.clear()
        self.soft: list[bool] = []
        self.hooks = 0
        self.hook_error: Raised | None = None
        self.catching: list[list[Value]] = []
        self.trail = None
        self.guards = 0
        self.calls = 0

    def changes(self) -> frozenset[Change]:
        """Which modules have changed in place what another one had made and settled."""
        return frozenset((self.runs[changer], self.runs[maker]) for changer, maker in RUNS.changes)

    # sys.modules

    def loaded(self, name: str) -> Loaded | None:
        state = self.tentative.get(name)
        if state is not None:
            return state
        number = self.numbers.get(name)
        if number is not None and self.done >> number & 1:
            return self.settled[name]
        return None

    def look_up(self, name: str) -> Loaded | None:
        state = self.loaded(name)
        number = self.numbers.get(name)
        if not self.stack or number is None:
            return state
        running, bit = self.stack[-1], 1 << number
        if state is None:
            running.absent |= bit
            running.tried |= bit  # also where it is there in part, the answer is another
        else:
            self.touch(state)
            if self.done & bit and not running.closure & bit:
                running.ambient |= bit
        return state

    def is_tentative(self, state: Loaded) -> bool:
        return self.tentative.get(state.name) is state

    def _closure(self, name: str) -> int:
        """What a loaded module brought with it, as bits; none while it is this entry's own.

        What is noted of a module is of its settled state: another one, with other company.
        """
        return 0 if name in self.tentative else self.closures.get(name, 0)

    def set_module(self, name: Value, value: Value, scope: Scope, line: int) -> None:
        if not isinstance(name, Const) or not isinstance(name.value, str):
            return
        state = self.loaded(name.value)
        if isinstance(value, Module) and state is value.state:
            return
        if state is None:
            self.inject(name.value, value)
            return
        self.change(state)
        state.replaced = value
        if isinstance(value, Instance):
            value.as_module = True

    def change(self, state: Loaded) -> None:
        """Before a module's state is changed from outside of its own body."""
        self.touch(state)
        if state.depth is not None or self.is_tentative(state):
            return
        if self.stack:
            self.stack[-1].low = NEVER
        names, replaced, open_ = dict(state.names), state.replaced, state.open_

        def undo() -> None:
            state.names.clear()
            state.names.update(names)
            state.replaced = replaced
            state.open_ = open_

        self.borrowed.append(undo)

    def remove_module(self, name: Value) -> None:
        if isinstance(name, Const) and isinstance(name.value, str):
            if self.stack:
                self.stack[-1].low = min(self.stack[-1].low, NEVER)
            self.injected.pop(name.value, None)
            state = self.tentative.pop(name.value, None)
            number = self.numbers.get(name.value)
            if number is not None:
                if state is not None:
                    self.tentative_bits &= ~(1 << number)
                self.done &= ~(1 << number)

    # Attributes of modules

    def module_attribute(self, state: Loaded, name: str) -> Value | None:
        self.touch(state)
        if state.replaced is not None:
            if isinstance(state.replaced, Module):
                return self.module_attribute(state.replaced.state, name)
            if isinstance(state.replaced, Instance):
                found = state.replaced.attributes.get(name)
                return found if found is not None else UNKNOWN
            return UNKNOWN
        found = state.names.get(name)
        children = self.children.get(state.name)
        if children and name in children:
            found = self.submodule(state, name, found)
        if found is not None:
            return found
        if name == "__dict__":
            return Namespace(state)
        if name in MODULE_TYPE:
            return UNKNOWN
        answer = self.module_names(state, name)
        if answer is not None:
            return answer
        if state.open_ is not None:
            return Maybe(UNKNOWN, state.open_)
        if "importlib.import_module" in self.injected and name in (children or ()):
            return Maybe(UNKNOWN, "import_module() may have loaded it by a computed name")
        if self.index.is_excluded(f"{state.name}.{name}"):
            return External(f"{state.name}.{name}")
        return None

    def submodule(self, state: Loaded, name: str, found: Value | None) -> Value | None:
        """The attribute that the import system sets once a submodule has been loaded."""
        if state.depth is not None or self.is_tentative(state):
            return found  # its names are this entry's own, and are written in order
        submodule = f"{state.name}.{name}"
        number = self.numbers[submodule]
        if self.closures.get(state.name, 0) >> number & 1:
            return found  # loaded while the package was: what its body left is what there is
        running = self.stack[-1] if self.stack else None
        loaded = self.loaded(submodule)
        if loaded is None or loaded.depth is not None:
            if running is not None and found is None:
                running.absent |= 1 << number
            return found
        if running is not None and not running.closure >> number & 1:
            running.ambient |= 1 << number
        return Module(loaded)

    # Loading

    def import_absolute(self, name: str, scope: Scope, line: int) -> Value:
        """`import a.b.c`: loads a, a.b, a.b.c in turn, and gives a.b.c."""
        injected = self.injected.get(name)
        if injected is not None and name not in _INTERPRETER:
            return self._injected(name, injected, scope, line)
        if not self.index.is_ours(name):
            if self.index.is_excluded(name):
                return self._excluded(name, scope, line)
            shadow = self.shadowed.get(name.partition(".")[0])
            if shadow is not None:
                self.doubt(scope, line, f"{name} imports what {shadow} takes the place of")
            twin = self.index.looks_like(name)
            if twin is not None:
                self.doubt(scope, line, f"whether {name} is installed: {twin}")
            return External(name)
        # What is in sys.modules is taken from there: its parents are not looked at again.
        parts = lineage(name)
        for start in range(len(parts) - 1, 0, -1):
            if self.loaded(parts[start]) is not None:
                parts = parts[start:]
                break
        state: Loaded | None = None
        for part in parts:
            if part in self.injected:
                value = self._injected(part, self.injected[part], scope, line)
                if part == name or not isinstance(value, Module):
                    return value
                state = value.state
                continue
            above: Loaded | None = state
            state = self.visit(part)
            if state is None:
                state = self._find_and_load(part, above, scope, line)
                if state is None:
                    return UNKNOWN
            self._arrived(state)
        assert state is not None
        return self._arrived(state)

    def _excluded(self, name: str, scope: Scope, line: int) -> Value:
        """What the settings exclude is taken to import; the packages around it are run."""
        for part in reversed(lineage(name)[:-1]):
            if part in self.index:
                self.import_absolute(part, scope, line)
                break
        return External(name)

    def _arrived(self, state: Loaded) -> Value:
        """The module that an import gives; what is in doubt there is in doubt here."""
        if state.doubt is not None and not self.guards and self.stack:
            self.stack[-1].state.doubt = self.stack[-1].state.doubt or state.doubt
        return state.replaced if state.replaced is not None else Module(state)

    def remember_loaded(self) -> Callable[[], None]:
        done, bits, tentative = self.done, self.tentative_bits, dict(self.tentative)
        injected = dict(self.injected)
        running = self.stack[-1]
        closure = running.closure

        def unload() -> None:
            self.done, self.tentative_bits, self.tentative = done, bits, tentative
            self.injected = injected
            running.closure = closure

        return unload

    def rests_on_us(self, module: str) -> bool:
        state = self.look_up(module)
        if state is None:
            return module in self.numbers
        if state.doubt is not None or state.open_ is not None:
            return False
        running = self.stack[-1].closure if self.is_tentative(state) else 0
        reached = self._closure(module) | running | 1 << self.numbers[module]
        for number in bits_of(reached & ~self._inward):
            if self._asks_outside(self.order[number]):
                return False
            self._inward |= 1 << number
        return True

    def _asks_outside(self, module: str) -> bool:
        """Whether it imports something that may not be installed."""
        facts = self.facts.get(module)
        return facts is not None and any(
            not fact.level
            and not self.index.is_ours(fact.module)
            and fact.module.partition(".")[0] not in sys.stdlib_module_names
            for fact in facts.imports
            if fact.timing is Timing.IMPORT
        )

    def _injected(self, name: str, value: Value, scope: Scope, line: int) -> Value:
        if isinstance(value, Const) and value.value is None:
            raise self.error(
                "ModuleNotFoundError",
                f"import of {name} halted; None in sys.modules",
                scope,
                line,
                Cause.MISSING_MODULE,
                name,
            )
        return value

    def visit(self, name: str) -> Loaded | None:
        """A module that is loaded already, noted in the running import."""
        state = self.loaded(name)
        if state is not None and self.stack:
            self.touch(state)
            running = self.stack[-1]
            number = 1 << self.numbers[name]
            if self.done & number and not running.closure & number:
                # Imported first, it may behave otherwise: then it matters that others came first.
                known = self.remembered.get(name)
                if known is None or known.failure is not None or known.deviant or known.ambient:
                    running.ambient |= number
            running.closure |= number | self._closure(name)
            running.stood_on |= number | self.stood_on.get(name, 0)
        return state

    def _find_and_load(
        self, name: str, parent: Loaded | None, scope: Scope, line: int
    ) -> Loaded | None:
        if parent is not None and not parent.is_package and "__path__" not in parent.names:
            if parent.file.kind in (Kind.EXTENSION, Kind.BYTECODE) or parent.open_:
                self.doubt(scope, line, f"{parent.name} may have submodules that can't be seen")
                return None
            raise self._missing("not-a-package", name, scope, line)
        if name not in self.index:
            if parent is not None and path_changed(parent):
                self.doubt(scope, line, f"{parent.name}.__path__ is changed by code")
                return None
            if "sys.meta_path" in self.injected:
                self.doubt(scope, line, f"whether a finder in sys.meta_path finds {name}")
                return None
            raise self._missing("missing-module", name, scope, line)
        if parent is not None and isinstance(parent.names.get("__path__"), Items):
            self.doubt(scope, line, f"{parent.name}.__path__ is changed by code")
            return None
        return self.load_module(name, scope, line)

    def _missing(self, reason: str, name: str, scope: Scope, line: int) -> Raised:
        cause = Cause.NOT_A_PACKAGE if reason == "not-a-package" else Cause.MISSING_MODULE
        return self.error(
            "ModuleNotFoundError", missing_module_message(reason, name), scope, line, cause, name
        )

    def load_module(self, name: str, scope: Scope | None, line: int) -> Loaded:
        """Runs a module that is not loaded yet, or recalls what running it does."""
        known = self.remembered.get(name)
        if known is not None and self._still_holds(known):
            return self._recall(name, known)
        return self._run(name, scope, line)

    def _still_holds(self, known: Remembered) -> bool:
        if known.tried & self.tentative_bits or known.absent & self.done:
            return False
        in_part = known.absent & self.tentative_bits
        if any(self.tentative[self.order[number]].depth is None for number in bits_of(in_part)):
            return False
        if known.ambient & ~self.done:
            return False
        if known.failure is not None:
            if known.tried & self.done & ~known.before:
                return False  # something on its way is loaded by now, and may not fail again
            # After a failed import its loaded submodules stay: a second try may end otherwise.
            prefix = f"{known.state.name}."
            children = self.children.get(known.state.name, ())
            return not any(self.loaded(prefix + child) for child in children)
        return not any(self.done >> self.numbers[name] & 1 for name in known.deviant)

    def _recall(self, name: str, known: Remembered) -> Loaded:
        self.reached |= known.stood_on
        self.spots |= known.spots
        bits = known.closure
        for deviant, state in known.deviant.items():
            self.tentative[deviant] = state
            self.tentative_bits |= 1 << self.numbers[deviant]
            bits &= ~(1 << self.numbers[deviant])
        self.done |= bits
        self.injected |= known.injected
        if self.stack:
            running = self.stack[-1]
            running.ambient |= known.ambient & ~running.closure
            running.absent |= known.absent
            running.closure |= known.closure
            running.tried |= known.tried
            running.injected |= known.injected
            running.spots |= known.spots
            running.stood_on |= known.stood_on
            if known.deviant:
                running.low = min(running.low, NEVER)
        if known.failure is not None:
            self.tell_of(known.state, Event.START)
            self.tell_of(known.state, Event.FAIL)
            raise known.failure.again((*self.chain(), *known.failure.stack))
        self._attach(name)
        loaded = self.loaded(name)
        assert loaded is not None
        return loaded

    def _attach(self, name: str) -> None:
        """Sets the loaded module as an attribute of its parent."""
        parent, _, child = name.rpartition(".")
        if not parent:
            return
        state = self.loaded(parent)
        module = self.loaded(name)
        if state is None or module is None:
            return
        if state.depth is not None or self.is_tentative(state):
            state.names[child] = Module(module)
            state.attached.add(child)

    def _run(self, name: str, scope: Scope | None, line: int) -> Loaded:
        self.runs.append(name)
        since = len(self.runs) - 1
        number = self.numbers[name]
        self.reached |= 1 << number
        state = Loaded(self.index.modules[name], since)
        depth = len(self.stack)
        state.depth = depth
        state.low = depth
        running = Running(state, depth, since)
        running.closure = running.stood_on = 1 << number
        running.before = self.done
        parent = name.rpartition(".")[0]
        if parent:
            running.closure |= self._closure(parent)
            running.stood_on |= self.stood_on.get(parent, 0)
            holder = self.loaded(parent)
            if holder is not None and holder.depth is not None:
                running.low = min(running.low, holder.depth)
            elif holder is not None and self.is_tentative(holder):
                running.low = min(running.low, holder.low)
        self.tentative[name] = state
        self.tentative_bits |= 1 << number
        self.tell_of(state, Event.START)
        self.asked_from = (scope, line) if scope is not None else None
        self.stack.append(running)
        outer_run, RUNS.now = RUNS.now, running.since
        kept = (
            *(self.trail, self.calls, self.guards, self.active, self.handling),
            *(self.soft, self.hooks, self.catching),
        )
        self.trail, self.calls, self.guards, self.active, self.handling = None, 0, 0, [], []
        self.soft, self.hooks, self.catching = [], 0, []
        failure: Raised | None = None
        try:
            self._execute_module(state)
        except Raised as raised:
            failure = raised
        finally:
            self.trail, self.calls, self.guards, self.active, self.handling = kept[:5]
            self.soft, self.hooks, self.catching = kept[5:]
            self.stack.pop()
            RUNS.now = outer_run
        self.tell_of(state, Event.FAIL if failure is not None else Event.FINISH)
        state.depth = None
        state.low = running.low
        if failure is not None:
            self.tentative.pop(name, None)
            self.tentative_bits &= ~(1 << number)
            running.closure &= ~(1 << number)
            running.tried |= 1 << number
        if running.low >= depth:
            self._settle(running, failure, depth)
        if self.stack:
            outer = self.stack[-1]
            if running.low < depth:
                outer.low = min(outer.low, running.low)
            outer.ambient |= running.ambient & ~outer.closure
            outer.absent |= running.absent
            outer.closure |= running.closure
            outer.tried |= running.tried
            outer.injected |= running.injected
            outer.spots |= running.spots
            outer.stood_on |= running.stood_on
        if failure is not None:
            raise failure
        self._attach(name)
        return state

    def _settle(self, running: Running, failure: Raised | None, depth: int) -> None:
        """Nothing before this import decided it: what it loaded can be shared by every entry."""
        known = Remembered(running, None)
        RUNS.settled.update(range(running.since, len(self.runs)))
        if failure is not None:
            known.failure = failure.again(failure.stack[depth:])
        for name, state in list(self.tentative.items()):
            if state.since < running.since:
                continue
            number = 1 << self.numbers[name]
            settled = self.settled.get(name)
            if settled is not None and not equivalent(settled, state):
                known.deviant[name] = state
                state.low = NEVER
                continue
            if settled is None:
                self.settled[name] = state
                self.closures[name] = running.closure
                self.stood_on[name] = running.stood_on
            del self.tentative[name]
            self.tentative_bits &= ~number
            self.done |= number
        self.remembered[running.state.name] = known

    def _execute_module(self, state: Loaded) -> None:
        file = state.file
        names = state.names
        names["__name__"] = Const(state.name)
        names["__package__"] = Const(self.index.package_of(state.name))
        for dunder in (
            "__doc__",
            "__spec__",
            "__loader__",
            "__builtins__",
            "__file__",
            "__cached__",
        ):
            names[dunder] = UNKNOWN
        if state.is_package:
            names["__path__"] = External("plumbline.path")
        if file.kind in (Kind.EXTENSION, Kind.BYTECODE):
            state.open_ = f"{file.path} has no source to read"
            names.update(dict.fromkeys(self.declared.get(state.name, ()), UNKNOWN))
            return
        if state.name in self.index.excluded:
            state.open_ = f"the settings exclude {state.name}"
        facts = self.facts.get(state.name)
        if facts is None:
            return
        if facts.annotated:
            names["__annotations__"] = UNKNOWN
        scope = Scope("module", state, names)
        if facts.problem is not None:
            problem = facts.problem
            if problem.line is None:
                self.stack[-1].low = NEVER  # who asks for it decides where it is raised
            if problem.line is None and self.asked_from is not None:
                # An error without a place: the traceback ends at the statement that imports.
                raise self.error(
                    problem.error, problem.message, *self.asked_from, Cause.UNPARSABLE, state.name
                )
            base = file.path.rpartition("/")[2]
            where = f" ({base}, line {problem.line})" if problem.line is not None else ""
            raise self.error(
                problem.error,
                f"{problem.message}{where}",
                scope,
                problem.line or 1,
                Cause.UNPARSABLE,
                state.name,
            )
        self.execute(facts.program, scope)


_INTERPRETER = frozenset({"sys.meta_path", "importlib.import_module"})
"""Notes in `injected` that are no modules."""
