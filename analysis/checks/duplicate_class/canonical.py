"""Which of several definitions is the true one, with the evidence that says so."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from analysis.checks.context import CodeContext
from analysis.checks.duplicate_class.classes import Classes
from analysis.checks.duplicate_class.dependence import Dependence
from analysis.checks.duplicate_class.idioms import words
from analysis.findings import Canonical
from analysis.resolve.project import ClassRef
from analysis.sources.layout import Kind

_OFFICIAL = re.compile(r"\b(canonical|single source of truth|ssot|the one and only)\b", re.I)
_ABANDONED = re.compile(r"\b(deprecated|legacy|obsolete|old version|do not use)\b", re.I)
_ASIDE = re.compile(r"(^|[._])(old|legacy|deprecated|backup|bak|compat|copy|tmp|temp|v\d+)([._]|$)")


class _Evidence(msgspec.Struct, frozen=True):
    """One thing that speaks for a definition, or against it (negative weight)."""

    weight: float
    why: str


def canonical(
    context: CodeContext, classes: Classes, dependence: Dependence, refs: Sequence[ClassRef]
) -> Canonical:
    """The best founded of `refs`; what the user has set goes before all evidence."""
    named = named_by_user(context, refs)
    if named is not None:
        return Canonical(named.module, named.qualname, ("set in [tool.plumbline.ssot]",))
    evidence = {
        ref: [
            *_evidence(context, classes, ref, refs),
            *_fundamental(context, classes, dependence, ref, refs),
        ]
        for ref in refs
    }
    best = min(
        refs,
        key=lambda ref: (
            not classes.in_production(ref),
            -sum(item.weight for item in evidence[ref]),
            ref.module.count("."),
            ref,
        ),
    )
    speaking = sorted(
        (item for item in evidence[best] if item.weight > 0), key=lambda item: -item.weight
    )
    against = [item.why for ref in refs if ref != best for item in evidence[ref] if item.weight < 0]
    why = tuple(item.why for item in speaking) + tuple(against)
    return Canonical(best.module, best.qualname, why or ("nothing tells them apart: the first",))


def named_by_user(context: CodeContext, refs: Sequence[ClassRef]) -> ClassRef | None:
    """The one of them that `[tool.plumbline.ssot]` names."""
    for ref in refs:
        wanted = context.canonical_classes.get(ref.qualname)
        if wanted in (ref.module, str(ref)):
            return ref
    return None


def _evidence(
    context: CodeContext, classes: Classes, ref: ClassRef, refs: Sequence[ClassRef]
) -> list[_Evidence]:
    found = []
    importers = {other: _production_importers(context, classes, other) for other in refs}
    most = max(len(modules) for modules in importers.values())
    ours = len(importers[ref])
    others = [len(modules) for other, modules in importers.items() if other != ref]
    if ours and ours >= max(others, default=0):
        rest = f", the others by {sum(others)}" if ours > max(others, default=0) else ""
        modules = "module" if ours == 1 else "modules"
        found.append(_Evidence(3 * ours / most, f"imported by {ours} {modules}{rest}"))
    elif ours:
        found.append(_Evidence(3 * ours / most, f"imported by {ours}, another by {most}"))
    passing_on = [module for module in importers[ref] if _is_package_of(context, module, ref)]
    if passing_on:
        found.append(_Evidence(0.6, f"{passing_on[0]} re-exports it"))
    sizes = {other: len(classes.members(other)) for other in refs}
    if sizes[ref] == max(sizes.values()) > min(sizes.values()):
        found.append(_Evidence(1.0, f"the most complete, with {sizes[ref]} members"))
    if ref.module.rpartition(".")[2].strip("_") == "_".join(words(ref.qualname)).lower():
        found.append(_Evidence(0.8, f"{ref.module} is named after it"))
    docstring = classes[ref].fact.docstring or ""
    facts = context.project.facts.get(ref.module)
    texts = f"{docstring}\n{(facts.docstring if facts else None) or ''}"
    if _OFFICIAL.search(texts):
        found.append(_Evidence(1.5, "its docstring calls it the canonical one"))
    elif docstring and not all(classes[other].fact.docstring for other in refs):
        found.append(_Evidence(0.4, "it has a docstring"))
    if _ABANDONED.search(texts) and not _OFFICIAL.search(texts):
        found.append(_Evidence(-2.0, f"the docstring of {ref.module} calls it deprecated"))
    if _ASIDE.search(ref.module):
        found.append(_Evidence(-1.5, f"{ref.module} stands aside by its name"))
    return found


def _fundamental(
    context: CodeContext,
    classes: Classes,
    dependence: Dependence,
    ref: ClassRef,
    refs: Sequence[ClassRef],
) -> list[_Evidence]:
    """That the others stand on its module: they can take it from there, it can't from them."""
    others = [other for other in refs if other.module != ref.module]
    parts = [dependence.stands_on(other.module, ref.module) for other in others]
    if not others or None in parts:
        return []
    importers = [len(_production_importers(context, classes, other)) for other in (ref, *others)]
    if any(importers) and not importers[0]:
        # A copy that nobody asks for is none the better for standing deep.
        return []
    upper, lower = next(part for part in parts if part is not None)
    more = f" and {len(parts) - 1} more" if len(parts) > 1 else ""
    return [_Evidence(2.0, f"{upper}{more} stands on {lower}, not the other way round")]


def _production_importers(context: CodeContext, classes: Classes, ref: ClassRef) -> list[str]:
    return [module for module in classes.importers(ref) if not context.is_test(module)]


def _is_package_of(context: CodeContext, module: str, ref: ClassRef) -> bool:
    file = context.project.modules.get(module)
    return file is not None and file.kind is Kind.PACKAGE and ref.module.startswith(f"{module}.")
