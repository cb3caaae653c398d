"""From a repository to what was found at its last revisions: only what is not known is analysed."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Callable, Iterable
from typing import Protocol

import msgspec

from analysis.execution.outcome import Fails
from analysis.extract.cache.facts import FactCache
from analysis.findings import rule_of, stand
from analysis.pipeline import Analysis, Options, Progress, analyze
from analysis.sources.errors import SourceError
from analysis.sources.git_revision import Repository
from analysis.sources.history import Revision
from analysis.sources.revision_chain import changing_revisions
from analysis.timeline.value import Line, Point, Timeline, timeline_of

MOST_SHOWN = 20
"""Revisions, unless the user says otherwise."""

Told = Callable[[str, float | None], None]
"""Hears what is done, and which share of all is behind us (None: not known); may raise."""

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Point).decode


def question_of(repository: Repository, options: Options) -> tuple[object, ...]:
    """All that a point depends on beside its commit."""
    return (
        *("history", repository.prefix),
        *(options.roots, options.entries, options.python_version),
    )


class Kept(Protocol):
    """Where points are kept between runs, by the id of their commit."""

    def find(self, commits: Iterable[str]) -> dict[str, bytes]:
        """Those that are there."""

    def keep(self, commit: str, content: bytes) -> None:
        """Keeps one."""


def read_timeline(
    repository: Repository,
    start: Revision,
    most: int,
    options: Options | None = None,
    *,
    kept: Kept | None = None,
    cache: FactCache | None = None,
    told: Told = lambda words, share: None,
) -> Timeline:
    """What was found at the last revisions up to `start`, `most` of them, that change the folder.

    Those are the ones along the first parents that change a file of Python or settings. `kept`
    spares analysing a revision again, `cache` reading its files; what `told` raises ends it all.
    """
    # What is told of a finding does not hang on the past, and that would be read at each revision.
    options = msgspec.structs.replace(options or Options(), past=False)
    chain = changing_revisions(repository, start, most, lambda words: told(words, None))
    revisions = chain.revisions[::-1]
    known = _known(kept, revisions)
    left = sum(revision.commit not in known for revision in revisions)
    done = 0
    points = []
    previous: Analysis | None = None
    for revision in revisions:
        point = known.get(revision.commit)
        if point is None:
            tell = functools.partial(_tell, told, f"{revision.day} {revision.subject}", done / left)
            # What the one before has read need not come from the cache.
            previous, point = _point(
                *(repository, revision, options, previous),
                cache if previous is None else None,
                tell,
            )
            done += 1
            if kept is not None:
                kept.keep(revision.commit, _encode(point))
        points.append(point)
    return timeline_of(tuple(points), chain.ends)


def _tell(told: Told, words: str, share: float, stage: str) -> None:
    told(f"{words}: {stage}", share)


def _known(kept: Kept | None, revisions: tuple[Revision, ...]) -> dict[str, Point]:
    found = kept.find([revision.commit for revision in revisions]) if kept is not None else {}
    known = {}
    for commit, content in found.items():
        try:
            known[commit] = _decode(content)
        except (msgspec.DecodeError, ValueError, RecursionError):
            continue
    return known


def _point(
    repository: Repository,
    revision: Revision,
    options: Options,
    previous: Analysis | None,
    cache: FactCache | None,
    progress: Progress,
) -> tuple[Analysis | None, Point]:
    try:
        tree = repository.tree(revision, f"{repository.shown}@{revision.short}")
        found = analyze(tree, options, previous, progress, cache)
    except SourceError as error:
        return previous, Point(revision, problem=str(error))
    standing = stand(found.findings, found.settings.waivers, _day(revision))
    return found, Point(
        revision,
        modules=len(found.structure.project.modules),
        failing=sum(isinstance(each, Fails) for each in found.execution.outcomes.values()),
        waived=len(standing.waived),
        findings=tuple(
            Line(each.key, rule_of(each), each.severity, each.title) for each in standing.counting
        ),
    )


def _day(revision: Revision) -> datetime.date:
    """The day of the commit; the first of all where it has none that can be read."""
    try:
        return datetime.date.fromisoformat(revision.day)
    except ValueError:
        return datetime.date.min
