"""One finding for each group of classes that are copies, or get taken for each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from analysis.checks.context import CodeContext
from analysis.checks.duplicate_class import idioms
from analysis.checks.duplicate_class.canonical import canonical, named_by_user
from analysis.checks.duplicate_class.classes import Classes
from analysis.checks.duplicate_class.collaboration import Collaboration
from analysis.checks.duplicate_class.dependence import Dependence
from analysis.checks.duplicate_class.differences import differences
from analysis.checks.duplicate_class.group import Group
from analysis.checks.duplicate_class.hazards import hazards, import_sites
from analysis.checks.duplicate_class.likeness import (
    DIVERGENT,
    EXACT,
    NEAR,
    VARIANT,
    are_about_the_same,
    can_be_rewritten,
    is_rewrite,
    may_be_rewrite,
)
from analysis.checks.duplicate_class.pairs import Pair, Pairing
from analysis.checks.duplicate_class.telling import message_of, title_of
from analysis.findings import (
    AnyFinding,
    Definition,
    DuplicateClass,
    DuplicateClassData,
    Location,
    Severity,
    key_of,
)
from analysis.resolve.project import ClassRef

_RANK = {EXACT: 0, NEAR: 0, DIVERGENT: 1, VARIANT: 2}
_ALL_BUT_THE_SAME = 0.85
_HARDLY_CHANGED = 0.7


def check(context: CodeContext) -> Iterator[AnyFinding]:
    """Copies first, then namesakes, then variants; each by how easily it is mistaken."""
    classes = Classes(context)
    pairs = []
    for pair in Pairing(context, classes).pairs():
        pairs.append(pair)
        for ref in (pair.one, pair.other):
            # It will be shown, and has just been read.
            classes.interface(ref)
    groups = _groups(pairs)
    _add_variants(classes, groups)
    shown = {ref.module for group in groups for ref in (*group.definitions, *group.variants)}
    collaboration = Collaboration(context, classes, shown)
    dependence = Dependence(context.structure.graph)
    findings = [
        (group, _finding(context, classes, collaboration, dependence, group)) for group in groups
    ]
    for _, finding in sorted(
        findings,
        key=lambda item: (
            _RANK[item[0].kind],
            item[1].in_tests,
            -item[0].confusability,
            item[1].key,
        ),
    ):
        yield finding


def _groups(pairs: Sequence[Pair]) -> list[Group]:
    """Copies with their copies; namesakes by themselves, a group of copies as one of them."""
    copies = _joined([pair for pair in pairs if pair.kind != DIVERGENT], {})
    stands_for = {ref: group.definitions[0] for group in copies for ref in group.definitions}
    return [*copies, *_joined([pair for pair in pairs if pair.kind == DIVERGENT], stands_for)]


def _joined(pairs: Sequence[Pair], stands_for: Mapping[ClassRef, ClassRef]) -> list[Group]:
    leader: dict[ClassRef, ClassRef] = {}

    def lead(ref: ClassRef) -> ClassRef:
        ref = stands_for.get(ref, ref)
        while leader.setdefault(ref, ref) != ref:
            ref = leader[ref]
        return ref

    for pair in pairs:
        first, second = sorted((lead(pair.one), lead(pair.other)))
        leader[second] = first
    groups: dict[ClassRef, Group] = {}
    for pair in pairs:
        one, other = (stands_for.get(ref, ref) for ref in (pair.one, pair.other))
        if one != other:
            group = groups.setdefault(lead(one), Group([], [], EXACT, 0.0))
            group.definitions = sorted({*group.definitions, one, other})
            order = (EXACT, NEAR, DIVERGENT)
            group.kind = max(group.kind, pair.kind, key=order.index)
            group.confusability = max(group.confusability, pair.confusability)
    return [groups[ref] for ref in sorted(groups)]


def _add_variants(classes: Classes, groups: list[Group]) -> None:
    taken = {ref for group in groups for ref in group.definitions}
    by_words: dict[tuple[str, ...], list[ClassRef]] = {}
    for ref in classes:
        by_words.setdefault(idioms.words(ref.qualname), []).append(ref)
    fit: dict[tuple[str, ...], list[ClassRef]] = {}
    bases: dict[tuple[str, ...], list[tuple[ClassRef, Group | None]]] = {}
    grouped = {
        name: group for group in groups for name in {ref.qualname for ref in group.definitions}
    }
    for longer in sorted(by_words):
        for base in idioms.varied(longer, by_words):
            for name in (base, longer):
                if name not in fit:
                    fit[name] = [ref for ref in by_words[name] if _may_vary(classes, ref)]
            if base not in bases:
                bases[base] = list(_bases(classes, fit[base], grouped))
            for variant in fit[longer]:
                if variant in taken:
                    continue
                for ref, group in bases[base]:
                    if group is not None:
                        if _resembles(classes, variant, group.definitions):
                            group.variants.append(variant)
                            taken.add(variant)
                            break
                    elif ref not in taken and _is_rewrite(classes, ref, variant):
                        alike = classes.alike(ref, variant)
                        groups.append(Group([ref], [variant], VARIANT, alike))
                        taken |= {ref, variant}
                        break


def _may_vary(classes: Classes, ref: ClassRef) -> bool:
    return classes.in_production(ref) and not idioms.is_declaration(classes[ref].fact)


def _bases(
    classes: Classes, refs: Iterable[ClassRef], grouped: Mapping[str, Group]
) -> Iterator[tuple[ClassRef, Group | None]]:
    """Those that a variant may be one of, each with its group if it has one."""
    for ref in refs:
        group = grouped.get(ref.qualname)
        if group is not None and ref in group.definitions:
            yield ref, group
        elif can_be_rewritten(classes.compared(ref)):
            yield ref, None


def _resembles(classes: Classes, variant: ClassRef, definitions: Sequence[ClassRef]) -> bool:
    if any(classes.related(variant, ref) for ref in definitions):
        return False
    return are_about_the_same(classes.members(variant), map(classes.members, definitions))


def _is_rewrite(classes: Classes, ref: ClassRef, variant: ClassRef) -> bool:
    if ref.module == variant.module:
        return False
    one, other = classes.compared(ref), classes.compared(variant)
    # By names first: who inherits from whom takes longer to say, and the code longest.
    if not may_be_rewrite(one, other):
        return False
    if classes.related(ref, variant) or classes.common_bases(ref, variant):
        return False
    return is_rewrite(one, other)


def _finding(
    context: CodeContext,
    classes: Classes,
    collaboration: Collaboration,
    dependence: Dependence,
    group: Group,
) -> DuplicateClass:
    chosen = canonical(context, classes, dependence, group.definitions)
    first = ClassRef(chosen.module, chosen.class_)
    rest = [ref for ref in group.definitions if ref != first]
    every = [first, *rest, *group.variants]
    having = Counter(name for ref in every for name in classes.members(ref))
    compared = rest or group.variants
    alike = min((classes.alike(*sorted((first, ref))) for ref in compared), default=1.0)
    if group.kind == EXACT:
        alike = 1.0
    subjects = tuple(str(ref) for ref in every)
    tests_only = all(context.is_test(ref.module) for ref in every)
    ssot = named_by_user(context, group.definitions)
    violated = ssot is not None and any(classes.in_production(ref) for ref in rest)
    mistaken = hazards(context, classes, group.definitions)
    interfaces = differences(classes, every)
    return DuplicateClass(
        key=key_of("duplicate-class", *sorted(subjects)),
        severity=Severity.WARNING if violated else _severity(classes, group, first, alike),
        title=title_of(group, alike, first),
        message=message_of(classes, group, chosen, rest, mistaken, violated),
        subjects=subjects,
        locations=tuple(Location(classes[ref].path, classes[ref].fact.line) for ref in every),
        in_tests=tests_only,
        data=DuplicateClassData(
            kind=group.kind,
            similarity=alike,
            canonical=chosen,
            definitions=tuple(
                _definition(context, classes, collaboration, ref, having) for ref in every
            ),
            differences=interfaces,
            hazards=mistaken,
            ssot=str(ssot) if violated else None,
        ),
    )


def _severity(classes: Classes, group: Group, first: ClassRef, alike: float) -> Severity:
    """A hazard: twins in production that nothing in their names or places tells apart."""
    if group.kind == VARIANT:
        return Severity.INFO
    if sum(classes.in_production(ref) for ref in group.definitions) < 2:
        return Severity.INFO
    names = {ref.qualname for ref in group.definitions}
    if len(names) == len(group.definitions):
        # Beside each other they are two on purpose; elsewhere only a copy is a hazard.
        together = len({ref.module for ref in group.definitions}) == 1
        closest = max(classes.alike(*pair) for pair in combinations(group.definitions, 2))
        return Severity.INFO if together or closest < _ALL_BUT_THE_SAME else Severity.WARNING
    others = [ref for ref in group.definitions if ref != first]
    parallel = all(idioms.are_parallel(first.module, ref.module) for ref in others)
    return Severity.INFO if parallel and alike < _HARDLY_CHANGED else Severity.WARNING


def _definition(
    context: CodeContext,
    classes: Classes,
    collaboration: Collaboration,
    ref: ClassRef,
    having: Mapping[str, int],
) -> Definition:
    """`having` says how many definitions have a member."""
    fact = classes[ref].fact
    return Definition(
        module=ref.module,
        class_=ref.qualname,
        path=classes[ref].path,
        line=fact.line,
        end_line=fact.end_line,
        importers=classes.importers(ref),
        members=fact.members,
        only_here=tuple(sorted(name for name in classes.members(ref) if having[name] == 1)),
        collaborators=collaboration.of(ref),
        import_sites=import_sites(context, classes, ref),
    )
