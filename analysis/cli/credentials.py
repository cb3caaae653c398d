"""Names and tokens in the addresses on a command line: taken out of them before anything else.

So no message, report or cache can tell of them. Other programs may still see the command line.
"""

from __future__ import annotations

from collections.abc import Sequence

from analysis.sources.credentials import Credentials, without_credentials

_given: dict[str, Credentials] = {}


def put_away(words: Sequence[str]) -> list[str]:
    """The words of a command line, the addresses among them without credentials."""
    _given.clear()
    clean = []
    for word in words:
        # An option's value may stand behind a =.
        option, equals, value = word.partition("=") if word.startswith("--") else ("", "", word)
        address, credentials = without_credentials(value)
        if credentials is not None:
            _given[address] = credentials
        clean.append(option + equals + address)
    return clean


def credentials_of(address: str) -> Credentials | None:
    """What stood in an address on this command line."""
    return _given.get(address)
