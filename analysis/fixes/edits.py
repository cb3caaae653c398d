"""Text edits: the only way a fix changes a file."""

from __future__ import annotations

import codecs
import enum
import re
from collections import defaultdict
from collections.abc import Iterable

import msgspec

from analysis.sources.tree import OverlayTree, SourceTree


class Applicability(enum.StrEnum):
    """safe: proven harmless. unsafe: proven to help, meaning may change. display: to be read."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    DISPLAY = "display"

    @property
    def rank(self) -> int:
        """0 for safe, 1 for unsafe, 2 for display."""
        return tuple(Applicability).index(self)

    def reaches(self, asked: Applicability) -> bool:
        """Whether a fix of this applicability may be used where `asked` is enough."""
        return self.rank <= asked.rank

    def at_most(self, ceiling: Applicability) -> Applicability:
        """The more careful one of the two."""
        return self if self.rank >= ceiling.rank else ceiling


class TextEdit(msgspec.Struct, frozen=True, order=True):
    """Replace bytes [start, end) of `path` by `replacement`; half-open UTF-8 byte offsets.

    `start == end == 0` on a path that is not there makes a new file.
    """

    path: str
    start: int
    end: int
    replacement: str


class Fix(msgspec.Struct, frozen=True):
    """A repair of one finding. `id` is stable: the finding's key and the kind of repair."""

    id: str
    finding: str
    kind: str
    title: str
    rationale: str
    applicability: Applicability
    """As a repair proposes it: the most it may be. As `prove` returns it: what it is."""
    edits: tuple[TextEdit, ...]
    notes: tuple[str, ...] = ()
    """What a person must decide or know (an interface difference, options)."""
    score: float = 0.5
    """How strongly the evidence speaks for this repair, 0..1; the best is tried first."""


class EditConflict(msgspec.Struct, frozen=True, order=True):
    """Two edits that want the same bytes, the earlier one first."""

    path: str
    first: TextEdit
    second: TextEdit


class OverlappingEdits(ValueError):
    """Edits that can't be applied together; `conflicts` says which."""

    def __init__(self, found: tuple[EditConflict, ...]) -> None:
        paths = ", ".join(sorted({conflict.path for conflict in found}))
        super().__init__(f"{len(found)} overlapping edits in {paths}")
        self.conflicts = found


def merged(edits: Iterable[TextEdit]) -> tuple[TextEdit, ...]:
    """The edits in the order in which they apply, identical ones once.

    Insertions at one place stand in the order of their text, so that the order in which
    independent fixes were chosen does not matter.
    """
    return tuple(sorted(set(edits)))


def conflicts(edits: Iterable[TextEdit]) -> tuple[EditConflict, ...]:
    """Each pair of neighbouring edits that want the same bytes.

    An insertion strictly inside of a replaced range conflicts with it, one at its border does not;
    two different insertions at one place do not conflict.
    """
    found = []
    widest: TextEdit | None = None
    for edit in merged(edits):
        if widest is not None and widest.path == edit.path and edit.start < widest.end:
            found.append(EditConflict(edit.path, widest, edit))
        if widest is None or widest.path != edit.path or edit.end > widest.end:
            widest = edit
    return tuple(found)


def apply_edits(text: bytes, edits: Iterable[TextEdit]) -> bytes:
    """`text` with the edits of one file made; replacements are written in the file's encoding.

    Raises `OverlappingEdits` when two of them want the same bytes, and `ValueError` when one lies
    outside of the text.
    """
    ordered = merged(edits)
    if not ordered:
        return text
    if found := conflicts(ordered):
        raise OverlappingEdits(found)
    # A new file says itself what it is written in.
    encoding = declared_encoding(text or ordered[0].replacement.encode("utf-8", "surrogateescape"))
    parts, done = [], 0
    for edit in ordered:
        if not 0 <= edit.start <= edit.end <= len(text):
            raise ValueError(f"edit {edit.start}:{edit.end} outside of {edit.path}")
        parts += [text[done : edit.start], _encode(edit.replacement, encoding)]
        done = edit.end
    return b"".join([*parts, text[done:]])


def overlay(tree: SourceTree, edits: Iterable[TextEdit]) -> OverlayTree:
    """`tree` with the edits made, as a tree of its own; files that stay the same are not in it.

    Raises `OverlappingEdits` when two edits want the same bytes, and `ValueError` when an edit
    does not fit its file.
    """
    by_path: defaultdict[str, list[TextEdit]] = defaultdict(list)
    for edit in edits:
        by_path[edit.path].append(edit)
    if found := conflicts(edit for group in by_path.values() for edit in group):
        raise OverlappingEdits(found)
    present = set(tree.paths())
    changed: dict[str, bytes | None] = {}
    for path, group in sorted(by_path.items()):
        before = tree.read(path) if path in present else b""
        after = apply_edits(before, group)
        if after != before or path not in present:
            changed[path] = after
    return OverlayTree(tree, changed)


_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_BLANK = re.compile(rb"^[ \t\f]*(?:#.*)?$")


def declared_encoding(text: bytes) -> str:
    """The encoding that Python reads `text` in (PEP 263); utf-8 where none, or an unknown one."""
    if text.startswith(codecs.BOM_UTF8):
        return "utf-8"
    for line in re.split(rb"\r\n|\r|\n", text, maxsplit=2)[:2]:
        if found := _COOKIE.match(line):
            try:
                return codecs.lookup(found[1].decode("ascii")).name
            except (LookupError, UnicodeDecodeError):
                return "utf-8"
        if not _BLANK.match(line):
            break
    return "utf-8"


def _encode(text: str, encoding: str) -> bytes:
    try:
        return text.encode(encoding, "surrogateescape")
    except (UnicodeEncodeError, LookupError):
        return text.encode("utf-8", "surrogateescape")
