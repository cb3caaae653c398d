"""From the statements of a module to its facts, in one pass that leaves expressions alone."""

from __future__ import annotations

import ast
from bisect import bisect_left
from collections.abc import Callable, Iterable

from analysis.extract.class_facts import class_fact
from analysis.extract.facts import Binding, ClassFact, ImportFact, Span, Timing
from analysis.extract.foreseen import catches_import_error, foreseen, static_truth
from analysis.extract.names import dotted
from analysis.extract.searched import imported_by_call, searched
from analysis.extract.surroundings import Surroundings

APPLICATIONS = frozenset(
    {"FastAPI", "Flask", "Starlette", "Sanic", "Quart", "Litestar", "Celery", "Typer"}
    | {"get_asgi_application", "get_wsgi_application", "create_app"}
)
AnyFunction = ast.FunctionDef | ast.AsyncFunctionDef


class Reading:
    """Collects the facts of one module.

    `interesting` are the lines on which a word stands that matters inside a function, in order:
    a function without any is not entered. `searching` are the lines with a `:=` or a call like
    `import_module()`: the expressions around them must be searched after all.
    """

    __slots__ = (
        "annotated",
        "applications",
        "bindings",
        "classes",
        "dynamic",
        "functions",
        "future_annotations",
        "imports",
        "interesting",
        "is_main",
        "searching",
        "suspicious",
    )

    def __init__(
        self,
        *,
        future_annotations: bool,
        dynamic: bool,
        searching: list[int],
        interesting: list[int],
    ) -> None:
        self.future_annotations = future_annotations
        self.dynamic = dynamic
        self.searching = searching
        self.interesting = interesting
        self.imports: list[ImportFact] = []
        self.bindings: list[Binding] = []
        self.classes: list[ClassFact] = []
        self.applications: list[str] = []
        self.functions: list[AnyFunction] = []
        """Those that no other function encloses."""
        self.is_main = False
        self.annotated = False
        self.suspicious = False
        """Something stands here that only the compiler can accept or refuse."""

    def block(self, where: Surroundings, body: Iterable[ast.stmt]) -> None:
        for node in body:
            read = _STATEMENTS.get(type(node))
            if read is not None:
                read(self, where, node)

    # What a statement binds and imports

    def _bind(self, where: Surroundings, name: str, line: int, kind: str) -> None:
        if not where.scope:
            self.bindings.append(Binding(name, line, kind, where.certain))

    def _bind_target(self, where: Surroundings, target: ast.expr) -> None:
        if where.scope:
            return
        kind = type(target)
        if kind is ast.Name:
            self.bindings.append(
                Binding(target.id, target.lineno, "assign", where.certain)  # type: ignore[attr-defined]
            )
        elif kind is ast.Tuple or kind is ast.List:
            for item in target.elts:  # type: ignore[attr-defined]
                self._bind_target(where, item)
        elif kind is ast.Starred:
            self._bind_target(where, target.value)  # type: ignore[attr-defined]

    def _import(self, where: Surroundings, node: ast.Import) -> None:
        for alias in node.names:
            name, renamed = alias.name, alias.asname
            self.imports.append(
                ImportFact(
                    name,
                    None,
                    renamed,
                    0,
                    _span(node),
                    where.timing,
                    where.guarded,
                    where.conditional,
                    where.function,
                    where.expected,
                )
            )
            if not where.scope and where.function is None:
                bound = renamed or name.partition(".")[0]
                self.bindings.append(Binding(bound, node.lineno, "import", where.certain))

    def _import_from(self, where: Surroundings, node: ast.ImportFrom) -> None:
        module, level, line, span = node.module or "", node.level, node.lineno, _span(node)
        timing, function = where.timing, where.function
        guarded, conditional, expected = where.guarded, where.conditional, where.expected
        bindings = self.bindings if not where.scope and function is None else None
        certain = where.certain
        for alias in node.names:
            name, renamed = alias.name, alias.asname
            self.imports.append(
                ImportFact(
                    *(module, name, renamed, level, span, timing),
                    *(guarded, conditional, function, expected),
                )
            )
            if name == "*":
                self.suspicious |= bindings is None
                if bindings is not None:
                    bindings.append(Binding("*", line, "star", certain))
            elif bindings is not None:
                bindings.append(Binding(renamed or name, line, "import", certain))

    def _search(self, where: Surroundings, *expressions: ast.expr | None) -> None:
        """What expressions bind (`:=`) and import by a call; only where the text has such words."""
        lines = self.searching
        for expression in expressions:
            if expression is None:
                continue
            at = bisect_left(lines, expression.lineno)
            if at == len(lines) or lines[at] > (expression.end_lineno or lines[at]):
                continue
            for node in searched(expression):
                if isinstance(node, ast.NamedExpr):
                    # Behind `and`, in a comprehension or in a lambda it may never bind.
                    if not where.scope:
                        walrus = Binding(node.target.id, node.lineno, "assign", False)
                        self.bindings.append(walrus)
                elif self.dynamic:
                    self._dynamic_import(where, node)

    def _dynamic_import(self, where: Surroundings, node: ast.Call) -> None:
        named = imported_by_call(node)
        if named is not None:
            module, level = named
            self.imports.append(
                ImportFact(
                    *(module, None, None, level, _span(node), where.timing, where.guarded),
                    *(where.conditional, where.function, where.expected, True),
                )
            )

    # Statements of modules and class bodies

    def _assign(self, where: Surroundings, node: ast.Assign) -> None:
        if self.searching:
            self._search(where, node.value)
        for target in node.targets:
            self._bind_target(where, target)
        value = node.value
        if type(value) is ast.Call and not where.scope:
            called = dotted(value.func).rpartition(".")[2]
            if called in APPLICATIONS and isinstance(node.targets[0], ast.Name):
                self.applications.append(node.targets[0].id)
        if self.searching:
            self._search(where, *node.targets)

    def _augment(self, where: Surroundings, node: ast.AugAssign) -> None:
        if self.searching:
            self._search(where, node.target, node.value)

    def _annotate(self, where: Surroundings, node: ast.AnnAssign) -> None:
        self.annotated |= not where.scope
        if self.searching:
            self._search(where, node.value)
        if node.value is not None:
            self._bind_target(where, node.target)
        if self.searching:
            if not self.future_annotations:
                self._search(where, node.annotation)
            self._search(where, node.target)

    def _delete(self, where: Surroundings, node: ast.Delete) -> None:
        for target in node.targets:
            for name in ast.walk(target) if isinstance(target, ast.Tuple | ast.List) else (target,):
                if isinstance(name, ast.Name):
                    self._bind(where, name.id, node.lineno, "del")
        if self.searching:
            self._search(where, *node.targets)

    def _function(self, where: Surroundings, node: AnyFunction) -> None:
        if self.searching:
            args = node.args
            self._search(where, *node.decorator_list, *args.defaults, *args.kw_defaults)
            if not self.future_annotations:
                every = (*args.args, *args.posonlyargs, args.vararg, *args.kwonlyargs, args.kwarg)
                self._search(where, *(arg.annotation for arg in every if arg), node.returns)
        if not where.scope:
            self.bindings.append(Binding(node.name, node.lineno, "function", where.certain))
        self.functions.append(node)
        interesting, line = self.interesting, node.lineno
        index = bisect_left(interesting, line)
        if index < len(interesting) and interesting[index] <= (node.end_lineno or line):
            self._enter(where, node)

    def _class(self, where: Surroundings, node: ast.ClassDef) -> None:
        if self.searching:
            keywords = (word.value for word in node.keywords)
            self._search(where, *node.decorator_list, *node.bases, *keywords)
        if not where.scope:
            self.bindings.append(Binding(node.name, node.lineno, "class", where.certain))
        self.classes.append(class_fact(node, where.scope, where.conditional))
        inside = where.inside()
        inside.scope = f"{where.scope}{node.name}."
        inside.loop = False
        self.block(inside, node.body)

    def _if(self, where: Surroundings, node: ast.If) -> None:
        truth = static_truth(node.test)
        body = orelse = where
        if truth == "main":
            self.is_main |= not where.scope
            body = where.inside(timing=Timing.DEFERRED, conditional=True)
        elif truth == "type-checking":
            body = where.inside(timing=Timing.TYPE_CHECKING, conditional=True)
        elif truth == "not type-checking":
            orelse = where.inside(timing=Timing.TYPE_CHECKING, conditional=True)
        elif truth is None:
            body = orelse = where.inside(conditional=True)
        if truth is not False:
            self.block(body, node.body)
        if truth is not True:
            self.block(orelse, node.orelse)
        if self.searching:
            self._search(where, node.test)

    def _for(self, where: Surroundings, node: ast.For | ast.AsyncFor) -> None:
        self.suspicious |= type(node) is ast.AsyncFor
        inside = where.inside(conditional=True)
        if self.searching:
            self._search(where, node.iter)
        self._bind_target(inside, node.target)
        if self.searching:
            self._search(where, node.target)
        self.block(inside.inside(loop=True), node.body)
        self.block(inside, node.orelse)

    def _while(self, where: Surroundings, node: ast.While) -> None:
        if self.searching:
            self._search(where, node.test)
        inside = where.inside(conditional=True)
        self.block(inside.inside(loop=True), node.body)
        self.block(inside, node.orelse)

    def _try(self, where: Surroundings, node: ast.Try) -> None:
        self.suspicious |= type(node) is not ast.Try
        self.block(where.inside(guarded=catches_import_error(node.handlers)), node.body)
        for handler in node.handlers:
            if self.searching:
                self._search(where, handler.type)
            self.block(where.inside(conditional=True), handler.body)
        self.block(where, node.orelse)
        self.block(where, node.finalbody)

    def _with(self, where: Surroundings, node: ast.With | ast.AsyncWith) -> None:
        self.suspicious |= type(node) is ast.AsyncWith
        guarded, expected = foreseen(node)
        if self.searching:
            for item in node.items:
                self._search(where, item.context_expr, item.optional_vars)
        for item in node.items:
            if item.optional_vars is not None:
                self._bind_target(where, item.optional_vars)
        self.block(where.inside(guarded=guarded, expected=expected), node.body)

    def _match(self, where: Surroundings, node: ast.Match) -> None:
        self.suspicious = True
        inside = where.inside(conditional=True)
        for case in node.cases:
            captures: list[str] = []
            self._pattern(where, case.pattern, captures)
            for name in captures:
                self._bind(inside, name, case.pattern.lineno, "assign")
            if self.searching:
                self._search(where, case.guard)
            self.block(inside, case.body)
        if self.searching:
            self._search(where, node.subject)

    def _pattern(self, where: Surroundings, pattern: ast.pattern, captures: list[str]) -> None:
        inner: list[ast.pattern] = []
        name = None
        match pattern:
            case ast.MatchValue(value=value):
                if self.searching:
                    self._search(where, value)
            case ast.MatchClass():
                if self.searching:
                    self._search(where, pattern.cls)
                inner = [*pattern.patterns, *pattern.kwd_patterns]
            case ast.MatchMapping():
                if self.searching:
                    self._search(where, *pattern.keys)
                inner, name = pattern.patterns, pattern.rest
            case ast.MatchSequence() | ast.MatchOr():
                inner = pattern.patterns
            case ast.MatchStar():
                name = pattern.name
            case ast.MatchAs():
                inner, name = [pattern.pattern] if pattern.pattern else [], pattern.name
        for each in inner:
            self._pattern(where, each, captures)
        if name:
            captures.append(name)

    def _evaluate(self, where: Surroundings, node: ast.Expr) -> None:
        if self.searching:
            self._search(where, node.value)

    def _raise(self, where: Surroundings, node: ast.Raise) -> None:
        if self.searching:
            self._search(where, node.exc, node.cause)

    def _return(self, where: Surroundings, node: ast.Return) -> None:
        self.suspicious = True
        if self.searching:
            self._search(where, node.value)

    def _assert(self, where: Surroundings, node: ast.Assert) -> None:
        if self.searching:
            self._search(where, node.msg, node.test)

    def _global(self, where: Surroundings, node: ast.Global) -> None:
        self.suspicious = True
        if where.scope:
            self.bindings += [Binding(name, node.lineno, "global", False) for name in node.names]

    def _nonlocal(self, where: Surroundings, node: ast.Nonlocal) -> None:
        self.suspicious = True

    def _jump(self, where: Surroundings, node: ast.Break | ast.Continue) -> None:
        self.suspicious |= not where.loop

    def _type_alias(self, where: Surroundings, node: ast.stmt) -> None:
        self._bind(where, node.name.id, node.lineno, "assign")  # type: ignore[attr-defined]

    # Statements of functions

    def _enter(self, where: Surroundings, node: AnyFunction) -> None:
        """Finds the deferred imports of a body; its expressions are left alone."""
        qualname = f"{where.function}.{node.name}" if where.function else where.scope + node.name
        timing = Timing.TYPE_CHECKING if where.timing is Timing.TYPE_CHECKING else Timing.DEFERRED
        expected = where.expected or any(
            "raises" in dotted(decorator) for decorator in node.decorator_list
        )
        inside = Surroundings(timing, False, False, qualname, expected, where.scope)
        self._scan(inside, node.body)

    def _scan(self, where: Surroundings, body: Iterable[ast.stmt]) -> None:
        for node in body:
            scan = _IN_FUNCTIONS.get(type(node))
            if scan is not None:
                scan(self, where, node)
            # A `match` has cases instead of a body, and is searched as a whole.
            if self.dynamic and not hasattr(node, "body"):
                for call in ast.walk(node):
                    if isinstance(call, ast.Call):
                        self._dynamic_import(where, call)

    def _scan_if(self, where: Surroundings, node: ast.If) -> None:
        truth = static_truth(node.test)
        if truth is not False:
            timing = Timing.TYPE_CHECKING if truth == "type-checking" else None
            self._scan(where.inside(timing=timing, conditional=truth is None), node.body)
        if truth is not True:
            self._scan(where.inside(conditional=truth is None), node.orelse)

    def _scan_try(self, where: Surroundings, node: ast.Try) -> None:
        self._scan(where.inside(guarded=catches_import_error(node.handlers)), node.body)
        for handler in node.handlers:
            self._scan(where.inside(conditional=True), handler.body)
        self._scan(where, node.orelse)
        self._scan(where, node.finalbody)

    def _scan_with(self, where: Surroundings, node: ast.With | ast.AsyncWith) -> None:
        guarded, expected = foreseen(node)
        self._scan(where.inside(guarded=guarded, expected=expected), node.body)

    def _scan_loop(self, where: Surroundings, node: ast.For | ast.AsyncFor | ast.While) -> None:
        self._scan(where.inside(conditional=True, loop=True), node.body)
        self._scan(where, node.orelse)

    def _scan_class(self, where: Surroundings, node: ast.ClassDef) -> None:
        self._scan(where, node.body)

    def _scan_match(self, where: Surroundings, node: ast.Match) -> None:
        for case in node.cases:
            self._scan(where.inside(conditional=True), case.body)

    def _scan_global(self, where: Surroundings, node: ast.Global) -> None:
        self.bindings += [Binding(name, node.lineno, "global", False) for name in node.names]


