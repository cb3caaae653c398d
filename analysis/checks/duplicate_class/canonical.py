"""Which of several definitions is the true one, with the evidence that says so."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.checks.context import CodeContext
from analysis.checks.duplicate_class.classes import Classes
from analysis.checks.duplicate_class.dependence import Dependence
from analysis.checks.duplicate_class.evidence import Evidence, Weighed, evidence_for, told
from analysis.findings import Canonical
from analysis.resolve.project import ClassRef
from analysis.sources.layout import Kind


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
    others = [evidence[ref] for ref in refs if ref != best]
    return Canonical(best.module, best.qualname, told(evidence[best], others))


def named_by_user(context: CodeContext, refs: Sequence[ClassRef]) -> ClassRef | None:
    """The one of them that `[tool.plumbline.ssot]` names."""
    for ref in refs:
        wanted = context.canonical_classes.get(ref.qualname)
        if wanted in (ref.module, str(ref)):
            return ref
    return None


def _evidence(
    context: CodeContext, classes: Classes, ref: ClassRef, refs: Sequence[ClassRef]
) -> list[Evidence]:
    weighed = {other: _weighed(context, classes, other) for other in refs}
    found = evidence_for(weighed[ref], [weighed[other] for other in refs])
    passing_on = [
        module
        for module in _production_importers(context, classes, ref)
        if _is_package_of(context, module, ref)
    ]
    if passing_on:
        found.append(Evidence(0.6, f"{passing_on[0]} re-exports it"))
    return found


def _weighed(context: CodeContext, classes: Classes, ref: ClassRef) -> Weighed:
    facts = context.project.facts.get(ref.module)
    return Weighed(
        module=ref.module,
        name=ref.qualname,
        members=len(classes.members(ref)),
        importers=len(_production_importers(context, classes, ref)),
        docstring=classes[ref].fact.docstring or "",
        module_docstring=(facts.docstring if facts else None) or "",
    )


def _fundamental(
    context: CodeContext,
    classes: Classes,
    dependence: Dependence,
    ref: ClassRef,
    refs: Sequence[ClassRef],
) -> list[Evidence]:
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
    return [Evidence(2.0, f"{upper}{more} stands on {lower}, not the other way round")]


def _production_importers(context: CodeContext, classes: Classes, ref: ClassRef) -> list[str]:
    return [module for module in classes.importers(ref) if not context.is_test(module)]


def _is_package_of(context: CodeContext, module: str, ref: ClassRef) -> bool:
    file = context.project.modules.get(module)
    return file is not None and file.kind is Kind.PACKAGE and ref.module.startswith(f"{module}.")
