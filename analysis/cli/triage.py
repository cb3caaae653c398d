"""`plumbline triage`: check a traceback or a ticket against what is true."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from analysis.cli.inputs import Reading, add_reading, analysis_of
from analysis.cli.misuse import Misuse
from analysis.cli.output import emit
from analysis.report import triage_json, triage_markdown, triage_text
from analysis.triage.decoding import decoded
from analysis.triage.examine import examine

LARGEST = 64 * 2**20
"""Bytes of a text; of a log that is larger, nobody means the whole."""
_REPORTS = {"text": triage_text, "markdown": triage_markdown, "json": triage_json}


class Triage(Reading, frozen=True, kw_only=True):
    """The arguments of `triage`."""

    path: str
    file: str
    format: str

    def run(self) -> int:
        """Prints what is behind the text; 1 where the repository still has a fault of it."""
        text = _read(self.file)
        found = examine(analysis_of(self.path, self), text)
        emit(_REPORTS[self.format].render(found))
        return int(found.has_faults)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """PATH and the options of `triage`."""
    parser.add_argument("path", metavar="PATH", help="a folder or a zip archive")
    parser.add_argument(
        "--file", default="-", metavar="F", help="the text; - is standard input (default)"
    )
    parser.add_argument(
        "--format",
        choices=("text", "markdown", "json"),
        default="text",
        help="the report (default: text)",
    )
    add_reading(parser)


def _read(file: str) -> str:
    """The text, however it is encoded; Misuse where it can't be read."""
    try:
        if file == "-":
            data = sys.stdin.buffer.read(LARGEST + 1)
        else:
            with Path(file).expanduser().open("rb") as source:
                data = source.read(LARGEST + 1)
    except (OSError, ValueError, RuntimeError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise Misuse(f"cannot read {file}: {reason}") from error
    if len(data) > LARGEST:
        raise Misuse(f"{file} has more than {LARGEST // 2**20} MB: cut out what it is about")
    return decoded(data)
