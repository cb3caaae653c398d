"""A component of modules that import each other: what to cut, and who fails."""

from __future__ import annotations

from analysis.findings import ImportCycleData
from views import parts

_MOST_FAILING = 30


def details(data: ImportCycleData) -> None:
    """The cut, and the modules that fail when they are imported first."""
    rows = [
        (
            f"{cut.importer} → {cut.imported}",
            ", ".join(cut.names),
            "yes" if cut.deferrable else "no",
            cut.why,
        )
        for cut in data.cut
    ]
    if rows:
        minimum = "the fewest that do" if data.cut_is_minimum else "a small set that does"
        parts.show(
            parts.paragraph(f"Cutting these imports breaks the cycle ({minimum}):"),
            parts.table(["import", "names", "can wait", "why"], rows),
        )
    if data.failing_entries:
        failing = [
            (entry.module, f"{entry.path}:{entry.line}", entry.message)
            for entry in data.failing_entries
        ]
        parts.show(
            parts.paragraph("Importing one of these first fails:"),
            parts.table(["module", "raised at", "error"], failing[:_MOST_FAILING]),
        )
