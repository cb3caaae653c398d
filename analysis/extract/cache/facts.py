"""The facts of a repository's files from earlier runs: by path and stamp, or by content.

Two files hold them: a base, and what has changed since, so that an edit need not write all facts
again. Both are replaced as a whole, so no reader sees half a file, whoever is killed when.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Mapping
from pathlib import Path

import msgspec

from analysis.extract.cache.folder import CacheFolder, repository_id
from analysis.extract.cache.layer import Layer, Place, Times, decode_layer, encode_layer
from analysis.extract.cache.sealed import Damaged, Opened, seal, unseal
from analysis.extract.cache.version import version_of_facts
from analysis.extract.facts import FileFacts
from analysis.extract.module import EXTRACTOR_VERSION

DIGEST_BYTES = 16
FEW = 2**16
SHARE = 8
"""Changes of up to `FEW` bytes, or this part of the base, are written beside it."""

encode_facts = msgspec.msgpack.Encoder().encode
decode_facts = msgspec.msgpack.Decoder(FileFacts).decode


def digest_of(source: bytes, notebook: bool) -> bytes:
    """What equal facts follow from: the content of a file, and how it is read."""
    person = b"notebook" if notebook else b"module"
    return hashlib.blake2b(source, digest_size=DIGEST_BYTES, person=person).digest()


def open_fact_cache(home: Path | str, *, revisions: bool = False) -> FactCache:
    """What the user's own cache keeps of the folder or archive `home`, or of its revisions."""
    return FactCache(CacheFolder(), os.path.realpath(home), revisions=revisions)


def is_notebook(path: str) -> bool:
    return path.endswith(".ipynb")


class FactCache:
    """Where the facts of one repository are kept; `home` is the real path that stands for it.

    Those of its `revisions` stand apart from those of its files as they are.
    """

    def __init__(self, folder: CacheFolder, home: str, *, revisions: bool = False) -> None:
        self._folder = folder
        series = "revisions-" if revisions else ""
        self._name = f"{repository_id(home)}-{series}{sys.implementation.cache_tag}"

    def open(self) -> Remembered:
        """What is kept now; empty where nothing is, or nothing that can be used."""
        base, changes = f"{self._name}.facts", f"{self._name}.changes"
        return Remembered(self, self._layer(base), self._layer(changes))

    def replace(self, base: Layer) -> None:
        """Keeps a new base, without changes."""
        if self._write(f"{self._name}.facts", base):
            self._folder.discard(f"{self._name}.changes")

    def amend(self, changes: Layer) -> None:
        """Keeps changes to the base."""
        self._write(f"{self._name}.changes", changes)

    def definitions(self) -> Layer:
        """What is kept of single definitions, by the content of their file."""
        return self._layer(f"{self._name}.definitions")

    def keep_definitions(self, layer: Layer) -> None:
        """Keeps it."""
        self._write(f"{self._name}.definitions", layer)

    def holds(self, kind: str) -> bool:
        """Whether anything is kept as `kind`, whatever it is worth."""
        return self._folder.read(f"{self._name}.{kind}") is not None

    def read(self, kind: str, version: bytes) -> Opened | None:
        """What a later stage keeps as `kind`; None where there is nothing of this version."""
        name = f"{self._name}.{kind}"
        data = self._folder.read(name)
        try:
            return unseal(data, version) if data is not None else None
        except Damaged:
            self._folder.damaged(name)
            return None

    def write(self, kind: str, version: bytes, head: bytes, body: list[bytes | memoryview]) -> None:
        """Keeps what `read` gives."""
        self._folder.write(f"{self._name}.{kind}", seal(version, head, body))

    def damaged(self, kind: str) -> None:
        """Tells of a file that can't be read."""
        self._folder.damaged(f"{self._name}.{kind}")

    def _layer(self, name: str) -> Layer:
        data = self._folder.read(name)
        if data is None:
            return Layer()
        try:
            return decode_layer(data, version_of_facts(EXTRACTOR_VERSION)) or Layer()
        except Damaged:
            self._folder.damaged(name)
            return Layer()

    def _write(self, name: str, layer: Layer) -> bool:
        try:
            parts = encode_layer(layer, version_of_facts(EXTRACTOR_VERSION))
        except UnicodeEncodeError:
            return False
        return self._folder.write(name, parts)


class Remembered:
    """What one run knows from earlier ones."""

    def __init__(self, cache: FactCache, base: Layer, changes: Layer) -> None:
        self._cache = cache
        self._base = base
        self._changes = changes
        self._decoded: dict[bytes, FileFacts] = {}
        self.digests: dict[str, bytes] = {}
        """The content that the facts of this run are of, by path; filled by `keep`."""

    def digest_at(self, path: str, stamp: Times | None) -> bytes | None:
        """The digest of a file that did not change; None where that isn't sure."""
        if stamp is None:
            return None
        place = self._place(path)
        known = place is not None and place.stamp == stamp and place.digest in self
        return place.digest if place is not None and known else None

    def __contains__(self, digest: bytes) -> bool:
        return digest in self._base.blobs or digest in self._changes.blobs

    def facts(self, digest: bytes) -> FileFacts | None:
        """The facts that follow from a content; None where they are not known."""
        if digest not in self._decoded:
            blob = self._blob(digest)
            if blob is None:
                return None
            try:
                self._decoded[digest] = decode_facts(blob)
            except (msgspec.DecodeError, ValueError, RecursionError):
                return None
        return self._decoded[digest]

    def keep(self, places: Mapping[str, Place], new: Mapping[bytes, bytes | memoryview]) -> None:
        """Keeps what this run found: where each file stood, and facts that were not known."""
        self.digests = {path: place.digest for path, place in places.items()}
        changed = {path: place for path, place in places.items() if self._place(path) != place}
        if not changed and not new:
            return
        changes = Layer({**self._changes.places, **changed}, {**self._changes.blobs, **new})
        if self._base.places and changes.size <= max(FEW, self._base.size // SHARE):
            self._cache.amend(changes)
            return
        blobs = {
            digest: new[digest] if digest in new else self._blob(digest)
            for digest in dict.fromkeys(place.digest for place in places.values())
        }
        whole = {digest: blob for digest, blob in blobs.items() if blob is not None}
        self._cache.replace(Layer(places, whole))

    def _place(self, path: str) -> Place | None:
        return self._changes.places.get(path) or self._base.places.get(path)

    def _blob(self, digest: bytes) -> bytes | memoryview | None:
        found = self._changes.blobs.get(digest)
        return self._base.blobs.get(digest) if found is None else found
