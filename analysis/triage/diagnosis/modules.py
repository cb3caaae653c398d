"""A module that was not found: not there, there for another search path, or from outside."""

from __future__ import annotations

import sys

from analysis.findings import AnyFinding, Evidence, advice_of
from analysis.sources.layout import Kind, ModuleFile
from analysis.triage.diagnosis.ground import Ground
from analysis.triage.diagnosis.judged import Case, Judged, asked_module
from analysis.triage.report import Cause
from analysis.triage.tracebacks.wording import Says

_GONE = frozenset({"asynchat", "asyncore", "distutils", "imp", "smtpd", "cgi", "telnetlib"})
_OF_PYTHON_2 = {
    "ConfigParser": "configparser",
    "Queue": "queue",
    "StringIO": "io",
    "cPickle": "pickle",
    "urllib2": "urllib.request",
    "urlparse": "urllib.parse",
    "__builtin__": "builtins",
    "Tkinter": "tkinter",
}


def judge_module(case: Case, module: str) -> Judged:
    """`module` is the first part of a dotted name that the import system did not find."""
    ground = case.ground
    parent = ground.project.modules.get(module.rpartition(".")[0])
    is_file = parent is not None and parent.kind is Kind.MODULE
    if case.wording.says is Says.NOT_A_PACKAGE or is_file:
        hidden = _no_package(case, module)
        if hidden is not None:
            return hidden
    file = ground.project.modules.get(module)
    if file is not None and file.kind is Kind.STUB:
        return _stub(file, ground.broken(module, None))
    if file is not None:
        return _is_there(case, module, file)
    beside = _beside(case, module)
    if beside is not None:
        return beside
    finding = ground.broken(module, None)
    if finding is not None:
        return Judged(
            Cause.MISSING_MODULE, f"There is no module {module}", finding, advice_of(finding)
        )
    if ground.is_ours(module):
        return Judged(
            Cause.MISSING_MODULE,
            f"The repository has no module {module}",
            advice=f"Look who asks for {module}: no import statement names it now",
        )
    return _from_outside(case, module)


def judge_relative(case: Case) -> Judged:
    """A relative import that left its package, or had none."""
    ground, site = case.ground, case.site
    if site is None:
        return Judged(Cause.NOT_THIS_REPOSITORY, "No statement of this repository is named in it")
    finding = next(
        (
            each
            for each in ground.broken_at(site.path, site.line)
            if each.data.reason == "beyond-top-level"
        ),
        None,
    )
    if case.wording.says is Says.BEYOND_TOP_LEVEL and finding is not None:
        return Judged(
            Cause.MISSING_MODULE,
            f"The relative import leaves its package: nothing is above {site.module}",
            finding,
            "Name the module by its absolute name, or with fewer dots",
        )
    if "." not in site.module:
        how = f"{site.path} belongs to no package, so that no relative import works in it"
        advice = "Name the module by its absolute name"
    else:
        how = f"{site.path} was run so that {site.module} was not its name"
        advice = f"Run it from the import root as python -m {site.module}"
    return Judged(Cause.SEARCH_PATH, how, finding, advice)


def _no_package(case: Case, module: str) -> Judged | None:
    ground = case.ground
    parent = module.rpartition(".")[0]
    finding = ground.broken(module, None)
    if module in ground.project.modules:
        others = [
            file.path
            for file in ground.module_at.values()
            if file.path.endswith(f"/{parent.rpartition('.')[2]}.py") or file.path == f"{parent}.py"
        ]
        evidence = tuple(Evidence(path, 1, f"may be found as {parent}") for path in others[:3])
        return Judged(
            Cause.SHADOWED_MODULE,
            f"That run found another {parent}, which is a single file",
            advice=f"Rename {others[0]}" if others else "Look what sys.path begins with",
            evidence=evidence,
        )
    if not ground.hides_another(parent, None):
        return None
    path = ground.project.modules[parent].path
    return Judged(
        Cause.SHADOWED_MODULE,
        f"{path} has the name of the package {parent} that is meant, and is found first",
        finding,
        f"Rename {path}: under its name nobody reaches {module}",
        (Evidence(path, 1, f"takes the place of {parent}"),),
    )


