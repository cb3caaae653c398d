"""Statements in the order CPython runs them, definitions and class bodies included."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from analysis.execution.binding import Signal
from analysis.execution.comparing import is_firm
from analysis.execution.growth import concatenated, joined
from analysis.execution.handling import Handling
from analysis.execution.inheritance import lookup
from analysis.execution.outcome import Cause
from analysis.execution.state import Raised
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
    Method,
    Module,
    Namespace,
    Scope,
    Value,
    truth,
)
from analysis.extract import program as ir


class Statements(Handling):
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
                result = concatenated(before, value)
            else:
                result = Items(before.kind, list(before.items), True)
        elif isinstance(before, Const) and isinstance(value, Const):
            if isinstance(before.value, int) and isinstance(value.value, int):
                if node.operator == "+":
                    result = Const(before.value + value.value)
            elif isinstance(before.value, str) and isinstance(value.value, str):
                result = joined(before.value, value.value)
        if isinstance(node.target, ir.Name) and _counts(node.target.id, scope):
            self.count(node.target.id, scope)
        else:
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
                    self.change(value.state)
                    self.write(value.state.names, str(key.value), None)
                elif isinstance(value, External) and value.path == "sys.modules":
                    self.remove_module(key)
                elif isinstance(value, Dict):
                    value.changing()
                    value.open_ = True
            case _:
                pass

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

    def _values(self, nodes: tuple[ir.Expression, ...], scope: Scope) -> list[Value]:
        # Most often there is none, and a comprehension costs as much as a value.
        return [self.evaluate(node, scope) for node in nodes] if nodes else []

    def _function(self, node: ir.Function, scope: Scope) -> Signal:
        decorators = self._values(node.decorators, scope)
        defaults = self.defaults(node.parameters, scope)
        for annotation in node.annotations:
            self.evaluate(annotation, scope)
        klass = scope.klass if scope.kind == "class" else None
        outer = scope.outer if scope.kind == "class" and scope.outer is not None else scope
        function = Function(node.name, node, outer, klass)
        function.defaults = defaults
        value: Value = function
        if decorators:
            value = self._decorated(value, decorators, node, scope)
        self.bind(node.name, value, scope)
        return None

    def _decorated(
        self, value: Value, decorators: list[Value], node: ir.Function | ir.Class, scope: Scope
    ) -> Value:
        for decorator, expression in zip(
            reversed(decorators), reversed(node.decorators), strict=True
        ):
            line = _line_of(expression) or node.line
            value = self.call(decorator, [value], {}, scope, line)
        return value

    def _class(self, node: ir.Class, scope: Scope) -> Signal:
        decorators = self._values(node.decorators, scope)
        bases: list[Value] = []
        for base in node.bases:
            found = self.evaluate(base, scope)
            if isinstance(base, ir.Starred):
                found = UNKNOWN
            bases.append(found)
        keywords = {}
        for name, value in node.keywords:
            keywords[name or "**"] = self.evaluate(value, scope)
        klass = Class(node.name, scope.module.name, tuple(bases))
        klass.metaclass = keywords.pop("metaclass", None) or next(
            (base.metaclass for base in bases if isinstance(base, Class) and base.metaclass), None
        )
        outer = scope if scope.kind != "class" else scope.outer
        inner = Scope("class", scope.module, klass.names, outer, klass=klass)
        inner.dry = scope.dry
        self.execute(node.body, inner)
        self._created(klass, keywords, scope, node.line)
        self.bind(node.name, self._decorated(klass, decorators, node, scope), scope)
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
        found = [item for item in klass.names.items() if isinstance(item[1], Instance)]
        for name, value in found:
            assert isinstance(value, Instance)
            hook = lookup(value.klass, "__set_name__")
            if not isinstance(hook, Function):
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


def _counts(name: str, scope: Scope) -> bool:
    """Whether a name is a number of a module that has been imported, seen from a function of it."""
    if scope.kind == "module" or name not in scope.declared or scope.module.depth is not None:
        return False
    number = scope.module.names.get(name)
    return number is UNKNOWN or (isinstance(number, Const) and type(number.value) is int)


def _line_of(expression: ir.Expression) -> int | None:
    match expression:
        case ir.Name(_, line) | ir.Attribute(_, _, line) | ir.Call(_, _, _, line):
            return line
    return None


_EXECUTE: dict[type, Callable[[Statements, ir.Statement, Scope], Signal]] = {
    ir.Evaluate: Statements._evaluate_statement,  # type: ignore[dict-item]
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
