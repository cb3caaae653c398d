"""From expressions of the syntax tree to lowered ones."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable

from analysis.extract import program as ir
from analysis.extract.facts import DEEPEST_NAME, Binding, ClassFact, ImportFact, Span, Timing
from analysis.extract.foreseen import (
    called_import,
    expects_import_error,
    is_skipping,
    may_expect_import_error,
)
from analysis.extract.surroundings import Surroundings
from analysis.extract.syntax import AnyFunction, repeats_a_parameter
from analysis.extract.words import Words

OF_INTEREST = (b"import", b"global")
"""What decides, inside a function, about a fact."""

NOTHING = ir.Opaque()
LONGEST_STRING = 256
"""Longer strings are no module or attribute name; keeping them would only bloat the facts."""

OPERATORS: dict[type[ast.AST], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Mod: "%",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.BitOr: "|",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Is: "is",
    ast.IsNot: "is not",
    ast.In: "in",
    ast.NotIn: "not in",
    ast.And: "and",
    ast.Or: "or",
}


_DISPLAYS = {ast.Tuple: "tuple", ast.List: "list", ast.Set: "set"}


class ExpressionLowering:
    """Collects facts while it lowers. `offset` is added to every line (for parsed segments)."""

    def __init__(
        self,
        *,
        future_annotations: bool,
        dynamic: bool,
        offset: int = 0,
        words: Words | None = None,
    ) -> None:
        """`words` tell which functions are entered; without them, none is."""
        self.words = words
        self.last_of_interest = 0
        """The line on which such a word stands last."""
        if words is not None:
            last = max([words.text.rfind(word) for word in OF_INTEREST])
            self.last_of_interest = words.line_at(last) if last >= 0 else 0
        self.expecting = words is not None and may_expect_import_error(words.text)
        self.future_annotations = future_annotations
        self.dynamic = dynamic
        self.offset = offset
        self.imports: list[ImportFact] = []
        self.bindings: list[Binding] = []
        self.classes: list[ClassFact] = []
        self.applications: list[str] = []
        self.is_main = False
        self.where = Surroundings()
        self.annotated = False
        self.suspicious = False
        """Something stands outside of all functions that only the compiler can judge."""
        self.suspects: set[int] = set()
        """The positions of functions in which such a thing stands, as far as they were entered."""
        self.in_function = False
        """Lowering the body of a function: annotations of its variables do not execute."""
        self.generator = False
        self.functions: list[AnyFunction] = []
        """Those that no other function encloses."""
        self.walruses = 0

    def bind(self, name: str, line: int, kind: str, always: bool = True) -> None:
        where = self.where
        if not (where.scope or self.in_function or where.function is not None):
            certain = always and not where.conditional and where.timing is Timing.IMPORT
            self.bindings.append(Binding(name, line + self.offset, kind, certain))

    def certain(self) -> bool | None:
        """Whether a statement here runs for sure; None where it binds no name of the module."""
        where = self.where
        if where.scope or self.in_function or where.function is not None:
            return None
        return not where.conditional and where.timing is Timing.IMPORT

    def parameters(self, args: ast.arguments) -> ir.Parameters:
        if repeats_a_parameter(args):
            self.suspicious = True
        positional = tuple([arg.arg for arg in (*args.posonlyargs, *args.args)])
        if not (args.kwonlyargs or args.vararg or args.kwarg):
            return ir.Parameters(positional, defaults=self.expressions(args.defaults))
        return ir.Parameters(
            positional,
            tuple([arg.arg for arg in args.kwonlyargs]),
            args.vararg.arg if args.vararg else None,
            args.kwarg.arg if args.kwarg else None,
            self.expressions(args.defaults),
            tuple(
                [
                    self.expression(default) if default is not None else None
                    for default in args.kw_defaults
                ]
            ),
        )

    def _dynamic_import(self, node: ast.Call) -> None:
        """Records `importlib.import_module("a.b")` and whatever else imports by a constant name."""
        first, further = called_import(node)
        if not (isinstance(first, ast.Constant) and isinstance(first.value, str)):
            return
        module = first.value.lstrip(".")
        level = len(first.value) - len(module)
        if level and not (
            further and isinstance(further[0], ast.Name) and further[0].id == "__package__"
        ):
            return
        if first.value.count(".") > DEEPEST_NAME:
            return
        where, skipping = self.where, is_skipping(node)
        self.imports.append(
            ImportFact(
                module,
                None,
                None,
                level,
                Span(
                    node.lineno + self.offset,
                    node.col_offset,
                    (node.end_lineno or node.lineno) + self.offset,
                    node.end_col_offset or 0,
                ),
                where.timing,
                where.guarded or skipping,
                where.conditional,
                where.function,
                where.expected or skipping or expects_import_error(node),
                True,
            )
        )

    def expression(self, node: ast.expr) -> ir.Expression:
        return _EXPRESSIONS[node.__class__](self, node)

    def expressions(self, nodes: list[ast.expr]) -> tuple[ir.Expression, ...]:
        if not nodes:
            return ()
        return tuple([_EXPRESSIONS[node.__class__](self, node) for node in nodes])

    def _other(self, node: ast.expr) -> ir.Expression:
        """Anything whose value we do not follow: its parts still run, in order."""
        return opaque(
            [
                self.expression(child)
                for child in ast.iter_child_nodes(node)
                if isinstance(child, ast.expr)
            ]
        )

    def _constant(self, node: ast.Constant) -> ir.Expression:
        value = node.value
        if isinstance(value, str):
            kept = len(value) <= LONGEST_STRING and (value.isascii() or _is_text(value))
            return ir.Constant(value) if kept else NOTHING
        if value is None or isinstance(value, bool):
            return ir.Constant(value)
        if isinstance(value, int) and -(2**31) < value < 2**31:
            return ir.Constant(value)
        return NOTHING

    def _name(self, node: ast.Name) -> ir.Expression:
        return ir.Name(node.id, node.lineno + self.offset)

    def _attribute(self, node: ast.Attribute) -> ir.Expression:
        line = (node.end_lineno or node.lineno) + self.offset
        return ir.Attribute(self.expression(node.value), node.attr, line)

    def _call(self, node: ast.Call) -> ir.Expression:
        if self.dynamic:
            self._dynamic_import(node)
        return ir.Call(
            self.expression(node.func),
            tuple([_ITEMS[item.__class__](self, item) for item in node.args]),
            tuple([(word.arg, self.expression(word.value)) for word in node.keywords]),
            node.lineno + self.offset,
        )

    def _sequence(self, node: ast.Tuple | ast.List | ast.Set) -> ir.Expression:
        # Of starred targets there may be one.
        table = _EXPRESSIONS if isinstance(getattr(node, "ctx", None), ast.Store) else _ITEMS
        return ir.Sequence(
            _DISPLAYS[node.__class__],
            tuple([table[item.__class__](self, item) for item in node.elts]),
        )

    def _dict(self, node: ast.Dict) -> ir.Expression:
        return ir.Mapping(
            tuple(
                [
                    (self.expression(key) if key is not None else None, self.expression(value))
                    for key, value in zip(node.keys, node.values, strict=True)
                ]
            )
        )

    def _binary(self, node: ast.BinOp) -> ir.Expression:
        # Long chains of `+` lean left and may be thousands deep: walk them without recursion.
        chain: list[ast.BinOp] = [node]
        while isinstance(chain[-1].left, ast.BinOp):
            chain.append(chain[-1].left)
        lowered = self.expression(chain[-1].left)
        for link in reversed(chain):
            right = self.expression(link.right)
            if lowered is NOTHING and right is NOTHING:
                continue
            lowered = ir.Binary(OPERATORS.get(type(link.op), "?"), lowered, right)
        return lowered

    def _compare(self, node: ast.Compare) -> ir.Expression:
        return ir.Compare(
            self.expression(node.left),
            tuple([OPERATORS.get(type(operator), "?") for operator in node.ops]),
            self.expressions(node.comparators),
        )

    def _boolean(self, node: ast.BoolOp) -> ir.Expression:
        return ir.Boolean(OPERATORS[type(node.op)], self.expressions(node.values))

    def _unary(self, node: ast.UnaryOp) -> ir.Expression:
        value = self.expression(node.operand)
        if isinstance(node.op, ast.Not):
            return ir.Not(value)
        if (
            isinstance(node.op, ast.USub)
            and isinstance(value, ir.Constant)
            and isinstance(value.value, int)
        ):
            return ir.Constant(-value.value)
        return opaque([value])

    def _conditional(self, node: ast.IfExp) -> ir.Expression:
        return ir.Conditional(
            self.expression(node.test), self.expression(node.body), self.expression(node.orelse)
        )

    def _subscript(self, node: ast.Subscript) -> ir.Expression:
        return ir.Subscript(
            self.expression(node.value),
            self.expression(node.slice),
            (node.end_lineno or node.lineno) + self.offset
            if isinstance(node.value, ast.Name)
            else node.lineno + self.offset,
        )

    def _slice(self, node: ast.Slice) -> ir.Expression:
        return ir.Sequence(
            "slice",
            tuple(
                self.expression(part) if part is not None else ir.Constant(None)
                for part in (node.lower, node.upper, node.step)
            ),
        )

    def _lambda(self, node: ast.Lambda) -> ir.Expression:
        return ir.Lambda(self.parameters(node.args), self.expression(node.body))

    def _comprehension(
        self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp
    ) -> ir.Expression:
        elements = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        walruses = self.walruses
        lowered = ir.Comprehension(
            "generator" if isinstance(node, ast.GeneratorExp) else "list",
            tuple(self.expression(generator.target) for generator in node.generators),
            tuple(self.expression(generator.iter) for generator in node.generators),
            tuple(
                self.expression(condition)
                for generator in node.generators
                for condition in generator.ifs
            ),
            self.expressions(elements),
            node.lineno + self.offset,
        )
        self.suspicious |= self.walruses > walruses or any(
            generator.is_async for generator in node.generators
        )
        return lowered

    def _walrus(self, node: ast.NamedExpr) -> ir.Expression:
        # Behind `and`, in a comprehension or in a lambda it may never bind.
        self.bind(node.target.id, node.lineno, "assign", always=False)
        self.walruses += 1
        return ir.Walrus(node.target.id, self.expression(node.value))

    def _starred(self, node: ast.Starred) -> ir.Expression:
        self.suspicious = True
        return self._unpacked(node)

    def _unpacked(self, node: ast.Starred) -> ir.Expression:
        return ir.Starred(self.expression(node.value))

    def _joined(self, node: ast.JoinedStr) -> ir.Expression:
        lowered: ir.Expression | None = None
        for value in node.values:
            if isinstance(value, ast.FormattedValue):
                part = self.expression(value.value)
                if isinstance(value.format_spec, ast.JoinedStr):
                    # Not lowered; all but text in it is for the compiler to judge.
                    self.suspicious |= not all(
                        isinstance(piece, ast.Constant) for piece in value.format_spec.values
                    )
                if value.format_spec is not None or value.conversion not in (-1, ord("r")):
                    part = opaque([part])
                elif value.conversion == ord("r"):
                    part = ir.Binary("repr", ir.Constant(None), part)
            else:
                part = self.expression(value)
            lowered = part if lowered is None else ir.Binary("format", lowered, part)
        if isinstance(lowered, ir.Constant) and isinstance(lowered.value, str):
            return lowered
        return ir.Binary("format", ir.Constant(""), lowered) if lowered is not None else NOTHING

    def _yield(self, node: ast.Yield | ast.YieldFrom | ast.Await) -> ir.Expression:
        self.suspicious = True
        if not isinstance(node, ast.Await):
            self.generator = True
        return opaque([self.expression(node.value)] if node.value is not None else [])


def _is_text(value: str) -> bool:
    """Whether a string can be stored as UTF-8: one with a lone surrogate can't."""
    return not any("\ud800" <= character <= "\udfff" for character in value)


