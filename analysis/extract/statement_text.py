"""Statements as texts that can be compared: layout gone, names of locals replaceable."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Collection, Iterator

# `repr` escapes both in constants and no identifier holds them, so a mark is always a mark.
_NAME, _BOUND, _END = "\x01", "\x03", "\x02"
_MARKED = re.compile(f"[{_NAME}{_BOUND}]([^{_END}]*){_END}")
_UNSAID = frozenset({"ctx", "type_comment", "annotation", "returns", "kind"})
_BLOCKS = ("body", "handlers", "cases", "orelse", "finalbody")
_DEFINITIONS = frozenset({ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef})
_PLAIN = frozenset({ast.Name, ast.Constant})


class Rendering:
    """Texts of the statements of one definition; remembers what they bind."""

    __slots__ = ("_bound", "_shared")

    def __init__(self) -> None:
        self._bound: set[str] = set()
        self._shared: set[str] = set()

    @property
    def locals(self) -> set[str]:
        """The names that all that was rendered so far binds."""
        return self._bound - self._shared

    def text(self, node: ast.AST) -> str:
        """A whole expression or statement."""
        return _RENDERERS[node.__class__](self, node)

    def parameters(self, node: ast.arguments) -> str:
        """Names, shape and defaults."""
        every = arguments_of(node)
        for item in every:
            self._bound.add(item.arg)
            self.bind(item.annotation)
        names = ", ".join([f"'{_BOUND}{item.arg}{_END}'" for item in every])
        shape = (len(node.posonlyargs), len(node.args), len(node.kwonlyargs))
        defaults = ", ".join(map(self.text, node.defaults))
        keyword = ", ".join(["None" if x is None else self.text(x) for x in node.kw_defaults])
        variadic = f"{bool(node.vararg)} {bool(node.kwarg)}"
        return f"([{names}] {shape} {variadic} [{defaults}] [{keyword}])"

    def block(self, body: list[ast.stmt]) -> Iterator[tuple[int, str]]:
        """Each statement with its depth, blocks opened; docstrings left out."""
        pending: list[tuple[int, ast.AST | str]] = [
            (0, item) for item in reversed(without_docstring(body))
        ]
        while pending:
            depth, node = pending.pop()
            if isinstance(node, str):
                yield depth, node
                continue
            yield depth, self._head(node)
            inner: list[ast.AST | str] = []
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                inner += without_docstring(node.body)
            elif isinstance(node, _COMPOUND):
                for field in _BLOCKS:
                    value = getattr(node, field, None)
                    if value:
                        if field in ("orelse", "finalbody"):
                            inner.append(f"Expr('{field}')")
                        inner += value
            pending += [(depth + 1, item) for item in reversed(inner)]

    def bind(self, node: ast.AST | None) -> None:
        """Remembers what a part binds that is not rendered."""
        if node is not None and node.__class__ not in _PLAIN:
            for item in walk(node):
                self._note(item)

    def _head(self, node: ast.AST) -> str:
        """A statement, of a compound one only its head."""
        text = self.text
        match node:
            case ast.If(test=test) | ast.While(test=test):
                return f"{type(node).__name__} {text(test)}"
            case ast.For() | ast.AsyncFor():
                return f"{type(node).__name__} {text(node.target)} {text(node.iter)}"
            case ast.With() | ast.AsyncWith():
                return f"{type(node).__name__} [{_quoted(map(text, node.items))}]"
            case ast.Try() | ast.TryStar():
                return "Try"
            case ast.ExceptHandler():
                self._note(node)
                return f"Except {text(node.type) if node.type else ''}"
            case ast.Match():
                return f"Match {text(node.subject)}"
            case ast.match_case():
                self.bind(node.guard)
                return f"Case {text(node.pattern)}"
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self._bound.add(node.name)
                for decorator in node.decorator_list:
                    self.bind(decorator)
                self.bind(node.returns)
                return f"Def {self.parameters(node.args)}"
            case ast.ClassDef():
                self._bound.add(node.name)
                for part in (*node.decorator_list, *node.keywords):
                    self.bind(part)
                return f"Class [{_quoted(map(text, node.bases))}]"
            case _:
                return text(node)

    # One method a kind of node, found by its class: the innermost loop of every comparison.

    def _name(self, node: ast.Name) -> str:
        if node.ctx.__class__ is not ast.Load:
            self._note(node)
        return f"{_NAME}{node.id}{_END}"

    def _constant(self, node: ast.Constant) -> str:
        return repr(node.value)

    def _attribute(self, node: ast.Attribute) -> str:
        value = node.value
        return f"{_RENDERERS[value.__class__](self, value)}.{node.attr}"

    def _arg(self, node: ast.arg) -> str:
        self._note(node)
        return f"{_BOUND}{node.arg}{_END}"

    def _assign(self, node: ast.Assign) -> str:
        targets = " ".join(map(self.text, node.targets))
        return f"Assign {targets} {self.text(node.value)}"

    def _annotated(self, node: ast.AnnAssign) -> str:
        self.bind(node.annotation)
        value = self.text(node.value) if node.value else ""
        return f"Assign {self.text(node.target)} {value}"

    def _call(self, node: ast.Call) -> str:
        function = node.func
        said = _RENDERERS[function.__class__](self, function)
        args = " ".join([_RENDERERS[item.__class__](self, item) for item in node.args])
        if not node.keywords:
            return f"Call({said} [{args}] [])"
        words = " ".join([self._other(item) for item in node.keywords])
        return f"Call({said} [{args}] [{words}])"

    def _other(self, node: ast.AST) -> str:
        kind = node.__class__
        if kind in _BINDING:
            self._note(node)
        parts = []
        for field in kind._fields:
            if field in _UNSAID:
                continue
            value = getattr(node, field)
            renderer = _RENDERERS.get(value.__class__)
            if renderer is not None:
                parts.append(renderer(self, value))
            elif value.__class__ is list:
                texts = [
                    self.text(item) if isinstance(item, ast.AST) else str(item) for item in value
                ]
                parts.append(f"[{' '.join(texts)}]")
            elif value is not None:
                is_name = value.__class__ is str and field in ("name", "asname", "rest")
                parts.append(f"{_BOUND}{value}{_END}" if is_name else repr(value))
        return f"{kind.__name__}({' '.join(parts)})"

    def _note(self, node: ast.AST) -> None:
        note_bound(node, self._bound, self._shared)


_COMPOUND = (
    *(ast.If, ast.While, ast.For, ast.AsyncFor, ast.With, ast.AsyncWith, ast.Try, ast.TryStar),
    *(ast.ExceptHandler, ast.Match, ast.match_case),
)


def placed(text: str, locals_: Collection[str], class_name: str) -> tuple[str, tuple[int, ...]]:
    """The text with `$` for every local, and which locals these are, numbered as they are met."""
    order: dict[str, int] = {}
    numbers: list[int] = []

    def name_of(match: re.Match[str]) -> str:
        name = match[1]
        if name == class_name and match[0][0] == _NAME:
            return "$class"
        if name in locals_:
            numbers.append(order.setdefault(name, len(order)))
            return "$"
        return name

    return _MARKED.sub(name_of, text), tuple(numbers)


def outer_names(node: ast.stmt) -> set[str]:
    """Names that a statement reads from outside, dotted one level where an attribute is read."""
    items = list(walk(node))
    bound: set[str] = set()
    shared: set[str] = set()
    if not isinstance(node, ast.Assign | ast.AnnAssign):
        for item in items:
            if item is not node or item.__class__ not in _DEFINITIONS:
                note_bound(item, bound, shared)
    inner = bound - shared
    found: set[str] = set()
    for item in items:
        if isinstance(item, ast.Attribute):
            if isinstance(item.value, ast.Name) and item.value.id not in inner:
                found.add(f"{item.value.id}.{item.attr}")
        elif isinstance(item, ast.Name) and isinstance(item.ctx, ast.Load) and item.id not in inner:
            found.add(item.id)
    return found


def note_bound(node: ast.AST, bound: set[str], shared: set[str]) -> None:
    """Adds what one node (not what is inside of it) binds, or declares to be another scope's."""
    match node:
        case ast.Name(id=name, ctx=ctx):
            if ctx.__class__ is not ast.Load:
                bound.add(name)
        case ast.arg(arg=name):
            bound.add(name)
        case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)):
            bound.add(name)
        case ast.MatchStar(name=str(name)):
            bound.add(name)
        case ast.alias(name=name, asname=alias):
            bound.add(alias or name.partition(".")[0])
        case ast.Global(names=names) | ast.Nonlocal(names=names):
            shared.update(names)
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            bound.add(name)


