"""The audit as workflow commands of GitHub: a mark at each finding, beside the line it is about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from analysis.findings import (
    AnyFinding,
    BrokenImport,
    DuplicateClass,
    ImportCycle,
    Severity,
    Standing,
    advice_of,
    rule_of,
)
from analysis.fixes.edits import Fix
from analysis.pipeline import Analysis
from analysis.sources.printable import printable

MOST = 10
"""Marks of one kind that GitHub shows of a step; it drops the others without a word."""
TITLE = 200
COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(
    analysis: Analysis,
    fixes: Mapping[str, tuple[Fix, ...]] | None = None,
    standing: Standing | None = None,
    beneath: str = "",
) -> str:
    """A command for each of the first findings of a kind, a plain line for each other one.

    The last line counts them; where some have no mark, that is said in a mark as well. `beneath` is
    where the tree lies in the repository that is checked out: "" or a POSIX path without end slash.
    No text of the repository can be a command, or end one.
    """
    standing = standing or Standing(analysis.findings)
    proposals = fixes or {}
    marked, plain = _divided(standing.counting)
    lines = [_mark(finding, proposals.get(finding.key, ()), beneath) for finding in marked]
    lines += [_line(finding, beneath) for finding in plain]
    said = _verdict(standing)
    if plain:
        more = f"{said}. {len(plain)} of them have no mark: GitHub shows {MOST} of a kind."
        lines.append(_command("notice", {"title": "Plumbline"}, more))
    lines.append(said)
    return "\n".join(lines) + "\n"


def _divided(findings: tuple[AnyFinding, ...]) -> tuple[list[AnyFinding], list[AnyFinding]]:
    """Those that get a mark, and those for which there is no room, both in ranked order."""
    room = dict.fromkeys(Severity, MOST)
    if any(number > MOST for number in Counter(each.severity for each in findings).values()):
        # The one that says what has none.
        room[Severity.INFO] -= 1
    marked: list[AnyFinding] = []
    plain: list[AnyFinding] = []
    for finding in findings:
        room[finding.severity] -= 1
        (marked if room[finding.severity] >= 0 else plain).append(finding)
    return marked, plain


def _mark(finding: AnyFinding, fixes: tuple[Fix, ...], beneath: str) -> str:
    properties = {}
    if finding.locations:
        at = finding.locations[0]
        properties = {"file": _below(beneath, at.path), "line": str(max(at.line, 1))}
        if isinstance(finding, DuplicateClass):
            ends = {(one.path, one.line): one.end_line for one in finding.data.definitions}
            if (at.path, at.line) in ends:
                properties["endLine"] = str(ends[at.path, at.line])
        elif at.column > 1:
            properties["col"] = str(at.column)
    properties["title"] = _short(finding.title)
    return _command(COMMANDS[finding.severity], properties, "\n".join(_told(finding, fixes)))


def _told(finding: AnyFinding, fixes: tuple[Fix, ...]) -> Iterator[str]:
    yield printable(finding.message)
    # The message of a broken import, or the list of what to cut, has its advice already.
    if not isinstance(finding, BrokenImport | ImportCycle) and (advice := advice_of(finding)):
        yield printable(f"First: {advice}")
    if finding.golden:
        yield printable(f"Golden paths blocked: {', '.join(finding.golden)}")
    for fix in fixes[:1]:
        yield printable(f"Fix ({fix.applicability}): {fix.title}")
    yield printable(f"{rule_of(finding)}, key: {finding.key}")


def _line(finding: AnyFinding, beneath: str) -> str:
    """Begins with a word of ours: a command is one only at the beginning of a line."""
    at = finding.locations[0] if finding.locations else None
    place = f"{_below(beneath, at.path)}:{at.line}: " if at is not None else ""
    return _tame(printable(f"{finding.severity}: {place}{finding.title} [{rule_of(finding)}]"))


def _verdict(standing: Standing) -> str:
    counted = Counter(finding.severity for finding in standing.counting)
    parts = [
        f"{counted[severity]} {severity}{'' if counted[severity] == 1 else 's'}"
        for severity in Severity
    ]
    aside = [(len(standing.waived), "waived"), (len(standing.known), "in the baseline")]
    parts += [f"{number} {words}" for number, words in aside if number]
    return ", ".join(parts)


def _command(name: str, properties: Mapping[str, str], data: str) -> str:
    written = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{name} {written}::{_data(data)}"


def _data(text: str) -> str:
    return _tame(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(printable(text)).replace(":", "%3A").replace(",", "%2C")


def _tame(text: str) -> str:
    # The older form of a command counts anywhere in a line.
    return text.replace("##[", "##\\[")


def _below(beneath: str, path: str) -> str:
    return f"{beneath}/{path}" if beneath else path


def _short(title: str) -> str:
    return title if len(title) <= TITLE else f"{title[: TITLE - 1]}…"
