"""What an audit shows of an analysis, and whether that fails; loaded once there is one."""

from __future__ import annotations

from analysis.findings import Severity, Standing
from analysis.fixes.proposals import proposals
from analysis.pipeline import Analysis
from analysis.report import github, json_report, markdown, text
from analysis.report.sarif import render as sarif

FAILING = {
    "error": (Severity.ERROR,),
    "warning": (Severity.ERROR, Severity.WARNING),
    "new": tuple(Severity),
    "never": (),
}


def render(
    analysis: Analysis, standing: Standing, format: str, width: int, beneath: str = ""
) -> tuple[str, ...]:
    """The report, in the parts between which the seconds of the run stand.

    `width` is that of the terminal, for a format that is wrapped; `beneath` is where the tree lies
    in the working directory, for a format whose readers count paths from there.
    """
    fixes = proposals(analysis, standing.counting)
    match format:
        case "json":
            return json_report.without_seconds(
                json_report.render(analysis, fixes, standing=standing)
            )
        case "sarif":
            return (sarif.render(analysis, fixes, standing, beneath),)
        case "github":
            return (github.render(analysis, fixes, standing, beneath),)
        case "html":
            # Not before now: its map stands on more than a list does.
            from analysis.report import html

            return (html.render(analysis, fixes, standing),)
        case "markdown":
            return (markdown.render(analysis, fixes, standing),)
        case _:
            return (text.render(analysis, fixes, width, standing),)


def fails(standing: Standing, fail_on: str) -> bool:
    """Whether a finding that counts is at or above `--fail-on`; known ones do not count."""
    return any(finding.severity in FAILING[fail_on] for finding in standing.counting)
