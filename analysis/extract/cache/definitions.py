"""What earlier runs have read of single definitions, by the content of their file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import msgspec

from analysis.extract.bodies import Bodies, Known, without_files
from analysis.extract.cache.facts import FactCache, digest_of, is_notebook
from analysis.extract.cache.layer import Layer

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Known).decode


class _Recalled:
    """What is kept of each path; without the tree, which may be gone when the next asks."""

    def __init__(self, cache: FactCache, digests: Mapping[str, bytes]) -> None:
        self._cache = cache
        self._digests = digests
        self._layer: Layer | None = None

    def of(self, digests: Mapping[str, bytes]) -> _Recalled:
        """The same of other contents."""
        other = _Recalled(self._cache, digests)
        other._layer = self.layer
        return other

    @property
    def layer(self) -> Layer:
        if self._layer is None:
            self._layer = self._cache.definitions()
        return self._layer

    def replace(self, layer: Layer) -> None:
        self._layer = layer
        self._cache.keep_definitions(layer)

    def known(self, path: str) -> Known | None:
        blob = self.layer.blobs.get(self._digests.get(path, b""))
        if blob is None:
            return None
        try:
            return _decode(blob)
        except (msgspec.DecodeError, ValueError, RecursionError):
            return None


class KeptDefinitions:
    """`digests` says for each path which content its facts are of, and `read` gives its bytes."""

    def __init__(
        self, cache: FactCache, digests: Mapping[str, bytes], read: Callable[[str], bytes]
    ) -> None:
        self._digests = digests
        self._read = read
        self._recalled = _Recalled(cache, digests)
        self._grown: dict[str, bool] = {}
        """For each path that was read again: whether it still was what its facts are of."""
        self.bodies = Bodies(self._noted, self._recalled.known)

    @property
    def are_of_their_facts(self) -> bool:
        """Whether every file that was read since `keep` still was what its facts are of."""
        return all(self._grown.values())

    def bodies_then(self, digests: Mapping[str, bytes]) -> Bodies:
        """What is kept of files as they were; it raises Unread for all else."""
        return without_files(self._recalled.of(digests).known)

    def read_so_far(self) -> dict[str, Known]:
        """What `bodies` knows of the files that it has read since `keep`, but for changed ones."""
        return {path: self.bodies.known(path) for path, same in self._grown.items() if same}

    def changed(self) -> list[str]:
        """The files that were another thing when they were read again than their facts are of."""
        return [path for path, same in self._grown.items() if not same]

    def learn(self, read: Mapping[str, Known], changed: Iterable[str]) -> None:
        """What another process has read so, and found to be another thing."""
        self._grown.update(dict.fromkeys(changed, False))
        for path, known in read.items():
            self.bodies.learn(path, known)
            self._grown.setdefault(path, True)

    def keep(self) -> None:
        """Keeps what `bodies` has read by now."""
        new = {}
        for path, known in self.read_so_far().items():
            try:
                new[self._digests[path]] = _encode(known)
            except (UnicodeEncodeError, RecursionError):
                continue
        if new:
            used = set(self._digests.values())
            kept = {key: blob for key, blob in self._recalled.layer.blobs.items() if key in used}
            self._recalled.replace(Layer({}, {**kept, **new}))
        self._grown.clear()

    def _noted(self, path: str) -> bytes:
        source = self._read(path)
        same = digest_of(source, is_notebook(path)) == self._digests.get(path)
        self._grown[path] = same and self._grown.get(path, True)
        return source
