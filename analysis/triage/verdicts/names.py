"""Whether a name, or a module, is missing as a ticket says."""

from __future__ import annotations

from analysis.findings import BrokenImport, Evidence
from analysis.findings.broken_import import SiteKind
from analysis.resolve.project import External
from analysis.triage.report import Verdict
from analysis.triage.ticket.merging import dotted
from analysis.triage.ticket.value import Mention, Said, Told
from analysis.triage.verdicts.ground import Ground, listed, said_of
from analysis.triage.verdicts.value import Judged


def missing_name(ground: Ground, told: Told) -> Judged:
    """The verdict on "`name` is missing from `place`"."""
    name = told.about[0].name or told.about[0].text
    inside = told.about if told.about[0].is_inside else ()
    places = told.places or inside
    importers = list(told.importers)
    if (Said.LISTED in told.says and len(places) > 1) or not places:
        places, more = _told_apart(ground, name, places)
        importers += more
    if not places:
        return _anywhere(ground, name, importers)
    place = places[0]
    if not place.modules:
        return _in_no_module(ground, name, place)
    judged = _missing_in(ground, name, place.modules[0], importers)
    if len(places) == 1:
        return judged
    rest = [_missing_in(ground, name, each.modules[0], []) for each in places[1:] if each.modules]
    verdicts = {judged.verdict, *(each.verdict for each in rest)}
    return Judged(
        subjects=tuple(subject for each in (judged, *rest) for subject in each.subjects),
        verdict=judged.verdict if len(verdicts) == 1 else Verdict.PARTLY,
        summary="; ".join(each.summary for each in (judged, *rest)),
        evidence=tuple(place for each in (judged, *rest) for place in each.evidence),
        finding=next((each.finding for each in (judged, *rest) if each.finding), None),
    )


def _told_apart(
    ground: Ground, name: str, places: tuple[Mention, ...]
) -> tuple[tuple[Mention, ...], list[Mention]]:
    """Of bare files below "missing `name`": those that lack it, and those that ask for it."""
    asking = {
        site.importer
        for finding in ground.broken
        if finding.data.name == name
        for site in finding.data.sites
    }
    lacking = tuple(each for each in places if not asking.intersection(each.modules))
    return lacking, [each for each in places if each not in lacking]


def _anywhere(ground: Ground, name: str, importers: list[Mention]) -> Judged:
    """ "`name` does not exist", without a place."""
    findings = [each for each in ground.broken if each.data.name == name]
    wherever = ground.bound.get(name, [])
    if findings:
        judged = _missing_in(ground, name, findings[0].data.module, importers)
        if wherever and judged.verdict is Verdict.CONFIRMED:
            module, line = wherever[0]
            summary = (
                f"{name} is not in {findings[0].data.module}, where it is asked for, "
                f"but it exists: {module} defines it"
            )
            evidence = (*ground.at(module, line, f"{name} is defined here"), *judged.evidence)
            return Judged(judged.subjects, Verdict.PARTLY, summary, _once(evidence), judged.finding)
        return judged
    if wherever:
        evidence = tuple(
            place
            for module, line in wherever[:5]
            for place in ground.at(module, line, f"{name} is defined here")
        )
        summary = f"{name} is defined in {listed(module for module, _ in wherever)}"
        return Judged((name,), Verdict.REFUTED, summary, evidence)
    summary = f"nothing in this repository defines {name}, and no import asks for it"
    return Judged((name,), Verdict.UNCHECKED, summary)


def _in_no_module(ground: Ground, name: str, place: Mention) -> Judged:
    summary = f"there is no {place.text} in this repository"
    wherever = ground.bound.get(name, [])
    evidence: tuple[Evidence, ...] = ()
    if wherever:
        module, line = wherever[0]
        summary += f"; {name} is defined in {module}"
        evidence = ground.at(module, line, f"{name} is defined here")
    return Judged((f"{dotted(place.text)}:{name}",), Verdict.UNCHECKED, summary, evidence)


def _missing_in(ground: Ground, name: str, module: str, importers: list[Mention]) -> Judged:
    subject = (f"{module}:{name}",)
    has = ground.has_name(module, name)
    if has is None:
        reason = ground.analysis.execution.open_modules.get(module, "dynamic code decides")
        return Judged(
            *(subject, Verdict.UNCHECKED, f"whether {module} has {name}: {reason}"),
            ground.at(module, None, "what this module has is decided when it runs"),
        )
    if has:
        line = ground.bindings(module, name)
        at = ground.path(module)
        where = f" ({at}:{line})" if line and at else ""
        return Judged(
            *(subject, Verdict.REFUTED, f"{module} has {name}{where}"),
            ground.at(module, line, f"{name} is here"),
        )
    finding = ground.finding_of_name(module, name)
    facts = [f"{module} has no {name}"]
    evidence: list[Evidence] = []
    if finding is not None:
        evidence += _sites(ground, finding, importers, facts)
        evidence += _instead(ground, finding, facts)
    else:
        facts.append("no import asks for it there")
        for other, line in ground.bound.get(name, [])[:3]:
            evidence += ground.at(other, line, f"{name} is defined here")
            facts.append(f"{other} defines it")
        evidence = evidence or list(ground.at(module, None, f"nothing here is called {name}"))
    wrong = [each for each in importers if each.modules and not _asks(ground, each, module, name)]
    for each in wrong:
        facts.append(f"{each.modules[0]} does not import it")
        evidence += ground.at(each.modules[0], None, f"does not import {name}")
    verdict = Verdict.PARTLY if wrong else Verdict.CONFIRMED
    key = finding.key if finding is not None else None
    return Judged(subject, verdict, "; ".join(facts), _once(tuple(evidence)), key)


