"""Classes: inheritance and use on the canvas, duplicates grouped side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import streamlit as st

from analysis import Analysis, ClassRef, ResolvedClass
from analysis.findings import AnyFinding, DuplicateClass
from analysis.graphs.scene import ClassOptions
from views import cached, code, members, parts, selection, state
from views.canvas.component import CLASSES, ArrowSelection, BoxSelection, Picked, canvas
from views.canvas.payload import draw
from views.opening import Opened
from views.twin import twin
from views.words import Markup, count, plain

EVERY = "all"
FAMILIES = "inheritance"
GROUPS = "duplicates"
MOST_NAMES = 3
TWIN = "plumbline.class-twin"
VIEWS = {EVERY: "Inheritance and use", FAMILIES: "Inheritance", GROUPS: "Duplicates"}


@st.fragment
def page(opened: Opened) -> None:
    """Draw the classes of an analysis."""
    analysis = opened.analysis
    if not analysis.structure.project.classes:
        parts.show(parts.callout("note", "There is no class in this repository"))
        return
    with st.container(horizontal=True, vertical_alignment="center", key="toolbar"):
        view = st.segmented_control(
            "Show",
            list(VIEWS),
            format_func=VIEWS.__getitem__,
            default=EVERY,
            required=True,
            key=state.CLASS_VIEW,
            bind="query-params",
            label_visibility="collapsed",
        )
        within = st.selectbox(
            "Package",
            _packages(analysis),
            index=None,
            placeholder="In every package",
            key=state.CLASS_PACKAGE,
            bind="query-params",
            label_visibility="collapsed",
            width=300,
        )
    if view == GROUPS:
        _duplicates(opened, within)
    else:
        _map(opened, view == FAMILIES, within)


def _packages(analysis: Analysis) -> list[str]:
    names = set()
    for resolved in analysis.structure.project.classes:
        name = resolved.ref.module
        while name:
            names.add(name)
            name = name.rpartition(".")[0]
    return sorted(names)


def _map(opened: Opened, inheritance_only: bool, within: str | None) -> None:
    opened_packages = state.parameter(state.OPEN)
    options = ClassOptions(
        opened=None if opened_packages is None else frozenset(opened_packages.split(",")) - {""},
        within=within,
        inheritance_only=inheritance_only,
    )
    picture = cached.class_picture(opened.key, opened.analysis, options)

    def toggle(package: str) -> None:
        shown = {box.id for box in picture.boxes if box.kind == "open-package"}
        after = shown - {package} if package in shown else shown | {package}
        state.remember(state.OPEN, ",".join(sorted(after)) or ",")

    left, right = st.columns([13, 8], gap="small")
    with left:
        picked = canvas(
            state.CLASS_MAP,
            (draw(picture),),
            view=f"{opened.source}.{inheritance_only}.{within}",
            title="Class map",
            inside=CLASSES,
            hidden=picture.hidden,
            pushed=selection.pushed(state.CLASS_MAP),
            on_toggle=toggle,
        )
        selection.keep(state.CLASS_MAP, picked)
    with right, st.container(key="panel"):
        _panel(opened, picked)
    boxes = count(len(picture.boxes), "box", "boxes")
    with st.expander(f"As a table: {boxes}", key=TWIN, on_change="rerun") as table:
        if table.open:
            twin(
                state.CLASS_MAP,
                picture,
                picked,
                empty="Nothing is left to draw: choose another package.",
                columns=("name", "kind", "level", "imports", "imported", "duplicates"),
            )


def _panel(opened: Opened, picked: Picked) -> None:
    by_name = {str(each.ref): each for each in opened.analysis.structure.project.classes}
    match picked:
        case BoxSelection(id=name) if name in by_name:
            _class(opened, by_name[name])
        case BoxSelection(id=name):
            inside = [key for key in by_name if key.startswith((f"{name}.", f"{name}:"))]
            parts.show(
                parts.heading(name, count(len(inside), "class", "classes")),
                parts.table(
                    ["class", "line"],
                    [
                        (each, parts.place(by_name[each].path, by_name[each].fact.line))
                        for each in sorted(inside)[:200]
                    ],
                ),
            )
        case ArrowSelection(source=source, target=target):
            parts.show(parts.heading(f"{source} → {target}"))
            for end in (source, target):
                if end in by_name:
                    _code(opened.analysis, by_name[end])
        case None:
            parts.show(
                parts.callout(
                    "note",
                    "Pick a class on the map",
                    "A hollow arrow points to a base class, a filled one to a class that is used.",
                    "A double border marks classes that are defined more than once.",
                )
            )


def _class(opened: Opened, resolved: ResolvedClass) -> None:
    analysis = opened.analysis
    fact = resolved.fact
    used_by = sorted(
        str(source)
        for source, _, carried in analysis.structure.classes.in_edges(resolved.ref, data=True)
        if carried.get("kind") == "uses"
    )
    below = sorted(
        str(source)
        for source, _, carried in analysis.structure.classes.in_edges(resolved.ref, data=True)
        if carried.get("kind") == "inherits"
    )
    importers = analysis.structure.project.importers_of_name.get(
        (resolved.ref.module, resolved.ref.qualname), ()
    )
    pieces = [
        parts.heading(
            str(resolved.ref),
            parts.place(resolved.path, fact.line),
            parts.place(resolved.path, fact.line, count(len(fact.members), "member")),
            f"imported by {count(len(importers), 'module')}",
        )
    ]
    if fact.docstring:
        pieces.append(parts.doc(fact.docstring))
    found = {str(each.ref): each for each in analysis.structure.project.classes}
    rows = [
        ("bases", _named(found, map(str, resolved.bases))),
        ("subclasses", _named(found, below)),
        ("uses", _named(found, map(str, resolved.uses))),
        ("used by", _named(found, used_by)),
        ("imported by", _importers(analysis, resolved.ref, importers)),
    ]
    pieces.append(parts.table(["", ""], [row for row in rows if row[1]]))
    parts.show(*pieces)
    for finding in _groups_of(analysis, resolved.ref):
        parts.show(parts.finding_line(finding))
        if st.button("Show this problem", key=f"problem.{finding.key}", icon=":material/search:"):
            state.go("problems", {state.FINDING: finding.key})
    _code(analysis, resolved)


def _named(found: Mapping[str, ResolvedClass], names: Iterable[str]) -> Markup:
    """Classes by name; those of the repository lead to their lines."""
    pieces: list[object] = []
    for name in names:
        known = found.get(name)
        shown = parts.place(known.path, known.fact.line, name) if known else name
        pieces += [", ", shown] if pieces else [shown]
    return parts.joined(*pieces)


def _importers(analysis: Analysis, ref: ClassRef, importers: Sequence[str]) -> Markup:
    """The modules that import a class, each at the line of the statement."""
    project = analysis.structure.project
    pieces: list[object] = []
    for module in importers:
        lines = [
            resolved.fact.span.line
            for resolved in project.by_importer.get(module, ())
            if resolved.fact.name == ref.qualname
        ]
        path = project.modules[module].path
        pieces += [", "] if pieces else []
        pieces.append(parts.place(path, min(lines, default=1), module))
    return parts.joined(*pieces)


def _code(analysis: Analysis, resolved: ResolvedClass) -> None:
    fact = resolved.fact
    code.excerpt(analysis.tree, resolved.path, {fact.line: ""}, between=(fact.line, fact.end_line))


def _groups_of(analysis: Analysis, ref: ClassRef) -> list[AnyFinding]:
    return [
        finding
        for finding in analysis.findings
        if isinstance(finding, DuplicateClass) and str(ref) in finding.subjects
    ]


def _duplicates(opened: Opened, within: str | None) -> None:
    groups = [
        finding
        for finding in opened.analysis.findings
        if isinstance(finding, DuplicateClass)
        and (
            within is None
            or any(
                f"{each}.".startswith(f"{within}.") or each.startswith(f"{within}:")
                for each in finding.subjects
            )
        )
    ]
    if not groups:
        parts.show(parts.callout("good", "✓ No class is defined twice in a way that confuses"))
        return
    for finding in groups:
        with st.expander(
            f"{_names(finding)} · {finding.data.kind} · {finding.data.similarity:.0%} alike · "
            f"{count(len(finding.data.definitions), 'definition')}",
            expanded=finding is groups[0],
        ):
            parts.show(parts.finding_line(finding), parts.paragraph(finding.message, "muted"))
            members.side_by_side(finding)
            if st.button("Show this problem and its repairs", key=f"problem.{finding.key}"):
                state.go("problems", {state.FINDING: finding.key})


def _names(finding: DuplicateClass) -> str:
    """What the classes of a group are called, for Markdown."""
    names = dict.fromkeys(each.class_ for each in finding.data.definitions)
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return f"**{plain(', '.join([*names][:MOST_NAMES]))}**{more}"
