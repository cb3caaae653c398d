"""What importing one module first does, told to a person."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from analysis.execution.outcome import Fails, Failure, Ok, Unknown
from analysis.findings import owners_of
from analysis.pipeline import Analysis
from analysis.sources.printable import printable


def render(analysis: Analysis, module: str) -> str:
    """The outcome of `import module` in a fresh interpreter; KeyError for an unknown module."""
    file = analysis.structure.project.modules[module]
    lines = [f"import {module}    ({file.path})"]
    match analysis.execution.outcomes.get(module):
        case Ok():
            lines.append("  imports")
        case Fails(failure=failure):
            lines += _failure(analysis, failure)
            owner = owners_of(analysis.execution, analysis.findings).get(module)
            if owner is not None:
                lines.append(f"  finding: {owner}")
        case Unknown(reason=reason, path=path, line=line):
            place = f" at {path}:{line}" if path else ""
            lines.append(f"  unknown{place}: {reason}")
        case None:
            lines.append("  unknown: there is no source text to read")
    return "\n".join(printable(line) for line in lines) + "\n"


def _failure(analysis: Analysis, failure: Failure) -> Iterator[str]:
    files = analysis.structure.project.modules
    yield "  fails"
    for at, (importer, imported) in enumerate(pairwise(failure.stack)):
        path = files[importer].path if importer in files else importer
        yield f"  {'  ' * at}{importer} ({path}) imports {imported}"
    yield f"  {failure.path}:{failure.line}  {failure.error}: {failure.message}"
