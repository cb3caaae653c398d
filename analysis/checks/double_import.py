"""One file under two names: `pkg.mod` by its root `src`, `src.pkg.mod` from the folder above."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from analysis.checks.context import Context
from analysis.findings import (
    AnyFinding,
    DoubleFile,
    DoubleImport,
    DoubleImportData,
    Importer,
    Location,
    Severity,
    key_of,
)
from analysis.resolve.project import External, Internal, ResolvedImport

_SHOWN = 3


def check(context: Context) -> Iterator[AnyFinding]:
    """One finding for each root whose files are imported both ways."""
    prefixes = _prefixes(context.project.layout.roots)
    if not prefixes:
        return
    second: dict[int, tuple[str, str, str]] = {}
    for target in context.project.targets:
        if isinstance(target, External):
            for prefix, root in prefixes.items():
                found = _file(context, target, prefix, root)
                if found is not None:
                    second[id(target)] = (prefix, *found)
    if not second:
        return
    asked: dict[tuple[str, str, str], list[ResolvedImport]] = {}
    for resolved in context.project.imports:
        if id(resolved.target) in second:
            asked.setdefault(second[id(resolved.target)], []).append(resolved)
    first = _by_first_name(context, {module for _, module, _ in asked})
    files: dict[str, list[DoubleFile]] = {}
    for (prefix, module, name), imports in sorted(asked.items()):
        if module in first:
            facts = context.project.facts.get(module)
            files.setdefault(prefix, []).append(
                DoubleFile(
                    path=context.path_of(module),
                    module=module,
                    second=name,
                    importers=_importers(context, first[module]),
                    second_importers=_importers(context, imports),
                    classes=tuple(each.qualname for each in facts.classes) if facts else (),
                )
            )
    for prefix, double in sorted(files.items()):
        yield _finding(context, prefix, prefixes[prefix], tuple(double))


def _prefixes(roots: Iterable[str]) -> dict[str, str]:
    """What a root is called as a package of a root above it -> the root."""
    every = set(roots)
    found = {}
    for root in sorted(every - {".", ".."}):
        above = [base for base in every if base == "." or root.startswith(f"{base}/")]
        for base in above:
            prefix = root if base == "." else root[len(base) + 1 :]
            if base != root and all(part.isidentifier() for part in prefix.split("/")):
                found[prefix.replace("/", ".")] = root
    return found


def _file(context: Context, target: External, prefix: str, root: str) -> tuple[str, str] | None:
    """The module that an import by its second name means, and that name."""
    names = [f"{target.module}.{target.name}"] if target.name else []
    for name in (*names, target.module):
        if name.startswith(f"{prefix}."):
            module = name.removeprefix(f"{prefix}.")
            file = context.project.modules.get(module)
            if file is not None and file.root == root and module in context.project.facts:
                return module, name
    return None


def _by_first_name(context: Context, modules: set[str]) -> dict[str, list[ResolvedImport]]:
    """The imports that ask for these modules by their own name, spelled out."""
    found: dict[str, list[ResolvedImport]] = {}
    for resolved in context.project.imports:
        target = resolved.target
        if resolved.fact.level or not isinstance(target, Internal):
            continue
        for name in {target.module, f"{target.module}.{target.name}"} & modules:
            found.setdefault(name, []).append(resolved)
    return found


def _importers(context: Context, imports: Iterable[ResolvedImport]) -> tuple[Importer, ...]:
    """Each importer at its first line."""
    lines: dict[str, int] = {}
    for resolved in imports:
        line = resolved.fact.span.line
        lines[resolved.importer] = min(line, lines.get(resolved.importer, line))
    return tuple(
        Importer(module, context.path_of(module), line) for module, line in sorted(lines.items())
    )


def _finding(
    context: Context, prefix: str, root: str, files: tuple[DoubleFile, ...]
) -> DoubleImport:
    names = [f"{file.module} as {file.second}" for file in files]
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    who = {each.module for file in files for each in file.second_importers}
    count = "1 file is" if len(files) == 1 else f"{len(files)} files are"
    return DoubleImport(
        key=key_of("double-import", prefix),
        severity=Severity.WARNING,
        title=f"{count} imported under two names, with and without {prefix}.",
        message=(
            f"Python takes {', '.join(names[:_SHOWN])}{more} for different modules: where both are "
            "imported the file runs twice, and isinstance() and except do not know the classes of "
            f"the other. Import all of {root} by the shorter name."
        ),
        subjects=tuple(file.module for file in files),
        locations=_locations(files),
        in_tests=all(map(context.is_test, who)),
        data=DoubleImportData(root, prefix, files),
    )


def _locations(files: Iterable[DoubleFile]) -> tuple[Location, ...]:
    places: Mapping[Location, None] = dict.fromkeys(
        Location(each.path, each.line) for file in files for each in file.second_importers
    )
    return tuple(places)
