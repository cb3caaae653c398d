"""Calls at import time: the repository's own functions, and the builtins that touch modules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analysis.execution.builtin_calls import SPECIAL, escape_all
from analysis.execution.containers import keyed
from analysis.execution.inheritance import builtin_error, lookup, mro
from analysis.execution.interpreter import DEEPEST_CALL
from analysis.execution.method_calls import MethodCalls
from analysis.execution.state import Event, Raised
from analysis.execution.values import (
    NONE,
    UNKNOWN,
    Bound,
    Class,
    Const,
    Dict,
    Error,
    External,
    Function,
    Generator,
    Instance,
    Items,
    Loaded,
    Method,
    Scope,
    Value,
    Wrapped,
    plain,
)
from analysis.extract import program as ir

IDENTITY = frozenset(
    {"functools.lru_cache", "functools.cache", "functools.total_ordering", "atexit.register"}
    | {"typing.final", "typing.runtime_checkable", "typing.no_type_check", "typing.overload"}
    | {"typing_extensions.final", "typing_extensions.runtime_checkable", "typing.override"}
    | {"typing_extensions.override", "abc.abstractmethod", "dataclasses.dataclass"}
    | {"enum.unique", "contextlib.contextmanager"}
)
"""Decorators that give back what they are given, as far as importing is concerned."""

MAKES_IDENTITY = frozenset(
    {
        "functools.wraps",
        "functools.lru_cache",
        "dataclasses.dataclass",
        "typing.dataclass_transform",
    }
    | {"typing_extensions.deprecated", "warnings.deprecated"}
)
PASS_THROUGH = External("plumbline.identity")

WRAPPERS = {
    "builtins.property": "property",
    "builtins.staticmethod": "staticmethod",
    "builtins.classmethod": "classmethod",
    "functools.cached_property": "property",
}


class Calls(MethodCalls):
    """Follows calls."""

    caller: tuple[Scope, int] | None = None
    """Where the call that comes next is written, for the story."""

    def call(
        self,
        function: Value,
        arguments: Sequence[Value],
        keywords: Mapping[str, Value],
        scope: Scope,
        line: int,
        exact: bool = True,
    ) -> Value:
        if self.story is not None:
            self.caller = (scope, line)
        if isinstance(function, Function):
            return self.call_function(function, arguments, keywords, exact)
        if isinstance(function, Bound):
            return self.call_function(
                function.function, [function.owner, *arguments], keywords, exact
            )
        if isinstance(function, Class):
            return self._instantiate(function, arguments, keywords, scope, line, exact)
        if isinstance(function, External):
            return self._external(function.path, arguments, keywords, scope, line)
        if isinstance(function, Method):
            return self.call_method(function, arguments, keywords, scope, line)
        if isinstance(function, Instance):
            hook = lookup(function.klass, "__call__")
            if isinstance(hook, Function):
                return self.call_function(hook, [function, *arguments], keywords, exact)
        if isinstance(function, Wrapped) and isinstance(function.function, Function):
            return self.call_function(function.function, arguments, keywords, exact)
        escape_all(arguments, keywords)
        return UNKNOWN

    # Functions of the repository

    def call_function(
        self,
        function: Function,
        arguments: Sequence[Value],
        keywords: Mapping[str, Value],
        exact: bool = True,
    ) -> Value:
        """Runs a body, unless it is too deep, recursive, asynchronous or a generator."""
        running = self.stack[-1] if self.stack else None
        definition = function.definition
        if (
            running is None
            or running.fuel <= 0
            or len(self.active) >= DEEPEST_CALL
            or self.active.count(id(definition)) > 1
        ):
            escape_all(arguments, keywords)
            return UNKNOWN
        module = function.scope.module
        inner = Scope("function", module, {}, function.scope, klass=function.klass)
        if function.defaults is None:
            function.defaults = self.all_defaults(definition.parameters, inner)
        _pass_arguments(definition.parameters, function.defaults, arguments, keywords, exact, inner)
        self.active.append(id(definition))
        self.calls += 1
        self.soft.append(False)
        if self.story is not None:
            line = definition.line if isinstance(definition, ir.Function) else 0
            caller, self.caller = self.caller or (inner, line), None
            self.tell(*caller, f"{module.name}.{function.name}()", Event.CALL)
        try:
            if isinstance(definition, ir.Lambda):
                running.fuel -= 1
                inner.local = frozenset(inner.names)
                inner.holds = True
                return self.evaluate(definition.body, inner)
            if definition.is_async:
                return UNKNOWN
            body, local, _ = self._body(definition, module)
            running.fuel -= len(body.statements) + 1
            if body.generator:
                return Generator(lambda: self._run_generator(function, body.statements, inner))
            inner.local = local
            inner.holds = True
            if function.klass is not None and arguments:
                inner.owner = arguments[0]
            if self.execute(body.statements, inner) == "return":
                return inner.returned or UNKNOWN
            return NONE
        except Raised as raised:
            self.tell(inner, raised.line, raised.message, Event.RAISE)
            raise
        finally:
            self.calls -= 1
            self.soft.pop()
            self.active.pop()
            self.tell(inner, 0, "", Event.RETURN)

    _bodies: dict[int, tuple[ir.FunctionBody, frozenset[str], ir.Function]]
    """Bodies and their local names, by the identity of the definition: held, it stays its own."""

    def _body(
        self, definition: ir.Function, module: Loaded
    ) -> tuple[ir.FunctionBody, frozenset[str], ir.Function]:
        known = self._bodies.get(id(definition))
        if known is None:
            facts = self.facts.get(module.name)
            body = self.bodies.function(
                module.file.path,
                definition.start,
                definition.end_line,
                definition.name,
                facts is not None and facts.future_annotations,
            )
            known = self._bodies[id(definition)] = body, frozenset(body.local), definition
            self.called.setdefault(module.name, {})[definition.start] = body.text
        return known

    def _run_generator(
        self, function: Function, statements: tuple[ir.Statement, ...], scope: Scope
    ) -> Value:
        """A generator function's body, from start to end: what it yields is not followed."""
        if len(self.active) < DEEPEST_CALL:
            self.active.append(id(function.definition))
            self.calls += 1
            self.soft.append(False)
            try:
                self.execute(statements, scope)
            finally:
                self.calls -= 1
                self.soft.pop()
                self.active.pop()
        return Items("list", [], True)

    active: list[int]
    """The definitions under way, to stop at recursion."""

    def evaluate_in_function(self, function: Function, scope: Scope) -> Value:
        return self.call_function(function, [], {})

    def ask_hook(self, hook: Value, state: Loaded, name: str) -> Value | None:
        if not isinstance(hook, Function):
            return UNKNOWN
        self.hooks += 1
        try:
            return self.call_function(hook, [Const(name)], {})
        except Raised as raised:
            kind = raised.error.type
            if kind == "AttributeError":
                self.hook_error = raised
                return None
            raise
        finally:
            self.hooks -= 1

    def _instantiate(
        self,
        klass: Class,
        arguments: Sequence[Value],
        keywords: Mapping[str, Value],
        scope: Scope,
        line: int,
        exact: bool,
    ) -> Value:
        if isinstance(klass.metaclass, Class):
            hook = lookup(klass.metaclass, "__call__")
            if isinstance(hook, Function):
                return self.call_function(hook, [klass, *arguments], keywords, exact)
        order, _ = mro(klass)
        if any(_is_error(base) for one in order for base in one.bases):
            own = any("__str__" in one.names or "__init__" in one.names for one in order)
            return Error(klass, None if own else _error_text("Exception", arguments))
        instance: Value = Instance(klass)
        maker = lookup(klass, "__new__")
        if isinstance(maker, Wrapped):
            maker = maker.function
        if isinstance(maker, Function):
            made = self.call_function(maker, [klass, *arguments], keywords, exact)
            if isinstance(made, Instance):
                instance = made
        starter = lookup(klass, "__init__")
        if isinstance(starter, Function):
            self.call_function(starter, [instance, *arguments], keywords, exact)
        return instance

    # What is outside

    def _external(
        self,
        path: str,
        arguments: Sequence[Value],
        keywords: Mapping[str, Value],
        scope: Scope,
        line: int,
    ) -> Value:
        special = SPECIAL.get(path)
        if special is not None:
            return special(self, arguments, keywords, scope, line)
        first = plain(arguments[0]) if arguments else None
        if path == PASS_THROUGH.path and first is not None:
            return first
        if path in WRAPPERS and first is not None:
            return Wrapped(WRAPPERS[path], first)
        if path in IDENTITY and isinstance(first, Function | Class) and len(arguments) == 1:
            if path == "contextlib.contextmanager":
                return UNKNOWN
            return first
        if path in MAKES_IDENTITY:
            return PASS_THROUGH
        if path.startswith("builtins."):
            name = path.removeprefix("builtins.")
            if builtin_error(name) is not None:
                return Error(name, _error_text(name, arguments))
        if path.startswith("plumbline.path."):
            self.write(scope.module.names, "__path__", UNKNOWN)
            return UNKNOWN
        if path.endswith("._convert_"):
            self.open_module(scope.module, scope, line, "an enum's members become its names")
        if path.startswith(("sys.meta_path.", "sys.path_hooks.")):
            self.inject("sys.meta_path", UNKNOWN)
            return UNKNOWN
        if path.startswith("sys.modules."):
            return self.ask_sys_modules(path.removeprefix("sys.modules."), arguments, scope, line)
        if path.startswith("builtins."):
            return UNKNOWN
        if "f_globals" in path:
            for running in self.stack:
                self.open_module(running.state, scope, line, "a frame's globals are written to")
        escape_all(arguments, keywords)
        return External(f"{path}()")


