"""Where a name that does not resolve may be meant to come from, and what it was before."""

from __future__ import annotations

from analysis.findings import Candidate, LastRevision
from views import code, parts
from views.words import count

KINDS = {
    "same-name": "same name",
    "re-export": "re-exported there",
    "similar-name": "similar name",
    "similar-elsewhere": "similar name",
    "same-body": "same body",
    "module": "module of this name",
    "similar-module": "similar module",
    "defines-names": "has the names",
    "moved": "moved there",
    "was-re-exported": "came from there",
}


def show_candidates(candidates: tuple[Candidate, ...]) -> None:
    """A table, the likeliest first, then what git had; nothing where there is none."""
    likely = [each for each in candidates if each.revision is None]
    if likely:
        rows = [
            (
                each.module,
                each.name or "",
                KINDS.get(each.kind, each.kind),
                each.why,
                f"{each.score:.2f}",
            )
            for each in likely
        ]
        parts.show(
            parts.paragraph("Where it may be meant to come from:"),
            parts.table(["module", "name", "sign", "why", "score"], rows, frozenset({4})),
        )
    for each in candidates:
        if each.revision is not None:
            _show_past(each.revision)


def _show_past(past: LastRevision) -> None:
    removed = past.removed_in
    rows = [("last in", past.last)]
    if removed is not None:
        rows.append(("removed in", removed))
    committed = "" if removed is not None else "; that it is gone is not committed yet"
    parts.show(
        parts.paragraph(f"What git remembers of it{committed}:"),
        parts.table(
            ["", "commit", "subject"],
            [
                (said, f"{each.short}, {each.date.replace('T', ' ')}, {each.author}", each.subject)
                for said, each in rows
            ],
        ),
        parts.paragraph(f"{past.path}:{past.line} as it was:"),
    )
    code.passage(past.text, past.line)
    if past.more_lines:
        parts.show(parts.paragraph(f"and {count(past.more_lines, 'more line')}", "muted"))
