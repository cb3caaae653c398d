"""A module that is gone, found again: the file that has its content now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec

from analysis.checks.candidates.index import Index
from analysis.checks.candidates.past import Lost, Past
from analysis.checks.candidates.wanted import Wanted
from analysis.findings import Candidate

_SIMILAR = 0.5
"""As git itself takes a file for a renamed one."""
_TELLING = 3
"""Lines that a file needs for its content to say anything."""
_MOST_MOVES = 5
_MOST_ADDED = 60
_SAME = 0.98


class Moves:
    """Follows files from the commit that removed them."""

    def __init__(self, index: Index, past: Past) -> None:
        self._index = index
        self._past = past

    def confirmed(self, lost: Lost, candidates: list[Candidate], wanted: Wanted) -> list[Candidate]:
        """The candidates as the removed file makes them look, and those that only it shows."""
        moved = {each.module: each for each in self._moved(lost, wanted)}
        found = [moved.pop(each.module, self._compared(each, lost)) for each in candidates]
        return [*found, *moved.values()]

    def _compared(self, candidate: Candidate, lost: Lost) -> Candidate:
        file = self._index.context.project.modules.get(candidate.module)
        if file is None or not file.path.endswith(".py"):
            return candidate
        likeness = _likeness(lost.lines, self._index.context.bodies.all_lines(file.path))
        if likeness < _SIMILAR:
            return candidate
        return msgspec.structs.replace(
            candidate,
            why=f"{candidate.why}, with {_share(likeness)}: moved {lost.since}",
            score=max(candidate.score, 0.6 + 0.38 * likeness),
            kind="moved",
        )

    def _moved(self, lost: Lost, wanted: Wanted) -> Iterator[Candidate]:
        """Where the content went, from one commit to the next until it is a module of today."""
        current, lines = lost, lost.lines
        certainty = 1.0
        for _ in range(_MOST_MOVES):
            best = max(self._added(current, lines), default=None)
            if best is None:
                return
            certainty = min(certainty, best[0])
            path = best[1]
            module = self._index.by_path.get(path)
            if module is not None:
                if self._index.allows(module, wanted):
                    why = f"{lost.version.path} became {path} {lost.since}"
                    score = _SAME if certainty == 1 else 0.6 + 0.38 * certainty
                    yield Candidate(
                        module, None, f"{why}, with {_share(certainty)}", score, "moved"
                    )
                return
            version = self._past.successor(path)
            if version is None:
                return
            lines = tuple(self._past.lines(version.content))
            current = Lost(version, lines)

    def _added(self, lost: Lost, lines: Sequence[str]) -> list[tuple[float, str]]:
        """(likeness, path) of the files that came with the commit and are alike."""
        added = [each for each in self._past.changes(lost) if each.before is None and each.after]
        same = [(1.0, each.path) for each in added if each.after == lost.version.content]
        if same and len(lines) >= _TELLING:
            return same
        found = []
        for each in added[:_MOST_ADDED]:
            likeness = _likeness(lines, self._past.lines(each.after))
            if likeness >= _SIMILAR:
                found.append((likeness, each.path))
        return found


def _likeness(one: Sequence[str], other: Sequence[str]) -> float:
    """0..1: the share of lines that both have; 0 where there are too few to tell."""
    ours, theirs = (Counter(filter(None, map(str.strip, lines))) for lines in (one, other))
    if min(ours.total(), theirs.total()) < _TELLING:
        return 0.0
    return 2 * (ours & theirs).total() / (ours.total() + theirs.total())


def _share(likeness: float) -> str:
    return "the same content" if likeness == 1 else f"{likeness:.0%} of its lines alike"
