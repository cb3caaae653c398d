"""Which module-level names a file uses, where, and when: what decides if an import can move."""

from __future__ import annotations

import ast
import builtins
import enum
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

Function = ast.FunctionDef | ast.AsyncFunctionDef
_KNOWN = frozenset(dir(builtins)) | {"__file__", "__path__", "__builtins__", "__class__"}


class When(enum.Enum):
    """When a use of a name runs."""

    IMPORT = "import"
    """With the module."""
    ANNOTATION = "annotation"
    """With the module, but only as an annotation."""
    LATER = "later"
    """When a function is called, into which an import can be put."""
    HIDDEN = "hidden"
    """Later, where no statement can stand: a lambda, a generator, the main block."""
    NEVER = "never"
    """Only type checkers read it."""


@dataclass(frozen=True, slots=True)
class Use:
    """A read of a module-level name. `chain` are the attributes that are taken from it at once.

    `node` is None where the name stands in a quoted annotation. `function` is the outermost
    function around it.
    """

    name: str
    when: When
    line: int
    chain: tuple[str, ...] = ()
    node: ast.expr | None = None
    function: Function | None = None


@dataclass(frozen=True, slots=True)
class Binding:
    """A statement that binds (or, with `removes`, unbinds) a module-level name."""

    name: str
    line: int
    node: ast.AST
    conditional: bool = False
    removes: bool = False
    type_checking: bool = False


@dataclass(slots=True)
class NameUse:
    """All uses and bindings of module-level names, by name, in no particular order."""

    uses: defaultdict[str, list[Use]] = field(default_factory=lambda: defaultdict(list))
    bindings: defaultdict[str, list[Binding]] = field(default_factory=lambda: defaultdict(list))
    exported: set[str] = field(default_factory=set)
    """What `__all__` is built from."""
    class_names: set[str] = field(default_factory=set)
    """What class bodies bind: their own code finds it there."""
    star_imports: bool = False
    future_annotations: bool = False

    def unbound(self) -> set[str]:
        """Names that code uses and that nothing in the file binds; empty under star imports."""
        if self.star_imports:
            return set()
        bound = self.bindings.keys() | self.class_names | _KNOWN
        return {
            name
            for name, uses in self.uses.items()
            if name not in bound and any(use.node is not None for use in uses)
        }


@dataclass(slots=True)
class _Scope:
    parent: _Scope | None = None
    bound: set[str] = field(default_factory=set)
    declared_global: set[str] = field(default_factory=set)
    is_class: bool = False


@dataclass(frozen=True, slots=True)
class _Place:
    scope: _Scope
    when: When = When.IMPORT
    function: Function | None = None
    conditional: bool = False

    def at(self, when: When) -> _Place:
        return _Place(self.scope, when, self.function, self.conditional)

    def branch(self, when: When | None = None) -> _Place:
        return _Place(self.scope, when or self.when, self.function, True)

    def inside(self, scope: _Scope, when: When, function: Function | None) -> _Place:
        return _Place(scope, when, function, self.conditional)


def name_use(tree: ast.Module) -> NameUse:
    """Every use and binding of the module-level names of one file."""
    found = NameUse()
    found.future_annotations = any(
        isinstance(node, ast.ImportFrom)
        and node.module == "__future__"
        and any(alias.name == "annotations" for alias in node.names)
        for node in tree.body
    )
    module = _Scope()
    pending: list[tuple[ast.AST, _Place]] = [(node, _Place(module)) for node in tree.body]
    while pending:
        node, place = pending.pop()
        pending += _visit(node, place, found)
    return found


def chain_of(node: ast.expr) -> tuple[str, tuple[str, ...]] | None:
    """`a.b.c` as ("a", ("b", "c")); None for anything but attributes of a name."""
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    return (node.id, tuple(reversed(names))) if isinstance(node, ast.Name) else None


def is_type_checking(test: ast.expr) -> bool:
    """`TYPE_CHECKING` or `typing.TYPE_CHECKING`."""
    return (isinstance(test, ast.Name) and test.id == "TYPE_CHECKING") or (
        isinstance(test, ast.Attribute) and test.attr == "TYPE_CHECKING"
    )


