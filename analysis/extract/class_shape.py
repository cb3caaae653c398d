"""The shape of one class body: what stays the same when locals, comments and layout change."""

from __future__ import annotations

import ast
import hashlib
import io
import re
import tokenize
import warnings
from collections import Counter
from collections.abc import Iterator

import msgspec

_NEWLINE = re.compile(r"\r\n|\r|\n")
_COMMON = 3
_RARE = 10


class MemberShape(msgspec.Struct, frozen=True, array_like=True):
    """One member. `exact` is equal for equal code (locals numbered in order of appearance).

    `statements` are (fingerprint, weight): one a statement, all locals alike, so that an edit
    changes one of them and not all that follow; weight is small for what every class says.
    """

    name: str
    kind: str
    """method, attribute or statement."""
    exact: int
    statements: tuple[tuple[int, int], ...]


class ClassShape(msgspec.Struct, frozen=True, array_like=True):
    """A class without its name, its docstrings and its annotations; empty if unreadable."""

    members: tuple[MemberShape, ...] = ()
    names: tuple[str, ...] = ()
    """Names that the body takes from its module (dotted where it says `module.name`), sorted."""

    @property
    def methods(self) -> tuple[MemberShape, ...]:
        return tuple(member for member in self.members if member.kind == "method")


def decode(data: bytes) -> str:
    """Source text as CPython would read it; what can't be decoded becomes a replacement mark."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    except (SyntaxError, ValueError):
        encoding = "utf-8"
    try:
        return data.decode(encoding, "replace")
    except (LookupError, UnicodeError):
        return data.decode("latin-1")


def segment(text: str, line: int, end_line: int) -> str:
    """Lines `line`..`end_line` (from 1, inclusive) as a text that can be parsed alone."""
    lines = _NEWLINE.split(text)[max(line - 1, 0) : end_line]
    body = "\n".join(lines)
    # Dedenting would change strings that span lines; a block around them does not.
    return f"if 1:\n{body}\n" if lines and lines[0][:1] in (" ", "\t") else f"{body}\n"


def parse_quietly(text: str) -> ast.Module:
    """`ast.parse` without its warnings about the code of others; raises what it raises."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text)


UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)
"""What reading a hostile text may raise."""


def read_class_shape(text: str, line: int, end_line: int) -> ClassShape:
    """The shape of the class statement that begins at `line`; total."""
    try:
        tree = parse_quietly(segment(text, line, end_line))
        found = next((node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)), None)
        return ClassShape() if found is None else _shape(found)
    except UNREADABLE:
        return ClassShape()


def similarity(one: ClassShape, other: ClassShape) -> float:
    """0..1: the share of statements (by weight) that both have."""
    left, right = _weighted(one), _weighted(other)
    weight = {**{key[0]: key[1] for key in left}, **{key[0]: key[1] for key in right}}
    ours = Counter({key[0]: count for key, count in left.items()})
    theirs = Counter({key[0]: count for key, count in right.items()})
    total = sum(weight[key] * count for key, count in (ours + theirs).items())
    shared = sum(weight[key] * count for key, count in (ours & theirs).items())
    return 2 * shared / total if total else 0.0


def same_code(one: ClassShape, other: ClassShape) -> bool:
    """The same members with the same code, in any order."""
    return bool(one.members) and _exact(one) == _exact(other)


def _exact(shape: ClassShape) -> Counter[tuple[str, int]]:
    return Counter((member.name, member.exact) for member in shape.members)


def _weighted(shape: ClassShape) -> Counter[tuple[int, int]]:
    return Counter(statement for member in shape.members for statement in member.statements)


def _shape(node: ast.ClassDef) -> ClassShape:
    members = []
    names: set[str] = set()
    for statement in _without_docstring(node.body):
        names |= _outer_names(statement)
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            members.append(_method(statement, node.name))
        else:
            members.append(_attribute(statement, node.name))
    return ClassShape(tuple(members), tuple(sorted(names - {node.name})))


