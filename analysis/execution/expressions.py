"""Module-level expressions: what they evaluate to, and which of them raise."""

from __future__ import annotations

import builtins
import sys
import types
from collections.abc import Callable, Iterator

import msgspec

from analysis.execution.interpreter import Interpreter
from analysis.execution.messages import no_attribute
from analysis.execution.outcome import Cause
from analysis.execution.state import Raised
from analysis.execution.values import (
    FALSE,
    STATIC_EXTERNALS,
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
    escape,
    lookup,
    mro,
    plain,
    truth,
)
from analysis.extract import program as ir

BUILTINS = frozenset(dir(builtins)) | {
    *("aiter", "anext", "EncodingWarning", "BaseExceptionGroup", "ExceptionGroup"),
    *("exit", "quit", "copyright", "credits", "license", "help"),
}
MODULE_TYPE = frozenset(dir(types.ModuleType)) | {"__dict__", "__annotations__"}
LONGEST_ITERATION = 256


class Expressions(Interpreter):
    """Evaluates lowered expressions in a scope."""

    _mentioned: dict[int, tuple[frozenset[str], object]]

    def evaluate(self, node: ir.Expression, scope: Scope) -> Value:
        return _EVALUATE[type(node)](self, node, scope)

    # Names

    def load(self, name: str, scope: Scope, line: int) -> Value:
        """The value of a name; raises NameError where nothing has bound it."""
        if name not in scope.declared:
            if scope.kind != "module":
                found = scope.names.get(name)
                if found is not None:
                    return plain(found)
                if name in scope.local:
                    return self._unassigned(name, scope, line, free=False)
            outer = scope.outer
            while outer is not None:
                if outer.kind == "function" and name not in outer.declared:
                    found = outer.names.get(name)
                    if found is not None:
                        return plain(found)
                    if name in outer.local:
                        return self._unassigned(name, scope, line, free=True)
                outer = outer.outer
        module = scope.module
        if module.depth is not None:
            self.touch(module)
        found = module.names.get(name)
        if isinstance(found, Maybe) and found.doubtful:
            self.doubt(scope, line, found.reason)
        if found is not None:
            return plain(found)
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
        submodule = self.loaded(f"{state.name}.{name}")
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

    # Operators

    def _opaque(self, node: ir.Opaque, scope: Scope) -> Value:
        for part in node.parts:
            self.evaluate(part, scope)
        return UNKNOWN

    def _constant(self, node: ir.Constant, scope: Scope) -> Value:
        return Const(node.value)

    def _sequence(self, node: ir.Sequence, scope: Scope) -> Value:
        items: list[Value] = []
        open_ = False
        for item in node.items:
            if isinstance(item, ir.Starred):
                inner = self.evaluate(item.value, scope)
                if isinstance(inner, Items):
                    items += inner.items
                    open_ |= inner.open_
                else:
                    open_ = True
            else:
                items.append(self.evaluate(item, scope))
        return Items(node.kind, items, open_)

    def _mapping(self, node: ir.Mapping, scope: Scope) -> Value:
        result = Dict({})
        for key, item in node.items:
            if key is None:
                inner = self.evaluate(item, scope)
                if isinstance(inner, Dict):
                    result.items |= inner.items
                    result.open_ |= inner.open_
                else:
                    result.open_ = True
                continue
            name = self.evaluate(key, scope)
            value = self.evaluate(item, scope)
            if isinstance(name, Const):
                result.items[name.value] = value
            else:
                result.open_ = True
        return result

    def _binary(self, node: ir.Binary, scope: Scope) -> Value:
        left = self.evaluate(node.left, scope)
        right = self.evaluate(node.right, scope)
        if isinstance(left, Const) and isinstance(right, Const):
            if node.operator == "repr":
                return Const(repr(right.value))
            if node.operator == "format":
                return Const(f"{left.value}{right.value}")
            if (
                node.operator == "+"
                and isinstance(left.value, str)
                and isinstance(right.value, str)
            ):
                return Const(left.value + right.value)
        if node.operator in ("/", "//", "%") and _is_number(left) and _is_zero(right):
            text = "integer modulo by zero" if node.operator == "%" else "division by zero"
            if node.operator == "//" and self.version < (3, 11):
                text = "integer division or modulo by zero"
            raise self.error("ZeroDivisionError", text, scope, 0, Cause.RAISED)
        if isinstance(left, Const) and node.operator == "%" and isinstance(left.value, str):
            values = right.items if isinstance(right, Items) else [right]
            if all(isinstance(value, Const) for value in values):
                try:
                    return Const(left.value % tuple(v.value for v in values))  # type: ignore[attr-defined]
                except (TypeError, ValueError):
                    return UNKNOWN
        if isinstance(left, Items) and isinstance(right, Items) and node.operator == "+":
            return Items(left.kind, left.items + right.items, left.open_ or right.open_)
        if isinstance(left, Items) and node.operator == "+":
            return Items(left.kind, list(left.items), True)
        if isinstance(right, Items) and node.operator == "+":
            return Items(right.kind, list(right.items), True)
        if isinstance(left, Dict) and isinstance(right, Dict) and node.operator == "|":
            return Dict(left.items | right.items, left.open_ or right.open_)
        return UNKNOWN

    def _compare(self, node: ir.Compare, scope: Scope) -> Value:
        left = self.evaluate(node.left, scope)
        result: bool | None = True
        for operator, comparator in zip(node.operators, node.comparators, strict=True):
            right = self.evaluate(comparator, scope)
            answer = compare(operator, left, right, self)
            if answer is False:
                return FALSE
            if answer is None:
                result = None
            left = right
        return TRUE if result else UNKNOWN

    def _boolean(self, node: ir.Boolean, scope: Scope) -> Value:
        stops_at = node.operator == "or"
        value: Value = UNKNOWN
        for index, part in enumerate(node.values):
            value = self.evaluate(part, scope)
            known = truth(value)
            if known is None:
                # The rest may not run: it is not followed. Only a later part can decide.
                if index + 1 < len(node.values):
                    return self._rest_of_boolean(node, index + 1, scope, stops_at)
                return UNKNOWN
            if known is stops_at:
                return value
        return value

    def skipped(self, node: ir.Expression, scope: Scope) -> None:
        """An expression that may or may not run: what it would bind is bound, perhaps."""
        for name in _walruses(node):
            if name not in scope.names:
                self.write(scope.names, name, Maybe(UNKNOWN, "bound only if its expression runs"))
        self.escape_names(node, scope)

    def escape_names(self, code: object, scope: Scope) -> None:
        """Code that may or may not run could change what it names."""
        key = id(code)
        if key not in self._mentioned:
            # Keeping the code with its names keeps the key from being used again.
            self._mentioned[key] = (frozenset(_names(code)), code)
        for name in self._mentioned[key][0]:
            if name in _FINDERS:
                self.inject("sys.meta_path", UNKNOWN)
                continue
            value = scope.names.get(name)
            if value is None and scope.kind == "function":
                outer = scope.outer
                while outer is not None and outer.kind == "function" and value is None:
                    value = outer.names.get(name)
                    outer = outer.outer
            if value is None:
                value = scope.module.names.get(name)
            if value is not None:
                escape(plain(value))

    def _rest_of_boolean(self, node: ir.Boolean, start: int, scope: Scope, stops_at: bool) -> Value:
        for part in node.values[start:]:
            self.skipped(part, scope)
            if isinstance(part, ir.Name | ir.Compare | ir.Not | ir.Constant) and _is_quiet(part):
                value = self._quiet(part, scope)
                known = truth(value)
                if known is stops_at:
                    return TRUE if stops_at else FALSE
        return UNKNOWN

    def _quiet(self, node: ir.Expression, scope: Scope) -> Value:
        """A part that may not run: its value where it can be had without an error."""
        try:
            return self.evaluate(node, scope)
        except Raised:
            return UNKNOWN

    def _not(self, node: ir.Not, scope: Scope) -> Value:
        known = truth(self.evaluate(node.value, scope))
        return UNKNOWN if known is None else FALSE if known else TRUE

    def _conditional(self, node: ir.Conditional, scope: Scope) -> Value:
        known = truth(self.evaluate(node.test, scope))
        if known is None:
            self.skipped(node.body, scope)
            self.skipped(node.orelse, scope)
            return UNKNOWN
        return self.evaluate(node.body if known else node.orelse, scope)

    def _subscript(self, node: ir.Subscript, scope: Scope) -> Value:
        owner = self.evaluate(node.value, scope)
        index = self.evaluate(node.index, scope)
        if isinstance(owner, Dict) and isinstance(index, Const):
            if self.hooks and not owner.open_ and index.value not in owner.items:
                raise self.error("KeyError", repr(index.value), scope, node.line, Cause.RAISED)
            return plain(owner.items.get(index.value, UNKNOWN))
        if isinstance(owner, Items) and isinstance(index, Const) and isinstance(index.value, int):
            position = int(index.value)
            if not owner.open_ and -len(owner.items) <= position < len(owner.items):
                return plain(owner.items[position])
        if isinstance(index, Items) and index.kind == "slice":
            return _sliced(owner, index)
        if isinstance(owner, Namespace) and isinstance(index, Const):
            return plain(owner.state.names.get(str(index.value), UNKNOWN))
        if isinstance(owner, External) and owner.path == "sys.modules":
            if isinstance(index, Const) and isinstance(index.value, str):
                state = self.loaded(index.value)
                if state is not None:
                    self.touch(state)
                    return Module(state)
            return UNKNOWN
        return UNKNOWN

    def _lambda(self, node: ir.Lambda, scope: Scope) -> Value:
        function = Function("<lambda>", node, scope)
        function.defaults = self.defaults(node.parameters, scope)
        return function

    def defaults(self, parameters: ir.Parameters, scope: Scope) -> dict[str, Value]:
        """Evaluates the default values of a function, by parameter."""
        found: dict[str, Value] = {}
        first = len(parameters.positional) - len(parameters.defaults)
        for name, default in zip(parameters.positional[first:], parameters.defaults, strict=True):
            found[name] = self.evaluate(default, scope)
        for name, optional in zip(
            parameters.keyword_only, parameters.keyword_defaults, strict=True
        ):
            if optional is not None:
                found[name] = self.evaluate(optional, scope)
        return found

    def _comprehension(self, node: ir.Comprehension, scope: Scope) -> Value:
        first = self.evaluate(node.iterables[0], scope)
        if node.kind == "generator":
            return Generator(lambda: self._comprehend(node, first, scope))
        return self._comprehend(node, first, scope)

    def _comprehend(self, node: ir.Comprehension, first: Value, scope: Scope) -> Value:
        inner = Scope("function", scope.module, {}, scope, klass=scope.klass)
        if scope.kind == "class":
            inner.outer = scope.outer
        inner.dry = scope.dry
        items = self.iterate(first)
        if items is None:
            for part in (*node.conditions, *node.elements):
                self.skipped(part, scope)
            return Items("list", [], True) if len(node.elements) == 1 else Dict({}, True)
        result: list[Value] = []
        exact = len(node.iterables) == 1
        for item in items:
            self.assign_name(node.targets[0], item, inner)
            keep: bool | None = True
            if not exact:
                for target, iterable in zip(node.targets[1:], node.iterables[1:], strict=True):
                    more = self.iterate(self.evaluate(iterable, inner))
                    if not more:
                        return UNKNOWN
                    self.assign_name(target, more[0], inner)
            for condition in node.conditions:
                keep = truth(self.evaluate(condition, inner))
                if not keep:
                    break
            if keep is None:
                return UNKNOWN
            if keep:
                result += [self.evaluate(element, inner) for element in node.elements]
        if len(node.elements) == 2:
            pairs = zip(result[::2], result[1::2], strict=True)
            known = {key.value: value for key, value in pairs if isinstance(key, Const)}
            return Dict(known, len(known) * 2 != len(result) or not exact)
        return Items("list", result, not exact)

    def assign_name(self, target: ir.Target, value: Value, scope: Scope) -> None:
        """Binds the plain names of a target in a scope of its own."""
        if isinstance(target, ir.Name):
            scope.names[target.id] = value
        elif isinstance(target, ir.Sequence):
            known = (
                value.items
                if isinstance(value, Items)
                and not value.open_
                and len(value.items) == len(target.items)
                else None
            )
            for index, item in enumerate(target.items):
                self.assign_name(item, known[index] if known else UNKNOWN, scope)
        elif isinstance(target, ir.Starred):
            self.assign_name(target.value, UNKNOWN, scope)

    def iterate(self, value: Value) -> list[Value] | None:
        """The items that a loop over `value` sees, None where that can't be told."""
        if isinstance(value, Generator):
            run, value.run = value.run, lambda: Items("list", [])
            value = run()
        if isinstance(value, Items) and not value.open_ and len(value.items) <= LONGEST_ITERATION:
            return [plain(item) for item in value.items]
        if isinstance(value, Dict) and not value.open_ and len(value.items) <= LONGEST_ITERATION:
            return [Const(key) for key in value.items]
        if isinstance(value, Const) and isinstance(value.value, str):
            return [Const(character) for character in value.value[:LONGEST_ITERATION]]
        return None

    def _walrus(self, node: ir.Walrus, scope: Scope) -> Value:
        value = self.evaluate(node.value, scope)
        holder = scope
        while holder.kind == "function" and holder.outer is not None and not holder.holds:
            holder = holder.outer  # a comprehension binds in the scope around it
        self.write(holder.names, node.name, value)
        return value

    def _starred(self, node: ir.Starred, scope: Scope) -> Value:
        self.evaluate(node.value, scope)
        return UNKNOWN

    def _call(self, node: ir.Call, scope: Scope) -> Value:
        function = self.evaluate(node.function, scope)
        arguments: list[Value] = []
        keywords: dict[str, Value] = {}
        exact = True
        for argument in node.arguments:
            if isinstance(argument, ir.Starred):
                more = self.evaluate(argument.value, scope)
                if isinstance(more, Items) and not more.open_:
                    arguments += more.items
                else:
                    exact = False
            else:
                arguments.append(self.evaluate(argument, scope))
        for name, word in node.keywords:
            value = self.evaluate(word, scope)
            if name is not None:
                keywords[name] = value
            elif isinstance(value, Dict) and not value.open_:
                keywords |= {str(key): item for key, item in value.items.items()}
            else:
                exact = False
        return self.call(function, arguments, keywords, scope, node.line, exact)


