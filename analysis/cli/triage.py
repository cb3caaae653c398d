"""`plumbline triage`: check a traceback or a ticket against what is true."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from analysis.cli.inputs import SOURCE_HELP, Reading, add_reading, analysis_of, require_one_of
from analysis.cli.misuse import Misuse
from analysis.cli.output import emit
from analysis.cli.tracking import codec_of, recheck_tracker, write_tracker
from analysis.report import triage_json, triage_markdown, triage_text
from analysis.triage.decoding import decoded
from analysis.triage.examine import examine
from analysis.triage.tracker.state import is_tracker

LARGEST = 64 * 2**20
"""Bytes of a text; of a log that is larger, nobody means the whole."""
_REPORTS = {"text": triage_text, "markdown": triage_markdown, "json": triage_json}


class Triage(Reading, frozen=True, kw_only=True):
    """The arguments of `triage`."""

    path: str
    file: str | None
    format: str | None
    output: str | None
    tracker: bool
    finding: tuple[str, ...]
    tests: str | None
    verify: bool

    def run(self) -> int:
        """Prints what is behind the text; 1 where the repository still has a fault of it.

        A tracker is checked again instead, and one that is asked for is written.
        """
        if self.tracker:
            return self._track()
        for given, option in (
            (self.finding, "--finding"),
            (self.tests is not None, "--tests"),
            (self.verify, "--verify"),
        ):
            if given:
                raise Misuse(f"{option} needs --tracker")
        data = _read(self.file or "-")
        format = self.format or "text"
        analysis = analysis_of(self.path, self)
        if is_tracker(data.decode(codec_of(data), "replace")):
            return recheck_tracker(analysis, data, self.file or "-", self.output, format)
        found = examine(analysis, decoded(data))
        emit(_REPORTS[format].render(found), self.output)
        return int(found.has_faults)

    def _track(self) -> int:
        if self.format not in (None, "markdown"):
            raise Misuse("a tracker is Markdown: leave --format out")
        asked = self.file is not None or not self.finding
        text = decoded(_read(self.file or "-")) if asked else ""
        if is_tracker(text):
            raise Misuse("this is a tracker already: without --tracker it is checked again")
        found = analysis_of(self.path, self)
        for key in self.finding:
            require_one_of(key, (finding.key for finding in found.findings), "finding")
        triage = examine(found, text)
        return write_tracker(
            found, triage, self.finding, self.output, self.tests, verifying=self.verify
        )


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """PATH and the options of `triage`."""
    parser.add_argument("path", metavar="PATH", help=SOURCE_HELP)
    parser.add_argument(
        "--file",
        metavar="F",
        help="the text; - is standard input (default). A tracker is checked again, and updated",
    )
    parser.add_argument(
        "--format",
        choices=("text", "markdown", "json"),
        help="the report (default: text)",
    )
    parser.add_argument("--output", metavar="F", help="write the report or the tracker to a file")
    parser.add_argument(
        "--tracker",
        action="store_true",
        help="write a remediation tracker, in Markdown, for the faults that the text tells truly",
    )
    parser.add_argument(
        "--finding",
        action="append",
        default=[],
        metavar="KEY",
        help="a finding that the tracker has as well, or instead of a text; may be repeated",
    )
    parser.add_argument(
        "--tests", metavar="DIR", help="save the tests of the tracker as new files in this folder"
    )
    parser.add_argument(
        "--verify",
        action="store_true",
        help="import the mended modules with CPython, on a copy, and say so in the tracker",
    )
    add_reading(parser)


def _read(file: str) -> bytes:
    """The text as it is encoded; Misuse where it can't be read."""
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
    return data
