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
MOST_REFS = 5
"""How many symbolic references may lead from one to the next."""
SMALL = 4_096
LARGE = 64 * 2**20
ID = re.compile(rb"(?:[0-9a-f]{64}|[0-9a-f]{40})")
REFERENCE = re.compile(rb"ref:\s*(refs/[^\s\x00]+)\s*")


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
        content = read_small(f"{self.own}/HEAD")
        for _ in range(MOST_REFS):
            if content is None:
                return None
            if ID.fullmatch(content.strip()):
                return content.strip().decode()
            named = REFERENCE.fullmatch(content)
            if named is None or b".." in named[1]:
                return None
            name = named[1]
            content = read_small(f"{self.common}/{os.fsdecode(name)}")
            if content is None:
                content = packed_ref(self.common, name)
        return None

    def state(self, head: str | None = None) -> str:
        """What all answers about the past of a commit, or else HEAD, depend on beside its id.

        That is where a shallow clone ends.
        """
        return f"{head or self.head()} {self._shallow().decode('latin-1')}"

    def shallow(self) -> frozenset[str]:
        """The ids of the commits at which a shallow clone ends."""
        return frozenset(self._shallow().decode("latin-1").split())

    def _shallow(self) -> bytes:
        return read_small(f"{self.common}/shallow", LARGE) or b""


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


def find_repository(folder: str) -> GitPlace | None:
    """The same, or the bare repository that `folder` is."""
    if _mode(f"{folder}/.git") is None and read_small(f"{folder}/HEAD") is not None:
        bare = all(stat.S_ISDIR(_mode(f"{folder}/{name}") or 0) for name in ("objects", "refs"))
        if bare:
            return _checked(GitPlace(folder, folder, folder))
    return find_git(folder)


def state_of(folder: str, commit: str | None = None) -> str:
    """What all answers about the past of a folder (a real path), up to a commit, depend on."""
    place = find_git(folder) if commit is None else find_repository(folder)
    return "" if place is None else place.state(commit)


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
    content = read_small(dot_git)
    if content is None or not content.startswith(b"gitdir:"):
        return None
    own = os.path.realpath(Path(work_tree, os.fsdecode(content[7:].strip())))
    back, shared = read_small(f"{own}/gitdir"), read_small(f"{own}/commondir")
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


def packed_ref(common: str, name: bytes) -> bytes | None:
    """The id of a reference that stands with others in one file, by its full name."""
    content = read_small(f"{common}/packed-refs", LARGE) or b""
    found = re.search(rb"^(%s) %s\s*$" % (ID.pattern, re.escape(name)), content, re.MULTILINE)
    return found[1] if found else None


def _mode(path: str) -> int | None:
    try:
        return os.lstat(path).st_mode
    except (OSError, ValueError):
        return None


def read_small(path: str, most: int = SMALL) -> bytes | None:
    """A regular file, no link, that is not larger than `most` bytes."""
    try:
        if not stat.S_ISREG(os.lstat(path).st_mode):
            return None
        with open(path, "rb") as file:  # noqa: PTH123
            content = file.read(most + 1)
    except (OSError, ValueError):
        return None
    return content if len(content) <= most else None
