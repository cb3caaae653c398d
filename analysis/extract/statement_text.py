"""Statements as texts that can be compared: layout gone, names of locals replaceable."""

from __future__ import annotations

import ast
import hashlib
import re
from collections.abc import Callable, Collection, Iterator
from typing import NamedTuple

from analysis.extract.syntax import arguments_of, type_parameters, walk, without_docstring

# `repr` escapes both in constants and no identifier holds them, so a mark is always a mark.
_READ, _WRITTEN, _BOUND, _END = "\x01", "\x02", "\x03", "\x04"
_MARKED = re.compile(rf"([{_READ}{_WRITTEN}{_BOUND}])([^{_END}]*){_END}(\.\w+)?")
_UNSAID = frozenset({"ctx", "type_comment", "annotation", "returns", "kind"})
_BLOCKS = ("body", "handlers", "cases", "orelse", "finalbody")


class Rendering:
    """Texts of one statement and those inside of it; remembers which names they bind and read."""

    __slots__ = ("_aside", "_bound", "_class_name", "_root", "_shared")

    def __init__(self, root: ast.stmt, class_name: str) -> None:
        self._root = root
        self._class_name = class_name
        self._bound: set[str] = set()
        self._shared: set[str] = set()
        self._aside: list[ast.AST] = []

    @property
    def locals(self) -> set[str]:
        """The names that all that was rendered so far binds."""
        return self._bound - self._shared

    def read_aside(self, inner: Collection[str]) -> set[str]:
        """Names from outside that only annotations and the like read, dotted one level."""
        found: set[str] = set()
        for node in self._aside:
            if isinstance(node, ast.Attribute):
                if isinstance(node.value, ast.Name):
                    found |= {node.value.id, f"{node.value.id}.{node.attr}"}
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                found.add(node.id)
        return {name for name in found if name.partition(".")[0] not in inner}

    def text(self, node: ast.AST) -> str:
        """A whole expression or statement."""
        return _RENDERERS[node.__class__](self, node)

    def parameters(self, node: ast.arguments) -> str:
        """Names, shape and defaults."""
        every = arguments_of(node)
        for item in every:
            self._bound.add(item.arg)
            self.leave_out(item.annotation)
        names = ", ".join([f"'{_BOUND}{item.arg}{_END}'" for item in every])
        shape = (len(node.posonlyargs), len(node.args), len(node.kwonlyargs))
        defaults = ", ".join(map(self.text, node.defaults))
        keyword = ", ".join(["None" if x is None else self.text(x) for x in node.kw_defaults])
        variadic = f"{bool(node.vararg)} {bool(node.kwarg)}"
        return f"([{names}] {shape} {variadic} [{defaults}] [{keyword}])"

    def block(self, body: list[ast.stmt]) -> list[tuple[int, str]]:
        """Each statement with its depth, blocks opened; docstrings left out."""
        found: list[tuple[int, str]] = []
        pending: list[tuple[int, ast.AST | str]] = [
            (0, item) for item in reversed(without_docstring(body))
        ]
        while pending:
            depth, node = pending.pop()
            if isinstance(node, str):
                found.append((depth, node))
            elif _does_nothing(node):
                continue
            elif node.__class__ not in _OPENED:
                found.append((depth, _RENDERERS[node.__class__](self, node)))
            else:
                found.append((depth, self._head(node)))
                pending += [(depth + 1, item) for item in reversed(_opened(node))]
        return found

    def leave_out(self, *nodes: ast.AST | None) -> None:
        """Remembers what parts bind and read that the text does not show."""
        for node in nodes:
            if node.__class__ is ast.Name:
                self._aside.append(node)
            elif node is not None and node.__class__ is not ast.Constant:
                for item in walk(node):
                    self._note(item)
                    if isinstance(item, ast.Name | ast.Attribute):
                        self._aside.append(item)

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
                self.leave_out(node.guard)
                return f"Case {text(node.pattern)}"
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self._bound.add(node.name)
                self.leave_out(*node.decorator_list, node.returns, *type_parameters(node))
                return f"Def {self.parameters(node.args)}"
            case ast.ClassDef():
                self._bound.add(node.name)
                self.leave_out(*node.decorator_list, *node.keywords, *type_parameters(node))
                return f"Class [{_quoted(map(text, node.bases))}]"
            case _:
                return text(node)

    # One method a kind of node, found by its class: the innermost loop of every comparison.

    def _name(self, node: ast.Name) -> str:
        if node.ctx.__class__ is ast.Load:
            return f"{_READ}{node.id}{_END}"
        self._bound.add(node.id)
        return f"{_WRITTEN}{node.id}{_END}"

    def _constant(self, node: ast.Constant) -> str:
        value = node.value
        # A class that is called otherwise says so in its messages.
        if value.__class__ is str and self._class_name in value:
            value = re.sub(rf"\b{re.escape(self._class_name)}\b", "$class", value)
        return repr(value)

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
        self.leave_out(node.annotation)
        value = self.text(node.value) if node.value else ""
        return f"Assign {self.text(node.target)} {value}"

    def _call(self, node: ast.Call) -> str:
        function = node.func
        said = _RENDERERS[function.__class__](self, function)
        args = " ".join([_RENDERERS[item.__class__](self, item) for item in node.args])
        if not node.keywords:
            return f"Call({said} [{args}] [])"
        words = " ".join([self._keyword(item) for item in node.keywords])
        return f"Call({said} [{args}] [{words}])"

    def _other(self, node: ast.AST) -> str:
        kind = node.__class__
        if kind in _BINDING:
            self._note(node)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                self.leave_out(node.returns)
        parts = []
        for field in _SAID[kind]:
            value = getattr(node, field)
            renderer = _RENDERERS.get(value.__class__)
            if renderer is not None:
                parts.append(renderer(self, value))
            elif value.__class__ is list:
                parts.append(f"[{' '.join(map(self._item, value))}]")
            elif value is not None:
                is_name = value.__class__ is str and field in ("name", "asname", "rest")
                parts.append(f"{_BOUND}{value}{_END}" if is_name else repr(value))
        return f"{kind.__name__}({' '.join(parts)})"

    def _item(self, item: object) -> str:
        renderer = _RENDERERS.get(item.__class__)
        return str(item) if renderer is None else renderer(self, item)

    def _without_parts(self, node: ast.AST) -> str:
        return f"{node.__class__.__name__}()"

    def _expression(self, node: ast.Expr | ast.Return) -> str:
        value = node.value
        said = "" if value is None else _RENDERERS[value.__class__](self, value)
        return f"{node.__class__.__name__}({said})"

    def _keyword(self, node: ast.keyword) -> str:
        value = node.value
        said = _RENDERERS[value.__class__](self, value)
        return f"keyword({said})" if node.arg is None else f"keyword({node.arg!r} {said})"

    def _note(self, node: ast.AST) -> None:
        if node is not self._root:
            _note_bound(node, self._bound, self._shared)


