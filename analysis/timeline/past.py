"""The past of a source tree that stands in git, read with what the user's own cache keeps."""

from __future__ import annotations

import msgspec

from analysis.extract.cache.facts import FactCache
from analysis.extract.cache.folder import CacheFolder
from analysis.extract.cache.revisions import KeptRevisions
from analysis.pipeline import Options
from analysis.sources.directory import DirectoryTree
from analysis.sources.git_place import find_git
from analysis.sources.git_revision import Repository
from analysis.sources.revision_tree import RevisionTree
from analysis.sources.tree import SourceTree, flattened
from analysis.timeline.read import Told, question_of, read_timeline
from analysis.timeline.value import Timeline


class Past(msgspec.Struct, frozen=True):
    """A folder (a real path), and the id of the newest commit of its past."""

    folder: str
    commit: str


def past_of(tree: SourceTree) -> Past | None:
    """Where the past of a tree begins; None where its source has none. Nothing much is read."""
    bottom, _ = flattened(tree)
    if isinstance(bottom, RevisionTree):
        return Past(bottom.top, bottom.revision.commit)
    place = find_git(bottom.top) if isinstance(bottom, DirectoryTree) else None
    head = place.head() if place is not None else None
    return Past(bottom.top, head) if isinstance(bottom, DirectoryTree) and head else None


def read_past(
    past: Past,
    most: int,
    options: Options | None = None,
    folder: CacheFolder | None = None,
    told: Told = lambda words, share: None,
) -> Timeline:
    """The last revisions that changed the folder, `most` of them; `folder` keeps what was found.

    Raises SourceError, and what `told` raises.
    """
    options = options or Options()
    repository = Repository(past.folder)
    kept, cache = None, None
    if folder is not None:
        kept = KeptRevisions(folder, past.folder, question_of(repository, options))
        cache = FactCache(folder, past.folder, revisions=True)
    start = repository.resolve(past.commit)
    return read_timeline(*(repository, start, most, options), kept=kept, cache=cache, told=told)


def read_past_kept(past: Past, most: int, told: Told = lambda words, share: None) -> Timeline:
    """The same with the cache of the user."""
    return read_past(past, most, folder=CacheFolder(), told=told)
