"""The branches, tags and other names of a repository, read by hand as its place is."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from analysis.sources.git_place import (
    ID,
    LARGE,
    MOST_REFS,
    REFERENCE,
    GitPlace,
    is_inside,
    packed_ref,
    read_small,
)

MOST_NAMES = 50_000
"""Names that are listed of one repository."""
_MOST_DEPTH = 32
_FIRST = re.compile(rb"(%s)(?:\s|$)" % ID.pattern)
_PACKED = re.compile(rb"^(%s) (refs/[^\s\x00]+)\s*$" % ID.pattern, re.MULTILINE)
# What git allows in a name, by `git check-ref-format`.
_NAME = re.compile(
    r"(?!.*(?:\.\.|//|@\{|/\.|\.lock(?:/|$)))"
    r"[^./\x00-\x20\x7f~^:?*\[\\-][^\x00-\x20\x7f~^:?*\[\\]*(?<![./])"
)
_SPECIAL = re.compile(r"[A-Z_]*HEAD")
_PLACES = ("refs/{}", "refs/tags/{}", "refs/heads/{}", "refs/remotes/{}", "refs/remotes/{}/HEAD")


def is_name(text: str) -> bool:
    """Whether git would let a branch or a tag have this name."""
    return len(text) <= 1_000 and _NAME.fullmatch(text) is not None


def find_ref(place: GitPlace, name: str) -> str | None:
    """The id that a name stands for, where git looks for it: a tag before a branch."""
    if not is_name(name):
        return None
    if _SPECIAL.fullmatch(name):
        # Each work tree has its own HEAD; what was fetched stands in lines with more words.
        found = _followed(place, read_small(f"{place.own}/{name}", LARGE))
        if found is not None:
            return found
    for pattern in _PLACES:
        full = pattern.format(name) if not name.startswith("refs/") else name
        found = _followed(place, _content(place, full))
        if found is not None:
            return found
    return None


def all_refs(place: GitPlace) -> dict[str, str]:
    """The ids of all branches, tags and the like by their full names, sorted by these."""
    found: dict[str, str] = {}
    for match in _PACKED.finditer(read_small(f"{place.common}/packed-refs", LARGE) or b""):
        if len(found) >= MOST_NAMES:
            break
        found[os.fsdecode(match[2])] = match[1].decode()
    for name in _loose(place.common):
        if len(found) >= MOST_NAMES and name not in found:
            break
        identity = _followed(place, _content(place, name))
        if identity is not None:
            found[name] = identity
    return dict(sorted(found.items()))


def is_reftable(place: GitPlace) -> bool:
    """Whether the names are kept in the newer form, a table that is not read here."""
    return Path(place.common, "reftable").is_dir()


def _followed(place: GitPlace, content: bytes | None) -> str | None:
    """The id at the end of a chain of symbolic references."""
    for _ in range(MOST_REFS):
        if content is None:
            return None
        named = REFERENCE.fullmatch(content)
        if named is None:
            found = _FIRST.match(content)
            return found[1].decode() if found else None
        content = _content(place, os.fsdecode(named[1]))
    return None


def _content(place: GitPlace, name: str) -> bytes | None:
    """What stands at a full name: loose before packed."""
    if not is_name(name):
        return None
    path = f"{place.common}/{name}"
    found = read_small(path)
    if found is not None and is_inside(str(Path(path).parent), place.common):
        return found
    return packed_ref(place.common, os.fsencode(name))


def _loose(common: str) -> Iterator[str]:
    """The full names of references that stand in files of their own; no link is followed."""
    pending = [("refs", 0)]
    seen = 0
    while pending:
        folder, depth = pending.pop()
        try:
            with os.scandir(f"{common}/{folder}") as scan:
                entries = sorted(scan, key=lambda entry: entry.name)
        except OSError:
            continue
        for entry in entries:
            seen += 1
            if seen > 2 * MOST_NAMES:
                return
            name = f"{folder}/{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                if depth < _MOST_DEPTH:
                    pending.append((name, depth + 1))
            elif is_name(name):
                yield name
