"""`try` and `with`: which errors are caught, and which handlers may run all the same."""

from __future__ import annotations

from collections.abc import Iterable

from analysis.execution.binding import Signal
from analysis.execution.branching import Branching
from analysis.execution.inheritance import lookup, matches
from analysis.execution.outcome import Cause
from analysis.execution.state import Event, Raised
from analysis.execution.values import (
    UNKNOWN,
    External,
    Function,
    Instance,
    Items,
    Scope,
    Value,
    plain,
    truth,
)
from analysis.extract import program as ir

EVERY_ERROR = External("builtins.BaseException")
_IMPORTING = frozenset({"importlib.import_module", "builtins.__import__"})


class Handling(Branching):
    """Runs blocks whose errors somebody may catch."""

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
            case ir.Evaluate(ir.Call() as call, _):
                return self._imports_ours(call, scope)
            case ir.Assign((ir.Name(),), ir.Call() as call, _):
                return self._imports_ours(call, scope)
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

    def _imports_ours(self, call: ir.Call, scope: Scope) -> bool:
        """Whether a call is as certain as an import statement: `import_module("a.b")`."""
        match call:
            case ir.Call(
                ir.Name() | ir.Attribute(ir.Name()) as function, (ir.Constant(str(name)),), (), _
            ):
                called = self._quiet(function, scope)
                return (
                    isinstance(called, External)
                    and called.path in _IMPORTING
                    and self.rests_on_us(name)
                )
        return False

    def rests_on_us(self, module: str) -> bool:
        """Whether nothing outside of the repository takes part in an import that went well.

        A module of ours that is not loaded was not asked for: its import was not reached.
        """
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
