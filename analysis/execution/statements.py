"""Statements in the order CPython runs them, with branches, loops, handlers and class bodies."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal

from analysis.execution.expressions import Expressions, compare, is_firm
from analysis.execution.outcome import Cause
from analysis.execution.state import Event, Raised
from analysis.execution.values import (
    NONE,
    UNKNOWN,
    Class,
    Const,
    Dict,
    Error,
    External,
    Function,
    Instance,
    Items,
    Loaded,
    Maybe,
    Method,
    Module,
    Namespace,
    Scope,
    Value,
    lookup,
    matches,
    plain,
    truth,
)
from analysis.extract import program as ir

Signal = Literal["return", "break", "continue"] | None
"""How a block ends before its last statement, None where it runs through."""

Writes = dict[tuple[int, str], tuple[dict[str, Value], Value | None]]
EVERY_ERROR = External("builtins.BaseException")


class Statements(Expressions):
    """Executes lowered statements in a scope."""

    def execute(self, block: Iterable[ir.Statement], scope: Scope) -> Signal:
        for statement in block:
            try:
                signal = _EXECUTE[type(statement)](self, statement, scope)
            except Raised as raised:
                if not raised.line:
                    raised.line = getattr(statement, "line", 0)
                raise
            if signal is not None:
                return signal
        return None

    # Binding

    def bind(self, name: str, value: Value | None, scope: Scope) -> None:
        """Binds a name where the scope's declarations say; None unbinds."""
        if name in scope.declared or scope.kind == "module":
            module = scope.module
            if scope.kind != "module":
                self.touch(module)
            module.attached.discard(name)
            self.write(module.names, name, value)
        else:
            self.write(scope.names, name, value)

    def assign(self, target: ir.Target, value: Value, scope: Scope) -> None:
        match target:
            case ir.Name(name, _):
                self.bind(name, value, scope)
            case ir.Sequence(_, items):
                self._unpack(items, value, scope)
            case ir.Starred(inner):
                self.assign(inner, value, scope)
            case ir.Attribute(owner, name, line):
                self.set_attribute(self.evaluate(owner, scope), name, value, scope, line)
            case ir.Subscript(owner, index, line):
                self.set_item(
                    self.evaluate(owner, scope), self.evaluate(index, scope), value, scope, line
                )
            case _:
                self.evaluate(target, scope)

    def _unpack(self, targets: tuple[ir.Target, ...], value: Value, scope: Scope) -> None:
        starred = [index for index, target in enumerate(targets) if isinstance(target, ir.Starred)]
        known: list[Value] | None = None
        if isinstance(value, Items) and not value.open_:
            parts = [plain(item) for item in value.items]
            if not starred and len(parts) == len(targets):
                known = parts
            elif len(starred) == 1 and len(parts) >= len(targets) - 1:
                after = len(targets) - starred[0] - 1
                middle = parts[starred[0] : len(parts) - after]
                rest = parts[len(parts) - after :]
                known = [*parts[: starred[0]], Items("list", middle), *rest]
        for index, target in enumerate(targets):
            self.assign(target, known[index] if known is not None else UNKNOWN, scope)

    def set_attribute(self, owner: Value, name: str, value: Value, scope: Scope, line: int) -> None:
        if isinstance(owner, Module):
            state = owner.state
            self.change(state)
            if name == "__class__":
                state.open_ = state.open_ or "its class is replaced"
            state.attached.discard(name)
            self.write(state.names, name, value)
        elif isinstance(owner, Instance):
            self.write(owner.attributes, name, value)
        elif isinstance(owner, Class):
            self.write(owner.names, name, value)
        elif isinstance(owner, External) and owner.path == "builtins":
            self.inject(f"builtins.{name}", value)

    def set_item(self, owner: Value, index: Value, value: Value, scope: Scope, line: int) -> None:
        if isinstance(owner, Namespace):
            self.change(owner.state)
            if isinstance(index, Const):
                self.write(owner.state.names, str(index.value), value)
            else:
                self.open_module(owner.state, scope, line, "globals() is written to")
                for name, known in list(owner.state.names.items()):
                    if isinstance(known, Const) and not name.startswith("__"):
                        self.write(owner.state.names, name, UNKNOWN)
        elif isinstance(owner, External) and owner.path == "sys.modules":
            self.set_module(index, value, scope, line)
        elif isinstance(owner, External) and "f_globals" in owner.path:
            for running in self.stack:
                self.open_module(running.state, scope, line, "a frame's globals are written to")
        elif isinstance(owner, Dict):
            if isinstance(index, Const):
                owner.items[index.value] = value if self.trail is None else UNKNOWN
                owner.open_ |= self.trail is not None
            else:
                owner.open_ = True

    def open_module(self, state: Loaded, scope: Scope, line: int, reason: str) -> None:
        """From here on the module may have any name."""
        if state.open_ is None:
            state.open_ = f"{reason} ({scope.module.file.path}:{line})"

    def set_module(self, name: Value, value: Value, scope: Scope, line: int) -> None:
        raise NotImplementedError

    # Simple statements

    def _evaluate_statement(self, node: ir.Evaluate, scope: Scope) -> Signal:
        self.evaluate(node.value, scope)
        return None

    def _import(self, node: ir.Import, scope: Scope) -> Signal:
        raise NotImplementedError

    def _import_from(self, node: ir.ImportFrom, scope: Scope) -> Signal:
        raise NotImplementedError

    def _assign(self, node: ir.Assign, scope: Scope) -> Signal:
        value = self.evaluate(node.value, scope)
        for target in node.targets:
            self.assign(target, value, scope)
        return None

    def _augment(self, node: ir.Augment, scope: Scope) -> Signal:
        if isinstance(node.target, ir.Name):
            before = self.load(node.target.id, scope, node.target.line)
        else:
            before = self.evaluate(node.target, scope)
        value = self.evaluate(node.value, scope)
        result: Value = UNKNOWN
        if isinstance(before, Namespace):
            self.call(Method(before, "update"), [value], {}, scope, node.line)
            return None
        if node.operator == "+" and isinstance(before, Items):
            if isinstance(value, Items):
                result = Items(before.kind, before.items + value.items, before.open_ or value.open_)
            else:
                result = Items(before.kind, list(before.items), True)
        elif isinstance(before, Const) and isinstance(value, Const):
            if isinstance(before.value, int) and isinstance(value.value, int):
                if node.operator == "+":
                    result = Const(before.value + value.value)
            elif isinstance(before.value, str) and isinstance(value.value, str):
                result = Const(before.value + value.value)
        self.assign(node.target, result, scope)
        return None

    def _annotate(self, node: ir.Annotate, scope: Scope) -> Signal:
        if node.value is not None:
            self.assign(node.target, self.evaluate(node.value, scope), scope)
        elif isinstance(node.target, ir.Attribute):
            self.evaluate(node.target.value, scope)
        if node.annotation is not None:
            self.evaluate(node.annotation, scope)
        return None

    def _delete(self, node: ir.Delete, scope: Scope) -> Signal:
        for target in node.targets:
            self._delete_target(target, scope, node.line)
        return None

    def _delete_target(self, target: ir.Target, scope: Scope, line: int) -> None:
        match target:
            case ir.Sequence(_, items):
                for item in items:
                    self._delete_target(item, scope, line)
            case ir.Name(name, name_line):
                top = scope.kind == "module" or name in scope.declared
                holder = scope.module.names if top else scope.names
                if top and name not in holder and scope.module.open_ is None:
                    raise self.error(
                        "NameError",
                        f"name {name!r} is not defined",
                        scope,
                        name_line,
                        Cause.UNDEFINED_NAME,
                        scope.module.name,
                        name,
                    )
                if scope.kind == "class" and name not in holder and name not in scope.declared:
                    raise self.error(
                        "NameError",
                        f"name {name!r} is not defined",
                        scope,
                        name_line,
                        Cause.UNDEFINED_NAME,
                        scope.module.name,
                        name,
                    )
                if scope.kind == "function" and not top and name not in holder:
                    self._unassigned(name, scope, name_line, free=False)
                self.bind(name, None, scope)
            case ir.Attribute(owner, name, _):
                value = self.evaluate(owner, scope)
                if isinstance(value, Module) and self.module_attribute(value.state, name) is None:
                    raise self.error(
                        "AttributeError",
                        f"'module' object has no attribute {name!r}",
                        scope,
                        line,
                        Cause.MISSING_NAME,
                        value.state.name,
                        name,
                    )
                if isinstance(value, Module) and name in value.state.names:
                    self.change(value.state)
                    self.write(value.state.names, name, None)
            case ir.Subscript(owner, index, _):
                value, key = self.evaluate(owner, scope), self.evaluate(index, scope)
                if isinstance(value, Namespace) and isinstance(key, Const):
                    self.write(value.state.names, str(key.value), None)
                elif isinstance(value, External) and value.path == "sys.modules":
                    self.remove_module(key)
                elif isinstance(value, Dict):
                    value.open_ = True
            case _:
                pass

    def remove_module(self, name: Value) -> None:
        raise NotImplementedError

    def _raise(self, node: ir.Raise, scope: Scope) -> Signal:
        if any(self.soft) and not self.hooks:
            # What led here can't be relied on, and code is written not to raise.
            scope.returned = UNKNOWN
            return "return"
        if node.exception is None:
            current = self.handling[-1] if self.handling else None
            if current is not None:
                raise current
            raise self.error(
                "RuntimeError", "No active exception to reraise", scope, node.line, Cause.RAISED
            )
        value = self.evaluate(node.exception, scope)
        error = self.as_error(value)
        raised = self.error(
            error.type if isinstance(error.type, str) else error.type.name,
            error.argument or "",
            scope,
            node.line,
            Cause.RAISED,
        )
        raised.error = error
        raise raised

    def as_error(self, value: Value) -> Error:
        """What raising a value raises."""
        if isinstance(value, Error):
            return value
        if isinstance(value, Class):
            return Error(value, None)
        if isinstance(value, Instance):
            return Error(value.klass, None)
        if isinstance(value, External):
            return Error(value.path.removeprefix("builtins."), None)
        return Error("Exception", None)

    def _return(self, node: ir.Return, scope: Scope) -> Signal:
        scope.returned = self.evaluate(node.value, scope) if node.value is not None else NONE
        return "return"

    def _assert(self, node: ir.Assert, scope: Scope) -> Signal:
        decided = truth(self.evaluate(node.test, scope))
        if decided is False and is_firm(node.test, scope) and not any(self.soft):
            message = self.evaluate(node.message, scope) if node.message is not None else NONE
            text = str(message.value) if isinstance(message, Const) and message.value else ""
            raise self.error("AssertionError", text, scope, node.line, Cause.RAISED)
        return None

    def _global(self, node: ir.Global, scope: Scope) -> Signal:
        if not node.nonlocal_:
            scope.declared.update(node.names)
        return None

    def _jump(self, node: ir.Jump, scope: Scope) -> Signal:
        return "break" if node.kind == "break" else "continue"

    def _type_alias(self, node: ir.TypeAlias, scope: Scope) -> Signal:
        self.bind(node.name, UNKNOWN, scope)
        return None

    # Definitions

    def _function(self, node: ir.Function, scope: Scope) -> Signal:
        decorators = [self.evaluate(decorator, scope) for decorator in node.decorators]
        defaults = self.defaults(node.parameters, scope)
        for annotation in node.annotations:
            self.evaluate(annotation, scope)
        klass = scope.klass if scope.kind == "class" else None
        outer = scope.outer if scope.kind == "class" and scope.outer is not None else scope
        function = Function(node.name, node, outer, klass)
        function.defaults = defaults
        value: Value = function
        for decorator, expression in zip(
            reversed(decorators), reversed(node.decorators), strict=True
        ):
            line = _line_of(expression) or node.line
            value = self.call(decorator, [value], {}, scope, line)
        self.bind(node.name, value, scope)
        return None

    def _class(self, node: ir.Class, scope: Scope) -> Signal:
        decorators = [self.evaluate(decorator, scope) for decorator in node.decorators]
        bases: list[Value] = []
        for base in node.bases:
            found = self.evaluate(base, scope)
            if isinstance(base, ir.Starred):
                found = UNKNOWN
            bases.append(found)
        keywords = {name or "**": self.evaluate(value, scope) for name, value in node.keywords}
        klass = Class(node.name, scope.module.name, tuple(bases))
        klass.metaclass = keywords.pop("metaclass", None) or next(
            (base.metaclass for base in bases if isinstance(base, Class) and base.metaclass), None
        )
        outer = scope if scope.kind != "class" else scope.outer
        inner = Scope("class", scope.module, klass.names, outer, klass=klass)
        inner.dry = scope.dry
        self.execute(node.body, inner)
        self._created(klass, keywords, scope, node.line)
        value: Value = klass
        for decorator, expression in zip(
            reversed(decorators), reversed(node.decorators), strict=True
        ):
            line = _line_of(expression) or node.line
            value = self.call(decorator, [value], {}, scope, line)
        self.bind(node.name, value, scope)
        return None

    def _created(self, klass: Class, keywords: dict[str, Value], scope: Scope, line: int) -> None:
        """Runs what creating a class runs: metaclass, `__set_name__`, `__init_subclass__`."""
        if isinstance(klass.metaclass, Class):
            for name in ("__new__", "__init__"):
                hook = lookup(klass.metaclass, name)
                if isinstance(hook, Function):
                    arguments = [klass.metaclass if name == "__new__" else klass]
                    self.call(
                        hook,
                        [*arguments, Const(klass.name), UNKNOWN, UNKNOWN],
                        keywords,
                        scope,
                        line,
                    )
        self._name_attributes(klass, scope, line)
        for base in klass.bases:
            if isinstance(base, Class):
                hook = lookup(base, "__init_subclass__")
                if hook is not None:
                    function = getattr(hook, "function", hook)
                    if isinstance(function, Function):
                        self.call(function, [klass], keywords, scope, line)
                    return

    def _name_attributes(self, klass: Class, scope: Scope, line: int) -> None:
        for name, value in list(klass.names.items()):
            hook = lookup(value.klass, "__set_name__") if isinstance(value, Instance) else None
            if not isinstance(hook, Function) or not isinstance(value, Instance):
                continue
            try:
                self.call(hook, [value, klass, Const(name)], {}, scope, line)
            except Raised as raised:
                if self.version >= (3, 12):
                    raise
                kind = value.klass.name
                message = (
                    f"Error calling __set_name__ on {kind!r} instance {name!r} in {klass.name!r}"
                )
                error = self.error("RuntimeError", message, scope, line, raised.cause)
                error.module, error.name = raised.module, raised.name
                raise error from raised

    # Branches

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

    def dry(self, block: Iterable[ir.Statement], scope: Scope) -> bool:
        """Binds what a block might bind, without running it; tells whether it may leave early."""
        self.escape_names(block, scope)
        return self._dry(block, scope)

    def _dry(self, block: Iterable[ir.Statement], scope: Scope) -> bool:
        exits = False
        for statement in block:
            match statement:
                case ir.Import(names, _):
                    for module, alias in names:
                        self._dry_bind(alias or module.partition(".")[0], scope)
                case ir.ImportFrom(_, _, names, _):
                    for name, alias in names:
                        if name == "*":
                            self.open_module(scope.module, scope, statement.line, "a star import")
                        else:
                            self._dry_bind(alias or name, scope)
                case ir.Assign(targets, _, _):
                    for target in targets:
                        self._dry_target(target, scope)
                case ir.Augment(target, _, _, _):
                    self._dry_target(target, scope)
                case ir.Annotate(target, _, value, _):
                    if value is not None:
                        self._dry_target(target, scope)
                case ir.Function(name=name) | ir.Class(name=name) | ir.TypeAlias(name, _):
                    self._dry_bind(name, scope)
                case ir.If(_, body, orelse, _):
                    exits |= self._dry(body, scope) | self._dry(orelse, scope)
                case ir.Loop(target, _, body, orelse, _):
                    if target is not None:
                        self._dry_target(target, scope)
                    self._dry(body, scope)
                    exits |= _returns(body) | self._dry(orelse, scope)
                case ir.Try(body, handlers, orelse, final, _):
                    for part in (body, orelse, final, *(handler.body for handler in handlers)):
                        exits |= self._dry(part, scope)
                case ir.With(items, body, _):
                    for _, bound in items:
                        if bound is not None:
                            self._dry_target(bound, scope)
                    exits |= self._dry(body, scope)
                case ir.Match(_, cases, _):
                    for case in cases:
                        for name in case.captures:
                            self._dry_bind(name, scope)
                        exits |= self._dry(case.body, scope)
                case ir.Return() | ir.Jump():
                    exits = True
                case ir.Global(names, nonlocal_):
                    if not nonlocal_:
                        scope.declared.update(names)
                case _:
                    pass
        return exits

    def _dry_bind(self, name: str, scope: Scope) -> None:
        names = scope.module.names if name in scope.declared else scope.names
        before = names.get(name)
        if before is None and (names is scope.module.names or scope.kind == "class"):
            self.write(names, name, Maybe(UNKNOWN, "bound only on a path that may not run"))
        elif isinstance(before, Maybe):
            self.write(names, name, Maybe(UNKNOWN, before.reason))
        else:
            self.write(names, name, UNKNOWN)

    def _dry_target(self, target: ir.Target, scope: Scope) -> None:
        match target:
            case ir.Name(name, _):
                self._dry_bind(name, scope)
            case ir.Sequence(_, items):
                for item in items:
                    self._dry_target(item, scope)
            case ir.Starred(inner):
                self._dry_target(inner, scope)
            case _:
                pass

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
            if _breaks(node.body):
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

    # Errors handled

    def _try(self, node: ir.Try, scope: Scope) -> Signal:
        signal: Signal = None
        caught = [
            self._caught(handler, scope) if handler.type is not None else EVERY_ERROR
            for handler in node.handlers
        ]
        guard = any(matches("ImportError", kind) is not False for kind in caught)
        try:
            self.guards += guard
            self.catching.append(caught)
            try:
                signal = self.execute(node.body, scope)
            finally:
                self.guards -= guard
                self.catching.pop()
        except Raised as raised:
            try:
                signal = self._handle(node, caught, raised, scope)
            except Raised:
                self.execute(node.final, scope)
                raise
        else:
            self._unused_handlers(node, caught, scope)
            if signal is None:
                try:
                    signal = self.execute(node.orelse, scope)
                except Raised:
                    self.execute(node.final, scope)
                    raise
        final = self.execute(node.final, scope)
        return final if final is not None else signal

    def _caught(self, handler: ir.Handler, scope: Scope) -> Value:
        """The value of an `except` clause, looked at before it is asked for: never an error."""
        assert handler.type is not None
        try:
            return self.evaluate(handler.type, scope)
        except Raised:
            return UNKNOWN

    def _handle(self, node: ir.Try, caught: list[Value], raised: Raised, scope: Scope) -> Signal:
        for handler, kind in zip(node.handlers, caught, strict=True):
            if handler.type is not None and kind is UNKNOWN:
                self.evaluate(handler.type, scope)
            answer = matches(raised.error.type, kind)
            if answer is False:
                continue
            self.tell(scope, handler.line, raised.message, Event.CATCH)
            if handler.name:
                self.bind(handler.name, raised.error, scope)
            if answer is None:
                self.doubt(scope, handler.line, f"whether this catches: {raised.message}")
            self.handling.append(raised)
            try:
                return self.execute(handler.body, scope)
            finally:
                self.handling.pop()
                if handler.name:
                    self.bind(handler.name, None, scope)
        raise raised

    def _unused_handlers(self, node: ir.Try, caught: list[Value], scope: Scope) -> None:
        """The body went well as far as we see; an external may still send us to a handler."""
        risky = not self._certain(node.body, scope)
        for handler, kind in zip(node.handlers, caught, strict=True):
            only_imports = all(
                matches(error, kind) is False for error in ("ValueError", "OSError", "TypeError")
            ) and matches("ImportError", kind)
            if only_imports and not self._imports_external(node.body, scope):
                continue
            if not risky or (handler.body and isinstance(handler.body[-1], ir.Raise)):
                continue
            self.dry(handler.body, scope)

    def _certain(self, body: Iterable[ir.Statement], scope: Scope) -> bool:
        """Whether a block that went well had nothing in it that could have raised."""
        return all(self._is_certain(statement, scope) for statement in body)

    def _is_certain(self, node: ir.Statement, scope: Scope) -> bool:
        match node:
            case ir.Import(names, _):
                return all(self.rests_on_us(module) for module, _ in names)
            case ir.ImportFrom(module, level, _, _):
                target = self.index.absolute(scope.module.name, level, module)
                return isinstance(target, str) and self.rests_on_us(target)
            case ir.If(test, body, orelse, _):
                return _is_plain(test) and self._certain((*body, *orelse), scope)
            case ir.Try(body, handlers, orelse, final, _):
                parts = (body, orelse, final, *(handler.body for handler in handlers))
                return all(self._certain(part, scope) for part in parts)
            case ir.Loop(ir.Name(), iterable, body, orelse, _):
                return _is_plain(iterable) and self._certain((*body, *orelse), scope)
            case ir.Class(_, (), (), (), body, _):
                return self._certain(body, scope)
            case ir.Match(subject, cases, _):
                return _is_plain(subject) and all(
                    case.guard is None
                    and all(map(_is_plain, case.values))
                    and self._certain(case.body, scope)
                    for case in cases
                )
        return _is_plain(node)

    def rests_on_us(self, module: str) -> bool:
        """Whether nothing outside of the repository took part in importing a loaded module."""
        raise NotImplementedError

    def _imports_external(self, body: tuple[ir.Statement, ...], scope: Scope) -> bool:
        for statement in body:
            match statement:
                case ir.Import(names, _):
                    if any(not self.index.is_ours(module) for module, _ in names):
                        return True
                case ir.ImportFrom(module, level, _, _):
                    if not level and not self.index.is_ours(module):
                        return True
                case ir.Assign(_, value, _) | ir.Evaluate(value, _):
                    if not _is_plain(value):
                        return True
                case ir.If(_, inner, orelse, _):
                    if self._imports_external((*inner, *orelse), scope):
                        return True
                case _:
                    pass
        return False

    def _with(self, node: ir.With, scope: Scope) -> Signal:
        suppressed: list[Value] = []
        entered: list[Instance] = []
        unclear = False
        for expression, target in node.items:
            context = self.evaluate(expression, scope)
            if isinstance(context, Items) and context.kind == "suppress":
                suppressed += context.items
            elif isinstance(context, External):
                unclear |= not _is_harmless(context.path)
            elif isinstance(context, Instance):
                self._enter(context, scope, node.line)
                entered.append(context)
            else:
                unclear = True
            if target is not None:
                self.assign(target, self._entered(context, scope, node.line), scope)
        guard = bool(suppressed) and any(
            matches("ImportError", kind) is not False for kind in suppressed
        )
        self.guards += guard
        try:
            return self.execute(node.body, scope)
        except Raised as raised:
            if any(matches(raised.error.type, plain(kind)) for kind in suppressed):
                self.tell(scope, node.line, raised.message, Event.CATCH)
                return None
            answers = [self._swallows(context, raised, scope, node.line) for context in entered]
            if True in answers:
                return None
            if (unclear or None in answers) and raised.cause is not Cause.RAISED:
                self.doubt(scope, raised.line, f"{raised.message}, unless `with` swallows it")
                return None
            raise
        finally:
            self.guards -= guard

    def _enter(self, context: Instance, scope: Scope, line: int) -> None:
        hook = lookup(context.klass, "__enter__")
        if isinstance(hook, Function):
            self.call(hook, [context], {}, scope, line)

    def _entered(self, context: Value, scope: Scope, line: int) -> Value:
        return UNKNOWN

    def _swallows(self, context: Instance, raised: Raised, scope: Scope, line: int) -> bool | None:
        """Whether `__exit__` swallows an error: True, False, or None where it can't be told."""
        hook = lookup(context.klass, "__exit__")
        if not isinstance(hook, Function):
            return None
        arguments = [context, UNKNOWN, raised.error, UNKNOWN]
        return truth(self.call(hook, arguments, {}, scope, line))

    handling: list[Raised]
    """The errors whose handlers are running."""
    catching: list[list[Value]]
    """What the enclosing handlers catch, outermost first."""


