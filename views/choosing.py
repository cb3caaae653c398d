"""The controls that choose another repository."""

from __future__ import annotations

import hashlib

import streamlit as st

from analysis.sources.credentials import Credentials
from analysis.sources.errors import SourceError
from analysis.sources.git_remote import RemoteLimits
from analysis.sources.git_revision import branches_and_tags, recent_revisions
from analysis.sources.named import ARCHIVE_SUFFIXES
from views import source, state
from views.source import KINDS, Source, Upload
from views.words import plain, sentence

MAX_UPLOAD_MB = 200
MOST_UPLOADS = 4
"""Archives that a session holds."""
MOST_RECENT = 20
MB = 2**20
ANYBODY = "x-access-token"
"""Servers that know a person by the token take any name; some want this one."""


def picker(chosen: Source) -> Source:
    """The controls; gives what is chosen now."""
    kinds = [kind for kind in KINDS if kind != "url" or source.fetches()]
    kind = st.segmented_control(
        "Repository",
        kinds,
        format_func=KINDS.__getitem__,
        default=chosen.kind if chosen.kind in kinds else None,
        required=True,
        key=f"{state.SOURCE_KIND}.{chosen}",
    )
    match kind:
        case "sample":
            return _sample(chosen)
        case "zip":
            return _upload(chosen)
        case "revision":
            return _revision(chosen)
        case "url":
            return _url(chosen)
        case _:
            return _folder(chosen)


def _sample(chosen: Source) -> Source:
    names = source.samples()
    known = chosen.kind == "sample" and chosen.name in names
    name = st.selectbox(
        "Sample repository",
        names,
        index=names.index(chosen.name) if known else None,
        placeholder="Choose a sample",
        key=f"{state.SOURCE_SAMPLE}.{chosen}",
    )
    return Source("sample", name) if name else chosen


def _folder(chosen: Source) -> Source:
    path = _path("Folder on this machine", state.SOURCE_FOLDER, chosen)
    return Source("folder", path) if path else chosen


def _path(label: str, key: str, chosen: Source) -> str:
    return st.text_input(
        label,
        value=_folder_behind(chosen),
        placeholder=str(source.working_folder()),
        help="The top of a repository. It is read, never imported or run.",
        key=f"{key}.{chosen}",
    ).strip()


def _folder_behind(chosen: Source) -> str:
    """What a folder or a revision of one was chosen by."""
    return source.path_of(chosen) if chosen.kind in ("folder", "revision") else ""


def _revision(chosen: Source) -> Source:
    folder = _path("Folder of a git repository", state.SOURCE_REPOSITORY, chosen)
    if not folder:
        return chosen
    try:
        # May it be looked at, and is there anything?
        allowed, _ = source.revision_of(Source("revision", f"{folder}@HEAD"))
        names = _revisions(str(allowed))
    except SourceError as error:
        st.caption(f":material/error: {plain(sentence(str(error)))}")
        return chosen
    name = st.selectbox(
        "Revision",
        list(names),
        format_func=lambda each: names.get(each, each),
        index=None,
        accept_new_options=True,
        placeholder="Choose, or type HEAD~3, v1.0, 1a2b3c …",
        help="Read from the objects of the repository: nothing is checked out, git is not run.",
        key=f"{state.SOURCE_REVISION}.{chosen}",
    )
    return Source("revision", f"{folder}@{name}") if name else chosen


@st.cache_data(max_entries=16, ttl=5, show_spinner=False)
def _revisions(folder: str) -> dict[str, str]:
    """Branches, tags and recent commits by what one writes for them, each with what it is."""
    names = {
        each.name: f"{each.name} · {each.kind} · {each.revision.subject}"
        for each in branches_and_tags(folder)
    }
    commits = {
        each.short: f"{each.short} · {each.date[:10]} · {each.subject}"
        for each in recent_revisions(folder, MOST_RECENT)
    }
    return names | commits


def _upload(chosen: Source) -> Source:
    uploaded = st.file_uploader(
        "Archive of a repository",
        # The last part alone, which is what browsers know.
        type=sorted({suffix.rpartition(".")[2] for suffix in ARCHIVE_SUFFIXES}),
        max_upload_size=MAX_UPLOAD_MB,
        help="Zip or tar, plain or in gzip, bzip2 or xz. It is unpacked in memory, never imported "
        "or run, and seen in this session only.",
        key=state.SOURCE_ZIP,
    )
    if uploaded is None:
        return chosen
    content = uploaded.getvalue()
    digest = hashlib.sha256(content).hexdigest()[:16]
    uploads: dict[str, Upload] = st.session_state.setdefault(state.UPLOADS, {})
    uploads.pop(digest, None)
    uploads[digest] = Upload(uploaded.name, content)
    while len(uploads) > MOST_UPLOADS:
        del uploads[next(iter(uploads))]
    return Source("zip", digest)


def _url(chosen: Source) -> Source:
    limits = RemoteLimits()
    with st.form(f"{state.SOURCE_URL}.{chosen}", border=False):
        address = st.text_input(
            "Address of a git repository",
            value=chosen.name if chosen.kind == "url" else "",
            placeholder="https://github.com/owner/repository",
            help="Ends in @NAME for a branch, a tag or a whole commit id: .../repository@v1.0",
            key=f"{state.SOURCE_URL}.address.{chosen}",
        ).strip()
        token = st.text_input(
            "Access token",
            type="password",
            placeholder="only where the repository is private",
            autocomplete="off",
            help="Kept in the memory of this session, and sent to this server only. "
            "USER:TOKEN where the server wants a certain name.",
            key=f"{state.SOURCE_URL}.token.{chosen}",
        ).strip()
        st.caption(
            "One commit is fetched into memory, never imported or run: up to "
            f"{limits.received // MB} MB, in {limits.seconds / 60:g} minutes."
        )
        if not st.form_submit_button("Fetch", icon=":material/cloud_download:") or not address:
            return chosen
    try:
        wanted = Source("url", source.remote_name(address))
    except SourceError as error:
        st.error(plain(sentence(str(error))), icon=":material/error:")
        return chosen
    source.agree(wanted)
    _keep(wanted, token)
    return wanted


def _keep(wanted: Source, token: str) -> None:
    """Keeps a token in this session; nothing else has it."""
    if token:
        user, colon, secret = token.partition(":")
        given = Credentials(user, secret) if colon else Credentials(ANYBODY, token)
        source.put_credentials(wanted, given)
