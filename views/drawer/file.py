"""A file as the drawer shows it: its lines as HTML, the asked one and those of findings marked."""

from __future__ import annotations

import msgspec

from analysis import Analysis
from analysis.findings import evidence_of
from views import code
from views.shelf import of_analysis

WINDOW = 1_500
"""Of a long file, twice as many lines are shown: what a browser lays out at once."""


class Place(msgspec.Struct, frozen=True):
    """A place in the repository; no line means the file."""

    path: str
    line: int | None = None

    def __str__(self) -> str:
        return self.path if self.line is None else f"{self.path}:{self.line}"


class OpenedFile(msgspec.Struct, frozen=True):
    """What the drawer shows. `name` differs where anything but the asked line does."""

    at: str
    path: str
    line: int
    name: str
    rows: str
    first: int
    last: int
    total: int
    module: str
    said: str


def parse(text: str) -> Place:
    """`path:line` as it stands in the address; the reverse of `str`."""
    path, colon, line = text.rpartition(":")
    if colon and line.isascii() and line.isdigit() and len(line) < 10:
        return Place(path, max(1, int(line)))
    return Place(text)


def opened_file(key: str, analysis: Analysis, at: str) -> OpenedFile:
    """The file of a place around its line; one that is not there says so."""
    place = parse(at)
    text = code.read(analysis.tree, place.path)
    if text is None:
        return _unread(place, "There is no such file in this repository, or no longer.")
    moved = not analysis.tree.is_unchanged(place.path)
    lines = code.lines_of(text)
    line = min(place.line or 1, len(lines))
    # Windows stand still: two lines of one window give the same rows, which then stay as they are.
    begun = (line - 1) // WINDOW * WINDOW + 1
    first, last = max(1, begun - WINDOW // 2), min(len(lines), begun + WINDOW + WINDOW // 2)
    if len(lines) <= 2 * WINDOW:
        first, last = 1, len(lines)
    return OpenedFile(
        at=str(Place(place.path, place.line)),
        path=place.path,
        line=line,
        name=f"{key}!{place.path}!{first}!{moved}",
        rows=code.rows(lines, range(first, last + 1), _notes(key, analysis).get(place.path, {})),
        first=first,
        last=last,
        total=len(lines),
        module=_modules(key, analysis).get(place.path, ""),
        said="This file was written since it was read: its lines may have moved. Refresh."
        if moved
        else "",
    )


def _unread(place: Place, said: str) -> OpenedFile:
    return OpenedFile(str(place), place.path, place.line or 1, str(place), "", 0, 0, 0, "", said)


@of_analysis(most=4)
def _modules(key: str, _analysis: Analysis) -> dict[str, str]:
    return {file.path: name for name, file in _analysis.structure.project.modules.items()}


@of_analysis(most=4)
def _notes(key: str, _analysis: Analysis) -> dict[str, dict[int, str]]:
    """What the findings say of lines, by path; of a line, what the worst one says."""
    found: dict[str, dict[int, str]] = {}
    for finding in _analysis.findings:
        for place in evidence_of(finding):
            if place.line is not None:
                found.setdefault(place.path, {}).setdefault(place.line, finding.title)
    return found
