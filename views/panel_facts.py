"""Facts of a module or package: its level, its metrics with their formulas, its classes."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from analysis import ClassRef, ResolvedClass
from analysis.graphs.metrics import interfaces_in, is_abstract
from analysis.graphs.package_tree import OWN
from views import cached, lookup, moves, parts, state
from views.opening import Opened
from views.words import Markup, count

CLASSES = "classes"
MOST_CLASSES = 100


def level(opened: Opened, module: str) -> Markup:
    """How high a module stands, leading to all of its level."""
    number = cached.levels_of(opened.key, opened.analysis).get(module, 0)
    where = {state.VIEW: state.LIST_VIEW, state.TESTS: state.ON, state.LEVEL: str(number)}
    return parts.link(f"level {number}", "modules", **where)


def size(opened: Opened, module: str) -> list[Markup]:
    """How many classes and functions a file has, leading to them."""
    project = opened.analysis.structure.project
    facts = project.facts.get(module)
    if facts is None:
        return []
    path = project.modules[module].path
    found = []
    for kind, word, plural in (
        ("class", "class", "classes"),
        ("function", "function", "functions"),
    ):
        lines = [each.line for each in facts.bindings if each.kind == kind]
        if lines:
            found.append(parts.place(path, min(lines), count(len(lines), word, plural)))
    return found


def metrics(opened: Opened, name: str) -> None:
    """Fan-in, fan-out, instability and abstractness, folded with their formulas."""
    numbers = lookup.numbers(opened.key, opened.analysis, name)
    found, share = numbers.edges, numbers.abstractness
    is_package = bool(lookup.places(opened.key, opened.analysis).below(name))
    together = found.fan_in + found.fan_out
    unstable = f"{found.instability:.2f}" if together else "none"
    words = f"fan-in {found.fan_in:,} · fan-out {found.fan_out:,} · instability {unstable}"
    words += f" · abstractness {share:.2f}" if share is not None else ""
    rows = [
        ("fan-in", _leads(name, "importers", f"{found.fan_in:,}"), "modules that import it"),
        ("fan-out", _leads(name, "imports", f"{found.fan_out:,}"), "modules that it imports"),
        (
            "instability",
            _leads(name, "imports", unstable),
            f"fan-out / (fan-in + fan-out) = {found.fan_out:,} / {together:,}: at 0 others lean on "
            "it and it leans on none, at 1 the reverse"
            if together
            else "fan-out / (fan-in + fan-out): it has neither",
        ),
        (
            "abstractness",
            _to_classes(name, is_package, f"{share:.2f}" if share is not None else "none"),
            f"classes with ABC or Protocol as a base / classes = "
            f"{numbers.abstract:,} / {numbers.classes:,}"
            if numbers.classes
            else "classes with ABC or Protocol as a base / classes: it has none",
        ),
    ]
    parts.show(
        parts.folded(
            words, parts.table(["", "", "how it is counted"], rows, frozenset({1})), opened=False
        )
    )


def classes(opened: Opened, module: str, found: Sequence[ResolvedClass]) -> None:
    """The classes of a module with their lines."""
    if not found:
        st.caption("It defines no class.")
        return
    interfaces = interfaces_in(opened.analysis.structure.project.facts[module].imports)
    rows = [
        (
            parts.link(each.ref.qualname, "classes", **{state.SELECT: str(each.ref)}),
            parts.place(each.path, each.fact.line, str(each.fact.line)),
            parts.joined(*_bases(each)),
            count(len(each.fact.members), "member"),
            "abstract" if is_abstract(each.fact, interfaces) else "",
        )
        for each in found[:MOST_CLASSES]
    ]
    parts.show(parts.table(["class", "line", "bases", "members", ""], rows))
    if len(found) > MOST_CLASSES:
        st.caption(f"The first {MOST_CLASSES} of {len(found):,}.")


def _bases(resolved: ResolvedClass) -> list[object]:
    pieces: list[object] = []
    for base in resolved.bases:
        if pieces:
            pieces.append(", ")
        if isinstance(base, ClassRef):
            pieces.append(parts.link(base.qualname, "classes", **{state.SELECT: str(base)}))
        else:
            pieces.append(base)
    return pieces


def _to_classes(name: str, is_package: bool, words: str) -> Markup:
    if is_package:
        return parts.link(words, "classes", **{state.CLASS_PACKAGE: name.removesuffix(OWN)})
    return _leads(name, CLASSES, words)


def _leads(name: str, part: str, words: str) -> Markup:
    """A number that leads to the lines behind it."""
    kept = moves.kept(*moves.VIEW)
    selected = name.removesuffix(OWN)
    return parts.link(words, "modules", **{**kept, state.SELECT: selected, state.PART: part})
