"""A broken name or module: what was meant is there under a similar name."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.findings import AnyFinding, BrokenImport, UndefinedName
from analysis.fixes.broken_sites import Asking, asking, attribute_edits, export_entries
from analysis.fixes.edits import Applicability, Fix, TextEdit
from analysis.fixes.guesses import Guess, lacks, module_guesses, name_guesses
from analysis.fixes.import_statements import ImportedName
from analysis.fixes.likeness import likeness, slips
from analysis.fixes.proposal import proposal
from analysis.fixes.redirect import Destination, redirect
from analysis.fixes.workbench import Workbench

KIND = "correct-typo"
_LIKE = 0.6


def propose(finding: AnyFinding, bench: Workbench) -> Iterator[Fix]:
    """One fix for each likely meaning."""
    if isinstance(finding, UndefinedName):
        yield from _misspelt_import(finding, bench)
    if not isinstance(finding, BrokenImport):
        return
    data, places = finding.data, asking(finding, bench)
    if data.name is not None:
        for guess in name_guesses(data, data.name, places, bench):
            yield from _renamed(finding, data.name, guess, places, bench)
    elif data.reason == "missing-module":
        for guess in module_guesses(data, places, bench):
            yield from _moved(finding, guess, places, bench)


def _renamed(
    finding: BrokenImport,
    name: str,
    guess: Guess,
    places: tuple[Asking, ...],
    bench: Workbench,
) -> Iterator[Fix]:
    exports = list(_exports(finding, name, guess, bench))
    edits = [*attribute_edits(finding, bench, guess.meant), *exports]
    # Those who import a star would no longer get the old name: a second name serves them better.
    starred = bool(exports) and bench.is_starred(finding.data.module)
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
            guess.score - 0.3 * starred,
            _ceiling(guess, aliased),
        )


def _misspelt_import(finding: UndefinedName, bench: Workbench) -> Iterator[Fix]:
    """A name that nothing binds, beside an import of a similar one that nothing uses."""
    name = finding.data.name
    edits: list[TextEdit] = []
    why = ""
    for importer in sorted({site.importer for site in finding.data.sites}):
        for one in bench.imports(importer):
            if one.name is None or one.alias.asname or bench.uses_of(importer, one):
                continue
            close = slips(one.name, name) <= 2 or likeness(one.name, name) >= _LIKE
            if close and name in bench.names_of(one.module):
                place = Destination(one.module, name, keep_local=False)
                edits += redirect(bench, importer, {one: place})
                why = f"{importer} imports {one.name} from {one.module}, and uses {name}"
                break
    if edits:
        yield proposal(
            finding,
            KIND,
            name,
            f"Import {name} instead of the misspelt name",
            why,
            edits,
            0.95,
            Applicability.SAFE,
        )


def _exports(
    finding: BrokenImport, name: str, guess: Guess, bench: Workbench
) -> Iterator[TextEdit]:
    """The new name in place of the old one in the `__all__` of the module that has it."""
    source = bench.source(finding.data.module)
    if source is not None and guess.meant not in bench.use(finding.data.module).exported:
        for entry in export_entries(source, name):
            text = source.of(entry)
            start = source.start(entry)
            yield source.edit(start, source.end(entry), text.replace(name, guess.meant))


def _keeps(
    importer: str, name: str, guess: Guess, mine: list[ImportedName], bench: Workbench
) -> bool:
    """Whether the importer needs the broken name itself: it uses it, or others ask it for it."""
    if guess.meant in bench.use(importer).unbound() or lacks(importer, guess.meant, bench):
        return False
    if any(one.bound == guess.meant for one in mine):
        return False
    if bench.use(importer).uses.get(name) or bench.passes_on(importer, name):
        return True
    # Used by nobody: a name that only grew or shrank was renamed over there; else it is a typo.
    return guess.meant.startswith(name) or name.startswith(guess.meant)


def _moved(
    finding: BrokenImport, guess: Guess, places: tuple[Asking, ...], bench: Workbench
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


def _ceiling(guess: Guess, aliased: bool) -> Applicability:
    if guess.display:
        return Applicability.DISPLAY
    return Applicability.SAFE if guess.certain and not aliased else Applicability.UNSAFE
