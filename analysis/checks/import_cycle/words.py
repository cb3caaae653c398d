"""What a component of modules is called, and what is said of it."""

from __future__ import annotations

from collections.abc import Iterable

from analysis.checks.import_cycle.component import Component
from analysis.extract.facts import Timing
from analysis.findings import CycleEdge


def title_of(component: Component, verdict: str, cycle: tuple[CycleEdge, ...]) -> str:
    """One line: what kind it is, how many modules, and a cycle of it."""
    count = len(component.members)
    ring = " → ".join([_short(edge.importer) for edge in cycle[:5]])
    ring += " → …" if len(cycle) > 5 else f" → {_short(cycle[0].importer)}" if cycle else ""
    if component.timing is Timing.DEFERRED:
        return f"Runtime coupling of {count} modules: {ring}"
    words = {
        "crashes": "Import cycle that crashes",
        "depends-on-entry": "Import cycle that crashes from some entries",
        "safe": "Import cycle",
    }
    return f"{words[verdict]}, {count} modules: {ring}"


def _short(module: str) -> str:
    parts = module.split(".")
    return ".".join(parts[-2:])


def message_of(
    component: Component, verdict: str, shown: str | None, cuts: int, fewest: int
) -> str:
    """What it breaks, and what it takes to break it; `shown` is the failing entry to name."""
    members = component.members
    imports = "one import" if cuts == 1 else f"{cuts} imports"
    cut = f"Cutting {imports} leaves no cycle among them"
    cut += "." if fewest == cuts else f"; fewer than {fewest} can't."
    if shown is not None:
        failure = component.failures[shown]
        text = f"Importing {shown} first fails: {failure.error}: {failure.message}."
        fine = [member for member in members if member not in component.failures]
        if verdict == "depends-on-entry" and fine:
            text += f" Importing {_listed(fine)} first works, as long as the order stays."
        return f"{text} {cut}"
    if component.timing is Timing.DEFERRED:
        return (
            f"{len(members)} modules need each other once their functions run; "
            f"importing any of them is safe. {cut}"
        )
    return (
        f"{len(members)} modules import each other while they are imported. Every order that "
        f"was tried works, but only by the order of the statements. {cut}"
    )


def _listed(names: Iterable[str]) -> str:
    found = list(names)
    return (
        f"{', '.join(found[:2])} or {len(found) - 2} others"
        if len(found) > 3
        else " or ".join(found)
    )
