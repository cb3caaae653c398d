"""`plumbline compare`: what changed between two source trees."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.cli.configured import standing_of
from analysis.cli.inputs import Reading, add_reading, analysis_of_tree, open_source
from analysis.cli.output import emit

if TYPE_CHECKING:
    from analysis.change.value import Change
    from analysis.pipeline import Analysis

FORMATS = ("text", "json", "markdown")
FAIL_ON = ("error", "warning", "new", "never")


class Compare(Reading, frozen=True, kw_only=True):
    """The arguments of `compare`."""

    before: str
    after: str
    format: str
    output: str | None
    fail_on: str

    def run(self) -> int:
        """Prints the comparison; 1 where AFTER has something new at or above `--fail-on`."""
        from analysis.change.difference import change_of

        named = _named(self.before, self.after)
        folder = self.cache_folder()
        trees = [open_source(name) for name in named]
        before = analysis_of_tree(trees[0], named[0], self, folder)
        after = analysis_of_tree(trees[1], named[1], self, folder, previous=before)
        change = change_of(before, after)
        waived = frozenset(finding.key for finding, _ in standing_of(after).waived)
        emit(_report(self.format, before, after, change, waived), self.output)
        return int(_fails(change, self.fail_on, waived))


def _named(before: str, after: str) -> tuple[str, str]:
    """`@REV` is a revision of what the other side names, or of this folder."""
    sides = (before, after)
    home = next((side.rpartition("@")[0] or side for side in sides if not _is_bare(side)), ".")
    named = [f"{home}{side}" if _is_bare(side) else side for side in sides]
    return named[0], named[1]


def _is_bare(side: str) -> bool:
    return side.startswith("@") and len(side) > 1 and not Path(side).exists()


def _report(
    form: str, before: Analysis, after: Analysis, change: Change, waived: frozenset[str]
) -> str:
    match form:
        case "json":
            from analysis.report import change_json

            return change_json.render(before, after, change, waived)
        case "markdown":
            from analysis.report import change_markdown, change_mermaid

            labels = (before.tree.label, after.tree.label)
            return change_markdown.render(change, *labels, change_mermaid.render(change), waived)
        case _:
            from analysis.report import change_text

            return change_text.render(change, waived)


def _fails(change: Change, fail_on: str, waived: frozenset[str]) -> bool:
    from analysis.change.told import worse_than_before
    from analysis.findings import Severity

    if fail_on == "never":
        return False
    found = {one.severity for one in change.comparison.introduced if one.key not in waived}
    if change.broken or change.golden_broken or Severity.ERROR in found:
        return True
    if fail_on == "new":
        return bool(found or worse_than_before(change, waived))
    return fail_on == "warning" and Severity.WARNING in found


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """BEFORE, AFTER and the options of `compare`."""
    parser.add_argument(
        "before", metavar="BEFORE", help="a folder, an archive, or a git revision: REPO@REV"
    )
    parser.add_argument(
        "after", metavar="AFTER", help="the same, later; @REV alone is one of the same repository"
    )
    parser.add_argument(
        "--format", choices=FORMATS, default="text", help="the report (default: text)"
    )
    parser.add_argument(
        "--output", metavar="F", help="write the report to this file, not to standard output"
    )
    parser.add_argument(
        "--fail-on",
        choices=FAIL_ON,
        default="error",
        help="what gives exit code 1: a new error, a new warning, anything new (default: error)",
    )
    add_reading(parser)
