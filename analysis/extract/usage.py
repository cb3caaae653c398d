"""Which names one file uses, and when: while it is imported, later, or only in annotations."""

from __future__ import annotations

import ast
import enum
import re
import symtable
import warnings
from bisect import bisect_right
from collections.abc import Mapping, Sequence

import msgspec

from analysis.extract.class_shape import UNREADABLE, parse_quietly, segment
from analysis.extract.facts import FileFacts, Timing
from analysis.extract.skeleton import function_on, without_bodies
from analysis.extract.syntax import inside, walk

_LOOKED_AT = 8
"""Functions to look at for one name, before the whole file is asked."""


class Use(enum.IntEnum):
    """How module-level code uses a name; the higher, the harder it is to put off."""

    ANNOTATION = 1
    VALUE = 2
    DECORATOR = 3
    BASE = 4


class LaterUses(msgspec.Struct, frozen=True):
    """Names that function bodies use (`code`), and names that annotations use."""

    code: frozenset[str] = frozenset()
    annotations: frozenset[str] = frozenset()


class Outline(msgspec.Struct, frozen=True):
    """Where the facts of a file place its definitions."""

    functions: tuple[int, ...]
    """The lines of `def`, at the top and in classes; bodies from there on may be skipped."""
    classes: Mapping[str, tuple[int, int]]
    """name -> first and last line, of the classes that are not inside of another"""
    imported: frozenset[str]
    """The names that import statements bind while the file is imported."""
    future_annotations: bool = False


def outline_of(facts: FileFacts) -> Outline:
    return Outline(
        functions=tuple(
            [item.line for item in facts.bindings if item.kind == "function"]
            + [m.line for item in facts.classes for m in item.members if m.signature is not None]
        ),
        classes={
            item.name: (item.line, item.end_line)
            for item in facts.classes
            if item.name == item.qualname
        },
        imported=frozenset(
            item.bound
            for item in facts.imports
            if item.function is None and item.timing is Timing.IMPORT
        ),
        future_annotations=facts.future_annotations,
    )


def import_time_uses(source_lines: Sequence[str], outline: Outline) -> Mapping[str, Use]:
    """The names that importing the module evaluates, with their strongest use; total.

    What its functions and classes use of the imported names counts as well where the module
    calls them itself.
    """
    try:
        return _import_time_uses(source_lines, outline)
    except UNREADABLE:
        return {}