def _names(code: object) -> Iterator[str]:
    if isinstance(code, ir.Name):
        yield code.id
    elif isinstance(code, ir.Attribute) and f"sys.{code.name}" in _FINDERS:
        yield f"sys.{code.name}"
    elif isinstance(code, msgspec.Struct):
        for field in code.__struct_fields__:
            part = getattr(code, field)
            if isinstance(part, msgspec.Struct | tuple):
                yield from _names(part)
    elif isinstance(code, tuple):
        for item in code:
            if isinstance(item, msgspec.Struct | tuple):
                yield from _names(item)


def _walruses(node: object) -> Iterator[str]:
    if isinstance(node, ir.Walrus):
        yield node.name
    if isinstance(node, msgspec.Struct) and not isinstance(node, ir.Lambda):
        for field in node.__struct_fields__:
            yield from _walruses(getattr(node, field))
    elif isinstance(node, tuple):
        for item in node:
            yield from _walruses(item)


def is_firm(node: ir.Expression, scope: Scope) -> bool:
    """Whether a decided test rests on what can't change behind our back.

    Lists, dicts and attributes of objects can be filled by code that is not followed.
    """
    match node:
        case ir.Name(name, _):
            value = scope.names.get(name) or scope.module.names.get(name)
            return not isinstance(value, Items | Dict | Instance) or (
                isinstance(value, Items) and value.kind in ("tuple", "version")
            )
        case ir.Constant():
            return True
        case ir.Attribute(ir.Name(name, _), _, _):
            value = scope.names.get(name) or scope.module.names.get(name)
            return isinstance(value, External | Module)
        case ir.Not(value):
            return is_firm(value, scope)
        case ir.Compare(left, _, comparators):
            return is_firm(left, scope) and all(is_firm(part, scope) for part in comparators)
        case ir.Boolean(_, values):
            return all(is_firm(part, scope) for part in values)
        case ir.Sequence("tuple", items):
            return all(is_firm(item, scope) for item in items)
        case ir.Subscript(value, index, _):
            return is_firm(value, scope) and is_firm(index, scope)
    return False


