"""Builtins and standard library functions that import, or reach into modules."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence

from analysis.execution.containers import keyed
from analysis.execution.inheritance import lookup, mro
from analysis.execution.outcome import Cause
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
    External,
    Function,
    Generator,
    Instance,
    Items,
    Maybe,
    Module,
    Namespace,
    Scope,
    Super,
    Value,
    escape,
    plain,
)


class BuiltinCalls(Statements):
    """One method for each function that is followed; `SPECIAL` says which."""

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
        self.ask(scope.module.name)
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
            self.ask(first.state.name)
            return Namespace(first.state)
        if not arguments and scope.kind == "module":
            self.ask(scope.module.name)
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
                self._ask_for(owner, str(name.value))
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
                self._ask_for(owner, str(name.value))
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
        self._ask_for(owner, name.value)
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
        self._ask_for(owner, name.value)
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

    def _ask_for(self, owner: Value, name: str) -> None:
        """A name that may have been put together is asked for."""
        if isinstance(owner, Module):
            self.ask(owner.state.name, name)
        klass = owner.klass if isinstance(owner, Instance) else owner
        if isinstance(klass, Class):
            for each in mro(klass)[0]:
                self.ask(each.module, name)

    def _execute_text(
        self,
        arguments: Sequence[Value],
        keywords: Mapping[str, Value],
        scope: Scope,
        line: int,
    ) -> Value:
        escape_all(arguments, keywords)
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
        result = Dict(keyed(keywords))
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


def escape_all(arguments: Sequence[Value], keywords: Mapping[str, Value]) -> None:
    for value in (*arguments, *keywords.values()):
        escape(plain(value))


_OBSERVABLE = frozenset({"sys", "os", "builtins", "typing", "types", "time", "signal", "functools"})
"""Modules that our own interpreter has loaded and whose content the platform decides."""

Special = Callable[[BuiltinCalls, Sequence[Value], Mapping[str, Value], Scope, int], Value]

SPECIAL: dict[str, Special] = {
    "importlib.import_module": BuiltinCalls._import_module,
    "builtins.__import__": BuiltinCalls._dunder_import,
    "importlib.__import__": BuiltinCalls._dunder_import,
    "builtins.globals": BuiltinCalls._globals,
    "builtins.vars": BuiltinCalls._vars,
    "builtins.locals": BuiltinCalls._vars,
    "builtins.setattr": BuiltinCalls._setattr,
    "builtins.delattr": BuiltinCalls._delattr,
    "builtins.getattr": BuiltinCalls._getattr,
    "builtins.hasattr": BuiltinCalls._hasattr,
    "builtins.exec": BuiltinCalls._execute_text,
    "sys.exit": BuiltinCalls._exit,
    "builtins.next": BuiltinCalls._next,
    "importlib.util.LazyLoader": BuiltinCalls._lazy_loader,
    "builtins.exit": BuiltinCalls._site_exit,
    "builtins.quit": BuiltinCalls._site_exit,
    **{f"builtins.{name}": BuiltinCalls._consume for name in ("any", "all", "sum", "min", "max")},
    "builtins.super": BuiltinCalls._super,
    "builtins.callable": BuiltinCalls._callable,
    "builtins.list": BuiltinCalls._collect,
    "builtins.tuple": BuiltinCalls._collect,
    "builtins.set": BuiltinCalls._collect,
    "builtins.frozenset": BuiltinCalls._collect,
    "builtins.sorted": BuiltinCalls._collect,
    "builtins.dict": BuiltinCalls._dict,
    "builtins.range": BuiltinCalls._range,
    "builtins.str": BuiltinCalls._text,
    "builtins.len": BuiltinCalls._length,
    "contextlib.suppress": BuiltinCalls._suppress,
    "typing.cast": BuiltinCalls._cast,
}
