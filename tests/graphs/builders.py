"""Hand-made projects for the graph tests: modules, imports and classes, a line each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from analysis.execution.outcome import Execution, Fails, Ok, Outcome
from analysis.extract.facts import ClassFact, FileFacts, ImportFact, Span, Timing
from analysis.graphs.structure import Structure, build_structure
from analysis.resolve.project import ClassRef, Internal, Project, ResolvedClass, ResolvedImport
from analysis.sources.layout import Kind, Layout, ModuleFile

TIMINGS = {
    "->": Timing.IMPORT,
    "~>": Timing.DEFERRED,
    "?>": Timing.TYPE_CHECKING,
}


def import_of(
    importer: str,
    imported: str,
    line: int = 1,
    timing: Timing = Timing.IMPORT,
    name: str | None = None,
    guarded: bool = False,
) -> ResolvedImport:
    """`importer` imports `imported` (or a name from it) on a line."""
    fact = ImportFact(imported, name, None, 0, Span(line, 0, line, 9), timing, guarded=guarded)
    return ResolvedImport(importer, fact, Internal(imported, name), (imported,), imported)


def class_of(name: str, bases: Iterable[str] = (), uses: Iterable[str] = ()) -> ResolvedClass:
    """`class_of("m:Child", bases=["m:Parent"])`; a base without a colon is an external one."""
    ref = ref_of(name)
    return ResolvedClass(
        ref=ref,
        path=f"{ref.module.replace('.', '/')}.py",
        fact=ClassFact(ref.qualname, (), (), (), 1, 2),
        names=Given(
            tuple(ref_of(base) if ":" in base else base for base in bases),
            tuple(ref_of(used) for used in uses),
        ),
    )


class Given(NamedTuple):
    """The names of one class, looked up already."""

    of_bases: tuple[ClassRef | str, ...]
    of_uses: tuple[ClassRef, ...]

    def bases(self, ref: ClassRef, fact: ClassFact) -> tuple[ClassRef | str, ...]:
        return self.of_bases

    def uses(self, ref: ClassRef, fact: ClassFact) -> tuple[ClassRef, ...]:
        return self.of_uses


def ref_of(text: str) -> ClassRef:
    """`"pkg.mod:Class"` as a reference."""
    module, _, qualname = text.partition(":")
    return ClassRef(module, qualname)


def project(
    modules: Iterable[str] = (),
    imports: Iterable[str | ResolvedImport] = (),
    classes: Iterable[ResolvedClass] = (),
    tests: Iterable[str] = (),
) -> Project:
    """A project of `imports` like "a.b -> c" (`~>` deferred, `?>` type checking).

    Modules that imports and classes name are there, and so are their packages.
    """
    resolved = [item if isinstance(item, ResolvedImport) else _parsed(item) for item in imports]
    classes = tuple(classes)
    named = set(modules) | set(tests) | {found.ref.module for found in classes}
    for item in resolved:
        named |= {item.importer, item.depends_on or item.importer}
    for name in list(named):
        parts = name.split(".")
        named |= {".".join(parts[:end]) for end in range(1, len(parts))}
    packages = {name.rpartition(".")[0] for name in named}
    test_modules = set(tests)
    files = {
        name: ModuleFile(
            name=name,
            path=name.replace(".", "/") + ("/__init__.py" if name in packages else ".py"),
            kind=Kind.PACKAGE if name in packages else Kind.MODULE,
            root=".",
            is_test=name in test_modules,
        )
        for name in sorted(named)
    }
    by_importer: dict[str, list[ResolvedImport]] = {}
    for item in resolved:
        by_importer.setdefault(item.importer, []).append(item)
    return Project(
        layout=Layout((".",), tuple(files.values())),
        modules=files,
        facts={name: FileFacts() for name in files},
        by_importer=by_importer,
        classes=classes,
    )


def structure(
    modules: Iterable[str] = (),
    imports: Iterable[str | ResolvedImport] = (),
    classes: Iterable[ResolvedClass] = (),
    tests: Iterable[str] = (),
) -> Structure:
    """The same, with both graphs."""
    made = project(modules, imports, classes, tests)
    return build_structure(made)


def execution(made: Structure, failing: Mapping[str, Fails] | None = None) -> Execution:
    """Everything imports, but what is `failing`."""
    outcomes: dict[str, Outcome] = dict.fromkeys(made.project.modules, Ok())
    outcomes.update(failing or {})
    return Execution(outcomes=outcomes, names={}, open_modules={})


def _parsed(text: str) -> ResolvedImport:
    importer, arrow, imported = text.split()
    return import_of(importer, imported, timing=TIMINGS[arrow])
