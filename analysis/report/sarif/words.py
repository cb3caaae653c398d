"""What is said of a finding: once as plain text, once as Markdown."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from analysis.findings import AnyFinding, BrokenImport, ImportCycle, advice_of
from analysis.fixes.edits import Fix
from analysis.report.sarif.document import Message
from analysis.report.sarif.places import literal
from analysis.sources.markdown_text import code
from analysis.sources.markdown_text import text as plain
from analysis.sources.printable import printable

SHOWN = 12
LINKS = 5


class Related(msgspec.Struct, frozen=True):
    """A place beside the first one; its number in the result is its position from 1."""

    path: str
    line: int
    note: str


def told(finding: AnyFinding, fixes: tuple[Fix, ...], related: Sequence[Related] = ()) -> Message:
    """The title first, for a viewer that shows one sentence; the first related places as links.

    Code scanning shows a related place only where the message leads to it.
    """
    # The message of a broken import, or the list of what to cut, has its advice already.
    advice = "" if isinstance(finding, BrokenImport | ImportCycle) else advice_of(finding)
    title = finding.title.rstrip(".")
    words = [f"{title}."]
    if finding.message.rstrip(".") != title:
        words.append(finding.message)
    if advice:
        words.append(f"First: {advice}")
    text = printable(" ".join(words))
    parts = [literal(text, linked="](" in text)]
    paragraphs = _paragraphs(words, finding, fixes)
    if related:
        parts.append(_links(related, lambda place: literal(printable(place), linked=True)))
        paragraphs.insert(len(words), _links(related, plain))
    return Message(text=" ".join(parts), markdown="\n\n".join(paragraphs))


def _links(related: Sequence[Related], write: Callable[[str], str]) -> str:
    numbers: dict[str, int] = {}
    for number, place in enumerate(related, 1):
        numbers.setdefault(f"{place.path}:{place.line}", number)
    links = [f"[{write(place)}]({number})" for place, number in list(numbers.items())[:LINKS]]
    more = f" and {len(numbers) - LINKS} more" if len(numbers) > LINKS else ""
    return f"See {', '.join(links)}{more}."


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
