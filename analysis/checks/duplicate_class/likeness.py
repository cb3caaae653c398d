"""What two classes have in common, wherever each of them comes from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from analysis.checks.duplicate_class import idioms
from analysis.extract.class_shape import ClassShape, same_code, similarity
from analysis.extract.facts import ClassFact

EXACT, NEAR, DIVERGENT, VARIANT = "exact", "near", "divergent", "variant"

_NEAR = 0.45
_NEAR_RENAMED = 0.5
_NEAR_PARALLEL = 0.6
"""Measured on ten packages: of copies with a quarter of their statements replaced, 190 of 191
stay above 0.45; of other pairs in two modules with much the same methods, 36 of 890 reach it."""
_LEAST_MEMBERS = 3
_LEAST_OVERLAP = 0.25
_SUBSTANCE = 50
"""Weight of a body below which being alike says nothing: five or six statements."""
_COPIED = 30
_INTERFACE = 3
_LONG = 15
"""Members and lines from which a copy counts however little its methods do."""
_SMALL = 0.65
"""How much alike it has to be then."""
_REWRITTEN = 3
"""Members that a class and a rewrite of it have in common, at least."""
_VARIANT_OVERLAP = 0.5
_VARIANT_ALIKE = 0.3
_DUTIES = frozenset(
    {"Manager", "Factory", "Service", "Repository", "Registry", "Handler", "Provider", "Client"}
    | {"Store", "Engine", "Pool", "Controller", "Dispatcher", "Scheduler", "Executor", "Session"}
)
_VERBS = frozenset(
    {"create", "make", "build", "update", "delete", "remove", "check", "test", "validate", "load"}
    | {"save", "read", "write", "async", "sync", "start", "stop", "close", "open", "handle", "init"}
    | {"default", "from", "with", "name", "list", "find", "send", "reset", "clear", "parse", "data"}
)


class Compared(Protocol):
    """A class as it is compared. Its shape is the costly part: it is asked for last."""

    @property
    def module(self) -> str: ...
    @property
    def fact(self) -> ClassFact: ...
    @property
    def members(self) -> frozenset[str]: ...
    @property
    def shape(self) -> ClassShape: ...


def overlap(one: Compared, other: Compared) -> float:
    """The share of members that both have, by name."""
    ours, theirs = one.members, other.members
    return len(ours & theirs) / len(ours | theirs) if ours | theirs else 0.0


def said_by_both(one: Compared, other: Compared) -> list[str]:
    """Members of both, without the special ones."""
    return [name for name in one.members & other.members if not name.startswith("__")]


def alike(one: Compared, other: Compared) -> float:
    """0..1 by what the bodies do; bodies without a common member are not even read."""
    if not one.members & other.members:
        return 0.0
    return round(similarity(one.shape, other.shape), 3)


def same_bases(one: Compared, other: Compared) -> bool:
    """Whether they inherit from the same, by the last word of it."""
    ours = [base.rpartition(".")[2] for base in one.fact.bases]
    return ours == [base.rpartition(".")[2] for base in other.fact.bases]


def copies(one: Compared, other: Compared, beside: bool) -> tuple[str, float] | None:
    """Whether one is a copy of the other: EXACT or NEAR, and how much alike they are.

    `beside`: both are in the same module.
    """
    same_name = one.fact.qualname == other.fact.qualname
    if min(len(one.members), len(other.members)) < _LEAST_MEMBERS:
        return None
    if overlap(one, other) < _LEAST_OVERLAP:
        return None
    # Two names in one module, or one for each colour, are kept apart on purpose, unless the
    # code is the same.
    apart = not same_name and beside
    apart = apart or idioms.twins(one.fact.qualname, other.fact.qualname)
    if apart and not (same_bases(one, other) and _heads(one) == _heads(other)):
        return None
    how_alike = alike(one, other)
    if how_alike < _enough(one, other):
        return None
    exact = same_bases(one, other) and same_code(one.shape, other.shape)
    if not exact and (apart or _are_coloured(one, other)):
        return None
    if not _is_substantial(one, other, exact):
        return None
    return EXACT if exact else NEAR, how_alike


def has_duty(name: str) -> bool:
    """`…Manager`, `…Service`: taken up by whoever finds one."""
    words = idioms.words(name)
    return len(words) > 1 and words[-1] in _DUTIES


def appeal(one: Compared, other: Compared, how_alike: float) -> float:
    """What speaks for taking one for the other in themselves, wherever they are: about 0..1.4."""
    score = 0.6 * how_alike
    if len(said_by_both(one, other)) >= 2:
        score += 0.15 + 0.4 * overlap(one, other)
    name = one.fact.qualname
    score += 0.15 if len(idioms.words(name)) > 1 else 0.0
    score += 0.1 if has_duty(name) else 0.0
    score -= 0.3 if idioms.is_generic(name) else 0.0
    return score + 0.1 * _shared_words(one.fact.docstring, other.fact.docstring)


def are_about_the_same(ours: frozenset[str], theirs: Iterable[frozenset[str]]) -> bool:
    """Beside real namesakes little is needed: a common member, or members about one thing."""
    all_of_them = frozenset[str]().union(*theirs)
    if any(not name.startswith("__") for name in ours & all_of_them):
        return True
    return bool(_subjects(ours) & _subjects(all_of_them))


def can_be_rewritten(one: Compared) -> bool:
    return len(one.members) >= _REWRITTEN


def may_be_rewrite(one: Compared, other: Compared) -> bool:
    """Whether most of the interface of one is in the other as well."""
    # As many at most as the smaller one has: nearly all pairs need no more than the numbers.
    few, many = sorted((len(one.members), len(other.members)))
    if few < _REWRITTEN or few < _VARIANT_OVERLAP * many:
        return False
    shared = len(said_by_both(one, other))
    return shared >= max(_REWRITTEN, _VARIANT_OVERLAP * len(one.members | other.members))


def is_rewrite(one: Compared, other: Compared) -> bool:
    """Whether most of the interface of one, and some of its code, is in the other as well."""
    return may_be_rewrite(one, other) and alike(one, other) >= _VARIANT_ALIKE


def _enough(one: Compared, other: Compared) -> float:
    """How much alike a copy has to be."""
    if idioms.are_parallel(one.module, other.module):
        return _NEAR_PARALLEL
    return _NEAR if one.fact.qualname == other.fact.qualname else _NEAR_RENAMED


def _is_substantial(one: Compared, other: Compared, exact: bool) -> bool:
    """Whether there is so much in both that being alike is no accident."""
    if min(one.shape.substance, other.shape.substance) >= (_COPIED if exact else _SUBSTANCE):
        return True
    if len(one.members & other.members) < _INTERFACE:
        return False
    if not same_bases(one, other) or max(_lines(one), _lines(other)) < _LONG:
        return False
    # An interface says little, but its signatures are a text as well.
    if one.fact.qualname != other.fact.qualname:
        return exact and _signatures(one) == _signatures(other)
    return exact or (alike(one, other) >= _SMALL and overlap(one, other) >= _SMALL)


def _lines(one: Compared) -> int:
    return one.fact.end_line - one.fact.line + 1


def _signatures(one: Compared) -> list[tuple[str, str]]:
    return sorted((member.name, member.signature or "") for member in one.fact.members)


def _are_coloured(one: Compared, other: Compared) -> bool:
    """Written twice, with and without `await`, in modules that say so."""
    return idioms.twins(one.module, other.module) and _awaited(one) != _awaited(other)


def _awaited(one: Compared) -> set[str]:
    return {member.name for member in one.fact.members if member.kind == "async method"}


def _heads(one: Compared) -> list[tuple[str, str, int]]:
    """What the same code has in common whatever its locals are called."""
    return sorted((m.name, m.kind, (m.signature or "").count(",")) for m in one.fact.members)


def _subjects(members: frozenset[str]) -> set[str]:
    """What members are about: `create_async_engine` and `get_engine` are about an engine."""
    parts = {part for name in members if not name.startswith("__") for part in name.split("_")}
    return {part for part in parts if len(part) > 3} - _VERBS


def _shared_words(one: str | None, other: str | None) -> float:
    ours = {word.lower() for word in (one or "").split() if len(word) > 3}
    theirs = {word.lower() for word in (other or "").split() if len(word) > 3}
    return len(ours & theirs) / len(ours | theirs) if ours and theirs else 0.0
