"""Branches, loops and patterns: what certainly runs, and what may."""

from __future__ import annotations

from collections.abc import Callable

from analysis.execution.binding import Binding, Signal
from analysis.execution.comparing import compare, is_firm
from analysis.execution.inheritance import matches
from analysis.execution.outcome import Cause
from analysis.execution.sketch import Sketch, may_leave, sketch_of
from analysis.execution.state import Raised
from analysis.execution.values import UNKNOWN, Items, Maybe, Scope, Value, truth
from analysis.extract import program as ir

Writes = dict[tuple[int, str], tuple[dict[str, Value], Value | None]]


class Branching(Binding):
    """Runs both sides of what can't be decided, and keeps what either may leave."""

    catching: list[list[Value]]
    """What the enclosing handlers catch, outermost first."""
    _sketches: dict[int, Sketch]
    """By the identity of the block, which the sketch holds."""

    def _if(self, node: ir.If, scope: Scope) -> Signal:
        known = truth(self.evaluate(node.test, scope))
        if known is None:
            return self.either(node.body, node.orelse, scope, node.line, "a condition")
        block = node.body if known else node.orelse
        if not self.hooks and (self.calls or _raises(block)) and not is_firm(node.test, scope):
            if _raises(block):
                return self.execute(node.orelse if known else node.body, scope)
            self.soft[-1:] = [True]
        return self.execute(block, scope)

    def either(
        self,
        one: tuple[ir.Statement, ...],
        other: tuple[ir.Statement, ...],
        scope: Scope,
        line: int,
        what: str,
    ) -> Signal:
        """Runs two branches of which one will run, and keeps what both leave."""
        # A branch that only raises guards against what we assume not to happen.
        if _raises(one):
            return self.execute(other, scope)
        if _raises(other):
            return self.execute(one, scope)
        if scope.kind == "function" or self.calls:
            exits = self.dry(one, scope) | self.dry(other, scope)
            if exits:
                scope.returned = UNKNOWN
                return "return"
            return None
        reason = f"bound only if {what} at line {line} holds"
        outer, self.trail = self.trail, self.trail if self.trail is not None else []
        mark = len(self.trail)
        try:
            first, failed = self._branch(one, scope)
            came_to = self.take_back(mark)
            second, failed_too = self._branch(other, scope)
            came_to_too = self.take_back(mark)
            self.trail = outer
            if failed is not None and failed_too is not None:
                raise failed
            if failed is not None:
                self._rewrite(came_to_too)
                self._doubt_branch(failed, scope, line, what)
            elif failed_too is not None:
                self._rewrite(came_to)
                self._doubt_branch(failed_too, scope, line, what)
            else:
                self.join_writes(came_to, came_to_too, reason)
        finally:
            self.trail = outer
        return first if first is not None and first == second else None

    def _rewrite(self, writes: Writes) -> None:
        for (_, name), (names, value) in sorted(writes.items(), key=lambda item: item[0][1]):
            self.write(names, name, value)

    def _branch(
        self, block: tuple[ir.Statement, ...], scope: Scope
    ) -> tuple[Signal, Raised | None]:
        """(how it ends, what it raised); what a branch that raises has loaded is unloaded."""
        unload = self.remember_loaded()
        try:
            return self.execute(block, scope), None
        except Raised as raised:
            unload()
            return None, raised

    def remember_loaded(self) -> Callable[[], None]:
        """How to come back to the modules that are loaded now."""
        raise NotImplementedError

    def _doubt_branch(self, raised: Raised, scope: Scope, line: int, what: str) -> None:
        """An error of a branch that may not run is a doubt, unless a handler around catches it."""
        caught = any(
            matches(raised.error.type, kind) is True for kinds in self.catching for kind in kinds
        )
        if raised.cause is not Cause.RAISED and not caught:
            self.doubt(scope, raised.line, f"{raised.message}, if {what} at line {line} holds")

    def dry(self, block: tuple[ir.Statement, ...], scope: Scope) -> bool:
        """Binds what a block might bind, without running it; tells whether it may leave early."""
        self.escape_names(block, scope)
        sketch = self._sketches.get(id(block))
        if sketch is None:
            sketch = self._sketches[id(block)] = sketch_of(block)
        scope.declared.update(sketch.declared)
        for name in sketch.bound:
            self._dry_bind(name, scope)
        for line in sketch.stars:
            self.open_module(scope.module, scope, line, "a star import")
        return sketch.leaves

    def _dry_bind(self, name: str, scope: Scope) -> None:
        names = scope.module.names if name in scope.declared else scope.names
        before = names.get(name)
        if before is None and (names is scope.module.names or scope.kind == "class"):
            self.write(names, name, Maybe(UNKNOWN, "bound only on a path that may not run"))
        elif isinstance(before, Maybe):
            self.write(names, name, Maybe(UNKNOWN, before.reason))
        else:
            self.write(names, name, UNKNOWN)

    def _loop(self, node: ir.Loop, scope: Scope) -> Signal:
        if node.target is None:
            return self._while(node, scope)
        items = self.iterate(self.evaluate(node.iterable, scope))
        if items is None:
            self._assign_in_loop(node.target, scope)
            block = node.body
            signal = self.either(block, (), scope, node.line, "the loop's iterable")
            if signal == "return":
                return signal
            self._loop_else(node, scope)
            return None
        for item in items:
            self.assign(node.target, item, scope)
            signal = self.execute(node.body, scope)
            if signal == "break":
                return None
            if signal == "return":
                return signal
        return self.execute(node.orelse, scope)

    def _assign_in_loop(self, target: ir.Target, scope: Scope) -> None:
        match target:
            case ir.Name(name, _) if name not in scope.names:
                reason = "bound only if the loop runs"
                value = UNKNOWN if scope.kind == "function" else Maybe(UNKNOWN, reason)
                self.bind(name, value, scope)
            case ir.Sequence(_, items):
                for item in items:
                    self._assign_in_loop(item, scope)
            case ir.Starred(inner):
                self._assign_in_loop(inner, scope)
            case _:
                self.assign(target, UNKNOWN, scope)

    def _loop_else(self, node: ir.Loop, scope: Scope) -> None:
        if node.orelse:
            if may_leave(node.body, "break"):
                self.either(node.orelse, (), scope, node.line, "no break")
            else:
                self.execute(node.orelse, scope)

    def _while(self, node: ir.Loop, scope: Scope) -> Signal:
        known = truth(self.evaluate(node.iterable, scope))
        if known is False:
            return self.execute(node.orelse, scope)
        if known is None:
            signal = self.either(node.body, (), scope, node.line, "the loop's condition")
            if signal == "return":
                return signal
            self._loop_else(node, scope)
            return None
        for _ in range(16):
            signal = self.execute(node.body, scope)
            if signal == "break":
                return None
            if signal == "return":
                return signal
            known = truth(self.evaluate(node.iterable, scope))
            if known is False:
                return self.execute(node.orelse, scope)
            if known is None:
                break
        self.dry(node.body, scope)
        return None

    def _match(self, node: ir.Match, scope: Scope) -> Signal:
        subject = self.evaluate(node.subject, scope)
        maybe = False
        for case in node.cases:
            for value in case.values:
                self.evaluate(value, scope)
            matched: bool | None = True if case.always else None
            if case.literal is not None:
                literal = self.evaluate(case.literal, scope)
                alternatives = isinstance(literal, Items) and literal.kind == "or"
                matched = compare("in" if alternatives else "==", subject, literal, self)
            if matched is False:
                continue
            for name in case.captures:
                if matched and not maybe:
                    self.bind(name, subject if case.always else UNKNOWN, scope)
                else:
                    self._dry_bind(name, scope)
            if case.guard is not None:
                guard = truth(self.evaluate(case.guard, scope))
                if guard is False:
                    continue
                matched = matched if guard else None
            if matched and not maybe:
                return self.execute(case.body, scope)
            maybe = True
            signal = self.either(case.body, (), scope, node.line, "a pattern of the match")
            if signal == "return":
                return signal
            if matched:
                return None
        return None


def _raises(block: tuple[ir.Statement, ...]) -> bool:
    return bool(block) and isinstance(block[-1], ir.Raise)
