"""The candidates for one target that is not there, the likeliest first."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import msgspec

from analysis.checks.candidates.index import DEFINED, Index
from analysis.checks.candidates.likeness import LIKE, likeness, nearness, parts_of, shared_ending
from analysis.checks.candidates.moves import Moves
from analysis.checks.candidates.past import Lost, Past
from analysis.checks.candidates.same_body import SameBody
from analysis.checks.candidates.wanted import Wanted
from analysis.checks.context import Context
from analysis.execution.outcome import Fails
from analysis.findings import Candidate

_SHOWN = 6
_MISSPELT = 0.9
_LOOKED_AT = 40


class Definers:
    """What may have been meant, in one repository."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._index = Index(context)
        self._past = Past(context)
        self._same_body = SameBody(self._index, self._past)
        self._moves = Moves(self._index, self._past)

    def candidates(self, wanted: Wanted, ask_history: bool = True) -> tuple[Candidate, ...]:
        """The likeliest places first; scores 0..1. What was there before comes as well.

        The history of the repository is read only where `ask_history` says so.
        """
        found = (
            self._for_module(wanted) if wanted.name is None else self._for_name(wanted, wanted.name)
        )
        likeliest = sorted(found, key=_rank)[:_LOOKED_AT]
        lost = None
        if ask_history and wanted.name is None:
            lost = self._past.module(wanted.module)
            if lost is not None:
                likeliest = self._moves.confirmed(lost, likeliest, wanted)
        elif ask_history and wanted.name is not None:
            lost = self._past.name(wanted.module, wanted.name)
            if lost is not None:
                likeliest = self._same_body.confirmed(lost, likeliest, wanted)
        return self._ranked(likeliest, lost, wanted)

    def defining(self, wanted: Wanted) -> tuple[Candidate, ...]:
        """Modules that define exactly this name: what a forgotten import may have meant.

        And what the module itself had of that name, if it had it once.
        """
        name = wanted.name
        if name is None:
            return ()
        found = list(self._same_name(wanted, name))[:_LOOKED_AT]
        lost = self._past.name(wanted.module, name)
        if lost is not None:
            found = self._same_body.confirmed(lost, found, wanted)
        return self._ranked(found, lost, wanted)

    def _ranked(
        self, found: Iterable[Candidate], lost: Lost | None, wanted: Wanted
    ) -> tuple[Candidate, ...]:
        best: dict[tuple[str, str | None], Candidate] = {}
        for candidate in found:
            judged = self._judged(candidate, wanted)
            place = (judged.module, judged.name)
            if place not in best or judged.score > best[place].score:
                best[place] = judged
        likeliest = sorted(best.values(), key=_rank)[:_SHOWN]
        if lost is not None:
            likeliest.append(lost.as_candidate(wanted))
        return tuple(sorted(likeliest, key=_rank))

    # For a name that its module does not have

    def _for_name(self, wanted: Wanted, name: str) -> Iterable[Candidate]:
        found = [*self._same_name(wanted, name), *self._similar(wanted, name)]
        for module in self._index.by_last.get(name, ()):
            if self._index.allows(module, wanted) and module != f"{wanted.module}.{name}":
                score = 0.55 + 0.3 * nearness(module, wanted.module)
                found.append(Candidate(module, None, f"a module called {name}", score, "module"))
        # Mistyped and asked of the wrong module: only where nothing else is known.
        return found or list(self._misspelt(wanted, name))

    def _same_name(self, wanted: Wanted, name: str) -> Iterable[Candidate]:
        kinds = self._index.by_name.get(name, {})
        definers = [module for module in kinds if self._index.allows(module, wanted)]
        definers = [module for module in definers if module != wanted.module]
        # The more modules define a name, the less one of them says (`main`, `logger`, `Config`).
        crowd = 1 / (1 + 0.12 * max(len(definers) - 1, 0))
        for module in definers:
            kind = kinds[module]
            near = nearness(module, wanted.module)
            article = {"class": "the class", "function": "the function"}.get(kind, "the name")
            why = f"{module} defines {article} {name}"
            yield Candidate(module, name, why, (DEFINED[kind] + 0.09 * near) * crowd, "same-name")
        for module, origin in self._index.reexports(name):
            if self._index.allows(module, wanted) and module != wanted.module:
                near = nearness(module, wanted.module)
                why = f"{module} re-exports {name} from {origin}"
                yield Candidate(module, name, why, (0.62 + 0.09 * near) * crowd, "re-export")

    def _similar(self, wanted: Wanted, name: str) -> Iterable[Candidate]:
        for other in sorted(self._index.names_of(wanted.module)):
            score = likeness(name, other, LIKE)
            if score >= LIKE and other != name:
                why = f"{wanted.module} has the similar name {other}"
                likely = min(0.35 + 0.6 * score, 0.93)
                yield Candidate(wanted.module, other, why, likely, "similar-name")

    def _misspelt(self, wanted: Wanted, name: str) -> Iterable[Candidate]:
        for other in self._index.spelt_alike(name):
            score = likeness(name, other, _MISSPELT)
            if score < _MISSPELT:
                continue
            for module in self._index.by_name[other]:
                if self._index.allows(module, wanted) and module != wanted.module:
                    near = nearness(module, wanted.module)
                    why = f"{module} has the similar name {other}"
                    likely = 0.6 * score + 0.2 * near
                    yield Candidate(module, other, why, likely, "similar-elsewhere")

    # For a module that is not there

    def _for_module(self, wanted: Wanted) -> Iterable[Candidate]:
        parent, _, last = wanted.module.rpartition(".")
        for module in self._index.by_last.get(last, ()):
            if self._index.allows(module, wanted) and module != wanted.module:
                shared = shared_ending(module, wanted.module)
                near = max(nearness(module, wanted.module), shared / len(parts_of(wanted.module)))
                why = f"a module called {last} stands at {module}"
                found = Candidate(module, None, why, 0.5 + 0.35 * near, "module")
                yield self._with_names(found, wanted)
        for module in self._index.by_parent.get(parent, ()):
            if self._index.allows(module, wanted) and module != wanted.module:
                score = likeness(last, module.rpartition(".")[2], LIKE)
                if score >= LIKE:
                    why = f"{module} has a similar name"
                    found = Candidate(module, None, why, 0.3 + 0.6 * score, "similar-module")
                    yield self._with_names(found, wanted)
        if wanted.names:
            yield from self._definers_of_all(wanted)

    def _definers_of_all(self, wanted: Wanted) -> Iterable[Candidate]:
        counts: dict[str, int] = {}
        for name in sorted(wanted.names):
            for module in self._index.by_name.get(name, {}):
                counts[module] = counts.get(module, 0) + 1
        crowd = 1 / (1 + 0.12 * max(len(counts) - 1, 0))
        for module in sorted(counts):
            if self._index.allows(module, wanted) and module != wanted.module:
                share = counts[module] / len(wanted.names)
                near = nearness(module, wanted.module)
                why = f"{module} defines {_some(wanted.names, counts[module])}"
                score = (0.72 * share + 0.1 * near) * crowd
                yield Candidate(module, None, why, score, "defines-names")

    def _with_names(self, candidate: Candidate, wanted: Wanted) -> Candidate:
        if not wanted.names:
            return candidate
        there = self._index.names_of(candidate.module)
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

    def _judged(self, candidate: Candidate, wanted: Wanted) -> Candidate:
        why, score = candidate.why, min(candidate.score, 0.99)
        outcome = self._context.execution.outcomes.get(candidate.module)
        if candidate.module != wanted.module:
            if isinstance(outcome, Fails) and outcome.failure.module != wanted.module:
                why, score = f"{why}; importing {candidate.module} fails, though", score * 0.7
            elif self._index.leads_back(candidate.module, wanted.at_import):
                why, score = f"{why}; it imports the importer, which may close a cycle", score * 0.8
        return msgspec.structs.replace(candidate, why=why, score=round(score, 3))


def _some(names: Collection[str], count: int) -> str:
    if len(names) == 1:
        return next(iter(names))
    if count == len(names):
        return f"all of {', '.join(sorted(names)[:3])}{', …' if len(names) > 3 else ''}"
    return f"{count} of {len(names)} names asked for"


def _rank(candidate: Candidate) -> tuple[float, str, str]:
    return (-candidate.score, candidate.module, candidate.name or "")
