"""Import statements as facts: also those in functions, which no import of the module runs."""

from __future__ import annotations

import ast

from analysis.extract import program as ir
from analysis.extract.facts import DEEPEST_NAME, Binding, ImportFact, Span, Timing
from analysis.extract.foreseen import (
    AnyTry,
    expected_functions,
    foreseen_in_try,
    foreseen_in_with,
    inside_of_expecting_calls,
    is_expected_to_fail,
)
from analysis.extract.lower_expressions import ExpressionLowering
from analysis.extract.surroundings import Surroundings
from analysis.extract.syntax import AnyFunction

_WITHOUT_STATEMENTS = frozenset(
    {ast.Expr, ast.Return, ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Raise, ast.Assert}
    | {ast.Pass, ast.Delete}
)


class ImportLowering(ExpressionLowering):
    """Lowers statements that import, and finds those in a function without lowering its body."""

    def import_(self, node: ast.Import) -> ir.Statement:
        return ir.Import(self._import_facts(node, None, 0), node.lineno + self.offset)

    def import_from(self, node: ast.ImportFrom) -> ir.Statement:
        module = node.module or ""
        if node.names[0].name == "*" and (self.where.function or self.where.scope):
            self._suspect()
        names = self._import_facts(node, module, node.level)
        return ir.ImportFrom(module, node.level, names, node.lineno + self.offset)

    def _import_facts(
        self, node: ast.Import | ast.ImportFrom, origin: str | None, level: int
    ) -> tuple[tuple[str, str | None], ...]:
        """What the statement names, with the aliases; `origin` is None where these are modules."""
        where = self.where
        line = node.lineno + self.offset
        end_line = (node.end_lineno or node.lineno) + self.offset
        span = Span(line, node.col_offset, end_line, node.end_col_offset or 0)
        certain = self.certain()
        names = []
        for imported in node.names:
            name, alias = imported.name, imported.asname
            names.append((name, alias))
            module = name if origin is None else origin
            if level + module.count(".") > DEEPEST_NAME:
                raise RecursionError
            self.imports.append(
                ImportFact(
                    module,
                    None if origin is None else name,
                    alias,
                    level,
                    span,
                    where.timing,
                    where.guarded,
                    where.conditional,
                    where.function,
                    where.expected,
                )
            )
            if certain is not None:
                bound = alias or (name if origin is not None else name.partition(".")[0])
                kind = "star" if name == "*" else "import"
                self.bindings.append(Binding(bound, line, kind, certain))
        return tuple(names)

    def _suspect(self) -> None:
        if self.where.function:
            self.suspects.add(len(self.functions) - 1)
        else:
            self.suspicious = True

    def scan_function(self, node: AnyFunction) -> None:
        """Finds the deferred imports of a body; its expressions are left alone."""
        where = self.where
        qualname = f"{where.function}.{node.name}" if where.function else where.scope + node.name
        timing = Timing.TYPE_CHECKING if where.timing is Timing.TYPE_CHECKING else Timing.DEFERRED
        inside = Surroundings(timing, False, False, qualname, where.expected, where.scope)
        if is_expected_to_fail(node):
            inside = inside.inside(expected=True)
        self._scan(inside, node.body)

    def _scan(self, where: Surroundings, body: list[ast.stmt]) -> None:
        before, self.where = self.where, where
        expected_here: frozenset[str] | None = None
        for node in body:
            kind = type(node)
            if kind is ast.ImportFrom:
                self.import_from(node)  # type: ignore[arg-type]
            elif kind is ast.Import:
                self.import_(node)  # type: ignore[arg-type]
            elif kind is ast.If:
                self._scan_if(where, node)  # type: ignore[arg-type]
            elif kind in _WITHOUT_STATEMENTS:
                pass
            elif isinstance(node, AnyFunction):
                if expected_here is None:
                    expected_here = expected_functions(body) if self.expecting else frozenset()
                self.where = where.inside(expected=node.name in expected_here)
                self.scan_function(node)
                self.where = where
            elif isinstance(node, AnyTry):
                guarded, expected = foreseen_in_try(node)
                self._scan(where.inside(guarded=guarded, expected=expected), node.body)
                for handler in node.handlers:
                    self._scan(where.inside(conditional=True), handler.body)
                self._scan(where, node.orelse)
                self._scan(where, node.finalbody)
            elif isinstance(node, ast.With | ast.AsyncWith):
                guarded, expected = foreseen_in_with(node)
                self._scan(where.inside(guarded=guarded, expected=expected), node.body)
            elif isinstance(node, ast.For | ast.AsyncFor | ast.While):
                self._scan(where.inside(conditional=True), node.body)
                self._scan(where, node.orelse)
            elif isinstance(node, ast.ClassDef):
                self._scan(where, node.body)
            elif isinstance(node, ast.Match):
                for case in node.cases:
                    self._scan(where.inside(conditional=True), case.body)
            elif kind is ast.Global:
                for name in node.names:  # type: ignore[attr-defined]
                    self.bindings.append(Binding(name, node.lineno, "global", False))
            if self.dynamic and not hasattr(node, "body"):
                self._dynamic_imports(node)
        self.where = before

    def _scan_if(self, where: Surroundings, node: ast.If) -> None:
        truth = static_truth(node.test)
        if truth is not False:
            timing = Timing.TYPE_CHECKING if truth == "type-checking" else None
            self._scan(where.inside(timing=timing, conditional=truth is None), node.body)
        if truth is not True:
            self._scan(where.inside(conditional=truth is None), node.orelse)

    def _dynamic_imports(self, node: ast.AST) -> None:
        expected = inside_of_expecting_calls(node)
        where = self.where
        for call in ast.walk(node):
            if isinstance(call, ast.Call):
                self.where = where.inside(expected=id(call) in expected)
                self._dynamic_import(call)
        self.where = where


def static_truth(test: ast.expr) -> bool | str | None:
    """What the compiler or every run knows of a test: True, False, a well-known guard, or None."""
    if isinstance(test, ast.Constant):
        return bool(test.value)
    if isinstance(test, ast.Name | ast.Attribute):
        name = test.id if isinstance(test, ast.Name) else test.attr
        return "type-checking" if name == "TYPE_CHECKING" else None
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        inner = static_truth(test.operand)
        if isinstance(inner, bool):
            return not inner
        return "not type-checking" if inner == "type-checking" else None
    if (
        isinstance(test, ast.Compare)
        and isinstance(test.left, ast.Name)
        and test.left.id == "__name__"
        and isinstance(test.ops[0], ast.Eq)
        and isinstance(test.comparators[0], ast.Constant)
        and test.comparators[0].value == "__main__"
    ):
        return "main"
    return None
