"""Text of a repository in a Mermaid label: names are never markup."""

from __future__ import annotations

import re

from analysis.sources.printable import printable


def label(text: str) -> str:
    """The text of a label, to stand between quotes."""
    # Mermaid's own entities, for all that could end the label, open markup or a directive (%%{).
    return re.sub(r"[^\w .:()/-]", lambda match: f"#{ord(match[0])};", printable(text))
