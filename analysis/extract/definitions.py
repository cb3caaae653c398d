"""What one text defines at its top, and the shape of each definition: to find it again."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from analysis.extract.class_shape import (
    UNREADABLE,
    ClassShape,
    parse_quietly,
    read_class_shape,
    read_function_shape,
    read_value_shape,
)


class Definition(msgspec.Struct, frozen=True):
    """A name that a module binds at its top, and the lines of the statement that binds it.

    `kind` is class, function, assign or import; of an import `origin` is what it names: level,
    module, and the name in it (None for a whole module).
    """

    name: str
    kind: str
    line: int
    end_line: int
    origin: tuple[int, str, str | None] | None = None


def definitions_in(source_lines: Sequence[str]) -> tuple[Definition, ...]:
    """In the order of the text, also those in branches; empty where it can't be read."""
    try:
        tree = parse_quietly("\n".join(source_lines))
    except UNREADABLE:
        return ()
    return tuple(_defined(tree.body))


def shape_of(source_lines: Sequence[str], definition: Definition) -> ClassShape:
    """What stays the same when the definition and its locals are called otherwise."""
    place = (source_lines, definition.line, definition.end_line)
    match definition.kind:
        case "class":
            return read_class_shape(*place)
        case "function":
            return read_function_shape(*place)
        case "assign":
            return read_value_shape(*place)
        case _:
            return ClassShape()


def _defined(body: Iterable[ast.stmt]) -> Iterator[Definition]:
    pending = list(body)
    pending.reverse()
    while pending:
        node = pending.pop()
        end = node.end_lineno or node.lineno
        match node:
            case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
                kind = "class" if isinstance(node, ast.ClassDef) else "function"
                start = min([node.lineno, *[one.lineno for one in node.decorator_list]])
                yield Definition(node.name, kind, start, end)
            case ast.Import(names=names):
                for alias in names:
                    bound = alias.asname or alias.name.partition(".")[0]
                    module = alias.name if alias.asname else bound
                    yield Definition(bound, "import", node.lineno, end, (0, module, None))
            case ast.ImportFrom(module=module, names=names, level=level):
                for alias in names:
                    origin = (level, module or "", alias.name)
                    bound = alias.asname or alias.name
                    yield Definition(bound, "import", node.lineno, end, origin)
            case ast.Assign(targets=targets):
                for target in targets:
                    for name in _names(target):
                        yield Definition(name, "assign", node.lineno, end)
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr()):
                yield Definition(name, "assign", node.lineno, end)
            case ast.If() | ast.Try() | ast.TryStar() | ast.With() | ast.For() | ast.While():
                blocks = [getattr(node, field, ()) for field in ("body", "orelse", "finalbody")]
                handlers = [handler.body for handler in getattr(node, "handlers", ())]
                inner = [item for block in (*blocks[:1], *handlers, *blocks[1:]) for item in block]
                pending += reversed(inner)


def _names(target: ast.expr) -> Iterator[str]:
    if isinstance(target, ast.Name):
        yield target.id
    elif isinstance(target, ast.Tuple | ast.List):
        for item in target.elts:
            yield from _names(item)
