"""A file that does not parse because an import names a module that is no name: spell it right."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analysis.findings import AnyFinding, UnparsableFile
from analysis.fixes.edits import Applicability, Fix, TextEdit, declared_encoding
from analysis.fixes.import_statements import absolute, spelling
from analysis.fixes.likeness import slips
from analysis.fixes.proposal import proposal
from analysis.fixes.workbench import Workbench

KIND = "respell-module"
_IMPORT = re.compile(rb"^[ \t]*(?:from[ \t]+(?P<asked>[\w.]+)[ \t]+import\b|import[ \t]+([\w.]+))")


def propose(finding: AnyFinding, bench: Workbench) -> Iterator[Fix]:
    """One fix for each module that one or two slips away from what stands there."""
    if not isinstance(finding, UnparsableFile) or finding.data.line is None:
        return
    for place in finding.locations:
        for module in bench.modules_at(place.path):
            yield from _in_file(finding, place.path, module, finding.data.line, bench)


def _in_file(
    finding: UnparsableFile, path: str, module: str, line: int, bench: Workbench
) -> Iterator[Fix]:
    data = bench.analysis.tree.read(path)
    lines = re.findall(rb"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", data)
    if not 1 <= line <= len(lines):
        return
    found = _IMPORT.match(lines[line - 1])
    if found is None:
        return
    group = 1 if found[1] is not None else 2
    written = found[group].decode(declared_encoding(data), "replace")
    start = sum(map(len, lines[: line - 1])) + found.start(group)
    package = bench.package(module)
    dots = len(written) - len(written.lstrip("."))
    asked = absolute(package, dots, written.lstrip(".") or None)
    if all(part.isidentifier() for part in asked.split(".")):
        return
    for other in _similar(asked, bench):
        text = spelling(package, other, relative=dots > 0)
        yield proposal(
            finding,
            KIND,
            other,
            f"Import {other} instead of {written}",
            f"{written} is no name of a module, and {other} is one",
            [TextEdit(path, start, start + len(found[group]), text)],
            0.95,
            Applicability.UNSAFE,
        )


def _similar(asked: str, bench: Workbench) -> list[str]:
    """Modules that differ in the one part that is no identifier, the likeliest first."""
    parts = asked.split(".")
    found = []
    for module in bench.project.modules:
        others = module.split(".")
        if len(others) != len(parts):
            continue
        wrong = [(one, other) for one, other in zip(parts, others, strict=True) if one != other]
        if len(wrong) == 1 and not wrong[0][0].isidentifier() and slips(*wrong[0]) <= 2:
            found.append((slips(*wrong[0]), module))
    return [module for _, module in sorted(found)]
