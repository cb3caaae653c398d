"""What code says of the failure of its imports: that it goes on without, or that it must come."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from analysis.extract.syntax import dotted, walk

IMPORT_ERRORS = frozenset({"ImportError", "ModuleNotFoundError", "Exception", "BaseException"})
_EXPECTING = frozenset(
    {"raises", "assertRaises", "assertRaisesRegex", "assertRaisesRegexp"}
    | {"assert_raises", "assert_raises_regex"}
)
_IMPORTING = frozenset({"import_module", "__import__"})

AnyWith = ast.With | ast.AsyncWith
AnyTry = ast.Try | getattr(ast, "TryStar", ast.Try)
Decorated = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def foreseen_in_with(node: AnyWith) -> tuple[bool, bool]:
    """(suppresses ImportError, expects ImportError as a test does)."""
    guarded = expected = False
    for item in node.items:
        call = item.context_expr
        if isinstance(call, ast.Call):
            guarded |= _last(call.func) == "suppress" and _names_import_error(call.args)
            expected |= expects_import_error(call)
    return guarded, expected


def foreseen_in_try(node: ast.Try) -> tuple[bool, bool]:
    """(catches ImportError and goes on, fails as a test does where none comes)."""
    handler = _handler_of_import_error(node.handlers)
    if handler is None:
        return False, False
    if any(map(_fails, handler.body)):
        # The test needs the import: `except ImportError: pytest.fail("…")`.
        return False, False
    return True, any(map(_fails, (*node.body, *node.orelse)))


def is_expected_to_fail(node: Decorated) -> bool:
    """Whether a decorator says so: `xfail(raises=ImportError)`, `raises(ImportError)` of nose."""
    return any(
        isinstance(call, ast.Call)
        and (
            expects_import_error(call)
            or (_last(call.func) == "xfail" and _names_import_error(_keyword(call, "raises")))
        )
        for call in node.decorator_list
    )


def expects_import_error(call: ast.Call) -> bool:
    """`pytest.raises(ImportError)`, `self.assertRaises((ImportError, OSError))` and the like."""
    if _last(call.func) not in _EXPECTING:
        return False
    return _names_import_error(
        (*call.args[:1], *_keyword(call, "expected_exception"), *_keyword(call, "exception"))
    )


def may_expect_import_error(source: bytes) -> bool:
    """False where a source names no call that could, or no error."""
    return b"aises" in source and any(name.encode() in source for name in IMPORT_ERRORS)


def called_import(call: ast.Call) -> tuple[ast.expr | None, list[ast.expr]]:
    """What a call imports by its name, and the arguments after it; (None, []) if it imports none.

    `importlib.import_module("a.b")`, `__import__("a.b")`, `pytest.importorskip("a.b")`, and what
    `pytest.raises(ImportError, importlib.import_module, "a.b")` calls itself.
    """
    called = _last(call.func)
    if called in _IMPORTING or called == "importorskip":
        named = [*call.args, *_keyword(call, "name"), *_keyword(call, "modname")]
        return (named[0], named[1:]) if named else (None, [])
    if called in _EXPECTING:
        for at, argument in enumerate(call.args[1:-1], 1):
            if not isinstance(argument, ast.Call) and _last(argument) in _IMPORTING:
                return call.args[at + 1], call.args[at + 2 :]
    return None, []


def is_skipping(call: ast.Call) -> bool:
    """`pytest.importorskip("a.b")`."""
    return _last(call.func) == "importorskip"


def expected_functions(body: Iterable[ast.stmt]) -> frozenset[str]:
    """Functions that a block calls where it expects an ImportError, or gives away to be called."""
    found: set[str] = set()
    for statement in body:
        for node in walk(statement):
            if isinstance(node, AnyWith) and foreseen_in_with(node)[1]:
                found |= {
                    inner.func.id
                    for part in node.body
                    for inner in walk(part)
                    if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Name)
                }
            elif isinstance(node, ast.Call) and expects_import_error(node):
                found |= {item.id for item in node.args[1:] if isinstance(item, ast.Name)}
    return frozenset(found)


def inside_of_expecting_calls(node: ast.AST) -> frozenset[int]:
    """The identities of the calls inside of `pytest.raises(ImportError, lambda: …)`, and of it."""
    return frozenset(
        id(inner)
        for call in walk(node)
        if isinstance(call, ast.Call) and expects_import_error(call)
        for inner in walk(call)
        if isinstance(inner, ast.Call)
    )


def _handler_of_import_error(handlers: list[ast.ExceptHandler]) -> ast.ExceptHandler | None:
    for handler in handlers:
        if handler.type is None or _names_import_error([handler.type]):
            return handler
    return None


def _names_import_error(kinds: Iterable[ast.expr]) -> bool:
    return any(
        _last(one) in IMPORT_ERRORS
        for kind in kinds
        for one in (kind.elts if isinstance(kind, ast.Tuple | ast.List) else [kind])
    )


def _fails(statement: ast.stmt) -> bool:
    """`pytest.fail("…")`, `self.fail()`, `raise AssertionError`, `assert False`."""
    match statement:
        case ast.Expr(value=ast.Call(func=function)):
            return _last(function) == "fail"
        case ast.Raise(exc=ast.expr() as raised):
            return _last(raised) == "AssertionError"
        case ast.Assert(test=ast.Constant(value=value)):
            return not value
        case _:
            return False


def _keyword(call: ast.Call, name: str) -> list[ast.expr]:
    return [word.value for word in call.keywords if word.arg == name]


def _last(node: ast.expr) -> str:
    return dotted(node).rpartition(".")[2]
