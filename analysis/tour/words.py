"""The first sentence of a docstring, for a line of a list."""

from __future__ import annotations

import re

LONGEST = 160
_END = re.compile(r"[.!?](?=\s+[^a-z\s]|\s*$)")
_RULE = re.compile(r"^[\W_]{3,}$")


def first_sentence(docstring: str | None) -> str:
    """The first sentence of the first paragraph in one line; "" where there is none.

    Titles underlined as in reStructuredText lose the rule, and directives are no sentence.
    """
    lines: list[str] = []
    for line in (docstring or "").strip().splitlines():
        text = line.strip()
        if _RULE.match(text):
            if lines:
                break
            continue
        if not text:
            if lines:
                break
            continue
        if text.startswith((".. ", ":")) and not lines:
            continue
        lines.append(text)
    whole = " ".join(" ".join(lines).split())
    end = _END.search(whole)
    sentence = whole[: end.start() + 1] if end else whole
    if len(sentence) <= LONGEST:
        return sentence
    return sentence[:LONGEST].rsplit(" ", 1)[0].rstrip(",;:") + " …"
