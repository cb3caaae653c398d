"""A name that a module does not have: nowhere there, not yet there, or in another file."""

from __future__ import annotations

import msgspec

from analysis.execution.outcome import Cause as Predicted
from analysis.findings import Evidence, ImportCycle, advice_of
from analysis.sources.layout import Kind
from analysis.triage.diagnosis.ground import Ground
from analysis.triage.diagnosis.judged import Case, Judged
from analysis.triage.report import Cause


def judge_name(case: Case, module: str | None, name: str, installed: str | None) -> Judged:
    """`module` is the one asked, `installed` a file outside of the repository that answered."""
    ground, site = case.ground, case.site
    if module is None:
        return _unknown_module(case, name)
    if not ground.is_ours(module):
        return _of_another(case, module, name, installed)
    shadow = _shadowed(case, module, name, installed)
    if shadow is not None:
        return shadow
    missing = _missing(ground, module, name)
    if missing is not None:
        return missing
    cycle = _cycle(case, module, name)
    if cycle is not None:
        return cycle
    child = ground.project.modules.get(f"{module}.{name}")
    if child is not None and child.kind is Kind.STUB:
        return _stub(ground, f"{module}.{name}", child.path, 1)
    if child is not None:
        there = f"{child.path} is there now, so that {module} has {name}"
        return _stale(there, Evidence(child.path, 1, f"the module {module}.{name}"))
    has = ground.analysis.execution.has_name(module, name)
    line = ground.binding_line(module, name)
    file = ground.project.modules.get(module)
    if has is False or (has is None and line is None and file is not None):
        return Judged(Cause.MISSING_NAME, f"{module} has no name {name}")
    if file is None:
        return Judged(Cause.MISSING_MODULE, f"There is no module {module}, and so no {name}")
    if module in ground.analysis.execution.open_modules and line is None:
        why = ground.analysis.execution.open_modules[module]
        return Judged(
            Cause.MISSING_NAME,
            f"{module} had no name {name} in that run; reading can't tell what it has: {why}",
        )
    where = f" (line {line})" if line is not None else ""
    imported = f"{site.path}:{site.line} finds it" if site is not None else "an import finds it"
    return _stale(
        f"{file.path} has {name} now{where}: {imported}",
        Evidence(file.path, line, f"{name} is bound here"),
    )


def judge_namesake(case: Case, path: str, asked: str, name: str) -> Judged | None:
    """Where a repository has two files of one module name, and the message names the other one.

    None where they are the same, or the other file may have the name.
    """
    if asked == path or case.ground.may_bind(asked, name):
        return None
    site = case.site
    found = list(case.ground.broken_at(site.path, site.line)) if site is not None else []
    finding = next((each for each in found if each.data.name == name), None)
    evidence = (Evidence(asked, None, f"does not bind {name}"),)
    return Judged(Cause.MISSING_NAME, f"{asked} has no name {name}", finding, evidence=evidence)


def _unknown_module(case: Case, name: str) -> Judged:
    site = case.site
    if site is not None:
        for finding in case.ground.broken_at(site.path, site.line):
            return Judged(Cause.MISSING_NAME, finding.title, finding, advice_of(finding))
        predicted = case.ground.failure_at(site.path, site.line, case.entry)
        if predicted is not None:
            owner = case.ground.by_key.get(case.ground.owners.get(predicted[0], ""))
            cause = Cause.CYCLE if isinstance(owner, ImportCycle) else Cause.MISSING_NAME
            return Judged(cause, owner.title if owner else predicted[1].message, owner)
    found = case.ground.modules_without(name)
    if len(found) == 1:
        return judge_name(case, found[0], name, None)
    if site is None:
        return Judged(Cause.NOT_THIS_REPOSITORY, "Nothing of this repository is named in it")
    return Judged(Cause.OTHER, f"Something had no attribute {name}; no import of ours explains it")


