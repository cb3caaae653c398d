"""What cutting one import would touch: the names that cross, and how much work it is."""

from __future__ import annotations

import enum
from collections.abc import Collection, Mapping

import msgspec

from analysis.checks.context import CodeContext
from analysis.checks.import_cycle.statements import Edge, Statements
from analysis.extract.facts import FileFacts, Timing
from analysis.extract.usage import Use, outline_of
from analysis.findings import Cut, CutName, NameUse
from analysis.resolve.project import Internal, ResolvedImport
from analysis.sources.layout import Kind


class Effort(enum.IntEnum):
    """What it takes to do without a name while the module is imported."""

    UNUSED = 1
    LATER = 2
    ELSEWHERE = 3
    ANNOTATION = 4
    EFFECT = 5
    REEXPORT = 6
    STAR = 7
    VALUE = 8
    DECORATOR = 9
    BASE = 10


_BY_USE = {
    Use.VALUE: Effort.VALUE,
    Use.DECORATOR: Effort.DECORATOR,
    Use.BASE: Effort.BASE,
}
_NAMED = {
    Use.ANNOTATION: NameUse.ANNOTATION,
    Use.VALUE: NameUse.VALUE,
    Use.DECORATOR: NameUse.DECORATOR,
    Use.BASE: NameUse.BASE,
}
_BY_EFFORT = {
    Effort.UNUSED: NameUse.UNUSED,
    Effort.ANNOTATION: NameUse.ANNOTATION,
    Effort.EFFECT: NameUse.EFFECT,
    Effort.REEXPORT: NameUse.REEXPORT,
    Effort.STAR: NameUse.STAR,
}
_MOST_TAKERS = 5
DEAREST = Effort.BASE * 20 + 19


class Crossing(msgspec.Struct, frozen=True):
    """One name on an edge."""

    name: str
    bound: str
    effort: Effort
    waits: bool
    """Not needed while the importer is imported, neither by itself nor by those who ask it."""
    defined_in: str | None = None
    use: Use | None = None
    """What code at module level makes of it."""
    passed_on: bool = False


