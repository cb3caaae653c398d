"""A broken name or module: what was meant is there under a similar name."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from analysis.findings import AnyFinding, BrokenImport, BrokenImportData
from analysis.fixes.broken_sites import Asking, asking, attribute_edits
from analysis.fixes.edits import Applicability, Fix, TextEdit
from analysis.fixes.import_statements import ImportedName
from analysis.fixes.likeness import likeness, same_style, slips
from analysis.fixes.needs import Need, attributes_of, need_of
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
    display: bool = False


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
    need = need_of(bench, name, places)
    target = f"{data.module}.{name}"
    attributes = attributes_of(bench, target, (importer for importer, _ in places))
    idle = not any(bench.use(importer).uses.get(one.bound) for importer, one in places)
    as_module = bool(attributes) or idle
    for other in sorted(bench.names_of(data.module) - {name}):
        if other.startswith("__"):
            continue
        like = likeness(name, other)
        # A file that imports a misspelt name goes on to use the right one, which nothing binds.
        users = {importer for importer, _ in places if other in bench.use(importer).unbound()}
        close = like >= _LIKE or slips(name, other) <= 2
        lacking = {importer for importer, _ in places if _lacks(importer, other, bench)}
        # `from m import Thnig as Thing` says itself what was meant.
        called = {importer for importer, one in places if one.alias.asname == other}
        if close and (users or lacking or called):
            verb = "uses" if users else "is asked for" if lacking else "calls it"
            who = min(users or lacking or called)
            why = f"{who} {verb} {other}, and {data.module} has that"
            yield _Guess(other, 0.9 + 0.09 * like, why, certain=True)
            continue
        if like < _LIKE_ALONE or not _serves(bench, data.module, other, need, as_module):
            continue
        if attributes and bench.kind_of(data.module, other) == "function":
            continue
        slip = slips(name, other) <= max(1, min(2, len(name) // 4))
        renamed = not bench.is_used(data.module, other) and same_style(name, other)
        if slip or renamed:
            why = f"{data.module} has the similar name {other}"
            why += ", which nobody asks for" if renamed else ""
            yield _Guess(other, 0.45 + 0.4 * like + 0.1 * slip, why)
        elif same_style(name, other):
            why = f"{data.module} has the similar name {other}, which others use for itself"
            yield _Guess(other, 0.3 * like, why, display=True)


def _serves(bench: Workbench, module: str, other: str, need: Need, as_module: bool) -> bool:
    """Whether what `other` is could be what the importers make of the name."""
    kind = bench.kind_of(module, other)
    if kind == "module":
        return as_module
    if kind == "function":
        return need in (Need.FUNCTION, Need.INERT)
    if kind == "assign":
        return need in (Need.INERT, Need.FUNCTION, Need.TYPE_VARIABLE)
    return True


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
        mine = [one for other, one in places if other == importer]
        keep = _keeps(importer, name, guess, mine, bench)
        aliased |= keep and any(one.alias.asname is None for one in mine)
        place = Destination(finding.data.module, guess.meant, keep_local=keep)
        edits += redirect(bench, importer, dict.fromkeys(mine, place))
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
            _ceiling(guess, aliased),
        )


def _keeps(
    importer: str, name: str, guess: _Guess, mine: list[ImportedName], bench: Workbench
) -> bool:
    """Whether the importer needs the broken name itself: it uses it, or others ask it for it."""
    if guess.meant in bench.use(importer).unbound() or _lacks(importer, guess.meant, bench):
        return False
    if any(one.bound == guess.meant for one in mine):
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
    importers = {importer for importer, _ in places}
    for other in sorted(bench.submodules.get(parent, ())):
        module = f"{parent}.{other}" if parent else other
        if module in importers:
            continue
        like = likeness(last, other)
        close = like >= _LIKE_ALONE or slips(last, other) <= 2
        has_all = bool(wanted) and wanted <= bench.names_of(module)
        if close and has_all and like >= _HARDLY_LIKE:
            why = f"{module} has a similar name, and {_listed(wanted)}"
            yield _Guess(module, 0.75 + 0.24 * like, why, certain=like >= _LIKE)
        elif like >= _LIKE_ALONE and not wanted:
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
            _ceiling(guess, False),
        )


def _spells(bench: Workbench, importer: str, module: str) -> bool:
    """Whether the file spells the right module out (`pkg.right.x`) where it uses it."""
    head, *below = module.split(".")
    uses = bench.use(importer).uses.get(head, ())
    return any(use.chain[: len(below)] == tuple(below) for use in uses)


def _ceiling(guess: _Guess, aliased: bool) -> Applicability:
    if guess.display:
        return Applicability.DISPLAY
    return Applicability.SAFE if guess.certain and not aliased else Applicability.UNSAFE


def _listed(names: set[str]) -> str:
    shown = sorted(names)
    return ", ".join(shown[:3]) + (" and others" if len(shown) > 3 else "")
