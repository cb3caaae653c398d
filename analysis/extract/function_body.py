"""The body of one function, read from its lines when something calls it at import."""

from __future__ import annotations

import ast
import re
import warnings

import msgspec

from analysis.extract.lower import Lowering
from analysis.extract.program import FunctionBody
from analysis.extract.words import mark_of

EMPTY = FunctionBody((), (), False)
_SILENT = (ast.expr_context, ast.Constant, ast.operator, ast.unaryop, ast.cmpop, ast.boolop)
_TELLING = (
    *(ast.Name, ast.Import, ast.ImportFrom, ast.ExceptHandler, ast.Global, ast.Nonlocal),
    *(ast.MatchAs, ast.MatchStar, ast.MatchMapping, ast.Yield, ast.YieldFrom, ast.Lambda),
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef),
    *(ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp),
)
"""What binds, declares, or keeps to itself what is in it."""
_LINE_END = re.compile(r"\r\n|\r|\n")


def split_lines(text: str) -> list[str]:
    """Lines as Python counts them: a form feed or other separator does not end one."""
    return _LINE_END.split(text) if "\r" in text else text.split("\n")


def read_function(
    source_lines: list[str], line: int, end_line: int, name: str, future_annotations: bool
) -> FunctionBody:
    """The function `name` whose first decorator or `def` stands on `line`; empty if unreadable."""
    lines = source_lines[line - 1 : end_line]
    if not lines:
        return EMPTY
    offset = line - 1
    if lines[0][:1].isspace():
        lines.insert(0, "if 1:")
        offset -= 1
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse("\n".join(lines))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return EMPTY
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == name:
            body = _lower(node, offset, future_annotations)
            text = "\n".join(source_lines[line - 1 : end_line])
            return msgspec.structs.replace(body, text=text_mark(text))
    return EMPTY


def text_mark(text: str) -> bytes:
    """What stands for the text of a function in `FunctionBody.text`."""
    return mark_of(text.encode(errors="surrogatepass"))


def _parts_of(node: ast.AST) -> list[ast.AST]:
    """The nodes right below, but for those that say nothing."""
    found = []
    for field in node._fields:
        part = getattr(node, field)
        if isinstance(part, ast.AST):
            if not isinstance(part, _SILENT):
                found.append(part)
        elif isinstance(part, list):
            found += [item for item in part if isinstance(item, ast.AST)]
    return found


def _lower(
    node: ast.FunctionDef | ast.AsyncFunctionDef, offset: int, future_annotations: bool
) -> FunctionBody:
    lowering = Lowering(future_annotations=future_annotations, dynamic=False, offset=offset)
    lowering.in_function = True
    statements = lowering.block(node.body)
    local, declared = set[str](), set[str]()
    args = node.args
    for arg in (*args.posonlyargs, *args.args, *args.kwonlyargs, args.vararg, args.kwarg):
        if arg is not None:
            local.add(arg.arg)
    generator = False
    pending: list[ast.AST] = list(node.body)
    while pending:
        current = pending.pop()
        if not isinstance(current, _TELLING):
            pending += _parts_of(current)
        elif isinstance(current, ast.Name):
            if not isinstance(current.ctx, ast.Load):
                local.add(current.id)
        elif isinstance(current, ast.Import | ast.ImportFrom):
            for alias in current.names:
                local.add(alias.asname or alias.name.partition(".")[0])
        elif isinstance(current, ast.Global | ast.Nonlocal):
            declared.update(current.names)
        elif isinstance(current, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            local.add(current.name)
            pending += current.decorator_list
        elif isinstance(current, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
            # Its targets are its own; only a walrus inside binds here.
            pending += [part for part in ast.walk(current) if isinstance(part, ast.NamedExpr)]
        elif not isinstance(current, ast.Lambda):
            generator |= isinstance(current, ast.Yield | ast.YieldFrom)
            named = "rest" if isinstance(current, ast.MatchMapping) else "name"
            name = getattr(current, named, None)
            if name:
                local.add(name)
            pending += _parts_of(current)
    return FunctionBody(statements, tuple(sorted(local - declared)), generator)
