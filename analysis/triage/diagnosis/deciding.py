"""Which cause an exception has: by what its message says, and what the analysis knows of it."""

from __future__ import annotations

from analysis.execution.outcome import Cause as Predicted
from analysis.execution.outcome import Failure, Ok
from analysis.findings import (
    AnyFinding,
    Evidence,
    ImportCycle,
    UndefinedName,
    UnparsableFile,
    advice_of,
)
from analysis.triage.diagnosis.judged import Case, Judged, asked_module, asked_object, missing_part
from analysis.triage.diagnosis.modules import judge_module, judge_relative
from analysis.triage.diagnosis.names import judge_name
from analysis.triage.report import Cause
from analysis.triage.tracebacks.wording import Says

_OF_FINDING = {
    "missing-name": Cause.MISSING_NAME,
    "missing-module": Cause.MISSING_MODULE,
    "not-a-package": Cause.MISSING_MODULE,
    "beyond-top-level": Cause.MISSING_MODULE,
}
_OF_PREDICTION = {
    Predicted.MISSING_MODULE: Cause.MISSING_MODULE,
    Predicted.NOT_A_PACKAGE: Cause.MISSING_MODULE,
    Predicted.BEYOND_TOP_LEVEL: Cause.MISSING_MODULE,
    Predicted.MISSING_NAME: Cause.MISSING_NAME,
    Predicted.PARTIAL: Cause.CYCLE,
    Predicted.UNDEFINED_NAME: Cause.UNDEFINED_NAME,
    Predicted.UNPARSABLE: Cause.UNPARSABLE_FILE,
    Predicted.RAISED: Cause.OTHER,
}


def decide(case: Case, installed: str | None) -> Judged:
    """`installed` is a file outside of the repository that the message names."""
    says, module, name = case.wording.says, case.wording.module, case.wording.name
    match says:
        case Says.NO_NAME:
            return judge_name(case, module or asked_module(case), name or "", installed)
        case Says.NO_ATTRIBUTE:
            return judge_name(case, module or asked_object(case), name or "", installed)
        case Says.NO_MODULE | Says.NOT_A_PACKAGE:
            # `python -m` names the whole of it, without a class of error.
            rest = case.wording.rest_only and case.error
            whole = missing_part(case, module or "") if rest else module
            return judge_module(case, whole or "")
        case Says.BEYOND_TOP_LEVEL | Says.NO_PARENT:
            return judge_relative(case)
        case Says.SYNTAX:
            return _syntax(case)
        case Says.NOT_DEFINED:
            return _undefined(case, name or "")
        case _:
            return _unexplained(case)


def cause_of(finding: AnyFinding, failure: Failure) -> Cause:
    """What a predicted failure comes down to."""
    if isinstance(finding, ImportCycle):
        return Cause.CYCLE
    if isinstance(finding, UndefinedName):
        return Cause.UNDEFINED_NAME
    if isinstance(finding, UnparsableFile):
        return Cause.UNPARSABLE_FILE
    reason = getattr(finding.data, "reason", None)
    return _OF_FINDING.get(str(reason)) or _OF_PREDICTION[failure.cause]


def as_predicted(case: Case, entry: str, failure: Failure) -> Judged:
    """What the analysis says where the log says nothing."""
    finding = case.ground.by_key.get(case.ground.owners.get(entry, ""))
    if finding is None:
        cause = _OF_PREDICTION[failure.cause]
        return Judged(cause, failure.message, path=failure.path, line=failure.line)
    return Judged(
        cause_of(finding, failure),
        finding.title,
        finding,
        advice_of(finding),
        path=failure.path,
        line=failure.line,
    )


def _syntax(case: Case) -> Judged:
    site = case.site
    if site is None or case.outside:
        return Judged(Cause.NOT_THIS_REPOSITORY, "The file that does not parse is not in here")
    finding = case.ground.unparsable(site.path)
    if finding is not None:
        return Judged(
            Cause.UNPARSABLE_FILE,
            f"{site.path} is no Python: {finding.data.message}",
            finding,
            advice_of(finding),
        )
    there = f"{site.path} parses: it was mended since, or an older Python read it"
    return Judged(Cause.STALE_LOG, there, differs=(there,))


def _undefined(case: Case, name: str) -> Judged:
    site = case.site
    if site is None or case.outside:
        return Judged(Cause.NOT_THIS_REPOSITORY, "The statement that raised is not in here")
    finding = case.ground.undefined(name, site.path)
    if finding is not None:
        return Judged(Cause.UNDEFINED_NAME, finding.title, finding, advice_of(finding))
    outcome = case.ground.analysis.execution.outcomes.get(site.module)
    line = case.ground.binding_line(site.module, name)
    if site.at_import and isinstance(outcome, Ok) and line is not None:
        there = f"{site.path} has {name} now (line {line}), and imports"
        evidence = (Evidence(site.path, line, f"{name} is bound here"),)
        return Judged(Cause.STALE_LOG, there, evidence=evidence, differs=(there,))
    return _unexplained(case)


def _unexplained(case: Case) -> Judged:
    """No import is named: a prediction of the same place may own it."""
    site = case.site
    if site is None:
        return Judged(Cause.NOT_THIS_REPOSITORY, "No frame is in a file of this repository")
    predicted = case.ground.failure_at(site.path, site.line, case.entry)
    if predicted is not None and predicted[1].error == case.error.rpartition(".")[2]:
        return as_predicted(case, *predicted)
    where = "code from outside that it calls" if case.outside else f"{site.path}:{site.line}"
    return Judged(Cause.OTHER, f"{case.error or 'It'} comes from {where}, not from an import")