def _visit(node: ast.AST, place: _Place, found: NameUse) -> Iterator[tuple[ast.AST, _Place]]:
    match node:
        case ast.Name():
            if isinstance(node.ctx, ast.Load):
                _use(node, node, place, found)
            else:
                _bind(node.id, node, place, found, removes=isinstance(node.ctx, ast.Del))
        case ast.Attribute():
            inner: ast.expr = node
            while isinstance(inner, ast.Attribute):
                inner = inner.value
            if isinstance(inner, ast.Name):
                _use(inner, node, place, found)
            else:
                yield inner, place
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            _bind(node.name, node, place, found)
            yield from ((part, place) for part in node.decorator_list)
            yield from _signature(node.args, place, found)
            if node.returns:
                yield node.returns, _annotation(place, found)
            scope = _function_scope(node, place.scope)
            later = place.when in (When.IMPORT, When.ANNOTATION)
            when = When.LATER if later else place.when
            inside = place.inside(scope, when, place.function or node)
            yield from ((part, inside) for part in node.body)
        case ast.Lambda():
            yield from _signature(node.args, place, found)
            scope = _Scope(place.scope, {one.arg for one in _arguments(node.args)})
            when = When.HIDDEN if place.when is When.IMPORT else place.when
            yield node.body, place.inside(scope, when, place.function)
        case ast.ClassDef():
            _bind(node.name, node, place, found)
            for part in (*node.decorator_list, *node.bases, *(key.value for key in node.keywords)):
                yield part, place
            inside = place.inside(_Scope(place.scope, is_class=True), place.when, place.function)
            yield from ((part, inside) for part in node.body)
        case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            yield from _comprehension(node, place)
        case ast.AnnAssign():
            lazy = place.function is not None and not place.scope.is_class
            yield node.annotation, place.at(When.NEVER) if lazy else _annotation(place, found)
            if node.value is not None:
                yield node.value, place
            if not isinstance(node.target, ast.Name) or node.value is not None:
                yield node.target, place
            _exports(node.target, node.value, found)
        case ast.Assign():
            yield node.value, place
            for target in node.targets:
                yield target, place
                _exports(target, node.value, found)
        case ast.AugAssign():
            yield node.value, place
            yield node.target, place
            if isinstance(node.target, ast.Name):
                load = ast.copy_location(ast.Name(node.target.id, ast.Load()), node.target)
                yield load, place
            _exports(node.target, node.value, found)
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=called), args=arguments)):
            for argument in arguments:
                _exports(called, argument, found)
            yield node.value, place
        case ast.If():
            yield node.test, place
            body = place.branch()
            if is_type_checking(node.test):
                body = place.branch(When.NEVER)
            elif _is_main(node.test) and place.when is When.IMPORT:
                body = place.branch(When.HIDDEN)
            yield from ((part, body) for part in node.body)
            yield from ((part, place.branch()) for part in node.orelse)
        case ast.Import() | ast.ImportFrom():
            for alias in node.names:
                if alias.name == "*":
                    found.star_imports = True
                    continue
                name = alias.asname or (
                    alias.name.partition(".")[0] if isinstance(node, ast.Import) else alias.name
                )
                _bind(name, node, place, found)
        case ast.Constant(value=str()) if place.when in (When.ANNOTATION, When.NEVER):
            yield from _quoted(node, place)
        case ast.ExceptHandler(name=str() as name):
            _bind(name, node, place.branch(), found)
            yield from ((part, place.branch()) for part in ast.iter_child_nodes(node))
        case ast.MatchAs(name=str() as name) | ast.MatchStar(name=str() as name):
            _bind(name, node, place.branch(), found)
            yield from ((part, place) for part in ast.iter_child_nodes(node))
        case ast.MatchMapping(rest=str() as name):
            _bind(name, node, place.branch(), found)
            yield from ((part, place) for part in ast.iter_child_nodes(node))
        case ast.Global():
            for name in node.names:
                found.bindings[name].append(Binding(name, node.lineno, node, True))
        case ast.For() | ast.AsyncFor() | ast.While() | ast.Try() | ast.Match():
            yield from ((part, place.branch()) for part in ast.iter_child_nodes(node))
        case _:
            yield from ((part, place) for part in ast.iter_child_nodes(node))


def _signature(
    arguments: ast.arguments, place: _Place, found: NameUse
) -> Iterator[tuple[ast.AST, _Place]]:
    yield from ((part, place) for part in arguments.defaults)
    yield from ((part, place) for part in arguments.kw_defaults if part is not None)
    annotation = _annotation(place, found)
    yield from ((one.annotation, annotation) for one in _arguments(arguments) if one.annotation)


