"""What the document says of the plan: its fixes, their risk and proof, the patch, the request."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from analysis.findings import DuplicateClass
from analysis.fixes.edits import Applicability, Fix
from analysis.fixes.patch import unified_diff
from analysis.fixes.plan import Plan, candidates
from analysis.pipeline import Analysis
from analysis.sources.markdown_text import code, fenced
from analysis.sources.markdown_text import text as plain
from analysis.triage.markup import SHOWN, counted, listed
from analysis.triage.tracker.document import COMMENT, box, question
from analysis.triage.tracker.state import State, Violation

MOST_LINES = 400
"""Lines of a patch that stands in the document itself."""
_RISK = {
    Applicability.SAFE: "safe: no outcome is worse, no importable name is lost",
    Applicability.UNSAFE: "unsafe: it helps, and what the program means may change",
    Applicability.DISPLAY: "to be read: somebody has to decide",
}


def fixes(plan: Plan, state: State, boxes: Iterable[tuple[str, bool]]) -> Iterator[str]:
    """The fixes in their order."""
    if not plan.fixes:
        yield "No repair reaches what can be made without a decision."
    for fix, repair, (name, ticked) in zip(repairs(plan), state.repairs, boxes, strict=True):
        why = f" ({repair.violation})" if repair.violation else ""
        yield box(name, f"{plain(fix.title)}{why}", ticked)
        yield f"  - risk: {_RISK[fix.applicability]}"
        if fix.rationale:
            yield f"  - why: {plain(fix.rationale)}"
        yield from (f"  - note: {plain(note)}" for note in fix.notes)
        yield f"  - fix: {code(fix.id)}"
    if plan.fixes:
        yield ""
        yield from _proof(plan)
        yield ""
        yield f"The choice, for the plan page: {code(state.plan)}"


def undecided(analysis: Analysis, plan: Plan, violations: Iterable[Violation]) -> Iterator[str]:
    """An item for each violation that the plan leaves; people tick it.

    Below it what could be made, and what was tried and does not do.
    """
    found = {one.key: one for one in analysis.findings}
    for one in violations:
        if one.planned:
            continue
        yield question(one.id, f"{one.id}: decide how to mend {listed(one.subjects, 4)}")
        finding = found.get(one.key or "")
        tried = {each.fix.id: each for each in plan.rejected if each.fix.finding == one.key}
        # Of these none is made without a decision, so that the plan did not look at them.
        options = candidates(analysis, finding) if isinstance(finding, DuplicateClass) else ()
        for fix in options:
            if fix.id not in tried:
                why = f": {plain(fix.rationale)}" if fix.rationale else ""
                yield f"  - possible, not proven: {plain(fix.title)}{why}"
                yield from (f"    - {plain(note)}" for note in fix.notes)
                yield f"    - fix: {code(fix.id)}"
        for each in tuple(tried.values())[:SHOWN]:
            yield f"  - does not do: {plain(each.fix.title)}: {plain(each.reason)}"


def patch(analysis: Analysis, plan: Plan) -> Iterator[str]:
    """The change as one diff for `git apply`, where the document can hold it exactly."""
    diff = unified_diff(analysis.tree, plan.edits)
    if not diff:
        yield "There is nothing to apply."
        return
    files = sorted({edit.path for edit in plan.edits})
    yield f"It changes {counted(len(files), 'file')}: {listed(files)}."
    yield ""
    if diff.count("\n") <= MOST_LINES and _is_exact(diff):
        yield from fenced(diff, "diff")
        return
    yield "The patch is too long for this document, or holds what only a file can. To have it:"
    yield ""
    words = " ".join(f"--fix {_quoted(fix.id)}" for fix in repairs(plan))
    yield from fenced(f"plumbline fix . {words} --diff > remediation.patch", "console")


def request(analysis: Analysis, plan: Plan, violations: tuple[Violation, ...]) -> Iterator[str]:
    """Title and body of the pull request."""
    titles = {one.key: one.title for one in analysis.findings}
    told = [
        (one, titles.get(one.key or "") or f"{one.rule}: {', '.join(one.subjects)}")
        for one in violations
    ]
    planned = [(one, title) for one, title in told if one.planned]
    first = planned[0][1] if planned else "imports"
    more = f", and {len(planned) - 1} more" if len(planned) > 1 else ""
    body = ["## What was wrong", ""]
    body += [f"- {plain(title)}" for _, title in planned]
    body += ["", "## What changes", ""]
    body += [f"- {plain(fix.title)} ({fix.applicability.value})" for fix in repairs(plan)]
    body += ["", "## Proof", "", *_proof(plan)]
    left = [title for one, title in told if not one.planned]
    if left:
        body += ["", "## Left for a decision", "", *(f"- {plain(title)}" for title in left)]
    yield f"Title: {code(f'fix(imports): {first}{more}')}"
    yield ""
    yield "Body:"
    yield ""
    yield from fenced("\n".join(body), "markdown")


def _proof(plan: Plan) -> Iterator[str]:
    compared = plan.comparison
    healed = [change.module for change in compared.healed]
    worse = len(compared.worsened)
    yield (
        f"- analysed again with the changes: {counted(len(compared.fixed), 'finding')} fixed, "
        f"{len(compared.reduced)} reduced, {len(compared.introduced)} introduced"
    )
    yield f"- {counted(len(healed), 'module')} healed" + (f": {listed(healed)}" if healed else "")
    yield f"- {counted(worse, 'module')} worse"
    lost = [f"{one.module}.{one.name}" for one in compared.names_lost]
    yield f"- names that can't be imported any more: {listed(lost) if lost else 'none'}"


def _is_exact(diff: str) -> bool:
    """Whether a text file of any editor keeps it: no other line ends, nothing invisible."""
    kept = "\n\t"
    return COMMENT not in diff and all(
        sign in kept or unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
        for sign in set(diff)
    )


def _quoted(fix: str) -> str:
    """For a POSIX shell."""
    return "'" + fix.replace("'", "'\"'\"'") + "'"


def repairs(plan: Plan) -> tuple[Fix, ...]:
    """Each fix of the plan once."""
    return tuple({fix.id: fix for fix in plan.fixes}.values())
