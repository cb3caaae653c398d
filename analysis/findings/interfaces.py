"""How the interfaces of duplicate classes differ, in a few lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analysis.findings.duplicate_class import (
    Definition,
    DuplicateClassData,
    MemberDifference,
    MemberSide,
)

SHOWN_MEMBERS = 8
"""Members that a line lists before "and n more"; the JSON has them all."""


def told_differences(data: DuplicateClassData) -> Iterator[str]:
    """For each definition but the first: what it lacks, has alone, has otherwise; how alike."""
    first = data.definitions[0]
    for at, definition in enumerate(data.definitions[1:], 1):
        yield f"{_name(definition)} beside {_name(first)}:"
        for words, members in _against_first(data.differences, at):
            yield f"  {words}: {_listed(members)}"


def _against_first(
    differences: Sequence[MemberDifference], at: int
) -> Iterator[tuple[str, list[str]]]:
    told: dict[str, list[str]] = {
        "- lacks": [],
        "+ only here": [],
        "! another signature": [],
        "~ another body": [],
        "= the same": [],
    }
    for row in differences:
        one, other = row.sides[0], row.sides[at]
        if one is None and other is None:
            continue
        if other is None:
            told["- lacks"].append(row.name)
        elif one is None:
            told["+ only here"].append(row.name)
        elif not other.same_interface:
            told["! another signature"].append(
                f"{_said(row.name, other)} for {_said(row.name, one)}"
            )
        elif other.body != "same":
            told["~ another body"].append(f"{row.name} ({other.body})")
        else:
            told["= the same"].append(row.name)
    yield from ((words, members) for words, members in told.items() if members)


def _said(name: str, side: MemberSide) -> str:
    kind = "" if side.kind == "method" else f"{side.kind} "
    return f"{kind}{name}{side.signature or ''}"


def _name(definition: Definition) -> str:
    return f"{definition.module}:{definition.class_}"


def _listed(members: Sequence[str]) -> str:
    more = len(members) - SHOWN_MEMBERS
    return ", ".join(members[:SHOWN_MEMBERS]) + (f" and {more} more" if more > 0 else "")
