"""The entries of a changed project: those that a changed file has no part in are kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from analysis.execution.entry import (
    Entries,
    Entry,
    absent_entries,
    enter_all,
    present_entries,
)
from analysis.execution.outcome import BOUND, Execution, Outcome, Trace
from analysis.execution.staleness import (
    affected_entries,
    changed_modules,
    same_ground,
    stale_after,
    with_changers,
)
from analysis.extract.bodies import Bodies
from analysis.resolve.ground import Ground

MOST = 0.5
"""The share of entries above which running all of them costs no more."""


def enter_again(
    ground: Ground,
    bodies: Bodies,
    version: tuple[int, int],
    before: Ground,
    previous: Execution,
) -> Entries | None:
    """What `enter_all` gives; None where it is better asked, for too much has changed."""
    trace = previous.trace
    if trace is None or trace.version != version or not same_ground(before, ground):
        return None
    numbers = {name: number for number, name in enumerate(sorted(ground.index.modules))}
    stale = stale_after(previous, trace, ground, bodies, numbers)
    present, absent = present_entries(ground), _absent_now(ground, previous, trace)
    order = [*present, *absent]
    alone = {name for name in order if name in stale.entries or name not in trace.reached}
    reached = {name: trace.reached.get(name, 0) for name in order}
    changes = trace.changes
    run: set[str] = set()
    while True:
        affected = affected_entries(reached, changes, stale.modules, numbers) | alone
        run |= with_changers(affected, reached, changes, numbers)
        if len(run) > MOST * len(order):
            return None
        if not run:
            entries = Entries({}, {}, frozenset())
            break
        entries = enter_all(ground, bodies, version, run)
        new = entries.present | entries.absent
        reached |= {name: new[name].reached for name in affected}
        # Running them may show changes in place that reach further.
        changes |= entries.changes
        if (
            affected_entries(reached, changes, stale.modules, numbers) <= affected
            and with_changers(affected, reached, changes, numbers) <= run
        ):
            break

    def entry(name: str, outcomes: Mapping[str, Outcome]) -> Entry:
        if name in affected:
            return new[name]
        return _kept(name, outcomes.get(name), previous, trace, stale.added.get(name, ()))

    # Of these modules every entry that runs them was run again, and has told of them anew.
    anew = affected - alone
    return Entries(
        {name: entry(name, previous.outcomes) for name in present},
        {name: entry(name, previous.absent) for name in absent},
        entries.changes | {each for each in trace.changes if each[0] not in anew},
        entries.asked | {each for each in trace.asked if each[0] not in anew},
        {
            name: {**stale.called.get(name, {}), **entries.called.get(name, {})}
            for name in stale.called.keys() | entries.called.keys()
        },
    )


def _absent_now(ground: Ground, previous: Execution, trace: Trace) -> list[str]:
    """What `absent_entries` gives, from what it gave and the files that have changed."""
    changed = changed_modules(trace, ground)
    before = {name: trace.facts[name] for name in changed if name in trace.facts}
    now = {name: ground.facts[name] for name in changed if name in ground.facts}
    asked = set(absent_entries(ground, now))
    if not asked.issuperset(absent_entries(ground, before)):
        # Whether others ask for it, too, nobody has noted.
        return absent_entries(ground)
    return sorted(asked.union(name for name in trace.reached if name not in previous.outcomes))


def _kept(
    name: str,
    outcome: Outcome | None,
    execution: Execution,
    trace: Trace,
    added: Iterable[str],
) -> Entry:
    names = execution.names.get(name)
    return Entry(
        outcome,
        names | dict.fromkeys(added, BOUND) if names is not None and added else names,
        execution.open_modules.get(name),
        trace.reached[name],
        trace.spots.get(name, frozenset()),
    )
