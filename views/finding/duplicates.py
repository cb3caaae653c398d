"""All about a group of duplicate classes: members side by side, who imports which, what to fear."""

from __future__ import annotations

from analysis.findings import DuplicateClass, Hazard, Importer
from views import parts, state
from views.members import importers_part, side_by_side
from views.words import count, safe

MOST_IMPORTERS = 200


def details(finding: DuplicateClass) -> None:
    """What is asked of the wrong one, the members, and the importers of each definition."""
    data = finding.data
    if data.ssot is not None:
        parts.show(
            parts.callout(
                "bad",
                f"✕ The settings name {data.ssot} as the only one",
                "[tool.plumbline.ssot] in pyproject.toml, and others define the class too.",
            )
        )
    if data.hazards:
        head = f"▲ {count(len(data.hazards), 'place')} may meet an instance of the other one"
        parts.show(parts.callout("doubt", head), _hazards(data.hazards))
    side_by_side(finding)
    asked = state.parameter(state.PART)
    for at, each in enumerate(data.definitions):
        if each.import_sites:
            number = count(len(each.import_sites), "module")
            parts.show(
                parts.folded(
                    f"{each.module}:{each.class_} is imported by {number}",
                    _importers(each.import_sites),
                    opened=asked == importers_part(at),
                )
            )


def _hazards(hazards: tuple[Hazard, ...]) -> str:
    rows = "".join(
        f"<tr><td>{safe(each.kind)}</td><td>{parts.place(each.path, each.line)}</td>"
        f"<td>{safe(each.note)}</td></tr>"
        for each in hazards
    )
    return f"<table><tr><th>asks by</th><th>place</th><th>what happens</th></tr>{rows}</table>"


def _importers(importers: tuple[Importer, ...]) -> str:
    rows = "".join(
        f"<tr><td>{safe(each.module)}</td><td>{parts.place(each.path, each.line)}</td></tr>"
        for each in importers[:MOST_IMPORTERS]
    )
    more = len(importers) - MOST_IMPORTERS
    rest = parts.paragraph(f"and {more} more", "muted") if more > 0 else ""
    return f"<table><tr><th>module</th><th>import</th></tr>{rows}</table>{rest}"
