"""`plumbline compare`: what changed between two source trees."""

from __future__ import annotations

import argparse

from analysis.cli.configured import standing_of
from analysis.cli.inputs import Reading, add_reading, analysis_of_tree, open_source
from analysis.cli.output import emit
from analysis.comparison import compare
from analysis.findings import Severity
from analysis.report import comparison_json, comparison_text


class Compare(Reading, frozen=True, kw_only=True):
    """The arguments of `compare`."""

    before: str
    after: str
    format: str

    def run(self) -> int:
        """Prints the comparison; 1 where AFTER has a new error or a module that broke."""
        folder = self.cache_folder()
        before = analysis_of_tree(open_source(self.before), self.before, self, folder)
        after = analysis_of_tree(open_source(self.after), self.after, self, folder)
        found = compare(before, after)
        waived = frozenset(finding.key for finding, _ in standing_of(after).waived)
        report = comparison_json if self.format == "json" else comparison_text
        emit(report.render(found, waived))
        errors = any(
            finding.severity is Severity.ERROR and finding.key not in waived
            for finding in found.introduced
        )
        return int(errors or bool(found.worsened))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """BEFORE, AFTER and the options of `compare`."""
    parser.add_argument("before", metavar="BEFORE", help="a folder or a zip archive")
    parser.add_argument("after", metavar="AFTER", help="the same, later")
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="the report (default: text)"
    )
    add_reading(parser)
