"""The import statements behind a broken-import finding, and what their files make of the names."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from analysis.extract.facts import Timing
from analysis.findings import BrokenImport
from analysis.fixes.edits import TextEdit
from analysis.fixes.import_statements import ImportedName
from analysis.fixes.name_use import chain_of
from analysis.fixes.source_text import SourceText
from analysis.fixes.workbench import Workbench

Asking = tuple[str, ImportedName]
"""(importer, imported name)"""


def asking(finding: BrokenImport, bench: Workbench) -> tuple[Asking, ...]:
    """Each imported name that asks for the broken target, by importer and place.

    What a test expects to fail is left out: such a test states that the target is gone. Nothing
    where only type checkers ask for a name that is bound for them.
    """
    data = finding.data
    typed = all(site.timing is Timing.TYPE_CHECKING for site in data.sites)
    if typed and data.name is not None and data.name in bench.use(data.module).bindings:
        return ()
    expected = {(site.importer, site.line) for site in data.sites if site.expected_by_test}
    found = []
    for importer in sorted({site.importer for site in data.sites}):
        for one in bench.imports(importer):
            lines = range(one.node.lineno, (one.node.end_lineno or one.node.lineno) + 1)
            if any((importer, line) in expected for line in lines):
                continue
            if _asks(one, data.module, data.name):
                found.append((importer, one))
    return tuple(found)


def _asks(one: ImportedName, module: str, name: str | None) -> bool:
    if name is not None:
        return one.module == module and one.name == name
    return one.module == module or one.module.startswith(module + ".")


def unused(bench: Workbench, importer: str, one: ImportedName) -> bool:
    """Whether the importer never uses what it imports, and nobody gets it from there."""
    if one.alias.name == "*" or one.alias.asname == one.alias.name:
        # `import x as x` says that it is here for others (PEP 484).
        return False
    if one.function is not None:
        return not _used_in(one)
    if one.name is None and one.alias.asname is None:
        return not bench.uses_of(importer, one)
    return not bench.uses_of(importer, one) and not bench.passes_on(importer, one.bound)


def _used_in(one: ImportedName) -> bool:
    assert one.function is not None
    return any(
        isinstance(node, ast.Name) and node.id == one.bound and isinstance(node.ctx, ast.Load)
        for node in ast.walk(one.function)
    )


def attribute_edits(finding: BrokenImport, bench: Workbench, name: str) -> Iterator[TextEdit]:
    """`module.broken` written as `module.name`, where a site takes the name as an attribute."""
    data = finding.data
    for importer in sorted({site.importer for site in data.sites}):
        source = bench.source(importer)
        if source is None or data.name is None:
            continue
        for one in bench.imports(importer):
            base = _base(one)
            if not (data.module == base or data.module.startswith(base + ".")):
                continue
            below = data.module.split(".")[base.count(".") + 1 :]
            for use in bench.use(importer).uses.get(one.bound, ()):
                if use.node is not None and use.chain[: len(below) + 1] == (*below, data.name):
                    yield _renamed(source, use.node, len(use.chain) - len(below) - 1, name)


def _base(one: ImportedName) -> str:
    """The module that the bound name stands for, if it stands for one."""
    if one.name is not None:
        return f"{one.module}.{one.name}"
    return one.module if one.alias.asname else one.module.partition(".")[0]


def _renamed(source: SourceText, node: ast.expr, outer: int, name: str) -> TextEdit:
    for _ in range(outer):
        assert isinstance(node, ast.Attribute)
        node = node.value
    assert isinstance(node, ast.Attribute) and chain_of(node)
    end = source.end(node)
    return source.edit(end - len(node.attr.encode(source.encoding)), end, name)


def export_entries(source: SourceText, name: str) -> Iterator[ast.Constant]:
    """The strings `name` that `__all__` is built from."""
    for statement in source.tree.body:
        targets: list[ast.expr] = []
        value: ast.AST | None = None
        match statement:
            case ast.Assign(targets=targets, value=value):
                pass
            case (
                ast.AnnAssign(target=target, value=value)
                | ast.AugAssign(target=target, value=value)
            ):
                targets = [target]
        if value is not None and any(
            isinstance(one, ast.Name) and one.id == "__all__" for one in targets
        ):
            for node in ast.walk(value):
                if isinstance(node, ast.Constant) and node.value == name:
                    yield node


def without_export(source: SourceText, name: str) -> Iterator[TextEdit]:
    """Edits that take `name` out of `__all__`, with its comma, and its line where it has one."""
    for node in export_entries(source, name):
        start, end = source.start(node), source.end(node)
        line_start = source.line_start(node.lineno)
        line_end = source.line_end(node.end_lineno or node.lineno)
        before, after = source.text(line_start, start), source.text(end, line_end)
        rest = after.lstrip()
        comma_gone = False
        if not before.strip() and (not rest.strip(", \t\r\n") or rest.lstrip(", ")[:1] == "#"):
            yield source.edit(line_start, line_end, "")
        elif rest.startswith(","):
            skipped = len(after) - len(rest) + 1
            blank = len(rest[1:]) - len(rest[1:].lstrip(" "))
            yield source.edit(start, end + skipped + blank, "")
        else:
            kept = before.rstrip()
            comma = kept.endswith(",")
            cut = len(before) - len(kept) + 1 if comma else 0
            yield source.edit(start - cut, end, "")
            comma_gone = comma
        holder = source.parent(node)
        if isinstance(holder, ast.Tuple) and len(holder.elts) == 2:
            # One value is no tuple without its comma.
            first, last = holder.elts
            trailing = "," in source.text(source.end(last), source.end(holder))
            if comma_gone or (node is first and not trailing):
                at = source.end(last if node is first else first)
                yield source.edit(at, at, ",")
