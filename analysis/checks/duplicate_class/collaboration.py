"""What the classes of a group work with."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from analysis.checks.context import CodeContext
from analysis.checks.duplicate_class.classes import Classes
from analysis.resolve.project import ClassRef, External, Internal, ResolvedImport

_PLUMBING = frozenset({"typing", "typing_extensions", "__future__", "abc", "collections.abc"})


class Collaboration:
    """What the body of a class uses: classes of the repository, and what its module imports."""

    def __init__(self, context: CodeContext, classes: Classes, modules: Collection[str]) -> None:
        self._classes = classes
        self._imports: dict[str, dict[str, ResolvedImport]] = {}
        for module in modules:
            self._imports[module] = {
                resolved.fact.bound: resolved
                for resolved in context.project.by_importer.get(module, ())
            }

    def of(self, ref: ClassRef) -> tuple[str, ...]:
        found = {str(used) for used in self._classes[ref].uses}
        imports: Mapping[str, ResolvedImport] = self._imports.get(ref.module, {})
        for name in self._classes.shape(ref).names:
            head, _, attribute = name.partition(".")
            resolved = imports.get(head)
            if resolved is not None:
                found.add(_target(resolved, attribute))
        return tuple(sorted(found - {"", str(ref)}))


def _target(resolved: ResolvedImport, attribute: str) -> str:
    match resolved.target:
        case External(module=module, name=name):
            if module in _PLUMBING or module.partition(".")[0] in _PLUMBING:
                return ""
            return f"{module}:{name or attribute}" if name or attribute else module
        case Internal(defined_in=str(module), defined_as=str(name)):
            return f"{module}:{name}"
        case Internal(defined_in=str(module)):
            return f"{module}:{attribute}" if attribute else module
        case target:
            return f"{target.module}:{target.name}" if target.name else target.module
