from __future__ import annotations

import ast
import importlib.util
from pathlib import Path

import pytest

from analysis.findings import BrokenImport, DuplicateClass, ImportCycle
from analysis.pipeline import analyze
from analysis.sources.tree import MemoryTree
from benchmarks.monorepo.imports import imports_of
from benchmarks.monorepo.plan import SERVICES, plan
from benchmarks.monorepo.render import render
from benchmarks.monorepo.vocabulary import STEMS, stem
from benchmarks.monorepo.write import write

FILES, LINES, SEED = 420, 60_000, 7
PLAN = plan(FILES, LINES, SEED)
MADE = list(render(PLAN))
TREES = {file.path: ast.parse(file.text) for file in MADE}
"""That each file parses is asserted by this line."""

BROKEN = {
    (each.module, each.target, each.name)
    for package in PLAN.packages
    for module in package.modules
    for each in imports_of(PLAN, module).broken
}


def module_of(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def bound_names(tree: ast.Module) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.Name(id=name):
                found.add(name)
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                found |= {alias.asname or alias.name for alias in names}
    return found


def test_the_same_seed_gives_the_same_files() -> None:
    assert list(render(plan(FILES, LINES, SEED))) == MADE


def test_another_seed_gives_other_files() -> None:
    assert {file.text for file in render(plan(FILES, LINES, SEED + 1))} & {
        file.text for file in MADE
    } <= {file.text for file in MADE if file.path.endswith("__init__.py")}


@pytest.mark.parametrize(("files", "lines"), [(60, 9_000), (FILES, LINES), (1_000, 90_000)])
def test_the_counts_are_as_asked(files: int, lines: int) -> None:
    made = list(render(plan(files, lines, SEED)))
    assert len({file.path for file in made}) == len(made) == files
    assert sum(file.lines for file in made) == sum(len(file.text.splitlines()) for file in made)
    assert abs(sum(file.lines for file in made) - lines) < lines / 20


def test_too_few_files_are_refused() -> None:
    with pytest.raises(ValueError, match="60 files"):
        plan(59, 9_000, SEED)


def test_names_of_modules_do_not_repeat() -> None:
    assert len({stem(number) for number in range(60_000)}) == 60_000 < STEMS


def test_every_internal_import_leads_somewhere_but_for_the_planted_ones() -> None:
    names = {module_of(path): bound_names(tree) for path, tree in TREES.items()}
    tops = {service for service, _, _ in SERVICES}
    lost = set()
    for path, tree in TREES.items():
        importer = module_of(path)
        package = importer if path.endswith("__init__.py") else importer.rpartition(".")[0]
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    if alias.name.partition(".")[0] in tops and alias.name not in names:
                        lost.add((importer, alias.name, ""))
            elif isinstance(node, ast.ImportFrom):
                relative = "." * node.level + (node.module or "")
                target = importlib.util.resolve_name(relative, package)
                if target.partition(".")[0] in tops:
                    lost |= {
                        (importer, target, alias.name)
                        for alias in node.names
                        if f"{target}.{alias.name}" not in names
                        and alias.name not in names.get(target, ())
                    }
    assert lost == BROKEN
    assert len(BROKEN) >= 2


def test_the_audit_finds_what_was_planted_and_nothing_else_is_broken() -> None:
    found = analyze(MemoryTree({file.path: file.text for file in MADE})).findings
    broken = [finding for finding in found if isinstance(finding, BrokenImport)]
    importers = {site.importer for finding in broken for site in finding.data.sites}
    assert importers == {module for module, _, _ in BROKEN}
    assert any(isinstance(finding, DuplicateClass) for finding in found)
    verdicts = {finding.data.verdict for finding in found if isinstance(finding, ImportCycle)}
    assert len(verdicts) > 1


def test_imports_are_as_dense_and_as_mixed_as_in_real_repositories() -> None:
    nodes = [node for tree in TREES.values() for node in ast.walk(tree)]
    every = [node for node in nodes if isinstance(node, (ast.Import, ast.ImportFrom))]
    relative = [node for node in every if isinstance(node, ast.ImportFrom) and node.level]
    top = {id(node) for tree in TREES.values() for node in tree.body}
    late = [node for node in every if id(node) not in top]
    assert 6 < len(every) / FILES < 11
    assert 0.05 < len(relative) / len(every) < 0.4
    assert 0.01 < len(late) / len(every) < 0.2


def test_no_two_functions_share_a_body() -> None:
    bodies = [
        ast.dump(node)
        for tree in TREES.values()
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and len(node.body) > 4
    ]
    assert len(set(bodies)) == len(bodies) > FILES


def test_a_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(FileExistsError, match="not empty"):
        write(tmp_path, 60, 9_000)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_what_is_written_is_what_is_rendered(tmp_path: Path) -> None:
    files, lines = write(tmp_path / "new", 60, 9_000, SEED)
    made = list(render(plan(60, 9_000, SEED)))
    assert (files, lines) == (60, sum(file.lines for file in made))
    written = {
        path.relative_to(tmp_path / "new").as_posix(): path.read_text("utf-8")
        for path in (tmp_path / "new").rglob("*.py")
    }
    assert written == {file.path: file.text for file in made}
