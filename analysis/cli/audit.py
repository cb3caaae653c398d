"""`plumbline audit`: every finding of a source tree, in the format that is asked for."""

from __future__ import annotations

import argparse
import time

from analysis.cli.baseline import write_baseline
from analysis.cli.configured import known_keys, may_say, standing_of, today
from analysis.cli.ending import keep_to_the_end
from analysis.cli.inputs import (
    SOURCE_HELP,
    Reading,
    add_reading,
    analysis_of_tree,
    folder_below_here,
    open_source,
)
from analysis.cli.kept_report import Report, kept_report
from analysis.cli.misuse import Misuse
from analysis.cli.output import emit, terminal_width

FORMATS = ("text", "json", "sarif", "github", "markdown", "html")
FROM_HERE = ("sarif", "github")
"""Formats whose readers count paths from the working directory, not from PATH."""
FAIL_ON = ("error", "warning", "new", "never")


class Audit(Reading, frozen=True, kw_only=True):
    """The arguments of `audit`."""

    path: str
    format: str
    output: str | None
    entry: tuple[str, ...]
    fail_on: str
    baseline: str | None
    write_baseline: str | None
    rev: str | None

    def run(self) -> int:
        """Prints the report; 1 where a finding is at or above `--fail-on`, or is new."""
        began = time.perf_counter()
        tree = open_source(self.path, self.rev)
        known = known_keys(tree, self.path, self.baseline)
        if self.fail_on == "new" and known is None and self.write_baseline is None:
            raise Misuse(
                "--fail-on new needs a baseline: give one with --baseline or in the settings"
            )
        # A waiver ends with a day: then what was said on another day is no answer.
        day = today() if may_say(tree, b"waivers") else None
        folder = self.cache_folder()
        width = terminal_width()
        beneath = folder_below_here(self.path) if self.format in FROM_HERE else ""
        question = (
            *(
                self.path,
                self.rev,
                self.format,
                self.entry,
                self.roots_in(self.path),
                self.python_version,
            ),
            *(sorted(known) if known is not None else None, self.fail_on),
            *(width if self.format == "text" else None, day, beneath),
        )
        kept = kept_report(folder if self.write_baseline is None else None, tree, question)
        report = kept.find() if kept is not None else None
        if report is not None:
            emit(report.text(time.perf_counter() - began), self.output)
            return report.code
        found = analysis_of_tree(tree, self.path, self, folder, self.entry)
        keep_to_the_end(found)
        seconds = time.perf_counter() - began
        # Not before now: a report that was kept needs none of what this stands on.
        from analysis.cli.audit_report import fails, render

        standing = standing_of(found, known, day)
        report = Report(
            render(found, standing, self.format, width, beneath),
            int(fails(standing, self.fail_on)),
        )
        if self.write_baseline is not None:
            waived = {finding.key for finding, _ in standing.waived}
            keys = (finding.key for finding in found.findings if finding.key not in waived)
            write_baseline(self.write_baseline, keys)
        emit(report.text(seconds), self.output)
        if kept is not None:
            kept.keep(report, found.history.asked)
        return report.code if self.write_baseline is None else 0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """PATH and the options of `audit`."""
    parser.add_argument("path", metavar="PATH", help=SOURCE_HELP)
    parser.add_argument(
        "--format", choices=FORMATS, default="text", help="the report (default: text)"
    )
    parser.add_argument(
        "--output", metavar="F", help="write the report to this file, not to standard output"
    )
    parser.add_argument(
        "--entry",
        action="append",
        default=[],
        metavar="MODULE",
        help="a module that must import, a golden path; may be repeated",
    )
    parser.add_argument(
        "--fail-on",
        choices=FAIL_ON,
        default="error",
        help="the least severity that gives exit code 1 (default: error); "
        "new: whatever the baseline does not have",
    )
    parser.add_argument(
        "--baseline",
        metavar="F",
        help="leave out the findings that this file lists (default: what the settings name)",
    )
    parser.add_argument(
        "--write-baseline",
        metavar="F",
        help="list all findings in this file, for --baseline; the exit code is then 0",
    )
    parser.add_argument(
        "--rev", metavar="REV", help="what PATH was at this git revision (as PATH@REV)"
    )
    add_reading(parser)
