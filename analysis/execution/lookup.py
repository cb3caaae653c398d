"""Names and attributes: what is bound where, and which error says that nothing is."""

from __future__ import annotations

import builtins
import sys
import types

from analysis.execution.inheritance import lookup, mro
from analysis.execution.interpreter import Interpreter
from analysis.execution.messages import no_attribute
from analysis.execution.outcome import Cause
from analysis.execution.state import Raised
from analysis.execution.values import (
    STATIC_EXTERNALS,
    UNKNOWN,
    Bound,
    Class,
    Const,
    Dict,
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
    Super,
    Value,
    Wrapped,
    plain,
)
from analysis.extract import program as ir

BUILTINS = frozenset(dir(builtins)) | {
    *("aiter", "anext", "EncodingWarning", "BaseExceptionGroup", "ExceptionGroup"),
    *("exit", "quit", "copyright", "credits", "license", "help"),
}
MODULE_TYPE = frozenset(dir(types.ModuleType)) | {"__dict__", "__annotations__"}


_CLASS_NAMES = frozenset({"__class__", "__module__", "__qualname__", "__firstlineno__"})

_VERSION = ("major", "minor", "micro", "releaselevel", "serial")
_CLASS_ATTRIBUTES = frozenset(dir(type)) | {"__annotations__", "__dict__", "__weakref__"}


