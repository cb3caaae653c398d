"""`plumbline history`: what was found at the last revisions of a folder."""

from __future__ import annotations

import argparse

from analysis.cli.inputs import Reading, add_reading, home_of, positive
from analysis.cli.output import emit, progress
from analysis.pipeline import Options
from analysis.report import history_json, history_text
from analysis.sources.git_revision import resolve_revision
from analysis.sources.named import split_revision
from analysis.timeline.past import Past, read_past
from analysis.timeline.read import MOST_SHOWN


class History(Reading, frozen=True, kw_only=True):
    """The arguments of `history`."""

    path: str
    revisions: int
    format: str
    output: str | None

    def run(self) -> int:
        """Prints the history; 0, whatever was found."""
        folder, revision = split_revision(self.path) or (self.path, "HEAD")
        past = Past(home_of(folder), resolve_revision(folder, revision).commit)
        options = Options(
            roots=self.roots_in(folder), python_version=self.python_version, jobs=self.jobs
        )
        with progress(self.path) as show:
            found = read_past(
                *(past, self.revisions, options, self.cache_folder()),
                told=lambda words, share: show(words),
            )
        if self.format == "json":
            emit(history_json.render(found, self.path, self.python_version), self.output)
        else:
            emit(history_text.render(found, self.path), self.output)
        return 0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """PATH and the options of `history`."""
    parser.add_argument(
        "path", metavar="PATH", help="a folder in git; PATH@REV for what came before REV"
    )
    parser.add_argument(
        "-n",
        "--revisions",
        type=positive,
        default=MOST_SHOWN,
        metavar="N",
        help=f"how many revisions that change anything (default: {MOST_SHOWN})",
    )
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="the report (default: text)"
    )
    parser.add_argument(
        "--output", metavar="F", help="write the report to this file, not to standard output"
    )
    add_reading(parser)
