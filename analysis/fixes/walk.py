"""Chosen fixes made one after the other: what each does, and why one can't be made."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from analysis.comparison import Comparison, compare
from analysis.findings import AnyFinding
from analysis.fixes.candidates import Progress, candidates
from analysis.fixes.edits import EditConflict, Fix, TextEdit, merged, overlay
from analysis.fixes.patch import edits_to
from analysis.fixes.plan import Plan
from analysis.fixes.proof import Proof, Rejected, clash, judge
from analysis.pipeline import Analysis, analyze


class Step(msgspec.Struct, frozen=True):
    """One chosen fix: made (`proof`), or the reason why not.

    `proof` tells what the step changes of the tree that the steps before it have left; its fix has
    the edits as they are made there, together with the steps that they are independent of.
    """

    id: str
    proof: Proof | None = None
    reason: str = ""
    conflicts: tuple[EditConflict, ...] = ()

    @property
    def is_made(self) -> bool:
        return self.proof is not None


class Walk(msgspec.Struct, frozen=True):
    """A tree, the steps that were asked for, and the tree that they lead to.

    Fixes that want no bytes of each other are made side by side, on one `ground`: their order
    makes no difference. A fix that is possible, or free of conflicts, only on what the steps
    before it have left begins a new ground.
    """

    start: Analysis
    steps: tuple[Step, ...]
    after: Analysis
    ground: Analysis
    beside: tuple[Fix, ...] = ()
    """The fixes that are made on `ground`."""

    @property
    def fixes(self) -> tuple[Fix, ...]:
        """The fixes that are made, in order."""
        return tuple(step.proof.fix for step in self.steps if step.proof is not None)

    @property
    def ids(self) -> tuple[str, ...]:
        """Their ids."""
        return tuple(fix.id for fix in self.fixes)

    def after_steps(self, number: int) -> Analysis:
        """The repository after the first `number` steps."""
        made = [step.proof.after for step in self.steps[:number] if step.proof is not None]
        return made[-1] if made else self.start

    def effect(self, number: int) -> Comparison:
        """What the first `number` steps do together."""
        return compare(self.start, self.after_steps(number))

    def edits(self) -> tuple[TextEdit, ...]:
        """From the tree at the start to the one that the steps lead to."""
        return edits_to(self.start.tree, self.after.tree)

    def plan(self) -> Plan:
        """The steps as a plan: what is made, what all of it does, what is not made and why."""
        done = {fix.finding for fix in self.fixes}
        comparison = self.effect(len(self.steps))
        fixed = done | {finding.key for finding in comparison.fixed}
        return Plan(
            fixes=self.fixes,
            edits=self.edits(),
            after=self.after,
            comparison=comparison,
            conflicts=tuple(dict.fromkeys(one for step in self.steps for one in step.conflicts)),
            unfixed=tuple(one.key for one in self.start.findings if one.key not in fixed),
        )


def start(analysis: Analysis) -> Walk:
    """Before the first step."""
    return Walk(analysis, (), analysis, analysis)


def follow(analysis: Analysis, fixes: Iterable[str], progress: Progress | None = None) -> Walk:
    """Makes the fixes of these ids in order, each on what the ones before it have left.

    Nothing here raises for an id that means nothing: its step says so. What a step uncovers may be
    mended by a later one.
    """
    walk = start(analysis)
    for fix in fixes:
        if progress is not None:
            progress(fix)
        walk = take(walk, fix)
    return walk


def take(walk: Walk, fix: str) -> Walk:
    """One step more. Each costs one analysis of the files that it edits."""
    finding = finding_of(walk.after, fix)
    if finding is None:
        return _refused(walk, fix, _why_no_finding(walk, fix))
    beside = _proposed(walk.ground, fix)
    overlap = clash(walk.beside, beside) if beside is not None else ()
    if beside is not None and not overlap:
        return _made(walk, beside, walk.ground, walk.beside)
    again = _proposed(walk.after, fix) if walk.beside else None
    if again is not None:
        return _made(walk, again, walk.after, ())
    if overlap:
        return _refused(walk, fix, "its edits overlap with those of an earlier step", overlap)
    return _refused(walk, fix, "no repair proposes it as the files are now")


def finding_of(analysis: Analysis, fix: str) -> AnyFinding | None:
    """The finding that a fix of this id is for."""
    return next((one for one in analysis.findings if fix.startswith(f"{one.key}#")), None)


def _proposed(analysis: Analysis, fix: str) -> Fix | None:
    finding = finding_of(analysis, fix)
    if finding is None:
        return None
    return next((one for one in candidates(analysis, finding) if one.id == fix), None)


def _made(walk: Walk, fix: Fix, ground: Analysis, beside: tuple[Fix, ...]) -> Walk:
    together = (*beside, fix)
    tree = overlay(ground.tree, merged(edit for one in together for edit in one.edits))
    after = analyze(tree, walk.start.options, walk.after)
    proof = judge(walk.after, after, fix, uncovering=True)
    if isinstance(proof, Rejected):
        return _refused(walk, fix.id, proof.reason, proof.conflicts)
    return Walk(walk.start, (*walk.steps, Step(fix.id, proof)), after, ground, together)


def _refused(walk: Walk, fix: str, reason: str, conflicts: tuple[EditConflict, ...] = ()) -> Walk:
    step = Step(fix, None, reason, conflicts)
    return msgspec.structs.replace(walk, steps=(*walk.steps, step))


def _why_no_finding(walk: Walk, fix: str) -> str:
    made = [step for step in walk.steps if step.proof is not None]
    if finding_of(walk.start, fix) or any(
        step.proof is not None and finding_of(step.proof.after, fix) for step in made
    ):
        return "an earlier step mends its finding"
    return "the repository has no finding of this name"