def _line_of(expression: ir.Expression) -> int | None:
    match expression:
        case ir.Name(_, line) | ir.Attribute(_, _, line) | ir.Call(_, _, _, line):
            return line
    return None


def _raises(block: tuple[ir.Statement, ...]) -> bool:
    return bool(block) and isinstance(block[-1], ir.Raise)


def _returns(block: Iterable[ir.Statement]) -> bool:
    for statement in block:
        match statement:
            case ir.Return():
                return True
            case ir.If(_, body, orelse, _) | ir.Loop(_, _, body, orelse, _):
                if _returns(body) or _returns(orelse):
                    return True
            case ir.Try(body, handlers, orelse, final, _):
                parts = (body, orelse, final, *(handler.body for handler in handlers))
                if any(_returns(part) for part in parts):
                    return True
            case ir.With(_, body, _):
                if _returns(body):
                    return True
            case _:
                pass
    return False


def _breaks(block: Iterable[ir.Statement]) -> bool:
    for statement in block:
        match statement:
            case ir.Jump("break"):
                return True
            case ir.If(_, body, orelse, _):
                if _breaks(body) or _breaks(orelse):
                    return True
            case ir.Try(body, handlers, orelse, final, _):
                parts = (body, orelse, final, *(handler.body for handler in handlers))
                if any(_breaks(part) for part in parts):
                    return True
            case ir.With(_, body, _):
                if _breaks(body):
                    return True
            case _:
                pass
    return False


