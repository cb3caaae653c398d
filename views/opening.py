"""Which analysis a session looks at: that of the folder as it was opened, until it is refreshed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import msgspec
import streamlit as st

from analysis import Analysis, FactCache, Options, SourceTree, analyze, open_fact_cache
from analysis.findings import AnyFinding
from analysis.sources.archive import open_archive
from analysis.sources.difference import Difference, difference
from views import state
from views.kept import Kept
from views.source import Source, folder_of, upload_of
from views.watching import Watched

MOST_PINS = 4
MADE_ROOM = "Read as it is now: what was shown had to make room for other repositories."


class Opened(msgspec.Struct, frozen=True):
    """An analysis, and the key of its content: equal keys, equal analyses."""

    key: str
    source: Source
    analysis: Analysis


class Pin(msgspec.Struct, frozen=True):
    """The walk of a folder that a session looks at, until its user asks for a later one."""

    key: str
    tree: SourceTree


def opened(source: Source) -> Opened:
    """The analysis that this session looks at. Raises SourceError.

    What happens to the folder meanwhile changes nothing, as long as the server keeps the analysis.
    """
    if source.kind == "zip":
        tree = _zip_tree(source)
        # Of an upload nothing is kept beyond this server's memory.
        return _analysed(source, Pin(f"{source}#{source.name}", tree), cache=None)
    pin = _pins().get(str(source))
    found = _kept().get(pin.key) if pin is not None else None
    if pin is not None and found is not None:
        return Opened(pin.key, source, found)
    now = _pinned(source, _watched(str(folder_of(source))).now())
    if pin is not None and pin.key != now.key:
        st.session_state[state.NEWS] = [MADE_ROOM]
    return now


def refreshed(before: Opened) -> Opened:
    """The analysis of the folder as it is now; only what changed is read. Raises SourceError."""
    tree = _watched(str(folder_of(before.source))).now()
    return _pinned(before.source, tree, before.analysis)


def what_changed(opened: Opened) -> Difference:
    """How the folder differs from what this session looks at. Raises SourceError."""
    if opened.source.kind == "zip":
        return Difference((), (), ())
    lately = _watched(str(folder_of(opened.source))).lately()
    return difference(opened.analysis.tree, lately)


def rewritten(analysis: Analysis, findings: Iterable[AnyFinding]) -> str | None:
    """A file of these findings that is not as it was read; None where all are."""
    paths = {place.path for finding in findings for place in finding.locations}
    return next((path for path in sorted(paths) if not analysis.tree.is_unchanged(path)), None)


def seconds_between_looks(source: Source) -> float:
    """How often it is worth to ask what changed. Raises SourceError."""
    return _watched(str(folder_of(source))).interval


def _pinned(source: Source, tree: SourceTree, previous: Analysis | None = None) -> Opened:
    pin = Pin(f"{source}#{_stamp(tree)}", tree)
    previous = previous or _kept().latest(f"{source}#")
    found = _analysed(source, pin, open_fact_cache(folder_of(source)), previous)
    pins = _pins()
    pins.pop(str(source), None)
    pins[str(source)] = pin
    while len(pins) > MOST_PINS:
        del pins[next(iter(pins))]
    return found


def _analysed(
    source: Source, pin: Pin, cache: FactCache | None, previous: Analysis | None = None
) -> Opened:
    def make() -> Analysis:
        every = "Reading every file and following its imports …"
        with st.spinner(every if previous is None else "Reading what changed …"):
            return analyze(pin.tree, Options(), previous, cache=cache)

    return Opened(pin.key, source, _kept().made(pin.key, make))


def _pins() -> dict[str, Pin]:
    pins: dict[str, Pin] = st.session_state.setdefault(state.PINS, {})
    return pins


def _zip_tree(source: Source) -> SourceTree:
    upload = upload_of(source)
    return _unzip(source.name, upload.name, upload.content)


@st.cache_resource(max_entries=8, show_spinner=False)
def _watched(folder: str) -> Watched:
    return Watched(folder)


@st.cache_resource(show_spinner=False)
def _kept() -> Kept:
    return Kept()


@st.cache_resource(max_entries=4, show_spinner="Unpacking …")
def _unzip(digest: str, name: str, _content: bytes) -> SourceTree:
    return open_archive(_content, name)


def _stamp(tree: SourceTree) -> str:
    """What is another one where any file is. Raises SourceError."""
    digest = hashlib.sha256()
    for path in tree.paths():
        digest.update(f"{path}\0{tree.stamp(path)}\n".encode("utf-8", "surrogateescape"))
        if tree.lasting_stamp(path) is None:
            # It was written a moment ago, and may be again without another stamp.
            digest.update(hashlib.sha256(tree.read(path)).digest())
    return digest.hexdigest()[:16]
