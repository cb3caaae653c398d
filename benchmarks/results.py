"""The results of one run of all tools: as a report, as JSON, and in the documentation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from benchmarks.rounds import Figures
from benchmarks.table import tables

DOCUMENT = Path(__file__).parents[1] / "docs/benchmarks.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"


class Results(msgspec.Struct, frozen=True):
    """Where it was measured, how often, which tools, which trees with which sizes."""

    circumstances: Mapping[str, str]
    runs: int
    tools: Mapping[str, str]
    missing: Sequence[str]
    sizes: Mapping[str, tuple[int, int]]
    figures: Mapping[str, Figures]


def report(results: Results) -> str:
    """Everything that is needed to read the tables, and the tables."""
    said = results.circumstances
    lines = [
        f"Plumbline {said['plumbline']}, {said['python']}, {said['system']}, {said['machine']}; "
        f"medians of {results.runs}."
    ]
    if results.tools:
        listed = ", ".join(f"{name} {version}".rstrip() for name, version in results.tools.items())
        lines += ["", f"Beside it: {listed}."]
    if results.missing:
        lines += ["", f"Not there, and left out: {', '.join(results.missing)}."]
    lines += ["", "| tree | files | lines |", "|---|--:|--:|"]
    lines += [f"| {name} | {files:,} | {size:,} |" for name, (files, size) in results.sizes.items()]
    return "\n".join(lines) + "\n\n" + tables(results.figures)


def as_json(results: Results) -> bytes:
    """Every run of every row, not the medians alone."""
    figures = {
        tree: [
            {"tool": tool, "measure": measure, "failed": costs}
            if isinstance(costs, str)
            else {"tool": tool, "measure": measure, "runs": [cost._asdict() for cost in costs]}
            for (tool, measure), costs in rows.items()
        ]
        for tree, rows in results.figures.items()
    }
    plain = {name: getattr(results, name) for name in ("circumstances", "runs", "tools", "missing")}
    sizes = {name: {"files": size[0], "lines": size[1]} for name, size in results.sizes.items()}
    return msgspec.json.format(msgspec.json.encode({**plain, "sizes": sizes, "figures": figures}))


def written_between(document: str, text: str, first: str = BEGIN, last: str = END) -> str:
    """`document` with `text` in place of what stands between the two marks."""
    head, begin, rest = document.partition(first)
    _, end, tail = rest.partition(last)
    if not (begin and end):
        raise ValueError(f"no {first} … {last} in the document")
    return f"{head}{first}\n{text}\n{last}{tail}"
