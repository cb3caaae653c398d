"""What Python's own functions may not do inside the verifying CPython: an audit hook.

It can't be taken away again, but it is no wall: C code is not seen. What the system enforces stands
in `confine.py`; this tells of it, and helps where the system does not.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

REFUSED: list[str] = []
"""What was refused, in a few words each."""

_ONE_PATH = {f"os.{name}" for name in ("remove", "mkdir", "rmdir", "chmod", "chown", "truncate")}
_TWO_PATHS = {"os.rename", "os.link", "os.symlink"}
_WITH_ADDRESS = {f"socket.{name}" for name in ("connect", "bind", "sendto", "sendmsg")}
_NETWORK = _WITH_ADDRESS | {
    f"socket.{name}" for name in ("getaddrinfo", "gethostbyname", "gethostbyaddr")
}
_MOST = 5


def watch(folder: str) -> None:
    """From now on this process writes only inside of `folder`, and reaches no network."""
    own, inside = os.getpid(), (folder + os.sep, "/dev/")
    realpath, fsdecode = os.path.realpath, os.fsdecode
    flags = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

    def refuse(what: str, number: int, words: str) -> None:
        if len(REFUSED) < _MOST and what not in REFUSED:
            REFUSED.append(what)
        raise OSError(number, f"{words} (refused while verifying)")

    def check(path: Any) -> None:
        if isinstance(path, int):
            return
        real = realpath(fsdecode(path))
        if real != folder and not real.startswith(inside):
            refuse(f"write {real[:200]}", 13, "Permission denied")

    def hook(event: str, args: tuple[Any, ...]) -> None:
        if event == "open":
            path, mode, flag = args
            if (mode and not {*mode}.isdisjoint("wax+")) or (flag or 0) & flags:
                check(path)
        elif event in _ONE_PATH:
            check(args[0])
        elif event in _TWO_PATHS:
            if event != "os.symlink":
                check(args[0])
            check(args[1])
        elif event in _NETWORK:
            if not (event in _WITH_ADDRESS and isinstance(args[1], (str, bytes))):
                refuse(f"network: {event[7:]}", 101, "Network is unreachable")
        elif event in ("os.kill", "os.killpg") and args[0] != own:
            refuse("a signal to another process", 1, "Operation not permitted")

    sys.addaudithook(hook)