def _error_text(name: str, arguments: Sequence[Value]) -> str | None:
    """`str()` of a builtin exception made with these arguments."""
    values: list[object] = []
    for argument in map(plain, arguments):
        if not isinstance(argument, Const):
            return None
        values.append(argument.value)
    if len(values) == 1:
        return repr(values[0]) if name == "KeyError" else str(values[0])
    return str(tuple(values)) if values else ""


def _is_error(base: Value) -> bool:
    return (
        isinstance(base, External)
        and base.path.startswith("builtins.")
        and builtin_error(base.path.removeprefix("builtins.")) is not None
    )


def _pass_arguments(
    parameters: ir.Parameters,
    defaults: Mapping[str, Value],
    arguments: Sequence[Value],
    keywords: Mapping[str, Value],
    exact: bool,
    scope: Scope,
) -> None:
    names = parameters.positional
    for index, name in enumerate(names):
        if index < len(arguments):
            scope.names[name] = plain(arguments[index])
        elif name in keywords:
            scope.names[name] = plain(keywords[name])
        else:
            scope.names[name] = defaults.get(name, UNKNOWN) if exact else UNKNOWN
    for name in parameters.keyword_only:
        if name in keywords:
            scope.names[name] = plain(keywords[name])
        else:
            scope.names[name] = defaults.get(name, UNKNOWN) if exact else UNKNOWN
    if parameters.variadic:
        rest = [plain(argument) for argument in arguments[len(names) :]]
        scope.names[parameters.variadic] = Items("tuple", rest, not exact)
    if parameters.keywords:
        known = {*names, *parameters.keyword_only}
        extra = {name: plain(value) for name, value in keywords.items() if name not in known}
        scope.names[parameters.keywords] = Dict(keyed(extra), not exact)