def _of_another(case: Case, module: str, name: str, installed: str | None) -> Judged:
    if case.site is None or case.outside:
        return Judged(
            Cause.NOT_THIS_REPOSITORY,
            f"{module}, which has no {name}, is not of this repository, nor is who asks for it",
        )
    where = f" ({installed})" if installed else ""
    return Judged(
        Cause.MISSING_NAME,
        f"{module}{where} comes from outside of this repository and has no {name} "
        "in the version that was installed there",
        advice=f"Install a version of {module.partition('.')[0]} that has {name}, "
        "or import what the installed one has",
    )


def _shadowed(case: Case, module: str, name: str, installed: str | None) -> Judged | None:
    ground, site = case.ground, case.site
    file = ground.project.modules.get(module)
    if installed is not None and file is not None:
        return Judged(
            Cause.SHADOWED_MODULE,
            f"That run took {module} from {installed}, not from {file.path}",
            advice=f"Uninstall the other copy, or put the folder of {file.path} first on sys.path",
            evidence=(Evidence(file.path, 1, f"the {module} of this repository"),),
        )
    if file is None or ground.analysis.execution.has_name(module, name):
        return None
    to_itself = site is not None and site.module == module and "." not in module
    hides = ground.hides_another(module, None if case.outside else name)
    binds = ground.binding_line(module, name) is not None
    if not (hides or case.outside or to_itself) or (binds and not to_itself) or "." in module:
        return None
    if to_itself and binds and not hides:
        return None
    return _hiding(ground, module, file.path)


def _hiding(ground: Ground, module: str, path: str) -> Judged:
    finding = next(
        (one for one in ground.analysis.findings if module in one.subjects and one.blocked), None
    )
    return Judged(
        Cause.SHADOWED_MODULE,
        f"{path} has the name of the module {module} that is meant, and is found first",
        finding,
        f"Rename {path}: under its name nobody reaches the other {module}",
        (Evidence(path, 1, f"takes the place of {module}"),),
    )


def _missing(ground: Ground, module: str, name: str) -> Judged | None:
    finding = ground.broken(module, name)
    stub = ground.stub_beside(module, name)
    if finding is None:
        if stub is not None and ground.analysis.execution.has_name(module, name) is False:
            return _stub(ground, f"{module}.{name}", *stub)
        return None
    if stub is not None:
        return msgspec.structs.replace(_stub(ground, f"{module}.{name}", *stub), finding=finding)
    return Judged(Cause.MISSING_NAME, f"{module} has no name {name}", finding, advice_of(finding))


def _stub(ground: Ground, what: str, path: str, line: int) -> Judged:
    return Judged(
        Cause.STUB_ONLY,
        f"Only the stub {path} has {what}: type checkers see it, Python does not",
        advice=f"Import it under TYPE_CHECKING, or add it to the module beside {path}",
        evidence=(Evidence(path, line, f"declares {what}"),),
    )


def _cycle(case: Case, module: str, name: str) -> Judged | None:
    ground, site = case.ground, case.site
    if site is None:
        finding = ground.cycle_of(module) if case.wording.circular else None
        return _of_cycle(finding, module, name) if finding is not None else None
    predicted = ground.failure_at(site.path, site.line, case.entry)
    if predicted is not None and predicted[1].cause is Predicted.PARTIAL:
        owner = ground.by_key.get(ground.owners.get(predicted[0], ""))
        finding = owner if isinstance(owner, ImportCycle) else ground.cycle_of(site.module, module)
        return _of_cycle(finding, module, name)
    both = ground.cycle_of(site.module, module) or ground.cycle_of(site.module, f"{module}.{name}")
    if both is None:
        return None
    at_import = both.data.timing.value == "import" and both.data.verdict != "safe"
    return _of_cycle(both, module, name) if case.wording.circular or at_import else None


def _of_cycle(finding: ImportCycle | None, module: str, name: str) -> Judged:
    why = f"{module} is only half imported when {name} is asked for: they import each other"
    if finding is None:
        return Judged(Cause.CYCLE, why)
    edges = tuple(
        Evidence(edge.path, edge.line, f"{edge.importer} imports {edge.imported}")
        for edge in finding.data.cycle
    )
    return Judged(Cause.CYCLE, why, finding, advice_of(finding), edges)


def _stale(why: str, evidence: Evidence) -> Judged:
    return Judged(Cause.STALE_LOG, why, evidence=(evidence,), differs=(why,))
