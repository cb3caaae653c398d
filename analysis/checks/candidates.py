"""Where a name that does not resolve may be meant to come from, ranked with reasons."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from difflib import SequenceMatcher
from functools import cached_property

import msgspec

from analysis.checks.context import Context
from analysis.execution.outcome import Certainty, Fails
from analysis.extract.facts import Timing
from analysis.findings import Candidate
from analysis.graphs.adjacency import reversed_
from analysis.resolve.project import Internal, ResolvedImport

_SHOWN = 6
_LOOKED_AT = 40
_LIKE = 0.72
_WORDS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")
_DEFINED = {"class": 0.9, "function": 0.9, "assign": 0.8}
_GENERATED_NAMES = frozenset({"__init__", "__main__"})


class Wanted(msgspec.Struct, frozen=True):
    """A target that is not there: who asks for it, and which names they take from it.

    `importers` never are candidates; `at_import` are those that ask while they are imported.
    """

    module: str
    name: str | None
    importers: frozenset[str]
    at_import: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()


class Definers:
    """Every module-level name of a repository with the modules that bind it."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._upstream: dict[frozenset[str], frozenset[str]] = {}

    # Indexes of the whole repository, made when the first name is not found

    @cached_property
    def _by_name(self) -> dict[str, dict[str, str]]:
        found: defaultdict[str, dict[str, str]] = defaultdict(dict)
        for module, facts in sorted(self._context.project.facts.items()):
            for binding in facts.bindings:
                if binding.kind in _DEFINED:
                    found[binding.name][module] = binding.kind
        return dict(found)

    @cached_property
    def _by_last(self) -> dict[str, list[str]]:
        return _grouped(self._context.project.modules, lambda module: module.rpartition(".")[2])

    @cached_property
    def _by_parent(self) -> dict[str, list[str]]:
        return _grouped(self._context.project.modules, lambda module: module.rpartition(".")[0])

    @cached_property
    def _importers(self) -> dict[str, list[str]]:
        """Every module with those whose import runs it."""
        return reversed_(self._context.structure.graph.at_import)

    @cached_property
    def _passed_on(self) -> Mapping[str, list[tuple[str, Internal]]]:
        return _by_bound_name(self._context.project.imports)

    def _reexports(self, name: str) -> list[tuple[str, str]]:
        """The modules that import something under this name, each with the one that defines it."""
        places = self._passed_on.get(name, ())
        return sorted({(importer, target.defined_in or "") for importer, target in places})

    def candidates(self, wanted: Wanted) -> tuple[Candidate, ...]:
        """The likeliest places first; scores 0..1."""
        found = (
            self._for_module(wanted) if wanted.name is None else self._for_name(wanted, wanted.name)
        )
        best: dict[tuple[str, str | None], Candidate] = {}
        for candidate in sorted(found, key=_rank)[:_LOOKED_AT]:
            judged = self._judged(candidate, wanted)
            place = (judged.module, judged.name)
            if place not in best or judged.score > best[place].score:
                best[place] = judged
        return tuple(sorted(best.values(), key=_rank)[:_SHOWN])

    def defining(self, wanted: Wanted) -> tuple[Candidate, ...]:
        """Modules that define exactly this name: what a forgotten import may have meant."""
        name = wanted.name
        if name is None:
            return ()
        found = list(self._same_name(wanted, name))
        return tuple(
            sorted((self._judged(item, wanted) for item in found[:_LOOKED_AT]), key=_rank)[:_SHOWN]
        )

    # For a name that its module does not have

    def _for_name(self, wanted: Wanted, name: str) -> Iterable[Candidate]:
        yield from self._same_name(wanted, name)
        yield from self._similar(wanted, name)
        for module in self._by_last.get(name, ()):
            if self._allowed(module, wanted) and module != f"{wanted.module}.{name}":
                near = _nearness(module, wanted.module)
                yield Candidate(module, None, f"a module called {name}", 0.55 + 0.3 * near)

    def _same_name(self, wanted: Wanted, name: str) -> Iterable[Candidate]:
        definers = [m for m in self._by_name.get(name, {}) if self._allowed(m, wanted)]
        definers = [module for module in definers if module != wanted.module]
        # The more modules define a name, the less one of them says (`main`, `logger`, `Config`).
        crowd = 1 / (1 + 0.12 * max(len(definers) - 1, 0))
        for module in definers:
            kind = self._by_name[name][module]
            near = _nearness(module, wanted.module)
            article = {"class": "the class", "function": "the function"}.get(kind, "the name")
            why = f"{module} defines {article} {name}"
            yield Candidate(module, name, why, (_DEFINED[kind] + 0.09 * near) * crowd)
        for module, origin in self._reexports(name):
            if self._allowed(module, wanted) and module != wanted.module:
                near = _nearness(module, wanted.module)
                why = f"{module} re-exports {name} from {origin}"
                yield Candidate(module, name, why, (0.62 + 0.09 * near) * crowd)

    def _similar(self, wanted: Wanted, name: str) -> Iterable[Candidate]:
        bound = self._names_of(wanted.module)
        for other in sorted(bound):
            score = likeness(name, other)
            if score >= _LIKE and other != name:
                why = f"{wanted.module} has the similar name {other}"
                yield Candidate(wanted.module, other, why, min(0.35 + 0.6 * score, 0.93))

    def _names_of(self, module: str) -> set[str]:
        known = self._context.execution.names.get(module)
        if known is not None:
            return {n for n, v in known.items() if v.certainty is Certainty.BOUND}
        facts = self._context.project.facts.get(module)
        return {binding.name for binding in facts.bindings} if facts else set()

    # For a module that is not there

    def _for_module(self, wanted: Wanted) -> Iterable[Candidate]:
        parent, _, last = wanted.module.rpartition(".")
        for module in self._by_last.get(last, ()):
            if self._allowed(module, wanted):
                shared = _shared_ending(module, wanted.module)
                near = max(_nearness(module, wanted.module), shared / len(_parts(wanted.module)))
                why = f"a module called {last} stands at {module}"
                yield self._with_names(Candidate(module, None, why, 0.5 + 0.35 * near), wanted)
        for module in self._by_parent.get(parent, ()):
            if self._allowed(module, wanted):
                score = likeness(last, module.rpartition(".")[2])
                if score >= _LIKE:
                    why = f"{module} has a similar name"
                    yield self._with_names(Candidate(module, None, why, 0.3 + 0.6 * score), wanted)
        if wanted.names:
            yield from self._definers_of_all(wanted)

    def _definers_of_all(self, wanted: Wanted) -> Iterable[Candidate]:
        counts: dict[str, int] = {}
        for name in sorted(wanted.names):
            for module in self._by_name.get(name, {}):
                counts[module] = counts.get(module, 0) + 1
        crowd = 1 / (1 + 0.12 * max(len(counts) - 1, 0))
        for module in sorted(counts):
            if self._allowed(module, wanted):
                share = counts[module] / len(wanted.names)
                near = _nearness(module, wanted.module)
                why = f"{module} defines {_some(wanted.names, counts[module])}"
                yield Candidate(module, None, why, (0.72 * share + 0.1 * near) * crowd)

    def _with_names(self, candidate: Candidate, wanted: Wanted) -> Candidate:
        if not wanted.names:
            return candidate
        there = self._names_of(candidate.module)
        having = sum(name in there for name in wanted.names)
        share = having / len(wanted.names)
        if not having:
            return msgspec.structs.replace(
                candidate,
                why=f"{candidate.why}, without {_some(wanted.names, len(wanted.names))}",
                score=candidate.score * 0.5,
            )
        return msgspec.structs.replace(
            candidate,
            why=f"{candidate.why} and has {_some(wanted.names, having)}",
            score=candidate.score + (0.98 - candidate.score) * 0.6 * share,
        )

    # For both

    def _allowed(self, module: str, wanted: Wanted) -> bool:
        if module in wanted.importers or module.rpartition(".")[2] in _GENERATED_NAMES:
            return False
        return not self._context.is_test(module) or all(
            map(self._context.is_test, wanted.importers)
        )

    def _judged(self, candidate: Candidate, wanted: Wanted) -> Candidate:
        why, score = candidate.why, min(candidate.score, 0.99)
        outcome = self._context.execution.outcomes.get(candidate.module)
        if candidate.module != wanted.module:
            if isinstance(outcome, Fails) and outcome.failure.module != wanted.module:
                why, score = f"{why}; importing {candidate.module} fails, though", score * 0.7
            elif self._leads_back(candidate.module, wanted.at_import):
                why, score = f"{why}; it imports the importer, which may close a cycle", score * 0.8
        return Candidate(candidate.module, candidate.name, why, round(score, 3))

    def _leads_back(self, module: str, importers: frozenset[str]) -> bool:
        """Whether importing the module runs one of `importers`."""
        if importers not in self._upstream:
            self._upstream[importers] = self._running(importers)
        return module in self._upstream[importers]

    def _running(self, modules: frozenset[str]) -> frozenset[str]:
        """The modules whose import runs one of `modules` by at least one step."""
        importers = self._importers
        found: set[str] = set()
        pending = [module for module in modules if module in importers]
        while pending:
            for other in importers[pending.pop()]:
                if other not in found:
                    found.add(other)
                    pending.append(other)
        return frozenset(found)


