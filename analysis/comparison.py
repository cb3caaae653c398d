"""Two analyses of one repository: what a change fixes, leaves, and would break."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from analysis.execution.outcome import Certainty, Fails, Ok, Outcome
from analysis.extract.facts import Timing
from analysis.findings import AnyFinding, DuplicateClass, ImportCycle, Severity
from analysis.pipeline import Analysis


class OutcomeChange(msgspec.Struct, frozen=True):
    """A module whose import does something else than before; None: the module is not there."""

    module: str
    before: Outcome | None
    after: Outcome | None


class EdgeChange(msgspec.Struct, frozen=True, order=True):
    """A direct import between two modules that one side has: with its first statement there."""

    importer: str
    imported: str
    path: str = ""
    line: int = 0


class EdgeRetimed(msgspec.Struct, frozen=True, order=True):
    """A direct import that both sides have and that happens at another time; place as after."""

    importer: str
    imported: str
    before: Timing
    after: Timing
    path: str = ""
    line: int = 0


class LostName(msgspec.Struct, frozen=True, order=True):
    """A name that could be imported from `module` before and for which that is no longer known."""

    module: str
    name: str


class Comparison(msgspec.Struct, frozen=True):
    """`reduced` pairs a finding with the lesser one that is left of it: fewer members of a cycle,
    or the same finding with a lower severity or fewer modules blocked. One that became worse under
    the same key stands in `introduced`.
    """

    fixed: tuple[AnyFinding, ...]
    reduced: tuple[tuple[AnyFinding, AnyFinding], ...]
    remaining: tuple[AnyFinding, ...]
    introduced: tuple[AnyFinding, ...]
    healed: tuple[OutcomeChange, ...]
    worsened: tuple[OutcomeChange, ...]
    names_lost: tuple[LostName, ...]
    edges_gone: tuple[EdgeChange, ...]
    edges_new: tuple[EdgeChange, ...]
    edges_retimed: tuple[EdgeRetimed, ...] = ()

    @property
    def harmless(self) -> bool:
        """Nothing introduced, no outcome worse, no name lost."""
        return not (self.introduced or self.worsened or self.names_lost)


def compare(before: Analysis, after: Analysis) -> Comparison:
    """What changed from `before` to `after`, findings in the order of their side."""
    old = {finding.key: finding for finding in before.findings}
    new = {finding.key: finding for finding in after.findings}
    reduced, remaining, introduced = [], [], []
    reduced_keys = set()
    for key, finding in new.items():
        whole = old.get(key) or _whole_of(finding, before.findings, new)
        if whole is None:
            introduced.append(finding)
        elif _weight(finding) > _weight(whole):
            introduced.append(finding)
            reduced_keys.add(whole.key)
        elif whole.key != key or _is_less(finding, whole):
            reduced.append((whole, finding))
            reduced_keys.add(whole.key)
        else:
            remaining.append(finding)
    healed, worsened = _outcomes(before, after)
    gone, new_edges, retimed = _edges(before, after)
    return Comparison(
        fixed=tuple(
            finding for key, finding in old.items() if key not in new and key not in reduced_keys
        ),
        reduced=tuple(reduced),
        remaining=tuple(remaining),
        introduced=tuple(introduced),
        healed=healed,
        worsened=worsened,
        names_lost=tuple(sorted(_lost(before, after))),
        edges_gone=gone,
        edges_new=new_edges,
        edges_retimed=retimed,
    )


_WEIGHTS = {Severity.INFO: 0, Severity.WARNING: 1, Severity.ERROR: 2}


def _weight(finding: AnyFinding) -> int:
    return _WEIGHTS[finding.severity]


def _is_less(finding: AnyFinding, than: AnyFinding) -> bool:
    return _weight(finding) < _weight(than) or set(finding.blocked) < set(than.blocked)


def _whole_of(
    finding: AnyFinding, before: tuple[AnyFinding, ...], new: dict[str, AnyFinding]
) -> AnyFinding | None:
    """The finding that `finding` is what is left of: the smallest that is gone and held it all."""
    candidates = [
        whole for whole in before if whole.key not in new and parts_of(finding) < parts_of(whole)
    ]
    return min(candidates, key=lambda whole: (len(parts_of(whole)), whole.key), default=None)


def parts_of(finding: AnyFinding) -> frozenset[str]:
    """What a finding may lose or gain some of: the members of a cycle, the classes of a group."""
    match finding:
        case ImportCycle(data=data):
            return frozenset(data.members)
        case DuplicateClass(data=data):
            return frozenset(f"{place.module}:{place.class_}" for place in data.definitions)
        case _:
            return frozenset()


def _outcomes(
    before: Analysis, after: Analysis
) -> tuple[tuple[OutcomeChange, ...], tuple[OutcomeChange, ...]]:
    # A module that was asked for and missing could not be imported either: adding it heals.
    old = {**before.execution.absent, **before.execution.outcomes}
    gone = {name: outcome for name, outcome in after.execution.absent.items() if name in old}
    new = {**gone, **after.execution.outcomes}
    healed, worsened = [], []
    for module in sorted(old.keys() | new.keys()):
        was, now = old.get(module), new.get(module)
        if isinstance(was, Fails) and isinstance(now, Ok):
            healed.append(OutcomeChange(module, was, now))
        elif _badness(now) > _badness(was, new=True):
            worsened.append(OutcomeChange(module, was, now))
    return tuple(healed), tuple(worsened)


def _badness(outcome: Outcome | None, new: bool = False) -> int:
    """0 imports, 1 can't tell, 2 fails. A module that is gone fails; one that is new may."""
    match outcome:
        case None:
            return 1 if new else 2
        case Ok():
            return 0
        case Fails():
            return 2
        case _:
            return 1


def _lost(before: Analysis, after: Analysis) -> Iterator[LostName]:
    """Bound before and not known to be bound after; a module that fails now is told as worse."""
    for module, names in before.execution.names.items():
        kept = after.execution.names.get(module)
        if kept is None:
            continue
        for name, verdict in names.items():
            now = kept.get(name)
            if verdict.certainty is Certainty.BOUND and (
                now is None or now.certainty is not Certainty.BOUND
            ):
                yield LostName(module, name)


def _edges(
    before: Analysis, after: Analysis
) -> tuple[tuple[EdgeChange, ...], tuple[EdgeChange, ...], tuple[EdgeRetimed, ...]]:
    """Those that are gone, those that are new, those of another timing; each sorted."""
    old, new = before.structure.graph.edges, after.structure.graph.edges
    gone, added, retimed = [], [], []
    for importer in sorted(old.keys() | new.keys()):
        was, now = old.get(importer, {}), new.get(importer, {})
        if was == now:
            continue
        for imported in sorted(was.keys() | now.keys()):
            if imported not in now:
                gone.append(EdgeChange(importer, imported, *_place(before, importer, imported)))
            elif imported not in was:
                added.append(EdgeChange(importer, imported, *_place(after, importer, imported)))
            elif was[imported] is not now[imported]:
                place = _place(after, importer, imported)
                retimed.append(
                    EdgeRetimed(importer, imported, was[imported], now[imported], *place)
                )
    return tuple(gone), tuple(added), tuple(retimed)


def _place(analysis: Analysis, importer: str, imported: str) -> tuple[str, int]:
    """The first statement that makes the edge."""
    project = analysis.structure.project
    lines = (
        found.fact.span.line
        for found in project.by_importer[importer]
        if found.depends_on == imported
    )
    return project.modules[importer].path, min(lines)
