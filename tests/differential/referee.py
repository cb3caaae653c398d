"""Runs inside the judged CPython: imports one module at a time in a fork of a bare interpreter.

Started as `python -E -s -S -B -c SOURCE`, so that `sys.modules` holds what a fresh interpreter
holds and nothing more: whatever else was loaded could not be shadowed by a file of the tree.
Requests and answers are marshalled values behind a length of four bytes; Python 3.8 can run it.
"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # `signal` would load enum and more
import marshal
import os
import site
import sys

# -S keeps `.pth` files out; what `site` adds to builtins (exit, quit, help, ...) belongs there.
site.setquit()
site.setcopyright()
site.sethelper()


def where(exc: BaseException, top: str) -> tuple[str | None, int | None]:
    """The deepest frame inside the tree; for a syntax error, the line that does not parse."""
    path = line = None
    traceback = exc.__traceback__
    while traceback is not None:
        name = traceback.tb_frame.f_code.co_filename
        if name.startswith(top):
            path, line = name[len(top) :], traceback.tb_lineno
        traceback = traceback.tb_next
    if isinstance(exc, SyntaxError) and exc.filename and exc.filename.startswith(top):
        path, line = exc.filename[len(top) :], exc.lineno
    return path, line


def answer(root: str, module: str, extra: list[str]) -> tuple[str | int | None, ...]:
    """What importing `module` does here: (outcome, error, message, path, line)."""
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    os.chdir(root)
    sys.path[:1] = [root, *extra]
    try:
        __import__(module)
    except BaseException as exc:
        path, line = where(exc, root + os.sep)
        return "fails", type(exc).__name__, str(exc)[:400], path, line
    return "ok", None, None, None, None


def ask(root: str, module: str, extra: list[str], seconds: int) -> tuple[str | int | None, ...]:
    """`answer`, in a child of its own."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reader)
            _signal.alarm(seconds)
            os.write(writer, marshal.dumps(answer(root, module, extra), 2))
        finally:
            os._exit(0)
    os.close(writer)
    data = b""
    while True:
        chunk = os.read(reader, 65536)
        if not chunk:
            break
        data += chunk
    os.close(reader)
    status = os.waitpid(child, 0)[1]
    if data:
        found: tuple[str | int | None, ...] = marshal.loads(data)
        return found
    late = os.WIFSIGNALED(status) and os.WTERMSIG(status) == _signal.SIGALRM
    return "timeout" if late else "crashes", None, None, None, None


def serve() -> None:
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    while True:
        head = source.read(4)
        if len(head) < 4:
            return
        root, modules, extra, seconds = marshal.loads(source.read(int.from_bytes(head, "big")))
        rows = marshal.dumps([ask(root, module, extra, seconds) for module in modules], 2)
        sink.write(len(rows).to_bytes(4, "big") + rows)
        sink.flush()


serve()