def _is_quiet(node: ir.Expression) -> bool:
    """Whether evaluating has no effect: no call in it."""
    match node:
        case ir.Name() | ir.Constant():
            return True
        case ir.Attribute(value, _, _) | ir.Not(value):
            return _is_quiet(value)
        case ir.Compare(left, _, comparators):
            return _is_quiet(left) and all(_is_quiet(part) for part in comparators)
        case ir.Sequence(_, items):
            return all(_is_quiet(item) for item in items)
        case ir.Subscript(value, index, _):
            return _is_quiet(value) and _is_quiet(index)
    return False


def _is_number(value: Value) -> bool:
    return isinstance(value, Const) and isinstance(value.value, int)


def _is_zero(value: Value) -> bool:
    return isinstance(value, Const) and value.value == 0 and value.value is not False


def _sliced(owner: Value, index: Items) -> Value:
    """`owner[a:b:c]` where all of it is known."""
    parts = [plain(part) for part in index.items]
    bounds: list[int | None] = []
    for part in parts:
        if not isinstance(part, Const) or isinstance(part.value, str):
            return UNKNOWN
        bounds.append(part.value)
    cut = slice(*bounds)
    try:
        if isinstance(owner, Const) and isinstance(owner.value, str):
            return Const(owner.value[cut])
        if isinstance(owner, Items) and not owner.open_:
            return Items(owner.kind, owner.items[cut])
    except ValueError:
        return UNKNOWN
    return UNKNOWN


