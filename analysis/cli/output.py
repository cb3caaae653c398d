"""Where output goes: standard output, a file, and progress on a terminal."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from analysis.cli.misuse import Misuse
from analysis.sources.printable import printable


def emit(text: str, output: str | None = None) -> None:
    """Prints a report, or writes it to the file `output`; Misuse where that can't be written.

    Characters that standard output can't encode are written as escapes.
    """
    if output is None or output == "-":
        encoding = sys.stdout.encoding or "utf-8"
        emit_bytes(text.encode(encoding, "backslashreplace"))
        return
    try:
        replace_file(Path(output), text.encode("utf-8", "backslashreplace"))
    except (OSError, ValueError) as error:
        raise Misuse(f"cannot write {output}: {_reason(error)}") from error


def emit_bytes(data: bytes) -> None:
    """Prints bytes as they are; a reader that has gone away (`| head`) is no error."""
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # The interpreter flushes once more at exit; let that find something to write to.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def replace_file(path: Path, data: bytes) -> None:
    """Writes a file whole or not at all, keeping the permissions of the one it replaces.

    A link stays a link: what it points to is replaced. Raises OSError.
    """
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file():
        # A terminal, a pipe, /dev/null: there is nothing to put in its place.
        target.write_bytes(data)
        return
    staged = stage_file(target, data)
    try:
        staged.replace(target)
    except OSError:
        staged.unlink(missing_ok=True)
        raise


def stage_file(target: Path, data: bytes) -> Path:
    """Writes what `target` is to hold to a new file beside it, and returns that file."""
    import tempfile

    handle, name = tempfile.mkstemp(prefix=f".{target.name[:40]}.", dir=target.parent)
    staged = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        staged.chmod(target.stat().st_mode & 0o7777 if target.exists() else 0o666 & ~_umask())
    except OSError:
        staged.unlink(missing_ok=True)
        raise
    return staged


def notice(sentence: str) -> None:
    """Says something on standard error that is no error."""
    start = "\r\x1b[K" if sys.stderr.isatty() else ""
    print(f"{start}plumbline: {printable(sentence)}", file=sys.stderr)


@contextlib.contextmanager
def progress(subject: str) -> Iterator[Callable[[str], None]]:
    """Gives a function that shows the stage of the work on standard error, if it is a terminal."""
    if not sys.stderr.isatty():
        yield lambda stage: None
        return
    # \r and the escape: back to the start of the line, and clear it.
    try:
        yield lambda stage: print(
            f"\r\x1b[K{printable(subject)}: {stage} ...", end="", file=sys.stderr, flush=True
        )
    finally:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _reason(error: OSError | ValueError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def terminal_width() -> int:
    """Columns of the terminal that standard output is; 100 where it is none."""
    if not sys.stdout.isatty():
        return 100
    import shutil

    return shutil.get_terminal_size((100, 24)).columns
