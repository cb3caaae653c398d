"""What a change does to the module graph, as a Mermaid flowchart that GitHub and GitLab show."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from analysis.change.value import Change
from analysis.comparison import OutcomeChange
from analysis.execution.outcome import Fails
from analysis.extract.facts import Timing
from analysis.findings import AnyFinding, BrokenImport, ImportCycle
from analysis.report.mermaid_text import label

MOST_MODULES = 40
MOST_IMPORTS = 60
_LONGEST = 60
_CLASSES = {
    "added": "stroke:#009E73,stroke-width:3px",
    "healed": "stroke:#009E73,stroke-width:3px",
    "removed": "stroke:#8A8A8A,stroke-dasharray:6 4",
    "broken": "stroke:#D55E00,stroke-width:3px",
    "missing": "stroke:#D55E00,stroke-dasharray:6 4",
    "rest": "stroke-dasharray:2 3",
}
# A word beside each colour; not a sign: Mermaid takes "+ name" for a list, and draws none of it.
_WORDS = {"added": "new", "removed": "gone", "broken": "fails"}
_ARROWS = {"new": "==>|new|", "gone": "-.->|gone|", "missing": "--x|missing|", "same": "-->"}
_LINES = {
    "new": "stroke:#009E73,stroke-width:3px",
    "gone": "stroke:#8A8A8A,stroke-width:2px",
    "missing": "stroke:#D55E00",
    "retimed": "stroke:#0072B2",
}
_WHEN = {
    Timing.IMPORT: "now at import",
    Timing.DEFERRED: "now deferred",
    Timing.TYPE_CHECKING: "now for type checking",
}


class _Edge(msgspec.Struct, frozen=True):
    importer: str
    imported: str
    kind: str
    words: str = ""


def render(change: Change) -> str:
    """The modules and imports that the change adds, removes, breaks or heals; "" for none.

    At most 40 modules and 60 imports are drawn, what is new and wrong first; a last box says how
    many are left out.
    """
    kinds = _kinds(change)
    edges = _unique(_edges(change))
    modules = list(dict.fromkeys(_ranked(change, edges, kinds)))
    if not modules:
        return ""
    kept = set(modules[:MOST_MODULES])
    inside = [edge for edge in edges if {edge.importer, edge.imported} <= kept]
    drawn = inside[:MOST_IMPORTS]
    ids = {name: f"n{number}" for number, name in enumerate(modules[:MOST_MODULES])}
    # From left to right: beside each other, long names would make it too wide to read.
    lines = ["flowchart LR"]
    lines += [f'  {ids[name]}["{_label(name, kinds)}"]' for name in ids]
    if left := _left_out(len(modules) - len(kept), len(edges) - len(drawn)):
        ids[left] = "rest"
        kinds = {**kinds, left: "rest"}
        lines.append(f'  rest["{label(left)}"]')
    lines += [f"  {ids[edge.importer]} {_arrow(edge)} {ids[edge.imported]}" for edge in drawn]
    return "\n".join([*lines, *_styles(ids, kinds, drawn)]) + "\n"


def _kinds(change: Change) -> dict[str, str]:
    """What becomes of a module, the worst last said."""
    kinds = dict.fromkeys(change.touched.added, "added")
    kinds |= {one.module: "healed" for one in change.comparison.healed}
    kinds |= {one.module: "broken" for one in change.failing}
    kinds |= dict.fromkeys(change.touched.removed, "removed")
    kinds |= {_target(one): "missing" for one in _broken_imports(change)}
    return kinds


def _broken_imports(change: Change) -> Iterator[BrokenImport]:
    return (one for one in change.comparison.introduced if isinstance(one, BrokenImport))


def _target(finding: BrokenImport) -> str:
    name = finding.data.name
    return f"{finding.data.module}: {name}" if name else f"{finding.data.module}: no module"


def _edges(change: Change) -> Iterator[_Edge]:
    """What is new and wrong first."""
    seen = change.comparison
    for broken in _broken_imports(change):
        for site in broken.data.sites:
            yield _Edge(site.importer, _target(broken), "missing")
    new = [_Edge(one.importer, one.imported, "new") for one in seen.edges_new]
    closing = {(one.importer, one.imported) for one in change.against_flow}
    yield from (one for one in new if (one.importer, one.imported) in closing)
    yield from new
    for finding in seen.introduced:
        if isinstance(finding, ImportCycle):
            for step in finding.data.cycle:
                yield _Edge(step.importer, step.imported, "same")
    for moved in seen.edges_retimed:
        yield _Edge(moved.importer, moved.imported, "retimed", _WHEN[moved.after])
    for gone in seen.edges_gone:
        yield _Edge(gone.importer, gone.imported, "gone")
    for failing in change.failing:
        yield from _way_to_the_error(failing)


def _way_to_the_error(change: OutcomeChange) -> Iterator[_Edge]:
    if isinstance(change.after, Fails):
        way = dict.fromkeys((change.module, *change.after.failure.stack))
        for one, other in itertools.pairwise(way):
            yield _Edge(one, other, "same")


def _unique(edges: Iterable[_Edge]) -> list[_Edge]:
    found: dict[tuple[str, str], _Edge] = {}
    for edge in edges:
        known = found.setdefault((edge.importer, edge.imported), edge)
        if known.kind == "same":
            # It is on a cycle, and that it comes at another time says more.
            found[edge.importer, edge.imported] = edge
    return list(found.values())


def _ranked(change: Change, edges: Iterable[_Edge], kinds: Mapping[str, str]) -> Iterator[str]:
    yield from (one.module for one in change.failing)
    yield from _subjects(change.comparison.introduced, kinds)
    for edge in edges:
        yield edge.importer
        yield edge.imported
    yield from kinds


def _subjects(findings: Iterable[AnyFinding], kinds: Mapping[str, str]) -> Iterator[str]:
    for finding in findings:
        match finding:
            case ImportCycle(data=data):
                yield from (step.importer for step in data.cycle)
            case BrokenImport(data=data):
                yield from (site.importer for site in data.sites)
                yield _target(finding)
            case _:
                yield from (name for name in finding.subjects if name in kinds)


def _label(name: str, kinds: Mapping[str, str]) -> str:
    shown = name if len(name) <= _LONGEST else f"…{name[-_LONGEST:]}"
    kind = kinds.get(name, "missing")
    return label(shown if kind == "missing" else f"{shown} ({_WORDS.get(kind, kind)})")


def _arrow(edge: _Edge) -> str:
    return f"-->|{edge.words}|" if edge.kind == "retimed" else _ARROWS[edge.kind]


def _left_out(modules: int, imports: int) -> str:
    words = [f"{modules:,} more {'module' if modules == 1 else 'modules'}"] * bool(modules)
    words += [f"{imports:,} more {'import' if imports == 1 else 'imports'}"] * bool(imports)
    return f"not drawn: {' and '.join(words)}" if words else ""


def _styles(ids: Mapping[str, str], kinds: Mapping[str, str], edges: list[_Edge]) -> Iterator[str]:
    for kind, style in _CLASSES.items():
        members = [short for name, short in ids.items() if kinds.get(name) == kind]
        if members:
            yield f"  classDef {kind} {style}"
            yield f"  class {','.join(members)} {kind}"
    for kind, style in _LINES.items():
        numbers = [str(at) for at, edge in enumerate(edges) if edge.kind == kind]
        if numbers:
            yield f"  linkStyle {','.join(numbers)} {style}"
