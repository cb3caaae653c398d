"""Where the git repository of a folder is, and its HEAD: read by hand, for it is asked often.

None of its configuration is read, and no link out of the repository is followed: a folder from
elsewhere may bring a `.git` of its own making.
"""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

import msgspec

_MOST_PARENTS = 64
_MOST_REFS = 5
"""How many symbolic references may lead from one to the next."""
_SMALL = 4_096
_LARGE = 64 * 2**20
_ID = re.compile(rb"(?:[0-9a-f]{64}|[0-9a-f]{40})")
_REFERENCE = re.compile(rb"ref:\s*(refs/[^\s\x00]+)\s*")


class GitPlace(msgspec.Struct, frozen=True):
    """A work tree; `own` is what it has for itself, `common` what all work trees share."""

    work_tree: str
    own: str
    common: str

    def path_in(self, folder: str) -> str:
        """A folder of the work tree as git names it: POSIX, "" for the top."""
        relative = Path(os.path.relpath(folder, self.work_tree)).as_posix()
        return "" if relative == "." else relative

    def head(self) -> str | None:
        """The id of the newest commit; None where there is none yet, or none can be found."""
        content = _read(f"{self.own}/HEAD", _SMALL)
        for _ in range(_MOST_REFS):
            if content is None:
                return None
            if _ID.fullmatch(content.strip()):
                return content.strip().decode()
            named = _REFERENCE.fullmatch(content)
            if named is None or b".." in named[1]:
                return None
            name = named[1]
            content = _read(f"{self.common}/{os.fsdecode(name)}", _SMALL)
            if content is None:
                content = _packed(self.common, name)
        return None

    def state(self) -> str:
        """What all answers about the past depend on: HEAD, and where a shallow clone ends."""
        shallow = _read(f"{self.common}/shallow", _LARGE) or b""
        return f"{self.head()} {shallow.decode('latin-1')}"


def find_git(folder: str) -> GitPlace | None:
    """The repository whose work tree `folder` (a real path) is, or is inside of."""
    current = folder
    for _ in range(_MOST_PARENTS):
        mode = _mode(f"{current}/.git")
        if mode is not None:
            return _place(current, mode)
        above = str(Path(current).parent)
        if above == current:
            break
        current = above
    return None


def state_of(folder: str) -> str:
    """What all answers about the past of a folder (a real path) depend on."""
    place = find_git(folder)
    return "" if place is None else place.state()


def is_inside(path: str, folder: str) -> bool:
    """Whether a path really is in a folder, wherever links lead."""
    real, top = os.path.realpath(path), os.path.realpath(folder)
    return real == top or real.startswith(top.rstrip(os.sep) + os.sep)


def _place(work_tree: str, mode: int) -> GitPlace | None:
    dot_git = f"{work_tree}/.git"
    if stat.S_ISDIR(mode):
        return _checked(GitPlace(work_tree, dot_git, dot_git))
    if not stat.S_ISREG(mode):
        return None
    content = _read(dot_git, _SMALL)
    if content is None or not content.startswith(b"gitdir:"):
        return None
    own = os.path.realpath(Path(work_tree, os.fsdecode(content[7:].strip())))
    back, shared = _read(f"{own}/gitdir", _SMALL), _read(f"{own}/commondir", _SMALL)
    if back is not None and shared is not None:
        # A further work tree: the repository must know of it, too.
        if os.path.realpath(Path(own, os.fsdecode(back.strip()))) != os.path.realpath(dot_git):
            return None
        common = os.path.realpath(Path(own, os.fsdecode(shared.strip())))
        return _checked(GitPlace(work_tree, own, common)) if is_inside(own, common) else None
    outer = find_git(str(Path(work_tree).parent))
    if outer is not None and is_inside(own, f"{outer.own}/modules"):
        return _checked(GitPlace(work_tree, own, own))
    return None


def _checked(place: GitPlace) -> GitPlace | None:
    objects = f"{place.common}/objects"
    packs = f"{objects}/pack"
    if not os.path.isdir(objects) or not is_inside(objects, place.common):  # noqa: PTH112
        return None
    return place if is_inside(packs, place.common) else None


def _packed(common: str, name: bytes) -> bytes | None:
    content = _read(f"{common}/packed-refs", _LARGE) or b""
    found = re.search(rb"^(%s) %s\s*$" % (_ID.pattern, re.escape(name)), content, re.MULTILINE)
    return found[1] if found else None


def _mode(path: str) -> int | None:
    try:
        return os.lstat(path).st_mode
    except (OSError, ValueError):
        return None


def _read(path: str, most: int) -> bytes | None:
    """A regular file that is not too large."""
    try:
        if not stat.S_ISREG(os.lstat(path).st_mode):
            return None
        with open(path, "rb") as file:  # noqa: PTH123
            content = file.read(most + 1)
    except (OSError, ValueError):
        return None
    return content if len(content) <= most else None
