"""Module-level expressions: what they evaluate to, and which of them raise."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from analysis.execution.comparing import compare, is_number, is_zero, sliced
from analysis.execution.growth import add_items, concatenated, joined, may_swell, text_of
from analysis.execution.lookup import Lookup
from analysis.execution.outcome import Cause
from analysis.execution.state import Raised
from analysis.execution.values import (
    FALSE,
    TRUE,
    UNKNOWN,
    Const,
    Dict,
    External,
    Function,
    Generator,
    Items,
    Maybe,
    Module,
    Namespace,
    Scope,
    Value,
    escape,
    plain,
    truth,
)
from analysis.extract import program as ir

LONGEST_ITERATION = 256
_NOT_RUN = frozenset({ir.Constant, type(None)})
"""Defaults that nothing has to run for, and none: most functions have no other."""
_FINDERS = frozenset({"sys.meta_path", "sys.path_hooks"})


class Expressions(Lookup):
    """Evaluates lowered expressions in a scope."""

    _mentioned: dict[int, tuple[frozenset[str], tuple[str, ...], object]]
    """What code names, what a walrus in it binds, and the code: it keeps its identity, the key."""

    def evaluate(self, node: ir.Expression, scope: Scope) -> Value:
        return _EVALUATE[type(node)](self, node, scope)

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
                    open_ |= add_items(items, inner)
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
                return joined(str(left.value), str(right.value))
            if (
                node.operator == "+"
                and isinstance(left.value, str)
                and isinstance(right.value, str)
            ):
                return joined(left.value, right.value)
        if node.operator in ("/", "//", "%") and is_number(left) and is_zero(right):
            text = "integer modulo by zero" if node.operator == "%" else "division by zero"
            if node.operator == "//" and self.version < (3, 11):
                text = "integer division or modulo by zero"
            raise self.error("ZeroDivisionError", text, scope, 0, Cause.RAISED)
        if isinstance(left, Const) and node.operator == "%" and isinstance(left.value, str):
            values = right.items if isinstance(right, Items) else [right]
            known = tuple(value.value for value in values if isinstance(value, Const))
            if len(known) == len(values):
                if may_swell(left.value, known):
                    return UNKNOWN
                try:
                    return text_of(left.value % known)
                except (TypeError, ValueError):
                    return UNKNOWN
        if isinstance(left, Items) and isinstance(right, Items) and node.operator == "+":
            return concatenated(left, right)
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
        for name in self._names_in(node)[1]:
            if name not in scope.names:
                self.write(scope.names, name, Maybe(UNKNOWN, "bound only if its expression runs"))
        self.escape_names(node, scope)

    def _names_in(self, code: object) -> tuple[frozenset[str], tuple[str, ...], object]:
        known = self._mentioned.get(id(code))
        if known is None:
            names: set[str] = set()
            walruses: dict[str, None] = {}
            _gather(code, names, walruses)
            known = self._mentioned[id(code)] = (frozenset(names), tuple(walruses), code)
        return known

    def escape_names(self, code: object, scope: Scope) -> None:
        """Code that may or may not run could change what it names."""
        for name in self._names_in(code)[0]:
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
            return sliced(owner, index)
        if isinstance(owner, Namespace) and isinstance(index, Const):
            return plain(owner.state.names.get(str(index.value), UNKNOWN))
        if isinstance(owner, External) and owner.path == "sys.modules":
            if isinstance(index, Const) and isinstance(index.value, str):
                state = self.look_up(index.value)
                if state is not None:
                    return Module(state)
            return UNKNOWN
        return UNKNOWN

    def _lambda(self, node: ir.Lambda, scope: Scope) -> Value:
        function = Function("<lambda>", node, scope)
        function.defaults = self.defaults(node.parameters, scope)
        return function

    def defaults(self, parameters: ir.Parameters, scope: Scope) -> dict[str, Value] | None:
        """Evaluates the default values of a function, by parameter; None if all are constants."""
        if _NOT_RUN.issuperset(map(type, parameters.defaults)) and _NOT_RUN.issuperset(
            map(type, parameters.keyword_defaults)
        ):
            return None
        return self.all_defaults(parameters, scope)

    def all_defaults(self, parameters: ir.Parameters, scope: Scope) -> dict[str, Value]:
        """The same, constants too."""
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


def _gather(code: object, names: set[str], walruses: dict[str, None]) -> None:
    if isinstance(code, tuple):
        for item in code:
            if isinstance(item, msgspec.Struct | tuple):
                _gather(item, names, walruses)
        return
    match code:
        case ir.Name(name, _):
            names.add(name)
            return
        case ir.Attribute(value, name, _) if f"sys.{name}" in _FINDERS:
            names.add(f"sys.{name}")
            _gather(value, set(), walruses)
            return
        case ir.Walrus(name, _):
            walruses[name] = None
        case ir.Lambda():
            walruses = {}  # its own
    for field in code.__struct_fields__:  # type: ignore[attr-defined]
        part = getattr(code, field)
        if isinstance(part, msgspec.Struct | tuple):
            _gather(part, names, walruses)


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