def _method(node: ast.FunctionDef | ast.AsyncFunctionDef, class_name: str) -> MemberShape:
    locals_ = _locals(node)
    order: dict[str, str] = {}
    decorators = [_text(item, {}, class_name) for item in node.decorator_list]
    head = f"{type(node).__name__} {node.name} {decorators}"
    exact = [head, _parameters(node.args, _Numbered(locals_, order), class_name)]
    signature = f"{head} {_parameter_names(node.args)}"
    loose = [(_digest(signature), _COMMON)]
    for statement in _flat(node.body):
        exact.append(statement[0] + _line(statement[1], _Numbered(locals_, order), class_name))
        text = _line(statement[1], dict.fromkeys(locals_, "$"), class_name)
        if text:
            loose.append((_digest(text), _weight(text)))
    return MemberShape(node.name, "method", _digest("\n".join(exact)), tuple(loose))


def _attribute(node: ast.stmt, class_name: str) -> MemberShape:
    text = _text(node, {}, class_name)
    name = ""
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        name = node.targets[0].id
    elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        name = node.target.id
        # The annotation of a field is what a dataclass is made of.
        text += ast.unparse(node.annotation)
    elif isinstance(node, ast.ClassDef):
        name = node.name
    kind = "attribute" if name else "statement"
    return MemberShape(name, kind, _digest(text), ((_digest(text), _weight(text)),))


class _Numbered(dict[str, str]):
    """Locals by the order in which they are first met."""

    def __init__(self, locals_: set[str], order: dict[str, str]) -> None:
        super().__init__()
        self._locals, self._order = locals_, order

    def get(self, key: str, default: str | None = None) -> str:  # type: ignore[override]
        if key not in self._locals:
            return default or key
        return self._order.setdefault(key, f"${len(self._order)}")


def _flat(body: list[ast.stmt]) -> Iterator[tuple[str, ast.AST]]:
    """Each statement of a body with its depth mark, blocks opened; docstrings left out."""
    pending: list[tuple[int, ast.AST]] = [(0, item) for item in reversed(_without_docstring(body))]
    while pending:
        depth, node = pending.pop()
        yield f"{depth} ", node
        inner: list[ast.AST] = []
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            inner += _without_docstring(node.body)
        else:
            for field in ("body", "handlers", "cases", "orelse", "finalbody"):
                value = getattr(node, field, None)
                if isinstance(value, list):
                    if field in ("orelse", "finalbody") and value:
                        inner.append(ast.Expr(ast.Constant(field)))
                    inner += value
        pending += [(depth + 1, item) for item in reversed(inner)]


def _line(node: ast.AST, names: dict[str, str], class_name: str) -> str:
    """A statement, of a compound one only its head."""
    match node:
        case ast.If(test=test) | ast.While(test=test):
            return f"{type(node).__name__} {_text(test, names, class_name)}"
        case ast.For() | ast.AsyncFor():
            target, iterable = (_text(x, names, class_name) for x in (node.target, node.iter))
            return f"{type(node).__name__} {target} {iterable}"
        case ast.With() | ast.AsyncWith():
            items = [_text(item, names, class_name) for item in node.items]
            return f"{type(node).__name__} {items}"
        case ast.Try() | ast.TryStar():
            return "Try"
        case ast.ExceptHandler():
            return f"Except {_text(node.type, names, class_name) if node.type else ''}"
        case ast.Match():
            return f"Match {_text(node.subject, names, class_name)}"
        case ast.match_case():
            return f"Case {_text(node.pattern, names, class_name)}"
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            return f"Def {_parameters(node.args, names, class_name)}"
        case ast.ClassDef():
            return f"Class {[_text(base, names, class_name) for base in node.bases]}"
        case _:
            return _text(node, names, class_name)


