"""What an edit of a file changes for those that import it: a few names, or who knows what."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import msgspec

from analysis.execution.lookup import BUILTINS
from analysis.extract import program as ir
from analysis.extract.facts import FileFacts, Timing
from analysis.extract.function_body import text_mark

TextOf = Callable[[ir.Function], str]
_WORDS = re.compile(r"\w+")
_LINES = frozenset({"line", "start", "end_line"})


class Edit(msgspec.Struct, frozen=True):
    """What differs between two contents of a file.

    `names` are those whose meaning does, in the module or in a class of it; its own code, as far
    as it is run, looks at none of them. Who doesn't either can't tell the two apart, but for lines.
    """

    names: frozenset[str]
    moved: bool
    """Whether something that is the same stands on other lines."""
    called: Mapping[int, bytes]
    """The functions whose bodies were run, where they are now, as in `Trace.called`."""
    added: tuple[str, ...] | None
    """Names that its last statements now bind, in order, where that is all that differs in what
    the module itself binds; None where more does."""


def edit_between(
    old: FileFacts, new: FileFacts, called: Mapping[int, bytes], text_of: TextOf
) -> Edit | None:
    """None where more may differ than what some names stand for.

    `called` are the functions of the old file whose bodies were run, by first line; `text_of`
    gives the lines of one of the new file.
    """
    if old.problem is not None or new.problem is not None or _flags(old) != _flags(new):
        return None
    comparison = _Comparison(_steady_names(old), _steady_names(new), called, text_of)
    try:
        kept = comparison.same_part(old.program, new.program)
        if kept is None:
            return None
        looked_at = comparison.run.union(_looked_at(kept))
    except RecursionError:
        return None
    if not comparison.names.isdisjoint(looked_at):
        return None
    if any(name.startswith("__") or not name.isascii() for name in comparison.names):
        # Python asks for some of them itself; private ones are spelt otherwise in a class.
        return None
    names = frozenset(comparison.names)
    return Edit(names, comparison.moved, comparison.called_now, comparison.added)


def _flags(facts: FileFacts) -> tuple[object, ...]:
    """What the execution asks of a file beside its code."""
    imports = [
        (fact.module, fact.name, fact.level, fact.timing)
        for fact in facts.imports
        if fact.timing is Timing.IMPORT
    ]
    return facts.future_annotations, facts.annotated, imports


class _Comparison:
    def __init__(
        self,
        steady_before: Mapping[str, int],
        steady_now: Mapping[str, int],
        called: Mapping[int, bytes],
        text_of: TextOf,
    ) -> None:
        self._steady_before = steady_before
        self._steady_now = steady_now
        self._called = called
        self._text_of = text_of
        self.names: set[str] = set()
        self.added: tuple[str, ...] | None = None
        self.moved = False
        self.called_now: dict[int, bytes] = {}
        self.run: set[str] = set()
        """The words of functions whose bodies were run and are the same."""

    def same_part(
        self, old: Sequence[ir.Statement], new: Sequence[ir.Statement], of_class: bool = False
    ) -> list[ir.Statement] | None:
        """What is the same in two blocks; None where the rest does more than bind names."""
        head: list[ir.Statement] = []
        tail: list[ir.Statement] = []
        most = min(len(old), len(new))
        while len(head) < most and self._add(head, old[len(head)], new[len(head)]):
            pass
        while len(tail) < most - len(head):
            if not self._add(tail, old[-1 - len(tail)], new[-1 - len(tail)]):
                break
        sides = ((old, self._steady_before), (new, self._steady_now))
        for block, steady in sides:
            for statement in block[len(head) : len(block) - len(tail)]:
                if not self._only_binds(statement, of_class, steady):
                    return None
        if not of_class and len(head) == len(old):
            self.added = tuple(_bound_by(new[len(head) :]))
        return [*head, *reversed(tail)]

    def _add(self, kept: list[ir.Statement], old: ir.Statement, new: ir.Statement) -> bool:
        """Adds what is the same of a statement, if it is the same but for the body of a class."""
        if isinstance(old, ir.Class) and isinstance(new, ir.Class):
            replaced = msgspec.structs.replace
            if not self._alike(replaced(old, body=()), replaced(new, body=())):
                return False
            body = self.same_part(old.body, new.body, of_class=True)
            if body is None:
                return False
            kept.append(replaced(new, body=tuple(body)))
            return True
        if not self._alike(old, new):
            return False
        kept.append(new)
        return True

    def _alike(self, old: object, new: object) -> bool:
        """Whether two pieces of code are the same but for their lines."""
        if type(old) is not type(new):
            return False
        if isinstance(old, tuple) and isinstance(new, tuple):
            return len(old) == len(new) and all(map(self._alike, old, new))
        if not isinstance(old, msgspec.Struct):
            return old == new
        for field in old.__struct_fields__:
            one, other = getattr(old, field), getattr(new, field)
            if field in _LINES:
                self.moved |= one != other
            elif not self._alike(one, other):
                return False
        if isinstance(old, ir.Function) and isinstance(new, ir.Function):
            return self._matches(old, new)
        return True

    def _matches(self, old: ir.Function, new: ir.Function) -> bool:
        """A function with the same head: where its body was run, its text matters.

        Then who runs it has looked at its name; a decorator is given it, and need not.
        """
        before = self._called.get(old.start)
        if before is None:
            return True
        text = self._text_of(new)
        now = self.called_now[new.start] = text_mark(text)
        if now == before:
            self.run.update(_WORDS.findall(text))
            return True
        self.names.add(new.name)
        return not new.decorators

    def _only_binds(
        self, statement: ir.Statement, of_class: bool, steady: Mapping[str, int]
    ) -> bool:
        """Whether running it does nothing but bind names, with nothing to go wrong."""
        match statement:
            case ir.Function(name, (), parameters, annotations, line):
                self.names.add(name)
                defaults = (*parameters.defaults, *parameters.keyword_defaults)
                return all(each is None or _is_plain(each) for each in defaults) and all(
                    _is_steady(annotation, line, steady) for annotation in annotations
                )
            case ir.Evaluate(value):
                return _is_plain(value)
            case ir.Assign(targets, value) if not of_class:
                self.names.update(each.id for each in targets if isinstance(each, ir.Name))
                return _is_plain(value) and all(isinstance(each, ir.Name) for each in targets)
        return False


def _bound_by(block: Iterable[ir.Statement]) -> Iterator[str]:
    for statement in block:
        if isinstance(statement, ir.Function):
            yield statement.name
        elif isinstance(statement, ir.Assign):
            yield from (each.id for each in statement.targets if isinstance(each, ir.Name))


def _steady_names(facts: FileFacts) -> dict[str, int]:
    """What has a value once its line has run: builtins, and what is imported or defined once."""
    bound = [binding.name for binding in facts.bindings]
    stars = any(fact.name == "*" for fact in facts.imports)
    builtins = BUILTINS.difference(bound) if not stars else ()
    # `sys.modules[...]` is a question of its own.
    odd = {fact.bound for fact in facts.imports if fact.module == "sys"}
    return dict.fromkeys(builtins, 0) | {
        binding.name: binding.line
        for binding in facts.bindings
        if binding.certain
        and binding.kind in ("import", "class", "function")
        and binding.name not in odd
        and bound.count(binding.name) == 1
    }


def _is_steady(annotation: ir.Expression, line: int, steady: Mapping[str, int]) -> bool:
    """Whether an annotation on this line has a value, and nothing happens when it is evaluated."""
    match annotation:
        case ir.Name(name):
            return steady.get(name, line) < line
        case ir.Binary("|", left, right):
            return _is_steady(left, line, steady) and _is_steady(right, line, steady)
        case ir.Subscript(ir.Name() as value, index):
            return _is_steady(value, line, steady) and _is_steady(index, line, steady)
        case ir.Sequence(_, items):
            return all(_is_steady(item, line, steady) for item in items)
    return _is_plain(annotation)


def _is_plain(value: ir.Expression) -> bool:
    match value:
        case ir.Constant() | ir.Opaque(()):
            return True
        case ir.Sequence(_, items):
            return all(map(_is_plain, items))
        case ir.Mapping(items):
            return all(key is not None and _is_plain(key) and _is_plain(it) for key, it in items)
    return False


def _looked_at(code: Iterable[object]) -> Iterator[str]:
    """Every word in some code but the names of what it defines."""
    for part in code:
        if isinstance(part, str):
            yield part
        elif isinstance(part, tuple):
            yield from _looked_at(part)
        elif isinstance(part, msgspec.Struct):
            defines = isinstance(part, ir.Function | ir.Class)
            fields = part.__struct_fields__
            yield from _looked_at(
                getattr(part, field) for field in fields if not (defines and field == "name")
            )
