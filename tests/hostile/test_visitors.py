"""Other web pages in the same browser get nothing out of an app on this machine."""

from __future__ import annotations

import base64
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from views.visitors import refusal

ROOT = Path(__file__).parents[2]
HERE = "127.0.0.1:8501"
REFUSED = b"is for this machine only"
DRAWN = b"vis-network"
"""What every page begins with."""


@pytest.mark.parametrize(
    ("host", "origin", "named", "seen"),
    [
        (HERE, f"http://{HERE}", "", True),
        ("localhost:9000", "http://localhost:9000", "", True),
        ("[::1]:8501", "http://[::1]:8501", "", True),
        ("LOCALHOST:8501", "http://LOCALHOST:8501", "", True),
        (HERE, None, "", True),
        (None, None, "", True),
        # Rebound names: the page and its server are of one mind.
        ("evil.example:8501", "http://evil.example:8501", "", False),
        ("evil.example", None, "", False),
        ("localhost.evil.example:8501", "http://localhost.evil.example:8501", "", False),
        ("127.0.0.1.nip.io:8501", "http://127.0.0.1.nip.io:8501", "", False),
        ("user@127.0.0.1@evil.example", None, "", False),
        ("[:::", None, "", False),
        ("", None, "", False),
        # Other pages that ask this server by its right name.
        (HERE, "http://evil.example", "", False),
        (HERE, "http://localhost:3000", "", False),
        (HERE, "http://127.0.0.1:3000", "", False),
        (HERE, "null", "", False),
        (HERE, "file://", "", False),
        (HERE, "https://[", "", False),
        # What whoever runs it has named.
        ("dev.example", "https://dev.example", "dev.example", True),
        (HERE, "https://dev.example", "dev.example", True),
        ("other.example", "https://other.example", "dev.example", False),
        ("any.example", "https://other.example", "*", True),
    ],
)
def test_refuses_strangers(host: str | None, origin: str | None, named: str, seen: bool) -> None:
    pairs = {"Host": host, "Origin": origin}
    headers = {name: value for name, value in pairs.items() if value is not None}
    assert (refusal(headers, frozenset(named.split())) is None) is seen


SECRETS = 'PLUMBLINE_HOSTS = "*"'
PROGRAM = "from analysis.__main__ import run; run()"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository whose user starts the app in it."""
    folder = tmp_path_factory.mktemp("hostile")
    for name in ("streamlit.py", "msgspec.py", "sitecustomize.py", "app.py"):
        (folder / name).write_text(f"open({str(folder / 'canary')!r}, 'a').write({name!r})\n")
    (folder / ".streamlit").mkdir()
    # Streamlit makes variables of the environment out of them.
    (folder / ".streamlit/secrets.toml").write_text(SECRETS)
    (folder / ".streamlit/config.toml").write_text("[server]\nenableAgentApi = true\n")
    return folder


@pytest.fixture(scope="module")
def port(hostile: Path) -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-P", "-c", PROGRAM, "app", ".", "--port", str(number)],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=hostile,
    )
    try:
        assert server.stdout is not None
        assert any("URL:" in line for line in server.stdout)
        yield number
    finally:
        server.terminate()
        server.wait()
        if server.stdout is not None:
            server.stdout.close()


def first_answer(port: int, host: str, origin: str) -> bytes:
    """What the server says to who opens a session: all until it has drawn, or refused."""
    key = base64.b64encode(os.urandom(16)).decode()
    request = (
        f"GET /_stcore/stream HTTP/1.1\r\nHost: {host}\r\nOrigin: {origin}\r\n"
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Protocol: streamlit\r\n\r\n"
    )
    # BackMsg{rerun_script {}}, as a masked frame of a client.
    rerun = b"\x82\x82\0\0\0\0\x5a\x00"
    with socket.create_connection(("127.0.0.1", port), 60) as line:
        line.sendall(request.encode())
        found = b""
        while b"\r\n\r\n" not in found:
            found += line.recv(65_536)
        line.sendall(rerun)
        while not any(words in found for words in (REFUSED, DRAWN)):
            found += line.recv(65_536)
    return found


def test_a_real_server_shows_a_rebound_name_nothing(port: int, hostile: Path) -> None:
    stranger = first_answer(port, f"evil.example:{port}", f"http://evil.example:{port}")
    assert REFUSED in stranger
    assert DRAWN not in stranger
    ours = first_answer(port, f"127.0.0.1:{port}", f"http://127.0.0.1:{port}")
    assert DRAWN in ours
    assert REFUSED not in ours
    # The folder that it was started in is what is shown, and had no say in it.
    assert hostile.name.encode() in ours
    assert not (hostile / "canary").exists()
