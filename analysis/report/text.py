"""The audit for a person at a terminal: golden paths first, then findings in ranked order."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from analysis.execution.golden import ABSENT, GoldenPath
from analysis.execution.outcome import Fails
from analysis.findings import (
    AnyFinding,
    Boundary,
    BrokenImport,
    Candidate,
    DoubleImport,
    DuplicateClass,
    ImportCycle,
    LastRevision,
    Severity,
    Standing,
    UndefinedName,
    UnparsableFile,
    advice_of,
    evidence_of,
    gap_of,
    owners_of,
    rule_of,
    told_differences,
    words_of,
    worth_of,
)
from analysis.fixes.edits import Fix
from analysis.pipeline import Analysis
from analysis.sources.printable import printable

SHOWN_PLACES = 8
"""Places and modules a finding lists before "and n more"; the JSON has them all."""
NARROWEST = 40


class Copied(str):
    """A line to be copied from: it is never broken."""


def render(
    analysis: Analysis,
    fixes: Mapping[str, tuple[Fix, ...]] | None = None,
    width: int = 100,
    standing: Standing | None = None,
) -> str:
    """Plain lines without terminal escapes, no longer than `width` columns (at least 40).

    Keys of findings and ids of fixes stand on lines of their own that are as long as they are.
    `standing` says which findings count, and are told one by one (default: all).
    """
    standing = standing or Standing(analysis.findings)
    width = max(width, NARROWEST)
    proposals = fixes or {}
    lines = [*_head(analysis), ""]
    if analysis.golden_paths:
        lines += ["Golden paths", *map(_golden, analysis.golden_paths), ""]
    for finding in standing.counting:
        lines += [*_finding(finding, proposals.get(finding.key, ()), standing), ""]
    lines += _unowned(analysis)
    lines += _blind_spots(analysis)
    lines += _stale(standing)
    lines.append(_verdict(standing))
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
        + (f"; {_count(len(analysis.excluded), 'file')} excluded" if analysis.excluded else "")
    )


def _golden(golden: GoldenPath) -> str:
    named = golden.name if golden.name == golden.module else f"{golden.name} ({golden.module})"
    blocked = f", blocked by {', '.join(golden.blocked_by)}" if golden.blocked_by else ""
    absent = f": {golden.why}" if golden.why in ABSENT else ""
    return printable(f"  {golden.outcome:<7} {named}{blocked}{absent}")


def _finding(finding: AnyFinding, fixes: tuple[Fix, ...], standing: Standing) -> Iterator[str]:
    first = finding.locations[0] if finding.locations else None
    place = f"{first.path}:{first.line}: " if first else ""
    yield printable(f"{place}{finding.severity}: {finding.title} [{rule_of(finding)}]")
    if finding.message and finding.message != finding.title:
        yield printable(f"  {finding.message}")
    if finding.key in standing.expired:
        waiver = standing.expired[finding.key]
        yield printable(f"  its waiver expired after {waiver.until}: {waiver.reason}")
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
        yield Copied(printable(f"      --fix {fix.id}"))
    yield Copied(printable(f"  key: {finding.key}"))


def _advice(finding: AnyFinding) -> Iterator[str]:
    """What the rule knows beyond its places: where the name may be, where to cut, which to keep."""
    match finding:
        case BrokenImport(data=data):
            if data.certainty == "possible":
                yield "possibly: a branch or dynamic code decides whether this fails"
            yield from _meant(data.candidates)
        case UndefinedName(data=data):
            yield from _meant(data.candidates)
        case ImportCycle(data=data):
            if data.cut:
                yield f"to cut: {gap_of(data)}"
            for cut in data.cut[:SHOWN_PLACES]:
                yield f"  {cut.path}:{cut.line}  {cut.importer} -> {cut.imported}: {cut.why}"
                if len(data.cut) > 1:
                    yield f"    alone: {worth_of(cut, data)}"
            if len(data.cut) > SHOWN_PLACES:
                yield f"  and {len(data.cut) - SHOWN_PLACES} more"
            if around := _boundary(data.boundary):
                yield around
        case DuplicateClass(data=data):
            keep = data.canonical
            yield f"{data.kind}, {data.similarity:.0%} alike"
            yield f"the one to keep: {keep.module}:{keep.class_}"
            yield from told_differences(data)
            yield from _first(finding)
        case DoubleImport(data=data):
            yield from _first(finding)
            for file in data.files[:SHOWN_PLACES]:
                twice = f"; twice: {', '.join(file.classes)}" if file.classes else ""
                yield f"{file.path} is {file.module} and {file.second}{twice}"
        case UnparsableFile():
            return


def _first(finding: AnyFinding) -> Iterator[str]:
    advice = advice_of(finding)
    if advice:
        yield f"first: {advice}"


def _boundary(boundary: Boundary) -> str:
    sides = (
        ("imported from outside by", boundary.importer_modules, boundary.importers),
        ("importing", boundary.imported_modules, boundary.imported),
    )
    return "; ".join(
        f"{words} {_count(modules, 'module')} ({_some(tuple(each.name for each in near[:3]))}"
        + (", …)" if len(near) > 3 else ")")
        for words, modules, near in sides
        if modules
    )


def _meant(candidates: tuple[Candidate, ...]) -> Iterator[str]:
    for near in [each for each in candidates if each.revision is None][:3]:
        yield f"perhaps meant: {_dotted(near.module, near.name)} ({near.why})"
    for before in candidates:
        if before.revision is not None:
            yield _last(before.revision)


def _last(past: LastRevision) -> str:
    at = f"{past.last.short}:{past.path}"
    return f"last seen in {at}, line {past.line} ({past.last.day}, {past.last.subject!r})"


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
    off = analysis.found.off if analysis.found is not None else ()
    owned = owners_of(analysis.execution, (*analysis.findings, *off))
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


def _stale(standing: Standing) -> Iterator[str]:
    """What the settings and the baseline still speak of, and is not found any more."""
    if standing.stale:
        yield "Waivers that no finding needs"
        yield from _listed([f"{words_of(each)}: {each.reason}" for each in standing.stale])
        yield ""
    if standing.gone:
        yield "In the baseline, and no longer found"
        yield from map(Copied, _listed([f"key: {key}" for key in standing.gone]))
        yield ""


def _verdict(standing: Standing) -> str:
    counted = Counter(finding.severity for finding in standing.counting)
    parts = [_count(counted[severity], severity.value) for severity in Severity]
    said = ", ".join(parts) if counted else "No findings"
    aside = [
        (len(standing.waived), "waived"),
        (len(standing.expired), "with an expired waiver"),
        (len(standing.known), "in the baseline"),
    ]
    more = ", ".join(f"{number:,} {words}" for number, words in aside if number)
    if more:
        return f"{said}; {more}"
    return said if counted else f"{said}."


def _count(number: int, noun: str, plural: str | None = None) -> str:
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"


def _wrapped(line: str, width: int) -> Iterable[str]:
    if isinstance(line, Copied):
        return (line,)
    indent = " " * (len(line) - len(line.lstrip(" ")))
    return textwrap.wrap(
        line.strip(),
        width,
        initial_indent=indent,
        subsequent_indent=f"{indent}    ",
        break_on_hyphens=False,
    ) or [""]
