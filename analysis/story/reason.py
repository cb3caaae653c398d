"""Why an import breaks, in a sentence, and what the module that was asked had bound by then."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.execution.outcome import Cause, Certainty, Execution, Failure
from analysis.execution.state import Event
from analysis.extract.facts import Binding
from analysis.pipeline import Analysis
from analysis.resolve.project import Internal, Project
from analysis.story.nodes import Node
from analysis.story.value import Bound, HalfImported

MOST_NAMES = 12


def half_imported(analysis: Analysis, failure: Failure, way: Sequence[Node]) -> HalfImported | None:
    """The module that was asked too early, or whose own name is not bound yet; None elsewhere."""
    if failure.cause is Cause.PARTIAL:
        module = next((asked for asked in asked_early(failure) if asked in failure.stack), None)
    elif failure.cause is Cause.UNDEFINED_NAME:
        module = failure.raised_in
    else:
        return None
    project = analysis.structure.project
    body = next((node for node in way if node.is_body and node.step.module == module), None)
    if module is None or body is None:
        return None
    path = body.step.path
    statement = _come_to(way, body)
    line = statement.step.line if statement is not None else failure.line
    facts = project.facts.get(module)
    bindings = facts.bindings if facts is not None else ()
    names = {name for name in body.names if not _dunder(name)}
    if facts is not None and facts.future_annotations:
        names.discard("annotations")
    bound = sorted((_bound(name, bindings, line) for name in names), key=_order)
    later = sorted(
        (
            Bound(name, first)
            for name, first in _first_after(bindings, line).items()
            if name not in names and (name == failure.name or not _dunder(name))
        ),
        key=_order,
    )
    missing = None
    if failure.name is not None:
        ahead = {each.name: each for each in later}
        missing = ahead.get(failure.name) or _by_star(
            project, analysis.execution, module, failure.name, line
        )
    return HalfImported(
        module=module,
        path=path,
        line=line,
        statement=statement.step.what if statement is not None else "",
        bound=tuple(bound[:MOST_NAMES]),
        bound_number=len(bound),
        later=tuple(later[:MOST_NAMES]),
        later_number=len(later),
        missing=missing,
    )


def asked_early(failure: Failure) -> tuple[str, ...]:
    """The modules that may be meant by a failure that came too early, most likely first."""
    return (failure.module or "", f"{failure.module}.{failure.name}")


def why(project: Project, failure: Failure, half: HalfImported | None) -> str:
    """One plain sentence for a failure."""
    module, name = failure.module or "", failure.name or ""
    place = f"{failure.path}:{failure.line}"
    match failure.cause:
        case Cause.PARTIAL:
            return _too_early(project, module, name, half)
        case Cause.MISSING_NAME:
            return f"{module} runs to its end without binding {name}{_passed_by(project, failure)}."
        case Cause.MISSING_MODULE if module in project.modules:
            return f"Code has put None in the place of {module}, which forbids its import."
        case Cause.MISSING_MODULE:
            parent, _, leaf = module.rpartition(".")
            if parent in project.modules:
                return f"{parent} has no module or package {leaf} in it."
            return f"The repository has no module {module}."
        case Cause.NOT_A_PACKAGE:
            parent = module.rpartition(".")[0]
            return f"{parent} is a single file, no package: no module can be in it."
        case Cause.BEYOND_TOP_LEVEL:
            return "The dots of this relative import climb above the top-level package."
        case Cause.UNDEFINED_NAME:
            later = (
                f"; line {half.missing.line} binds it, too late" if half and half.missing else ""
            )
            return f"Nothing has bound {name} when {place} uses it{later}."
        case Cause.UNPARSABLE:
            file = project.modules.get(module)
            path = file.path if file is not None else failure.path
            return f"Python can't read {path}, so that nothing in it runs."
        case Cause.RAISED:
            return f"The code at {place} raises this itself."


def _too_early(project: Project, module: str, name: str, half: HalfImported | None) -> str:
    if half is None:
        return f"{module} is only half imported at that point, and has not bound {name} yet."
    said = f"{half.module} is only half imported: it waits at line {half.line} for this very import"
    if half.module != module:
        return f"{said}, and becomes an attribute of {module} only after it."
    if half.missing is not None and half.missing.line is not None:
        return f"{said}, and would bind {name} only at line {half.missing.line}."
    if f"{module}.{name}" in project.modules:
        return f"{said}, and has not got its submodule {name} yet."
    return f"{said}, and no statement after that line is seen to bind {name}."


def _passed_by(project: Project, failure: Failure) -> str:
    facts = project.facts.get(failure.module or "")
    if facts is None:
        return ""
    lines = [
        binding.line
        for binding in facts.bindings
        if binding.name == failure.name and binding.kind != "del"
    ]
    return f": what line {lines[0]} binds is not there in the end" if lines else ""


def _come_to(way: Sequence[Node], body: Node) -> Node | None:
    """What a body on the way had come to: the next node of the way, an import or a call."""
    at = next(at for at, node in enumerate(way) if node is body)
    following = way[at + 1] if at + 1 < len(way) else None
    if following is not None and following.step.event in (Event.STATEMENT, Event.CALL):
        return following
    return None


def _dunder(name: str) -> bool:
    return name.startswith("__") and name.endswith("__")


def _bound(name: str, bindings: Sequence[Binding], line: int) -> Bound:
    lines = [each.line for each in bindings if each.name == name and each.kind != "del"]
    passed = [each for each in lines if each <= line]
    return Bound(name, max(passed, default=min(lines, default=None)))


def _first_after(bindings: Sequence[Binding], line: int) -> dict[str, int]:
    """Name -> the first line after `line` that binds it."""
    found: dict[str, int] = {}
    for each in sorted(bindings, key=lambda each: each.line):
        if each.line >= line and each.kind != "del":
            found.setdefault(each.name, each.line)
    return found


def _by_star(
    project: Project, execution: Execution, module: str, name: str, line: int
) -> Bound | None:
    """The star import after `line` that would bring the name."""
    lines = []
    for resolved in project.imports:
        target = resolved.target
        if (
            resolved.importer == module
            and resolved.fact.name == "*"
            and resolved.fact.span.line >= line
            and isinstance(target, Internal)
        ):
            verdict = execution.names.get(target.module, {}).get(name)
            if verdict is not None and verdict.certainty is Certainty.BOUND:
                lines.append(resolved.fact.span.line)
    return Bound(name, min(lines)) if lines else None


def _order(bound: Bound) -> tuple[int, str]:
    return (bound.line if bound.line is not None else 0, bound.name)
