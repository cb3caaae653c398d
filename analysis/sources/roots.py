"""Which folders are on `sys.path`: what the projects declare, else what the imports presume."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.sources.distributions import declared_distributions
from analysis.sources.errors import SourceError
from analysis.sources.folders import TOP, Folders, is_test_path, join, module_of_file, parent
from analysis.sources.import_evidence import Evidence, samples
from analysis.sources.project_files import MARKERS, declared_roots, inside, is_project
from analysis.sources.tree import SourceTree


def explicit_roots(folders: Folders, roots: tuple[str, ...]) -> tuple[str, ...]:
    """The roots that the user named, normalised; SourceError where one is no folder here."""
    found: list[str] = []
    for root in roots:
        path = inside(TOP, root or TOP)
        if path is None or (path != TOP and path not in folders.files):
            raise SourceError(f"the import root {root!r} is no folder of this source")
        found.append(path)
    return tuple(dict.fromkeys(found))


def find_roots(tree: SourceTree, folders: Folders) -> tuple[str, ...]:
    """The import roots in `sys.path` order: the top, declared ones, then by path, tests last."""
    candidates = folders.open_folders()
    declared = _declared(tree, folders, candidates)
    unsure = [folder for folder in candidates if folder not in declared]
    found = [*declared, *_presumed(tree, folders, declared, unsure)] if unsure else declared
    top_declared = [root for root in declared if parent(root) == TOP or root == TOP]
    rest = sorted(set(found) - set(top_declared), key=lambda root: (_is_aside(root), root))
    return (*top_declared, *rest)


def _is_aside(root: str) -> bool:
    return is_test_path(f"{root}/x.py") or root.partition("/")[0] in (
        "docs",
        "examples",
    )


def _declared(tree: SourceTree, folders: Folders, candidates: list[str]) -> list[str]:
    allowed = set(candidates)
    found = {TOP: None}
    for folder in candidates:
        names = frozenset(folders.files[folder]).intersection(MARKERS)
        if not names:
            continue
        if is_project(tree, folder, names):
            found[folder] = None
        # A root within a regular package would give its files two names; the package's one counts.
        found |= dict.fromkeys(
            root for root in declared_roots(tree, folder, names) if root in allowed
        )
    return list(found)


def _presumed(
    tree: SourceTree, folders: Folders, declared: list[str], unsure: list[str]
) -> list[str]:
    """Folders that nothing declares, yet whose files import each other as if they were roots."""
    accepted = set(declared)
    evidence = Evidence(tree, folders, accepted | set(unsure))
    within, elsewhere = samples(tree, set(unsure))
    evidence.read(within)
    supposed = {folder for folder in unsure if _looks_like_root(folders, folder)}
    if supposed or any(evidence.votes(folder, accepted)[0] for folder in unsure):
        # Only these can be spoken against, so most repositories never come to this reading.
        evidence.read(elsewhere)
    chosen: list[str] = []
    for folder in unsure:
        wins, losses = evidence.votes(folder, accepted)
        if wins > losses or (wins == losses and folder in supposed):
            accepted.add(folder)
            chosen.append(folder)
    return _without_collisions(folders, declared, chosen)


def _looks_like_root(folders: Folders, folder: str) -> bool:
    """A `src` that is no package, or packages below a name that no import statement can spell."""
    name = folder.rpartition("/")[2]
    if name == "src":
        return True
    return (
        not name.isidentifier()
        and not name.startswith(".")
        and any(folders.is_package(join(folder, sub)) for sub in folders.subfolders[folder])
    )


def _without_collisions(folders: Folders, declared: list[str], chosen: list[str]) -> list[str]:
    """Presumed roots that would hide each other's modules are none: their files keep long names."""
    carved = {*declared, *chosen}
    owners: dict[str, set[str]] = {}
    for root in carved:
        for name in _module_names(folders, root, carved):
            owners.setdefault(name, set()).add(root)
    hidden = set().union(*(roots for roots in owners.values() if len(roots) > 1))
    return [root for root in chosen if root not in hidden]


_EVERYWHERE = frozenset({"__init__", "__main__", "setup", "conftest", "tests", "test", "noxfile"})


def _module_names(folders: Folders, root: str, carved: set[str]) -> Iterator[str]:
    for file in folders.files[root]:
        module = module_of_file(file)
        if module and module[0] not in _EVERYWHERE:
            yield module[0]
    for name in folders.subfolders[root]:
        path = join(root, name)
        if folders.is_package(path) and path not in carved and name not in _EVERYWHERE:
            yield name


def foreign_namespaces(tree: SourceTree, folders: Folders) -> frozenset[str]:
    """Folders at the top that are called like a distribution which the repository requires.

    `alembic/env.py` without an `__init__.py` is the known case: a regular package later on the
    path, the installed one, wins over a folder. Unless imports lead into the folder: then it is
    the repository's own.
    """
    required: frozenset[str] | None = None
    found: list[str] = []
    for name in folders.subfolders[TOP]:
        if name in folders.with_modules and not folders.is_package(name):
            required = declared_distributions(tree) if required is None else required
            if name.lower() in required:
                found.append(name)
    if not found:
        return frozenset()
    evidence = Evidence(tree, folders, {TOP})
    within, elsewhere = samples(tree, set(found))
    evidence.read([*within, *elsewhere])
    return frozenset(name for name in found if not evidence.passing(name))
