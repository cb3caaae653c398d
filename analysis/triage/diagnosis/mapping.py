"""Which file of the repository each frame is: wherever the code was deployed when it broke."""

from __future__ import annotations

import enum
import re
from collections import Counter
from collections.abc import Sequence
from functools import cached_property

import msgspec

from analysis.triage.diagnosis.ground import Ground, squeezed
from analysis.triage.tracebacks.value import Frame

_INSTALLED = re.compile(r"/(?:site|dist)-packages/")
_OUTSIDE = re.compile(
    r"/(?:site|dist)-packages/|^<|/lib(?:64)?/(?:python|pypy)\d|/python[\d.-]{0,12}/lib/|"
    r"\.zip/|/lib/python/|/(?:_pytest|importlib)/",
    re.IGNORECASE,
)
STRONG = 3
"""So many parts of a path that agree are no accident."""


class Text(enum.Enum):
    """How the line of a frame compares with the file."""

    SAME = enum.auto()
    MOVED = enum.auto()
    """It stands on another line now."""
    GONE = enum.auto()
    UNKNOWN = enum.auto()
    """The log does not show it."""


class Mapped(msgspec.Struct, frozen=True):
    """A frame and its file. `line` is where the statement stands now, if it does."""

    frame: Frame
    path: str
    module: str
    text: Text
    line: int | None


class Mapping(msgspec.Struct, frozen=True):
    """The frames of one exception. `outside` says whether foreign code runs below the last of ours.

    `vanished` are paths that only this repository can have had.
    """

    frames: tuple[Mapped, ...]
    outside: bool
    vanished: tuple[str, ...]


class _Match(msgspec.Struct, frozen=True):
    path: str
    shift: tuple[str, str]
    """What is left of both paths in front of what they share."""
    shared: int
    strong: bool
    text: Text
    line: int | None


