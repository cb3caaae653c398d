"""What a block might do that is not run: read from it once, for loops and branches come again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

import msgspec

from analysis.extract import program as ir

Way = Literal["break", "return"]


class Sketch(msgspec.Struct, frozen=True):
    """What a block might bind, in order, which lines hold a star import, what is global in it."""

    block: tuple[ir.Statement, ...]
    bound: tuple[str, ...]
    stars: tuple[int, ...]
    declared: frozenset[str]
    leaves: bool
    """Whether it may leave the function or the loop around it early."""


def sketch_of(block: tuple[ir.Statement, ...]) -> Sketch:
    bound: dict[str, None] = {}
    stars: list[int] = []
    declared: set[str] = set()
    leaves = _draw(block, bound, stars, declared)
    return Sketch(block, tuple(bound), tuple(stars), frozenset(declared), leaves)


def _draw(
    block: Iterable[ir.Statement], bound: dict[str, None], stars: list[int], declared: set[str]
) -> bool:
    leaves = False
    names: Iterable[str]
    for statement in block:
        names = ()
        match statement:
            case ir.Import(aliases, _):
                names = (alias or module.partition(".")[0] for module, alias in aliases)
            case ir.ImportFrom(_, _, aliases, line):
                stars += (line for name, _ in aliases if name == "*")
                names = (alias or name for name, alias in aliases if name != "*")
            case ir.Assign(targets, _, _):
                names = (name for target in targets for name in names_of(target))
            case ir.Augment(target, _, _, _):
                names = names_of(target)
            case ir.Annotate(target, _, value, _) if value is not None:
                names = names_of(target)
            case ir.Function(name=name) | ir.Class(name=name) | ir.TypeAlias(name, _):
                names = (name,)
            case ir.If(_, body, orelse, _):
                leaves |= _draw((*body, *orelse), bound, stars, declared)
            case ir.Loop(target, _, body, orelse, _):
                if target is not None:
                    bound.update(dict.fromkeys(names_of(target)))
                _draw(body, bound, stars, declared)
                leaves |= may_leave(body, "return") | _draw(orelse, bound, stars, declared)
            case ir.Try(body, handlers, orelse, final, _):
                for part in (body, orelse, final, *(handler.body for handler in handlers)):
                    leaves |= _draw(part, bound, stars, declared)
            case ir.With(items, body, _):
                for _, held in items:
                    if held is not None:
                        bound.update(dict.fromkeys(names_of(held)))
                leaves |= _draw(body, bound, stars, declared)
            case ir.Match(_, cases, _):
                for case in cases:
                    bound.update(dict.fromkeys(case.captures))
                    leaves |= _draw(case.body, bound, stars, declared)
            case ir.Return() | ir.Jump():
                leaves = True
            case ir.Global(globals_, nonlocal_) if not nonlocal_:
                declared.update(globals_)
            case _:
                pass
        bound.update(dict.fromkeys(names))
    return leaves


def names_of(target: ir.Target) -> Iterator[str]:
    """The plain names of a target."""
    match target:
        case ir.Name(name, _):
            yield name
        case ir.Sequence(_, items):
            for item in items:
                yield from names_of(item)
        case ir.Starred(inner):
            yield from names_of(inner)
        case _:
            pass


def may_leave(block: Iterable[ir.Statement], way: Way) -> bool:
    """Whether a block may leave its function by `return`, or the loop that it is in by `break`."""
    return any(_leaves(statement, way) for statement in block)


def _leaves(statement: ir.Statement, way: Way) -> bool:
    parts: Iterable[Iterable[ir.Statement]] = ()
    match statement:
        case ir.Return():
            return way == "return"
        case ir.Jump(jump):
            return jump == way
        case ir.If(_, body, orelse, _):
            parts = (body, orelse)
        case ir.Loop(_, _, body, orelse, _):
            # A `break` in the body leaves that loop, one in its `else` the loop around it.
            parts = (orelse,) if way == "break" else (body, orelse)
        case ir.Try(body, handlers, orelse, final, _):
            parts = (body, orelse, final, *(handler.body for handler in handlers))
        case ir.With(_, body, _):
            parts = (body,)
        case ir.Match(_, cases, _):
            parts = [case.body for case in cases]
    return any(may_leave(part, way) for part in parts)
