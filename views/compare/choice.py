"""Which two sides are compared: the address names them, else what was changed last."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from analysis import SourceError
from analysis.sources.difference import differing_paths
from analysis.sources.git_place import find_repository
from analysis.sources.git_revision import (
    Repository,
    branches_and_tags,
    open_revision,
    recent_revisions,
    resolve_revision,
)
from analysis.sources.named import is_address, split_revision
from analysis.sources.revision_chain import changing_revisions
from views import source, state
from views.opening import Opened
from views.source import Source
from views.words import plain, sentence

MOST_RECENT = 30
HEAD = "HEAD"
TYPED = (
    "Type a revision (main~3, v1.0, 1a2b3c), a folder (/path), FOLDER@REVISION, or the address of "
    "a git repository. What was uploaded with the button above is in the list."
)
_BEGINS_A_PATH = "/~.\\"


class Chosen(NamedTuple):
    """Both sides, `before` None where it was not chosen yet; and the place beside the controls."""

    before: Source | None
    after: Source
    beside: DeltaGenerator


def bar(opened: Opened) -> Chosen:
    """The controls that choose both sides, and what they say."""
    after = source.parse(state.parameter(state.AFTER)) or opened.source
    before = source.parse(state.parameter(state.BEFORE)) or _usual(opened, after)
    with st.container(key="compare-sides"):
        one, swap, other, take = st.columns(
            [10, 1, 10, 5], vertical_alignment="bottom", gap="small"
        )
        with one:
            _pick(state.BEFORE, "Before", opened, before)
        with swap:
            st.button(
                "⇄",
                help="Swap the sides",
                key="compare.swap",
                disabled=before is None,
                on_click=state.change,
                args=({state.BEFORE: str(after), state.AFTER: str(before)},),
                width="stretch",
            )
        with other:
            _pick(state.AFTER, "After", opened, after)
    state.remember(state.BEFORE, str(before) if before is not None else None)
    state.remember(state.AFTER, str(after))
    return Chosen(before, after, take)


def title_of(side: Source) -> str:
    """What a side is called in headings and reports."""
    return source.label_of(side)


def _pick(name: str, label: str, opened: Opened, chosen: Source | None) -> None:
    words = _options(opened, chosen)
    options = list(words)
    at = options.index(str(chosen)) if chosen is not None else None
    key = f"compare.{name}.{opened.source}.{chosen}"

    def choose() -> None:
        wanted = meant(opened.source, st.session_state[key])
        if wanted is not None:
            state.change({name: str(wanted)})

    st.selectbox(
        label,
        options,
        index=at,
        format_func=lambda option: words.get(option, option),
        placeholder="Choose a revision, a folder or a sample",
        accept_new_options=True,
        help=TYPED,
        key=key,
        on_change=choose,
    )


def _options(opened: Opened, chosen: Source | None) -> dict[str, str]:
    """Sources as they stand in the address, each in words; what is chosen is among them."""
    here = opened.source
    found = {str(here): f"{title_of(here)} · as it is open"}
    folder = folder_behind(here)
    if folder is not None:
        if here.kind == "revision":
            found[f"folder:{folder}"] = f"{Path(folder).name} · the folder as it is now"
        for name, words in _revisions(folder).items():
            found.setdefault(f"revision:{folder}@{name}", words)
    uploads: dict[str, source.Upload] = st.session_state.get(state.UPLOADS, {})
    for digest, upload in uploads.items():
        found.setdefault(f"zip:{digest}", f"upload · {upload.name}")
    for sample in source.samples():
        found.setdefault(f"sample:{sample}", f"sample · {sample}")
    if chosen is not None:
        found.setdefault(str(chosen), _words(str(chosen), chosen))
    return found


@st.cache_data(max_entries=64, ttl=10, show_spinner=False)
def _words(key: str, _chosen: Source) -> str:
    """What is in no list, in words."""
    title = title_of(_chosen)
    if _chosen.kind != "revision":
        return f"{_chosen.kind} · {title}"
    try:
        folder, name = source.revision_of(_chosen)
        revision = resolve_revision(folder, name)
    except SourceError:
        return title
    return f"{title} · {revision.short} · {revision.subject}"


def folder_behind(here: Source) -> str | None:
    """The folder whose revisions may be compared; None where there are none to look for."""
    try:
        if here.kind in ("folder", "revision"):
            folder = source.folder_of(here).resolve()
            if find_repository(str(folder)) is not None:
                # It may be elsewhere, where this server must not look.
                return str(source.revision_of(Source("revision", f"{folder}@{HEAD}"))[0])
    except (SourceError, OSError, RuntimeError, ValueError):
        pass
    return None


@st.cache_data(max_entries=16, ttl=10, show_spinner=False)
def _revisions(folder: str) -> dict[str, str]:
    """What may be written after the @, each in words; nothing where there is no repository."""
    try:
        recent = recent_revisions(folder, MOST_RECENT)
        named = branches_and_tags(folder)
    except SourceError:
        return {}
    found = {HEAD: f"HEAD · {recent[0].short} · {recent[0].subject}"} if recent else {}
    found |= {each.name: f"{each.kind} · {each.name} · {each.revision.subject}" for each in named}
    found |= {each.short: f"{each.short} · {each.date[:10]} · {each.subject}" for each in recent}
    return found


def meant(here: Source, said: str | None) -> Source | None:
    """What was chosen from the list, or typed: a revision of this repository, or a folder."""
    text = (said or "").strip()
    if not text:
        return None
    if (found := source.parse(text)) is not None:
        return found
    if is_address(text):
        return _address(text)
    folder = folder_behind(here)
    # No look at the disk decides: others must not learn from the answer what is there.
    if folder is not None and text[0] not in _BEGINS_A_PATH and text[1:2] != ":":
        return Source("revision", f"{folder}@{text}")
    return Source("revision" if split_revision(text) is not None else "folder", text)


def _address(text: str) -> Source | None:
    """A repository on a server: who types its address wants it to be asked."""
    try:
        found = Source("url", source.remote_name(text))
    except SourceError as error:
        st.toast(plain(sentence(str(error))), icon=":material/error:")
        return None
    source.agree(found)
    return found


def _usual(opened: Opened, after: Source) -> Source | None:
    """HEAD where the folder is not what was committed, else what was before the last change."""
    if after != opened.source:
        return opened.source
    if after.kind == "revision" and (found := split_revision(after.name)) is not None:
        return Source("revision", f"{found[0]}@{found[1]}~1")
    folder = folder_behind(after)
    name = _before(opened.key, folder, opened) if folder is not None else None
    return Source("revision", f"{folder}@{name}") if name else None


@st.cache_data(max_entries=16, show_spinner=False)
def _before(key: str, folder: str, _opened: Opened) -> str | None:
    try:
        repository = Repository(folder)
        head = repository.resolve(HEAD)
        committed = open_revision(folder, HEAD)
        if differing_paths(_opened.analysis.tree, committed):
            return HEAD
        last = changing_revisions(repository, head, 1).revisions
        if not last:
            return None
        return repository.resolve(f"{last[0].short}~1").short
    except SourceError:
        return None