def _text(node: ast.AST, names: dict[str, str], class_name: str) -> str:
    match node:
        case ast.Name(id=name):
            return "$class" if name == class_name else names.get(name, name)
        case ast.Constant(value=value):
            return repr(value)
        case ast.Attribute(value=value, attr=attribute):
            return f"{_text(value, names, class_name)}.{attribute}"
        case ast.arg(arg=name):
            return names.get(name, name)
        case ast.arguments():
            return _parameters(node, names, class_name)
        case ast.AnnAssign():
            value = _text(node.value, names, class_name) if node.value else ""
            return f"Assign {_text(node.target, names, class_name)} {value}"
        case ast.Assign():
            targets = " ".join(_text(item, names, class_name) for item in node.targets)
            return f"Assign {targets} {_text(node.value, names, class_name)}"
    parts = []
    for field, value in ast.iter_fields(node):
        if field in ("ctx", "type_comment", "annotation", "returns", "kind"):
            continue
        if isinstance(value, ast.AST):
            parts.append(_text(value, names, class_name))
        elif isinstance(value, list):
            items = (
                _text(item, names, class_name) if isinstance(item, ast.AST) else str(item)
                for item in value
            )
            parts.append(f"[{' '.join(items)}]")
        elif value is not None:
            is_local = isinstance(value, str) and field in ("name", "asname", "rest")
            parts.append(names.get(value, value) if is_local else repr(value))
    return f"{type(node).__name__}({' '.join(parts)})"


def _parameters(node: ast.arguments, names: dict[str, str], class_name: str) -> str:
    defaults = [_text(item, names, class_name) for item in node.defaults]
    keyword = [item and _text(item, names, class_name) for item in node.kw_defaults]
    every = [names.get(item.arg, item.arg) for item in _arguments(node)]
    shape = (len(node.posonlyargs), len(node.args), len(node.kwonlyargs))
    return f"({every} {shape} {bool(node.vararg)} {bool(node.kwarg)} {defaults} {keyword})"


def _parameter_names(node: ast.arguments) -> list[str]:
    return [item.arg for item in _arguments(node)]


def _arguments(node: ast.arguments) -> list[ast.arg]:
    extra = [item for item in (node.vararg, node.kwarg) if item]
    return [*node.posonlyargs, *node.args, *node.kwonlyargs, *extra]


def _locals(node: ast.AST) -> set[str]:
    found: set[str] = set()
    shared: set[str] = set()
    for item in ast.walk(node):
        match item:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()) | ast.arg(arg=name):
                found.add(name)
            case ast.ExceptHandler(name=str(name)):
                found.add(name)
            case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                found.add(name)
            case ast.alias(name=name, asname=alias):
                found.add(alias or name.partition(".")[0])
            case ast.Global(names=names) | ast.Nonlocal(names=names):
                shared.update(names)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef() if item is not node:
                found.add(item.name)
    return found - shared


def _outer_names(node: ast.AST) -> set[str]:
    """Names that a statement reads from outside, dotted one level where an attribute is read."""
    inner = _locals(node) if not isinstance(node, ast.Assign | ast.AnnAssign) else set()
    found: set[str] = set()
    for item in ast.walk(node):
        if isinstance(item, ast.Attribute) and isinstance(item.value, ast.Name):
            if item.value.id not in inner:
                found.add(f"{item.value.id}.{item.attr}")
        elif isinstance(item, ast.Name) and isinstance(item.ctx, ast.Load) and item.id not in inner:
            found.add(item.id)
    return found


def _without_docstring(body: list[ast.stmt]) -> list[ast.stmt]:
    match body:
        case [ast.Expr(value=ast.Constant(value=str())), *rest]:
            return rest
        case _:
            return body


def _weight(text: str) -> int:
    """What every class says (`pass`, `return self`, `raise NotImplementedError`) counts little."""
    return _RARE if len(text) > 24 and "NotImplementedError" not in text else _COMMON


def _digest(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest())
