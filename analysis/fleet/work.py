"""The work on one repository: from a job to an answer, whatever the repository is."""

from __future__ import annotations

import hashlib
import posixpath

import msgspec

from analysis import __version__
from analysis.findings import RULES
from analysis.fleet.coding import decode_job, encode
from analysis.fleet.job import Job, Known, Refused, Unchanged
from analysis.sources.directory import DirectoryTree
from analysis.sources.errors import SourceError
from analysis.sources.git_place import state_of
from analysis.sources.inside import read_inside
from analysis.sources.named import open_named
from analysis.sources.revision_tree import RevisionTree
from analysis.sources.settings import Settings, read_settings
from analysis.sources.tree import SourceTree

_DIGEST_BYTES = 16


def audit_one(data: bytes) -> bytes:
    """Does the job that `data` encodes, and gives its answer, encoded; total."""
    try:
        return encode(_answer(decode_job(data)))
    except SourceError as error:
        return encode(Refused(str(error)))
    except MemoryError:
        return encode(Refused("there is not enough memory to audit it"))
    except Exception as error:
        # A fault of ours in one repository costs that one only.
        return encode(Refused(f"a fault of plumbline: {type(error).__name__}: {error}"))


def _answer(job: Job) -> msgspec.Struct:
    if job.version != __version__:
        return Refused(f"its worker runs plumbline {__version__}, not {job.version}")
    tree = open_named(job.repository.opened)
    settings = read_settings(tree, RULES)
    if settings.problems:
        return Refused(settings.problems[0])
    listed = _baseline(tree, settings)
    content = _content(tree, listed)
    if job.known is not None and _is_the_same(job.known, content, tree, job.day):
        return Unchanged()
    # Not before now: what has not changed needs none of what this stands on.
    from analysis.fleet.audit import audited

    return audited(job, tree, settings, listed, content)


def _is_the_same(known: Known, content: bytes, tree: SourceTree, day: str) -> bool:
    if known.content != content or known.day not in (None, day):
        return False
    return known.git in (None, _past_of(tree))


def _past_of(tree: SourceTree) -> str | None:
    """What all that the history of a tree says depends on."""
    match tree:
        case DirectoryTree():
            return state_of(tree.top)
        case RevisionTree():
            return state_of(tree.top, tree.revision.commit)
        case _:
            return None


def _content(tree: SourceTree, listed: bytes | None) -> bytes:
    """A digest of all that an analysis may read: the same on every machine and in every clone."""
    digest = hashlib.blake2b(digest_size=_DIGEST_BYTES)
    for path in tree.paths():
        content = tree.read(path)
        digest.update(f"{path}\0{len(content)}\0".encode("utf-8", "surrogateescape"))
        digest.update(content)
    rest = (tree.folders(), tree.skipped, listed)
    digest.update(repr(rest).encode("utf-8", "surrogateescape"))
    return digest.digest()


def _baseline(tree: SourceTree, settings: Settings) -> bytes | None:
    """The list of findings that the settings call known; an archive's is not read."""
    named = settings.baseline
    if named is None:
        return None
    match tree:
        case DirectoryTree():
            return read_inside(tree.top, named)
        case RevisionTree():
            content = tree.content(posixpath.normpath(named))
            if content is None:
                raise SourceError(f"{tree.revision.short} has no file {named}, its baseline")
            return content
        case _:
            return None
