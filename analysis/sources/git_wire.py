"""What git says over https, in the first version of its protocol: packets, offers, a request."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Protocol

import msgspec

from analysis.sources.printable import printable

SERVICE = "git-upload-pack"
MOST_REFS = 2_000_000
_LENGTH = re.compile(rb"[0-9a-fA-F]{4}")
_FLUSH = b"0000"
_OFFER = re.compile(rb"((?:[0-9a-f]{40}|[0-9a-f]{64})) ([^\s\x00]+)(?:\x00([^\n]*))?\n?")
_DATA, _PROGRESS, _FATAL = 1, 2, 3


class Readable(Protocol):
    """Bytes that arrive: `read` gives fewer than were asked for at the end, or before."""

    def read(self, size: int, /) -> bytes: ...


class BadAnswer(Exception):
    """What the server sent is not what git sends."""


class Refused(Exception):
    """The server says that it can't or won't; the message is its own, made safe to print."""


class Offer(msgspec.Struct, frozen=True):
    """What a server has: the ids of its HEAD, branches and tags by full name, and what it can."""

    refs: dict[str, str]
    abilities: frozenset[str]

    @property
    def id_length(self) -> int:
        """The digits of its ids, 40 or 64."""
        return 64 if "object-format=sha256" in self.abilities else 40


def offer_of(content: bytes) -> Offer:
    """The answer to the first question. Raises BadAnswer, or Refused."""
    packets = _Packets(_Whole(content))
    if (packets.next() or b"").rstrip(b"\n") != b"# service=git-upload-pack":
        raise BadAnswer
    if packets.next() is not None:
        raise BadAnswer
    refs: dict[str, str] = {}
    abilities: frozenset[str] | None = None
    while (packet := packets.next()) is not None:
        found = _OFFER.fullmatch(packet)
        if found is None:
            if packet.startswith(b"shallow ") and abilities is not None:
                continue
            raise BadAnswer
        if abilities is None:
            words = (found[3] or b"").decode("utf-8", "replace").split()
            abilities = frozenset(words)
        refs[found[2].decode("utf-8", "surrogateescape")] = found[1].decode()
        if len(refs) > MOST_REFS:
            raise BadAnswer
    return Offer(refs, abilities or frozenset())


def request_of(offer: Offer, wanted: str, agent: str, largest: int) -> bytes:
    """The question for one commit, its folders and its files of no more than `largest` bytes."""
    # Nothing is here that a thin pack could leave out; some servers insist that it may.
    abilities = ["ofs-delta", "thin-pack", "side-band-64k", "no-progress"]
    asked = [each for each in abilities if each in offer.abilities]
    if offer.id_length == 64:
        asked.append("object-format=sha256")
    if filters := "filter" in offer.abilities:
        asked.append("filter")
    if any(each.startswith("agent=") for each in offer.abilities):
        asked.append(f"agent={agent}")
    asked.append("shallow")
    lines = [f"want {wanted} {' '.join(asked)}\n", "deepen 1\n"]
    if filters:
        lines.append(f"filter blob:limit={largest + 1}\n")
    return b"".join([*map(_packet, lines), _FLUSH, _packet("done\n")])


def pack_in(answer: Readable) -> Iterator[bytes]:
    """The pieces of the pack in the answer to a request. Raises BadAnswer, or Refused."""
    packets = _Packets(answer)
    while True:
        packet = packets.next()
        if packet is None or packet.startswith((b"shallow ", b"unshallow ")):
            continue
        if packet.rstrip(b"\n") == b"NAK" or packet.startswith(b"ACK "):
            break
        raise BadAnswer
    while (packet := packets.next()) is not None:
        if not packet:
            raise BadAnswer
        band, data = packet[0], packet[1:]
        if band == _FATAL:
            raise Refused(_words(data))
        if band == _DATA:
            yield data
        elif band != _PROGRESS:
            raise BadAnswer


class _Whole:
    """Bytes that are all here."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._at = 0

    def read(self, size: int, /) -> bytes:
        found = self._content[self._at : self._at + size]
        self._at += len(found)
        return found


class _Packets:
    """Packets, each behind its length; None stands for the end of a part."""

    def __init__(self, source: Readable) -> None:
        self._source = source

    def next(self) -> bytes | None:
        """The next packet. Raises BadAnswer where none is left."""
        head = self._exactly(4)
        if head == _FLUSH:
            return None
        length = int(head, 16) if _LENGTH.fullmatch(head) else 0
        if length < 4:
            raise BadAnswer
        packet = self._exactly(length - 4)
        if packet.startswith(b"ERR "):
            raise Refused(_words(packet[4:]))
        return packet

    def _exactly(self, size: int) -> bytes:
        pieces = []
        while size > 0:
            piece = self._source.read(size)
            if not piece:
                raise BadAnswer
            pieces.append(piece)
            size -= len(piece)
        return b"".join(pieces)


def _packet(line: str) -> bytes:
    data = line.encode()
    return b"%04x%s" % (len(data) + 4, data)


def _words(data: bytes) -> str:
    return printable(data.decode("utf-8", "replace").strip())[:200]