_VERSION = ("major", "minor", "micro", "releaselevel", "serial")
_CLASS_ATTRIBUTES = frozenset(dir(type)) | {"__annotations__", "__dict__", "__weakref__"}
_FINDERS = frozenset({"sys.meta_path", "sys.path_hooks"})
_CLASS_NAMES = frozenset({"__class__", "__module__", "__qualname__", "__firstlineno__"})

_ORDER: dict[str, Callable[[object, object], bool]] = {
    "<": lambda a, b: a < b,  # type: ignore[operator]
    "<=": lambda a, b: a <= b,  # type: ignore[operator]
    ">": lambda a, b: a > b,  # type: ignore[operator]
    ">=": lambda a, b: a >= b,  # type: ignore[operator]
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}


def compare(operator: str, left: Value, right: Value, interpreter: Expressions) -> bool | None:
    """The answer of one comparison, None when it can't be told."""
    if operator in ("is", "is not", "==", "!=") and (_is_none(left) or _is_none(right)):
        other = right if _is_none(left) else left
        if _is_none(other):
            return operator in ("is", "==")
        if isinstance(
            other,
            Const | Items | Dict | Module | Function | Class | Bound | Wrapped | Error | Instance,
        ):
            return operator in ("is not", "!=")
        return None
    if operator in ("in", "not in"):
        inside = _contains(left, right, interpreter)
        return inside if inside is None or operator == "in" else not inside
    one, other_value = _python(left), _python(right)
    if one is not None and other_value is not None:
        if operator in ("is", "is not") and isinstance(one, bool) and isinstance(other_value, bool):
            return (one is other_value) is (operator == "is")
        function = _ORDER.get(operator)
        if function is not None:
            try:
                return function(one, other_value)
            except TypeError:
                return None
    if operator in ("is", "is not") and isinstance(left, Module) and isinstance(right, Module):
        return (left.state is right.state) is (operator == "is")
    return None


