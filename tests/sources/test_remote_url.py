"""Addresses of repositories: what is understood, what is refused, and which servers are asked."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.sources.addresses import Policy, is_public, policy_of
from analysis.sources.credentials import Credentials, is_remote, without_credentials
from analysis.sources.errors import SourceError
from analysis.sources.remote_url import Remote, parse_remote

COMMIT = "0123456789" * 4


@pytest.mark.parametrize(
    ("url", "remote"),
    [
        ("https://github.com/a/b", Remote("github.com", "/a/b")),
        ("HTTPS://GitHub.com/a/b.git/", Remote("github.com", "/a/b.git")),
        ("https://h.org/a/b@v1.0", Remote("h.org", "/a/b", "v1.0")),
        ("https://h.org/a/b@feature/x@y", Remote("h.org", "/a/b", "feature/x@y")),
        ("https://h.org/@scope/b@main", Remote("h.org", "/@scope/b", "main")),
        (f"https://h.org/a/b.git@{COMMIT}", Remote("h.org", "/a/b.git", COMMIT)),
        ("https://h.org/a@HEAD", Remote("h.org", "/a")),
        ("https://h.org:8443/~a/b", Remote("h.org", "/~a/b", "", 8443)),
    ],
)
def test_understood(url: str, remote: Remote) -> None:
    assert is_remote(url)
    assert parse_remote(url) == remote
    assert parse_remote(str(remote)) == remote


@pytest.mark.parametrize(
    "url",
    [
        "ext::sh -c touch%20/tmp/x",
        "ext::https://h.org/a",
        "file:///etc",
        "http://h.org/a",
        "git://h.org/a",
        "ssh://h.org/a",
        "git@h.org:a/b",
        "ftp://h.org/a",
        "https:/h.org/a",
        "https://",
        "https://h.org",
        "https://h.org/",
        "https://h.org/a?x=1",
        "https://h.org/a#x",
        "https://h.org/a/../b",
        "https://h.org/./a",
        "https://h.org//a",
        "https://h.org/a b",
        "https://h.org/a\n",
        "https://h.org/a\x1b[2J",
        "https://h.org/ü",
        "https://hö.org/a",
        "https://-h.org/a",
        "https://h..org/a",
        "https://[::1]/a",
        "https://h.org:/a",
        "https://h.org:port/a",
        "https://h.org\\@evil.org/a",
        "https://user@h.org/a",
        "https://user:SECRET@h.org/a",
        "https://user:SEC/RET@h.org/a",
        "https://user:SEC@RET@h.org/a",
        "http://user:SECRET@h.org/a",
        "https://h.org/a@-x",
        "https://h.org/a@main~1",
        "https://h.org/a@x..y",
        "https://h.org/a@x:y",
        "https://h.org/a@--upload-pack=x",
        f"https://h.org/{'a' * 3000}",
    ],
)
def test_refused_in_one_sentence_that_tells_no_secret(url: str) -> None:
    with pytest.raises(SourceError) as caught:
        parse_remote(url)
    assert str(caught.value).isprintable()
    assert "SEC" not in str(caught.value)


@pytest.mark.parametrize("named", ["src", "./a@b", "C:\\src", "C:/src", "a/b:c", "repo@main", "~"])
def test_paths_are_no_addresses(named: str) -> None:
    assert not is_remote(named)


@pytest.mark.parametrize(
    ("named", "clean", "credentials"),
    [
        ("https://u:t@h/a", "https://h/a", Credentials("u", "t")),
        ("https://t@h/a@main", "https://h/a@main", Credentials("t", "")),
        ("https://u:a%40b@h/a", "https://h/a", Credentials("u", "a@b")),
        ("https://u:a@b@h/a", "https://h/a", Credentials("u", "a@b")),
        ("https://h/a@main", "https://h/a@main", None),
        ("repo@main", "repo@main", None),
    ],
)
def test_credentials_are_taken_out(named: str, clean: str, credentials: Credentials | None) -> None:
    assert without_credentials(named) == (clean, credentials)
    assert repr(credentials) in ("Credentials(...)", "None")


PRIVATE = (
    *("0.0.0.0", "10.1.2.3", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.0.1"),
    *("169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1"),
    *("192.88.99.1", "192.168.0.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1"),
    *("239.1.1.1", "240.0.0.1", "255.255.255.255", "::", "::1", "::ffff:127.0.0.1"),
    *("::ffff:8.8.8.8", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "100::1", "fe80::1"),
    *("fe80::1%eth0", "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1", "2001::1"),
    *("2001:db8::1", "2002:7f00:1::", "3fff::1"),
)


@pytest.mark.parametrize("address", PRIVATE)
def test_what_is_inside_of_a_network_is_not_asked(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))
    with pytest.raises(SourceError, match="private network"):
        Policy(resolve=lambda host, port: ["8.8.8.8", address]).addresses_of(Remote("h.org", "/a"))


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "140.82.121.4", "100.63.0.1", "172.32.0.1", "2606:50c0:8000::153"]
)
def test_public_servers_are_asked(address: str) -> None:
    policy = Policy(resolve=lambda host, port: [address])
    assert policy.addresses_of(Remote("h.org", "/a")) == (address,)


@given(st.ip_addresses(v=4) | st.ip_addresses(v=6))
def test_never_more_is_public_than_python_thinks(address: ipaddress.IPv4Address) -> None:
    assert not is_public(address) or (address.is_global and not address.is_multicast)


@pytest.mark.parametrize(
    ("hosts", "open_world", "asked"),
    [
        ("", True, {"open.org"}),
        ("", False, set()),
        ("*", False, {"open.org"}),
        ("in.org, In.org:8443", False, {"in.org", "in.org:8443"}),
        ("in.org in.org:8443", True, {"open.org", "in.org", "in.org:8443"}),
    ],
)
def test_who_is_trusted(hosts: str, open_world: bool, asked: set[str]) -> None:
    inside = {"in.org": "10.0.0.1", "open.org": "8.8.8.8"}
    policy = policy_of(hosts, open_world=open_world)
    policy = Policy(policy.trusted, policy.only_trusted, lambda host, port: [inside[host]])
    found = set()
    for server in ("open.org", "open.org:8443", "in.org", "in.org:8443"):
        try:
            policy.addresses_of(parse_remote(f"https://{server}/a"))
        except SourceError:
            continue
        found.add(server)
    assert found == asked


@pytest.mark.parametrize("error", [OSError("no"), UnicodeError("no")])
def test_a_server_that_is_not_there(error: Exception) -> None:
    def resolve(host: str, port: int) -> list[str]:
        raise error

    with pytest.raises(SourceError, match=r"no server called h\.org"):
        Policy(resolve=resolve).addresses_of(Remote("h.org", "/a"))
