"""A repository on a git server as a source tree: one commit of it, fetched into memory.

git is not run, nothing is written to disk, and nothing of git's settings or helpers is looked at.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable

import msgspec

from analysis.sources.addresses import Policy
from analysis.sources.archive_reading import MAX_TOTAL_BYTES, MAX_UNPACKED_BYTES, MB
from analysis.sources.credentials import Credentials, without_credentials
from analysis.sources.errors import SourceError
from analysis.sources.git_difference import BadPack
from analysis.sources.git_pack import PackLimits, PackObjects
from analysis.sources.git_place import GitPlace
from analysis.sources.git_store import MOST_BYTES, GitStore
from analysis.sources.git_wire import (
    SERVICE,
    BadAnswer,
    Offer,
    Refused,
    offer_of,
    pack_in,
    request_of,
)
from analysis.sources.https import AGENT, Clock, Server
from analysis.sources.printable import printable
from analysis.sources.relevance import MAX_FILE_BYTES
from analysis.sources.remote_url import (
    Remote,
    checked_revision,
    is_whole_id,
    parse_remote,
)
from analysis.sources.revision_tree import RevisionTree
from analysis.sources.revision_walk import read_revision
from analysis.sources.tree import MemoryTree

MOST_OFFERED = 64 * MB
"""Bytes of the list of a server's branches and tags."""
_ANY_COMMIT = ("allow-tip-sha1-in-want", "allow-reachable-sha1-in-want", "allow-any-sha1-in-want")
_NOWHERE = GitPlace("", "", "")


class RemoteLimits(msgspec.Struct, frozen=True):
    """How much is fetched before it is given up; sizes in bytes."""

    seconds: float = 300.0
    received: int = 200 * MB
    unfolded: int = MAX_UNPACKED_BYTES
    objects: int = 500_000
    kept: int = MAX_TOTAL_BYTES
    """Of the files that matter."""


def open_remote(
    url: str,
    *,
    revision: str = "",
    credentials: Credentials | None = None,
    limits: RemoteLimits | None = None,
    policy: Policy | None = None,
    progress: Callable[[str], None] = lambda words: None,
) -> MemoryTree:
    """The relevant files of `https://HOST/PATH` or `https://HOST/PATH@REV` as they are there now.

    REV, or `revision`, is a branch, a tag or the whole id of a commit; without one it is the HEAD
    of the server. Credentials may stand in the address, too; what is given back, told and raised
    names neither of them. `progress` hears what is done, several times in a second; what it raises
    ends the work. Raises SourceError, with one sentence.
    """
    clean, found = without_credentials(url)
    remote = parse_remote(clean)
    if revision:
        if remote.revision:
            raise SourceError(f"{printable(clean)} names a revision already")
        remote = msgspec.structs.replace(remote, revision=checked_revision(revision))
    limits = limits or RemoteLimits()
    fetching = _Fetching(remote, credentials or found, policy or Policy(), limits, progress)
    try:
        return fetching.tree()
    except BadAnswer as error:
        raise SourceError(f"{remote}: the server's answer can't be understood") from error
    except Refused as error:
        raise SourceError(f"{remote}: the server says: {error}") from error
    except BadPack as error:
        raise SourceError(f"{remote}: what the server sent {error}") from error


class _Store(GitStore):
    """What was fetched; whoever walks through its folders is still held to the time."""

    def __init__(self, id_length: int, objects: PackObjects, clock: Clock) -> None:
        super().__init__(_NOWHERE, id_length, objects)
        self._clock = clock

    def tree(self, identity: bytes) -> bytes | None:
        self._clock.look()
        return super().tree(identity)


