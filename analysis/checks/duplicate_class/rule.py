"""One finding for each group of classes that are copies, or get taken for each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import msgspec

from analysis.checks.context import CodeContext
from analysis.checks.duplicate_class import idioms
from analysis.checks.duplicate_class.canonical import canonical
from analysis.checks.duplicate_class.classes import Classes
from analysis.checks.duplicate_class.pairs import (
    DIVERGENT,
    EXACT,
    NEAR,
    VARIANT,
    Pair,
    Pairing,
)
from analysis.findings import (
    AnyFinding,
    Canonical,
    Definition,
    DuplicateClass,
    DuplicateClassData,
    Location,
    Severity,
    key_of,
)
from analysis.resolve.project import ClassRef, External, Internal, ResolvedImport

_RANK = {EXACT: 0, NEAR: 0, DIVERGENT: 1, VARIANT: 2}
_PLUMBING = frozenset({"typing", "typing_extensions", "__future__", "abc", "collections.abc"})
_VARIANT_OVERLAP = 0.5
_VARIANT_ALIKE = 0.3
_HARDLY_CHANGED = 0.7
_REWRITTEN = 3
"""Members that a class and a rewrite of it have in common, at least."""
_VERBS = frozenset(
    {"create", "make", "build", "update", "delete", "remove", "check", "test", "validate", "load"}
    | {"save", "read", "write", "async", "sync", "start", "stop", "close", "open", "handle", "init"}
    | {"default", "from", "with", "name", "list", "find", "send", "reset", "clear", "parse", "data"}
)


class _Group(msgspec.Struct):
    """Definitions of one class, and variants that come close to it."""

    definitions: list[ClassRef]
    variants: list[ClassRef]
    kind: str
    confusability: float


def check(context: CodeContext) -> Iterator[AnyFinding]:
    """Copies first, then namesakes, then variants; each by how easily it is mistaken."""
    classes = Classes(context)
    groups = _groups(list(Pairing(context, classes).pairs()))
    _add_variants(classes, groups)
    shown = {ref.module for group in groups for ref in (*group.definitions, *group.variants)}
    collaboration = _Collaboration(context, classes, shown)
    findings = [(group, _finding(context, classes, collaboration, group)) for group in groups]
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


def _groups(pairs: Sequence[Pair]) -> list[_Group]:
    leader: dict[ClassRef, ClassRef] = {}

    def lead(ref: ClassRef) -> ClassRef:
        while leader.setdefault(ref, ref) != ref:
            ref = leader[ref]
        return ref

    for pair in pairs:
        first, second = sorted((lead(pair.one), lead(pair.other)))
        leader[second] = first
    groups: dict[ClassRef, _Group] = {}
    for pair in pairs:
        group = groups.setdefault(lead(pair.one), _Group([], [], EXACT, 0.0))
        group.definitions = sorted({*group.definitions, pair.one, pair.other})
        order = (EXACT, NEAR, DIVERGENT)
        group.kind = max(group.kind, pair.kind, key=order.index)
        group.confusability = max(group.confusability, pair.confusability)
    return [groups[ref] for ref in sorted(groups)]


def _add_variants(classes: Classes, groups: list[_Group]) -> None:
    taken = {ref for group in groups for ref in group.definitions}
    by_words: dict[tuple[str, ...], list[ClassRef]] = {}
    for ref in classes:
        by_words.setdefault(idioms.words(ref.qualname), []).append(ref)
    fit: dict[tuple[str, ...], list[ClassRef]] = {}
    bases: dict[tuple[str, ...], list[tuple[ClassRef, _Group | None]]] = {}
    grouped = {
        name: group for group in groups for name in {ref.qualname for ref in group.definitions}
    }
    for longer in sorted(by_words):
        if len(longer) < 3:
            continue
        for base in _shorter(longer):
            if len(base) < 2 or base not in by_words:
                continue
            extra = idioms.extra_words("".join(base), "".join(longer))
            if not extra or idioms.tells_apart(extra):
                continue
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
                        groups.append(_Group([ref], [variant], VARIANT, alike))
                        taken |= {ref, variant}
                        break


def _may_vary(classes: Classes, ref: ClassRef) -> bool:
    return classes.in_production(ref) and not idioms.is_declaration(classes[ref])


def _bases(
    classes: Classes, refs: Iterable[ClassRef], grouped: Mapping[str, _Group]
) -> Iterator[tuple[ClassRef, _Group | None]]:
    """Those that a variant may be one of, each with its group if it has one."""
    for ref in refs:
        group = grouped.get(ref.qualname)
        if group is not None and ref in group.definitions:
            yield ref, group
        elif len(classes.members(ref)) >= _REWRITTEN:
            yield ref, None


def _shorter(longer: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [cut for count in (1, 2) for cut in (longer[count:], longer[:-count])]


def _resembles(classes: Classes, variant: ClassRef, definitions: Sequence[ClassRef]) -> bool:
    """Beside real namesakes little is needed: a common member, or members about one thing."""
    if any(classes.related(variant, ref) for ref in definitions):
        return False
    ours = classes.members(variant)
    theirs = frozenset[str]().union(*(classes.members(ref) for ref in definitions))
    if [name for name in ours & theirs if not name.startswith("__")]:
        return True
    return bool(_subjects(ours) & _subjects(theirs))


def _subjects(members: frozenset[str]) -> set[str]:
    """What members are about: `create_async_engine` and `get_engine` are about an engine."""
    parts = {part for name in members if not name.startswith("__") for part in name.split("_")}
    return {part for part in parts if len(part) > 3} - _VERBS


def _is_rewrite(classes: Classes, ref: ClassRef, variant: ClassRef) -> bool:
    ours, theirs = classes.members(ref), classes.members(variant)
    common = ours & theirs
    if ref.module == variant.module or len(common) < _REWRITTEN:
        return False
    shared = [name for name in common if not name.startswith("__")]
    if len(shared) < _REWRITTEN or len(shared) / len(ours | theirs) < _VARIANT_OVERLAP:
        return False
    if classes.related(ref, variant) or classes.common_bases(ref, variant):
        return False
    return classes.alike(ref, variant) >= _VARIANT_ALIKE


def _finding(
    context: CodeContext, classes: Classes, collaboration: _Collaboration, group: _Group
) -> DuplicateClass:
    chosen = canonical(context, classes, group.definitions)
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
    severity = _severity(classes, group, first, alike)
    return DuplicateClass(
        key=key_of("duplicate-class", *sorted(subjects)),
        severity=severity,
        title=_title(group, alike, first),
        message=_message(classes, group, chosen, rest),
        subjects=subjects,
        locations=tuple(Location(classes[ref].path, classes[ref].fact.line) for ref in every),
        in_tests=tests_only,
        data=DuplicateClassData(
            kind=group.kind,
            similarity=alike,
            canonical=chosen,
            definitions=tuple(_definition(classes, collaboration, ref, having) for ref in every),
        ),
    )


def _severity(classes: Classes, group: _Group, first: ClassRef, alike: float) -> Severity:
    """A hazard: twins in production that nothing in their names or places tells apart."""
    if group.kind == VARIANT:
        return Severity.INFO
    if sum(classes.in_production(ref) for ref in group.definitions) < 2:
        return Severity.INFO
    if group.kind == EXACT or (group.kind == NEAR and alike >= _HARDLY_CHANGED):
        return Severity.WARNING
    names = {ref.qualname for ref in group.definitions}
    renamed = len(names) == len(group.definitions)
    others = [ref for ref in group.definitions if ref != first]
    parallel = all(idioms.are_parallel(first.module, ref.module) for ref in others)
    return Severity.INFO if renamed or parallel else Severity.WARNING


def _definition(
    classes: Classes, collaboration: _Collaboration, ref: ClassRef, having: Mapping[str, int]
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
    )


def _title(group: _Group, alike: float, first: ClassRef) -> str:
    count = len(group.definitions)
    names = sorted({ref.qualname for ref in group.definitions})
    name = names[0] if len(names) == 1 else " and ".join(names[:2])
    match group.kind:
        case "exact":
            return f"{name}: {count} identical copies"
        case "near":
            how = "nearly identical" if alike >= 0.7 else "partly identical"
            return f"{name}: {count} {how} definitions ({min(alike, 0.99):.0%} alike)"
        case "variant":
            return f"{group.variants[0].qualname} repeats much of {first.qualname}"
        case _:
            more = f", and {len(group.variants)} variant" if group.variants else ""
            more += "s" if len(group.variants) > 1 else ""
            return f"{name}: {count} different classes of one name{more}"


def _message(classes: Classes, group: _Group, chosen: Canonical, rest: Sequence[ClassRef]) -> str:
    first = ClassRef(chosen.module, chosen.class_)
    parts = [f"{first} seems to be the true one: {'; '.join(chosen.why)}."]
    for ref in rest:
        importers = classes.importers(ref)
        who = (
            f"imported by {_listed(importers)}"
            if importers
            else "imported by no module by its name"
        )
        parts.append(f"{ref} is {who}.")
    if group.variants:
        listed = ", ".join(map(str, group.variants))
        noun = "a variant" if len(group.variants) == 1 else "variants"
        parts.append(f"{listed}: {noun} with another interface.")
    if rest and any(classes.importers(ref) for ref in rest):
        parts.append("To isinstance() and except they are strangers.")
    return " ".join(parts)


def _listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:3])}{f' and {len(names) - 3} more' if len(names) > 3 else ''}"


class _Collaboration:
    """What the body of a class uses: classes of the repository, and what its module imports."""

    def __init__(self, context: CodeContext, classes: Classes, modules: Collection[str]) -> None:
        self._classes = classes
        self._imports: dict[str, dict[str, ResolvedImport]] = {}
        for module in modules:
            self._imports[module] = {
                resolved.fact.bound: resolved
                for resolved in context.project.by_importer.get(module, ())
            }

    def of(self, ref: ClassRef) -> tuple[str, ...]:
        found = {str(used) for used in self._classes[ref].uses}
        imports: Mapping[str, ResolvedImport] = self._imports.get(ref.module, {})
        for name in self._classes.shape(ref).names:
            head, _, attribute = name.partition(".")
            resolved = imports.get(head)
            if resolved is not None:
                found.add(_target(resolved, attribute))
        return tuple(sorted(found - {"", str(ref)}))


def _target(resolved: ResolvedImport, attribute: str) -> str:
    match resolved.target:
        case External(module=module, name=name):
            if module in _PLUMBING or module.partition(".")[0] in _PLUMBING:
                return ""
            return f"{module}:{name or attribute}" if name or attribute else module
        case Internal(defined_in=str(module), defined_as=str(name)):
            return f"{module}:{name}"
        case Internal(defined_in=str(module)):
            return f"{module}:{attribute}" if attribute else module
        case target:
            return f"{target.module}:{target.name}" if target.name else target.module
