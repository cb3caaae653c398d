"""Text for people: names of rules and outcomes, and a repository's text made harmless."""

from __future__ import annotations

import html
import re

from analysis import Fails, Ok, Outcome, Unknown
from analysis.findings import AnyFinding, Severity, rule_of

RULES = {
    "broken-import": "Broken import",
    "import-cycle": "Import cycle",
    "duplicate-class": "Duplicate class",
    "undefined-name": "Undefined name",
    "unparsable-file": "Unreadable file",
    "double-import": "Imported twice",
}
SEVERITIES = {
    Severity.ERROR: "Error",
    Severity.WARNING: "Warning",
    Severity.INFO: "Info",
}
# A shape beside each colour, so that neither is needed to tell them apart.
SIGNS = {Severity.ERROR: "✕", Severity.WARNING: "▲", Severity.INFO: "○"}
OUTCOMES = ("imports", "fails", "can't tell", "no source")
APPLICABILITY = {
    "safe": "Safe: proven to fix it and to break nothing",
    "unsafe": "Helps, but read it first: what the program does may change",
    "display": "For a person to decide",
}

_MARKUP = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:^&=@/])")
# Not within an entity: `&` and `;` are no joints.
_JOINT = re.compile(r"([./_:])")


def plain(text: str) -> str:
    """`text` for Markdown, so that none of it acts as markup; line breaks become spaces."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))


class Markup(str):
    """HTML that is safe as it stands: `safe` leaves it alone."""

    __slots__ = ()


def safe(text: object) -> str:
    """`text` for HTML."""
    if isinstance(text, Markup):
        return str(text)
    return html.escape(str(text), quote=True)


def breakable(text: str) -> Markup:
    """A dotted name or a path for HTML, which a narrow column breaks where its parts end."""
    return Markup(_JOINT.sub(r"\1<wbr>", safe(text)))


def rule_words(finding: AnyFinding) -> str:
    """The rule of a finding as a heading."""
    rule = rule_of(finding)
    return RULES.get(rule, rule)


def outcome_words(outcome: Outcome | None) -> str:
    """What importing a module first does, in a few words."""
    match outcome:
        case Ok():
            return "imports"
        case Fails():
            return "fails"
        case Unknown():
            return "can't tell"
        case None:
            return "no source"


def count(number: int, word: str, plural: str | None = None) -> str:
    """`1 module`, `2 modules`, `3 classes`."""
    return f"{number:,} {word if number == 1 else plural or word + 's'}"


def sentence(text: str) -> str:
    """`text` with a capital and a full stop."""
    text = text.strip()
    if not text:
        return ""
    first = text.split()[0]
    # A name begins a sentence as it is written.
    begun = text if "." in first or "_" in first else text[0].upper() + text[1:]
    return begun + ("" if text[-1] in ".!?:" else ".")
