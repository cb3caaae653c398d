"""An execution kept between runs, with the content of every file that it stands on."""

from __future__ import annotations

import hashlib

import msgspec

from analysis.execution.encoding import Undecodable, decode_execution, encode_execution
from analysis.execution.outcome import Execution
from analysis.extract.cache.facts import DIGEST_BYTES, FactCache, Remembered
from analysis.extract.cache.version import version_of_reports
from analysis.extract.facts import FileFacts, Problem
from analysis.resolve.ground import Ground

KIND = "execution"
FEW = 32
"""Entries that are sooner run again than all of them written."""
_OTHER = FileFacts(problem=Problem("", "", None))
"""Stands for the facts of a file that was another one, of which nothing is known any more."""


class _Basis(msgspec.Struct, frozen=True, array_like=True):
    """What an execution stands on: the modules that there are, and the content of each."""

    ground: bytes
    modules: list[str]
    contents: list[bytes]


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(_Basis).decode


class KeptExecution:
    """`remembered` says for each path which content its facts are of."""

    def __init__(
        self,
        cache: FactCache,
        ground: Ground,
        version: tuple[int, int],
        remembered: Remembered,
    ) -> None:
        digests = remembered.digests
        self._cache = cache
        self._remembered = remembered
        self._ground = ground
        self._contents = {
            name: digests.get(ground.modules[name].path, b"") for name in sorted(ground.facts)
        }
        self._mark = _mark(ground, version)
        self._last: Execution | None = None

    def find(self) -> Execution | None:
        """The execution of the last run, where the modules are the same; files may differ."""
        sources = version_of_reports()
        opened = self._cache.read(KIND, sources) if sources is not None else None
        if opened is None:
            return None
        try:
            basis = _decode(opened.head)
            if basis.ground != self._mark:
                return None
            self._last = decode_execution(opened.body, self._facts_of(basis))
        except (msgspec.DecodeError, ValueError, RecursionError, Undecodable):
            self._cache.damaged(KIND)
            return None
        return self._last

    def keep(self, execution: Execution) -> None:
        """Keeps an execution of this project for the next run.

        Where few entries are new, the last one is as good: those are run again next time.
        """
        sources = version_of_reports()
        if sources is None or self._is_nearly_the_last(execution):
            return
        basis = _Basis(self._mark, list(self._contents), list(self._contents.values()))
        try:
            body = encode_execution(execution)
        except (UnicodeEncodeError, RecursionError):
            return
        self._cache.write(KIND, sources, _encode(basis), [body])

    def _is_nearly_the_last(self, execution: Execution) -> bool:
        now = execution.trace.reached if execution.trace is not None else {}
        last = self._last.trace if self._last is not None else None
        if last is None or now.keys() != last.reached.keys():
            return False
        return sum(parts is not last.reached[name] for name, parts in now.items()) <= FEW

    def _facts_of(self, basis: _Basis) -> dict[str, FileFacts]:
        """The facts of today where the content is the same, else those that were kept of it."""
        return {
            name: self._ground.facts[name]
            if content and self._contents.get(name) == content
            else self._remembered.facts(content) or _OTHER
            for name, content in zip(basis.modules, basis.contents, strict=True)
        }


def _mark(ground: Ground, version: tuple[int, int]) -> bytes:
    """What must be the same for any entry to be kept, as `same_ground` compares it."""
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
