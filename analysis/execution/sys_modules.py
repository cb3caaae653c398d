"""`sys.modules`: what is loaded, in which state, and what an import that asks stands on."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping

from analysis.execution.bits import bits_of
from analysis.execution.budget import BUDGET
from analysis.execution.changes import RUNS
from analysis.execution.import_statements import ImportStatements
from analysis.execution.interpreter import NEVER
from analysis.execution.lookup import MODULE_TYPE
from analysis.execution.remembered import Remembered
from analysis.execution.state import Raised
from analysis.execution.values import (
    UNKNOWN,
    Const,
    External,
    Instance,
    Loaded,
    Maybe,
    Module,
    Namespace,
    Scope,
    Value,
)
from analysis.extract.bodies import Bodies
from analysis.extract.facts import FileFacts, Timing
from analysis.resolve.index import ModuleIndex, lineage


class SysModules(ImportStatements):
    """The modules loaded in one entry.

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
        BUDGET.restart()
        self.asked_from: tuple[Scope, int] | None = None
        self._mentioned = {}
        self._sketches = {}
        self._bodies = {}
        self.active: list[int] = []
        self.handling: list[Raised] = []
        self.forget()

    def forget(self) -> None:
        """A fresh interpreter: nothing is loaded."""
        BUDGET.renew()
        self.done = 0
        self.reached = 0
        self.spots = set()
        self.tentative: dict[str, Loaded] = {}
        self.tentative_bits = 0
        self.injected: dict[str, Value] = {}
        for undo in self.borrowed.values():
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

    def visit(self, name: str) -> Loaded | None:
        """A module that is loaded already, noted in the running import."""
        state = self.loaded(name)
        if state is not None and self.stack:
            running = self.stack[-1]
            self.touch(state)
            number = 1 << self.numbers[name]
            if self.done & number and not running.closure & number:
                # Imported first, it may behave otherwise: then it matters that others came first.
                known = self.remembered.get(name)
                if self._is_other_now(known) if known is not None else not self._is_brought(name):
                    running.ambient |= number
            running.closure |= number | self._closure(name)
            running.stood_on |= number | self.stood_on.get(name, 0)
        return state

    def _is_other_now(self, known: Remembered) -> bool:
        """Whether an import that has come to its end may end otherwise if it began only here."""
        # What it has tried in vain may be under way by now: then that is found, in part.
        return known.is_conditional or bool(known.tried & self.tentative_bits)

    def _is_brought(self, name: str) -> bool:
        """Whether the packages around a module load it whenever they are imported."""
        brought = False
        for package in lineage(name)[:-1]:
            known = self.remembered.get(package)
            if known is not None:
                if self._is_other_now(known) or known.absent:
                    return False
                brought |= bool(known.closure >> self.numbers[name] & 1)
        return brought

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
        if state.depth is not None:
            return
        self.borrow(state)
        if self.stack and not self.is_tentative(state):
            self.stack[-1].low = NEVER

    def borrow(self, state: Loaded) -> None:
        """Before a module that other entries may share is changed: this entry's end undoes it."""
        is_own = self.is_tentative(state) and state.low != NEVER
        if is_own or id(state) in self.borrowed:
            return
        names, attached = dict(state.names), set(state.attached)
        replaced, open_ = state.replaced, state.open_

        def undo() -> None:
            state.names.clear()
            state.names.update(names)
            state.attached = attached
            state.replaced = replaced
            state.open_ = open_

        self.borrowed[id(state)] = undo

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
            self.ask(state.name)
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
