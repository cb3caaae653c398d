"""A tracker written, and checked again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from analysis.execution.outcome import Fails
from analysis.fixes.chosen import Chosen, encode
from analysis.fixes.edits import Applicability
from analysis.fixes.plan import Plan, plan_all
from analysis.pipeline import Analysis
from analysis.sources.markdown_text import fenced
from analysis.sources.markdown_text import text as plain
from analysis.triage.markup import counted
from analysis.triage.report import Triage
from analysis.triage.tracker import remedy
from analysis.triage.tracker.board import STEPS, Board, board_of
from analysis.triage.tracker.claims import told
from analysis.triage.tracker.document import answered, box, region, updated
from analysis.triage.tracker.pinned import pinned
from analysis.triage.tracker.state import Repair, State, Violation, marker, state_of
from analysis.triage.tracker.value import Checked, CheckedStep, CheckedViolation
from analysis.triage.tracker.violations import (
    affected_of,
    entries_of,
    findings_of,
    names_of,
    violations_of,
    with_plan,
)
from analysis.verification.value import Verification
from analysis.verification.words import lines as verified

LONGEST = 20_000
"""Characters of a test file that the document itself shows."""


class _Remedy(msgspec.Struct, frozen=True):
    """What is to be mended, how, and the tests for it."""

    violations: tuple[Violation, ...]
    plan: Plan
    tests: dict[str, str]


def tracker_of(
    analysis: Analysis,
    triage: Triage,
    plan: Plan | None = None,
    verification: Verification | None = None,
    findings: Iterable[str] = (),
) -> str:
    """A Markdown document for the faults that a text tells truly, and for findings by their keys.

    Without a plan, the best fix of each finding is taken that reaches `unsafe`.
    """
    found = _remedy(analysis, triage, plan, findings)
    state = _state(analysis, found)
    board = board_of(state, analysis)
    return "\n".join(_document(analysis, triage, found, state, board, verification)) + "\n"


def recheck(text: str, analysis: Analysis) -> str:
    """A tracker with its boxes and regions as the repository is now; all else stays as it is.

    Raises `UnreadableTracker`.
    """
    return checked(text, analysis).text


def checked(text: str, analysis: Analysis) -> Checked:
    """A tracker checked again, and what came out. Raises `UnreadableTracker`."""
    state = state_of(text)
    board = board_of(state, analysis, answered(text))
    return Checked(
        text=updated(text, board.ticks, board.regions),
        steps=tuple(
            CheckedStep(number, title, board.ticks[f"step-{number}"])
            for number, title in enumerate(STEPS)
        ),
        violations=tuple(
            CheckedViolation(one.id, one.rule, one.subjects, one.key, one.id in board.open)
            for one in state.violations
        ),
    )


def test_files(
    analysis: Analysis,
    triage: Triage,
    plan: Plan | None = None,
    findings: Iterable[str] = (),
) -> dict[str, str]:
    """The pytest files that pin the wanted state, by file name, as in the tracker."""
    return _remedy(analysis, triage, plan, findings).tests


test_files.__test__ = False  # type: ignore[attr-defined]


def planned_for(analysis: Analysis, triage: Triage, findings: Iterable[str] = ()) -> Plan:
    """The plan that a tracker has without another one."""
    violations = violations_of(analysis, triage, findings)
    keys = [one.key for one in findings_of(violations, analysis)]
    return plan_all(analysis, Applicability.UNSAFE, keys)


def _remedy(
    analysis: Analysis, triage: Triage, plan: Plan | None, findings: Iterable[str]
) -> _Remedy:
    keys = tuple(findings)
    plan = plan or planned_for(analysis, triage, keys)
    violations = with_plan(violations_of(analysis, triage, keys), plan)
    return _Remedy(violations, plan, pinned(analysis, violations, plan.after))


def _state(analysis: Analysis, found: _Remedy) -> State:
    of_finding = {one.key: one.id for one in found.violations}
    fixes = remedy.repairs(found.plan)
    entries = entries_of(analysis, found.violations)
    outcomes = found.plan.after.execution.outcomes
    return State(
        violations=found.violations,
        repairs=tuple(Repair(fix.finding, of_finding.get(fix.finding, "")) for fix in fixes),
        affected=affected_of(analysis, found.violations),
        names=names_of(found.violations, analysis),
        entries=entries,
        healed=tuple(one for one in entries if not isinstance(outcomes.get(one), Fails)),
        tests=tuple(found.tests),
        plan=encode(Chosen(tuple(fix.id for fix in fixes))) if fixes else "",
    )


def _document(
    analysis: Analysis,
    triage: Triage,
    found: _Remedy,
    state: State,
    board: Board,
    verification: Verification | None,
) -> Iterator[str]:
    yield f"# Remediation of {counted(len(found.violations), 'violation')}"
    yield ""
    yield marker(state)
    yield ""
    yield "Boxes and lines between comments of plumbline follow the repository:"
    yield "`plumbline triage REPOSITORY --file THIS` checks them again."
    yield "All else is yours, and stays."
    yield ""
    yield "## Summary"
    yield ""
    yield from region("summary", board.regions["summary"])
    yield ""
    yield "## Progress"
    yield ""
    for number, step in enumerate(STEPS):
        yield box(f"step-{number}", f"Step {number}: {step}", board.ticks[f"step-{number}"])
    yield f"- [ ] Step {len(STEPS)}: pull request"
    yield ""
    yield "## Step 0: audit"
    yield ""
    yield from _audit(analysis, triage, found, board)
    yield from _tests(found, state, board)
    yield from _plan(analysis, found, state, board)
    yield from _end(analysis, found, board, verification)


def _audit(analysis: Analysis, triage: Triage, found: _Remedy, board: Board) -> Iterator[str]:
    titles = {one.key: (one.title, one.message) for one in analysis.findings}
    yield "### Violations"
    for one in found.violations:
        title, message = titles.get(one.key or "", (f"{one.rule}: {', '.join(one.subjects)}", ""))
        yield ""
        yield box(one.id, f"**{one.id}** {plain(title)}", board.ticks[one.id])
        if message:
            yield ""
            yield plain(message)
        yield ""
        yield from region(one.id, board.regions[one.id])
    said = list(told(triage))
    if said:
        yield ""
        yield "### What the text said, and what was true of it"
        yield ""
        yield from said
    yield ""


def _tests(found: _Remedy, state: State, board: Board) -> Iterator[str]:
    yield "## Step 1: discover and plan tests"
    yield ""
    yield "The tests that import what is affected, and what none of them imports:"
    yield ""
    yield from region("reached", board.regions["reached"])
    yield ""
    yield "## Step 2: test plan"
    yield ""
    if state.tests:
        yield "Put these files among the tests. They fail now, and pass after step 4; what nobody"
        yield "has decided yet is marked as expected to fail."
    else:
        yield "There is nothing that an import could show."
    for name, text in found.tests.items():
        yield ""
        yield box(f"test-{name}", f"`{name}`", board.ticks[f"test-{name}"])
        yield ""
        if len(text) > LONGEST:
            yield "It is too long for this document: `--tests` saves it."
        else:
            yield from fenced(text, "python")
    yield ""


def _plan(analysis: Analysis, found: _Remedy, state: State, board: Board) -> Iterator[str]:
    yield "## Step 3: remediation plan"
    yield ""
    boxes = [(name, board.ticks[name]) for name in board.ticks if name.startswith("fix-")]
    yield from remedy.fixes(found.plan, state, boxes)
    open_questions = list(remedy.undecided(analysis, found.plan, found.violations))
    if open_questions:
        yield ""
        yield "To be decided:"
        yield ""
        yield from open_questions
    yield ""
    yield "## Step 4: execution"
    yield ""
    yield from remedy.patch(analysis, found.plan)
    yield ""


def _end(
    analysis: Analysis, found: _Remedy, board: Board, verification: Verification | None
) -> Iterator[str]:
    yield "## Step 5: test loop"
    yield ""
    yield from region("entries", board.regions["entries"])
    yield ""
    if verification is None:
        yield "Verification by CPython: not run."
    else:
        yield "Verification of the plan by CPython:"
        yield ""
        yield from (f"- {plain(line.strip())}" for line in verified(verification))
    yield ""
    yield "- [ ] the tests of step 2 pass"
    yield "- [ ] all other tests pass"
    yield ""
    yield "## Step 6: pull request"
    yield ""
    yield from remedy.request(analysis, found.plan, found.violations)
    yield ""
    yield "- [ ] one violation, one commit"
    yield "- [ ] the tests of step 2 are in it"
    yield "- [ ] golden paths are shown to work"
    yield "- [ ] reviewed"
