"""The code that shows a finding to be true."""

from __future__ import annotations

from collections.abc import Sequence

from analysis import Analysis
from analysis.findings import AnyFinding, Evidence, evidence_of
from views import code, parts

MOST_EXCERPTS = 8
MOST_PLACES = 400


def show_places(analysis: Analysis, finding: AnyFinding) -> None:
    """An excerpt of each file, its lines marked; of many files the first, the others as places."""
    by_path: dict[str, list[Evidence]] = {}
    for place in evidence_of(finding):
        by_path.setdefault(place.path, []).append(place)
    files = list(by_path.items())
    for path, places in files[:MOST_EXCERPTS]:
        marks = {place.line or 1: place.note for place in places[:MOST_PLACES]}
        lines = (parts.place(path, line, str(line)) for line in marks)
        numbers = parts.joined(*(piece for line in lines for piece in (" ", line)))
        parts.show(
            parts.paragraph(parts.joined(parts.place(path, min(marks), path), " line", numbers))
        )
        code.excerpt(analysis.tree, path, marks, around=3)
    rest = [place for _, places in files[MOST_EXCERPTS:] for place in places]
    if rest:
        parts.show(_folded(rest, len(files) - MOST_EXCERPTS))


def _folded(places: Sequence[Evidence], files: int) -> str:
    rows = [
        (parts.place(place.path, place.line or 1), place.note) for place in places[:MOST_PLACES]
    ]
    more = len(places) - MOST_PLACES
    return parts.folded(
        f"{len(places):,} more places in {files:,} more files",
        parts.table(["place", "what it says"], rows),
        parts.paragraph(f"and {more:,} more, in the JSON on the Export page") if more > 0 else "",
    )
