"""Questions to one server over https: at a checked address, and within time and bytes.

Nothing of the environment or of a settings file steers it: no proxy, no netrc, no git
configuration. Certificates are verified.
"""

from __future__ import annotations

import base64
import http.client
import io
import re
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import cast
from urllib.parse import urljoin, urlsplit

from analysis.sources.addresses import Policy
from analysis.sources.archive_reading import MB
from analysis.sources.credentials import Credentials
from analysis.sources.errors import SourceError
from analysis.sources.remote_url import Remote

AGENT = "git/plumbline"
"""Some servers take for a browser whatever does not begin with git/."""
PATIENCE = 0.25
"""Seconds between two looks at the clock, and at whether somebody wants to stop."""
CONNECTING = 20.0
MOST_REDIRECTS = 3
_CHUNK = MB // 16
_REDIRECTS = (301, 302, 303, 307, 308)
_PLAIN = re.compile(r"/[!-~]*")
_WHY = {
    401: "asks for a name and a token, or does not know those that were given",
    403: "does not allow this",
    404: "has no such repository, or does not show it to everybody",
    429: "was asked too often: try again later",
}


class Clock:
    """What is left of the time and the bytes; tells of the progress whenever it is looked at.

    `tell` hears how many bytes were received; what it raises ends the work.
    """

    def __init__(self, seconds: float, most: int, shown: str, tell: Callable[[int], None]) -> None:
        self._end = time.monotonic() + seconds
        self._seconds = seconds
        self._most = most
        self._shown = shown
        self._tell = tell
        self._told = 0.0
        self.received = 0

    def left(self) -> float:
        """The seconds that are left. Raises SourceError where none is."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise SourceError(f"{self._shown} takes more than {self._seconds:g} seconds: given up")
        return left

    def look(self) -> None:
        """Tells of the progress. Raises SourceError beyond the limits."""
        left = self.left()
        if abs(left - self._told) >= PATIENCE:
            self._told = left
            self._tell(self.received)

    def count(self, size: int) -> None:
        """Counts what was received."""
        self.received += size
        if self.received > self._most:
            raise SourceError(f"{self._shown} sends more than {self._most // MB} MB: given up")
        self.look()


class Server:
    """One server; asked at an address that the policy has checked, once, for all questions.

    Raises SourceError, with one sentence, for all that goes wrong.
    """

    def __init__(
        self, remote: Remote, policy: Policy, credentials: Credentials | None, clock: Clock
    ) -> None:
        self._remote = remote
        self._shown = str(remote)
        self._clock = clock
        self._addresses = policy.addresses_of(remote)
        self._context = policy.context()
        self._headers = {"User-Agent": AGENT, "Pragma": "no-cache", "Connection": "close"}
        if credentials is not None:
            pair = f"{credentials.user}:{credentials.secret}".encode()
            self._headers["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"

    def get(self, path: str, accept: str, most: int) -> tuple[bytes, str]:
        """A whole answer, and the path that it has in the end: it may have moved on this server."""
        for _ in range(MOST_REDIRECTS + 1):
            with self._asked("GET", path, None, {"Accept": accept}) as answer:
                if answer.status not in _REDIRECTS:
                    self._check(answer, accept)
                    content = answer.read(most + 1)
                    if len(content) > most:
                        raise SourceError(
                            f"{self._shown} has more branches and tags than are looked at"
                        )
                    return content, path
                path = self._moved(path, answer.getheader("Location") or "")
        raise SourceError(f"{self._shown} has moved too often")

    @contextmanager
    def post(self, path: str, body: bytes, kind: str, accept: str) -> Iterator[io.BufferedIOBase]:
        """The answer to a question, to be read as it comes."""
        headers = {"Content-Type": kind, "Accept": accept}
        with self._asked("POST", path, body, headers) as answer:
            self._check(answer, accept)
            yield answer

    @contextmanager
    def _asked(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str]
    ) -> Iterator[http.client.HTTPResponse]:
        connection = _Connection(self._remote.host, self._remote.port)
        try:
            with self._connected() as line:
                connection.sock = cast(socket.socket, _Watched(line, self._clock))
                connection.request(method, path, body, {**self._headers, **headers})
                with connection.getresponse() as answer:
                    yield answer
        except ssl.SSLCertVerificationError as error:
            why = error.verify_message or "it is not valid"
            raise SourceError(
                f"{self._remote.server} can't prove who it is: its certificate says: {why}"
            ) from error
        except (http.client.HTTPException, ValueError) as error:
            # It takes a number of bytes to be one, and lines to be text.
            raise SourceError(f"{self._shown}: the server's answer can't be understood") from error
        except OSError as error:
            silent = isinstance(error, TimeoutError)
            why = "it does not answer" if silent else error.strerror or "it breaks off"
            raise SourceError(f"{self._remote.server} can't be asked: {why}") from error

    @contextmanager
    def _connected(self) -> Iterator[ssl.SSLSocket]:
        with self._reached() as plain:
            plain.settimeout(min(self._clock.left(), CONNECTING))
            name = self._remote.host
            with self._context.wrap_socket(plain, server_hostname=name) as line:
                yield line

    def _reached(self) -> socket.socket:
        """A connection to the first address that takes one."""
        *others, last = self._addresses
        for address in others:
            try:
                return self._connection(address)
            except OSError:
                continue
        return self._connection(last)

    def _connection(self, address: str) -> socket.socket:
        self._clock.look()
        patience = min(self._clock.left(), CONNECTING)
        found = socket.create_connection((address, self._remote.port), patience)
        self._addresses = (address,)
        return found

    def _check(self, answer: http.client.HTTPResponse, accept: str) -> None:
        if answer.status != 200:
            why = _WHY.get(answer.status, f"answers with the error {answer.status}")
            raise SourceError(f"{self._shown}: the server {why}")
        kind = (answer.getheader("Content-Type") or "").partition(";")[0].strip().lower()
        coding = (answer.getheader("Content-Encoding") or "identity").lower()
        if kind != accept or coding != "identity":
            raise SourceError(f"{self._shown} is no git repository that can be fetched")

    def _moved(self, path: str, location: str) -> str:
        """Where a redirect leads to; only to another path on this very server."""
        here = f"https://{self._remote.server}{path}"
        try:
            there = urlsplit(urljoin(here, location))
            port = there.port or 443
        except ValueError:
            port, there = 0, urlsplit("")
        if (there.scheme, there.hostname, port) != ("https", self._remote.host, self._remote.port):
            raise SourceError(f"{self._shown} leads to another server, which is not asked")
        path = f"{there.path}?{there.query}" if there.query else there.path
        if not _PLAIN.fullmatch(path):
            raise SourceError(f"{self._shown}: the server's answer can't be understood")
        return path


class _Connection(http.client.HTTPConnection):
    """What speaks http over the line that it is given."""

    default_port = 443
    auto_open = 0


class _Watched:
    """What http.client needs of a socket, with an eye on the clock at every piece."""

    def __init__(self, line: ssl.SSLSocket, clock: Clock) -> None:
        self._line = line
        self._clock = clock

    def sendall(self, data: bytes) -> None:
        self._line.settimeout(self._clock.left())
        self._line.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        assert mode == "rb"
        self._line.settimeout(PATIENCE)
        return io.BufferedReader(_Received(self._line, self._clock), _CHUNK)

    def close(self) -> None:
        """Whoever has opened the line closes it."""


class _Received(io.RawIOBase):
    def __init__(self, line: ssl.SSLSocket, clock: Clock) -> None:
        self._line = line
        self._clock = clock

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        while True:
            try:
                size = self._line.recv_into(cast(bytearray, buffer))
            except TimeoutError:
                self._clock.look()
                continue
            self._clock.count(size)
            return size