def arguments_of(node: ast.arguments) -> list[ast.arg]:
    """All parameters, those without a default first."""
    extra = [item for item in (node.vararg, node.kwarg) if item]
    return [*node.posonlyargs, *node.args, *node.kwonlyargs, *extra]


def without_docstring(body: list[ast.stmt]) -> list[ast.stmt]:
    """A block without the string that begins it."""
    match body:
        case [ast.Expr(value=ast.Constant(value=str())), *rest]:
            return rest
        case _:
            return body


class _Fields(dict[type, tuple[str, ...]]):
    """The fields of a node that hold nodes; `ast.walk` spends its time on all the others."""

    def __missing__(self, kind: type) -> tuple[str, ...]:
        leaves = _UNSAID - {"annotation", "returns"} | {"op", "ops", "attr", "id", "arg", "asname"}
        fields = () if kind in _PLAIN else getattr(kind, "_fields", ())
        found = self[kind] = tuple(field for field in fields if field not in leaves)
        return found


_FIELDS = _Fields()


def walk(node: ast.AST) -> Iterator[ast.AST]:
    """The node and all inside of it, but for operators and contexts; in no order to rely on."""
    pending: list[ast.AST] = [node]
    while pending:
        item = pending.pop()
        yield item
        for field in _FIELDS[item.__class__]:
            value = getattr(item, field)
            if value.__class__ is list:
                pending += [part for part in value if isinstance(part, ast.AST)]
            elif isinstance(value, ast.AST):
                pending.append(value)


def _quoted(texts: Iterator[str]) -> str:
    return ", ".join([f"'{text}'" for text in texts])


_BINDING = frozenset(
    {ast.ExceptHandler, ast.MatchAs, ast.MatchStar, ast.alias, ast.Global, ast.Nonlocal}
)
_RENDERERS: dict[type, Callable[..., str]] = {
    kind: Rendering._other
    for kind in vars(ast).values()
    if isinstance(kind, type) and issubclass(kind, ast.AST)
}
_RENDERERS |= {
    ast.Name: Rendering._name,
    ast.Constant: Rendering._constant,
    ast.Attribute: Rendering._attribute,
    ast.Call: Rendering._call,
    ast.arg: Rendering._arg,
    ast.arguments: Rendering.parameters,
    ast.Assign: Rendering._assign,
    ast.AnnAssign: Rendering._annotated,
}
