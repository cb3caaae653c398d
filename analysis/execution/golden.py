"""Golden paths: the entry modules that must import."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from analysis.execution.outcome import Execution, Fails, Ok
from analysis.resolve.project import Project
from analysis.sources.layout import Kind


class GoldenPath(msgspec.Struct, frozen=True):
    """An entry module that must import: configured, asked for, or detected (`why`).

    `outcome` is ok, fails or unknown; `blocked_by` are the keys of the findings in the way.
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
) -> tuple[GoldenPath, ...]:
    """Those that the user names; only without any, those that the files themselves announce."""
    named = [(name, module, "configured") for name, module in configured]
    named += [(module, module, "asked for") for module in asked]
    if not named:
        named = sorted(_detected(project))
    return tuple(
        GoldenPath(name, module, _outcome(execution, module), (), why)
        for name, module, why in named
    )


def _outcome(execution: Execution, module: str) -> str:
    match execution.outcomes.get(module):
        case Ok():
            return "ok"
        case Fails():
            return "fails"
        case _:
            return "unknown"


def _detected(project: Project) -> Iterator[tuple[str, str, str]]:
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
        elif facts.is_main and any(
            fact.module.partition(".")[0] == "streamlit" for fact in facts.imports
        ):
            yield name, name, "Streamlit script"
