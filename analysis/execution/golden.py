"""Golden paths: the entry modules that must import."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from analysis.execution.outcome import Execution, Fails, Ok
from analysis.extract import program as ir
from analysis.extract.facts import FileFacts
from analysis.resolve.project import Project
from analysis.sources.layout import Kind

NO_MODULE = "no such module"
EXCLUDED = "the settings exclude it"
ABSENT = (NO_MODULE, EXCLUDED)
# Streamlit's own decorators and settings are also used by modules that scripts import.
_QUIET_CALLS = frozenset({"cache_data", "cache_resource", "cache", "fragment", "dialog"})


class GoldenPath(msgspec.Struct, frozen=True):
    """An entry module that must import: configured, asked for, or detected (`why`).

    `outcome` is ok, fails or unknown; `blocked_by` are the keys of the findings in the way.
    A path to a module that the repository does not have, or that the settings exclude, is unknown,
    and `why` says so.
    """

    name: str
    module: str
    outcome: str
    blocked_by: tuple[str, ...]
    why: str


def golden_paths(
    project: Project,
    execution: Execution,
    configured: tuple[tuple[str, str], ...],
    asked: tuple[str, ...],
    scripts: tuple[tuple[str, str], ...] = (),
) -> tuple[GoldenPath, ...]:
    """Those that the user names; only without any, those that the files themselves announce.

    `configured` and `scripts` (the commands that the repository installs) are (name, module)
    pairs; a module may be written with an object behind a colon.
    """
    named = [(name or module, module, "configured") for name, module in configured if module]
    named += [(module, module, "asked for") for module in asked]
    if not named:
        named = [(name, module, "console script") for name, module in scripts]
        known = {module for _, module, _ in named}
        named += sorted(each for each in _detected(project) if each[1] not in known)
    found = {}
    for name, reference, why in named:
        module = reference.partition(":")[0].strip() or reference
        if module not in project.modules:
            why = EXCLUDED if module in project.layout.excluded else NO_MODULE
        found[name, module] = GoldenPath(name, module, _outcome(execution, module), (), why)
    return tuple(found.values())


def _outcome(execution: Execution, module: str) -> str:
    match execution.outcomes.get(module):
        case Ok():
            return "ok"
        case Fails():
            return "fails"
        case _:
            return "unknown"


def _detected(project: Project) -> Iterator[tuple[str, str, str]]:
    imported = {resolved.depends_on for resolved in project.imports}
    for name, module in project.modules.items():
        facts = project.facts.get(name)
        if facts is None or module.is_test or module.kind not in (Kind.MODULE, Kind.PACKAGE):
            continue
        last = name.rpartition(".")[2]
        if last == "__main__":
            yield name, name, "python -m"
        elif last == "manage":
            yield name, name, "manage.py"
        elif facts.applications:
            yield name, name, f"application object {facts.applications[0]!r}"
        elif name not in imported and _is_streamlit_script(facts):
            yield name, name, "Streamlit script"


def _is_streamlit_script(facts: FileFacts) -> bool:
    """Whether the module itself shows something, or has a main block and uses Streamlit."""
    bound = {
        fact.bound
        for fact in facts.imports
        if not fact.level and fact.module.partition(".")[0] == "streamlit"
    }
    return bool(bound) and (facts.is_main or _shows(facts.program, bound))


def _shows(body: tuple[ir.Statement, ...], bound: set[str]) -> bool:
    for statement in body:
        match statement:
            case ir.Evaluate(ir.Call(ir.Attribute(ir.Name(owner), name))):
                if owner in bound and name not in _QUIET_CALLS:
                    return True
            case ir.If(_, inner, orelse):
                if _shows((*inner, *orelse), bound):
                    return True
            case ir.With(_, inner):
                if _shows(inner, bound):
                    return True
            case _:
                pass
    return False
