"""Jobs and answers as bytes: nothing else passes between processes, and reading them runs nothing.

A repository may hold text that is no Unicode (lone surrogates): it travels as its escapes.
"""

from __future__ import annotations

from typing import Any

import msgspec

from analysis.fleet.job import Job

_encode = msgspec.msgpack.Encoder().encode
_decode_job = msgspec.msgpack.Decoder(Job).decode


def encode(value: msgspec.Struct) -> bytes:
    """The bytes of a job or an answer."""
    try:
        return _encode(value)
    except UnicodeEncodeError:
        return _encode(_escaped(msgspec.to_builtins(value, builtin_types=(bytes,))))


def decode_job(data: bytes) -> Job:
    """Raises msgspec.DecodeError for what is no job."""
    return _decode_job(data)


# What msgspec makes of structs: nested lists, tuples, dicts and scalars of any kind.
def _escaped(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, dict):
        return {_escaped(key): _escaped(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_escaped(each) for each in value]
    return value
