"""What the scripts of a report know of the modules: plain lists, small on disk."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import msgspec

from analysis.execution.outcome import Fails, Ok, Outcome, Unknown
from analysis.findings import AnyFinding, owners_of
from analysis.graphs.picture import Picture
from analysis.pipeline import Analysis
from analysis.report.html.network import drawn, options
from analysis.sources.printable import printable


class ModuleFact(msgspec.Struct, frozen=True, array_like=True):
    """A module, what importing it first does, and the numbers of those that it imports.

    `finding` is the number of the finding that owns its failure, -1 for none.
    """

    name: str
    path: str
    outcome: str
    said: str
    place: str
    finding: int
    is_test: bool
    imports: list[int]


def module_facts(analysis: Analysis, findings: tuple[AnyFinding, ...]) -> list[ModuleFact]:
    """Every module, sorted by name; findings are numbered as they stand in `findings`."""
    files = analysis.structure.project.modules
    graph = analysis.structure.modules
    owners = owners_of(analysis.execution, analysis.findings)
    rank = {finding.key: number for number, finding in enumerate(findings)}
    names = sorted(files)
    number = {name: at for at, name in enumerate(names)}
    facts = []
    for name in names:
        outcome, said, place = _told(analysis.execution.outcomes.get(name))
        facts.append(
            ModuleFact(
                name=printable(name),
                path=printable(files[name].path),
                outcome=outcome,
                said=printable(said),
                place=printable(place),
                finding=rank.get(owners.get(name, ""), -1),
                is_test=files[name].is_test,
                imports=sorted(number[each] for each in graph[name]) if name in graph else [],
            )
        )
    return facts


def data_of(
    maps: Mapping[str, Picture], modules: list[ModuleFact], findings: tuple[AnyFinding, ...]
) -> str:
    """All that the scripts need, as JSON that can stand within a `<script>`."""
    document: dict[str, Any] = {
        "maps": {package: msgspec.to_builtins(drawn(each)) for package, each in maps.items()},
        "options": options(),
        "modules": msgspec.to_builtins(modules),
        "findings": [[finding.severity.value, printable(finding.title)] for finding in findings],
        "about": _about(modules, findings),
    }
    text = json.dumps(_written(document), separators=(",", ":"))
    # Nothing in it can end the element or begin a comment; all else is ASCII.
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _about(modules: list[ModuleFact], findings: tuple[AnyFinding, ...]) -> dict[str, list[int]]:
    """The numbers of the findings that speak of a module."""
    names = {module.name for module in modules}
    about: dict[str, list[int]] = {}
    for number, finding in enumerate(findings):
        for subject in dict.fromkeys(
            (*(each.partition(":")[0] for each in finding.subjects), *_importers(finding))
        ):
            if (name := printable(subject)) in names:
                about.setdefault(name, []).append(number)
    return about


def _importers(finding: AnyFinding) -> tuple[str, ...]:
    sites = getattr(finding.data, "sites", ())
    return tuple(dict.fromkeys(site.importer for site in sites))


def _told(outcome: Outcome | None) -> tuple[str, str, str]:
    match outcome:
        case Ok():
            return "ok", "", ""
        case Fails(failure=failure):
            place = f"{failure.path}:{failure.line}" if failure.path else ""
            return "fails", f"{failure.error}: {failure.message}", place
        case Unknown(reason=reason, path=path, line=line):
            return "unknown", reason, f"{path}:{line}" if path else ""
        case None:
            return "unknown", "there is no source text to read", ""


def _written(value: Any) -> Any:
    """The same, with every text as it is shown: no controls, nothing that is no character."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {printable(key): _written(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_written(each) for each in value]
    return value