class Mapper:
    """Maps the frames of one text."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for path in sorted(self._ground.paths):
            if path.endswith((".py", ".pyw", ".pyi")):
                found.setdefault(path.rpartition("/")[2].lower(), []).append(path)
        return found

    def file_of(self, path: str) -> str | None:
        """The one file of the repository that a path can only mean."""
        matches = [match for match in self._matches(Frame(path, 0)) if match.strong]
        best = max(matches, key=lambda match: match.shared, default=None)
        if best is not None:
            return best.path
        # A module at the top has a short path; in a message, Python names it in full.
        whole = [match for match in self._matches(Frame(path, 0)) if match.shift[1] == ""]
        return whole[0].path if len(whole) == 1 and not is_outside(path) else None

    def map(self, frames: Sequence[Frame], about_ours: bool) -> Mapping:
        """The frames that are files of the repository.

        `about_ours`: the error names a module of the repository.
        """
        every = [self._matches(frame) for frame in frames]
        votes: Counter[tuple[str, str]] = Counter()
        for matches in every:
            for match in matches:
                votes[match.shift] += _WORTH[match.text] + match.strong
        chosen = [
            max(
                matches,
                key=lambda match: (
                    *(votes[match.shift], _WORTH[match.text], match.shared),
                    *(-len(match.path), match.path),
                ),
                default=None,
            )
            for matches in every
        ]
        sure = {match.shift for match in chosen if match is not None and _is_sure(match)}
        texts = [match.text for match in chosen if match is not None and match.shift in sure]
        if sure and not about_ours and all(text is Text.GONE for text in texts):
            # Files of that name are there, and none of the lines: another repository.
            sure = set()
        found, outside = [], False
        for frame, best in zip(frames, chosen, strict=True):
            if best is not None and (best.shift in sure or (about_ours and _is_likely(best))):
                found.append(self._mapped(frame, best))
                outside = False
            elif not is_machinery(frame.path):
                outside = True
        vanished = self._vanished(frames, chosen, sure, about_ours)
        return Mapping(tuple(found), outside and not vanished, vanished)

    def _mapped(self, frame: Frame, match: _Match) -> Mapped:
        file = self._ground.module_at.get(match.path)
        stem = match.path.rpartition(".")[0].replace("/", ".").removesuffix(".__init__")
        module = file.name if file is not None else stem
        return Mapped(frame, match.path, module, match.text, match.line)

    def _matches(self, frame: Frame) -> list[_Match]:
        path = _plain(frame.path)
        installed = bool(_INSTALLED.search(path))
        if not installed and is_outside(frame.path):
            return []
        if installed:
            path = _INSTALLED.split(path)[-1]
        parts = path.split("/")
        found = []
        for candidate in self._by_name.get(parts[-1].lower(), ()):
            match = self._match(frame, parts, candidate)
            file = self._ground.module_at.get(candidate)
            # What is installed is ours if it is the same package, whole.
            top = file is not None and f"{file.root}/".removeprefix("./") + path == candidate
            if not installed or (top and len(parts) > 1):
                found.append(match)
        return found

    def _match(self, frame: Frame, parts: list[str], candidate: str) -> _Match:
        ours = candidate.split("/")
        shared = 0
        for one, other in zip(reversed(parts), reversed(ours), strict=False):
            if one != other and one.lower() != other.lower():
                break
            shared += 1
        file = self._ground.module_at.get(candidate)
        depth = len(ours)
        if file is not None and file.root not in (".", ""):
            depth -= file.root.count("/") + 1
        strong = shared >= STRONG or (shared >= depth and depth > 1)
        text, line = self._compare(frame, candidate)
        shift = "/".join(parts[: len(parts) - shared]), "/".join(ours[: len(ours) - shared])
        return _Match(candidate, shift, shared, strong, text, line)

    def _compare(self, frame: Frame, path: str) -> tuple[Text, int | None]:
        wanted = squeezed(frame.text or "")
        lines = self._ground.lines(path)
        if wanted in ("", "???"):
            return Text.UNKNOWN, frame.line if frame.line <= len(lines) else None
        found = self._ground.lines_that_read(path, wanted)
        if frame.line in found:
            return Text.SAME, frame.line
        if found:
            return Text.MOVED, min(found, key=lambda at: (abs(at - frame.line), at))
        return Text.GONE, None

    def _vanished(
        self,
        frames: Sequence[Frame],
        chosen: Sequence[_Match | None],
        sure: set[tuple[str, str]],
        about_ours: bool,
    ) -> tuple[str, ...]:
        """Files below the last one of ours that the repository no longer has."""
        found: list[str] = []
        folders = set(self._ground.analysis.tree.folders())
        for frame, best in zip(frames, chosen, strict=True):
            if best is not None and best.shift in sure:
                found.clear()
            elif best is None and not is_outside(frame.path):
                parts = _plain(frame.path).split("/")
                for start in range(len(parts) - 1):
                    rest = "/".join(parts[start:])
                    before = "/".join(parts[:start])
                    known = any(shift == (before, "") for shift in sure)
                    inside = about_ours and rest.rpartition("/")[0] in folders
                    if rest not in self._ground.paths and (known or inside) and parts[start]:
                        found.append(rest)
                        break
        return tuple(found)


_WORTH = {Text.SAME: 6, Text.MOVED: 3, Text.UNKNOWN: 1, Text.GONE: 0}


def is_outside(path: str) -> bool:
    """Whether a path is the standard library's or an installed package's."""
    return bool(_OUTSIDE.search(_plain(path))) or not path.endswith((".py", ".pyw", ".pyi", ".pyc"))


def is_installed(path: str) -> bool:
    """Whether a path is in a folder that packages are installed in."""
    return bool(_INSTALLED.search(_plain(path)))


def is_machinery(path: str) -> bool:
    """Whether what stands at a path only carries out imports."""
    plain = _plain(path)
    return plain.startswith("<frozen ") or plain.endswith(
        ("importlib/__init__.py", "_pytest/assertion/rewrite.py", "importlib/_bootstrap.py")
    )


def _is_sure(match: _Match) -> bool:
    """Weak agreement needs the very line, in its place."""
    near = match.shift[1] == "" or match.shared > 1
    return match.strong or (match.text is Text.SAME and near)


def _is_likely(match: _Match) -> bool:
    return match.shift[1] == "" or match.text is Text.SAME


def _plain(path: str) -> str:
    path = path.replace("\\\\", "\\").replace("\\", "/").removeprefix("file://")
    path = path.removesuffix("c") if path.endswith(".pyc") else path
    return path.removeprefix("./")
