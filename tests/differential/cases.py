"""Reads the tables of small trees in `cases/*.txt`.

### 1 attribute-wins            row of the table, name
unknown: m p.q                  entries that static reading need not decide (optional)
--- p/__init__.py               a file, up to the next marker
sub = "x"
--- p/odd.py escaped            with `\\xff` escapes; or an encoding (latin-1)
--- p/empty/                    a folder
"""

from __future__ import annotations

from pathlib import Path

import msgspec

FOLDER = Path(__file__).with_name("cases")


class Case(msgspec.Struct, frozen=True):
    """A small tree. `row` is what it stands for: a row of the table, or a word."""

    row: str
    name: str
    files: dict[str, bytes]
    folders: tuple[str, ...]
    undecidable: frozenset[str]

    def __str__(self) -> str:
        return f"{self.row}-{self.name}"


def load(*tables: str) -> list[Case]:
    """The cases of `cases/<table>.txt`, in order."""
    found: list[Case] = []
    for table in tables:
        text = (FOLDER / f"{table}.txt").read_text(encoding="utf-8")
        found += [_case(part) for part in ("\n" + text).split("\n### ")[1:]]
    return found


def _case(text: str) -> Case:
    head, *parts = text.split("\n--- ")
    title, *directives = head.splitlines()
    row, _, name = title.partition(" ")
    undecidable: set[str] = set()
    for line in directives:
        key, _, value = line.partition(":")
        if key == "unknown":
            undecidable.update(value.split())
        else:
            assert not key.strip() or key.startswith("#"), f"{title}: {line}"
    files: dict[str, bytes] = {}
    folders: list[str] = []
    for part in parts:
        marker, _, body = part.partition("\n")
        path, _, encoding = marker.partition(" ")
        if path.endswith("/"):
            folders.append(path.rstrip("/"))
        else:
            files[path] = _bytes(body, encoding)
    return Case(row, name.strip(), files, tuple(folders), frozenset(undecidable))


def _bytes(body: str, encoding: str) -> bytes:
    body = f"{body.rstrip()}\n" if body.strip() else ""
    if encoding == "escaped":
        return body.encode().decode("unicode_escape").encode("latin-1")
    return body.encode(encoding or "utf-8")
