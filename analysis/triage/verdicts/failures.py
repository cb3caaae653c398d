"""Whether something fails to import, or is blocked, as a ticket says."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.execution.outcome import Cause, Fails, Ok
from analysis.findings import Evidence, SiteKind
from analysis.sources.layout import Kind
from analysis.triage.report import Verdict
from analysis.triage.ticket.merging import dotted
from analysis.triage.ticket.value import Mention, Said, Told
from analysis.triage.verdicts.ground import Ground, listed, said_of
from analysis.triage.verdicts.names import missing_module, missing_name
from analysis.triage.verdicts.value import Judged

_LEAVES = ("__main__", "main", "app", "asgi", "wsgi", "manage", "server", "cli", "application")


def import_error(ground: Ground, told: Told) -> Judged:
    """The verdict on "m can't be imported", or on a message of Python."""
    if Said.MESSAGE in told.says:
        return _message(ground, told)
    return _outcomes(ground, told, [], "can be imported")


def impact(ground: Ground, told: Told, causes: Sequence[str]) -> Judged:
    """The verdict on "m does not start"; `causes` are the findings that are said to be why."""
    return _outcomes(ground, told, causes, "is not blocked: it can be imported")


def _outcomes(ground: Ground, told: Told, causes: Sequence[str], fine: str) -> Judged:
    subjects, failing, sound, open_, absent = [], [], [], [], []
    for mention in told.about:
        if not mention.modules:
            subjects.append(dotted(mention.text))
            absent.append(mention.text)
            continue
        subject, entries = _entries(ground, mention, Said.RUNS in told.says)
        subjects.append(subject)
        broken = [each for each in entries if ground.failure(each) is not None]
        if broken:
            failing.append((subject, broken[0]))
        elif all(isinstance(ground.outcome(each), Ok) for each in entries):
            sound.append((subject, entries))
        else:
            open_.append(subject)
    facts: list[str] = []
    evidence: list[Evidence] = []
    evidence += _failing(ground, failing, facts)
    if sound:
        names = listed(subject for subject, _ in sound)
        facts.append(f"{names} {fine}")
        for _, entries in sound:
            for entry in entries[:3]:
                evidence += ground.at(entry, 1, f"importing {entry} works")
                evidence += _later(ground, entry, facts)
    if open_:
        facts.append(f"whether {listed(open_)} can be imported, static reading can't tell")
    if absent:
        facts.append(f"there is no {listed(absent)} in this repository")
    key = next((ground.owners.get(entry) for _, entry in failing), None)
    verdict = _verdict(len(failing), len(sound), len(open_) + len(absent))
    if verdict is Verdict.CONFIRMED:
        verdict = _as_told(ground, told, [entry for _, entry in failing], causes, facts)
    return Judged(tuple(dict.fromkeys(subjects)), verdict, "; ".join(facts), _few(evidence), key)


def _verdict(failing: int, sound: int, open_: int) -> Verdict:
    if failing and not sound:
        return Verdict.CONFIRMED if not open_ else Verdict.PARTLY
    if failing:
        return Verdict.PARTLY
    return Verdict.REFUTED if sound and not open_ else Verdict.UNCHECKED


def _as_told(
    ground: Ground,
    told: Told,
    entries: Sequence[str],
    causes: Sequence[str],
    facts: list[str],
) -> Verdict:
    """Confirmed, unless it fails with another error, or for another reason, than was told."""
    for entry in entries:
        found = ground.failure(entry)
        error = found.failure.error if found is not None else ""
        if told.error and not _is_a(error, told.error):
            facts.append(f"but with {error}, not {told.error}")
            return Verdict.PARTLY
    owners = {ground.owners.get(entry) for entry in entries}
    if causes and owners.isdisjoint(causes):
        facts.append("but for another reason")
        return Verdict.PARTLY
    idle = [each for each in causes if each not in owners]
    if causes and idle and len(set(causes)) > 2:
        facts.append(f"only {len(set(causes)) - len(set(idle))} of the {len(set(causes))} is why")
        return Verdict.PARTLY
    return Verdict.CONFIRMED


def _is_a(error: str, told: str) -> bool:
    name = told.rpartition(".")[2]
    if name == "ImportError" or name.startswith("Circular"):
        return error in ("ImportError", "ModuleNotFoundError")
    return error == name


def _entries(ground: Ground, mention: Mention, runs: bool) -> tuple[str, list[str]]:
    """What a mention stands for, and the modules that start it: those of a package are its own."""
    module = mention.modules[0]
    project = ground.analysis.structure.project
    file = project.modules.get(module)
    is_package = file is None or file.kind in (Kind.PACKAGE, Kind.NAMESPACE)
    if not runs or not is_package:
        return module, [module]
    golden = [
        each.module
        for each in ground.analysis.golden_paths
        if each.name == mention.text and each.module in project.modules
    ]
    if golden:
        return golden[0], golden
    inside = [each for each in project.modules if each.startswith(f"{module}.")]
    paths = [each.module for each in ground.analysis.golden_paths if each.module in inside]
    starts = [
        each
        for each in sorted(inside)
        if each.rpartition(".")[2] in _LEAVES and each.count(".") <= module.count(".") + 2
    ]
    own = [module] if module in ground.analysis.execution.outcomes else []
    return module, [*own, *paths, *starts] or inside[:1] or [module]


def _failing(
    ground: Ground, failing: Sequence[tuple[str, str]], facts: list[str]
) -> list[Evidence]:
    """What fails, those together that fail at one place."""
    evidence: list[Evidence] = []
    by_place: dict[tuple[str, str], list[str]] = {}
    for subject, entry in failing:
        outcome = ground.failure(entry)
        if outcome is None:
            continue
        failure = outcome.failure
        place = f"{failure.path}:{failure.line}"
        name = subject if entry == subject else f"{subject} ({entry})"
        by_place.setdefault((place, failure.message), []).append(name)
        note = f"import {entry} fails: {failure.message}"
        evidence.append(ground.place(failure.path, failure.line, note))
    for (place, message), names in by_place.items():
        verb = "fails" if len(names) == 1 else "fail"
        facts.append(f"{listed(names)} {verb} at {place}: {message}")
    return evidence


def _later(ground: Ground, module: str, facts: list[str]) -> list[Evidence]:
    """Imports inside functions that fail when these are called: what a ticket may mean."""
    evidence = []
    for finding in ground.broken:
        for site in finding.data.sites:
            if site.importer == module and site.kind is SiteKind.DEFERRED:
                facts.append(f"an import inside {site.function or 'a function'} fails when it runs")
                evidence.append(ground.place(site.path, site.line, said_of(site)))
    return evidence


def _few(evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    return tuple(dict.fromkeys(evidence))[:10]


def _message(ground: Ground, told: Told) -> Judged:
    """The verdict on an error that the ticket quotes."""
    about = told.about[0]
    if about.name is None or about.sort == 0:
        return _no_module(ground, told)
    place = told.places[0].modules[0] if told.places and told.places[0].modules else None
    asked = [
        (module, outcome.failure)
        for module, outcome in sorted(ground.analysis.execution.outcomes.items())
        if isinstance(outcome, Fails)
        and outcome.failure.name == about.name
        and (place is None or outcome.failure.module == place)
        and (Said.PARTIAL not in told.says or outcome.failure.cause is Cause.PARTIAL)
    ]
    if asked:
        module, failure = asked[0]
        target = f"{failure.module}:{about.name}"
        evidence = (
            ground.place(failure.path, failure.line, f"import {module} fails: {failure.message}"),
        )
        summary = f"{len(asked)} modules fail that way, {module} among them"
        if len(asked) == 1:
            summary = f"importing {module} fails that way"
        key = ground.owners.get(module)
        return Judged((target,), Verdict.CONFIRMED, summary, evidence, key)
    judged = missing_name(ground, told)
    finding = next((each for each in ground.broken if each.key == judged.finding), None)
    if Said.PARTIAL in told.says or judged.verdict is not Verdict.CONFIRMED or finding is None:
        if judged.verdict is Verdict.CONFIRMED:
            return Judged(
                *(judged.subjects, Verdict.UNCHECKED),
                f"{judged.summary}: nothing here raises this now",
                judged.evidence,
            )
        return judged
    sites = tuple(ground.place(at.path, at.line, said_of(at)) for at in finding.data.sites)
    return Judged(judged.subjects, Verdict.CONFIRMED, judged.summary, sites, finding.key)


def _no_module(ground: Ground, told: Told) -> Judged:
    judged = missing_module(ground, told)
    if judged.verdict is Verdict.CONFIRMED and judged.finding is None:
        summary = f"{judged.summary}: nothing here raises this now"
        return Judged(judged.subjects, Verdict.REFUTED, summary, judged.evidence)
    return judged
