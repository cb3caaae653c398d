"""Which servers may be asked: those that all the world can reach, and those that are trusted."""

from __future__ import annotations

import ipaddress
import socket
import ssl
from collections.abc import Callable, Iterable

import msgspec

from analysis.sources.errors import SourceError
from analysis.sources.remote_url import HTTPS_PORT, Remote

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# Written down, as what `is_global` says differs between the Pythons that we support.
_NOT_PUBLIC = tuple(
    map(
        ipaddress.IPv4Network,
        (
            *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
            *("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24"),
            *("192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"),
            *("224.0.0.0/4", "240.0.0.0/4"),
        ),
    )
)
_PUBLIC_6 = ipaddress.IPv6Network("2000::/3")
# Protocols, tunnels that end at an IPv4 address (Teredo, 6to4), and documentation.
_NOT_PUBLIC_6 = tuple(
    map(ipaddress.IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"))
)


def is_public(address: Address) -> bool:
    """Whether an address is one of the open internet, and leads to no other one inside of it."""
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in _NOT_PUBLIC)
    # What maps or translates an IPv4 address (::ffff:0:0/96, 64:ff9b::/96) stands outside, too.
    return address in _PUBLIC_6 and not any(address in network for network in _NOT_PUBLIC_6)


def resolve(host: str, port: int) -> tuple[str, ...]:
    """The addresses of a host, in the order to try them. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(each[4][0]) for each in found))


class Policy(msgspec.Struct, frozen=True):
    """Which servers are asked, and how they prove who they are.

    `trusted` are `host` or `host:port`; such a host may have a private address. Any other has to
    be a public one, at the usual port, and is refused where `only_trusted` is set.
    """

    trusted: frozenset[str] = frozenset()
    only_trusted: bool = False
    resolve: Callable[[str, int], Iterable[str]] = resolve
    context: Callable[[], ssl.SSLContext] = ssl.create_default_context

    def addresses_of(self, remote: Remote) -> tuple[str, ...]:
        """The addresses to connect to, and no other. Raises SourceError where one is refused."""
        trusted = remote.server in self.trusted
        if self.only_trusted and not trusted:
            raise SourceError(f"{remote.server} is not among the servers that may be asked here")
        if remote.port != HTTPS_PORT and not trusted:
            raise SourceError(f"{remote.server}: only the port {HTTPS_PORT} of a server is asked")
        try:
            found = [ipaddress.ip_address(each) for each in self.resolve(remote.host, remote.port)]
        except (OSError, ValueError, UnicodeError) as error:
            raise SourceError(f"there is no server called {remote.host}") from error
        if not found:
            raise SourceError(f"there is no server called {remote.host}")
        # All of them: a name with a public and a private address is up to something.
        if not trusted and not all(map(is_public, found)):
            raise SourceError(f"{remote.host} is inside of a private network: it is not asked")
        return tuple(map(str, found))


def policy_of(hosts: str, *, open_world: bool) -> Policy:
    """A policy from a list of hosts, as in `git.example.org git.example.org:8443`.

    Commas or spaces stand between them. Public servers are asked where `open_world` is set, or
    one of them is `*`.
    """
    named = frozenset(hosts.replace(",", " ").lower().split())
    return Policy(named - {"*"}, only_trusted=not open_world and "*" not in named)