class Crossings:
    """Judges edges by the names that cross there."""

    def __init__(self, context: CodeContext, statements: Statements) -> None:
        self._context = context
        self._statements = statements

    def cost(self, edge: Edge, members: Collection[str]) -> int:
        """Effort of the dearest name first, then the number of names; 1..`DEAREST`."""
        crossing = self._names(edge, members)
        dearest = max((item.effort for item in crossing), default=Effort.LATER)
        return dearest * 20 + min(len(crossing), 19)

    def cut(self, edge: Edge, members: Collection[str]) -> Cut:
        """The edge as something to cut, with the reason in words."""
        crossing = self._names(edge, members)
        path, line = self._statements.place(edge)
        deferred = not self._statements.runs(edge)
        facts = self._context.project.facts[edge[0]]
        refined = crossing if deferred else [self._refined(item, path, facts) for item in crossing]
        names = () if deferred else tuple(self._named(edge[0], item, path) for item in refined)
        return Cut(
            importer=edge[0],
            imported=edge[1],
            path=path,
            line=line,
            names=tuple(sorted({item.name for item in crossing})),
            deferrable=all(item.waits for item in crossing) and not deferred,
            why=self._why(edge, refined, deferred),
            sites=self._statements.sites(edge),
            crossing=names or tuple(CutName(i.name, NameUse.FUNCTION, False) for i in crossing),
            at_import=not deferred and not (names and all(item.waits for item in crossing)),
        )

    def _named(self, importer: str, item: Crossing, path: str) -> CutName:
        """What the importer makes of a name; `item` is refined."""
        if item.use is not None:
            use = _NAMED[item.use]
        elif item.passed_on:
            use = NameUse.REEXPORT
        elif item.effort is Effort.ELSEWHERE:
            later = msgspec.structs.replace(item, effort=Effort.LATER)
            facts = self._context.project.facts[importer]
            use = _BY_EFFORT.get(self._refined(later, path, facts).effort, NameUse.FUNCTION)
        else:
            use = _BY_EFFORT.get(item.effort, NameUse.FUNCTION)
        takers = self._context.project.importers_of_name.get((importer, item.bound), ())
        return CutName(
            name=item.name,
            use=use,
            at_import=not item.waits,
            reexported_to=tuple(sorted(set(takers)))[:_MOST_TAKERS],
            defined_in=item.defined_in,
        )

    def _names(self, edge: Edge, members: Collection[str]) -> list[Crossing]:
        found: dict[str, Crossing] = {}
        statements = self._statements.behind(edge)
        running = [item for item in statements if item.fact.timing is Timing.IMPORT]
        for resolved in running or statements:
            crossing = self._crossing(resolved, members)
            known = found.get(crossing.name)
            if known is None or known.effort < crossing.effort:
                found[crossing.name] = crossing
        return [found[name] for name in sorted(found)]

    def _refined(self, item: Crossing, path: str, facts: FileFacts) -> Crossing:
        """What waits, told apart: used by functions, by annotations only, by nothing."""
        bodies = self._context.bodies
        if item.effort is not Effort.LATER or bodies.is_read_in_functions(
            path, lambda: outline_of(facts), item.bound
        ):
            return item
        later = bodies.later_uses(path)
        if item.bound in later.code:
            return item
        quoted = item.bound in later.annotations
        return msgspec.structs.replace(item, effort=Effort.ANNOTATION if quoted else Effort.UNUSED)

    def _crossing(self, resolved: ResolvedImport, members: Collection[str]) -> Crossing:
        fact, importer = resolved.fact, resolved.importer
        name, bound = fact.module if fact.name is None else fact.name, fact.bound
        if fact.timing is not Timing.IMPORT:
            return Crossing(name, bound, Effort.LATER, False)
        if fact.name == "*":
            return Crossing("*", "*", Effort.STAR, False)
        facts = self._context.project.facts[importer]
        use = self._used(importer, facts).get(bound)
        passed_on = self._is_reexported(importer, facts, bound)
        waits = use is None and not passed_on
        elsewhere = self._elsewhere(resolved)
        if elsewhere is not None and elsewhere not in members:
            return Crossing(name, bound, Effort.ELSEWHERE, waits, elsewhere, use, passed_on)
        effort = Effort.LATER
        if use is not None and use is not Use.ANNOTATION:
            effort, waits = _BY_USE[use], False
        elif passed_on:
            effort, waits = Effort.REEXPORT, False
        elif use is None and fact.name is None and self._is_for_effect(importer, facts, bound):
            effort, waits = Effort.EFFECT, False
        elif use is Use.ANNOTATION:
            effort = Effort.ANNOTATION
        return Crossing(name, bound, effort, waits, elsewhere, use, passed_on)

    def _elsewhere(self, resolved: ResolvedImport) -> str | None:
        target = resolved.target
        if isinstance(target, Internal) and target.name and target.defined_as:
            defined_in = target.defined_in
            if defined_in not in (None, target.module, resolved.importer):
                return defined_in
        return None

    def _is_for_effect(self, importer: str, facts: FileFacts, bound: str) -> bool:
        """`import a.b` that nothing uses is there for what running `a.b` does."""
        bodies, path = self._context.bodies, self._context.path_of(importer)
        if bodies.is_read_in_functions(path, lambda: outline_of(facts), bound):
            return False
        return bound not in bodies.later_uses(path).annotations

    def _is_reexported(self, importer: str, facts: FileFacts, bound: str) -> bool:
        if self._context.project.importers_of_name.get((importer, bound)):
            return True
        if facts.exports is not None:
            return bound in facts.exports
        file = self._context.project.modules.get(importer)
        return file is not None and file.kind is Kind.PACKAGE and not bound.startswith("_")

    def _used(self, module: str, facts: FileFacts) -> Mapping[str, Use]:
        """Uses at import, those inside functions and classes included that it calls itself."""
        if facts.problem is not None:
            return {}
        path = self._context.path_of(module)
        return self._context.bodies.import_time_uses(path, lambda: outline_of(facts))

    def _why(self, edge: Edge, crossing: list[Crossing], deferred: bool) -> str:
        if deferred:
            return "the import already waits inside a function: only the coupling would go"
        if not self._statements.is_written(edge):
            return f"importing a module of {edge[1]} runs the package first"
        if not crossing:
            return "no name crosses"
        dearest = max(crossing, key=lambda item: item.effort)
        name = dearest.name
        match dearest.effort:
            case Effort.UNUSED:
                return f"nothing in {edge[0]} uses {name}: the import can go"
            case Effort.LATER:
                return f"only functions use {_listed(crossing)}: the import can wait until then"
            case Effort.ELSEWHERE:
                return f"{name} is defined in {dearest.defined_in}: import it from there"
            case Effort.ANNOTATION:
                return (
                    f"only annotations use {_listed(crossing)}: an import for type checkers will do"
                )
            case Effort.EFFECT:
                return f"{name} is imported for what running it does"
            case Effort.REEXPORT:
                return (
                    f"{edge[0]} passes {name} on to others, who would have to import it elsewhere"
                )
            case Effort.STAR:
                return "a star import: every name may be needed"
            case Effort.VALUE:
                return f"{name} is used while the module is imported"
            case Effort.DECORATOR:
                return f"{name} decorates at import: the definition would have to move"
            case Effort.BASE:
                return f"{name} is a base class: the definition would have to move"


def _listed(crossing: list[Crossing]) -> str:
    names = [item.name for item in crossing]
    return f"{', '.join(names[:3])}{', …' if len(names) > 3 else ''}"