def _is_plain(node: ir.Statement | ir.Expression) -> bool:
    match node:
        case ir.Constant() | ir.Name() | ir.Lambda() | ir.Jump() | ir.Global() | ir.Opaque(()):
            return True
        case ir.Sequence(_, items):
            return all(_is_plain(item) for item in items)
        case ir.Comprehension("generator", _, iterables, _, _, _):
            return _is_plain(iterables[0])
        case ir.Function(_, (), parameters, ()):
            return not parameters.defaults
        case ir.Evaluate(value, _) | ir.Walrus(_, value):
            return _is_plain(value)
        case ir.Assign(targets, value, _):
            return _is_plain(value) and all(isinstance(target, ir.Name) for target in targets)
    return False


def _is_harmless(path: str) -> bool:
    """Context managers of the standard library that let every error through."""
    head = path.partition("()")[0]
    return head.startswith(("builtins.open", "warnings.", "threading.", "tempfile.", "io."))


_EXECUTE: dict[type, Callable[[Statements, ir.Statement, Scope], Signal]] = {
    ir.Evaluate: lambda self, node, scope: self._evaluate_statement(node, scope),  # type: ignore[arg-type]
    ir.Import: lambda self, node, scope: self._import(node, scope),  # type: ignore[arg-type]
    ir.ImportFrom: lambda self, node, scope: self._import_from(node, scope),  # type: ignore[arg-type]
    ir.Assign: Statements._assign,  # type: ignore[dict-item]
    ir.Augment: Statements._augment,  # type: ignore[dict-item]
    ir.Annotate: Statements._annotate,  # type: ignore[dict-item]
    ir.Delete: Statements._delete,  # type: ignore[dict-item]
    ir.Function: Statements._function,  # type: ignore[dict-item]
    ir.Class: Statements._class,  # type: ignore[dict-item]
    ir.If: Statements._if,  # type: ignore[dict-item]
    ir.Loop: Statements._loop,  # type: ignore[dict-item]
    ir.Try: Statements._try,  # type: ignore[dict-item]
    ir.With: Statements._with,  # type: ignore[dict-item]
    ir.Match: Statements._match,  # type: ignore[dict-item]
    ir.Raise: Statements._raise,  # type: ignore[dict-item]
    ir.Return: Statements._return,  # type: ignore[dict-item]
    ir.Assert: Statements._assert,  # type: ignore[dict-item]
    ir.Global: Statements._global,  # type: ignore[dict-item]
    ir.Jump: Statements._jump,  # type: ignore[dict-item]
    ir.TypeAlias: Statements._type_alias,  # type: ignore[dict-item]
}
