"""Which names one file uses, and when: while it is imported, later, or only in annotations."""

from __future__ import annotations

import ast
import enum
import symtable
import warnings
from collections.abc import Sequence

import msgspec

from analysis.extract.class_shape import UNREADABLE, parse_quietly, segment
from analysis.extract.program import (
    Assign,
    Call,
    Class,
    Compare,
    Expression,
    Function,
    If,
    Lambda,
    Loop,
    Name,
    Parameters,
    Statement,
    With,
)


class Use(enum.IntEnum):
    """How module-level code uses a name; the higher, the harder it is to put off."""

    ANNOTATION = 1
    VALUE = 2
    DECORATOR = 3
    BASE = 4


class ImportTimeUses(msgspec.Struct, frozen=True):
    """`names`: each name that runs at import, with its strongest use. `called`: those called."""

    names: dict[str, Use]
    called: frozenset[str]


class LaterUses(msgspec.Struct, frozen=True):
    """Names that function bodies use (`code`), and names that annotations use."""

    code: frozenset[str] = frozenset()
    annotations: frozenset[str] = frozenset()


def import_time_uses(program: tuple[Statement, ...]) -> ImportTimeUses:
    """What importing the module evaluates itself; bodies of functions are not followed."""
    names: dict[str, Use] = {}
    called: set[str] = set()
    pending: list[tuple[object, Use]] = [(program, Use.VALUE)]
    while pending:
        item, use = pending.pop()
        match item:
            case Name(id=name):
                names[name] = max(use, names.get(name, use))
            case If(test=test) if never_at_import(test):
                pending.append((item.orelse, use))
            case Class():
                pending += [(part, Use.BASE) for part in item.bases]
                pending += [(value, Use.BASE) for _, value in item.keywords]
                pending += [(part, Use.DECORATOR) for part in item.decorators]
                called.update(_roots(item.decorators))
                pending.append((item.body, Use.VALUE))
            case Function():
                pending += [(part, Use.DECORATOR) for part in item.decorators]
                called.update(_roots(item.decorators))
                pending += [(part, Use.ANNOTATION) for part in item.annotations]
                pending.append((item.parameters, use))
            case Lambda():
                pending.append((item.parameters, use))
            case Parameters():
                pending += [(item.defaults, use), (item.keyword_defaults, use)]
            case Assign():
                pending.append((item.value, use))
                pending += [(part, use) for part in item.targets if not isinstance(part, Name)]
            case Loop(target=Name()):
                pending += [(part, use) for part in (item.iterable, item.body, item.orelse)]
            case With():
                pending += [(part, use) for part, _ in item.items]
                pending.append((item.body, use))
            case Call():
                called.update(_roots((item.function,)))
                pending += [(getattr(item, field), use) for field in item.__struct_fields__]
            case msgspec.Struct():
                pending += [(getattr(item, field), use) for field in item.__struct_fields__]
            case tuple():
                pending += [(part, use) for part in item]
    return ImportTimeUses(names, frozenset(called))


def _roots(items: tuple[Expression, ...]) -> set[str]:
    found = set()
    for item in items:
        part: object = item
        while not isinstance(part, Name):
            inner = getattr(part, "function", None) or getattr(part, "value", None)
            if inner is None:
                break
            part = inner
        if isinstance(part, Name):
            found.add(part.id)
    return found


def never_at_import(test: Expression) -> bool:
    """`__name__ == "__main__"` and `TYPE_CHECKING`: the branch does not run on import."""
    match test:
        case Compare(left=Name(id="__name__"), operators=(operator,)):
            return operator in ("==", "Eq")
        case Name(id="TYPE_CHECKING"):
            return True
        case _:
            return getattr(test, "name", None) == "TYPE_CHECKING"


def names_in(source_lines: Sequence[str], line: int, end_line: int) -> frozenset[str]:
    """Every name that the definition at these lines reads; empty where it can't be parsed."""
    try:
        tree = parse_quietly(segment(source_lines, line, end_line))
    except UNREADABLE:
        return frozenset()
    return frozenset(
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    )


def names_in_functions(text: str) -> frozenset[str]:
    """Module-level names that functions read; a compiler's own tables, faster than a tree."""
    found: set[str] = set()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            pending = [symtable.symtable(text, "<text>", "exec")]
    except UNREADABLE:
        return frozenset()
    while pending:
        table = pending.pop()
        pending += table.get_children()
        if isinstance(table, symtable.Function):
            found.update(table.get_globals())
    return frozenset(found)


def later_uses(text: str) -> LaterUses:
    """Names used inside functions, and names used in annotations anywhere; total."""
    try:
        tree = parse_quietly(text)
    except UNREADABLE:
        return LaterUses()
    code: set[str] = set()
    annotations: set[str] = set()
    pending: list[tuple[ast.AST, bool]] = [(tree, False)]
    while pending:
        node, inside = pending.pop()
        match node:
            case ast.Name(id=name, ctx=ast.Load()) if inside:
                code.add(name)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                annotations |= _annotated(node.returns)
                pending += [(part, inside) for part in node.decorator_list]
                pending.append((node.args, inside))
                pending += [(part, True) for part in node.body]
                continue
            case ast.Lambda():
                pending += [(node.args, inside), (node.body, True)]
                continue
            case ast.arg():
                annotations |= _annotated(node.annotation)
                continue
            case ast.AnnAssign():
                annotations |= _annotated(node.annotation)
                pending += [(part, inside) for part in (node.target, node.value) if part]
                continue
        pending += [(child, inside) for child in ast.iter_child_nodes(node)]
    return LaterUses(frozenset(code), frozenset(annotations))


def _annotated(node: ast.expr | None) -> set[str]:
    found: set[str] = set()
    for item in ast.walk(node) if node else ():
        if isinstance(item, ast.Name):
            found.add(item.id)
        elif isinstance(item, ast.Constant) and isinstance(item.value, str):
            try:
                quoted = parse_quietly(item.value)
            except UNREADABLE:
                continue
            found |= {part.id for part in ast.walk(quoted) if isinstance(part, ast.Name)}
    return found
