"""What the bytes of git's commits and folders say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone

from analysis.sources.history import SHORT, Revision
from analysis.sources.printable import printable

FOLDERS = (b"40000", b"040000")
FILES = (b"100644", b"100755", b"100664")

CommitHead = tuple[bytes, tuple[bytes, ...], int]
"""The id of its folder, those of its parents, and when it was made."""
UNKNOWN: CommitHead = (b"", (), 0)


def commit_head(content: bytes) -> CommitHead:
    """What a walk needs of a commit; UNKNOWN where it is damaged."""
    head = content.partition(b"\n\n")[0]
    tree, time = b"", 0
    parents: list[bytes] = []
    try:
        for line in head.split(b"\n"):
            name, value = _field(line)
            if name == b"tree" and not tree:
                tree = bytes.fromhex(value.decode())
            elif name == b"parent":
                parents.append(bytes.fromhex(value.decode()))
            elif name == b"committer":
                time = int(value.split()[-2])
                break
    except (ValueError, IndexError):
        return UNKNOWN
    return tree, tuple(parents), time


def _field(line: bytes) -> tuple[bytes, bytes]:
    name, _, value = line.partition(b" ")
    return name, value


def entry_of(tree: bytes, name: bytes, id_length: int) -> tuple[bytes, bool] | None:
    """(id, whether it is a folder) of an entry of a folder; links and the like are none."""
    # Searched for, not parsed: that an id holds all of this does not happen, and would mislead
    # nobody but the repository itself.
    for mode in (b"40000", *FILES):
        sought = b"%s %s\0" % (mode, name)
        at = tree.find(sought)
        if at >= 0:
            start = at + len(sought)
            return tree[start : start + id_length], mode == b"40000"
    return None


def entries_of(tree: bytes, id_length: int) -> Iterator[tuple[bytes, bytes, bytes]]:
    """(mode, name, id) of each entry of a folder; ends where it is damaged."""
    at = 0
    while True:
        end = tree.find(b"\0", at)
        if end < 0 or end + 1 + id_length > len(tree):
            return
        mode, _, name = tree[at:end].partition(b" ")
        at = end + 1 + id_length
        yield mode, name, tree[end + 1 : at]


def revision_of(commit: str, content: bytes) -> Revision:
    """A commit for a person to read; nothing in it can steer a terminal."""
    head, _, message = content.partition(b"\n\n")
    fields = dict(reversed([_field(line) for line in head.split(b"\n")]))
    text = _decoder(fields.get(b"encoding", b"utf-8").decode("ascii", "replace"))
    who, _, when = fields.get(b"author", b"").rpartition(b"> ")
    return Revision(
        commit=commit,
        short=commit[:SHORT],
        date=_date(when),
        author=printable(text(who.partition(b" <")[0]))[:100],
        subject=printable(text(message).strip().partition("\n")[0].strip())[:200],
    )


def _date(when: bytes) -> str:
    """`1700000000 +0200` in ISO 8601; "" where it is no date."""
    try:
        seconds, zone = when.split()
        minutes = int(zone[-2:]) + 60 * int(zone[-4:-2])
        offset = timedelta(minutes=-minutes if zone.startswith(b"-") else minutes)
        made = datetime.fromtimestamp(int(seconds), UTC)
        return made.astimezone(timezone(offset)).isoformat()
    except (ValueError, OverflowError, OSError):
        return ""


def _decoder(encoding: str) -> Callable[[bytes], str]:
    try:
        b"".decode(encoding)
    except (LookupError, UnicodeError, ValueError):
        encoding = "utf-8"

    def text(data: bytes) -> str:
        try:
            return data.decode(encoding, "replace")
        except (UnicodeError, ValueError, TypeError):
            return data.decode("utf-8", "replace")

    return text
