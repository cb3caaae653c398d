"""A plan as Markdown for the pull request that carries it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from analysis.comparison import Comparison, OutcomeChange
from analysis.execution.outcome import Fails, Ok, Outcome, Unknown
from analysis.findings import (
    AnyFinding,
    DuplicateClass,
    advice_of,
    evidence_of,
    rule_of,
    told_differences,
)
from analysis.fixes.edits import Applicability
from analysis.fixes.plan import candidates
from analysis.fixes.walk import Step, Walk
from analysis.fixes.workbench import Workbench
from analysis.sources.markdown_text import code, place, text
from analysis.verification.value import Verdict, Verification

MOST = 20
MOST_EVIDENCE = 4
PATCH = "plumbline.patch"
_DIFFER = ("divergent", "variant")


def render(walk: Walk, name: str = "", verification: Verification | None = None) -> str:
    """What the plan heals with evidence, its steps, what it leaves, and how to apply it.

    Names of the repository are never markup. `verification` is that of the tree after the plan.
    """
    seen = walk.effect(len(walk.steps))
    lines = [f"# {text(name) or title_of(seen)}", "", _in_short(walk, seen)]
    sections: tuple[tuple[str, Iterable[str]], ...] = (
        ("What it heals", _heals(walk, seen)),
        ("Findings", _findings(walk, seen)),
        ("Steps, in order", _steps(walk)),
        ("Not made", _not_made(walk)),
        ("Imports between modules", _edges(seen)),
        ("No longer importable", _lost(seen)),
        ("What it leaves", _left(walk, seen)),
        ("What a person must decide", _to_decide(walk)),
        ("Verification", _verified(verification)),
        ("How to apply", _apply(walk)),
    )
    for head, body in sections:
        rows = list(body)
        if rows:
            lines += ["", f"## {head}", "", *rows]
    return "\n".join(lines) + "\n"


def title_of(seen: Comparison) -> str:
    """A title for a plan that has no name."""
    if not seen.healed and not seen.fixed:
        return "Repairs of imports"
    words = []
    if seen.healed:
        words.append(f"heal {_count(len(seen.healed), 'module')}")
    if seen.fixed:
        words.append(f"fix {_count(len(seen.fixed), 'finding')}")
    said = " and ".join(words)
    return f"{said[0].upper()}{said[1:]}"


def _in_short(walk: Walk, seen: Comparison) -> str:
    paths = sorted({edit.path for edit in walk.edits()})
    return (
        f"{_count(len(walk.fixes), 'step')} in {_count(len(paths), 'file')}. "
        f"Modules: {len(seen.healed)} healed, {len(seen.worsened)} worse off. "
        f"Findings: {len(seen.fixed)} fixed, {len(seen.reduced)} reduced, "
        f"{len(seen.introduced)} introduced, {len(seen.remaining)} remaining. "
        f"Names lost: {len(seen.names_lost)}."
    )


def _heals(walk: Walk, seen: Comparison) -> Iterator[str]:
    after = {path.name: path.outcome for path in walk.after.golden_paths}
    for path in walk.start.golden_paths:
        now = after.get(path.name, "unknown")
        if path.outcome != now:
            named = f"**{text(path.name)}** ({code(path.module)})"
            yield f"- golden path {named}: {path.outcome} → {now}"
    yield from _outcomes(seen.healed)
    if seen.worsened:
        yield ""
        yield "**Worse off:**"
        yield ""
        yield from _outcomes(seen.worsened)


def _outcomes(changes: tuple[OutcomeChange, ...]) -> Iterator[str]:
    rows = [
        f"- {code(each.module)}: {_outcome(each.before)} → {_outcome(each.after)}"
        for each in changes
    ]
    yield from _bounded(rows)


def _outcome(outcome: Outcome | None) -> str:
    match outcome:
        case Ok():
            return "imports"
        case Fails(failure):
            where = place(failure.path, failure.line)
            return f"fails with {code(f'{failure.error}: {failure.message}')} at {where}"
        case Unknown(reason=reason):
            return f"can't tell ({text(reason)})"
        case None:
            return "not there"


def _findings(walk: Walk, seen: Comparison) -> Iterator[str]:
    rows: list[str] = []
    for finding in seen.fixed:
        rows += _finding("fixed", finding, evidence=True)
    for before, after in seen.reduced:
        rows += _finding("reduced", after)
        if before.title != after.title:
            rows.append(f"  - before: {text(before.title)}")
    for finding in seen.introduced:
        rows += _finding("**introduced**", finding, evidence=True)
    yield from rows


def _finding(verb: str, finding: AnyFinding, *, evidence: bool = False) -> Iterator[str]:
    yield f"- {verb}: {finding.severity} ({rule_of(finding)}): {text(finding.title)}"
    if evidence:
        found = evidence_of(finding)
        for each in found[:MOST_EVIDENCE]:
            yield f"  - {place(each.path, each.line)} {text(each.note)}".rstrip()
        if len(found) > MOST_EVIDENCE:
            yield f"  - and {len(found) - MOST_EVIDENCE} more"


def _steps(walk: Walk) -> Iterator[str]:
    made = [step.proof for step in walk.steps if step.proof is not None]
    for number, proof in enumerate(made, 1):
        fix = proof.fix
        why = f" {_sentence(fix.rationale)}" if fix.rationale else ""
        yield f"{number}. **{fix.applicability}**: {_sentence(fix.title)}{why}"
        # What the list is numbered by is as wide as what stands below it is indented.
        indent = " " * (len(str(number)) + 2)
        paths = ", ".join(map(code, sorted({edit.path for edit in fix.edits})))
        yield f"{indent}- changes {paths}: {_effect(proof.comparison)}"
        yield from (f"{indent}- to know: {text(note)}" for note in fix.notes)
    if not made:
        yield "None: nothing is changed."


def _effect(seen: Comparison) -> str:
    words = [
        f"heals {_count(len(seen.healed), 'module')}" if seen.healed else "",
        f"fixes {_count(len(seen.fixed), 'finding')}" if seen.fixed else "",
        f"reduces {_count(len(seen.reduced), 'finding')}" if seen.reduced else "",
        f"introduces {_count(len(seen.introduced), 'finding')}" if seen.introduced else "",
        f"loses {_count(len(seen.names_lost), 'name')}" if seen.names_lost else "",
    ]
    return ", ".join(filter(None, words)) or "changes no finding and no outcome"


def _not_made(walk: Walk) -> Iterator[str]:
    for step in walk.steps:
        if not step.is_made:
            yield f"- {code(step.id)}: {text(step.reason)}{_conflicts(step)}"


def _conflicts(step: Step) -> str:
    paths = sorted({each.path for each in step.conflicts})
    return f" ({', '.join(map(code, paths))})" if paths else ""


def _edges(seen: Comparison) -> Iterator[str]:
    rows = [
        f"- gone: {code(each.importer)} → {code(each.imported)}, was at "
        f"{place(each.path, each.line)}"
        for each in seen.edges_gone
    ]
    rows += [
        f"- new: {code(each.importer)} → {code(each.imported)} at {place(each.path, each.line)}"
        for each in seen.edges_new
    ]
    rows += [
        f"- {each.before} → {each.after}: {code(each.importer)} → {code(each.imported)} at "
        f"{place(each.path, each.line)}"
        for each in seen.edges_retimed
    ]
    yield from _bounded(rows)


def _lost(seen: Comparison) -> Iterator[str]:
    yield from _bounded([f"- {code(f'{each.module}.{each.name}')}" for each in seen.names_lost])


def _left(walk: Walk, seen: Comparison) -> Iterator[str]:
    rows = []
    for finding in seen.remaining:
        first = next(iter(finding.locations), None)
        where = f", {place(first.path, first.line)}" if first is not None else ""
        rows.append(f"- {finding.severity} ({rule_of(finding)}): {text(finding.title)}{where}")
    failing = [
        f"- golden path **{text(path.name)}** still fails"
        for path in walk.after.golden_paths
        if path.outcome == "fails"
    ]
    yield from failing
    yield from _bounded(rows)


def _to_decide(walk: Walk) -> Iterator[str]:
    for fix in walk.fixes:
        if fix.applicability is Applicability.DISPLAY:
            yield f"- {text(fix.title)}: this changes a program that works; read it before merging"
    differing = [
        finding
        for finding in walk.after.findings
        if isinstance(finding, DuplicateClass) and finding.data.kind in _DIFFER
    ]
    bench = Workbench(walk.after)
    for finding in differing[:MOST]:
        yield from _duplicate(finding, bench)
    if len(differing) > MOST:
        yield f"- and {len(differing) - MOST} more groups of classes"


def _duplicate(finding: DuplicateClass, bench: Workbench) -> Iterator[str]:
    yield f"- {text(finding.title)} ({finding.data.kind})"
    if advice := advice_of(finding):
        yield f"  - {text(advice)}"
    for line in told_differences(finding.data):
        indent = " " * (len(line) - len(line.lstrip()))
        yield f"  {indent}- {text(line.lstrip())}"
    for fix in candidates(bench.analysis, finding, bench):
        why = f" {_sentence(fix.rationale)}" if fix.rationale else ""
        yield f"  - option: {_sentence(fix.title)}{why}"


def _verified(found: Verification | None) -> Iterator[str]:
    if found is None:
        yield "Predicted by static analysis; not verified by importing it with CPython."
        return
    agree = found.having(Verdict.AGREE)
    yield (
        f"CPython {found.python} imported {_count(len(found.modules), 'module')} in a child "
        f"process: {len(agree)} agree with the prediction, {len(found.disagreements)} disagree, "
        f"{len(found.having(Verdict.UNDECIDED))} undecided."
    )
    rows = [
        f"- **disagrees**: {code(each.module)}: {text(each.reason)}" for each in found.disagreements
    ]
    rows += [
        f"- undecided: {code(each.module)}: {text(each.reason)}"
        for each in found.having(Verdict.UNDECIDED)
    ]
    if found.stand_ins:
        names = ", ".join(map(code, found.stand_ins))
        rows.append(f"- stand-ins, for what is not installed: {names}")
    rows += [f"- {text(note)}" for note in found.notes]
    if rows:
        yield ""
        yield from _bounded(rows)


def _apply(walk: Walk) -> Iterator[str]:
    if not walk.fixes:
        return
    yield f"With the patch of the plan, at the top of the repository: {code(f'git apply {PATCH}')}"


def _bounded(rows: list[str]) -> Iterator[str]:
    yield from rows[:MOST]
    if len(rows) > MOST:
        yield f"- and {len(rows) - MOST:,} more"


def _sentence(words: str) -> str:
    words = words.strip()
    first = words.partition(" ")[0]
    # A name begins a sentence as it is written.
    begun = words if "." in first or "_" in first else words[:1].upper() + words[1:]
    said = text(begun)
    return said if said.endswith((".", "!", "?", ":")) else f"{said}."


def _count(number: int, word: str) -> str:
    return f"{number:,} {word if number == 1 else word + 's'}"
