"""The words of a finding."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.checks.duplicate_class.classes import Classes
from analysis.checks.duplicate_class.group import Group
from analysis.findings import Canonical, Hazard
from analysis.resolve.project import ClassRef


def title_of(group: Group, alike: float, first: ClassRef) -> str:
    """What is there more than once, in one line."""
    count = len(group.definitions)
    names = sorted({ref.qualname for ref in group.definitions})
    name = names[0] if len(names) == 1 else " and ".join(names[:2])
    match group.kind:
        case "exact":
            return f"{name}: {count} identical copies"
        case "near":
            how = "nearly identical" if alike >= 0.7 else "partly identical"
            return f"{name}: {count} {how} definitions ({min(alike, 0.99):.0%} alike)"
        case "variant":
            return f"{group.variants[0].qualname} repeats much of {first.qualname}"
        case _:
            more = f", and {len(group.variants)} variant" if group.variants else ""
            more += "s" if len(group.variants) > 1 else ""
            return f"{name}: {count} different classes of one name{more}"


def message_of(
    classes: Classes,
    group: Group,
    chosen: Canonical,
    rest: Sequence[ClassRef],
    mistaken: Sequence[Hazard],
    violated: bool,
) -> str:
    """Which is the true one and why, who uses the others, and where they are taken for it."""
    first = ClassRef(chosen.module, chosen.class_)
    if violated:
        parts = [f"[tool.plumbline.ssot] names {first}, and others define the class too."]
    else:
        parts = [f"{first} seems to be the true one: {'; '.join(chosen.why)}."]
    for ref in rest:
        importers = classes.importers(ref)
        who = (
            f"imported by {_listed(importers)}"
            if importers
            else "imported by no module by its name"
        )
        parts.append(f"{ref} is {who}.")
    if group.variants:
        listed = ", ".join(map(str, group.variants))
        noun = "a variant" if len(group.variants) == 1 else "variants"
        parts.append(f"{listed}: {noun} with another interface.")
    if mistaken:
        places = [f"{hazard.path}:{hazard.line}" for hazard in mistaken]
        parts.append(f"The type of one is asked for where another may come: {_listed(places)}.")
    elif rest and any(classes.importers(ref) for ref in rest):
        parts.append("To isinstance() and except they are strangers.")
    return " ".join(parts)


def _listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:3])}{f' and {len(names) - 3} more' if len(names) > 3 else ''}"
