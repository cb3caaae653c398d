"""The audit for a person at a terminal: golden paths first, then findings in ranked order."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from analysis.execution.golden import NO_MODULE, GoldenPath
from analysis.execution.outcome import Fails
from analysis.findings import (
    AnyFinding,
    BrokenImport,
    DoubleImport,
    DuplicateClass,
    ImportCycle,
    Severity,
    UndefinedName,
    UnparsableFile,
    evidence_of,
    owners_of,
    rule_of,
    told_differences,
)
from analysis.fixes.edits import Fix
from analysis.pipeline import Analysis
from analysis.sources.printable import printable

SHOWN_PLACES = 8
"""Places and modules a finding lists before "and n more"; the JSON has them all."""
NARROWEST = 40
COPIED = ("key: ", "--fix ")
"""What lines to be copied from begin with; they are never broken."""


def render(
    analysis: Analysis,
    fixes: Mapping[str, tuple[Fix, ...]] | None = None,
    width: int = 100,
) -> str:
    """Plain lines without terminal escapes, no longer than `width` columns (at least 40).

    Keys of findings and ids of fixes stand on lines of their own that are as long as they are.
    """
    width = max(width, NARROWEST)
    proposals = fixes or {}
    lines = [*_head(analysis), ""]
    if analysis.golden_paths:
        lines += ["Golden paths", *map(_golden, analysis.golden_paths), ""]
    for finding in analysis.findings:
        lines += [*_finding(finding, proposals.get(finding.key, ())), ""]
    lines += _unowned(analysis)
    lines += _blind_spots(analysis)
    lines.append(_verdict(analysis))
    return "\n".join(row for line in lines for row in _wrapped(line, width)) + "\n"


def _head(analysis: Analysis) -> Iterator[str]:
    project = analysis.structure.project
    yield printable(analysis.tree.label)
    version = ".".join(map(str, analysis.options.python_version))
    yield (
        f"  {_count(len(project.modules), 'module')}, "
        f"{_count(len(project.classes), 'class', 'classes')}, "
        f"{_count(len(project.imports), 'import')}; Python {version}; "
        f"import roots: {printable(', '.join(project.layout.roots))}"
    )


def _golden(golden: GoldenPath) -> str:
    named = golden.name if golden.name == golden.module else f"{golden.name} ({golden.module})"
    blocked = f", blocked by {', '.join(golden.blocked_by)}" if golden.blocked_by else ""
    absent = f": {NO_MODULE}" if golden.why == NO_MODULE else ""
    return printable(f"  {golden.outcome:<7} {named}{blocked}{absent}")


def _finding(finding: AnyFinding, fixes: tuple[Fix, ...]) -> Iterator[str]:
    first = finding.locations[0] if finding.locations else None
    place = f"{first.path}:{first.line}: " if first else ""
    yield printable(f"{place}{finding.severity}: {finding.title} [{rule_of(finding)}]")
    if finding.message and finding.message != finding.title:
        yield printable(f"  {finding.message}")
    evidence = [
        f"{seen.path}:{seen.line}  {seen.note}" if seen.line else f"{seen.path}  {seen.note}"
        for seen in evidence_of(finding)
    ]
    yield from _listed(evidence)
    yield from (printable(f"  {line}") for line in _advice(finding))
    if finding.golden:
        yield printable(f"  golden paths blocked: {', '.join(finding.golden)}")
    if finding.blocked:
        yield f"  {_count(len(finding.blocked), 'module')} blocked: {_some(finding.blocked)}"
    for fix in fixes[:1]:
        yield printable(f"  fix ({fix.applicability}): {fix.title}")
        yield printable(f"      {fix.rationale}")
        yield from (printable(f"      note: {note}") for note in fix.notes)
        yield printable(f"      --fix {fix.id}")
    yield printable(f"  key: {finding.key}")


def _advice(finding: AnyFinding) -> Iterator[str]:
    """What the rule knows beyond its places: where the name may be, where to cut, which to keep."""
    match finding:
        case BrokenImport(data=data):
            if data.certainty == "possible":
                yield "possibly: a branch or dynamic code decides whether this fails"
            for near in data.candidates[:3]:
                yield f"perhaps meant: {_dotted(near.module, near.name)} ({near.why})"
        case UndefinedName(data=data):
            for near in data.candidates[:3]:
                yield f"perhaps meant: {_dotted(near.module, near.name)} ({near.why})"
        case ImportCycle(data=data):
            least = "the fewest imports to cut" if data.cut_is_minimum else "imports to cut"
            if data.cut:
                yield f"{least}: {len(data.cut)}"
            for cut in data.cut[:SHOWN_PLACES]:
                yield f"  {cut.path}:{cut.line}  {cut.importer} -> {cut.imported}: {cut.why}"
        case DuplicateClass(data=data):
            keep = data.canonical
            yield f"{data.kind}, {data.similarity:.0%} alike"
            yield f"the one to keep: {keep.module}:{keep.class_}"
            yield from told_differences(data)
        case DoubleImport(data=data):
            for file in data.files[:SHOWN_PLACES]:
                twice = f"; twice: {', '.join(file.classes)}" if file.classes else ""
                yield f"{file.path} is {file.module} and {file.second}{twice}"
        case UnparsableFile():
            return


def _dotted(module: str, name: str | None) -> str:
    return module if name is None else f"{module}.{name}"


def _listed(places: list[str]) -> Iterator[str]:
    yield from (printable(f"    {place}") for place in places[:SHOWN_PLACES])
    if len(places) > SHOWN_PLACES:
        yield f"    and {len(places) - SHOWN_PLACES} more"


def _some(names: tuple[str, ...]) -> str:
    shown = printable(", ".join(names[:SHOWN_PLACES]))
    more = len(names) - SHOWN_PLACES
    return f"{shown} and {more} more" if more > 0 else shown


def _unowned(analysis: Analysis) -> Iterator[str]:
    owned = owners_of(analysis.execution, analysis.findings)
    failing = [
        f"{outcome.failure.path}:{outcome.failure.line}  import {module} fails: "
        f"{outcome.failure.error}: {outcome.failure.message}"
        for module, outcome in sorted(analysis.execution.outcomes.items())
        if isinstance(outcome, Fails) and module not in owned
    ]
    if failing:
        yield "Imports that fail for a reason that no rule describes"
        yield from _listed(failing)
        yield ""


def _blind_spots(analysis: Analysis) -> Iterator[str]:
    if not analysis.blind_spots:
        return
    yield "What static reading could not decide"
    yield from _listed([f"{spot.path}:{spot.line}  {spot.reason}" for spot in analysis.blind_spots])
    yield ""


def _verdict(analysis: Analysis) -> str:
    counted = Counter(finding.severity for finding in analysis.findings)
    if not counted:
        return "No findings."
    parts = [_count(counted[severity], severity.value) for severity in Severity]
    return ", ".join(parts)


def _count(number: int, noun: str, plural: str | None = None) -> str:
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"


def _wrapped(line: str, width: int) -> Iterable[str]:
    if line.lstrip(" ").startswith(COPIED):
        return (line,)
    indent = " " * (len(line) - len(line.lstrip(" ")))
    return textwrap.wrap(
        line.strip(),
        width,
        initial_indent=indent,
        subsequent_indent=f"{indent}    ",
        break_on_hyphens=False,
    ) or [""]
