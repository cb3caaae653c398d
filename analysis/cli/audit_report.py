"""What an audit shows of an analysis, and whether that fails; loaded once there is one."""

from __future__ import annotations

from analysis.findings import Severity, Standing
from analysis.fixes.edits import Fix
from analysis.pipeline import Analysis
from analysis.report import json_report, markdown, text

MAX_IMPORTS = 1000
"""Imports of a tree whose report has fixes."""
FAILING = {
    "error": (Severity.ERROR,),
    "warning": (Severity.ERROR, Severity.WARNING),
    "never": (),
}


def render(analysis: Analysis, standing: Standing, format: str, width: int) -> tuple[str, ...]:
    """The report, in the parts between which the seconds of the run stand.

    `width` is that of the terminal, for a format that is wrapped.
    """
    fixes = _proven(analysis, standing)
    match format:
        case "json":
            return json_report.without_seconds(
                json_report.render(analysis, fixes, standing=standing)
            )
        case "html":
            # Not before now: its map stands on more than a list does.
            from analysis.report import html

            return (html.render(analysis, fixes, standing),)
        case "markdown":
            return (markdown.render(analysis, fixes, standing),)
        case _:
            return (text.render(analysis, fixes, width, standing),)


def fails(standing: Standing, fail_on: str) -> bool:
    """Whether a finding that counts is at or above `--fail-on`."""
    return any(finding.severity in FAILING[fail_on] for finding in standing.counting)


def _proven(analysis: Analysis, standing: Standing) -> dict[str, tuple[Fix, ...]]:
    """Fixes by finding, of a small tree; `plumbline fix` has them all."""
    if len(analysis.structure.project.imports) > MAX_IMPORTS:
        return {}
    # Not before now: repairs parse and print code, which a large tree does not ask for.
    from analysis.fixes.proposals import proposals

    return proposals(analysis, standing.counting)
