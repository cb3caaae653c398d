"""What speaks for a definition among others of its kind, wherever each of them comes from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import msgspec

from analysis.checks.duplicate_class.idioms import words

_OFFICIAL = re.compile(r"\b(canonical|single source of truth|ssot|the one and only)\b", re.I)
_ABANDONED = re.compile(r"\b(deprecated|legacy|obsolete|old version|do not use)\b", re.I)
_ASIDE = re.compile(r"(^|[._])(old|legacy|deprecated|backup|bak|compat|copy|tmp|temp|v\d+)([._]|$)")


class Evidence(msgspec.Struct, frozen=True):
    """One thing that speaks for a definition, or against it (negative weight)."""

    weight: float
    why: str


class Weighed(msgspec.Struct, frozen=True):
    """What is looked at of a definition; `importers` are those in production."""

    module: str
    name: str
    members: int
    importers: int
    docstring: str
    module_docstring: str


def evidence_for(one: Weighed, every: Sequence[Weighed]) -> list[Evidence]:
    """What speaks for and against `one`, which is among `every`."""
    found = []
    most = max(each.importers for each in every)
    ours = one.importers
    others = [each.importers for each in every if each is not one]
    if ours and ours >= max(others, default=0):
        rest = f", the others by {sum(others)}" if ours > max(others, default=0) else ""
        modules = "module" if ours == 1 else "modules"
        found.append(Evidence(3 * ours / most, f"imported by {ours} {modules}{rest}"))
    elif ours:
        found.append(Evidence(3 * ours / most, f"imported by {ours}, another by {most}"))
    sizes = [each.members for each in every]
    if one.members == max(sizes) > min(sizes):
        found.append(Evidence(1.0, f"the most complete, with {one.members} members"))
    if one.module.rpartition(".")[2].strip("_") == "_".join(words(one.name)).lower():
        found.append(Evidence(0.8, f"{one.module} is named after it"))
    texts = f"{one.docstring}\n{one.module_docstring}"
    if _OFFICIAL.search(texts):
        found.append(Evidence(1.5, "its docstring calls it the canonical one"))
    elif one.docstring and not all(each.docstring for each in every):
        found.append(Evidence(0.4, "it has a docstring"))
    if _ABANDONED.search(texts) and not _OFFICIAL.search(texts):
        found.append(Evidence(-2.0, f"the docstring of {one.module} calls it deprecated"))
    if _ASIDE.search(one.module):
        found.append(Evidence(-1.5, f"{one.module} stands aside by its name"))
    return found


def told(best: Iterable[Evidence], others: Iterable[Iterable[Evidence]]) -> tuple[str, ...]:
    """Why it is the best: what speaks for it, strongest first, and against the others."""
    speaking = sorted((item for item in best if item.weight > 0), key=lambda item: -item.weight)
    against = [item.why for found in others for item in found if item.weight < 0]
    why = (*(item.why for item in speaking), *against)
    return why or ("nothing tells them apart: the first",)
