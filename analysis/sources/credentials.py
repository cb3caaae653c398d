"""Whether a text is meant as an address on a network, and the credentials in it.

Every command asks this of all that it is given: so it stands on nothing that takes long to load.
"""

from __future__ import annotations

import msgspec


class Credentials(msgspec.Struct, frozen=True):
    """Who asks; what it is shown as holds neither of them."""

    user: str
    secret: str

    def __repr__(self) -> str:
        return "Credentials(...)"


def scheme_of(named: str) -> str | None:
    """What stands before the :// or :: of an address, in small letters; None where none does."""
    head, colon, rest = named.partition(":")
    # A letter and a colon alone are a drive of Windows.
    if not colon or len(head) < 2 or not rest.startswith(("//", ":")):
        return None
    letters = head.replace("+", "").replace(".", "").replace("-", "")
    return head.lower() if head.isascii() and head[0].isalpha() and letters.isalnum() else None


def is_remote(named: str) -> bool:
    """Whether this is meant as an address on a network, be it one that is refused."""
    if scheme_of(named) is not None:
        return True
    # As scp has it: user@host:path.
    head, colon, rest = named.partition(":")
    user, at, host = head.partition("@")
    slashes = "/" in head or "\\" in head or rest.startswith("\\")
    return bool(colon and at and user and host) and "@" not in host and not slashes


def without_credentials(named: str) -> tuple[str, Credentials | None]:
    """An address without the `user:secret@` in it, and that; any other text as it is."""
    if "@" not in named or scheme_of(named) is None:
        return named, None
    scheme, slashes, rest = named.partition("://")
    server, slash, path = rest.partition("/")
    given, at, host = server.rpartition("@")
    if not slashes or not at:
        return named, None
    from urllib.parse import unquote

    user, _, secret = given.partition(":")
    clean = f"{scheme}://{host}{slash}{path}"
    return clean, Credentials(unquote(user), unquote(secret))