def _asks(ground: Ground, importer: Mention, module: str, name: str) -> bool:
    """Whether an importer asks a module for a name; or for the module, which comes near it."""
    return any(
        each.target.module == module and each.target.name in (name, "*", None)
        for each in ground.imports(importer.modules[0])
    )


def _sites(
    ground: Ground, finding: BrokenImport, importers: list[Mention], facts: list[str]
) -> list[Evidence]:
    sites = finding.data.sites
    kinds = {site.kind for site in sites}
    if kinds <= {SiteKind.EXPECTED}:
        facts.append("only tests that expect the failure ask for it")
    elif SiteKind.AT_IMPORT not in kinds:
        facts.append("no statement asks for it at import, so nothing fails to import")
    named = {module for each in importers for module in each.modules}
    missed = [site for site in sites if site.importer not in named]
    if named and missed:
        places = listed(f"{site.path}:{site.line}" for site in missed)
        facts.append(f"the ticket does not name {places}")
    for each in importers:
        lines = [site.line for site in sites if site.importer in each.modules]
        if lines and each.line is not None and each.line not in lines:
            facts.append(f"{each.modules[0]} asks for it in line {lines[0]}, not {each.line}")
    return [ground.place(site.path, site.line, said_of(site)) for site in sites]


def _instead(ground: Ground, finding: BrokenImport, facts: list[str]) -> list[Evidence]:
    for candidate in finding.data.candidates[:2]:
        if candidate.name is None or candidate.revision is not None:
            continue
        line = ground.bindings(candidate.module, candidate.name)
        path = ground.path(candidate.module)
        if path is not None and line is not None:
            what = "defined" if candidate.name == finding.data.name else candidate.name
            facts.append(
                f"it is defined in {path}:{line}"
                if what == "defined"
                else f"{candidate.module} has {candidate.name} ({path}:{line})"
            )
            return [ground.place(path, line, candidate.why)]
    return []


def missing_module(ground: Ground, told: Told) -> Judged:
    """The verdict on "module `m` does not exist"."""
    gone = told.about[0]
    written = dotted(gone.text)
    finding = _finding_of_module(ground, written)
    if finding is not None:
        module = finding.data.module
        facts = [f"there is no module {module}"]
        evidence = _sites(ground, finding, list(told.importers), facts)
        evidence += _other_module(ground, finding, facts)
        return Judged(
            *((module,), Verdict.CONFIRMED, "; ".join(facts)), _once(tuple(evidence)), finding.key
        )
    if gone.modules:
        module = gone.modules[0]
        path = ground.path(module)
        summary = f"{module} is there: {path}" if path else f"{module} is there, as a folder"
        return Judged((module,), Verdict.REFUTED, summary, ground.at(module, 1, "this module"))
    if gone.is_path:
        return Judged(
            (gone.text,), Verdict.CONFIRMED, f"there is no file {gone.text}; no import asks for it"
        )
    return _unknown_module(ground, written)


def _unknown_module(ground: Ground, written: str) -> Judged:
    top = written.partition(".")[0]
    if top in ground.vocabulary.tops:
        summary = f"there is no module {written}; no import asks for it"
        return Judged((written,), Verdict.CONFIRMED, summary)
    for importer, imports in ground.analysis.structure.project.by_importer.items():
        for each in imports:
            if isinstance(each.target, External) and each.target.module.partition(".")[0] == top:
                note = f"{importer} imports {each.target.module} from outside"
                return Judged(
                    *((written,), Verdict.UNCHECKED),
                    f"{written} comes from outside of the repository: whether it is installed, "
                    "the code can't tell",
                    ground.at(importer, each.fact.span.line, note),
                )
    summary = f"nothing here is called {written}, and nothing imports it"
    return Judged((written,), Verdict.UNCHECKED, summary)


def _finding_of_module(ground: Ground, written: str) -> BrokenImport | None:
    fitting = [
        each
        for each in ground.broken
        if each.data.name is None
        and (each.data.module == written or each.data.module.endswith(f".{written}"))
    ]
    return min(fitting, key=lambda each: len(each.data.module), default=None)


def _other_module(ground: Ground, finding: BrokenImport, facts: list[str]) -> list[Evidence]:
    for candidate in finding.data.candidates[:1]:
        if candidate.revision is None and ground.path(candidate.module) is not None:
            facts.append(f"{candidate.module} may be meant")
            return list(ground.at(candidate.module, 1, candidate.why))
    return []


def _once(evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    found: dict[tuple[str, int | None], Evidence] = {}
    for each in evidence:
        found.setdefault((each.path, each.line), each)
    return tuple(found.values())
