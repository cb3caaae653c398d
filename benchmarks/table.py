"""The figures as Markdown tables: medians, and ratios to the parse of the same package."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median

from benchmarks.contenders import Stages
from benchmarks.process import Cost

PROGRAMS = (
    "| package | files | program | CPU s | to the first | wall s | peak MB |\n"
    "|---|--:|---|--:|--:|--:|--:|"
)
STAGES = (
    "| package | parse s | execution s | ratio | execution in a full heap s | ratio |\n"
    "|---|--:|--:|--:|--:|--:|"
)


def program_rows(name: str, files: int, costs: Mapping[str, Sequence[Cost]]) -> list[str]:
    """One row a program, each with the ratio of its CPU time to that of the first."""
    rows = []
    first = None
    for label, runs in costs.items():
        cpu = median(run.cpu for run in runs)
        first = first or cpu
        wall, peak = median(run.wall for run in runs), median(run.peak for run in runs)
        rows.append(
            f"| {name} | {files:,} | {label} | {cpu:.2f} | {cpu / first:.1f} "
            f"| {wall:.2f} | {peak / 1e6:.0f} |"
        )
    return rows


def stage_row(name: str, stages: Stages) -> str:
    """Parse and execution inside one process, with the ratios of the second to the first."""
    parse, execute, full = stages
    return (
        f"| {name} | {parse:.2f} | {execute:.2f} | {execute / parse:.2f} "
        f"| {full:.2f} | {full / parse:.2f} |"
    )
