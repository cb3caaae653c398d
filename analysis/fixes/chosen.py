"""The fixes that a person chose: an ordered list with a name, its history, and its text for a link.

A fix is chosen by its id, which is made of names: the same choice can be read again on another
state of the repository, where some of the ids may mean nothing any more (`analysis.fixes.walk`
says which).
"""

from __future__ import annotations

import base64
import json
import zlib

import msgspec

MOST_TEXT = 20_000
"""Characters that a written choice may have: a link is no file."""
MOST_BYTES = 400_000
"""What it may unfold to."""


class UnreadableChoice(ValueError):
    """The text is no choice of fixes that `encode` has written."""


class Chosen(msgspec.Struct, frozen=True):
    """Ids of fixes, each once, in the order in which they are to be made."""

    fixes: tuple[str, ...] = ()
    name: str = ""

    def add(self, fix: str) -> Chosen:
        """With the fix at the end; the same where it is chosen already."""
        if fix in self.fixes:
            return self
        return msgspec.structs.replace(self, fixes=(*self.fixes, fix))

    def remove(self, fix: str) -> Chosen:
        """Without the fix."""
        rest = tuple(one for one in self.fixes if one != fix)
        return msgspec.structs.replace(self, fixes=rest)

    def move(self, fix: str, place: int) -> Chosen:
        """With the fix at another place, from 0; a place beyond an end is that end."""
        if fix not in self.fixes:
            return self
        rest = [one for one in self.fixes if one != fix]
        rest.insert(max(0, place), fix)
        return msgspec.structs.replace(self, fixes=tuple(rest))

    def renamed(self, name: str) -> Chosen:
        """Under another name."""
        return msgspec.structs.replace(self, name=name)


class History(msgspec.Struct, frozen=True):
    """A choice with what it was before, and what was undone: the next is last in both."""

    now: Chosen = Chosen()
    past: tuple[Chosen, ...] = ()
    undone: tuple[Chosen, ...] = ()

    def to(self, chosen: Chosen) -> History:
        """After a change; what was undone is forgotten. A change to the same is none."""
        if chosen == self.now:
            return self
        return History(chosen, (*self.past, self.now))

    def undo(self) -> History:
        """Before the last change; the same where there was none."""
        if not self.past:
            return self
        return History(self.past[-1], self.past[:-1], (*self.undone, self.now))

    def redo(self) -> History:
        """With the change that was undone last; the same where there is none."""
        if not self.undone:
            return self
        return History(self.undone[-1], (*self.past, self.now), self.undone[:-1])


# Part of the format: another one needs another first character.
_FORM = "1"
_WORDS = (
    b"__init__ test tests src core base util models main app "
    b"near exact git #restore-reexport:#respell-module:#moved-module:#keep-old-name:"
    b"#cut-cycle:#defer-import:#type-checking-import:#import-from-definer:#reexport-canonical:"
    b"#add-stub:#drop-unused:#add-import:#point-elsewhere:#correct-typo:"
    b'["","double-import:unparsable-file:undefined-name:duplicate-class:import-cycle:broken-import:'
)


def encode(chosen: Chosen) -> str:
    """The choice as short text of letters, digits, `-` and `_`; `decode` reads it back."""
    written = json.dumps([chosen.name, *chosen.fixes], separators=(",", ":")).encode()
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15, 9, zlib.Z_DEFAULT_STRATEGY, _WORDS)
    data = squeeze.compress(written) + squeeze.flush()
    return _FORM + base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text: str) -> Chosen:
    """The choice that `encode` has written; `UnreadableChoice` where it has not."""
    if not text.startswith(_FORM) or len(text) > MOST_TEXT:
        raise UnreadableChoice("this is no choice of fixes")
    try:
        body = text[1:].encode("ascii")
        data = base64.b64decode(body + b"=" * (-len(body) % 4), b"-_", validate=True)
        unfold = zlib.decompressobj(-15, _WORDS)
        written = unfold.decompress(data, MOST_BYTES)
        if not unfold.eof:
            raise UnreadableChoice("the choice of fixes is cut off, or too long")
        name, *fixes = msgspec.convert(json.loads(written), tuple[str, ...])
    except (
        zlib.error,
        ValueError,
        RecursionError,
        msgspec.ValidationError,
    ) as error:
        raise UnreadableChoice("this is no choice of fixes") from error
    return Chosen(tuple(dict.fromkeys(fixes)), name)