def _is_none(value: Value) -> bool:
    return isinstance(value, Const) and value.value is None


def _python(value: Value) -> str | int | bool | tuple[object, ...] | None:
    if isinstance(value, Const):
        return value.value
    if isinstance(value, Items) and not value.open_ and value.kind in ("tuple", "version"):
        parts = [plain(item) for item in value.items]
        if all(isinstance(part, Const) for part in parts):
            return tuple(part.value for part in parts)  # type: ignore[attr-defined]
    return None


def _contains(item: Value, container: Value, interpreter: Expressions) -> bool | None:
    if not isinstance(item, Const):
        return None
    if isinstance(container, Items):
        parts = [plain(part) for part in container.items]
        if any(isinstance(part, Const) and part.value == item.value for part in parts):
            return True
        if container.open_ or not all(isinstance(part, Const) for part in parts):
            return None
        return False
    if isinstance(container, Dict):
        return True if item.value in container.items else None if container.open_ else False
    if isinstance(container, Const) and isinstance(container.value, str):
        return isinstance(item.value, str) and item.value in container.value
    if isinstance(container, Namespace) and isinstance(item.value, str):
        found = container.state.names.get(item.value)
        if isinstance(found, Maybe):
            return None
        return found is not None or (None if container.state.open_ else False)
    if isinstance(container, External) and container.path == "sys.modules":
        if not isinstance(item.value, str) or not interpreter.index.is_ours(item.value):
            return None
        return interpreter.loaded(item.value) is not None
    return None


_EVALUATE: dict[type, Callable[[Expressions, ir.Expression, Scope], Value]] = {
    ir.Opaque: Expressions._opaque,  # type: ignore[dict-item]
    ir.Constant: Expressions._constant,  # type: ignore[dict-item]
    ir.Name: Expressions._name,  # type: ignore[dict-item]
    ir.Attribute: Expressions._attribute,  # type: ignore[dict-item]
    ir.Call: Expressions._call,  # type: ignore[dict-item]
    ir.Sequence: Expressions._sequence,  # type: ignore[dict-item]
    ir.Mapping: Expressions._mapping,  # type: ignore[dict-item]
    ir.Binary: Expressions._binary,  # type: ignore[dict-item]
    ir.Compare: Expressions._compare,  # type: ignore[dict-item]
    ir.Boolean: Expressions._boolean,  # type: ignore[dict-item]
    ir.Not: Expressions._not,  # type: ignore[dict-item]
    ir.Conditional: Expressions._conditional,  # type: ignore[dict-item]
    ir.Subscript: Expressions._subscript,  # type: ignore[dict-item]
    ir.Lambda: Expressions._lambda,  # type: ignore[dict-item]
    ir.Comprehension: Expressions._comprehension,  # type: ignore[dict-item]
    ir.Walrus: Expressions._walrus,  # type: ignore[dict-item]
    ir.Starred: Expressions._starred,  # type: ignore[dict-item]
}