def _import_time_uses(source_lines: Sequence[str], outline: Outline) -> Mapping[str, Use]:
    lines, ends = without_bodies(source_lines, outline.functions)
    try:
        tree = parse_quietly("\n".join(lines))
    except UNREADABLE:
        tree, ends = parse_quietly("\n".join(source_lines)), {}
    reading = _ImportTime(outline.future_annotations)
    reading.visit(tree)
    places = {
        node.name: (
            min([node.lineno, *[decorator.lineno for decorator in node.decorator_list]]),
            ends.get(node.lineno, node.end_lineno or node.lineno),
        )
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    places |= outline.classes
    names = reading.names
    # What a call adds is a value: names that are as much already need no search.
    open_ = {name for name in outline.imported if names.get(name, 0) < Use.VALUE}
    pending = [name for name in reading.called if name in places]
    seen = set(pending)
    while pending and open_:
        line, end_line = places[pending.pop()]
        text = "\n".join(source_lines[line - 1 : end_line])
        if not any(name in text for name in (*open_, *(places.keys() - seen))):
            continue
        read = _names_in(source_lines, line, end_line)
        names.update(dict.fromkeys(open_ & read, Use.VALUE))
        open_ -= read
        pending += [name for name in places if name in read and name not in seen]
        seen |= read
    return names


def _names_in(source_lines: Sequence[str], line: int, end_line: int) -> set[str]:
    """Every name that the definition on these lines reads; empty where it can't be parsed."""
    try:
        tree = parse_quietly(segment(source_lines, line, end_line))
    except UNREADABLE:
        return set()
    return {
        node.id
        for node in walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }


class _ImportTime:
    """Visits what runs on import; bodies of functions do not."""

    def __init__(self, future_annotations: bool) -> None:
        self.names: dict[str, Use] = {}
        self.called: set[str] = set()
        self._future_annotations = future_annotations
        self._pending: list[tuple[ast.AST, Use]] = []

    def visit(self, tree: ast.AST) -> None:
        names, pending = self.names, self._pending
        pending.append((tree, Use.VALUE))
        while pending:
            node, use = pending.pop()
            kind = node.__class__
            if isinstance(node, ast.Name):
                if names.get(node.id, 0) < use:
                    names[node.id] = use
            elif kind is ast.Call:
                self.called.update(_root(node.func))  # type: ignore[attr-defined]
                pending += [(part, use) for part in inside(node)]
            elif kind in _SPECIAL:
                self._part(node, use)
            else:
                pending += [(part, use) for part in inside(node)]

    def _add(self, use: Use, *nodes: ast.AST | None) -> None:
        self._pending += [(node, use) for node in nodes if node is not None]

    def _part(self, node: ast.AST, use: Use) -> None:
        match node:
            case ast.If():
                self._add(use, *_running(node))
            case ast.ClassDef():
                self._add(Use.BASE, *node.bases, *(word.value for word in node.keywords))
                self._add(Use.DECORATOR, *node.decorator_list)
                self.called.update(*map(_root, node.decorator_list))
                self._add(Use.VALUE, *node.body)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self._add(Use.DECORATOR, *node.decorator_list)
                self.called.update(*map(_root, node.decorator_list))
                if not self._future_annotations:
                    every = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
                    extra = (node.args.vararg, node.args.kwarg)
                    self._add(Use.ANNOTATION, *(arg.annotation for arg in (*every, *extra) if arg))
                    self._add(Use.ANNOTATION, node.returns)
                self._add(use, *node.args.defaults, *node.args.kw_defaults)
            case ast.Lambda():
                self._add(use, *node.args.defaults, *node.args.kw_defaults)
            case ast.Assign():
                self._add(use, node.value)
                self._add(use, *(part for part in node.targets if not isinstance(part, ast.Name)))
            case ast.AnnAssign():
                if not self._future_annotations:
                    self._add(use, node.target, node.annotation)
                elif node.value is not None or not isinstance(node.target, ast.Name):
                    self._add(use, node.target)
                self._add(use, node.value)
            case ast.For() | ast.AsyncFor():
                if not isinstance(node.target, ast.Name):
                    self._add(use, node.target)
                self._add(use, node.iter, *node.body, *node.orelse)
            case ast.With() | ast.AsyncWith():
                self._add(use, *(item.context_expr for item in node.items), *node.body)
            case ast.FormattedValue() | ast.NamedExpr():
                self._add(use, node.value)


_SPECIAL = frozenset(
    {ast.If, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.Assign}
    | {ast.AnnAssign, ast.For, ast.AsyncFor, ast.With, ast.AsyncWith, ast.FormattedValue}
    | {ast.NamedExpr, ast.Import, ast.ImportFrom, getattr(ast, "TypeAlias", ast.Import)}
)


def _root(function: ast.expr) -> set[str]:
    """The name that a called expression begins with: `a` of `a.b[0]()`."""
    node = function
    while True:
        match node:
            case ast.Name(id=name):
                return {name}
            case ast.Call(func=inner):
                node = inner
            case (
                ast.Attribute(value=inner)
                | ast.Subscript(value=inner)
                | ast.Starred(value=inner)
                | ast.NamedExpr(value=inner)
                | ast.UnaryOp(op=ast.Not(), operand=inner)
            ):
                node = inner
            case _:
                return set()


def _running(node: ast.If) -> list[ast.AST]:
    """The parts of a branch that may run on import."""
    match node.test:
        case ast.Compare(left=ast.Name(id="__name__"), ops=[ast.Eq()]):
            return [*node.orelse]
        case ast.Name(id="TYPE_CHECKING") | ast.Attribute(attr="TYPE_CHECKING"):
            return [*node.orelse]
    truth = _constant(node.test)
    body = node.body if truth is not False else []
    return [node.test, *body, *(node.orelse if truth is not True else [])]


def _constant(test: ast.expr) -> bool | None:
    match test:
        case ast.Constant(value=value):
            return bool(value)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            truth = _constant(operand)
            return None if truth is None else not truth
        case _:
            return None


def is_read_in_a_function(source_lines: Sequence[str], outline: Outline, name: str) -> bool:
    """Whether a function of the file is seen to read a module-level name.

    False where it takes more than a look at the likeliest few: then `names_in_functions` knows.
    """
    if name.startswith("__") and not name.endswith("__"):
        # In a class it means another name.
        return False
    starts = sorted(outline.functions)
    # With it, the annotations inside of a function read nothing.
    future = "from __future__ import annotations\n" if outline.future_annotations else ""
    mentioned = re.compile(rf"(?<![\w.]){re.escape(name)}\b")
    looked_at: set[int] = set()
    for number, line in enumerate(source_lines, 1):
        if name not in line or not mentioned.search(line):
            continue
        at = bisect_right(starts, number) - 1
        if at < 0 or starts[at] in looked_at:
            continue
        looked_at.add(starts[at])
        place = function_on(source_lines, starts[at])
        if place is not None and number <= place[1]:
            text = segment(source_lines, place[0] + 1, place[1])
            if name in names_in_functions(future + text):
                return True
            if len(looked_at) >= _LOOKED_AT:
                return False
    return False


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
        node, in_function = pending.pop()
        match node:
            case ast.Name(id=name, ctx=ast.Load()) if in_function:
                code.add(name)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                annotations |= _annotated(node.returns)
                pending += [(part, in_function) for part in node.decorator_list]
                pending.append((node.args, in_function))
                pending += [(part, True) for part in node.body]
                continue
            case ast.Lambda():
                pending += [(node.args, in_function), (node.body, True)]
                continue
            case ast.arg():
                annotations |= _annotated(node.annotation)
                continue
            case ast.AnnAssign():
                annotations |= _annotated(node.annotation)
                pending += [(part, in_function) for part in (node.target, node.value) if part]
                continue
        pending += [(part, in_function) for part in inside(node)]
    return LaterUses(frozenset(code), frozenset(annotations))


def _annotated(node: ast.expr | None) -> set[str]:
    found: set[str] = set()
    for item in walk(node) if node else ():
        if isinstance(item, ast.Name):
            found.add(item.id)
        elif isinstance(item, ast.Constant) and isinstance(item.value, str):
            try:
                quoted = parse_quietly(item.value)
            except UNREADABLE:
                continue
            found |= {part.id for part in ast.walk(quoted) if isinstance(part, ast.Name)}
    return found
