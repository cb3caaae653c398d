"""A name or a module that was there once: as the last revision that had it has it."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.findings import AnyFinding, BrokenImport, Candidate, LastRevision, UndefinedName
from analysis.fixes.edits import Fix, TextEdit
from analysis.fixes.past import names_put_back, whole_file
from analysis.fixes.proposal import proposal
from analysis.fixes.workbench import Workbench

KIND = "restore-from-git"
_SCORE = 0.45
_SHOWN = 5


def propose(finding: AnyFinding, bench: Workbench) -> Iterator[Fix]:
    """One fix for each place of the history that the finding names."""
    if not isinstance(finding, (BrokenImport, UndefinedName)):
        return
    for candidate in finding.data.candidates:
        if candidate.revision is not None:
            yield from _restored(finding, candidate, candidate.revision, bench)


def _restored(
    finding: BrokenImport | UndefinedName,
    candidate: Candidate,
    revision: LastRevision,
    bench: Workbench,
) -> Iterator[Fix]:
    edits: tuple[TextEdit, ...]
    back: tuple[str, ...]
    if candidate.name is None or bench.source(candidate.module) is None:
        edits, back = whole_file(bench, revision), ()
        title = f"Put {revision.path} back as it was in {revision.last.short}"
    else:
        edits, back = names_put_back(bench, candidate.module, candidate.name, revision)
        title = f"Put {candidate.name} back into {candidate.module}"
        title += f" as it was in {revision.last.short}"
    if edits:
        yield proposal(
            finding,
            KIND,
            revision.last.short,
            title,
            candidate.why,
            edits,
            _SCORE,
            notes=_notes(revision, [one for one in back if one != candidate.name]),
        )


def _notes(revision: LastRevision, others: list[str]) -> Iterator[str]:
    removed = revision.removed_in
    if removed is None:
        yield "It was removed in the work tree only: no commit has done that yet."
    else:
        subject = f': "{removed.subject}"' if removed.subject else ""
        yield (
            f"{removed.author} removed it on {removed.day}{subject}. Where that was meant, mend "
            "the importers instead."
        )
    if others:
        more = f" and {len(others) - _SHOWN} more" if len(others) > _SHOWN else ""
        yield f"It needs, and brings back: {', '.join(others[:_SHOWN])}{more}."
