"""Which repository is looked at: a sample, a folder, an uploaded archive."""

from __future__ import annotations

import enum
import hashlib
import os
import sys
from pathlib import Path

import msgspec
import streamlit as st

from analysis.sources.errors import SourceError
from views import state

SAMPLES = Path(__file__).parent.parent / "sample_repos"
FIRST_SAMPLE = "golden_path"
LOOPBACK = ("127.0.0.1", "localhost", "::1")
KINDS = {"sample": "Sample", "folder": "Local folder", "zip": "Zip upload"}
MAX_UPLOAD_MB = 200
MOST_UPLOADS = 4


class Source(msgspec.Struct, frozen=True):
    """What the user named. `name` is a sample's name, a folder's path, or an archive's digest."""

    kind: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.name}"


class Upload(msgspec.Struct, frozen=True):
    """An archive as it came in."""

    name: str
    content: bytes


def parse(text: str | None) -> Source | None:
    """`kind:name` as it stands in the URL; None for anything else."""
    kind, separator, name = (text or "").partition(":")
    return Source(kind, name) if separator and kind in KINDS and name else None


def samples() -> list[str]:
    """The bundled repositories, the one to begin with first."""
    names = sorted(path.name for path in SAMPLES.iterdir() if path.is_dir())
    return sorted(names, key=lambda name: name != FIRST_SAMPLE)


def start() -> Source:
    """What the application opens with: PLUMBLINE_PATH, the first argument, or the first sample."""
    named = os.environ.get("PLUMBLINE_PATH") or next(iter(sys.argv[1:]), "")
    if named:
        folder = Path(named).expanduser().resolve()
        bundled = folder.parent == SAMPLES.resolve() and folder.is_dir()
        return Source("sample", folder.name) if bundled else Source("folder", str(folder))
    return Source("sample", samples()[0])


def folder_of(source: Source) -> Path:
    """The folder behind a sample or folder source; SourceError where it may not be opened."""
    if source.kind == "sample":
        if source.name not in samples():
            raise SourceError(f"There is no sample repository called {source.name}.")
        return SAMPLES / source.name
    folder = Path(source.name).expanduser()
    if serves_others() and not is_allowed(folder):
        raise SourceError(
            f"{source.name} is outside of the folders that this server may open "
            f"({', '.join(map(str, allowed_roots()))}). Whoever runs it can allow more with the "
            f"environment variable PLUMBLINE_ROOTS."
        )
    return folder


def serves_others() -> bool:
    """Whether the server listens beyond this machine."""
    return st.get_option("server.address") not in LOOPBACK


def may_write(source: Source) -> bool:
    """Whether a file of it may be written when its user asks: only in a folder of theirs."""
    return source.kind == "folder" and not serves_others()


class Verifying(enum.Enum):
    """Whether code of a source may be run when its user asks for a verification."""

    ALLOWED = "allowed"
    ASK = "ask"
    """It came from elsewhere: its user has to say so first."""
    REFUSED = "refused"


def verifying(source: Source) -> Verifying:
    """A server that others use runs nothing of a repository unless whoever runs it says so."""
    if serves_others() and os.environ.get("PLUMBLINE_VERIFY") != "1":
        return Verifying.REFUSED
    return Verifying.ALLOWED if source.kind in ("sample", "folder") else Verifying.ASK


def allowed_roots() -> list[Path]:
    """The folders that may be opened when others are served, and what was opened at the start."""
    listed = os.environ.get("PLUMBLINE_ROOTS", "")
    roots = [Path(part) for part in listed.split(os.pathsep) if part] or [Path.cwd()]
    begun = start()
    return [*roots, Path(begun.name)] if begun.kind == "folder" else roots


def is_allowed(folder: Path) -> bool:
    """Whether `folder`, links followed, stands in an allowed root."""
    try:
        real = folder.resolve()
        return any(real.is_relative_to(root.expanduser().resolve()) for root in allowed_roots())
    except (OSError, RuntimeError, ValueError):
        return False


def current() -> Source:
    """The repository of this session: the URL names it, or the last choice, or the start."""
    named = parse(state.parameter(state.SOURCE))
    return named or parse(st.session_state.get(state.CURRENT)) or start()


def upload_of(source: Source) -> Upload:
    """The archive behind a zip source; SourceError where this session does not have it."""
    uploads: dict[str, Upload] = st.session_state.get(state.UPLOADS, {})
    if source.name not in uploads:
        raise SourceError(
            "This address points to an uploaded archive, which only the session that uploaded "
            "it can see. Upload it again."
        )
    return uploads[source.name]


def label_of(source: Source) -> str:
    """A short name for headings."""
    if source.kind == "zip":
        uploads: dict[str, Upload] = st.session_state.get(state.UPLOADS, {})
        return uploads[source.name].name if source.name in uploads else "upload"
    return Path(source.name).name or source.name


def picker(chosen: Source) -> Source:
    """The controls to choose another repository; gives what is chosen now."""
    kind = st.segmented_control(
        "Repository",
        list(KINDS),
        format_func=KINDS.__getitem__,
        default=chosen.kind,
        required=True,
        key=f"{state.SOURCE_KIND}.{chosen}",
    )
    match kind:
        case "sample":
            return _sample(chosen)
        case "zip":
            return _zip(chosen)
        case _:
            return _folder(chosen)


def _sample(chosen: Source) -> Source:
    names = samples()
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
    path = st.text_input(
        "Folder on this machine",
        value=chosen.name if chosen.kind == "folder" else "",
        placeholder=str(Path.cwd()),
        help="The top of a repository. It is read, never imported or run.",
        key=f"{state.SOURCE_FOLDER}.{chosen}",
    ).strip()
    return Source("folder", path) if path else chosen


def _zip(chosen: Source) -> Source:
    uploaded = st.file_uploader(
        "Zip archive of a repository",
        type=["zip"],
        max_upload_size=MAX_UPLOAD_MB,
        help="It is unpacked in memory, never imported or run.",
        key=state.SOURCE_ZIP,
    )
    if uploaded is None:
        return chosen
    content = uploaded.getvalue()
    digest = hashlib.sha256(content).hexdigest()[:16]
    uploads: dict[str, Upload] = st.session_state.setdefault(state.UPLOADS, {})
    uploads[digest] = Upload(uploaded.name, content)
    while len(uploads) > MOST_UPLOADS:
        del uploads[next(iter(uploads))]
    return Source("zip", digest)
