"""From the syntax tree of a module to its lowered program and its facts, in one pass."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable

from analysis.extract import program as ir
from analysis.extract.class_facts import class_fact
from analysis.extract.facts import Binding, Timing
from analysis.extract.foreseen import (
    foreseen_in_try,
    foreseen_in_with,
    is_expected_to_fail,
)
from analysis.extract.lower_expressions import NOTHING, OF_INTEREST, OPERATORS
from analysis.extract.lower_imports import ImportLowering, static_truth
from analysis.extract.surroundings import Surroundings
from analysis.extract.syntax import AnyFunction, dotted, is_plain_annotation, type_parameters

APPLICATIONS = frozenset(
    {"FastAPI", "Flask", "Starlette", "Sanic", "Quart", "Litestar", "Celery", "Typer"}
    | {"get_asgi_application", "get_wsgi_application", "create_app"}
)


class Lowering(ImportLowering):
    """Collects facts while it lowers. `offset` is added to every line (for parsed segments)."""

    # Statements

    def block(self, body: Iterable[ast.stmt]) -> tuple[ir.Statement, ...]:
        lowered: list[ir.Statement] = []
        for node in body:
            handler = _STATEMENTS.get(node.__class__)
            if handler is not None:
                statement = handler(self, node)
                if statement is not None:
                    lowered.append(statement)
        return tuple(lowered)

    def block_in(self, where: Surroundings, body: Iterable[ast.stmt]) -> tuple[ir.Statement, ...]:
        before, self.where = self.where, where
        try:
            return self.block(body)
        finally:
            self.where = before

    def bind_target(self, target: ast.expr) -> None:
        if isinstance(target, ast.Name):
            self.bind(target.id, target.lineno, "assign")
        elif isinstance(target, ast.Tuple | ast.List):
            for item in target.elts:
                self.bind_target(item)
        elif isinstance(target, ast.Starred):
            self.bind_target(target.value)

    def assign(self, node: ast.Assign) -> ir.Statement:
        value = self.expression(node.value)
        for target in node.targets:
            self.bind_target(target)
        if isinstance(node.value, ast.Call) and not self.where.scope:
            called = dotted(node.value.func).rpartition(".")[2]
            if called in APPLICATIONS and isinstance(node.targets[0], ast.Name):
                self.applications.append(node.targets[0].id)
        targets = self.expressions(node.targets)
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
        self.annotated |= not self.where.scope and not self.in_function
        value = self.expression(node.value) if node.value is not None else None
        if value is not None:
            self.bind_target(node.target)
        annotation = self.expression(node.annotation) if runs else NOTHING
        self.suspicious |= not (runs or self.in_function or is_plain_annotation(node.annotation))
        if value is None and annotation == NOTHING and isinstance(node.target, ast.Name):
            return None
        return ir.Annotate(
            self.expression(node.target),
            None if annotation == NOTHING else annotation,
            value,
            node.lineno + self.offset,
        )

    def delete(self, node: ast.Delete) -> ir.Statement:
        for target in node.targets:
            for name in ast.walk(target) if isinstance(target, ast.Tuple | ast.List) else (target,):
                if isinstance(name, ast.Name):
                    self.bind(name.id, node.lineno, "del")
        return ir.Delete(self.expressions(node.targets), node.lineno + self.offset)

    def function(self, node: AnyFunction) -> ir.Statement:
        decorators = self.expressions(node.decorator_list)
        parameters = self.parameters(node.args)
        annotations: tuple[ir.Expression, ...] = ()
        if not self.future_annotations:
            annotations = tuple(
                [
                    lowered
                    for lowered in self.expressions(_annotations(node))
                    if lowered is not NOTHING
                ]
            )
        line, end_line = node.lineno, node.end_lineno or node.lineno
        self.bind(node.name, line, "function")
        if self.words is not None and not self.in_function:
            self.functions.append(node)
            self.suspicious |= bool(type_parameters(node))
            if line <= self.last_of_interest:
                begin, end = self.words.span(line, end_line)
                if any(self.words.text.find(word, begin, end) >= 0 for word in OF_INTEREST):
                    self.scan_function(node)
        start = line
        if decorators:
            start = min([line, *[decorator.lineno for decorator in node.decorator_list]])
        return ir.Function(
            node.name,
            decorators,
            parameters,
            annotations,
            line + self.offset,
            start + self.offset,
            end_line + self.offset,
            isinstance(node, ast.AsyncFunctionDef),
        )

    def class_(self, node: ast.ClassDef) -> ir.Statement:
        where = self.where
        decorators = self.expressions(node.decorator_list)
        bases = self.expressions(node.bases)
        keywords = tuple([(word.arg, self.expression(word.value)) for word in node.keywords])
        self.bind(node.name, node.lineno, "class")
        if not self.in_function:
            self.classes.append(class_fact(node, where.scope, where.conditional))
        inside = where.inside(expected=bool(node.decorator_list) and is_expected_to_fail(node))
        inside.scope = f"{where.scope}{node.name}."
        inside.loop = False
        was_in_function, self.in_function = self.in_function, False
        # A class inside a function: its facts are not the module's, so collect them apart.
        kept = self.imports, self.classes, self.bindings
        if was_in_function:
            self.imports, self.classes, self.bindings = [], [], []
        self.suspicious |= bool(type_parameters(node))
        body = self.block_in(inside, node.body)
        self.imports, self.classes, self.bindings = kept
        self.in_function = was_in_function
        return ir.Class(node.name, decorators, bases, keywords, body, node.lineno + self.offset)

    def if_(self, node: ast.If) -> ir.Statement | None:
        truth = static_truth(node.test)
        where = self.where
        if truth == "main":
            if not where.scope and where.function is None:
                self.is_main = True
            body = self.block_in(where.inside(timing=Timing.DEFERRED, conditional=True), node.body)
            orelse = self.block_in(where, node.orelse)
        elif truth == "type-checking":
            inside = where.inside(timing=Timing.TYPE_CHECKING, conditional=True)
            body = self.block_in(inside, node.body)
            orelse = self.block_in(where, node.orelse)
        elif truth == "not type-checking":
            body = self.block_in(where, node.body)
            inside = where.inside(timing=Timing.TYPE_CHECKING, conditional=True)
            orelse = self.block_in(inside, node.orelse)
        elif truth is True:
            self.suspicious |= bool(node.orelse)
            body, orelse = self.block_in(where, node.body), ()
        elif truth is False:
            self.suspicious = True
            body, orelse = (), self.block_in(where, node.orelse)
        else:
            inside = where.inside(conditional=True)
            body = self.block_in(inside, node.body)
            orelse = self.block_in(inside, node.orelse)
        return ir.If(self.expression(node.test), body, orelse, node.lineno + self.offset)

    def for_(self, node: ast.For | ast.AsyncFor) -> ir.Statement:
        self.suspicious |= isinstance(node, ast.AsyncFor)
        iterable = self.expression(node.iter)
        inside = self.where.inside(conditional=True)
        before, self.where = self.where, inside
        self.bind_target(node.target)
        self.where = before
        return ir.Loop(
            self.expression(node.target),
            iterable,
            self.block_in(inside.inside(loop=True), node.body),
            self.block_in(inside, node.orelse),
            node.lineno + self.offset,
        )

    def while_(self, node: ast.While) -> ir.Statement:
        inside = self.where.inside(conditional=True)
        return ir.Loop(
            None,
            self.expression(node.test),
            self.block_in(inside.inside(loop=True), node.body),
            self.block_in(inside, node.orelse),
            node.lineno + self.offset,
        )

    def try_(self, node: ast.Try) -> ir.Statement:
        where = self.where
        self.suspicious |= not isinstance(node, ast.Try)
        self.suspicious |= any(handler.type is None for handler in node.handlers[:-1])
        guarded, expected = foreseen_in_try(node)
        body = self.block_in(where.inside(guarded=guarded, expected=expected), node.body)
        handlers = []
        for handler in node.handlers:
            inside = where.inside(conditional=True)
            handlers.append(
                ir.Handler(
                    self.expression(handler.type) if handler.type is not None else None,
                    handler.name,
                    self.block_in(inside, handler.body),
                    handler.lineno + self.offset,
                )
            )
        return ir.Try(
            body,
            tuple(handlers),
            self.block_in(where, node.orelse),
            self.block_in(where, node.finalbody),
            node.lineno + self.offset,
            not isinstance(node, ast.Try),
        )

    def with_(self, node: ast.With | ast.AsyncWith) -> ir.Statement:
        self.suspicious |= isinstance(node, ast.AsyncWith)
        guarded, expected = foreseen_in_with(node)
        items = tuple(
            (
                self.expression(item.context_expr),
                self.expression(item.optional_vars) if item.optional_vars is not None else None,
            )
            for item in node.items
        )
        for item in node.items:
            if item.optional_vars is not None:
                self.bind_target(item.optional_vars)
        inside = self.where.inside(guarded=guarded, expected=expected)
        return ir.With(items, self.block_in(inside, node.body), node.lineno + self.offset)

    def match(self, node: ast.Match) -> ir.Statement:
        self.suspicious = True
        inside = self.where.inside(conditional=True)
        cases = []
        for case in node.cases:
            values: list[ir.Expression] = []
            captures: list[str] = []
            self._pattern(case.pattern, values, captures)
            before, self.where = self.where, inside
            for name in captures:
                self.bind(name, case.pattern.lineno, "assign")
            self.where = before
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
                    self.block_in(inside, case.body),
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
        self.suspicious = True
        value = self.expression(node.value) if node.value is not None else None
        return ir.Return(value, node.lineno + self.offset)

    def assert_(self, node: ast.Assert) -> ir.Statement:
        message = self.expression(node.msg) if node.msg is not None else None
        return ir.Assert(self.expression(node.test), message, node.lineno + self.offset)

    def global_(self, node: ast.Global | ast.Nonlocal) -> ir.Statement:
        self.suspicious = True
        for name in node.names:
            if isinstance(node, ast.Global) and self.where.scope and not self.in_function:
                self.bindings.append(Binding(name, node.lineno + self.offset, "global", False))
        return ir.Global(tuple(node.names), isinstance(node, ast.Nonlocal))

    def jump(self, node: ast.Break | ast.Continue) -> ir.Statement:
        self.suspicious |= not self.where.loop
        return ir.Jump("break" if isinstance(node, ast.Break) else "continue")

    def type_alias(self, node: ast.stmt) -> ir.Statement:
        name = node.name.id  # type: ignore[attr-defined]
        self.suspicious = True
        self.bind(name, node.lineno, "assign")
        return ir.TypeAlias(name, node.lineno + self.offset)


def _annotations(node: AnyFunction) -> list[ast.expr]:
    args = node.args
    annotated = args.args
    if args.posonlyargs or args.vararg or args.kwonlyargs or args.kwarg:
        extra = [*args.posonlyargs, args.vararg, *args.kwonlyargs, args.kwarg]
        annotated = [*annotated, *[arg for arg in extra if arg is not None]]
    found = [arg.annotation for arg in annotated if arg.annotation is not None]
    if node.returns is not None:
        found.append(node.returns)
    return found


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