def _span(node: ast.stmt | ast.expr) -> Span:
    return Span(
        node.lineno, node.col_offset, node.end_lineno or node.lineno, node.end_col_offset or 0
    )


_Table = dict[type[ast.AST], Callable[[Reading, Surroundings, ast.stmt], None]]

_STATEMENTS: _Table = {
    ast.Import: Reading._import,  # type: ignore[dict-item]
    ast.ImportFrom: Reading._import_from,  # type: ignore[dict-item]
    ast.Assign: Reading._assign,  # type: ignore[dict-item]
    ast.AugAssign: Reading._augment,  # type: ignore[dict-item]
    ast.AnnAssign: Reading._annotate,  # type: ignore[dict-item]
    ast.Delete: Reading._delete,  # type: ignore[dict-item]
    ast.FunctionDef: Reading._function,  # type: ignore[dict-item]
    ast.AsyncFunctionDef: Reading._function,  # type: ignore[dict-item]
    ast.ClassDef: Reading._class,  # type: ignore[dict-item]
    ast.If: Reading._if,  # type: ignore[dict-item]
    ast.For: Reading._for,  # type: ignore[dict-item]
    ast.AsyncFor: Reading._for,  # type: ignore[dict-item]
    ast.While: Reading._while,  # type: ignore[dict-item]
    ast.Try: Reading._try,  # type: ignore[dict-item]
    ast.With: Reading._with,  # type: ignore[dict-item]
    ast.AsyncWith: Reading._with,  # type: ignore[dict-item]
    ast.Match: Reading._match,  # type: ignore[dict-item]
    ast.Expr: Reading._evaluate,  # type: ignore[dict-item]
    ast.Raise: Reading._raise,  # type: ignore[dict-item]
    ast.Return: Reading._return,  # type: ignore[dict-item]
    ast.Assert: Reading._assert,  # type: ignore[dict-item]
    ast.Global: Reading._global,  # type: ignore[dict-item]
    ast.Nonlocal: Reading._nonlocal,  # type: ignore[dict-item]
    ast.Break: Reading._jump,  # type: ignore[dict-item]
    ast.Continue: Reading._jump,  # type: ignore[dict-item]
}
_IN_FUNCTIONS: _Table = {
    ast.Import: Reading._import,  # type: ignore[dict-item]
    ast.ImportFrom: Reading._import_from,  # type: ignore[dict-item]
    ast.If: Reading._scan_if,  # type: ignore[dict-item]
    ast.FunctionDef: Reading._enter,  # type: ignore[dict-item]
    ast.AsyncFunctionDef: Reading._enter,  # type: ignore[dict-item]
    ast.Try: Reading._scan_try,  # type: ignore[dict-item]
    ast.With: Reading._scan_with,  # type: ignore[dict-item]
    ast.AsyncWith: Reading._scan_with,  # type: ignore[dict-item]
    ast.For: Reading._scan_loop,  # type: ignore[dict-item]
    ast.AsyncFor: Reading._scan_loop,  # type: ignore[dict-item]
    ast.While: Reading._scan_loop,  # type: ignore[dict-item]
    ast.ClassDef: Reading._scan_class,  # type: ignore[dict-item]
    ast.Match: Reading._scan_match,  # type: ignore[dict-item]
    ast.Global: Reading._scan_global,  # type: ignore[dict-item]
    ast.Break: Reading._jump,  # type: ignore[dict-item]
    ast.Continue: Reading._jump,  # type: ignore[dict-item]
}
if hasattr(ast, "TryStar"):
    _STATEMENTS[ast.TryStar] = Reading._try  # type: ignore[assignment]
    _IN_FUNCTIONS[ast.TryStar] = Reading._scan_try  # type: ignore[assignment]
if hasattr(ast, "TypeAlias"):
    _STATEMENTS[ast.TypeAlias] = Reading._type_alias
