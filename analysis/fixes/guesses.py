"""What a broken name or module may have been meant to be, told by what is there and who asks."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from analysis.findings import BrokenImport, BrokenImportData
from analysis.fixes.broken_sites import Asking
from analysis.fixes.likeness import likeness, same_style, slips
from analysis.fixes.needs import Need, attributes_of, is_called, need_of
from analysis.fixes.workbench import Workbench

_LIKE_ALONE = 0.7
_LIKE = 0.5
_HARDLY_LIKE = 0.25


class Guess(msgspec.Struct, frozen=True):
    """What may have been meant; `certain` where the importer itself says so."""

    meant: str
    score: float
    why: str
    certain: bool = False
    display: bool = False


def name_guesses(
    data: BrokenImportData, name: str, places: tuple[Asking, ...], bench: Workbench
) -> Iterator[Guess]:
    need = need_of(bench, name, places)
    target = f"{data.module}.{name}"
    if _is_gone(bench, target):
        return
    called = is_called(bench, places)
    # Who writes a name more than once did not slip: then it was that name once.
    once = len({importer for importer, _ in places}) == 1 and not any(
        one.alias.asname is None and bench.use(importer).uses.get(one.bound)
        for importer, one in places
    )
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
        lacking = {importer for importer, _ in places if lacks(importer, other, bench)}
        # `from m import Thnig as Thing` says itself what was meant.
        naming = {
            importer for importer, one in places if (one.alias.asname or "").strip("_") == other
        }
        if close and (users or lacking or naming):
            verb = "uses" if users else "is asked for" if lacking else "calls it"
            who = min(users or lacking or naming)
            why = f"{who} {verb} {other}, and {data.module} has that"
            yield Guess(other, 0.9 + 0.09 * like, why, certain=True)
            continue
        if like < _LIKE_ALONE or not _serves(bench, data.module, other, need, as_module):
            continue
        kind = bench.kind_of(data.module, other)
        if (attributes and kind == "function") or (called and kind == "assign"):
            continue
        slip = once and slips(name, other) <= (2 if len(name) > 4 else 1)
        renamed = not bench.is_used(data.module, other) and same_style(name, other)
        if slip or renamed:
            why = f"{data.module} has the similar name {other}"
            why += ", which nobody asks for" if renamed else ""
            grown = other.startswith(name) or name.startswith(other)
            yield Guess(other, 0.45 + 0.4 * like + 0.1 * slip + 0.12 * (renamed and grown), why)
        elif same_style(name, other):
            why = f"{data.module} has the similar name {other}, which others use for itself"
            yield Guess(other, 0.3 * like, why, display=True)


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


def _is_gone(bench: Workbench, module: str) -> bool:
    """Whether imports of it as a module fail too: then it was no slip of the pen."""
    return any(
        isinstance(finding, BrokenImport)
        and finding.data.name is None
        and finding.data.module == module
        for finding in bench.analysis.findings
    )


def lacks(importer: str, name: str, bench: Workbench) -> bool:
    """Whether `name` is asked from the importer, which would have it but for the typo."""
    if name in bench.use(importer).bindings or bench.use(importer).star_imports:
        return False
    asked = bench.project.importers_of_name.get((importer, name))
    return bool(asked) or name in bench.use(importer).exported


def module_guesses(
    data: BrokenImportData, places: tuple[Asking, ...], bench: Workbench
) -> Iterator[Guess]:
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
            yield Guess(module, 0.75 + 0.24 * like, why, certain=like >= _LIKE)
        elif like >= _LIKE_ALONE and not wanted:
            yield Guess(module, 0.2 + 0.7 * like, f"{module} has a similar name")


def _listed(names: set[str]) -> str:
    shown = sorted(names)
    return ", ".join(shown[:3]) + (" and others" if len(shown) > 3 else "")
