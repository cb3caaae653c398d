"""An execution as bytes, for another process: without the facts, which the reader has."""

from __future__ import annotations

import zlib
from collections.abc import Mapping

import msgspec

from analysis.execution.outcome import (
    BOUND,
    Asked,
    BlindSpot,
    Certainty,
    Change,
    Execution,
    NameVerdict,
    Ok,
    Outcome,
    Trace,
    in_order,
)
from analysis.extract.facts import FileFacts

_FASTEST = 1


class _Columns(msgspec.Struct, frozen=True, array_like=True):
    """In columns: the same words again and again would make most of the bytes.

    Entries are in the order in which they were run, and so is what each reached: numbers of
    `width` bytes, compressed.
    """

    version: tuple[int, int]
    present: list[str]
    outcomes: list[Outcome]
    names: list[list[str] | None]
    doubtful: dict[str, dict[str, str]]
    open_modules: dict[str, str]
    bare: list[str]
    absent: list[str]
    absent_outcomes: list[Outcome | None]
    spots: dict[str, list[BlindSpot]]
    changes: list[Change]
    asked: list[Asked]
    called: dict[str, dict[int, bytes]]
    width: int
    reached: bytes


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(_Columns).decode


class Undecodable(ValueError):
    """These bytes are no execution."""


def encode_execution(execution: Execution) -> bytes:
    """Raises UnicodeEncodeError where a name is no text, ValueError for one without a trace."""
    trace = execution.trace
    if trace is None:
        raise ValueError("an execution that no interpreter gave")
    width = (max(map(int.bit_length, trace.reached.values()), default=0) + 7) // 8
    reached = b"".join(parts.to_bytes(width, "little") for parts in trace.reached.values())
    present = [name for name in trace.reached if name in execution.outcomes]
    absent = [name for name in trace.reached if name not in execution.outcomes]
    return _encode(
        _Columns(
            version=trace.version,
            present=present,
            outcomes=[execution.outcomes[name] for name in present],
            names=[
                list(execution.names[name]) if name in execution.names else None for name in present
            ],
            doubtful={
                name: doubtful
                for name, verdicts in execution.names.items()
                if (doubtful := _doubtful(verdicts))
            },
            open_modules=execution.open_modules,
            bare=[name for name in execution.outcomes if name not in trace.reached],
            absent=absent,
            absent_outcomes=[execution.absent.get(name) for name in absent],
            spots={name: list(spots) for name, spots in trace.spots.items()},
            changes=list(trace.changes),
            asked=list(trace.asked),
            called={module: dict(marks) for module, marks in trace.called.items()},
            width=width,
            reached=zlib.compress(reached, _FASTEST),
        )
    )


def decode_execution(data: bytes | memoryview, facts: Mapping[str, FileFacts]) -> Execution:
    """What `encode_execution` had; `facts` by module. Raises Undecodable."""
    try:
        columns = _decode(data)
        reached = _numbers(zlib.decompress(columns.reached), columns.width)
        return _execution(columns, reached, facts)
    except (msgspec.DecodeError, ValueError, RecursionError, zlib.error) as error:
        raise Undecodable from error


def _execution(columns: _Columns, reached: list[int], facts: Mapping[str, FileFacts]) -> Execution:
    spots = {name: frozenset(spots) for name, spots in columns.spots.items()}
    outcomes = dict(zip(columns.present, columns.outcomes, strict=True))
    return Execution(
        outcomes=outcomes | dict.fromkeys(columns.bare, Ok()),
        names={
            name: _verdicts(names, columns.doubtful.get(name, {}))
            for name, names in zip(columns.present, columns.names, strict=True)
            if names is not None
        },
        open_modules=columns.open_modules,
        blind_spots=in_order(spots.values()),
        absent={
            name: outcome
            for name, outcome in zip(columns.absent, columns.absent_outcomes, strict=True)
            if outcome is not None
        },
        trace=Trace(
            version=columns.version,
            facts=facts,
            reached=dict(zip((*columns.present, *columns.absent), reached, strict=True)),
            spots=spots,
            changes=frozenset(columns.changes),
            asked=frozenset(columns.asked),
            called=columns.called,
        ),
    )


def _doubtful(verdicts: Mapping[str, NameVerdict]) -> dict[str, str]:
    return {
        bound: verdict.reason or ""
        for bound, verdict in verdicts.items()
        if verdict.certainty is not Certainty.BOUND
    }


def _verdicts(names: list[str], doubtful: dict[str, str]) -> dict[str, NameVerdict]:
    found = dict.fromkeys(names, BOUND)
    for name, reason in doubtful.items():
        found[name] = NameVerdict(Certainty.UNKNOWN, reason=reason)
    return found


def _numbers(data: bytes, width: int) -> list[int]:
    return [
        int.from_bytes(data[start : start + width], "little")
        for start in range(0, len(data), max(width, 1))
    ]
