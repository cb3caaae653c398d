"""The import statements of one file, and edits that take names out of them or change them."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from analysis.fixes.edits import TextEdit
from analysis.fixes.name_use import Function, is_type_checking
from analysis.fixes.source_text import SourceText

ImportNode = ast.Import | ast.ImportFrom


@dataclass(frozen=True, slots=True)
class ImportedName:
    """One name of one import statement. `module` is absolute; `name` None for `import a.b`.

    `function` is the innermost function around it; `conditional` says that it stands in a branch,
    loop, `try` or class body.
    """

    node: ImportNode
    alias: ast.alias
    module: str
    name: str | None
    function: Function | None = None
    conditional: bool = False
    type_checking: bool = False

    @property
    def bound(self) -> str:
        """The name that the statement binds."""
        if self.alias.asname:
            return self.alias.asname
        return self.alias.name.partition(".")[0] if self.name is None else self.alias.name

    @property
    def relative(self) -> bool:
        return isinstance(self.node, ast.ImportFrom) and self.node.level > 0

    @property
    def at_module_level(self) -> bool:
        """Runs with the module, whatever happens."""
        return self.function is None and not self.conditional and not self.type_checking


def imported_names(tree: ast.Module, package: str) -> tuple[ImportedName, ...]:
    """Every imported name in source order; `package` is what relative imports start from."""
    found: list[ImportedName] = []
    pending: list[tuple[ast.AST, Function | None, bool, bool]] = [(tree, None, False, False)]
    while pending:
        node, function, conditional, typing = pending.pop()
        match node:
            case ast.Import():
                found += [
                    ImportedName(node, alias, alias.name, None, function, conditional, typing)
                    for alias in node.names
                ]
            case ast.ImportFrom():
                module = absolute(package, node.level, node.module)
                found += [
                    ImportedName(node, alias, module, alias.name, function, conditional, typing)
                    for alias in node.names
                ]
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                pending += [(part, node, False, typing) for part in node.body]
            case ast.If():
                checking = typing or is_type_checking(node.test)
                pending += [(part, function, True, checking) for part in node.body]
                pending += [(part, function, True, typing) for part in node.orelse]
            case ast.ClassDef():
                # What a class body imports is the class's own: it can't move on its own.
                pending += [(part, function, True, typing) for part in node.body]
            case ast.Module() | ast.With() | ast.AsyncWith():
                pending += [(part, function, conditional, typing) for part in node.body]
            case ast.Try() | ast.For() | ast.AsyncFor() | ast.While() | ast.Match():
                pending += [(part, function, True, typing) for part in ast.iter_child_nodes(node)]
            case ast.ExceptHandler() | ast.match_case():
                pending += [(part, function, True, typing) for part in node.body]
            case _ if type(node).__name__ == "TryStar":
                pending += [(part, function, True, typing) for part in ast.iter_child_nodes(node)]
    return tuple(sorted(found, key=lambda one: (one.alias.lineno, one.alias.col_offset)))


def absolute(package: str, level: int, module: str | None) -> str:
    """The absolute name of what `from ..module import` asks, as seen from `package`."""
    if not level:
        return module or ""
    parts = package.split(".") if package else []
    base = parts[: len(parts) - level + 1]
    return ".".join([*base, module] if module else base)


def spelling(package: str, target: str, relative: bool) -> str:
    """How an import in `package` names the module `target`: relative where that is possible."""
    here, there = package.split(".") if package else [], target.split(".")
    if not relative or not here or here[0] != there[0]:
        return target
    shared = 0
    while shared < min(len(here), len(there)) and here[shared] == there[shared]:
        shared += 1
    return "." * (len(here) - shared + 1) + ".".join(there[shared:])


def from_import(module: str, name: str, alias: str | None = None) -> str:
    """The text of one from-import."""
    return f"from {module} import {name}" + (f" as {alias}" if alias and alias != name else "")


def import_text(module: str, alias: str | None = None) -> str:
    """The text of one plain import."""
    return f"import {module}" + (f" as {alias}" if alias else "")


# Changing what is there


def replace_name(source: SourceText, imported: ImportedName, name: str) -> TextEdit:
    """Another name, the rest of the clause (`as ...`) kept."""
    start = source.start(imported.alias)
    old = imported.alias.name
    end = start + len(old.encode(source.encoding, "surrogateescape"))
    if source.text(start, end) != old:
        # Blanks around dots, or letters that Python folds: write the whole clause anew.
        clause = name + (f" as {imported.alias.asname}" if imported.alias.asname else "")
        return source.edit(start, source.end(imported.alias), clause)
    return source.edit(start, end, name)


def replace_clause(source: SourceText, imported: ImportedName, clause: str) -> TextEdit:
    """Another clause: `name` or `name as alias`."""
    return source.edit(source.start(imported.alias), source.end(imported.alias), clause)


_BLANKS = r"(?:[ \t\f]|\\(?:\r\n|\r|\n))*"


def replace_module(source: SourceText, node: ast.ImportFrom, module: str) -> TextEdit | None:
    """Another module for all names of the statement, as spelled (leading dots for relative)."""
    parts = node.module.count(".") + 1 if node.module else 0
    dots = rf"(?:{_BLANKS}\.)" + "{" + str(node.level) + "}"
    name = rf"{_BLANKS}\w+(?:{_BLANKS}\.{_BLANKS}\w+)" + "{" + str(max(parts - 1, 0)) + "}"
    pattern = rf"from({_BLANKS})({dots}{name if parts else ''})"
    start = source.start(node)
    found = re.match(pattern, source.text(start, source.end(node)))
    if found is None:
        return None
    written = found[2].lstrip(" \t\f\\\r\n")
    skipped = found[0][: len(found[0]) - len(written)]
    begin = start + len(skipped.encode(source.encoding, "surrogateescape"))
    stop = start + len(found[0].encode(source.encoding, "surrogateescape"))
    return source.edit(begin, stop, module)


# Taking names out


def remove_names(source: SourceText, names: Iterable[ImportedName]) -> tuple[TextEdit, ...]:
    """Edits that take the names out; a statement that loses all of them goes, with its comment.

    A block that would be left empty gets `pass`.
    """
    gone: dict[ImportNode, list[ast.alias]] = {}
    for one in names:
        gone.setdefault(one.node, []).append(one.alias)
    edits: list[TextEdit] = []
    vanishing = [node for node, aliases in gone.items() if len(aliases) == len(node.names)]
    for node, aliases in gone.items():
        if node not in vanishing:
            edits += _without(source, node, aliases)
    edits += _without_statements(source, vanishing)
    return tuple(edits)


def _without(
    source: SourceText, node: ImportNode, gone: Collection[ast.alias]
) -> Iterator[TextEdit]:
    aliases, count = node.names, len(node.names)
    at = 0
    while at < count:
        if aliases[at] not in gone:
            at += 1
            continue
        last = at
        while last + 1 < count and aliases[last + 1] in gone:
            last += 1
        run = aliases[at : last + 1]
        lines = [_own_line(source, node, alias) for alias in run]
        if all(lines):
            yield from (source.edit(*line, "") for line in lines if line)
        elif last + 1 < count:
            yield source.edit(source.start(run[0]), source.start(aliases[last + 1]), "")
        else:
            yield source.edit(source.end(aliases[at - 1]), source.end(run[-1]), "")
        at = last + 1


def _own_line(source: SourceText, node: ImportNode, alias: ast.alias) -> tuple[int, int] | None:
    """The whole lines of a name that stands alone on them inside of parentheses."""
    if not parenthesised(source, node) or alias.lineno == node.lineno:
        return None
    start, end = source.line_start(alias.lineno), source.end(alias)
    if source.text(start, source.start(alias)).strip(" \t\f"):
        return None
    line_end = source.line_end(alias.end_lineno or alias.lineno)
    rest = source.text(end, line_end)
    return (start, line_end) if re.fullmatch(r"[ \t\f]*,?[ \t\f]*(#[^\r\n]*)?\s*", rest) else None


def parenthesised(source: SourceText, node: ImportNode) -> bool:
    return source.of(node).endswith(")")


def _without_statements(source: SourceText, nodes: list[ImportNode]) -> Iterator[TextEdit]:
    blocks: Mapping[int, list[ast.stmt]] = {id(node): source.siblings(node) for node in nodes}
    for node in nodes:
        block = blocks[id(node)]
        kept = [one for one in block if one not in nodes]
        if not kept and block[0] is node and block is not source.tree.body:
            yield source.edit(source.start(node), source.end(node), "pass")
        else:
            yield _without_statement(source, node, block)


def _without_statement(source: SourceText, node: ImportNode, block: list[ast.stmt]) -> TextEdit:
    number = next(i for i, one in enumerate(block) if one is node)
    following = block[number + 1] if number + 1 < len(block) else None
    previous = block[number - 1] if number else None
    end = source.end(node)
    last_line = node.end_lineno or node.lineno
    if following is not None and following.lineno == last_line:
        return source.edit(source.start(node), source.start(following), "")
    if not source.begins_line(node):
        begin = source.end(previous) if previous is not None else source.start(node)
        return source.edit(begin, end, "")
    first = node.lineno
    alone = _blank(source, last_line + 1) or last_line >= len(source.starts)
    while alone and _is_comment(source, first - 1):
        first -= 1
    if not _blank(source, first - 1):
        # The comment above is about what stands above it too, or it opens a block of others.
        first = node.lineno
    before = _blank_run(source, first - 1, -1)
    after = _blank_run(source, last_line + 1, 1)
    if last_line + after >= len(source.starts) - 1:
        first -= before
    elif first == 1:
        last_line += after
    else:
        first -= min(before, after)
    return source.edit(source.line_start(first), source.line_end(last_line), "")


def _blank_run(source: SourceText, line: int, step: int) -> int:
    count = 0
    while _blank(source, line) and not (step > 0 and line == len(source.starts)):
        count, line = count + 1, line + step
    return count


def _is_comment(source: SourceText, line: int) -> bool:
    if line < 1:
        return False
    return source.text(source.line_start(line), source.line_end(line)).lstrip().startswith("#")


def _blank(source: SourceText, line: int) -> bool:
    if not 1 <= line <= len(source.starts):
        return False
    return not source.text(source.line_start(line), source.line_end(line)).strip()
