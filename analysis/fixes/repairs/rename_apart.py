"""Different classes of one name: call them differently."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from analysis.findings import AnyFinding, Definition, DuplicateClass
from analysis.fixes.broken_sites import export_entries
from analysis.fixes.duplicates import class_node, namesakes, notes
from analysis.fixes.edits import Applicability, Fix, TextEdit
from analysis.fixes.import_statements import ImportedName, replace_name
from analysis.fixes.name_rewrite import free_name, rewritten
from analysis.fixes.proposal import proposal
from analysis.fixes.redirect import Destination, redirect
from analysis.fixes.source_text import SourceText
from analysis.fixes.workbench import Workbench

KIND = "rename-apart"
_WORDS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z0-9]+|[A-Z0-9]+")


def propose(finding: AnyFinding, bench: Workbench) -> Iterator[Fix]:
    """One fix for each definition that is not the canonical one and not a copy of it."""
    if not isinstance(finding, DuplicateClass) or finding.data.kind != "divergent":
        return
    data = finding.data
    for at in namesakes(data):
        place = data.definitions[at]
        source = bench.source(place.module)
        node = class_node(source, place) if source is not None else None
        if source is None or node is None or bench.is_starred(place.module):
            continue
        name = free_name(source, _names(place, data.canonical.module))
        edits = _renamed(source, node, place, name, bench) if name is not None else None
        if name is None or edits is None:
            continue
        yield proposal(
            finding,
            KIND,
            f"{place.module}.{name}",
            f"Call {place.module}:{place.class_} {name}",
            f"{data.canonical.module} has the {place.class_} that others mean",
            edits,
            0.4,
            Applicability.DISPLAY,
            notes(data, [place]),
        )


def _names(place: Definition, canonical: str) -> Iterator[str]:
    """The class name with what its module's name says more than the canonical module's."""
    own = {word.lower() for word in _WORDS.findall(place.class_)}
    shared = own | {word for part in canonical.split(".") for word in _words(part)}
    for known in (shared, own):
        for part in reversed(place.module.split(".")):
            words = [word for word in _words(part) if word not in known]
            if words:
                yield "".join(word.capitalize() for word in words) + place.class_


def _words(part: str) -> list[str]:
    return [word.lower() for word in _WORDS.findall(part)]


def _renamed(
    source: SourceText, node: ast.ClassDef, place: Definition, name: str, bench: Workbench
) -> list[TextEdit] | None:
    """None where the class is asked for in a way that can't be rewritten."""
    module, old = place.module, place.class_
    here = rewritten(source, bench.use(module).uses.get(old, ()), name)
    head = re.match(r"class\s+", source.of(node))
    if here is None or head is None:
        return None
    start = source.start(node) + len(head[0].encode())
    edits = [*here, source.edit(start, start + len(old.encode()), name)]
    for entry in export_entries(source, old):
        text = source.of(entry).replace(old, name)
        edits.append(source.edit(source.start(entry), source.end(entry), text))
    importers = set(bench.project.importers_of_name.get((module, old), ())) - {module}
    if bench.takes_attribute(module, old):
        return None
    for importer in sorted(importers):
        theirs = bench.source(importer)
        wanted = [one for one in bench.imports(importer) if (one.module, one.name) == (module, old)]
        if theirs is None or not wanted:
            return None
        edits += _in_importer(bench, importer, theirs, wanted, name)
    return edits


def _in_importer(
    bench: Workbench, importer: str, source: SourceText, wanted: list[ImportedName], name: str
) -> list[TextEdit]:
    """The new name throughout; the old one kept where others get it from there."""
    plain = all(one.alias.asname is None and one.at_module_level for one in wanted)
    old = wanted[0].bound
    others = bench.use(importer).bindings.get(old, ())
    if plain and len(others) == len(wanted) and not bench.passes_on(importer, old):
        uses = rewritten(source, bench.use(importer).uses.get(old, ()), name)
        if uses is not None and free_name(source, [name]):
            return [*uses, *(replace_name(source, one, name) for one in wanted)]
    place = Destination(wanted[0].module, name)
    return list(redirect(bench, importer, dict.fromkeys(wanted, place)))
