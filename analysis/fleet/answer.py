"""The answers to a job."""

from __future__ import annotations

import msgspec

from analysis.fleet.job import Died, Known, Refused, Unchanged
from analysis.fleet.value import RepositoryReport


class Audited(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """The answer to a job: a report, and what it follows from."""

    report: RepositoryReport
    known: Known


Answer = Audited | Unchanged | Refused | Died

_decode: msgspec.msgpack.Decoder[Answer] = msgspec.msgpack.Decoder(Answer)


def decode_answer(data: bytes | memoryview) -> Answer:
    """The answer; what can't be read comes from another version of us."""
    try:
        return _decode.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Refused("its worker gave an answer that can't be read: is it another version?")
