"""Which module an import statement names: relative levels, parents, what is ours."""

from __future__ import annotations

import functools
import sys
from collections.abc import Iterable, Mapping

import msgspec

from analysis.sources.layout import Kind, ModuleFile

IMPORTABLE = frozenset({Kind.MODULE, Kind.PACKAGE, Kind.NAMESPACE, Kind.EXTENSION, Kind.BYTECODE})
PACKAGES = frozenset({Kind.PACKAGE, Kind.NAMESPACE})
SHARED_NAMESPACES = frozenset({"google", "azure", "zope", "sphinxcontrib", "backports"})
"""Namespaces that many distributions share: what is not in the repository may be installed."""

ALWAYS_LOADED = frozenset(sys.builtin_module_names) | {
    *("abc", "codecs", "encodings", "io", "os", "site", "stat", "posixpath", "genericpath"),
    *("zipimport", "_collections_abc", "_sitebuiltins", "_frozen_importlib"),
    "_frozen_importlib_external",
}
"""Built in, or loaded before any code of the repository: no file can take their place."""

BEYOND_TOP_LEVEL = "attempted relative import beyond top-level package"
NO_PARENT = "attempted relative import with no known parent package"


class BeyondTopLevel(msgspec.Struct, frozen=True):
    """A relative import that leaves its package; `message` is CPython's."""

    message: str


class ModuleIndex:
    """Looks module names up. `modules` are all files of the repository, by module name."""

    def __init__(
        self,
        modules: Mapping[str, ModuleFile],
        bare: Iterable[ModuleFile] = (),
        misspelt: Iterable[str] = (),
        excluded: frozenset[str] = frozenset(),
    ) -> None:
        """`bare` are folders without modules: importable where their parent is one of ours.

        `misspelt` are top-level names that can only mean a package of ours: they do not exist.
        `excluded` are names that the settings exclude, see `Layout`.
        """
        self.excluded = excluded
        self._bare = {file.name: file.path for file in bare}
        below = {file.name: file for file in bare if file.name.partition(".")[0] in modules}
        self.modules = {**below, **modules}
        modules = self.modules
        self._importable = {name for name, module in modules.items() if module.kind in IMPORTABLE}
        self._opaque = excluded - self._importable
        self._folded = {
            name.casefold(): name for name in sorted(self._importable) if "." not in name
        }
        self._ours = {name.partition(".")[0] for name in self._importable} | set(misspelt)

    def __contains__(self, name: str) -> bool:
        return name in self._importable

    def is_ours(self, name: str) -> bool:
        """Whether the repository decides if `name` can be imported."""
        top = name.partition(".")[0]
        if top not in self._ours:
            return False
        if top in SHARED_NAMESPACES and name not in self._importable:
            return self.modules[top].kind is not Kind.NAMESPACE
        return top not in ALWAYS_LOADED and not (self.excluded and self.is_excluded(name))

    def is_excluded(self, name: str) -> bool:
        """Whether the settings exclude a module, or a package around it."""
        return (
            bool(self.excluded)
            and name not in self._importable
            and any(
                part in self.excluded and part not in self._importable for part in lineage(name)
            )
        )

    def looks_like(self, name: str) -> str | None:
        """What stands in the repository under the name of something external, if not as a module.

        A stub alone, or the same name in other letters: an installed module may still be meant.
        """
        top = name.partition(".")[0]
        if top in ALWAYS_LOADED:
            return None
        found = self.modules.get(top)
        if top in self._bare and name not in self._bare:
            return f"{self._bare[top]} is a folder without modules"
        if found is not None and found.kind is Kind.STUB:
            return f"{found.path} is a stub only"
        other = self._folded.get(top.casefold())
        return f"{other} is spelled otherwise" if other is not None and other != top else None

    def is_package(self, name: str) -> bool:
        module = self.modules.get(name)
        return module is not None and module.kind in PACKAGES

    def package_of(self, name: str) -> str:
        """`__package__` of a module: itself for a package, "" for a top-level one or a script."""
        module = self.modules.get(name)
        if module is not None and module.kind is Kind.NOTEBOOK:
            return ""
        return name if self.is_package(name) else name.rpartition(".")[0]

    def absolute(self, importer: str, level: int, module: str) -> str | BeyondTopLevel:
        """The absolute name that `from <level dots><module>` asks for."""
        return self.absolute_in(self.package_of(importer) if level else "", level, module)

    def absolute_in(self, package: str, level: int, module: str) -> str | BeyondTopLevel:
        """The same in any module of a package ("" where the importer has none)."""
        if not level:
            return module
        if not package:
            return BeyondTopLevel(NO_PARENT)
        parts = package.split(".")
        if level > len(parts):
            return BeyondTopLevel(BEYOND_TOP_LEVEL)
        base = ".".join(parts[: len(parts) - level + 1])
        return f"{base}.{module}" if module else base

    def missing_part(self, name: str) -> tuple[str, str] | None:
        """(reason, module) for the first part of a dotted name that is not there, else None."""
        parts = name.split(".")
        for end in range(1, len(parts) + 1):
            part = ".".join(parts[:end])
            if part in self._importable:
                continue
            parent = part.rpartition(".")[0]
            if parent and not self.is_package(parent):
                if self.modules[parent].kind in (Kind.EXTENSION, Kind.BYTECODE):
                    return None
                return "not-a-package", part
            return "missing-module", part
        return None


@functools.lru_cache(maxsize=2**16)
def lineage(name: str) -> tuple[str, ...]:
    """A module's parents, outermost first, then the module itself."""
    parts = name.split(".")
    return tuple(".".join(parts[:end]) for end in range(1, len(parts) + 1))


def missing_module_message(reason: str, module: str) -> str:
    """What CPython says when `module` can't be found."""
    if reason == "not-a-package":
        parent = module.rpartition(".")[0]
        return f"No module named {module!r}; {parent!r} is not a package"
    return f"No module named {module!r}"