def opaque(parts: Iterable[ir.Expression]) -> ir.Expression:
    kept = tuple(part for part in parts if not isinstance(part, ir.Constant) and part != NOTHING)
    return ir.Opaque(kept) if kept else NOTHING


_Handler = Callable[[ExpressionLowering, ast.expr], ir.Expression]


class _Handlers(dict[type[ast.AST], _Handler]):
    def __missing__(self, kind: type[ast.AST]) -> _Handler:
        return ExpressionLowering._other


_HANDLERS: dict[type[ast.AST], _Handler] = {
    ast.Constant: ExpressionLowering._constant,  # type: ignore[dict-item]
    ast.Name: ExpressionLowering._name,  # type: ignore[dict-item]
    ast.Attribute: ExpressionLowering._attribute,  # type: ignore[dict-item]
    ast.Call: ExpressionLowering._call,  # type: ignore[dict-item]
    ast.Tuple: ExpressionLowering._sequence,  # type: ignore[dict-item]
    ast.List: ExpressionLowering._sequence,  # type: ignore[dict-item]
    ast.Set: ExpressionLowering._sequence,  # type: ignore[dict-item]
    ast.Dict: ExpressionLowering._dict,  # type: ignore[dict-item]
    ast.BinOp: ExpressionLowering._binary,  # type: ignore[dict-item]
    ast.Compare: ExpressionLowering._compare,  # type: ignore[dict-item]
    ast.BoolOp: ExpressionLowering._boolean,  # type: ignore[dict-item]
    ast.UnaryOp: ExpressionLowering._unary,  # type: ignore[dict-item]
    ast.IfExp: ExpressionLowering._conditional,  # type: ignore[dict-item]
    ast.Subscript: ExpressionLowering._subscript,  # type: ignore[dict-item]
    ast.Lambda: ExpressionLowering._lambda,  # type: ignore[dict-item]
    ast.Slice: ExpressionLowering._slice,  # type: ignore[dict-item]
    ast.ListComp: ExpressionLowering._comprehension,  # type: ignore[dict-item]
    ast.SetComp: ExpressionLowering._comprehension,  # type: ignore[dict-item]
    ast.DictComp: ExpressionLowering._comprehension,  # type: ignore[dict-item]
    ast.GeneratorExp: ExpressionLowering._comprehension,  # type: ignore[dict-item]
    ast.NamedExpr: ExpressionLowering._walrus,  # type: ignore[dict-item]
    ast.Starred: ExpressionLowering._starred,  # type: ignore[dict-item]
    ast.JoinedStr: ExpressionLowering._joined,  # type: ignore[dict-item]
    ast.Yield: ExpressionLowering._yield,  # type: ignore[dict-item]
    ast.YieldFrom: ExpressionLowering._yield,  # type: ignore[dict-item]
    ast.Await: ExpressionLowering._yield,  # type: ignore[dict-item]
}
_EXPRESSIONS = _Handlers(_HANDLERS)
_ITEMS = _Handlers({**_HANDLERS, ast.Starred: ExpressionLowering._unpacked})  # type: ignore[dict-item]
"""Of calls and displays, where a starred expression stands right."""
