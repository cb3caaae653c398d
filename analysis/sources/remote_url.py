"""The address of a git repository on a server: what one may write, and what is refused."""

from __future__ import annotations

import re

import msgspec

from analysis.sources.credentials import scheme_of
from analysis.sources.credentials import without_credentials as without_credentials
from analysis.sources.errors import SourceError
from analysis.sources.git_refs import is_name
from analysis.sources.printable import printable

HTTPS_PORT = 443
_LONGEST = 2_000
# Wherever a secret may end that holds what it should not.
_ANY_USER = re.compile(r"(?<=//).*@", re.DOTALL)
_URL = re.compile(r"(?i:https)://([^/?#@]*)(/[^?#]*)?")
_HOST = re.compile(r"([a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?)(?::([0-9]{1,5}))?", re.IGNORECASE)
_PATH = re.compile(r"(?:/(?!\.{1,2}(?:/|$))[A-Za-z0-9._~!$&'()*+,;=:@%-]+)+")
_REVISION = re.compile(r"(?<=[^/])@")
_WHOLE_ID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


class Remote(msgspec.Struct, frozen=True):
    """A repository on a server; `path` begins with a slash, `revision` is "" for its HEAD."""

    host: str
    path: str
    revision: str = ""
    port: int = HTTPS_PORT

    @property
    def server(self) -> str:
        """The host, with its port where that is an unusual one."""
        return self.host if self.port == HTTPS_PORT else f"{self.host}:{self.port}"

    def __str__(self) -> str:
        revision = f"@{self.revision}" if self.revision else ""
        return f"https://{self.server}{self.path}{revision}"


def parse_remote(url: str) -> Remote:
    """What `https://HOST/PATH` or `https://HOST/PATH@REV` says. Raises SourceError."""
    shown = printable(_ANY_USER.sub("", url)[:200])
    if scheme_of(url) != "https":
        raise SourceError(f"{shown}: only https addresses of git repositories are read")
    if without_credentials(url)[1] is not None:
        raise SourceError(f"{shown}: a name or a token has no place in this address")
    found = _URL.fullmatch(url)
    server = _HOST.fullmatch(found[1]) if found is not None else None
    if len(url) > _LONGEST or found is None or server is None or ".." in server[1]:
        raise SourceError(f"{shown} is no address of a git repository")
    path, _, revision = _split(found[2] or "")
    path = path.rstrip("/")
    if not _PATH.fullmatch(path):
        raise SourceError(f"{shown} is no address of a git repository")
    port = int(server[2] or HTTPS_PORT)
    return Remote(server[1].lower(), path, checked_revision(revision), port)


def checked_revision(revision: str) -> str:
    """A branch, a tag or a whole id; "" stays so. Raises SourceError for anything else."""
    if revision in ("", "HEAD", "@"):
        return ""
    if not _WHOLE_ID.fullmatch(revision) and not is_name(revision):
        raise SourceError(
            f"the revision {printable(revision[:60])!r} can't be fetched: "
            "name a branch, a tag or the whole id of a commit"
        )
    return revision


def is_whole_id(revision: str) -> bool:
    """Whether a revision is the whole id of an object."""
    return _WHOLE_ID.fullmatch(revision) is not None


def _split(path: str) -> tuple[str, str, str]:
    """The path, an @ that does not begin one of its parts, and what follows."""
    found = _REVISION.search(path)
    if found is None:
        return path, "", ""
    return path[: found.start()], "@", path[found.end() :]
