"""The figures as Markdown tables: a row a tool and measure, a column a tree."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from statistics import median

from benchmarks.contenders import FLOOR, OURS
from benchmarks.process import Cost
from benchmarks.rounds import COLD, Figures, Row
from benchmarks.stages import Stages

STAGES = (
    "| package | parse s | execution s | ratio | execution in a full heap s | ratio |\n"
    "|---|--:|--:|--:|--:|--:|"
)
LONGEST_REASON = 160

Value = Callable[[Cost], float]


def tables(trees: Mapping[str, Figures]) -> str:
    """Wall clock, processor time and memory; each cell with its ratios to the floor and to ours."""
    return "\n\n".join(
        f"### {title}\n\n{table(trees, value)}"
        for title, value in (
            ("Wall clock, seconds", lambda cost: cost.wall),
            ("Processor time of all processes, seconds", lambda cost: cost.cpu),
            ("Peak memory of all processes, MB", lambda cost: cost.peak / 1e6),
        )
    )


def table(trees: Mapping[str, Figures], value: Value) -> str:
    """Medians; a ratio is that of two medians."""
    rows = dict.fromkeys(row for figures in trees.values() for row in figures)
    lines = [
        f"| tool | measure | {' | '.join(trees)} |",
        f"|---|---|{'--:|' * len(trees)}",
    ]
    for label, measure in rows:
        cells = [_cell(figures, (label, measure), value) for figures in trees.values()]
        lines.append(f"| {label} | {measure} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _cell(figures: Figures, row: Row, value: Value) -> str:
    costs = figures.get(row)
    if costs is None or isinstance(costs, str):
        reason = costs or "not run"
        short = reason if len(reason) <= LONGEST_REASON else f"{reason[: LONGEST_REASON - 1]}…"
        return short.replace("|", "\\|")
    label, measure = row
    own = median(map(value, costs))
    told = []
    for name, other in (("floor", (FLOOR, COLD)), ("ours", (OURS, measure))):
        base = figures.get(other)
        if other[0] != label and base and not isinstance(base, str):
            told.append(f"{_number(own / median(map(value, base)))}x {name}")
    return f"{_number(own)} ({', '.join(told)})" if told else _number(own)


def _number(value: float) -> str:
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def stage_row(name: str, stages: Stages) -> str:
    """Parse and execution inside one process, with the ratios of the second to the first."""
    parse, execute, full = stages
    return (
        f"| {name} | {parse:.2f} | {execute:.2f} | {execute / parse:.2f} "
        f"| {full:.2f} | {full / parse:.2f} |"
    )
