"""Writes that were killed: the next command on the same repository brings them to an end."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from analysis.cli.journal import Journal, Record, Stage, interrupted
from analysis.cli.output import notice
from analysis.cli.replacing import Replacing


def recover(path: str) -> None:
    """Finishes, or takes back, what a killed write to PATH left half done, and says so."""
    try:
        here = os.path.realpath(Path(path).expanduser())
    except (OSError, RuntimeError, ValueError):
        return
    for journal in interrupted():
        record = journal.read()
        if record is None:
            journal.discard()
        elif _is_inside(here, record.top) or _is_inside(record.top, here):
            notice(_settled(journal, record))
        else:
            journal.close()


def _settled(journal: Journal, record: Record) -> str:
    """Brings one write to its end, and tells in a sentence what came of it."""
    replacing = Replacing(journal, record)
    shown, count = record.top, len(record.entries)
    files = "one file" if count == 1 else f"{count} files"
    if record.stage is Stage.PREPARING:
        replacing.finish()
        return f"an interrupted write to {shown} had not changed anything: it is undone"
    if record.stage is Stage.DONE:
        replacing.finish()
        return f"an interrupted write to {shown} was complete: {files} changed"
    if record.stage is Stage.CHANGING and replacing.can_change():
        with contextlib.suppress(OSError):
            replacing.change()
            replacing.advance(Stage.DONE)
            replacing.finish()
            return f"an interrupted write to {shown} is finished now: {files} changed"
    replacing.advance(Stage.UNDOING)
    strangers = replacing.undo()
    replacing.advance(Stage.DONE)
    replacing.finish()
    if not strangers:
        return f"an interrupted write to {shown} is undone: no file is changed"
    names = ", ".join(os.path.relpath(one, record.top) for one in strangers[:3])
    more = f" and {len(strangers) - 3} more" if len(strangers) > 3 else ""
    return f"an interrupted write to {shown} is undone, but for {names}{more}: edited since"


def _is_inside(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)