class _Fetching:
    def __init__(
        self,
        remote: Remote,
        credentials: Credentials | None,
        policy: Policy,
        limits: RemoteLimits,
        progress: Callable[[str], None],
    ) -> None:
        self._remote = remote
        self._limits = limits
        self._progress = progress
        progress(f"asking {remote.server}")
        self._clock = Clock(limits.seconds, limits.received, str(remote), self._receiving)
        self._server = Server(remote, policy, credentials, self._clock)

    def tree(self) -> MemoryTree:
        offered, asked_at = self._server.get(
            f"{self._remote.path}/info/refs?service={SERVICE}",
            f"application/x-{SERVICE}-advertisement",
            MOST_OFFERED,
        )
        offer = offer_of(offered)
        wanted = self._wanted(offer)
        pack = self._pack(offer, wanted, asked_at)
        limits = PackLimits(self._limits.objects, self._limits.unfolded, MOST_BYTES)
        objects = PackObjects(pack, offer.id_length // 2, limits, self._unfolding)
        store = _Store(offer.id_length, objects, self._clock)
        commit = store.commit_of(bytes.fromhex(wanted))
        if commit is None:
            raise BadPack("is no commit, or not whole")
        kept = self._kept(read_revision(store, "", "", store.revision(commit), str(self._remote)))
        if objects.is_exhausted:
            raise BadPack("unfolds to far more than its size")
        return kept

    def _wanted(self, offer: Offer) -> str:
        """The id of what is asked for."""
        revision = self._remote.revision
        if "shallow" not in offer.abilities:
            raise SourceError(f"{self._remote}: the server can't send a single revision")
        if is_whole_id(revision):
            if len(revision) != offer.id_length:
                raise SourceError(f"{self._remote}: the ids there have {offer.id_length} digits")
            known = revision in offer.refs.values()
            if not known and offer.abilities.isdisjoint(_ANY_COMMIT):
                raise SourceError(f"{self._remote}: the server sends branches and tags only")
            return revision
        if not revision:
            if "HEAD" not in offer.refs:
                empty = not any(name.startswith("refs/heads/") for name in offer.refs)
                why = "nothing is committed there yet" if empty else "it has no HEAD: name a branch"
                raise SourceError(f"{self._remote}: {why}")
            return offer.refs["HEAD"]
        for pattern in ("{}", "refs/{}", "refs/tags/{}", "refs/heads/{}"):
            name = pattern.format(revision)
            if name.startswith("refs/") and name in offer.refs:
                return offer.refs[name]
        raise SourceError(self._unknown(revision, offer))

    def _unknown(self, revision: str, offer: Offer) -> str:
        names = {
            name.removeprefix(kind)
            for name in offer.refs
            for kind in ("refs/heads/", "refs/tags/")
            if name.startswith(kind)
        }
        near = difflib.get_close_matches(revision, sorted(names)[:20_000], n=3, cutoff=0.6)
        hint = f"; did you mean {' or '.join(map(printable, near))}?" if near else ""
        whole = msgspec.structs.replace(self._remote, revision="")
        return f"{whole} has no branch or tag {revision!r}{hint}"

    def _pack(self, offer: Offer, wanted: str, asked_at: str) -> bytes:
        if "side-band-64k" not in offer.abilities:
            raise BadAnswer
        path = asked_at.partition("?")[0].removesuffix("/info/refs")
        body = request_of(offer, wanted, AGENT, MAX_FILE_BYTES)
        pack = bytearray()
        with self._server.post(
            f"{path}/{SERVICE}",
            body,
            f"application/x-{SERVICE}-request",
            f"application/x-{SERVICE}-result",
        ) as answer:
            for piece in pack_in(answer):
                pack += piece
        return bytes(pack)

    def _kept(self, tree: RevisionTree) -> MemoryTree:
        """The files themselves, so that the rest of the pack need not stay in memory."""
        left = self._limits.kept
        files = {}
        for path in tree.paths():
            self._clock.look()
            files[path] = tree.read(path)
            left -= len(files[path])
            if left < 0:
                most = self._limits.kept // MB
                raise SourceError(f"{self._remote} has more than {most} MB of source text")
        return MemoryTree(files, str(self._remote), tree.folders(), tree.skipped)

    def _receiving(self, size: int) -> None:
        self._progress(f"received {size / MB:.1f} MB")

    def _unfolding(self, number: int, count: int) -> None:
        self._clock.left()
        if number % 256 == 0:
            self._progress(f"unfolding {count:,} objects, {number * 100 // count} %")
