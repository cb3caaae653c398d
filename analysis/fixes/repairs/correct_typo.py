"""A broken name or module: what was meant is there under a similar name."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

import msgspec

from analysis.findings import AnyFinding, BrokenImport, BrokenImportData
from analysis.fixes.broken_sites import Asking, asking, attribute_edits
from analysis.fixes.edits import Applicability, Fix, TextEdit
from analysis.fixes.proposal import proposal
from analysis.fixes.redirect import Destination, redirect
from analysis.fixes.workbench import Workbench

KIND = "correct-typo"
_LIKE_ALONE = 0.7
_LIKE = 0.5
_HARDLY_LIKE = 0.25


class _Guess(msgspec.Struct, frozen=True):
    """What may have been meant; `certain` where the importer itself says so."""

    meant: str
    score: float
    why: str
    certain: bool = False


def propose(finding: AnyFinding, bench: Workbench) -> Iterator[Fix]:
    """One fix for each likely meaning."""
    if not isinstance(finding, BrokenImport):
        return
    data, places = finding.data, asking(finding, bench)
    if data.name is not None:
        for guess in _names(data, data.name, places, bench):
            if guess.meant in bench.names_of(data.module):
                yield from _renamed(finding, data.name, guess, places, bench)
    elif data.reason == "missing-module":
        for guess in _modules(data, places, bench):
            yield from _moved(finding, guess, places, bench)


def _names(
    data: BrokenImportData, name: str, places: tuple[Asking, ...], bench: Workbench
) -> Iterator[_Guess]:
    there = bench.names_of(data.module)
    known = {one.name: one for one in data.candidates if one.module == data.module}
    for other in sorted(there - {name}):
        like = likeness(name, other)
        if other.startswith("__"):
            continue
        # A file that imports a misspelt name goes on to use the right one, which nothing binds.
        users = {importer for importer, _ in places if other in bench.use(importer).unbound()}
        passed_on = {
            importer
            for importer, _ in places
            if like >= _HARDLY_LIKE and _lacks(importer, other, bench)
        }
        if users or passed_on:
            verb = "uses" if users else "is asked for"
            who = min(users or passed_on)
            why = f"{who} {verb} {other}, which {data.module} has and nothing else gives it"
            yield _Guess(other, 0.9 + 0.09 * like, why, certain=True)
        elif other in known or like >= _LIKE_ALONE:
            listed = known.get(other)
            score = listed.score if listed else 0.35 + 0.5 * like
            why = listed.why if listed else f"{data.module} has the similar name {other}"
            yield _Guess(other, 0.1 + 0.8 * score, why)


def _lacks(importer: str, name: str, bench: Workbench) -> bool:
    """Whether `name` is asked from the importer, which would have it but for the typo."""
    if name in bench.use(importer).bindings or bench.use(importer).star_imports:
        return False
    asked = bench.project.importers_of_name.get((importer, name))
    return bool(asked) or name in bench.use(importer).exported


def _renamed(
    finding: BrokenImport,
    name: str,
    guess: _Guess,
    places: tuple[Asking, ...],
    bench: Workbench,
) -> Iterator[Fix]:
    edits = list(attribute_edits(finding, bench, guess.meant))
    aliased = False
    for importer in dict.fromkeys(importer for importer, _ in places):
        keep = _keeps(importer, name, guess, bench)
        aliased |= keep
        place = Destination(finding.data.module, guess.meant, keep_local=keep)
        mine = {one: place for other, one in places if other == importer}
        edits += redirect(bench, importer, mine)
    if edits:
        renamed = " as before" if aliased else ""
        yield proposal(
            finding,
            KIND,
            guess.meant,
            f"Import {guess.meant} instead of {name} from {finding.data.module}{renamed}",
            guess.why,
            edits,
            guess.score,
            Applicability.SAFE if guess.certain and not aliased else Applicability.UNSAFE,
        )


def _keeps(importer: str, name: str, guess: _Guess, bench: Workbench) -> bool:
    """Whether the importer needs the broken name itself: it uses it, or others ask it for it."""
    if guess.meant in bench.use(importer).unbound() or _lacks(importer, guess.meant, bench):
        return False
    if bench.use(importer).uses.get(name) or bench.passes_on(importer, name):
        return True
    # Used by nobody: a name that only grew or shrank was renamed over there; else it is a typo.
    return guess.meant.startswith(name) or name.startswith(guess.meant)


def _modules(
    data: BrokenImportData, places: tuple[Asking, ...], bench: Workbench
) -> Iterator[_Guess]:
    parent, _, last = data.module.rpartition(".")
    wanted = {one.name for _, one in places if one.name is not None and one.name != "*"}
    listed = {one.module: one for one in data.candidates if one.name is None}
    siblings = {f"{parent}.{name}" if parent else name for name in bench.submodules.get(parent, ())}
    for module in sorted(siblings | set(listed)):
        other = module.rpartition(".")[2]
        like = likeness(last, other)
        beside = module in siblings
        has_all = bool(wanted) and wanted <= bench.names_of(module)
        if module in {importer for importer, _ in places} and not has_all:
            continue
        if beside and has_all and like >= _HARDLY_LIKE:
            why = f"{module} has a similar name, and {_listed(wanted)}"
            yield _Guess(module, 0.6 + 0.39 * like, why, certain=like >= _LIKE)
        elif beside and like >= _LIKE_ALONE and not wanted:
            yield _Guess(module, 0.2 + 0.7 * like, f"{module} has a similar name")


def _moved(
    finding: BrokenImport, guess: _Guess, places: tuple[Asking, ...], bench: Workbench
) -> Iterator[Fix]:
    edits: list[TextEdit] = []
    for importer in dict.fromkeys(importer for importer, _ in places):
        wanted = {}
        for other, one in places:
            if other != importer:
                continue
            below = one.module[len(finding.data.module) :]
            keep = not _spells(bench, importer, guess.meant)
            wanted[one] = Destination(guess.meant + below, one.name, keep_local=keep)
        edits += redirect(bench, importer, wanted)
    if edits:
        yield proposal(
            finding,
            KIND,
            guess.meant,
            f"Import {guess.meant} instead of {finding.data.module}",
            guess.why,
            edits,
            guess.score,
            Applicability.SAFE if guess.certain else Applicability.UNSAFE,
        )


def _spells(bench: Workbench, importer: str, module: str) -> bool:
    """Whether the file spells the right module out (`pkg.right.x`) where it uses it."""
    head, *below = module.split(".")
    uses = bench.use(importer).uses.get(head, ())
    return any(use.chain[: len(below)] == tuple(below) for use in uses)


def likeness(one: str, other: str) -> float:
    """How alike two names are, 0..1, case set aside."""
    return SequenceMatcher(None, one.casefold(), other.casefold(), autojunk=False).ratio()


def _listed(names: set[str]) -> str:
    shown = sorted(names)
    return ", ".join(shown[:3]) + (" and others" if len(shown) > 3 else "")
