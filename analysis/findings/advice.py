"""What to do first about a finding, and why, in a sentence or two."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import assert_never

from analysis.findings.broken_import import BrokenImport, UndefinedName
from analysis.findings.double_import import DoubleImport
from analysis.findings.duplicate_class import (
    Definition,
    DuplicateClass,
    DuplicateClassData,
    MemberDifference,
)
from analysis.findings.import_cycle import ImportCycle, ImportCycleData
from analysis.findings.rules import AnyFinding
from analysis.findings.unparsable_file import UnparsableFile

_SHOWN = 3
_ALONE = "instance attribute"
"""What only the methods of its own class are sure to touch."""


def advice_of(finding: AnyFinding) -> str:
    """Follows from the data of the finding; "" where a person has nothing to decide by."""
    match finding:
        case BrokenImport(data=data):
            return data.advice
        case UndefinedName(data=data):
            found = [each for each in data.candidates if each.revision is None]
            return f"Import {data.name} from {found[0].module}: {found[0].why}" if found else ""
        case ImportCycle(data=data):
            return _of_cycle(data)
        case DuplicateClass(data=data):
            return " ".join(_of_classes(data))
        case DoubleImport(data=data):
            first = data.files[0]
            return f"Import it as {first.module} everywhere: as {first.second} it runs once more"
        case UnparsableFile(data=data):
            where = f"line {data.line} of " if data.line else ""
            return f"Correct {where}{finding.locations[0].path}: nothing in it can be imported"
        case _:
            assert_never(finding)


def _of_cycle(data: ImportCycleData) -> str:
    if not data.cut:
        return ""
    # What opens most comes first: that is where to begin.
    cut = min(data.cut, key=lambda each: (sum(each.leaves), -each.short_cycles, each.path))
    more = len(data.cut) - 1
    then = f"; then the other {more} imports to cut" if more > 1 else ""
    then = "; then the other import to cut" if more == 1 else then
    return f"Begin at {cut.path}:{cut.line}, {cut.importer} → {cut.imported}: {cut.why}{then}"


def _of_classes(data: DuplicateClassData) -> Iterator[str]:
    keep, *rest = data.definitions
    if data.hazards:
        at = data.hazards[0]
        yield f"Look at {at.path}:{at.line} first, which may meet the other class."
    for index, other in enumerate(rest[:_SHOWN], 1):
        if other.class_ != keep.class_ and data.kind in ("divergent", "variant"):
            yield _of_variant(keep, other, data.differences, index)
        else:
            yield _of_twin(keep, other, data.differences, index)
    if len(rest) > _SHOWN:
        yield f"And so on, for {len(rest) - _SHOWN} more."


def _of_twin(
    keep: Definition, other: Definition, differences: Sequence[MemberDifference], at: int
) -> str:
    missing, settled, bodies = _beside(differences, at)
    twin, place = _name(other), f"{other.path}:{other.line}"
    used = len(other.importers)
    name = keep.class_ if keep.class_ == other.class_ else f"{keep.class_} as {other.class_}"
    kept = {0: "", 1: "; its importer stays as it is"}.get(
        used, f"; its {used} importers stay as they are"
    )
    if keep.module == other.module:
        replace = f"let {other.class_} = {keep.class_} stand in place of the class at {place}{kept}"
    else:
        replace = f"import {name} from {keep.module} in place of the class at {place}{kept}"
    if not missing and not settled and not bodies:
        return f"{replace[0].upper()}{replace[1:]}."
    if not missing and not settled:
        return (
            f"Compare {_listed(bodies)} of the two: where they mean the same, {replace}; "
            f"else let {twin} inherit from {_name(keep)} and keep only these."
        )
    lacks = [f"{_name(keep)} has no {_listed(missing)}"] if missing else []
    if settled:
        lacks.append(f"{_listed(settled)} {'has' if len(settled) == 1 else 'have'} other arguments")
    return (
        f"Decide what {twin} is: {' and '.join(lacks)}. If it is meant to be the same, settle that "
        f"and {replace}; if not, give it a name that says so."
    )


def _of_variant(
    keep: Definition, other: Definition, differences: Sequence[MemberDifference], at: int
) -> str:
    shared = [row.name for row in differences if row.sides[0] is not None and row.sides[at]]
    name = _name(other)
    if not shared:
        return (
            f"Say in the docstring of {name} what it is for beside {_name(keep)}: "
            "they have no member in common."
        )
    return (
        f"Let {name} take {_listed(shared)} from {_name(keep)}, "
        "or say in its docstring why it has its own."
    )


def _beside(
    differences: Sequence[MemberDifference], at: int
) -> tuple[list[str], list[str], list[str]]:
    """Members that the first definition lacks, has with another signature, with another body."""
    missing, settled, bodies = [], [], []
    for row in differences:
        one, other = row.sides[0], row.sides[at]
        if other is None or other.kind == _ALONE:
            continue
        if one is None:
            missing.append(row.name)
        elif not other.same_interface:
            settled.append(row.name)
        elif other.body != "same":
            bodies.append(row.name)
    return missing, settled, bodies


def _name(definition: Definition) -> str:
    return f"{definition.module}:{definition.class_}"


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
