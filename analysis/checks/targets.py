"""Which imports ask for something that no module provides."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.checks.context import Context
from analysis.resolve.project import Internal, Missing, ResolvedImport
from analysis.sources.layout import Kind

Target = tuple[str, str | None]


def broken_imports(context: Context) -> Iterator[tuple[ResolvedImport, Missing]]:
    """Every import whose target is not there, with what is missing."""
    names = _Names(context)
    for resolved in context.project.imports:
        target = resolved.target
        # By class, not by pattern: nearly all of the imports of a repository end here.
        if target.__class__ is Internal:
            missing = names.missing(target.module, target.name) if target.name else None
        elif target.__class__ is Missing:
            missing = names.confirmed(target)
        else:
            continue
        if missing is not None:
            yield resolved, missing


def target_of(missing: Missing) -> Target:
    """(module, name); of a missing module the names asked from it are no targets of their own."""
    return missing.module, missing.name if missing.reason == "missing-name" else None


class _Names:
    """What running a module says goes before what its statements alone say.

    Even a statement that looks certain may not run: one above it may fail inside of a `try`.
    """

    def __init__(self, context: Context) -> None:
        self._project = context.project
        self._execution = context.execution
        self._answers: dict[Target, Missing | None] = {}

    def missing(self, module: str, name: str) -> Missing | None:
        """What an import that resolves asks for in vain all the same."""
        asked = (module, name)
        if asked not in self._answers:
            self._answers[asked] = self._missing(module, name)
        return self._answers[asked]

    def confirmed(self, target: Missing) -> Missing | None:
        """What no statement binds, unless running the module binds it."""
        if target.reason == "missing-name" and target.name is not None:
            return None if self._execution.has_name(target.module, target.name) else target
        return target

    def _missing(self, module: str, name: str) -> Missing | None:
        if name == "*":
            return None
        file = self._project.modules.get(module)
        if (
            file is None
            or file.kind not in (Kind.MODULE, Kind.PACKAGE)
            or f"{module}.{name}" in self._project.modules
            or _is_reserved(name)
            or self._execution.has_name(module, name) is not False
        ):
            return None
        message = f"cannot import name {name!r} from {module!r}"
        return Missing("missing-name", module, name, message)


def _is_reserved(name: str) -> bool:
    """`__name__` and the like: final namespaces leave them out."""
    return name.startswith("__") and name.endswith("__")
