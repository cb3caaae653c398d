"""Which imports ask for something that no module provides."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.checks.context import Context
from analysis.resolve.project import Internal, Missing, ResolvedImport
from analysis.sources.layout import Kind

Target = tuple[str, str | None]


def broken_imports(context: Context) -> Iterator[tuple[ResolvedImport, Missing]]:
    """Every import whose target is not there, with what is missing."""
    missing = missing_targets(context)
    if missing:
        for resolved in context.project.imports:
            asked = missing.get(id(resolved.target))
            if asked is not None:
                yield resolved, asked


def missing_targets(context: Context) -> dict[int, Missing]:
    """What is missing of the targets of all imports, by the identity of the target."""
    found: dict[int, Missing] = {}
    for target in context.project.targets:
        missing = None
        # By class, not by pattern: nearly all of the imports of a repository end here.
        if target.__class__ is Internal:
            missing = _missing(context, target.module, target.name) if target.name else None
        elif target.__class__ is Missing:
            missing = _confirmed(context, target)
        if missing is not None:
            found[id(target)] = missing
    return found


def target_of(missing: Missing) -> Target:
    """(module, name); of a missing module the names asked from it are no targets of their own."""
    return missing.module, missing.name if missing.reason == "missing-name" else None


# What running a module says goes before what its statements alone say. Even a statement that looks
# certain may not run: one above it may fail inside of a `try`.


def _confirmed(context: Context, target: Missing) -> Missing | None:
    """What no statement binds, unless running the module binds it."""
    if target.reason == "missing-name" and target.name is not None:
        return None if context.execution.has_name(target.module, target.name) else target
    return target


def _missing(context: Context, module: str, name: str) -> Missing | None:
    """What an import that resolves asks for in vain all the same."""
    if context.execution.has_name(module, name) is not False or name == "*":
        return None
    modules = context.project.modules
    file = modules.get(module)
    if (
        file is None
        or file.kind not in (Kind.MODULE, Kind.PACKAGE)
        or f"{module}.{name}" in modules
        or _is_reserved(name)
    ):
        return None
    message = f"cannot import name {name!r} from {module!r}"
    return Missing("missing-name", module, name, message)


def _is_reserved(name: str) -> bool:
    """`__name__` and the like: final namespaces leave them out."""
    return name.startswith("__") and name.endswith("__")