_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_OPENED = frozenset(
    {ast.If, ast.While, ast.For, ast.AsyncFor, ast.With, ast.AsyncWith, ast.Try, ast.TryStar}
    | {ast.ExceptHandler, ast.Match, ast.match_case, *_DEFINITIONS}
)


def _opened(node: ast.AST) -> list[ast.AST | str]:
    """What stands in the blocks of a compound statement."""
    if isinstance(node, _DEFINITIONS):
        return [*without_docstring(node.body)]
    found: list[ast.AST | str] = []
    for field in _BLOCKS:
        value = getattr(node, field, None)
        if value:
            if field in ("orelse", "finalbody"):
                found.append(f"Expr('{field}')")
            found += value
    return found


def fingerprint(text: str) -> int:
    """Equal for equal text in every process, unlike `hash`."""
    data = text.encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "little", signed=True)


def _does_nothing(node: ast.AST) -> bool:
    """`pass`, `...` and strings: what stands in a block for there being no statement."""
    if isinstance(node, ast.Expr):
        return node.value.__class__ is ast.Constant
    return node.__class__ is ast.Pass


class Placed(NamedTuple):
    """A text with `$` for every local, which locals these are, and the other names it reads."""

    text: str
    numbers: tuple[int, ...]
    """The locals in the order of the text, each with the number of its first appearance."""
    names: set[str]
    """Dotted one level where the text reads an attribute."""


def placed(text: str, locals_: Collection[str], inner: Collection[str], class_name: str) -> Placed:
    """The rendered text as it is compared; `inner` are the names that are not from outside."""
    if _END not in text:
        return Placed(text, (), set())
    order: dict[str, int] = {}
    numbers: list[int] = []
    names: set[str] = set()
    # What stands between marks, then the three groups of a mark, again and again.
    parts = _MARKED.split(text)
    for at in range(1, len(parts), 4):
        mark, name, attribute = parts[at], parts[at + 1], parts[at + 2] or ""
        if mark == _READ and name not in inner:
            names.add(name)
            if attribute:
                names.add(name + attribute)
        if name == class_name and mark != _BOUND:
            said = "$class"
        elif name in locals_:
            numbers.append(order.setdefault(name, len(order)))
            said = "$"
        else:
            said = name
        parts[at], parts[at + 1], parts[at + 2] = said, attribute, ""
    return Placed("".join(parts), tuple(numbers), names)


def _note_bound(node: ast.AST, bound: set[str], shared: set[str]) -> None:
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


class _SaidFields(dict[type, tuple[str, ...]]):
    """The fields of a node that its text shows."""

    def __missing__(self, kind: type) -> tuple[str, ...]:
        fields: tuple[str, ...] = getattr(kind, "_fields", ())
        found = self[kind] = tuple(field for field in fields if field not in _UNSAID)
        return found


_SAID = _SaidFields()


def _quoted(texts: Iterator[str]) -> str:
    return ", ".join([f"'{text}'" for text in texts])


_BINDING = frozenset(
    {ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.alias, ast.Global, ast.Nonlocal}
    | {ast.ExceptHandler, ast.MatchAs, ast.MatchStar}
)
_RENDERERS: dict[type, Callable[..., str]] = {
    kind: Rendering._other if getattr(kind, "_fields", ()) else Rendering._without_parts
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
    ast.Expr: Rendering._expression,
    ast.Return: Rendering._expression,
    ast.keyword: Rendering._keyword,
}