def _annotation(place: _Place, found: NameUse) -> _Place:
    if found.future_annotations:
        return place.at(When.NEVER)
    return place.at(When.ANNOTATION) if place.when is When.IMPORT else place


def _comprehension(
    node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp, place: _Place
) -> Iterator[tuple[ast.AST, _Place]]:
    yield node.generators[0].iter, place
    bound = {
        part.id
        for generator in node.generators
        for part in ast.walk(generator.target)
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
    }
    hidden = isinstance(node, ast.GeneratorExp) and place.when is When.IMPORT
    inside = place.inside(
        _Scope(place.scope, bound), When.HIDDEN if hidden else place.when, place.function
    )
    for number, generator in enumerate(node.generators):
        if number:
            yield generator.iter, inside
        yield generator.target, inside
        yield from ((part, inside) for part in generator.ifs)
    if isinstance(node, ast.DictComp):
        yield node.key, inside
        yield node.value, inside
    else:
        yield node.elt, inside


def _quoted(node: ast.Constant, place: _Place) -> Iterator[tuple[ast.AST, _Place]]:
    try:
        inner = ast.parse(str(node.value), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for part in ast.walk(inner):
        if isinstance(part, ast.expr):
            ast.copy_location(part, node)
            part.end_lineno = None
    yield inner, place.at(When.NEVER)


def _use(name: ast.Name, node: ast.expr, place: _Place, found: NameUse) -> None:
    if not _is_global(name.id, place.scope):
        return
    chain = chain_of(node)
    located = node if node.end_lineno is not None else None
    found.uses[name.id].append(
        Use(name.id, place.when, name.lineno, chain[1] if chain else (), located, place.function)
    )


def _is_global(name: str, scope: _Scope) -> bool:
    here: _Scope | None = scope
    while here is not None and here.parent is not None:
        if name in here.declared_global:
            return True
        if name in here.bound:
            return False
        here = here.parent
    return True


def _bind(name: str, node: ast.AST, place: _Place, found: NameUse, removes: bool = False) -> None:
    scope = place.scope
    if scope.parent is not None and name not in scope.declared_global:
        if scope.is_class:
            found.class_names.add(name)
        return
    conditional = place.conditional or scope.parent is not None
    never = place.when is When.NEVER
    line = getattr(node, "lineno", 0)
    found.bindings[name].append(Binding(name, line, node, conditional, removes, never))


def _exports(target: ast.expr, value: ast.AST | None, found: NameUse) -> None:
    if isinstance(target, ast.Name) and target.id == "__all__" and value is not None:
        found.exported |= {
            part.value
            for part in ast.walk(value)
            if isinstance(part, ast.Constant) and isinstance(part.value, str)
        }


def _function_scope(node: Function, parent: _Scope) -> _Scope:
    scope = _Scope(parent, {one.arg for one in _arguments(node.args)})
    outer: set[str] = set()
    pending: list[ast.AST] = list(node.body)
    while pending:
        part = pending.pop()
        match part:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                scope.bound.add(part.name)
                pending += part.decorator_list
                continue
            case ast.Lambda():
                continue
            case ast.Name(ctx=ast.Store() | ast.Del()):
                scope.bound.add(part.id)
            case ast.Import() | ast.ImportFrom():
                for alias in part.names:
                    plain = alias.name if isinstance(part, ast.ImportFrom) else ""
                    scope.bound.add(alias.asname or plain or alias.name.partition(".")[0])
            case ast.ExceptHandler(name=str() as name):
                scope.bound.add(name)
            case ast.MatchAs(name=str() as name) | ast.MatchStar(name=str() as name):
                scope.bound.add(name)
            case ast.MatchMapping(rest=str() as name):
                scope.bound.add(name)
            case ast.Global():
                scope.declared_global |= set(part.names)
            case ast.Nonlocal():
                outer |= set(part.names)
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                pending += [
                    inner.target for inner in ast.walk(part) if isinstance(inner, ast.NamedExpr)
                ]
                continue
        pending += ast.iter_child_nodes(part)
    scope.bound -= scope.declared_global | outer
    return scope


def _arguments(arguments: ast.arguments) -> list[ast.arg]:
    found = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return found + [one for one in (arguments.vararg, arguments.kwarg) if one is not None]


def _is_main(test: ast.expr) -> bool:
    return (
        isinstance(test, ast.Compare)
        and isinstance(test.left, ast.Name)
        and test.left.id == "__name__"
    )
