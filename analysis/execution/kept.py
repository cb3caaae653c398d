"""An execution kept between runs, with the content of every file that it stands on."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping

import msgspec

from analysis.execution.outcome import (
    BlindSpot,
    Certainty,
    Change,
    Execution,
    NameVerdict,
    Outcome,
    Trace,
)
from analysis.extract.cache.facts import DIGEST_BYTES, FactCache
from analysis.extract.cache.sealed import Damaged
from analysis.extract.cache.version import version_of_reports
from analysis.extract.facts import FileFacts
from analysis.resolve.project import Project

KIND = "execution"
_FASTEST = 1
_OTHER = FileFacts()
"""Stands for the facts of a file that is another one by now."""
_BOUND = NameVerdict(Certainty.BOUND)


class _Kept(msgspec.Struct, frozen=True, array_like=True):
    """In columns: the same words again and again would make most of the file.

    Entries are in the order in which they were run; what each reached follows in the body, as
    numbers of `width` bytes.
    """

    ground: bytes
    modules: list[str]
    contents: list[bytes]
    present: list[str]
    outcomes: list[Outcome]
    names: list[list[str] | None]
    doubtful: dict[str, dict[str, str]]
    open_modules: dict[str, str]
    absent: list[str]
    absent_outcomes: list[Outcome | None]
    spots: dict[str, list[BlindSpot]]
    changes: list[Change]
    width: int


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(_Kept).decode


class KeptExecution:
    """`digests` says for each path which content its facts are of."""

    def __init__(
        self,
        cache: FactCache,
        project: Project,
        version: tuple[int, int],
        digests: Mapping[str, bytes],
    ) -> None:
        self._cache = cache
        self._project = project
        self._version = version
        self._contents = {
            name: digests.get(project.modules[name].path, b"") for name in sorted(project.facts)
        }
        self._ground = _ground(project, version)
        self._current = False

    def find(self) -> Execution | None:
        """The execution of the last run, where the modules are the same; files may differ."""
        sources = version_of_reports()
        opened = self._cache.read(KIND, sources) if sources is not None else None
        if opened is None:
            return None
        try:
            kept = _decode(opened.head)
            if kept.ground != self._ground:
                return None
            reached = _unpack(zlib.decompress(opened.body), kept.width)
            found = _execution(kept, reached, self._facts_of(kept), self._version)
        except (Damaged, msgspec.DecodeError, ValueError, zlib.error):
            self._cache.damaged(KIND)
            return None
        self._current = dict(zip(kept.modules, kept.contents, strict=True)) == self._contents
        return found

    def keep(self, execution: Execution) -> None:
        """Keeps an execution of this project for the next run."""
        sources = version_of_reports()
        trace = execution.trace
        if self._current or sources is None or trace is None:
            return
        width = (max(map(int.bit_length, trace.reached.values()), default=0) + 7) // 8
        try:
            head = _encode(self._columns(execution, trace, width))
        except UnicodeEncodeError:
            return
        body = b"".join(parts.to_bytes(width, "little") for parts in trace.reached.values())
        self._cache.write(KIND, sources, head, [zlib.compress(body, _FASTEST)])

    def _facts_of(self, kept: _Kept) -> dict[str, FileFacts]:
        """The facts of today where the content is the same."""
        return {
            name: self._project.facts[name]
            if content and self._contents.get(name) == content
            else _OTHER
            for name, content in zip(kept.modules, kept.contents, strict=True)
        }

    def _columns(self, execution: Execution, trace: Trace, width: int) -> _Kept:
        present = [name for name in trace.reached if name in execution.outcomes]
        absent = [name for name in trace.reached if name not in execution.outcomes]
        return _Kept(
            ground=self._ground,
            modules=list(self._contents),
            contents=list(self._contents.values()),
            present=present,
            outcomes=[execution.outcomes[name] for name in present],
            names=[
                list(execution.names[name]) if name in execution.names else None for name in present
            ],
            doubtful={
                name: doubtful
                for name, verdicts in execution.names.items()
                if (
                    doubtful := {
                        bound: verdict.reason or ""
                        for bound, verdict in verdicts.items()
                        if verdict.certainty is not Certainty.BOUND
                    }
                )
            },
            open_modules=execution.open_modules,
            absent=absent,
            absent_outcomes=[execution.absent.get(name) for name in absent],
            spots={name: list(spots) for name, spots in trace.spots.items()},
            changes=list(trace.changes),
            width=width,
        )


def _execution(
    kept: _Kept, reached: list[int], facts: dict[str, FileFacts], version: tuple[int, int]
) -> Execution:
    return Execution(
        outcomes=dict(zip(kept.present, kept.outcomes, strict=True)),
        names={
            name: _verdicts(names, kept.doubtful.get(name, {}))
            for name, names in zip(kept.present, kept.names, strict=True)
            if names is not None
        },
        open_modules=kept.open_modules,
        absent={
            name: outcome
            for name, outcome in zip(kept.absent, kept.absent_outcomes, strict=True)
            if outcome is not None
        },
        trace=Trace(
            version=version,
            facts=facts,
            reached=dict(zip((*kept.present, *kept.absent), reached, strict=True)),
            spots={name: frozenset(spots) for name, spots in kept.spots.items()},
            changes=frozenset(kept.changes),
        ),
    )


def _verdicts(names: list[str], doubtful: dict[str, str]) -> dict[str, NameVerdict]:
    found = dict.fromkeys(names, _BOUND)
    for name, reason in doubtful.items():
        found[name] = NameVerdict(Certainty.UNKNOWN, reason=reason)
    return found


def _unpack(body: bytes, width: int) -> list[int]:
    return [
        int.from_bytes(body[start : start + width], "little")
        for start in range(0, len(body), max(width, 1))
    ]


def _ground(project: Project, version: tuple[int, int]) -> bytes:
    """What must be the same for any entry to be kept, as `same_ground` compares it."""
    parts = (
        version,
        [project.modules[name] for name in sorted(project.modules)],
        project.layout.bare,
        sorted(project.misspelt),
        sorted(project.shadowed.items()),
        [(name, sorted(names)) for name, names in sorted(project.declared.items())],
    )
    return hashlib.blake2b(repr(parts).encode(), digest_size=DIGEST_BYTES).digest()
