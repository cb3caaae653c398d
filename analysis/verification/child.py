"""Runs inside the verifying CPython: imports one module at a time, each in a fork of its own.

Started as `python -I -S -B child.py` by `confine.py`, which has set the limits. `sys.modules` holds
what a fresh interpreter holds and nothing more: whatever else was loaded could not be shadowed by
a file of the tree. Requests are marshalled values behind a length of four bytes. An answer is the
exit status and what the module's process wrote, and nothing of that is interpreted here. No import
of this project: any Python from 3.8 on can run it.
"""

from __future__ import annotations

import marshal
import os
import site
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MOST = 4_000
"""Bytes of an answer: what a pipe takes at once."""
_FIRST = 1
"""The first process of a namespace: the others in it are its own."""

# -S keeps `.pth` files out; what `site` adds to builtins (exit, quit, help, ...) belongs there.
site.setquit()
site.setcopyright()
site.sethelper()


def beside(name: str) -> dict[str, Any]:
    """What a file beside this one defines, without a trace in `sys.modules`."""
    path = os.path.join(os.path.dirname(__file__), name)  # noqa: PTH118, PTH120
    with open(path, "rb") as file:  # noqa: PTH123
        source = file.read()
    names: dict[str, Any] = {"__name__": "stand-in"}
    exec(compile(source, path, "exec"), names)
    return names


STAND_INS, WATCH = beside("stand_in.py"), beside("watch.py")


def described(error: BaseException, top: str) -> tuple[object, ...]:
    """(error, message, path, line, stack, module that raised it, hint).

    The place is the deepest frame inside of the tree; for a syntax error, the line that does not
    parse. The hint is the module that can't be imported, an errno, or "module" where that is what
    an attribute was asked of.
    """
    path = line = raised_in = None
    stack = []
    traceback = error.__traceback__
    while traceback is not None:
        frame = traceback.tb_frame
        file = frame.f_code.co_filename
        if file.startswith(top):
            path, line = file[len(top) :], traceback.tb_lineno
            if frame.f_code.co_name == "<module>":
                stack.append(str(frame.f_globals.get("__name__")))
        if not file.startswith("<frozen importlib"):
            raised_in = str(frame.f_globals.get("__name__"))
        traceback = traceback.tb_next
    if isinstance(error, SyntaxError) and error.filename and error.filename.startswith(top):
        path, line = error.filename[len(top) :], error.lineno
    hint = ""
    if isinstance(error, ImportError):
        hint = error.name or ""
    elif isinstance(error, OSError):
        hint = f"errno {error.errno}"
    elif isinstance(error, AttributeError) and isinstance(getattr(error, "obj", None), type(sys)):
        hint = "module"
    words = str(error)[:800]
    return type(error).__name__, words, path, line, "\x1f".join(stack)[-800:], raised_in, hint


def answer(config: dict[str, Any], module: str) -> bytes:
    """What importing `module` does here."""
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    os.chdir(config["top"])
    sys.argv = ["-c"]
    sys.path[:0] = config["roots"]
    sys.path += config["installed"]
    sys.pycache_prefix = config["pycache"]
    sys.dont_write_bytecode = False
    top = config["top"] + os.sep
    sys.meta_path.append(STAND_INS["StandInFinder"](frozenset(config["absent"]), top))
    WATCH["watch"](config["folder"])
    found: tuple[object, ...] = ("ok", *[None] * 7)
    try:
        __import__(module)
    except BaseException as error:
        found = ("fails", *described(error, top))
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BaseException:
            continue
    told = "\x1f".join(sorted(STAND_INS["USED"])), "\x1f".join(WATCH["REFUSED"])
    fields = ["" if one is None else str(one).replace("\0", "\\0") for one in (*found, *told)]
    return "\0".join(fields).encode("utf-8", "backslashreplace")


def ask(config: dict[str, Any], module: str, protocol: int) -> bytes:
    """The exit status of a child that imports `module`, and what it wrote."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        own, getpid, write, leave = os.getpid(), os.getpid, os.write, os._exit
        try:
            os.close(reader)
            os.close(protocol)
            data = answer(config, module)
            if getpid() == own:
                write(writer, data[:MOST])
        finally:
            leave(0)
    os.close(writer)
    ended = status = -1
    while ended != child:
        ended, status = os.waitpid(-1, 0)
    # What it has left behind may hold the pipe open: there is no end to wait for.
    os.set_blocking(reader, False)
    try:
        data = os.read(reader, MOST)
    except BlockingIOError:
        data = b""
    os.close(reader)
    return status.to_bytes(4, "big") + data


def end_others() -> None:
    """Ends the processes that the last module has left behind, as far as they can be found.

    They have become children of this one, which took that on itself.
    """
    own = os.getpid()
    while True:
        children = ["-1"]
        if own != _FIRST:
            try:
                with open(f"/proc/self/task/{own}/children") as file:  # noqa: PTH123
                    children = file.read().split()
            except OSError:
                return
        for child in children:
            try:
                os.kill(int(child), 9)
            except ProcessLookupError:
                continue
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return


def serve() -> None:
    """Answers until nobody asks any more."""
    protocol = os.dup(1)
    os.dup2(2, 1)

    def read(count: int) -> bytes:
        data = b""
        while len(data) < count:
            chunk = os.read(0, count - len(data))
            if not chunk:
                os._exit(0)
            data += chunk
        return data

    def receive() -> Any:
        return marshal.loads(read(int.from_bytes(read(4), "big")))

    def send(data: bytes) -> None:
        data = len(data).to_bytes(4, "big") + data
        while data:
            data = data[os.write(protocol, data) :]

    config = receive()
    send(f"{sys.version.split()[0]}\0{sys.argv[1]}".encode())
    while True:
        found = ask(config, receive(), protocol)
        end_others()
        send(found)


serve()
