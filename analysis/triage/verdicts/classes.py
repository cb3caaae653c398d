"""Whether classes exist twice, and are the same, as a ticket says."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from analysis.findings import DuplicateClass, Evidence
from analysis.resolve.project import ResolvedClass
from analysis.triage.report import Verdict
from analysis.triage.ticket.merging import dotted
from analysis.triage.ticket.value import Mention, Said, Told
from analysis.triage.verdicts.ground import Ground, listed
from analysis.triage.verdicts.value import Judged


def duplicate(ground: Ground, told: Told) -> Judged:
    """The verdict on "class `C` is defined in a and in b", or on "they are identical"."""
    if len(told.about) > 1:
        return _copy_of(ground, told)
    name = told.about[0].name or told.about[0].text
    every = ground.classes.get(name, [])
    places = told.places or tuple(each for each in told.about if each.is_inside)
    there, absent = _sorted_out(every, places)
    subjects = tuple(str(each.ref) for each in (there if places else every))
    subjects += tuple(f"{_module(each)}:{name}" for each in absent)
    finding = _finding_of(ground, [str(each.ref) for each in there or every])
    if Said.IDENTICAL in told.says:
        return _identical(ground, subjects or (name,), there if len(there) > 1 else every, finding)
    if len(every) < 2:
        return _single(ground, name, subjects or (name,), every, absent)
    return _several(ground, told, subjects, every, there, absent, finding)


def _module(mention: Mention) -> str:
    return mention.modules[0] if mention.modules else dotted(mention.text)


def _sorted_out(
    every: Sequence[ResolvedClass], places: Sequence[Mention]
) -> tuple[list[ResolvedClass], list[Mention]]:
    """The definitions at the places, and the places without one."""
    there, absent = [], []
    for place in places:
        found = [each for each in every if each.ref.module in place.modules]
        there += [each for each in found if each not in there]
        if not found:
            absent.append(place)
    return there, absent


def _finding_of(ground: Ground, names: Sequence[str]) -> DuplicateClass | None:
    """The finding that holds most of some definitions, two of them at least."""
    best: DuplicateClass | None = None
    most = 1
    for finding in ground.duplicates:
        count = len(set(names).intersection(finding.subjects))
        if count > most:
            best, most = finding, count
    return best


def _evidence(ground: Ground, classes: Sequence[ResolvedClass]) -> tuple[Evidence, ...]:
    return tuple(
        ground.place(each.path, each.fact.line, f"class {each.ref.qualname} of {each.ref.module}")
        for each in classes
    )


def _single(
    ground: Ground,
    name: str,
    subjects: tuple[str, ...],
    every: Sequence[ResolvedClass],
    absent: Sequence[Mention],
) -> Judged:
    if not every:
        summary = f"no module of this repository defines a class {name} at its top"
        return Judged(subjects, Verdict.REFUTED, summary)
    only = every[0]
    facts = [f"{name} is defined only once: {only.path}:{only.fact.line}"]
    evidence = list(_evidence(ground, every))
    for place in absent:
        for module in place.modules[:1]:
            line = ground.bindings(module, name)
            if line is not None:
                facts.append(f"{module} only imports it")
            evidence += ground.at(module, line, f"no class {name} is defined here")
    return Judged(subjects, Verdict.REFUTED, "; ".join(facts), tuple(evidence))


def _several(
    ground: Ground,
    told: Told,
    subjects: tuple[str, ...],
    every: Sequence[ResolvedClass],
    there: Sequence[ResolvedClass],
    absent: Sequence[Mention],
    finding: DuplicateClass | None,
) -> Judged:
    name = every[0].fact.name
    facts = [f"{len(every)} classes are called {name}"]
    evidence = list(_evidence(ground, there or every))
    verdict = Verdict.CONFIRMED
    for place in absent:
        verdict = Verdict.PARTLY
        facts.append(f"{place.text} has none")
        for module in place.modules[:1]:
            evidence += ground.at(module, None, f"no class {name} is defined here")
    if told.count is not None and told.count > len(every):
        verdict = Verdict.PARTLY
        facts.append(f"not {told.count}")
    for place in told.places:
        facts += _wrong_line(place, there)
    if told.places:
        missed = [each for each in every if each not in there]
        if missed:
            facts.append(f"the ticket misses {listed(f'{m.path}:{m.fact.line}' for m in missed)}")
            evidence += _evidence(ground, missed)
    if finding is not None:
        evidence += _variants(ground, finding, name, facts)
        if finding.data.kind == "exact":
            facts.append("they are identical")
        else:
            facts.append("they are no copies of each other")
    return Judged(
        subjects, verdict, "; ".join(facts), tuple(evidence), finding.key if finding else None
    )


def _wrong_line(place: Mention, there: Sequence[ResolvedClass]) -> list[str]:
    for each in there:
        if each.ref.module in place.modules and place.line is not None:
            inside = each.fact.line <= place.line <= each.fact.end_line
            if not inside:
                return [f"in {each.path} it stands in line {each.fact.line}, not {place.line}"]
    return []


def _variants(
    ground: Ground, finding: DuplicateClass, name: str, facts: list[str]
) -> list[Evidence]:
    others = [each for each in finding.data.definitions if each.class_ != name]
    if others:
        facts.append(
            f"a variant of another name: {listed(f'{v.module}:{v.class_}' for v in others)}"
        )
    return [
        ground.place(each.path, each.line, f"class {each.class_}, a variant") for each in others
    ]


def _identical(
    ground: Ground,
    subjects: tuple[str, ...],
    classes: Sequence[ResolvedClass],
    finding: DuplicateClass | None,
) -> Judged:
    evidence = list(_evidence(ground, classes))
    key = finding.key if finding is not None else None
    if len(classes) < 2:
        return Judged(
            subjects, Verdict.REFUTED, "there are no two of them to be the same", tuple(evidence)
        )
    differing = _differing(classes)
    if finding is not None:
        differing = differing or _rows(finding, [str(each.ref) for each in classes])
    elif not differing:
        differing = _bodies(ground, classes)
    if not differing:
        return Judged(subjects, Verdict.CONFIRMED, "they are the same", tuple(evidence), key)
    summary = f"the copies are not identical: they differ in {listed(differing, 5)}"
    return Judged(subjects, Verdict.REFUTED, summary, tuple(evidence), key)


def _differing(classes: Sequence[ResolvedClass]) -> list[str]:
    """The members that not all of some classes have, or have with the same parameters."""
    rows = [
        {member.name: (member.kind, member.signature) for member in each.fact.members}
        for each in classes
    ]
    names = sorted(set(itertools.chain.from_iterable(rows)))
    return [name for name in names if len({row.get(name) for row in rows}) > 1]


def _rows(finding: DuplicateClass, names: Sequence[str]) -> list[str]:
    at = [
        index
        for index, each in enumerate(finding.data.definitions)
        if f"{each.module}:{each.class_}" in names
    ]
    found = []
    for row in finding.data.differences:
        sides = [row.sides[index] for index in at if index < len(row.sides)]
        bodies = {side.body for side in sides if side is not None}
        if None in sides or bodies - {"same"}:
            found.append(row.name)
    return found


def _bodies(ground: Ground, classes: Sequence[ResolvedClass]) -> list[str]:
    """Whether the text of some classes differs, where no finding has compared them."""
    texts = {_text(ground, each) for each in classes}
    return ["what their bodies do"] if len(texts) > 1 else []


def _text(ground: Ground, cls: ResolvedClass) -> str:
    source = ground.analysis.tree.read(cls.path).decode("utf-8", "replace").splitlines()
    lines = source[cls.fact.line - 1 : cls.fact.end_line]
    return "\n".join(line.rstrip() for line in lines if line.strip())


def _copy_of(ground: Ground, told: Told) -> Judged:
    """The verdict on "`B` is a copy of `A`"."""
    found = []
    for mention in told.about:
        every = ground.classes.get(mention.name or mention.text, [])
        modules = {module for place in told.places for module in place.modules}
        chosen = [each for each in every if each.ref.module in modules] or every
        found += _true_one(ground, chosen)
    names = [str(each.ref) for each in found]
    subjects = tuple(names) or tuple(each.text for each in told.about)
    finding = _finding_of(ground, names)
    if len(found) < 2:
        summary = f"there are no two such classes: {listed(each.text for each in told.about)}"
        return Judged(subjects, Verdict.REFUTED, summary, _evidence(ground, found))
    if finding is not None:
        found = _canonical_first(finding, found)
    judged = _identical(ground, subjects, found, finding)
    if judged.verdict is Verdict.REFUTED and finding is not None and finding.data.kind == "near":
        return Judged(
            *(subjects, Verdict.PARTLY, f"nearly: {judged.summary}"),
            *(judged.evidence, judged.finding),
        )
    return judged


def _true_one(ground: Ground, classes: Sequence[ResolvedClass]) -> list[ResolvedClass]:
    """Of classes of one name the one that evidence speaks for."""
    finding = _finding_of(ground, [str(each.ref) for each in classes])
    if finding is None:
        return list(classes[:1])
    return _canonical_first(finding, list(classes))[:1]


def _canonical_first(finding: DuplicateClass, found: list[ResolvedClass]) -> list[ResolvedClass]:
    order = {f"{each.module}:{each.class_}": at for at, each in enumerate(finding.data.definitions)}
    return sorted(found, key=lambda each: order.get(str(each.ref), len(order)))
