"""Runs the bodies of modules; remembers what does not depend on who asked first."""

from __future__ import annotations

from analysis.checkpoint import checkpoint
from analysis.execution.bits import bits_of
from analysis.execution.budget import BUDGET
from analysis.execution.changes import RUNS
from analysis.execution.interpreter import FUEL, NEVER, Running, lowest
from analysis.execution.outcome import Cause
from analysis.execution.remembered import Remembered, equivalent, take_in
from analysis.execution.state import Event, Raised
from analysis.execution.sys_modules import SysModules
from analysis.execution.values import (
    UNKNOWN,
    Const,
    External,
    Loaded,
    Module,
    Scope,
)
from analysis.sources.layout import Kind


class Loading(SysModules):
    """Loads modules, anew or as an entry before has settled them."""

    def load_module(self, name: str, scope: Scope | None, line: int) -> Loaded:
        """Runs a module that is not loaded yet, or recalls what running it does."""
        checkpoint()
        known = self.remembered.get(name)
        if known is not None and self._still_holds(known):
            return self._recall(name, known)
        return self._run(name, scope, line)

    def _still_holds(self, known: Remembered) -> bool:
        if known.tried & self.tentative_bits or known.absent & self.done:
            return False
        in_part = known.absent & self.tentative_bits
        if in_part and any(
            self.tentative[self.order[number]].depth is None for number in bits_of(in_part)
        ):
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
        return not known.deviant or not any(
            self.done >> self.numbers[name] & 1 for name in known.deviant
        )

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
            take_in(running, known)
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
        if state is not None and (state.depth is not None or self.is_tentative(state)):
            module = self.loaded(name)
            if module is not None:
                if state.depth is None:
                    self.borrow(state)
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
        if self.stack:
            state.within = self.stack[-1].state
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
                running.low = min(running.low, lowest(holder))
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
            BUDGET.left -= FUEL - running.fuel
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
            take_in(outer, running)
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
            state.within = None
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
        BUDGET.spend(len(facts.program) + 1)
        self.execute(facts.program, scope)
