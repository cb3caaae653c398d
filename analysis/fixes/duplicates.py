"""What the repairs of duplicate classes have in common."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from analysis.findings import Definition, DuplicateClassData, told_differences
from analysis.fixes.source_text import SourceText
from analysis.fixes.workbench import Workbench


def namesakes(data: DuplicateClassData) -> list[int]:
    """Which definitions are, or pass for, the canonical one: its copies and its namesakes.

    A variant is neither: it is called otherwise and does something else.
    """
    canonical = data.canonical
    return [
        at
        for at, one in enumerate(data.definitions)
        if (one.module, one.class_) != (canonical.module, canonical.class_)
        and (one.class_ == canonical.class_ or is_copy(data, at))
    ]


def is_copy(data: DuplicateClassData, at: int) -> bool:
    """Whether a definition has the members of the first one, with the same bodies, and no more."""
    rows = [row for row in data.differences if row.sides[0] or row.sides[at]]
    return bool(rows) and all(is_same(data, name, at) for name in (row.name for row in rows))


def is_same(data: DuplicateClassData, name: str, at: int) -> bool:
    """Whether the first definition and another one have a member with the same body."""
    for row in data.differences:
        side = row.sides[at]
        if row.name == name and row.sides[0] is not None and side is not None:
            return side.same_interface and side.body == "same"
    return False


def class_node(source: SourceText, place: Definition) -> ast.ClassDef | None:
    """A class at the top of its file; None where it is nested or conditional."""
    return next(
        (
            one
            for one in source.tree.body
            if isinstance(one, ast.ClassDef) and one.name == place.class_
        ),
        None,
    )


def origin(bench: Workbench, module: str, name: str) -> tuple[str, str | None]:
    """Where a module-level name of a module comes from: (module, name)."""
    for one in bench.imports(module):
        if one.bound == name and one.function is None:
            return (one.module, one.name)
    return (module, name)


def notes(data: DuplicateClassData, others: Sequence[Definition]) -> list[str]:
    """How the interfaces differ, who mistakes one for the other, and what else can be done."""
    told = [
        f"{place.module}:{place.class_} alone has {', '.join(place.only_here)}."
        for place in (data.definitions[0], *others)
        if place.only_here
    ]
    if data.kind == "exact":
        return told
    told += _differences(data, others)
    told += [f"{at.path}:{at.line} goes by the class: {at.note}." for at in data.hazards[:3]]
    told.append(f"The definitions are {data.similarity:.0%} alike: compare them before one goes.")
    listed = ", ".join(f"{one.module}:{one.class_}" for one in others)
    told.append(
        f"Other ways: rename {listed} to tell them apart, or make it a subclass that keeps "
        "only what differs."
    )
    return told


def _differences(data: DuplicateClassData, others: Sequence[Definition]) -> Iterator[str]:
    """One sentence for each of them, beside the first definition."""
    places = [f"{one.module}:{one.class_} " for one in others]
    head, parts = "", list[str]()
    for line in [*told_differences(data), ""]:
        if line.startswith("  "):
            parts.append(line.strip().lstrip("-+!~= "))
            continue
        if parts and head.startswith(tuple(places)):
            yield f"{head} {'; '.join(parts)}."
        head, parts = line, []
