"""Errors as Python prints them, wherever in a text they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analysis.triage.report import ClaimType
from analysis.triage.ticket.value import Mention, Said, Sort, Told
from analysis.triage.ticket.vocabulary import Vocabulary

_NAME = re.compile(
    r"cannot import name ['\"`]?(?P<name>[^\W\d]\w{0,99})['\"`]?"
    r"(?: from (?P<partial>partially initialized module )?['\"`]?(?P<module>[\w.]{1,200})['\"`]?)?"
)
_MODULE = re.compile(r"No module named ['\"`]?(?P<module>[\w.]{1,200}\w)['\"`]?")
_ATTRIBUTE = re.compile(
    r"(?P<partial>partially initialized )?module ['\"`](?P<module>[\w.]{1,200})['\"`] "
    r"has no attribute ['\"`](?P<name>[^\W\d]\w{0,99})['\"`]"
)
MARKS = ("cannot import name", "No module named", "has no attribute")


def errors_in(text: str, known: Vocabulary) -> Iterator[Told]:
    """The claims that are messages of Python."""
    if not any(mark in text for mark in MARKS):
        return
    for pattern in (_NAME, _ATTRIBUTE):
        for match in pattern.finditer(text):
            written = match["module"]
            modules = known.by_dotted(written) if written else ()
            name = Mention(match["name"], Sort.NAME, (), match["name"])
            place = (Mention(written, Sort.MODULE, modules),) if written else ()
            says = {Said.MESSAGE} | ({Said.PARTIAL} if match["partial"] else set())
            yield Told(
                *(ClaimType.IMPORT_ERROR, text, 0, (name,), place),
                says=frozenset(says),
                error="ImportError",
            )
    for match in _MODULE.finditer(text):
        written = match["module"]
        module = Mention(written, Sort.MODULE, known.by_dotted(written))
        yield Told(
            *(ClaimType.IMPORT_ERROR, text, 0, (module,)),
            says=frozenset({Said.MESSAGE}),
            error="ModuleNotFoundError",
        )


def without_errors(text: str) -> str:
    """The text with spaces in place of the messages: what they name is no statement of its own."""
    if not any(mark in text for mark in MARKS):
        return text
    for pattern in (_NAME, _ATTRIBUTE, _MODULE):
        text = pattern.sub(lambda match: " " * len(match.group()), text)
    return text
