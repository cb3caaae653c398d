"""Which analysis a session looks at: that of the folder as it was opened, until it is refreshed."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterable

import msgspec
import streamlit as st

from analysis import (
    Analysis,
    Cancelled,
    FactCache,
    Options,
    SourceError,
    SourceTree,
    analyze,
    open_fact_cache,
)
from analysis.checkpoint import checkpoint
from analysis.findings import AnyFinding
from analysis.sources.archive import open_archive
from analysis.sources.difference import Difference, difference
from analysis.sources.git_remote import open_remote
from analysis.sources.git_revision import open_revision
from views import kept, reading, state
from views.making import Makings, Say
from views.source import (
    Source,
    credentials_of,
    folder_of,
    policy,
    remote_name,
    revision_of,
    upload_of,
)
from views.turns import Turns
from views.watching import Watched

MOST_PINS = 4
MOST_FETCHES = 4
"""Repositories that are fetched at once."""
MADE_ROOM = "Read as it is now: what was shown had to make room for other repositories."

FETCH = "Fetching the repository"
READ_ALL = "Reading every file and following its imports"
READ_CHANGED = "Reading what changed"
AS_BEFORE = "Cancelled: what is shown is what was read before."


class Stopped(SourceError):
    """This session has cancelled the reading, and has not asked again."""

    def __init__(self) -> None:
        super().__init__("Reading it was cancelled.")


class Opened(msgspec.Struct, frozen=True):
    """An analysis, and the key of its content: equal keys, equal analyses."""

    key: str
    source: Source
    analysis: Analysis


class Pin(msgspec.Struct, frozen=True):
    """The walk of a folder that a session looks at, until its user asks for a later one."""

    key: str
    tree: SourceTree


def opened(source: Source, near: Analysis | None = None) -> Opened:
    """The analysis that this session looks at. Raises SourceError; `Stopped` where it was ended.

    Where it has to be made, it stands on `near`, an analysis of much the same files. What
    happens to the folder meanwhile changes nothing, as long as the server keeps the analysis.
    """
    if str(source) in _cancelled():
        raise Stopped
    if not can_change(source):
        tree_of = _fixed(source)
        # Of an upload nothing is kept beyond this server's memory.
        return _analysed(source, f"{source}#{source.name}", lambda: (tree_of(), None), near=near)
    pin = _pins().get(str(source))
    found = kept.everything().get(pin.key, kept.seat()) if pin is not None else None
    if pin is not None and found is not None:
        return Opened(pin.key, source, found)
    tree = pin.tree if pin and source.kind == "url" else _now(source)
    now = _pinned(source, tree, near=near)
    if pin is not None and difference(pin.tree, now.analysis.tree).paths:
        st.session_state[state.NEWS] = [MADE_ROOM]
    return now


def refreshed(before: Opened) -> Opened:
    """The analysis of the folder as it is now; only what changed is read. Raises SourceError."""
    return _pinned(before.source, _now(before.source), before.analysis)


def look_again(source: Source) -> None:
    """Reads what was cancelled, the next time that it is asked for."""
    _cancelled().discard(str(source))


def can_change(source: Source) -> bool:
    """Whether it may be another one the next time that it is read."""
    return source.kind != "zip"


def is_watched(source: Source) -> bool:
    """Whether it costs little to look whether it has changed."""
    return source.kind in ("sample", "folder")


def what_changed(opened: Opened) -> Difference:
    """How the folder differs from what this session looks at. Raises SourceError."""
    if not is_watched(opened.source):
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


def _pinned(
    source: Source,
    tree: SourceTree,
    previous: Analysis | None = None,
    near: Analysis | None = None,
) -> Opened:
    pin = Pin(f"{source}#{_stamp(tree)}", tree)
    cache = _cache_of(source)
    if source.kind == "url":
        # Before it is analysed: whoever goes to another page meanwhile need not fetch it again.
        _pin(source, pin)
    found = _analysed(source, pin.key, lambda: (tree, cache), previous, near)
    _pin(source, pin)
    return found


def _pin(source: Source, pin: Pin) -> None:
    pins = _pins()
    pins.pop(str(source), None)
    pins[str(source)] = pin
    while len(pins) > MOST_PINS:
        del pins[next(iter(pins))]


def _analysed(
    source: Source,
    key: str,
    ground: Callable[[], tuple[SourceTree, FactCache | None]],
    shown: Analysis | None = None,
    near: Analysis | None = None,
) -> Opened:
    """The analysis of a key, made in the background where it is not kept.

    `shown` is what the session looks at, and goes on to where it does not want to wait.
    """
    keeping, seat = kept.everything(), kept.seat()
    previous = shown or keeping.latest(f"{source}#") or near
    found = keeping.get(key, seat)

    def make(say: Say) -> Analysis:
        made = keeping.get(key)
        if made is None:
            tree, cache = ground()
            made = analyze(tree, Options(), previous, say, cache)
            keeping.put(key, made)
        return made

    def cancel() -> None:
        _makings().cancel(key)
        if shown is None:
            _cancelled().add(str(source))
        else:
            st.session_state[state.NEWS] = [AS_BEFORE]

    while found is None:
        with _makings().watched(key, make) as making:
            reading.wait_for(making, READ_ALL if previous is None else READ_CHANGED, key, cancel)
        # Where nobody waited for a while it may have ended just now.
        with contextlib.suppress(Cancelled):
            found = making.result()
            keeping.get(key, seat)
    return Opened(key, source, found)


def _now(source: Source) -> SourceTree:
    """What can change, as it is now. Raises SourceError."""
    match source.kind:
        case "revision":
            folder, revision = revision_of(source)
            with st.spinner("Reading the revision …"):
                return open_revision(folder, revision, source.name)
        case "url":
            return _fetched(source)
        case _:
            return _watched(str(folder_of(source))).now()


def _cache_of(source: Source) -> FactCache | None:
    """Where facts are kept beyond this server's memory: of what is on this machine."""
    if source.kind == "url":
        return None
    return open_fact_cache(folder_of(source), revisions=source.kind == "revision")


