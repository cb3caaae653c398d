"""Which repository is looked at: a sample, a folder, a revision, an upload, one on a server."""

from __future__ import annotations

import enum
import os
import sys
from pathlib import Path

import msgspec
import streamlit as st

from analysis.sources.addresses import Policy, policy_of
from analysis.sources.credentials import Credentials, without_credentials
from analysis.sources.errors import SourceError
from analysis.sources.git_place import find_repository
from analysis.sources.named import is_address, split_revision
from analysis.sources.remote_url import parse_remote
from views import state

SAMPLES = Path(__file__).parent.parent / "sample_repos"
FOLDER_VARIABLE = "PLUMBLINE_FOLDER"
FIRST_SAMPLE = "golden_path"
LOOPBACK = ("127.0.0.1", "localhost", "::1")
KINDS = {
    "sample": "Sample",
    "folder": "Folder",
    "revision": "Revision",
    "zip": "Upload",
    "url": "Git URL",
}
HOSTS_VARIABLE = "PLUMBLINE_GIT_HOSTS"


class Source(msgspec.Struct, frozen=True):
    """What the user named.

    `name` is a sample's name, a folder's path, `FOLDER@REV`, an archive's digest, or an https
    address without credentials.
    """

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
    if kind == "url":
        name = without_credentials(name)[0]
    return Source(kind, name) if separator and kind in KINDS and name else None


def working_folder() -> Path:
    """Where the app was started: paths that are not absolute count from there."""
    return Path(os.environ.get(FOLDER_VARIABLE) or Path.cwd())


def _located(path: str) -> str:
    return str(working_folder() / Path(path).expanduser())


def samples() -> list[str]:
    """The bundled repositories, the one to begin with first."""
    names = sorted(path.name for path in SAMPLES.iterdir() if path.is_dir())
    return sorted(names, key=lambda name: name != FIRST_SAMPLE)


def start() -> Source:
    """What the application opens with: PLUMBLINE_PATH, the first argument, or the first sample."""
    named = os.environ.get("PLUMBLINE_PATH") or next(iter(sys.argv[1:]), "")
    if is_address(named):
        return Source("url", without_credentials(named)[0])
    if named and (found := split_revision(_located(named))) is not None:
        return Source("revision", f"{Path(found[0]).resolve()}@{found[1]}")
    if named:
        folder = Path(_located(named)).resolve()
        bundled = folder.parent == SAMPLES.resolve() and folder.is_dir()
        return Source("sample", folder.name) if bundled else Source("folder", str(folder))
    return Source("sample", samples()[0])


def folder_of(source: Source) -> Path:
    """The folder behind a source that has one; SourceError where it may not be opened."""
    if source.kind == "sample":
        if source.name not in samples():
            raise SourceError(f"There is no sample repository called {source.name}.")
        return SAMPLES / source.name
    if source.kind == "revision":
        return revision_of(source)[0]
    return _allowed(Path(_located(source.name)), source.name)


def revision_of(source: Source) -> tuple[Path, str]:
    """The folder and the revision of a revision source; SourceError where it may not be opened."""
    found = split_revision(_located(source.name))
    if found is None:
        raise SourceError(f"{source.name} names no revision of a folder: write FOLDER@REVISION.")
    folder = _allowed(Path(found[0]), found[0])
    place = find_repository(os.path.realpath(folder))
    if place is not None:
        # A `.git` may be a file that points elsewhere, and the folder may be inside of a work tree.
        for part in (place.own, place.common):
            _allowed(Path(part), f"The git repository of {found[0]}")
    return folder, found[1]


def _allowed(folder: Path, shown: str) -> Path:
    if serves_others() and not is_allowed(folder):
        raise SourceError(
            f"{shown} is outside of the folders that this server may open "
            f"({', '.join(map(str, allowed_roots()))}). Whoever runs it can allow more with the "
            f"environment variable PLUMBLINE_ROOTS."
        )
    return folder


def policy() -> Policy:
    """Which servers are asked for repositories: for others only those that are named."""
    return policy_of(os.environ.get(HOSTS_VARIABLE, ""), open_world=not serves_others())


def fetches() -> bool:
    """Whether repositories are fetched at all."""
    found = policy()
    return bool(found.trusted) or not found.only_trusted


def agree(source: Source) -> None:
    """The user of this session wants this address to be asked."""
    st.session_state.setdefault(state.AGREED, set()).add(source.name)


def is_agreed(source: Source) -> bool:
    """Whether the user of this session has asked for it: a link alone makes nobody ask a server."""
    if source.kind != "url" or source == start():
        return True
    return source.name in st.session_state.get(state.AGREED, ())


def remote_name(address: str) -> str:
    """An address as it stands in a source. Raises SourceError for one that is not asked."""
    if not fetches():
        raise SourceError(
            "This server fetches no repositories. Whoever runs it can name the servers that it "
            f"may ask with the environment variable {HOSTS_VARIABLE}."
        )
    if without_credentials(address)[1] is not None:
        raise SourceError(
            "This address holds a name or a token, and addresses are shown and shared: "
            "take it out, and use the field for it."
        )
    return str(parse_remote(address))


def credentials_of(source: Source) -> Credentials | None:
    """What this session has for an address; it is nowhere but in the memory of the session."""
    found: dict[str, Credentials] = st.session_state.get(state.CREDENTIALS, {})
    return found.get(_repository(source))


def put_credentials(source: Source, given: Credentials) -> None:
    """Remembers them, for every revision of the repository."""
    st.session_state.setdefault(state.CREDENTIALS, {})[_repository(source)] = given


def _repository(source: Source) -> str:
    return str(msgspec.structs.replace(parse_remote(source.name), revision=""))


def path_of(source: Source) -> str:
    """The folder that a folder or revision source names, as it is written."""
    found = split_revision(source.name) if source.kind == "revision" else None
    return found[0] if found is not None else source.name


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
    roots = [Path(part) for part in listed.split(os.pathsep) if part] or [working_folder()]
    begun = start()
    return [*roots, Path(path_of(begun))] if begun.kind in ("folder", "revision") else roots


def is_allowed(folder: Path) -> bool:
    """Whether `folder`, links followed, stands in an allowed root."""
    try:
        real = folder.resolve()
        roots = (Path(_located(str(root))).resolve() for root in allowed_roots())
        return any(real.is_relative_to(root) for root in roots)
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
    name, at, revision = source.name, "", ""
    if source.kind == "revision" and (found := split_revision(name)) is not None:
        name, at, revision = found[0], " @ ", found[1]
    if source.kind == "url":
        try:
            remote = parse_remote(source.name)
        except SourceError:
            return "Git URL"
        name = remote.path.removesuffix(".git")
        at, revision = (" @ ", remote.revision) if remote.revision else ("", "")
    return f"{Path(name).name or name}{at}{revision}"
