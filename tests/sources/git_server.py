"""A server of git repositories over https, on this machine, and ways for it to misbehave."""

from __future__ import annotations

import io
import os
import socket
import socketserver
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import msgspec
from dulwich.repo import Repo
from dulwich.server import BackendRepo, DictBackend, UploadPackHandler
from dulwich.web import HTTPGitApplication

from analysis.sources.addresses import Policy

HOST = "git.test"
ADVERTISED = "application/x-git-upload-pack-advertisement"
RESULT = "application/x-git-upload-pack-result"


class Certificate(msgspec.Struct, frozen=True):
    """The files of a certificate for HOST that nobody has signed but itself."""

    certificate: Path
    key: Path

    def trusting(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.certificate))


class Asked(msgspec.Struct, frozen=True):
    """A request as it came in."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class _Unfiltered(UploadPackHandler):
    """Expects a filter in another place than git's client has it."""

    def capabilities(self) -> list[bytes]:
        return [each for each in super().capabilities() if each != b"filter"]


Write = Callable[[bytes], None]
Answer = Callable[[Asked, Write], None]


class Running(msgspec.Struct, frozen=True):
    """A server that answers; `asked` is what it was asked until now."""

    port: int
    certificate: Certificate
    asked: list[Asked]

    @property
    def url(self) -> str:
        return f"https://{HOST}:{self.port}/repo.git"

    def policy(self, **changes: Any) -> Policy:
        """Trusts this server, which stands on this machine."""
        return Policy(
            **{
                "trusted": frozenset({f"{HOST}:{self.port}"}),
                "resolve": lambda host, port: ["127.0.0.1"],
                "context": self.certificate.trusting,
                **changes,
            }
        )


def make_certificate(folder: Path) -> Certificate:
    made = Certificate(folder / "certificate.pem", folder / "key.pem")
    words = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
    files = ["-keyout", str(made.key), "-out", str(made.certificate)]
    names = ["-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST},DNS:localhost"]
    subprocess.run(["openssl", *words.split(), *files, *names], check=True, capture_output=True)
    return made


@contextmanager
def serving(answer: Answer, certificate: Certificate) -> Iterator[Running]:
    """Answers every request by `answer`, until the end of the block."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.certificate, certificate.key)
    asked: list[Asked] = []

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            plain: socket.socket = self.request
            plain.settimeout(20)
            # Whoever has had enough hangs up.
            with (
                suppress(OSError),
                context.wrap_socket(plain, server_side=True) as line,
                line.makefile("rb") as incoming,
            ):
                asked.append(request := _request(incoming))
                answer(request, line.sendall)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False
        allow_reuse_address = True

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield Running(server.server_address[1], certificate, asked)
        finally:
            server.shutdown()
            thread.join()


def by_dulwich(folder: Path) -> Answer:
    """What dulwich's server answers for the repository in `folder`."""
    repositories: dict[str, BackendRepo] = {"/repo.git": Repo(str(folder))}
    backend = DictBackend(repositories)
    application = HTTPGitApplication(backend, handlers={b"git-upload-pack": _Unfiltered})

    def answer(asked: Asked, write: Write) -> None:
        path, _, query = asked.path.partition("?")

        def start(status: str, headers: list[tuple[str, str]], _: Any = None) -> Write:
            lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers)]
            write("\r\n".join([*lines, "", ""]).encode())
            return write

        environ = {
            "REQUEST_METHOD": asked.method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "CONTENT_TYPE": asked.headers.get("content-type", ""),
            "CONTENT_LENGTH": str(len(asked.body)),
            "wsgi.input": io.BytesIO(asked.body),
        }
        for piece in application(environ, start):
            write(piece)

    return answer


def by_git(folder: Path) -> Answer:
    """What git's own server answers for the repository in `folder`; chunk by chunk."""

    def answer(asked: Asked, write: Write) -> None:
        path, _, query = asked.path.partition("?")
        environment = {
            "PATH": os.environ["PATH"],
            "GIT_PROJECT_ROOT": str(folder),
            "GIT_HTTP_EXPORT_ALL": "1",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_COUNT": "2",
            "GIT_CONFIG_KEY_0": "uploadpack.allowFilter",
            "GIT_CONFIG_VALUE_0": "true",
            "GIT_CONFIG_KEY_1": "safe.directory",
            "GIT_CONFIG_VALUE_1": "*",
            "PATH_INFO": path.removeprefix("/repo.git"),
            "QUERY_STRING": query,
            "REQUEST_METHOD": asked.method,
            "CONTENT_TYPE": asked.headers.get("content-type", ""),
            "CONTENT_LENGTH": str(len(asked.body)),
        }
        done = subprocess.run(
            ["git", "http-backend"], input=asked.body, env=environment, capture_output=True
        )
        head, _, body = done.stdout.partition(b"\r\n\r\n")
        write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n" + head + b"\r\n\r\n")
        for at in range(0, len(body), 1000):
            piece = body[at : at + 1000]
            write(b"%x\r\n%s\r\n" % (len(piece), piece))
        write(b"0\r\n\r\n")

    return answer


def ok(write: Write, kind: str, *pieces: bytes) -> None:
    """An answer without a length, that ends with the connection."""
    write(f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n".encode())
    for piece in pieces:
        write(piece)


def packet(data: bytes) -> bytes:
    return b"%04x%s" % (len(data) + 4, data)


def _request(incoming: io.BufferedIOBase) -> Asked:
    method, path, _ = incoming.readline().decode().split()
    headers = {}
    while line := incoming.readline().decode().strip():
        name, _, value = line.partition(": ")
        headers[name.lower()] = value
    body = incoming.read(int(headers.get("content-length", 0)))
    return Asked(method, path, headers, body)
