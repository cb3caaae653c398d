"""Files that CPython can't compile."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.checks.context import Context
from analysis.execution.outcome import Cause, Fails
from analysis.findings import AnyFinding, Location, Severity, UnparsableFile, UnparsableFileData
from analysis.findings import key_of as key


def check(context: Context) -> Iterator[AnyFinding]:
    """One finding a file; a script that nobody imports is as broken as a module."""
    broken = {
        module: facts.problem
        for module, facts in context.project.facts.items()
        if facts.problem is not None
    }
    blocking = _blocking(context) if broken else {}
    for module, problem in sorted(broken.items()):
        path = context.path_of(module)
        blocked = tuple(sorted({*blocking.get(module, ()), *blocking.get(path, ())}))
        yield UnparsableFile(
            key=key("unparsable-file", path),
            severity=Severity.ERROR,
            title=f"{path} is not valid Python",
            message=_message(path, problem.error, problem.message, problem.line, blocked, module),
            subjects=(module,),
            locations=(Location(path, problem.line or 1),),
            blocked=blocked,
            golden=context.golden_among(blocked),
            in_tests=context.is_test(module),
            data=UnparsableFileData(problem.error, problem.message, problem.line),
        )


def _blocking(context: Context) -> dict[str, list[str]]:
    """The modules that can't be imported, by the module and by the path that stops them."""
    found: dict[str, list[str]] = {}
    for name, outcome in context.execution.outcomes.items():
        if isinstance(outcome, Fails) and outcome.failure.cause is Cause.UNPARSABLE:
            for stopped_by in {outcome.failure.path, outcome.failure.module or ""}:
                found.setdefault(stopped_by, []).append(name)
    return found


def _message(
    path: str, error: str, text: str, line: int | None, blocked: tuple[str, ...], module: str
) -> str:
    place = f"{path}, line {line}" if line else path
    others = [name for name in blocked if name != module]
    effect = f" Importing {_listed(others)} fails because of it." if others else ""
    # The parser has no words of its own for what nests too deeply for it.
    said = f"{error}: {text}" if text else f"{error}, for it is nested too deeply"
    return f"{place}: {said}.{effect}"


def _listed(names: list[str]) -> str:
    shown = ", ".join(names[:3])
    return f"{shown} and {len(names) - 3} more modules" if len(names) > 3 else shown
