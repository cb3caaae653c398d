"""What is said of a finding: once as plain text, once as Markdown."""

from __future__ import annotations

from analysis.findings import AnyFinding, BrokenImport, ImportCycle, advice_of
from analysis.fixes.edits import Fix
from analysis.report.sarif.document import Message
from analysis.report.sarif.places import message
from analysis.sources.markdown_text import code
from analysis.sources.markdown_text import text as plain
from analysis.sources.printable import printable

SHOWN = 12


def told(finding: AnyFinding, fixes: tuple[Fix, ...]) -> Message:
    """The title first, for a viewer that shows one sentence."""
    # The message of a broken import, or the list of what to cut, has its advice already.
    advice = "" if isinstance(finding, BrokenImport | ImportCycle) else advice_of(finding)
    title = finding.title.rstrip(".")
    words = [f"{title}."]
    if finding.message.rstrip(".") != title:
        words.append(finding.message)
    if advice:
        words.append(f"First: {advice}")
    return message(printable(" ".join(words)), "\n\n".join(_paragraphs(words, finding, fixes)))


def _paragraphs(words: list[str], finding: AnyFinding, fixes: tuple[Fix, ...]) -> list[str]:
    found = [f"**{plain(words[0])}**", *map(plain, words[1:])]
    if finding.golden:
        found.append(f"Golden paths blocked: {_listed(finding.golden)}")
    if finding.blocked:
        found.append(f"Blocked: {_listed(finding.blocked)}")
    found += [
        f"Fix, {fix.applicability}: {plain(fix.title)}. {plain(fix.rationale)}" for fix in fixes[:1]
    ]
    return [*found, f"Key: {code(finding.key)}"]


def _listed(names: tuple[str, ...]) -> str:
    more = len(names) - SHOWN
    shown = ", ".join(map(code, names[:SHOWN]))
    return f"{shown} and {more} more" if more > 0 else shown
