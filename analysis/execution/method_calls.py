"""Calls of methods: of containers and text, of a module's namespace, and of `sys.modules`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analysis.execution.builtin_calls import BuiltinCalls
from analysis.execution.containers import STRING_METHODS, dict_method, string_method
from analysis.execution.growth import add_items
from analysis.execution.values import (
    NONE,
    UNKNOWN,
    Const,
    Dict,
    Items,
    Maybe,
    Method,
    Module,
    Namespace,
    Scope,
    Value,
    Wrapped,
    escape,
    plain,
)


class MethodCalls(BuiltinCalls):
    """Follows calls of methods that are not the repository's own."""

    def ask_sys_modules(
        self, method: str, arguments: Sequence[Value], scope: Scope, line: int
    ) -> Value:
        name = plain(arguments[0]) if arguments else UNKNOWN
        state = None
        if isinstance(name, Const) and isinstance(name.value, str):
            state = self.look_up(name.value)
        if method in ("get", "setdefault", "__getitem__") and state is not None:
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

    def call_method(
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
                return dict_method(owner, name, arguments, keywords)
            case Items():
                if self.trail is not None:
                    escape(owner)
                elif name in ("append", "add") and first is not None:
                    owner.changing()
                    owner.items.append(first)
                elif name in ("extend", "update") and isinstance(first, Items):
                    owner.changing()
                    owner.open_ |= add_items(owner.items, first)
                elif name == "remove" and isinstance(first, Const):
                    owner.changing()
                    for item in owner.items:
                        if isinstance(item, Const) and item.value == first.value:
                            owner.items.remove(item)
                            break
                elif name in ("insert", "extend", "update", "pop", "clear", "remove", "discard"):
                    if not owner.open_:
                        owner.changing()
                    owner.open_ = True
                else:
                    return UNKNOWN
                return NONE
            case Const(value=str() as text) if name in STRING_METHODS:
                return string_method(text, name, arguments)
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
