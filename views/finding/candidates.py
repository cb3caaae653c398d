"""Where a name that does not resolve may be meant to come from."""

from __future__ import annotations

from analysis.findings import Candidate
from views import parts


def show_candidates(candidates: tuple[Candidate, ...]) -> None:
    """A table, the likeliest first; nothing where there is none."""
    if candidates:
        rows = [
            (each.module, each.name or "", each.why, f"{each.score:.2f}") for each in candidates
        ]
        parts.show(
            parts.paragraph("Where it may be meant to come from:"),
            parts.table(["module", "name", "why", "score"], rows, frozenset({3})),
        )