class Lookup(Interpreter):
    """Reads names and attributes."""

    def evaluate(self, node: ir.Expression, scope: Scope) -> Value:
        """The value of an expression; given by the part that knows every kind."""
        raise NotImplementedError

    def load(self, name: str, scope: Scope, line: int) -> Value:
        """The value of a name; raises NameError where nothing has bound it."""
        module = scope.module
        if scope.kind != "module":
            inner: Scope | None = scope if name not in scope.declared else None
            while inner is not None:
                if inner is scope or (inner.kind == "function" and name not in inner.declared):
                    found = inner.names.get(name)
                    if found is not None:
                        return plain(found)
                    if name in inner.local:
                        return self._unassigned(name, scope, line, free=inner is not scope)
                inner = inner.outer
            if module.depth is not None:
                self.touch(module)
        found = module.names.get(name)
        if found is not None:
            if not isinstance(found, Maybe):
                return found
            if found.doubtful:
                self.doubt(scope, line, found.reason)
            return found.value
        if name in self.children.get(module.name, ()):
            submodule = self.module_attribute(module, name)
            if submodule is not None:
                return plain(submodule)
        added = self.injected.get(f"builtins.{name}")
        if added is not None:
            return added
        if name in BUILTINS:
            path = f"builtins.{name}"
            return STATIC_EXTERNALS.get(path) or External(path)
        if module.open_ is not None or (scope.kind != "module" and name in _CLASS_NAMES):
            return UNKNOWN
        if scope.kind == "class" and scope.klass is not None and scope.klass.open_:
            return UNKNOWN
        raise self.error(
            "NameError",
            f"name {name!r} is not defined",
            scope,
            line,
            Cause.UNDEFINED_NAME,
            module.name,
            name,
        )

    def _unassigned(self, name: str, scope: Scope, line: int, free: bool) -> Value:
        """A local variable that nothing has assigned yet."""
        if any(self.soft) or (free and not self.calls):
            return UNKNOWN
        new = self.version >= (3, 11)
        if free:
            where = "where it is not associated with a value in enclosing scope"
            message = (
                f"cannot access free variable {name!r} {where}"
                if new
                else f"free variable {name!r} referenced before assignment in enclosing scope"
            )
        else:
            message = (
                f"cannot access local variable {name!r} where it is not associated with a value"
                if new
                else f"local variable {name!r} referenced before assignment"
            )
        raise self.error(
            "NameError" if free else "UnboundLocalError",
            message,
            scope,
            line,
            Cause.UNDEFINED_NAME,
            scope.module.name,
            name,
        )

    hooks: int
    """How many module `__getattr__` are running: there a raise is an answer."""
    soft: list[bool]
    """For each call under way: whether a test that can't be relied on has decided its path."""
    hook_error: Raised | None
    """The AttributeError that a module's `__getattr__` has raised last."""

    def _name(self, node: ir.Name, scope: Scope) -> Value:
        return self.load(node.id, scope, node.line)

    # Attributes

    def _attribute(self, node: ir.Attribute, scope: Scope) -> Value:
        return self.attribute(self.evaluate(node.value, scope), node.name, scope, node.line)

    def attribute(self, owner: Value, name: str, scope: Scope, line: int) -> Value:
        """`owner.name`; raises AttributeError for a module of the repository without it."""
        if isinstance(owner, Module):
            self.hook_error = None
            found = self.module_attribute(owner.state, name)
            if found is not None:
                return plain(found)
            if self.hook_error is not None:
                raise self.hook_error
            raise self._no_attribute(owner.state, name, scope, line)
        if isinstance(owner, External):
            return self.external(f"{owner.path}.{name}")
        if isinstance(owner, Class):
            return self._of_class(owner, name, scope, line)
        if isinstance(owner, Instance):
            return self._instance_attribute(owner, name, scope, line)
        if isinstance(owner, Super):
            return self._super_attribute(owner, name)
        if isinstance(owner, Items) and owner.kind == "version" and name in _VERSION:
            return owner.items[_VERSION.index(name)]
        if isinstance(owner, Items | Dict | Const | Namespace):
            return Method(owner, name)
        if isinstance(owner, Wrapped) and name in ("setter", "deleter", "getter"):
            return Method(owner, name)
        return UNKNOWN

    def _of_class(self, owner: Class, name: str, scope: Scope, line: int) -> Value:
        if (
            lookup(owner, name) is None
            and not owner.open_
            and owner.metaclass is None
            and not any(base.open_ for base in mro(owner)[0])
            and name not in _CLASS_ATTRIBUTES
            and not any(self.soft)
        ):
            raise self.error(
                "AttributeError",
                f"type object {owner.name!r} has no attribute {name!r}",
                scope,
                line,
                Cause.RAISED,
            )
        return self._class_attribute(owner, owner, name)

    def _no_attribute(self, state: Loaded, name: str, scope: Scope, line: int) -> Exception:
        submodule = self.look_up(f"{state.name}.{name}")
        initialises = submodule is not None and submodule.depth is not None
        partial = state.depth is not None or initialises
        return self.error(
            "AttributeError",
            no_attribute(self.version, state, name, initialises),
            scope,
            line,
            Cause.PARTIAL if partial else Cause.MISSING_NAME,
            state.name,
            name,
        )

    def external(self, path: str) -> Value:
        """A value from outside: known where the version and platform decide it."""
        known = STATIC_EXTERNALS.get(path)
        if known is not None:
            return known
        if path == "sys.version_info":
            micro = sys.version_info.micro if self.version == sys.version_info[:2] else 9
            parts: list[Value] = [Const(part) for part in (*self.version, micro, "final", 0)]
            return Items("version", parts)
        if path == "sys.platform":
            return Const(sys.platform)
        if path == "os.name":
            return Const("nt" if sys.platform == "win32" else "posix")
        if path == "sys.hexversion":
            return Const((self.version[0] << 24) + (self.version[1] << 16) + 0xF0)
        if path == "sys.implementation.name":
            return Const("cpython")
        return External(path)

    def _class_attribute(self, klass: Class, owner: Class, name: str) -> Value:
        found = lookup(klass, name)
        if isinstance(found, Wrapped):
            if found.kind == "classmethod" and isinstance(found.function, Function):
                return Bound(found.function, owner)
            return found.function if found.kind == "staticmethod" else UNKNOWN
        return found if found is not None else UNKNOWN

    def _instance_attribute(self, owner: Instance, name: str, scope: Scope, line: int) -> Value:
        own = owner.attributes.get(name)
        if own is not None:
            return plain(own)
        if owner.as_module and not owner.open_ and lookup(owner.klass, name) is None:
            self.doubt(scope, line, f"whether the object in sys.modules has a {name}")
        if owner.open_ and not isinstance(lookup(owner.klass, name), Function | Wrapped):
            return UNKNOWN
        return self._of_instance(lookup(owner.klass, name), owner, owner.klass, scope, line)

    def _of_instance(
        self, found: Value | None, owner: Value, klass: Class, scope: Scope, line: int
    ) -> Value:
        if isinstance(found, Function):
            return Bound(found, owner)
        if isinstance(found, Wrapped) and isinstance(found.function, Function):
            match found.kind:
                case "classmethod":
                    return Bound(found.function, klass)
                case "staticmethod":
                    return found.function
                case _:
                    return self.call(found.function, [owner], {}, scope, line)
        if isinstance(found, Wrapped):
            return UNKNOWN
        return found if found is not None else UNKNOWN

    def _super_attribute(self, owner: Super, name: str) -> Value:
        start = owner.owner.klass if isinstance(owner.owner, Instance) else owner.owner
        if not isinstance(start, Class):
            return UNKNOWN
        order, complete = mro(start)
        if owner.klass in order:
            for klass in order[order.index(owner.klass) + 1 :]:
                found = klass.names.get(name)
                if isinstance(found, Function):
                    return Bound(found, owner.owner)
                if isinstance(found, Wrapped) and isinstance(found.function, Function):
                    return Bound(found.function, start)
                if found is not None:
                    return plain(found)
        return UNKNOWN if not complete else External(f"builtins.object.{name}")

    def module_names(self, state: Loaded, name: str) -> Value | None:
        """What a module's own `__getattr__` answers: a value, None for AttributeError."""
        hook = state.names.get("__getattr__")
        if hook is None:
            return None
        return self.ask_hook(plain(hook), state, name)

    def ask_hook(self, hook: Value, state: Loaded, name: str) -> Value | None:
        raise NotImplementedError
