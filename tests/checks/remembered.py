"""A history out of whole trees, the oldest first: one commit a day from 2025-03-01 on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from textwrap import dedent

from analysis.sources.history import Change, Revision, Version


def revision(number: int) -> Revision:
    commit = f"{number + 1:x}" * 40
    date = f"2025-03-{number + 1:02}T12:00:00+01:00"
    return Revision(commit, commit[:10], date, "Ada", f"commit {number + 1}")


class Remembered:
    """`paths_asked` are the paths that somebody wanted to know about; a content is its own id."""

    asked = None

    def __init__(self, *trees: Mapping[str, str]) -> None:
        self._trees = [{path: dedent(text) for path, text in tree.items()} for tree in trees]
        self.paths_asked: list[str] = []

    def versions(self, path: str) -> Iterator[Version]:
        self.paths_asked.append(path)
        told = set()
        for number in reversed(range(len(self._trees))):
            content = self._trees[number].get(path)
            if content is not None and content not in told:
                told.add(content)
                newest = number == len(self._trees) - 1
                later = None if newest else revision(number + 1)
                yield Version(path, content, revision(number), later)

    def changes(self, version: Version) -> tuple[Change, ...]:
        if version.replaced_in is None:
            return ()
        after = next(n for n in range(len(self._trees)) if revision(n) == version.replaced_in)
        old, new = self._trees[after - 1], self._trees[after]
        return tuple(
            Change(path, old.get(path), new.get(path))
            for path in sorted(old.keys() | new.keys())
            if old.get(path) != new.get(path)
        )

    def read(self, content: str) -> bytes | None:
        return content.encode()
