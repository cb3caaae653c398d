"""Whether modules import each other as a ticket says."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence

from analysis.extract.facts import Timing
from analysis.findings import Evidence, ImportCycle
from analysis.graphs.adjacency import within
from analysis.graphs.components import strongly_connected
from analysis.triage.report import Verdict
from analysis.triage.ticket.merging import dotted
from analysis.triage.ticket.value import Said, Told
from analysis.triage.verdicts.ground import Ground, listed
from analysis.triage.verdicts.value import Judged


def cycle(ground: Ground, told: Told) -> Judged:
    """The verdict on "a, b and c import each other", or on "a is part of the circle"."""
    members = [each.modules[0] for each in told.about if each.modules]
    unknown = [each.text for each in told.about if not each.modules]
    subjects = tuple(each.modules[0] if each.modules else dotted(each.text) for each in told.about)
    if Said.MEMBER in told.says:
        others = [each.modules[0] for each in told.places if each.modules]
        return _member(ground, subjects, members, others)
    judged = _circle(ground, told, subjects, members)
    if not unknown:
        return judged
    verdict = Verdict.PARTLY if judged.verdict is Verdict.CONFIRMED else judged.verdict
    summary = f"there is no {listed(unknown)} in this repository; {judged.summary}"
    return Judged(subjects, verdict, summary, judged.evidence, judged.finding)


def _member(
    ground: Ground, subjects: tuple[str, ...], members: Sequence[str], others: Sequence[str]
) -> Judged:
    if not members:
        return Judged(subjects, Verdict.UNCHECKED, f"there is no {subjects[0]} in this repository")
    module = members[0]
    finding = _finding_of(ground, [module])
    if finding is not None and finding.data.timing is Timing.IMPORT:
        cycle_ = listed(finding.data.members, 5)
        return Judged(
            *(subjects, Verdict.CONFIRMED, f"it is one of the circle {cycle_}"),
            *(_edges(ground, finding), finding.key),
        )
    if finding is not None:
        return Judged(
            *(subjects, Verdict.PARTLY),
            "it is on a circle that closes only through imports inside functions",
            *(_edges(ground, finding), finding.key),
        )
    facts = [f"{module} is in no circle"]
    evidence: list[Evidence] = []
    for other in others:
        line = ground.line_of(module, other)
        if line is None:
            facts.append(f"it does not import {other}")
        else:
            facts.append(f"it imports {other}, which does not import it back")
            evidence += ground.at(module, line, f"imports {other}")
    if not evidence:
        evidence += ground.at(module, 1, "nothing in here leads to a circle")
    return Judged(subjects, Verdict.REFUTED, "; ".join(facts), tuple(evidence))


def _circle(
    ground: Ground, told: Told, subjects: tuple[str, ...], members: Sequence[str]
) -> Judged:
    if not members:
        return Judged(subjects, Verdict.UNCHECKED, "none of them is in this repository")
    if len(set(members)) < 2:
        return _alone(ground, subjects, members[0])
    graph = ground.analysis.structure.graph
    finding = _finding_of(ground, members)
    key = finding.key if finding is not None else None
    if _connected(graph.at_import, members):
        return _closed(ground, told, subjects, members, finding)
    together = next((each for each in graph.cycles_at_import if set(members) <= set(each)), None)
    if together is not None:
        evidence = _way(ground, [*members, members[0]])
        beside = [each for each in together if each not in members]
        summary = f"they are on one circle, but only together with {listed(beside)}"
        return Judged(subjects, Verdict.PARTLY, summary, evidence, key)
    some = [each for each in _groups(graph.cycles_at_import, members) if len(each) > 1]
    if some:
        outside = [each for each in members if each not in some[0]]
        summary = (
            f"{listed(some[0])} import each other, {listed(outside)} "
            f"{'is' if len(outside) == 1 else 'are'} not in the circle"
        )
        return Judged(subjects, Verdict.PARTLY, summary, _way(ground, [*some[0], some[0][0]]), key)
    return _not_at_import(ground, subjects, members, key)


def _alone(ground: Ground, subjects: tuple[str, ...], module: str) -> Judged:
    finding = _finding_of(ground, [module])
    if finding is None:
        return Judged(
            *(subjects, Verdict.REFUTED, f"{module} is in no circle"),
            ground.at(module, 1, "nothing in here leads to a circle"),
        )
    others = listed(each for each in finding.data.members if each != module)
    return Judged(
        *(subjects, Verdict.PARTLY, f"{module} is on a circle, with {others}"),
        *(_edges(ground, finding), finding.key),
    )


def _closed(
    ground: Ground,
    told: Told,
    subjects: tuple[str, ...],
    members: Sequence[str],
    finding: ImportCycle | None,
) -> Judged:
    facts = ["they import each other at import time"]
    verdict = Verdict.CONFIRMED
    if Said.RING in told.says:
        ring = list(itertools.pairwise([*members, members[0]]))
        graph = ground.analysis.structure.graph.at_import
        wrong = [(a, b) for a, b in ring if b not in graph.get(a, ())]
        if wrong:
            verdict = Verdict.PARTLY
            facts = [f"{a} does not import {b}" for a, b in wrong[:3]]
            facts.insert(0, "there is a circle, but it runs otherwise")
    if finding is not None:
        beside = [each for each in finding.data.members if each not in members]
        if beside:
            facts.append(f"the ticket does not name {listed(beside)}")
        said = {
            "crashes": "importing any of them first fails",
            "depends-on-entry": "which one is imported first decides whether it fails",
            "safe": "it breaks no import",
        }
        facts.append(said.get(finding.data.verdict, finding.data.verdict))
    evidence = _way(ground, [*members, members[0]])
    return Judged(subjects, verdict, "; ".join(facts), evidence, finding.key if finding else None)


def _not_at_import(
    ground: Ground, subjects: tuple[str, ...], members: Sequence[str], key: str | None
) -> Judged:
    graph = ground.analysis.structure.graph
    runtime = _connected(graph.at_runtime, members) or any(
        set(members) <= set(each) for each in graph.cycles_at_runtime
    )
    if runtime:
        chain, at = _deferred(ground, members)
        summary = (
            "no import-time path back exists; the only connection is this deferred chain: "
            f"{' → '.join(chain)}"
        )
        return Judged(subjects, Verdict.PARTLY, summary, at, key)
    facts, evidence = [], list[Evidence]()
    for one, other in itertools.combinations(members, 2):
        for a, b in ((one, other), (other, one)):
            chain = ground.at_runtime.shortest_path(a, b)
            if chain:
                evidence += _steps(ground, chain)
                facts.append(f"{a} reaches {b}, no path leads back")
    if any(
        timing is Timing.TYPE_CHECKING
        for one in members
        for other, timing in graph.edges.get(one, {}).items()
        if other in members
    ):
        facts.append("one of them imports the other for the type checker only")
        for one in members:
            for other in members:
                if graph.edges.get(one, {}).get(other) is Timing.TYPE_CHECKING:
                    line = ground.line_of(one, other)
                    evidence += ground.at(one, line, f"imports {other} for the type checker only")
    if not facts:
        facts.append("none of them reaches another one")
    for module in members[:2] if not evidence else ():
        evidence += ground.at(module, 1, "nothing in here leads to the others")
    summary = f"there is no such circle: {'; '.join(facts[:3])}"
    return Judged(subjects, Verdict.REFUTED, summary, tuple(dict.fromkeys(evidence))[:8])


def _deferred(ground: Ground, members: Sequence[str]) -> tuple[list[str], tuple[Evidence, ...]]:
    """The way between two members that only an import inside a function closes."""
    for a, b in itertools.pairwise([*members, members[0]]):
        if not ground.at_import.shortest_path(a, b):
            chain = ground.at_runtime.shortest_path(a, b)
            if chain:
                return chain, _steps(ground, chain)
    return [], ()


def _steps(ground: Ground, chain: Sequence[str]) -> tuple[Evidence, ...]:
    graph = ground.analysis.structure.graph
    found: list[Evidence] = []
    for a, b in itertools.pairwise(chain):
        timing = graph.edges.get(a, {}).get(b)
        deferred = " inside a function" if timing is Timing.DEFERRED else ""
        found += ground.at(a, ground.line_of(a, b), f"{a} imports {b}{deferred}")
    return tuple(found)


def _way(ground: Ground, ring: Sequence[str]) -> tuple[Evidence, ...]:
    """The imports that lead round a ring, by the shortest ways."""
    found: dict[Evidence, None] = {}
    for a, b in itertools.pairwise(ring):
        found.update(dict.fromkeys(_steps(ground, ground.at_import.shortest_path(a, b))))
    return tuple(found)


def _connected(graph: dict[str, list[str]], members: Iterable[str]) -> bool:
    """Whether some modules alone are one component."""
    every = set(members)
    part = within(graph, every & graph.keys())
    return any(every == set(each) for each in strongly_connected(part))


def _groups(cycles: Iterable[tuple[str, ...]], members: Sequence[str]) -> list[list[str]]:
    groups = [[each for each in members if each in cycle_] for cycle_ in map(set, cycles)]
    return sorted(groups, key=len, reverse=True)


def _finding_of(ground: Ground, members: Sequence[str]) -> ImportCycle | None:
    """The finding with most of the members, the smallest of these; one at import comes first."""
    scored = [
        (
            -len(set(members) & set(each.data.members)),
            each.data.timing is not Timing.IMPORT,
            len(each.data.members),
            each,
        )
        for each in ground.cycles
    ]
    fitting = [each for each in scored if each[0] <= -min(len(set(members)), 2)]
    return min(fitting, key=lambda each: each[:3])[3] if fitting else None


def _edges(ground: Ground, finding: ImportCycle) -> tuple[Evidence, ...]:
    return tuple(
        ground.place(each.path, each.line, f"{each.importer} imports {each.imported}")
        for each in finding.data.cycle
    )
