"""Calls at import time: the repository's own functions, and the builtins that touch modules."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence

from analysis.execution.interpreter import DEEPEST_CALL
from analysis.execution.outcome import Cause
from analysis.execution.state import Event, Raised
from analysis.execution.statements import Statements
from analysis.execution.values import (
    FALSE,
    NONE,
    TRUE,
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
    Maybe,
    Method,
    Module,
    Namespace,
    Scope,
    Super,
    Value,
    Wrapped,
    builtin_error,
    escape,
    lookup,
    mro,
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
STRING_METHODS = frozenset(
    {"split", "rsplit", "partition", "rpartition", "strip", "lstrip", "rstrip", "replace"}
    | {"removeprefix", "removesuffix", "lower", "upper", "startswith", "endswith", "join"}
    | {"format", "title", "isidentifier", "capitalize"}
)


class Calls(Statements):
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
            return self._method(function, arguments, keywords, scope, line)
        if isinstance(function, Instance):
            hook = lookup(function.klass, "__call__")
            if isinstance(hook, Function):
                return self.call_function(hook, [function, *arguments], keywords, exact)
        if isinstance(function, Wrapped) and isinstance(function.function, Function):
            return self.call_function(function.function, arguments, keywords, exact)
        _escape_all(arguments, keywords)
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
            _escape_all(arguments, keywords)
            return UNKNOWN
        module = function.scope.module
        inner = Scope("function", module, {}, function.scope, klass=function.klass)
        _pass_arguments(function, arguments, keywords, exact, inner)
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
            facts = self.facts.get(module.name)
            body = self.bodies.function(
                module.file.path,
                definition.start,
                definition.end_line,
                definition.name,
                facts is not None and facts.future_annotations,
            )
            running.fuel -= len(body.statements) + 1
            if body.generator:
                return Generator(lambda: self._run_generator(function, body.statements, inner))
            inner.local = frozenset(body.local)
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
        special = _SPECIAL.get(path)
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
            return self._sys_modules(path.removeprefix("sys.modules."), arguments, scope, line)
        if path.startswith("builtins."):
            return UNKNOWN
        if "f_globals" in path:
            for running in self.stack:
                self.open_module(running.state, scope, line, "a frame's globals are written to")
        _escape_all(arguments, keywords)
        return External(f"{path}()")

    def _sys_modules(
        self, method: str, arguments: Sequence[Value], scope: Scope, line: int
    ) -> Value:
        name = plain(arguments[0]) if arguments else UNKNOWN
        state = None
        if isinstance(name, Const) and isinstance(name.value, str):
            state = self.loaded(name.value)
        if method in ("get", "setdefault", "__getitem__") and state is not None:
            self.touch(state)
            return Module(state)
        if method == "get" and isinstance(name, Const) and self.index.is_ours(str(name.value)):
            return arguments[1] if len(arguments) > 1 else NONE
        if method in ("setdefault", "__setitem__") and len(arguments) > 1:
            self.set_module(name, arguments[1], scope, line)
            return arguments[1]
        if method == "pop":
            self.remove_module(name)
        elif method == "update":
            values = plain(arguments[0]) if arguments else UNKNOWN
            if isinstance(values, Dict):
                for key, value in values.items.items():
                    self.set_module(Const(key), value, scope, line)
        return UNKNOWN

    def _method(
        self,
        method: Method,
        arguments: Sequence[Value],
        keywords: Mapping[str, Value],
        scope: Scope,
        line: int,
    ) -> Value:
        owner, name = method.owner, method.name
        first = plain(arguments[0]) if arguments else None
        match owner:
            case Wrapped():
                return Wrapped(owner.kind, first) if name == "getter" and first else owner
            case Namespace():
                return self._namespace_method(owner, name, arguments, keywords, scope, line)
            case Dict():
                if self.trail is not None and name not in ("get", "keys", "values", "items"):
                    escape(owner)
                return _dict_method(owner, name, arguments, keywords)
            case Items():
                if self.trail is not None:
                    escape(owner)
                elif name in ("append", "add") and first is not None:
                    owner.items.append(first)
                elif name in ("extend", "update") and isinstance(first, Items):
                    owner.items += first.items
                    owner.open_ |= first.open_
                elif name == "remove" and isinstance(first, Const):
                    for item in owner.items:
                        if isinstance(item, Const) and item.value == first.value:
                            owner.items.remove(item)
                            break
                elif name in ("insert", "extend", "update", "pop", "clear", "remove", "discard"):
                    owner.open_ = True
                else:
                    return UNKNOWN
                return NONE
            case Const(value=str() as text) if name in STRING_METHODS:
                return _string_method(text, name, arguments)
        return UNKNOWN

    def _namespace_method(
        self,
        owner: Namespace,
        name: str,
        arguments: Sequence[Value],
        keywords: Mapping[str, Value],
        scope: Scope,
        line: int,
    ) -> Value:
        first = plain(arguments[0]) if arguments else None
        if name in ("update", "setdefault", "__setitem__", "pop"):
            self.change(owner.state)
        if name == "update":
            if isinstance(first, Dict):
                for key, value in first.items.items():
                    self.write(owner.state.names, str(key), value)
            if isinstance(first, Namespace):
                for key, value in list(first.state.names.items()):
                    if not key.startswith("__"):
                        self.write(owner.state.names, key, value)
            elif arguments and (not isinstance(first, Dict) or first.open_):
                self.open_module(owner.state, scope, line, "globals().update() binds names")
            for key, value in keywords.items():
                self.write(owner.state.names, key, value)
            return NONE
        if name in ("setdefault", "__setitem__") and len(arguments) > 1:
            if isinstance(first, Const):
                if name == "__setitem__" or str(first.value) not in owner.state.names:
                    self.write(owner.state.names, str(first.value), arguments[1])
            else:
                self.open_module(owner.state, scope, line, "globals() is written to")
            return arguments[1]
        if name == "get" and isinstance(first, Const):
            found = owner.state.names.get(str(first.value))
            if found is None and owner.state.open_ is None:
                return arguments[1] if len(arguments) > 1 else NONE
            return UNKNOWN if found is None or isinstance(found, Maybe) else found
        if name == "pop" and isinstance(first, Const):
            self.write(owner.state.names, str(first.value), None)
        return UNKNOWN

    # Builtins and standard library functions that reach into modules

    def _import_module(
        self,
        arguments: Sequence[Value],
        keywords: Mapping[str, Value],
        scope: Scope,
        line: int,
    ) -> Value:
        name = plain(arguments[0]) if arguments else keywords.get("name", UNKNOWN)
        package = arguments[1] if len(arguments) > 1 else keywords.get("package", NONE)
        if not isinstance(name, Const) or not isinstance(name.value, str):
            self.inject("importlib.import_module", UNKNOWN)
            return UNKNOWN
        target = name.value
        level = len(target) - len(target.lstrip("."))
        if level:
            anchor = plain(package)
            if not isinstance(anchor, Const):
                return UNKNOWN
            if not anchor.value:
                raise self.error(
                    "TypeError",
                    "the 'package' argument is required to perform a relative import for "
                    f"{target!r}",
                    scope,
                    line,
                    Cause.RAISED,
                )
            parts = str(anchor.value).split(".")
            if level > len(parts):
                raise self.error(
                    "ImportError",
                    "attempted relative import beyond top-level package",
                    scope,
                    line,
                    Cause.BEYOND_TOP_LEVEL,
                    target,
                )
            base = ".".join(parts[: len(parts) - level + 1])
            rest = target[level:]
            target = f"{base}.{rest}" if rest else base
        self.tell(scope, line, f"import_module({target!r})")
        return self.import_absolute(target, scope, line)

    def _dunder_import(
        self,
        arguments: Sequence[Value],
        keywords: Mapping[str, Value],
        scope: Scope,
        line: int,
    ) -> Value:
        name = plain(arguments[0]) if arguments else keywords.get("name", UNKNOWN)
        names = plain(arguments[3]) if len(arguments) > 3 else plain(keywords.get("fromlist", NONE))
        level = plain(arguments[4]) if len(arguments) > 4 else plain(keywords.get("level", NONE))
        if not isinstance(name, Const) or not isinstance(name.value, str):
            return UNKNOWN
        if isinstance(level, Const) and level.value:
            return UNKNOWN
        self.tell(scope, line, f"__import__({name.value!r})")
        module = self.import_absolute(name.value, scope, line)
        if isinstance(names, Items) and names.items:
            return module
        top = self.loaded(name.value.partition(".")[0])
        return Module(top) if top is not None else module

    def _globals(
        self,
        arguments: Sequence[Value],
        keywords: Mapping[str, Value],
        scope: Scope,
        line: int,
    ) -> Value:
        return Namespace(scope.module)

    def _vars(
        self,
        arguments: Sequence[Value],
        keywords: Mapping[str, Value],
        scope: Scope,
        line: int,
    ) -> Value:
        first = plain(arguments[0]) if arguments else None
        if isinstance(first, Module):
            return Namespace(first.state)
        if not arguments and scope.kind == "module":
            return Namespace(scope.module)
        if not arguments and scope.kind == "class" and scope.klass is not None:
            scope.klass.open_ = True
        return UNKNOWN

    def _setattr(
        self,
        arguments: Sequence[Value],
        keywords: Mapping[str, Value],
        scope: Scope,
        line: int,
    ) -> Value:
        if len(arguments) >= 3:
            owner, name = plain(arguments[0]), plain(arguments[1])
            if isinstance(name, Const):
                self.set_attribute(owner, str(name.value), arguments[2], scope, line)
            elif isinstance(owner, Module):
                self.open_module(owner.state, scope, line, "setattr() binds names")
        return NONE

    def _delattr(
        self,
        arguments: Sequence[Value],
        keywords: Mapping[str, Value],
        scope: Scope,
        line: int,
    ) -> Value:
        if len(arguments) >= 2:
            owner, name = plain(arguments[0]), plain(arguments[1])
            if isinstance(owner, Module) and isinstance(name, Const):
                self.change(owner.state)
                self.write(owner.state.names, str(name.value), None)
        return NONE

    def _getattr(
        self,
        arguments: Sequence[Value],
        keywords: Mapping[str, Value],
        scope: Scope,
        line: int,
    ) -> Value:
        if len(arguments) < 2:
            return UNKNOWN
        owner, name = plain(arguments[0]), plain(arguments[1])
        if not isinstance(name, Const) or not isinstance(name.value, str):
            return UNKNOWN
        if isinstance(owner, Module) and len(arguments) > 2:
            found = self.module_attribute(owner.state, name.value)
            if found is None:
                return plain(arguments[2])
            return UNKNOWN if isinstance(found, Maybe) else found
        if isinstance(owner, Class) and len(arguments) > 2:
            return (
                plain(arguments[2])
                if lookup(owner, name.value) is None and not owner.open_
                else self._class_attribute(owner, owner, name.value)
            )
        if isinstance(owner, Module | Class | Instance):
            return self.attribute(owner, name.value, scope, line)
        return UNKNOWN

    def _hasattr(
        self,
        arguments: Sequence[Value],
        keywords: Mapping[str, Value],
        scope: Scope,
        line: int,
    ) -> Value:
        if len(arguments) < 2:
            return UNKNOWN
        owner, name = plain(arguments[0]), plain(arguments[1])
        if not isinstance(name, Const) or not isinstance(name.value, str):
            return UNKNOWN
        if isinstance(owner, Module):
            found = self.module_attribute(owner.state, name.value)
            if found is None:
                return FALSE
            return UNKNOWN if isinstance(found, Maybe) or owner.state.open_ else TRUE
        if isinstance(owner, External) and owner.path in _OBSERVABLE:
            module = sys.modules.get(owner.path)
            if module is not None and self.version == sys.version_info[:2]:
                return TRUE if hasattr(module, name.value) else FALSE
        return UNKNOWN

    def _execute_text(
        self,
        arguments: Sequence[Value],
        keywords: Mapping[str, Value],
        scope: Scope,
        line: int,
    ) -> Value:
        _escape_all(arguments, keywords)
        into = plain(arguments[1]) if len(arguments) > 1 else None
        if isinstance(into, Namespace):
            self.open_module(into.state, scope, line, "exec() may bind names")
        elif into is None and scope.kind == "module":
            self.open_module(scope.module, scope, line, "exec() may bind names")
        return NONE

    def _exit(
        self,
        arguments: Sequence[Value],
        keywords: Mapping[str, Value],
        scope: Scope,
        line: int,
    ) -> Value:
        first = plain(arguments[0]) if arguments else NONE
        text = str(first.value) if isinstance(first, Const) and arguments else ""
        if any(self.soft):
            return UNKNOWN
        raise self.error("SystemExit", text, scope, line, Cause.RAISED)

    def _next(
        self,
        arguments: Sequence[Value],
        keywords: Mapping[str, Value],
        scope: Scope,
        line: int,
    ) -> Value:
        if arguments and isinstance(plain(arguments[0]), Generator):
            self.doubt(scope, line, "how far next() runs the generator")
        return UNKNOWN

    def _lazy_loader(
        self,
        arguments: Sequence[Value],
        keywords: Mapping[str, Value],
        scope: Scope,
        line: int,
    ) -> Value:
        self.doubt(scope, line, "what a module that loads at its first use does then")
        return UNKNOWN

    def _site_exit(
        self,
        arguments: Sequence[Value],
        keywords: Mapping[str, Value],
        scope: Scope,
        line: int,
    ) -> Value:
        """`exit()` of the site module passes its default on: the text is then "None"."""
        return self._exit(arguments or [NONE], keywords, scope, line)

    def _consume(
        self,
        arguments: Sequence[Value],
        keywords: Mapping[str, Value],
        scope: Scope,
        line: int,
    ) -> Value:
        """`any`, `sum` and their like run a generator; what they find is not followed."""
        for argument in map(plain, arguments):
            if isinstance(argument, Generator):
                self.iterate(argument)
        return UNKNOWN

    def _super(
        self,
        arguments: Sequence[Value],
        keywords: Mapping[str, Value],
        scope: Scope,
        line: int,
    ) -> Value:
        if not arguments and scope.klass is not None and scope.owner is not None:
            return Super(scope.klass, scope.owner)
        if len(arguments) == 2 and isinstance(arguments[0], Class):
            return Super(arguments[0], arguments[1])
        return UNKNOWN

    def _callable(
        self,
        arguments: Sequence[Value],
        keywords: Mapping[str, Value],
        scope: Scope,
        line: int,
    ) -> Value:
        first = plain(arguments[0]) if arguments else UNKNOWN
        if isinstance(first, Function | Class | Bound):
            return TRUE
        return FALSE if isinstance(first, Const | Items | Dict | Module) else UNKNOWN

    def _collect(
        self,
        arguments: Sequence[Value],
        keywords: Mapping[str, Value],
        scope: Scope,
        line: int,
    ) -> Value:
        if not arguments:
            return Items("list", [])
        items = self.iterate(plain(arguments[0]))
        if items is None:
            return Items("list", [], True)
        return Items("list", items)

    def _dict(
        self,
        arguments: Sequence[Value],
        keywords: Mapping[str, Value],
        scope: Scope,
        line: int,
    ) -> Value:
        result = Dict(_keyed(keywords))
        first = plain(arguments[0]) if arguments else None
        if isinstance(first, Dict):
            result = Dict(first.items | result.items, first.open_)
        elif arguments:
            result.open_ = True
        return result

    def _range(
        self,
        arguments: Sequence[Value],
        keywords: Mapping[str, Value],
        scope: Scope,
        line: int,
    ) -> Value:
        numbers = [
            int(value.value)
            for value in map(plain, arguments)
            if isinstance(value, Const) and isinstance(value.value, int)
        ]
        if len(numbers) == len(arguments) and 0 < len(numbers) <= 3:
            try:
                found = range(*numbers)
            except ValueError:
                return UNKNOWN
            if len(found) <= 256:
                return Items("tuple", [Const(number) for number in found])
        return UNKNOWN

    def _suppress(
        self,
        arguments: Sequence[Value],
        keywords: Mapping[str, Value],
        scope: Scope,
        line: int,
    ) -> Value:
        return Items("suppress", list(arguments))

    def _cast(
        self,
        arguments: Sequence[Value],
        keywords: Mapping[str, Value],
        scope: Scope,
        line: int,
    ) -> Value:
        return plain(arguments[1]) if len(arguments) > 1 else UNKNOWN

    def _text(
        self,
        arguments: Sequence[Value],
        keywords: Mapping[str, Value],
        scope: Scope,
        line: int,
    ) -> Value:
        first = plain(arguments[0]) if arguments else Const("")
        return Const(str(first.value)) if isinstance(first, Const) else UNKNOWN

    def _length(
        self,
        arguments: Sequence[Value],
        keywords: Mapping[str, Value],
        scope: Scope,
        line: int,
    ) -> Value:
        items = self.iterate(plain(arguments[0])) if arguments else None
        return Const(len(items)) if items is not None else UNKNOWN


def _keyed(values: Mapping[str, Value]) -> dict[str | int | bool | None, Value]:
    found: dict[str | int | bool | None, Value] = {}
    found.update(values.items())
    return found


def _escape_all(arguments: Sequence[Value], keywords: Mapping[str, Value]) -> None:
    for value in (*arguments, *keywords.values()):
        escape(plain(value))


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
    function: Function,
    arguments: Sequence[Value],
    keywords: Mapping[str, Value],
    exact: bool,
    scope: Scope,
) -> None:
    parameters = function.definition.parameters
    names = parameters.positional
    for index, name in enumerate(names):
        if index < len(arguments):
            scope.names[name] = plain(arguments[index])
        elif name in keywords:
            scope.names[name] = plain(keywords[name])
        else:
            scope.names[name] = function.defaults.get(name, UNKNOWN) if exact else UNKNOWN
    for name in parameters.keyword_only:
        if name in keywords:
            scope.names[name] = plain(keywords[name])
        else:
            scope.names[name] = function.defaults.get(name, UNKNOWN) if exact else UNKNOWN
    if parameters.variadic:
        rest = [plain(argument) for argument in arguments[len(names) :]]
        scope.names[parameters.variadic] = Items("tuple", rest, not exact)
    if parameters.keywords:
        known = {*names, *parameters.keyword_only}
        extra = {name: plain(value) for name, value in keywords.items() if name not in known}
        scope.names[parameters.keywords] = Dict(_keyed(extra), not exact)


def _dict_method(
    owner: Dict, name: str, arguments: Sequence[Value], keywords: Mapping[str, Value]
) -> Value:
    first = plain(arguments[0]) if arguments else None
    if name in ("get", "pop", "setdefault") and isinstance(first, Const):
        found = owner.items.get(first.value)
        default = plain(arguments[1]) if len(arguments) > 1 else NONE
        if name == "pop":
            owner.items.pop(first.value, None)
        elif name == "setdefault" and found is None:
            owner.items[first.value] = default
        if found is not None:
            return plain(found)
        return UNKNOWN if owner.open_ else default
    if name == "keys":
        return Items("list", [Const(key) for key in owner.items], owner.open_)
    if name == "values":
        return Items("list", list(owner.items.values()), owner.open_)
    if name == "items":
        pairs: list[Value] = [
            Items("tuple", [Const(key), value]) for key, value in owner.items.items()
        ]
        return Items("list", pairs, owner.open_)
    if name == "update":
        if isinstance(first, Dict):
            owner.items |= first.items
            owner.open_ |= first.open_
        elif arguments:
            owner.open_ = True
        owner.items.update(keywords.items())
        return NONE
    if name == "copy":
        return Dict(dict(owner.items), owner.open_)
    escape(owner)
    return UNKNOWN


def _string_method(text: str, name: str, arguments: Sequence[Value]) -> Value:
    values: list[object] = []
    for argument in map(plain, arguments):
        if isinstance(argument, Const):
            values.append(argument.value)
        elif name == "join" and isinstance(argument, Items) and not argument.open_:
            parts = [plain(item) for item in argument.items]
            if not all(isinstance(part, Const) and isinstance(part.value, str) for part in parts):
                return UNKNOWN
            values.append([part.value for part in parts])  # type: ignore[attr-defined]
        else:
            return UNKNOWN
    try:
        result = getattr(text, name)(*values)
    except (TypeError, ValueError, IndexError, KeyError):
        return UNKNOWN
    if isinstance(result, str | int | bool):
        return Const(result)
    if isinstance(result, tuple | list):
        return Items(type(result).__name__, [Const(part) for part in result])
    return UNKNOWN


_OBSERVABLE = frozenset({"sys", "os", "builtins", "typing", "types", "time", "signal", "functools"})
"""Modules that our own interpreter has loaded and whose content the platform decides."""

Special = Callable[[Calls, Sequence[Value], Mapping[str, Value], Scope, int], Value]

_SPECIAL: dict[str, Special] = {
    "importlib.import_module": Calls._import_module,
    "builtins.__import__": Calls._dunder_import,
    "importlib.__import__": Calls._dunder_import,
    "builtins.globals": Calls._globals,
    "builtins.vars": Calls._vars,
    "builtins.locals": Calls._vars,
    "builtins.setattr": Calls._setattr,
    "builtins.delattr": Calls._delattr,
    "builtins.getattr": Calls._getattr,
    "builtins.hasattr": Calls._hasattr,
    "builtins.exec": Calls._execute_text,
    "sys.exit": Calls._exit,
    "builtins.next": Calls._next,
    "importlib.util.LazyLoader": Calls._lazy_loader,
    "builtins.exit": Calls._site_exit,
    "builtins.quit": Calls._site_exit,
    **{f"builtins.{name}": Calls._consume for name in ("any", "all", "sum", "min", "max")},
    "builtins.super": Calls._super,
    "builtins.callable": Calls._callable,
    "builtins.list": Calls._collect,
    "builtins.tuple": Calls._collect,
    "builtins.set": Calls._collect,
    "builtins.frozenset": Calls._collect,
    "builtins.sorted": Calls._collect,
    "builtins.dict": Calls._dict,
    "builtins.range": Calls._range,
    "builtins.str": Calls._text,
    "builtins.len": Calls._length,
    "contextlib.suppress": Calls._suppress,
    "typing.cast": Calls._cast,
}
