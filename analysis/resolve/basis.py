"""What is known between runs stands on something: which modules there are, and their content."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Generic, TypeVar

import msgspec

from analysis.extract.cache.facts import DIGEST_BYTES, FactCache, Remembered
from analysis.extract.cache.version import version_of_reports
from analysis.extract.facts import FileFacts
from analysis.resolve.ground import Ground

T = TypeVar("T")


class _Basis(msgspec.Struct, frozen=True, array_like=True):
    ground: bytes
    modules: list[str]
    contents: list[bytes]


class Then(msgspec.Struct, frozen=True):
    """What an earlier run stood on, with the same modules."""

    facts: Mapping[str, FileFacts | None]
    """By module: those of today where the content is the same; None where they are lost."""
    digests: Mapping[str, bytes]
    """The content by path; empty where it was not known."""
    is_now: bool
    """Whether it is all the same."""


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(_Basis).decode


class Basis:
    """What this run stands on. `remembered` says which content the facts of a path are of."""

    def __init__(self, ground: Ground, version: tuple[int, int], remembered: Remembered) -> None:
        digests = remembered.digests
        self._remembered = remembered
        self._ground = ground
        self._contents = {
            name: digests.get(ground.modules[name].path, b"") for name in sorted(ground.facts)
        }
        self._mark = _mark(ground, version)

    def encode(self) -> bytes:
        """To be kept beside what follows from it."""
        contents = self._contents
        return _encode(_Basis(self._mark, list(contents), list(contents.values())))

    def decode(self, data: bytes | memoryview) -> Then | None:
        """What `encode` gave in an earlier run; None for other modules, or another Python.

        Raises msgspec.DecodeError.
        """
        basis = _decode(data)
        if basis.ground != self._mark:
            return None
        contents = dict(zip(basis.modules, basis.contents, strict=True))
        modules = self._ground.modules
        return Then(
            {
                name: self._ground.facts[name]
                if content and self._contents.get(name) == content
                else self._remembered.facts(content)
                for name, content in contents.items()
            },
            {modules[name].path: content for name, content in contents.items()},
            contents == self._contents,
        )


class Kept(Generic[T]):
    """What is kept as `kind` in a cache beside the basis that it follows from."""

    def __init__(self, cache: FactCache, kind: str, basis: Basis) -> None:
        self._cache = cache
        self._kind = kind
        self._basis = basis

    def read(self, decode: Callable[[memoryview, Then], T]) -> tuple[T, Then] | None:
        """What the last run has written, of the same modules; None where there is nothing of use.

        `decode` may raise a ValueError or RecursionError: then the file is told to be damaged.
        """
        sources = version_of_reports()
        opened = self._cache.read(self._kind, sources) if sources is not None else None
        if opened is None:
            return None
        try:
            then = self._basis.decode(opened.head)
            return (decode(opened.body, then), then) if then is not None else None
        except (ValueError, RecursionError):
            self._cache.damaged(self._kind)
            return None

    def write(self, encode: Callable[[], bytes | memoryview]) -> None:
        """Keeps it for the next run; nothing where it can't be encoded."""
        sources = version_of_reports()
        if sources is None:
            return
        try:
            body = encode()
        except (UnicodeEncodeError, RecursionError):
            return
        self._cache.write(self._kind, sources, self._basis.encode(), [body])


def _mark(ground: Ground, version: tuple[int, int]) -> bytes:
    """What must be the same for anything to be kept, as `same_ground` compares it."""
    parts = (
        version,
        [ground.modules[name] for name in sorted(ground.modules)],
        ground.layout.bare,
        sorted(ground.layout.excluded),
        sorted(ground.misspelt),
        sorted(ground.shadowed.items()),
        [(name, sorted(names)) for name, names in sorted(ground.declared.items())],
    )
    return hashlib.blake2b(repr(parts).encode(), digest_size=DIGEST_BYTES).digest()
