"""What a check may look at."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

import msgspec

from analysis.execution.golden import GoldenPath
from analysis.execution.outcome import Execution
from analysis.extract.bodies import Bodies
from analysis.graphs.structure import Structure
from analysis.resolve.project import Internal, Missing, Project
from analysis.sources.history import NO_HISTORY, History
from analysis.sources.layout import Kind


class CodeContext(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """What is written; `bodies` reads a definition when a check asks for it."""

    structure: Structure
    bodies: Bodies
    canonical_classes: dict[str, str] = {}
    """`[tool.plumbline.ssot]`: class name -> "module" or "module:Class" the user calls the one."""

    @property
    def project(self) -> Project:
        return self.structure.project

    def is_test(self, module: str) -> bool:
        """Whether a module is test code; one that is not in the layout is not."""
        file = self.project.modules.get(module)
        return file is not None and file.is_test

    def path_of(self, module: str) -> str:
        """The file of a module; its dotted name where the layout has none."""
        file = self.project.modules.get(module)
        return file.path if file else module


class Context(CodeContext, frozen=True, kw_only=True, dict=True):
    """One analysis before its findings: also what running it does."""

    execution: Execution
    golden_paths: tuple[GoldenPath, ...]
    history: History = NO_HISTORY
    """What the repository has kept of its past; read when a check asks."""

    @cached_property
    def missing(self) -> dict[int, Missing]:
        """What is missing of the targets of all imports, by the identity of the target."""
        found: dict[int, Missing] = {}
        for target in self.project.targets:
            missing = None
            # By class, not by pattern: nearly all of the imports of a repository end here.
            if target.__class__ is Internal:
                if target.name and self.execution.has_name(target.module, target.name) is False:
                    missing = _missing(self.project, target.module, target.name)
            elif target.__class__ is Missing and not (
                target.reason == "missing-name"
                and self.execution.has_name(target.module, target.name or "")
            ):
                missing = target
            if missing is not None:
                found[id(target)] = missing
        return found

    def golden_among(self, blocked: Iterable[str]) -> tuple[str, ...]:
        """Names of the golden paths whose module is one of `blocked`, sorted."""
        modules = set(blocked)
        return tuple(sorted({path.name for path in self.golden_paths if path.module in modules}))


# What running a module says goes before what its statements alone say. Even a statement that looks
# certain may not run: one above it may fail inside of a `try`.


def _missing(project: Project, module: str, name: str) -> Missing | None:
    """What an import that resolves asks for in vain all the same."""
    file = project.modules.get(module)
    if (
        name == "*"
        or file is None
        or file.kind not in (Kind.MODULE, Kind.PACKAGE)
        or f"{module}.{name}" in project.modules
        or f"{module}.{name}" in project.layout.excluded
        or _is_reserved(name)
    ):
        return None
    message = f"cannot import name {name!r} from {module!r}"
    return Missing("missing-name", module, name, message)


def _is_reserved(name: str) -> bool:
    """`__name__` and the like: final namespaces leave them out."""
    return name.startswith("__") and name.endswith("__")
