"""Chosen fixes, made one after the other."""

from __future__ import annotations

from analysis.execution.outcome import Ok
from analysis.fixes.edits import overlay
from analysis.fixes.plan import candidates
from analysis.fixes.walk import follow, start, take
from analysis.pipeline import Analysis, analyze
from tests.fixes.repository import OPTIONS, analysed

TWO_FAULTS = {
    "p/__init__.py": "",
    "p/b.py": "class Thing:\n    pass\n",
    "p/a.py": "from p.b import Thnig\nfrom p.bb import Thing as T\n\nx = Thing, T\n",
    "p/c.py": "from p.a import x\n",
}
BEHIND = {
    "p/__init__.py": "",
    "p/b.py": "class Thing:\n    pass\n\n\nclass Other:\n    pass\n",
    "p/a.py": "from p.b import Thnig\n\nx = Thing\ny = Other\n",
}


def ids(analysis: Analysis) -> list[str]:
    """The first candidate of each finding."""
    return [candidates(analysis, finding)[0].id for finding in analysis.findings]


def test_each_step_says_what_it_does_and_what_has_been_done_so_far() -> None:
    analysis = analysed(TWO_FAULTS)
    walk = follow(analysis, ids(analysis))
    assert [step.is_made for step in walk.steps] == [True, True]
    assert [len(step.proof.comparison.fixed) for step in walk.steps if step.proof] == [1, 1]
    assert [len(walk.effect(number).fixed) for number in (0, 1, 2)] == [0, 1, 2]
    assert {change.module for change in walk.effect(2).healed} == {"p.a", "p.c"}
    assert walk.after_steps(0) is analysis
    assert walk.after_steps(2).findings == ()


def test_the_edits_lead_from_the_start_to_the_end() -> None:
    analysis = analysed(TWO_FAULTS)
    walk = follow(analysis, ids(analysis))
    patched = overlay(analysis.tree, walk.plan().edits)
    assert patched.changed == {"p/a.py": walk.after.tree.read("p/a.py")}
    fresh = analyze(patched, OPTIONS)
    assert fresh.findings == walk.after.findings
    assert fresh.execution.outcomes == walk.after.execution.outcomes


def test_a_step_may_mend_what_the_one_before_has_uncovered() -> None:
    analysis = analysed(BEHIND)
    (first,) = ids(analysis)
    uncovered = take(start(analysis), first)
    assert uncovered.steps[0].proof and uncovered.steps[0].proof.uncovers
    (second,) = ids(uncovered.after)
    walk = follow(analysis, [first, second])
    assert walk.ids == (first, second)
    assert walk.plan().comparison.introduced == ()
    assert isinstance(walk.after.execution.outcomes["p.a"], Ok)


def test_a_step_that_needs_another_first_says_so() -> None:
    analysis = analysed(BEHIND)
    (first,) = ids(analysis)
    (second,) = ids(take(start(analysis), first).after)
    walk = follow(analysis, [second, first])
    assert walk.ids == (first,)
    assert walk.steps[0].reason == "the repository has no finding of this name"


def test_what_the_repository_does_not_have_is_told() -> None:
    analysis = analysed(TWO_FAULTS)
    known = ids(analysis)[0]
    finding = known.partition("#")[0]
    walk = follow(analysis, ["nothing", known, known, f"{ids(analysis)[1]}?"])
    assert [step.reason for step in walk.steps] == [
        "the repository has no finding of this name",
        "",
        "an earlier step mends its finding",
        "no repair proposes it as the files are now",
    ]
    assert [fix.finding for fix in walk.fixes] == [finding]


def test_no_step_changes_no_byte() -> None:
    analysis = analysed(TWO_FAULTS)
    walk = follow(analysis, [])
    assert walk.after is analysis
    assert walk.plan().edits == ()
    assert walk.plan().comparison.harmless