def _stub(file: ModuleFile, finding: AnyFinding | None) -> Judged:
    return Judged(
        Cause.STUB_ONLY,
        f"Only the stub {file.path} is there: type checkers see {file.name}, Python does not",
        finding,
        "Import it under TYPE_CHECKING, or add the module beside the stub",
        (Evidence(file.path, 1, f"the stub of {file.name}"),),
    )


def _is_there(case: Case, module: str, file: ModuleFile) -> Judged:
    evidence = (Evidence(file.path, 1, f"the module {module}"),)
    twice = any(
        each.name == module or each.name == module.partition(".")[0]
        for each in case.ground.project.layout.shadowed
    )
    if (("." in module) and not twice) or _was_searched(case, file):
        there = f"{file.path} is there now: the module {module}"
        return Judged(Cause.STALE_LOG, there, evidence=evidence, differs=(there,))
    root = "the top of the repository" if file.root in (".", "") else file.root
    if case.site is None or "." not in case.site.module:
        how = "set PYTHONPATH to it or install the project"
    else:
        how = f"run python -m {case.site.module} from there, or install the project"
    return Judged(
        Cause.SEARCH_PATH,
        f"{module} is there ({file.path}), but {root} was not on sys.path in that run",
        advice=f"Its import root is {root}: {how}",
        evidence=evidence,
    )


def _was_searched(case: Case, file: ModuleFile) -> bool:
    """Whether the folder of the script that ran is where the module is now."""
    if not case.frames:
        return False
    first = case.frames[0]
    folder = first.path.rpartition("/")[0] or "."
    root = file.root or "."
    return first.frame.function == "<module>" and folder == root


def _beside(case: Case, module: str) -> Judged | None:
    """Where a file would be found, were its folder on the search path."""
    ground, site = case.ground, case.site
    known = module in sys.stdlib_module_names or module.lower() in ground.declared
    if "." in module or site is None or known:
        return None
    asked = asked_module(case) or module
    rest = (asked if asked.partition(".")[0] == module else module).replace(".", "/")
    folder = site.path.rpartition("/")[0]
    places = [folder]
    while folder:
        folder = folder.rpartition("/")[0]
        places.append(folder)
    folders = set(ground.analysis.tree.folders())
    for place in places:
        base = f"{place}/" if place else ""
        for path in (f"{base}{rest}.py", f"{base}{rest}/__init__.py"):
            if path in ground.paths:
                return _elsewhere(ground, module, path, place)
        if f"{base}{rest}" in folders and f"{base}{module}" in folders and not place:
            return _elsewhere(ground, module, f"{base}{module}", place)
    return None


def _elsewhere(ground: Ground, module: str, path: str, folder: str) -> Judged:
    known = ground.module_at.get(path)
    name = f"; its name here is {known.name}" if known is not None else ""
    return Judged(
        Cause.SEARCH_PATH,
        f"{path} is there, but its folder was not on sys.path in that run{name}",
        ground.broken(module, None),
        f"Run with {folder or 'the top of the repository'} on sys.path"
        + (f", or import {known.name}" if known is not None and known.name != module else ""),
        (Evidence(path, 1, f"would be {module}"),),
    )


def _from_outside(case: Case, module: str) -> Judged:
    top = module.partition(".")[0]
    if case.site is None:
        return Judged(
            Cause.NOT_THIS_REPOSITORY, f"{module} is no module of this repository, nor who asks"
        )
    if top in _OF_PYTHON_2:
        return Judged(
            Cause.MISSING_MODULE,
            f"{top} is Python 2's name of {_OF_PYTHON_2[top]}",
            advice=f"Import {_OF_PYTHON_2[top]}",
        )
    if top in _GONE and not case.outside:
        return Judged(
            Cause.MISSING_MODULE,
            f"{top} has left the standard library: the Python of that run no longer has it",
            advice=f"Replace {top}, or run with an older Python",
        )
    if top in sys.stdlib_module_names:
        return Judged(
            Cause.OPTIONAL_DEPENDENCY,
            f"The Python of that run was built without {module}",
            advice=f"Install the part of Python that has {module}",
        )
    declared = top.lower() in case.ground.declared
    said = "the repository declares it" if declared else "the repository does not declare it"
    return Judged(
        Cause.OPTIONAL_DEPENDENCY,
        f"{module} comes from outside of this repository and was not installed there: {said}",
        advice=f"Install what provides {top}" + ("" if declared else ", and declare it"),
    )
