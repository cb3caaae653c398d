"""From the statements of the syntax tree to the lowered program."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterable, Iterator

from analysis.extract import program as ir
from analysis.extract.facts import Problem
from analysis.extract.foreseen import static_truth
from analysis.extract.lower_expressions import NOTHING, OPERATORS, ExpressionLowering
from analysis.extract.module import RECURSION, read_module


class Lowering(ExpressionLowering):
    """Lowers statements. `offset` is added to every line (for parsed segments)."""

    # Statements

    def block(self, body: Iterable[ast.stmt]) -> tuple[ir.Statement, ...]:
        lowered: list[ir.Statement] = []
        for node in body:
            handler = _STATEMENTS.get(type(node))
            if handler is not None:
                statement = handler(self, node)
                if statement is not None:
                    lowered.append(statement)
        return tuple(lowered)

    def import_(self, node: ast.Import) -> ir.Statement:
        return ir.Import(
            tuple((alias.name, alias.asname) for alias in node.names), node.lineno + self.offset
        )

    def import_from(self, node: ast.ImportFrom) -> ir.Statement:
        return ir.ImportFrom(
            node.module or "",
            node.level,
            tuple((alias.name, alias.asname) for alias in node.names),
            node.lineno + self.offset,
        )

    def assign(self, node: ast.Assign) -> ir.Statement:
        value = self.expression(node.value)
        targets = tuple(self.expression(target) for target in node.targets)
        return ir.Assign(targets, value, node.lineno + self.offset)

    def augment(self, node: ast.AugAssign) -> ir.Statement:
        return ir.Augment(
            self.expression(node.target),
            OPERATORS.get(type(node.op), "?"),
            self.expression(node.value),
            node.lineno + self.offset,
        )

    def annotate(self, node: ast.AnnAssign) -> ir.Statement | None:
        runs = not self.future_annotations and not self.in_function
        value = self.expression(node.value) if node.value is not None else None
        annotation = self.expression(node.annotation) if runs else NOTHING
        if value is None and annotation == NOTHING and isinstance(node.target, ast.Name):
            return None
        return ir.Annotate(
            self.expression(node.target),
            None if annotation == NOTHING else annotation,
            value,
            node.lineno + self.offset,
        )

    def delete(self, node: ast.Delete) -> ir.Statement:
        return ir.Delete(
            tuple(self.expression(target) for target in node.targets), node.lineno + self.offset
        )

    def function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> ir.Statement:
        decorators = tuple(self.expression(decorator) for decorator in node.decorator_list)
        parameters = self.parameters(node.args)
        annotations: tuple[ir.Expression, ...] = ()
        if not self.future_annotations:
            annotations = tuple(
                lowered
                for annotation in _annotations(node)
                if (lowered := self.expression(annotation)) is not NOTHING
            )
        start = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
        return ir.Function(
            node.name,
            decorators,
            parameters,
            annotations,
            node.lineno + self.offset,
            start + self.offset,
            (node.end_lineno or node.lineno) + self.offset,
            isinstance(node, ast.AsyncFunctionDef),
        )

    def class_(self, node: ast.ClassDef) -> ir.Statement:
        decorators = tuple(self.expression(decorator) for decorator in node.decorator_list)
        bases = tuple(self.expression(base) for base in node.bases)
        keywords = tuple((word.arg, self.expression(word.value)) for word in node.keywords)
        was_in_function, self.in_function = self.in_function, False
        body = self.block(node.body)
        self.in_function = was_in_function
        return ir.Class(node.name, decorators, bases, keywords, body, node.lineno + self.offset)

    def if_(self, node: ast.If) -> ir.Statement:
        truth = static_truth(node.test)
        body = self.block(node.body) if truth is not False else ()
        orelse = self.block(node.orelse) if truth is not True else ()
        return ir.If(self.expression(node.test), body, orelse, node.lineno + self.offset)

    def for_(self, node: ast.For | ast.AsyncFor) -> ir.Statement:
        return ir.Loop(
            self.expression(node.target),
            self.expression(node.iter),
            self.block(node.body),
            self.block(node.orelse),
            node.lineno + self.offset,
        )

    def while_(self, node: ast.While) -> ir.Statement:
        return ir.Loop(
            None,
            self.expression(node.test),
            self.block(node.body),
            self.block(node.orelse),
            node.lineno + self.offset,
        )

    def try_(self, node: ast.Try) -> ir.Statement:
        handlers = tuple(
            ir.Handler(
                self.expression(handler.type) if handler.type is not None else None,
                handler.name,
                self.block(handler.body),
                handler.lineno + self.offset,
            )
            for handler in node.handlers
        )
        return ir.Try(
            self.block(node.body),
            handlers,
            self.block(node.orelse),
            self.block(node.finalbody),
            node.lineno + self.offset,
            not isinstance(node, ast.Try),
        )

    def with_(self, node: ast.With | ast.AsyncWith) -> ir.Statement:
        items = tuple(
            (
                self.expression(item.context_expr),
                self.expression(item.optional_vars) if item.optional_vars is not None else None,
            )
            for item in node.items
        )
        return ir.With(items, self.block(node.body), node.lineno + self.offset)

    def match(self, node: ast.Match) -> ir.Statement:
        cases = []
        for case in node.cases:
            values: list[ir.Expression] = []
            captures: list[str] = []
            self._pattern(case.pattern, values, captures)
            literal = None
            if isinstance(case.pattern, ast.MatchValue | ast.MatchSingleton):
                literal = (
                    values[-1]
                    if isinstance(case.pattern, ast.MatchValue)
                    else ir.Constant(case.pattern.value)
                )
            elif isinstance(case.pattern, ast.MatchOr) and all(
                isinstance(pattern, ast.MatchValue) for pattern in case.pattern.patterns
            ):
                literal = ir.Sequence("or", tuple(values))
            always = isinstance(case.pattern, ast.MatchAs) and case.pattern.pattern is None
            cases.append(
                ir.Case(
                    tuple(values),
                    tuple(captures),
                    self.expression(case.guard) if case.guard is not None else None,
                    self.block(case.body),
                    always,
                    literal,
                )
            )
        return ir.Match(self.expression(node.subject), tuple(cases), node.lineno + self.offset)

    def _pattern(
        self, pattern: ast.pattern, values: list[ir.Expression], captures: list[str]
    ) -> None:
        if isinstance(pattern, ast.MatchValue):
            values.append(self.expression(pattern.value))
        elif isinstance(pattern, ast.MatchClass):
            values.append(self.expression(pattern.cls))
            for inner in (*pattern.patterns, *pattern.kwd_patterns):
                self._pattern(inner, values, captures)
        elif isinstance(pattern, ast.MatchMapping):
            values += [self.expression(key) for key in pattern.keys]
            for inner in pattern.patterns:
                self._pattern(inner, values, captures)
            if pattern.rest:
                captures.append(pattern.rest)
        elif isinstance(pattern, ast.MatchSequence | ast.MatchOr):
            for inner in pattern.patterns:
                self._pattern(inner, values, captures)
        elif isinstance(pattern, ast.MatchStar):
            if pattern.name:
                captures.append(pattern.name)
        elif isinstance(pattern, ast.MatchAs):
            if pattern.pattern is not None:
                self._pattern(pattern.pattern, values, captures)
            if pattern.name:
                captures.append(pattern.name)

    def evaluate(self, node: ast.Expr) -> ir.Statement | None:
        value = self.expression(node.value)
        if value is NOTHING or isinstance(value, ir.Constant):
            return None
        return ir.Evaluate(value, node.lineno + self.offset)

    def raise_(self, node: ast.Raise) -> ir.Statement:
        return ir.Raise(
            self.expression(node.exc) if node.exc is not None else None,
            self.expression(node.cause) if node.cause is not None else None,
            node.lineno + self.offset,
        )

    def return_(self, node: ast.Return) -> ir.Statement:
        value = self.expression(node.value) if node.value is not None else None
        return ir.Return(value, node.lineno + self.offset)

    def assert_(self, node: ast.Assert) -> ir.Statement:
        message = self.expression(node.msg) if node.msg is not None else None
        return ir.Assert(self.expression(node.test), message, node.lineno + self.offset)

    def global_(self, node: ast.Global | ast.Nonlocal) -> ir.Statement:
        return ir.Global(tuple(node.names), isinstance(node, ast.Nonlocal))

    def jump(self, node: ast.Break | ast.Continue) -> ir.Statement:
        return ir.Jump("break" if isinstance(node, ast.Break) else "continue")

    def type_alias(self, node: ast.stmt) -> ir.Statement:
        name = node.name.id  # type: ignore[attr-defined]
        return ir.TypeAlias(name, node.lineno + self.offset)


def lowered(source: bytes) -> tuple[ir.Statement, ...]:
    """The program of a module; empty where there is a problem with it."""
    read = read_module(source)
    if isinstance(read, Problem):
        return ()
    tree, reading = read
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, RECURSION))
    try:
        return Lowering(future_annotations=reading.future_annotations).block(tree.body)
    except RecursionError:
        return ()
    finally:
        sys.setrecursionlimit(limit)


def _annotations(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[ast.expr]:
    args = node.args
    for arg in (*args.args, *args.posonlyargs, args.vararg, *args.kwonlyargs, args.kwarg):
        if arg is not None and arg.annotation is not None:
            yield arg.annotation
    if node.returns is not None:
        yield node.returns


_STATEMENTS: dict[type[ast.AST], Callable[[Lowering, ast.stmt], ir.Statement | None]] = {
    ast.Import: Lowering.import_,  # type: ignore[dict-item]
    ast.ImportFrom: Lowering.import_from,  # type: ignore[dict-item]
    ast.Assign: Lowering.assign,  # type: ignore[dict-item]
    ast.AugAssign: Lowering.augment,  # type: ignore[dict-item]
    ast.AnnAssign: Lowering.annotate,  # type: ignore[dict-item]
    ast.Delete: Lowering.delete,  # type: ignore[dict-item]
    ast.FunctionDef: Lowering.function,  # type: ignore[dict-item]
    ast.AsyncFunctionDef: Lowering.function,  # type: ignore[dict-item]
    ast.ClassDef: Lowering.class_,  # type: ignore[dict-item]
    ast.If: Lowering.if_,  # type: ignore[dict-item]
    ast.For: Lowering.for_,  # type: ignore[dict-item]
    ast.AsyncFor: Lowering.for_,  # type: ignore[dict-item]
    ast.While: Lowering.while_,  # type: ignore[dict-item]
    ast.Try: Lowering.try_,  # type: ignore[dict-item]
    ast.With: Lowering.with_,  # type: ignore[dict-item]
    ast.AsyncWith: Lowering.with_,  # type: ignore[dict-item]
    ast.Match: Lowering.match,  # type: ignore[dict-item]
    ast.Expr: Lowering.evaluate,  # type: ignore[dict-item]
    ast.Raise: Lowering.raise_,  # type: ignore[dict-item]
    ast.Return: Lowering.return_,  # type: ignore[dict-item]
    ast.Assert: Lowering.assert_,  # type: ignore[dict-item]
    ast.Global: Lowering.global_,  # type: ignore[dict-item]
    ast.Nonlocal: Lowering.global_,  # type: ignore[dict-item]
    ast.Break: Lowering.jump,  # type: ignore[dict-item]
    ast.Continue: Lowering.jump,  # type: ignore[dict-item]
}
if hasattr(ast, "TryStar"):
    _STATEMENTS[ast.TryStar] = Lowering.try_  # type: ignore[assignment]
if hasattr(ast, "TypeAlias"):
    _STATEMENTS[ast.TypeAlias] = Lowering.type_alias
