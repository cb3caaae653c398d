"""What a fix brings itself, and what it only lets an import run on to."""

from __future__ import annotations

from collections.abc import Collection

from analysis.checks.ownership import owner_of
from analysis.execution.outcome import Cause, Fails, Failure
from analysis.findings import AnyFinding, BrokenImport, ImportCycle, UndefinedName
from analysis.graphs.import_graph import RANK
from analysis.pipeline import Analysis


def brings(finding: AnyFinding, before: Analysis, after: Analysis) -> bool:
    """Whether an introduced finding is the doing of the edits themselves.

    A fault that the files had before, behind the one that is mended, is only uncovered: the
    statement asked for the name already, nothing bound it before either, the cycle has no new
    import.
    """
    match finding:
        case BrokenImport(data=data):
            return any(
                not _asked_before(before, site.importer, data.module, data.name)
                for site in data.sites
            )
        case UndefinedName(data=data):
            return any(_bound(before, site.importer, data.name) for site in data.sites)
        case ImportCycle(data=data):
            return _has_new_edge(data.members, before, after)
        case _:
            return True


def _asked_before(before: Analysis, importer: str, module: str, name: str | None) -> bool:
    """Whether a statement of the importer asked for the name, or for the module by its last one."""
    facts = before.structure.project.facts.get(importer)
    last = module.rpartition(".")[2]
    return facts is not None and any(
        fact.name == name if name is not None else last in (fact.name, *fact.module.split("."))
        for fact in facts.imports
    )


def _bound(before: Analysis, module: str, name: str) -> bool:
    facts = before.structure.project.facts.get(module)
    return facts is not None and any(binding.name == name for binding in facts.bindings)


def _has_new_edge(members: Collection[str], before: Analysis, after: Analysis) -> bool:
    inside = frozenset(members)
    old, new = before.structure.graph.edges, after.structure.graph.edges
    for importer in inside:
        was = old.get(importer, {})
        for imported, timing in new.get(importer, {}).items():
            if imported in inside and (imported not in was or RANK[timing] < RANK[was[imported]]):
                return True
    return False


def still_failing(
    finding: AnyFinding, before: Analysis, after: Analysis
) -> tuple[tuple[str, Failure, AnyFinding | None], ...]:
    """The modules that the finding stopped and that fail after the fix for no known other reason.

    Each with its failure and the finding that owns it: one that is new, or what is left of the
    finding; None where no rule describes the failure. What another finding of before stops as well
    does not count.
    """
    others = {one.key for one in before.findings} - {finding.key}
    found = []
    for module in finding.blocked:
        outcome = after.execution.outcomes.get(module)
        if isinstance(outcome, Fails):
            key = owner_of(outcome.failure, after.findings)
            if key not in others:
                owner = next((one for one in after.findings if one.key == key), None)
                found.append((module, outcome.failure, owner))
    return tuple(found)


def is_of_the_edits(failure: Failure, edited: Collection[str]) -> bool:
    """Whether a failure that no rule describes speaks against the edits of the file it is in.

    What now lacks an attribute there is the wrong thing; a `raise` was there before.
    """
    wrong_thing = failure.cause is not Cause.RAISED or failure.error in _WRONG_THING
    return wrong_thing and failure.path in edited


_WRONG_THING = frozenset({"AttributeError", "TypeError", "KeyError"})