def _fetched(source: Source) -> SourceTree:
    """A repository on a server, fetched in the background. Raises SourceError."""
    name = remote_name(source.name)
    asked, credentials = policy(), credentials_of(source)
    # What a token opens is for this session.
    key = str(source) if credentials is None else f"{source}~{id(kept.seat())}"

    def make(say: Say) -> SourceTree:
        def told(words: str) -> None:
            say(words)
            checkpoint()

        return open_remote(name, credentials=credentials, policy=asked, progress=told)

    def cancel() -> None:
        _fetches().cancel(key)
        _cancelled().add(str(source))

    with _fetches().watched(key, make) as making:
        reading.wait_for(making, FETCH, key, cancel)
    return making.result()


def _fixed(source: Source) -> Callable[[], SourceTree]:
    """How to read what does not change. Raises SourceError where this session may not."""
    upload = upload_of(source)
    return lambda: open_archive(upload.content, upload.name)


def _cancelled() -> set[str]:
    cancelled: set[str] = st.session_state.setdefault(state.CANCELLED, set())
    return cancelled


def _pins() -> dict[str, Pin]:
    pins: dict[str, Pin] = st.session_state.setdefault(state.PINS, {})
    return pins


@st.cache_resource(max_entries=64, show_spinner=False)
def _watched(folder: str) -> Watched:
    return Watched(folder)


@st.cache_resource(show_spinner=False)
def _makings() -> Makings[Analysis]:
    return Makings()


@st.cache_resource(show_spinner=False)
def _fetches() -> Makings[SourceTree]:
    # Those who wait for a server leave the interpreter to others.
    return Makings(Turns(at_once=MOST_FETCHES))


def _stamp(tree: SourceTree) -> str:
    """What is another one where any file is. Raises SourceError."""
    digest = hashlib.sha256()
    for path in tree.paths():
        digest.update(f"{path}\0{tree.stamp(path)}\n".encode("utf-8", "surrogateescape"))
        if tree.lasting_stamp(path) is None:
            # It was written a moment ago, and may be again without another stamp.
            digest.update(hashlib.sha256(tree.read(path)).digest())
    return digest.hexdigest()[:16]