def _grouped(modules: Iterable[str], key: Callable[[str], str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for module in sorted(modules):
        found.setdefault(key(module), []).append(module)
    return found


def _by_bound_name(imports: Iterable[ResolvedImport]) -> Mapping[str, list[tuple[str, Internal]]]:
    """name -> the imports that bind it for others, of what a module of the repository defines."""
    found: defaultdict[str, list[tuple[str, Internal]]] = defaultdict(list)
    for resolved in imports:
        target = resolved.target
        # By class, not by `isinstance`: once for every import of a repository.
        if target.__class__ is Internal and target.defined_as and target.defined_in:
            fact = resolved.fact
            if fact.function is None and fact.timing is Timing.IMPORT:
                found[fact.bound].append((resolved.importer, target))
    return dict(found)


def likeness(one: str, other: str) -> float:
    """0..1: how likely one name is the other mistyped or renamed."""
    if one == other:
        return 1.0
    left, right = one.strip("_").lower(), other.strip("_").lower()
    if not left or not right or min(len(left), len(right)) < 3:
        return 0.0
    matcher = SequenceMatcher(None, min(left, right), max(left, right), autojunk=False)
    if matcher.real_quick_ratio() < 0.5:
        return 0.0
    letters = matcher.ratio()
    ours = {word.lower() for word in _WORDS.findall(one)}
    theirs = {word.lower() for word in _WORDS.findall(other)}
    words = len(ours & theirs) / len(ours | theirs) if ours | theirs else 0.0
    contained = 0.8 if len(ours) > 1 and (ours < theirs or theirs < ours) else 0.0
    # `get_user` and `set_user` look alike and never are the same.
    opposite = 0.25 if _differ_in_verb(one, other) else 0.0
    return max(max(letters, words, contained) - opposite, 0.0)


def _differ_in_verb(one: str, other: str) -> bool:
    ours = [word.lower() for word in _WORDS.findall(one)]
    theirs = [word.lower() for word in _WORDS.findall(other)]
    if len(ours) != len(theirs):
        return False
    pairs = [(a, b) for a, b in zip(ours, theirs, strict=True) if a != b]
    if len(ours) < 2 or len(pairs) != 1:
        return False
    first, second = pairs[0]
    return SequenceMatcher(None, first, second, autojunk=False).ratio() < 0.7


def _parts(module: str) -> list[str]:
    return module.split(".")


def _nearness(one: str, other: str) -> float:
    """0..1: the share of leading segments of the shorter parent that both have."""
    left, right = _parts(one), _parts(other)
    shared = 0
    for a, b in zip(left, right, strict=False):
        if a != b:
            break
        shared += 1
    return shared / max(len(left), len(right))


def _shared_ending(one: str, other: str) -> int:
    shared = 0
    for a, b in zip(reversed(_parts(one)), reversed(_parts(other)), strict=False):
        if a != b:
            break
        shared += 1
    return shared


def _some(names: Collection[str], count: int) -> str:
    if len(names) == 1:
        return next(iter(names))
    if count == len(names):
        return f"all of {', '.join(sorted(names)[:3])}{', …' if len(names) > 3 else ''}"
    return f"{count} of {len(names)} names asked for"


def _rank(candidate: Candidate) -> tuple[float, str, str]:
    return (-candidate.score, candidate.module, candidate.name or "")
