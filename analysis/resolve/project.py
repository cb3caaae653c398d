"""What imports, names and base classes mean once every file is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import Protocol

import msgspec

from analysis.extract.facts import ClassFact, ImportFact
from analysis.resolve.ground import Ground


class Internal(msgspec.Struct, frozen=True):
    """A module of the repository, or a name in one.

    `module` is the module that the statement asks; `name` the attribute (None: the module itself).
    `defined_in`/`defined_as` follow re-exports to the module whose statement binds the name.
    """

    module: str
    name: str | None = None
    defined_in: str | None = None
    defined_as: str | None = None


class External(msgspec.Struct, frozen=True):
    """Something outside of the repository: standard library or third party."""

    module: str
    name: str | None = None


class Missing(msgspec.Struct, frozen=True):
    """No such module or name. `module` is absolute; `message` is CPython's."""

    reason: str
    """missing-module, missing-name, beyond-top-level, not-a-package."""
    module: str
    name: str | None
    message: str


class Undecided(msgspec.Struct, frozen=True):
    """Dynamic code decides; `reason` says which."""

    reason: str
    module: str
    name: str | None = None


Target = Internal | External | Missing | Undecided


class ResolvedImport(msgspec.Struct, frozen=True):
    """One imported name: what was written, beside what it means.

    `loads` are the internal modules that running the statement executes, in order (parents first,
    then the module, then a submodule that the name stands for). `depends_on` is the one internal
    module the graph draws an edge to: the submodule where the name is one, else the module.
    """

    importer: str
    fact: ImportFact
    target: Target
    loads: tuple[str, ...] = ()
    depends_on: str | None = None


class ClassRef(msgspec.Struct, frozen=True, order=True):
    """A class of the repository: `str()` gives `module:Class`."""

    module: str
    qualname: str

    def __str__(self) -> str:
        return f"{self.module}:{self.qualname}"


class ClassNames(Protocol):
    """Looks up what the names in a class statement mean."""

    def bases(self, ref: ClassRef, fact: ClassFact) -> tuple[ClassRef | str, ...]: ...

    def uses(self, ref: ClassRef, fact: ClassFact) -> tuple[ClassRef, ...]: ...


class ResolvedClass(msgspec.Struct, frozen=True):
    """A class of the repository. What its names mean is found when asked: few are asked for."""

    ref: ClassRef
    path: str
    fact: ClassFact
    names: ClassNames

    @property
    def bases(self) -> tuple[ClassRef | str, ...]:
        """The bases; one outside of the repository stays a dotted string."""
        return self.names.bases(self.ref, self.fact)

    @property
    def uses(self) -> tuple[ClassRef, ...]:
        """Classes of the repository that its module imports or names and its body may use."""
        return self.names.uses(self.ref, self.fact)


class Project(Ground, frozen=True, kw_only=True, dict=True):
    """What the files say, and what it means together."""

    by_importer: Mapping[str, Sequence[ResolvedImport]]
    """The imports of every module that has facts, modules sorted."""
    classes: tuple[ResolvedClass, ...]
    memory: object = None
    """What `resolve` keeps for the project of an overlay."""

    @cached_property
    def importers_of_name(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """(module, name) -> modules that import this name from this module, sorted."""
        return _importers_of_name(self.by_importer)

    @cached_property
    def imports(self) -> tuple[ResolvedImport, ...]:
        """All imports, by importer and line."""
        return tuple(chain.from_iterable(self.by_importer.values()))

    @cached_property
    def targets(self) -> tuple[Target, ...]:
        """What the imports ask for, in their order; what many ask for alike stands here once."""
        # By identity: comparing values would cost more than what a check saves by it.
        return tuple({id(found.target): found.target for found in self.imports}.values())

    @cached_property
    def source_files(self) -> frozenset[str]:
        """The files of Python that were read, by path."""
        read = {self.modules[name].path for name in self.facts if name in self.modules}
        return frozenset(read | {file.path for file in self.layout.shadowed})


def name_asked(target: Target) -> tuple[str, str] | None:
    """(module, name) where a name of the repository is asked for, there or not."""
    if target.name is None or target.__class__ is External:
        return None
    return target.module, target.name


def named(imports: Iterable[ResolvedImport]) -> set[tuple[str, str]]:
    """The names of the repository that some imports ask for."""
    keys = (name_asked(found.target) for found in imports)
    return {key for key in keys if key is not None}


def _importers_of_name(
    by_importer: Mapping[str, Iterable[ResolvedImport]],
) -> dict[tuple[str, str], tuple[str, ...]]:
    askers: dict[int, list[str]] = {}
    targets: dict[int, Target] = {}
    for importer, imports in by_importer.items():
        for resolved in imports:
            target = resolved.target
            if target.__class__ is External:
                continue
            row = askers.get(id(target))
            if row is None:
                askers[id(target)] = [importer]
                targets[id(target)] = target
            elif row[-1] != importer:
                row.append(importer)
    found: dict[tuple[str, str], list[str]] = {}
    for at, target in targets.items():
        key = name_asked(target)
        if key is not None:
            found.setdefault(key, []).extend(askers[at])
    return {key: tuple(sorted(set(importers))) for key, importers in found.items()}
