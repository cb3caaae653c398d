"""Which imports ask for something that no module provides."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.checks.context import Context
from analysis.execution.outcome import Cause, Certainty, Failure
from analysis.resolve.project import Internal, Missing, ResolvedImport
from analysis.sources.layout import Kind

Target = tuple[str, str | None]


def broken_imports(context: Context) -> Iterator[tuple[ResolvedImport, Missing]]:
    """Every import whose target is not there, with what is missing."""
    for resolved in context.project.imports:
        missing = _missing(context, resolved)
        if missing is not None:
            yield resolved, missing


def target_of(missing: Missing) -> Target:
    """(module, name); of a missing module the names asked from it are no targets of their own."""
    return missing.module, missing.name if missing.reason == "missing-name" else None


def asked_too_early(failure: Failure, broken: set[Target]) -> bool:
    """The name comes later in a cycle; one that never comes is missing, whatever CPython says."""
    return failure.cause is Cause.PARTIAL and (failure.module, failure.name) not in broken


def _missing(context: Context, resolved: ResolvedImport) -> Missing | None:
    """What running the module says goes before what its statements alone say."""
    target, names = resolved.target, context.execution.names
    match target:
        case Missing(reason="missing-name", module=module, name=str(name)):
            if module in context.execution.open_modules:
                return None
            verdict = names.get(module, {}).get(name)
            there = verdict is not None and verdict.certainty is not Certainty.UNBOUND
            return None if there else target
        case Missing():
            return target
        case Internal(module=module, name=str(name)) if name != "*" and module in names:
            file = context.project.modules.get(module)
            if (
                file is None
                or file.kind not in (Kind.MODULE, Kind.PACKAGE)
                or module in context.execution.open_modules
                or f"{module}.{name}" in context.project.modules
                or _is_reserved(name)
            ):
                return None
            verdict = names[module].get(name)
            if verdict is not None and verdict.certainty is not Certainty.UNBOUND:
                return None
            message = f"cannot import name {name!r} from {module!r}"
            return Missing("missing-name", module, name, message)
        case _:
            return None


def _is_reserved(name: str) -> bool:
    """`__name__` and the like: final namespaces leave them out."""
    return name.startswith("__") and name.endswith("__")
