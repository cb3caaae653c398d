"""The last resort for a name or module that is gone: a stand-in that says so when it is used."""

from __future__ import annotations

import ast
import builtins
from collections import Counter
from collections.abc import Iterable, Iterator

from analysis.findings import AnyFinding, BrokenImport
from analysis.fixes.broken_sites import Asking, asking
from analysis.fixes.edits import Fix, TextEdit
from analysis.fixes.import_order import leading_imports
from analysis.fixes.needs import Need, attributes_of, need_of
from analysis.fixes.proof import breaks_something
from analysis.fixes.proposal import proposal
from analysis.fixes.source_text import SourceText, is_docstring
from analysis.fixes.stub_text import stub_text
from analysis.fixes.workbench import Workbench

KIND = "add-stub"
_SOME = 3
"""Classes from which on what most of them do is a custom."""
_NOTES = (
    "A stand-in heals the imports, not the program: whatever calls it gets NotImplementedError.",
    "Restore the definition from the history of the repository, or remove what needs it.",
)


def propose(finding: AnyFinding, bench: Workbench) -> Iterator[Fix]:
    """A stub that raises when it is called and, where that is too late, one that does nothing."""
    if not isinstance(finding, BrokenImport) or not breaks_something(finding):
        return
    data, places = finding.data, asking(finding, bench)
    if data.reason == "missing-module":
        yield from _module(finding, data.module, places, bench)
    elif data.reason == "missing-name" and data.name is not None:
        target = f"{data.module}.{data.name}"
        importers = [site.importer for site in data.sites]
        if bench.is_package(data.module) and attributes_of(bench, target, importers):
            yield from _module(finding, target, places, bench)
        else:
            yield from _name(finding, data.name, places, bench)


def _name(
    finding: BrokenImport, name: str, places: tuple[Asking, ...], bench: Workbench
) -> Iterator[Fix]:
    module = finding.data.module
    source = bench.source(module)
    if source is None or not name.isidentifier():
        return
    need = need_of(bench, name, places)
    for tried, score in _escalating({name: need}):
        edit = _below_imports(source, stub_text(module, tried, _usual_base(source)))
        yield proposal(
            finding,
            KIND,
            tried[name].value,
            f"Add a stand-in for {name} to {module}",
            f"nothing in the repository defines {name} any more",
            [edit],
            score,
            notes=_NOTES,
        )


def _module(
    finding: BrokenImport, module: str, places: tuple[Asking, ...], bench: Workbench
) -> Iterator[Fix]:
    # Who asks for it in another way has a finding of its own, and needs the same stand-in.
    sites = {site.importer for site in finding.data.sites}
    beside = _beside(bench, module) - sites
    importers = sites | beside
    places = (*places, *((other, one) for other in sorted(beside) for one in bench.imports(other)))
    path = _path(bench, module)
    if path is None or any(one.module.startswith(module + ".") for _, one in places):
        return
    wanted: dict[str, list[Asking]] = {}
    for importer, one in places:
        if one.module != module or one.name is None:
            continue
        names = _star_names(bench, importer) if one.name == "*" else {one.name}
        for name in names:
            wanted.setdefault(name, []).append((importer, one))
    needs = {
        name: need_of(bench, name, [place for place in asked if place[1].name != "*"])
        for name, asked in wanted.items()
    }
    for name in attributes_of(bench, module, importers):
        needs.setdefault(name, Need.INERT)
    doc = f'"""Stand-in for the missing module {module}."""\n'
    for tried, score in _escalating(needs):
        text = f"{doc}\n\n{stub_text(module, tried)}" if tried else doc
        kinds = "-".join(sorted({need.value for need in tried.values()}))
        yield proposal(
            finding,
            KIND,
            "inert" if set(tried.values()) == {Need.INERT} else kinds,
            f"Add a stand-in for the module {module}",
            f"nothing in the repository looks like {module}",
            [TextEdit(path, 0, 0, text)],
            score,
            notes=_NOTES,
        )


def _beside(bench: Workbench, module: str) -> set[str]:
    """All who break because the module is gone, whether they ask for it or its package for it."""
    parent, _, last = module.rpartition(".")
    return {
        site.importer
        for finding in bench.analysis.findings
        if isinstance(finding, BrokenImport)
        and (finding.data.module, finding.data.name) in ((module, None), (parent, last))
        for site in finding.data.sites
        if not site.expected_by_test
    }


def _escalating(needs: dict[str, Need]) -> Iterator[tuple[dict[str, Need], float]]:
    """What the uses show first; then stand-ins that do nothing at all, wherever that differs."""
    yield needs, 0.12
    inert: dict[str, Need] = {
        name: Need.INERT if need in (Need.FUNCTION, Need.CLASS, Need.DECORATOR_MAKER) else need
        for name, need in needs.items()
    }
    if inert != needs:
        yield inert, 0.1


def _star_names(bench: Workbench, importer: str) -> set[str]:
    """What the importer of a star may have had from it: used or asked for, and bound nowhere."""
    use = bench.use(importer)
    asked = {
        name
        for module, name in bench.project.importers_of_name
        if module == importer and name not in bench.submodules.get(importer, ())
    }
    plain = {name for name in use.uses if name not in use.bindings}
    return {
        name
        for name in (asked | use.exported | plain) - set(use.bindings) - set(dir(builtins))
        if name.isidentifier() and not name.startswith("__") and name != "*"
    }


def _path(bench: Workbench, module: str) -> str | None:
    """Where the file of a new module goes; None where its package is no folder of ours."""
    parent, _, last = module.rpartition(".")
    file = bench.project.modules.get(parent)
    if not last.isidentifier() or file is None:
        return None
    if bench.is_package(parent):
        return f"{file.path.rpartition('/')[0]}/{last}.py".lstrip("/")
    return None


def _usual_base(source: SourceText) -> str | None:
    """The imported class that most classes of a file inherit directly, if there are some.

    Who asks such a file for a class counts on it: interfaces, models, fields.
    """
    classes = [node for node in source.tree.body if isinstance(node, ast.ClassDef)]
    if len(classes) < _SOME:
        return None
    bases = Counter(base.id for one in classes for base in one.bases if isinstance(base, ast.Name))
    imported = {
        alias.asname or alias.name for node in leading_imports(source) for alias in node.names
    }
    for base, number in bases.most_common(1):
        if number * 2 > len(classes) and base in imported:
            return base
    return None


def _below_imports(source: SourceText, text: str) -> TextEdit:
    leading: Iterable[object] = leading_imports(source)
    body = source.tree.body
    nodes = [node for node in body if node in leading]
    if not nodes and body:
        future = [node for node in body if getattr(node, "module", None) == "__future__"]
        nodes = future or (body[:1] if is_docstring(body[0]) else [])
    if nodes:
        last = nodes[-1]
        at = source.line_end(last.end_lineno or last.lineno)
        lead = "" if source.text(at - 1, at) in ("\n", "\r") else "\n"
        apart = source.text(at, at + 4).replace("\r", "").startswith("\n\n")
        return source.edit(at, at, f"{lead}\n\n{text}" + ("" if apart else "\n"))
    at = source.line_start(body[0].lineno) if body else len(source.data)
    return source.edit(at, at, f"{text}\n\n")
