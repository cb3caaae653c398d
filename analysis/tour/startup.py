"""What runs at start-up: the modules in the order in which importing an entry first runs them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from analysis.execution.entry import ENTRIES
from analysis.execution.outcome import Fails, Outcome
from analysis.execution.run import story
from analysis.execution.state import Event, Step
from analysis.extract.facts import Timing
from analysis.pipeline import Analysis, collector_resting
from analysis.resolve.project import Project
from analysis.story.nodes import Node, tree_of
from analysis.tour.running import Running, reached


class Ran(msgspec.Struct, frozen=True):
    """A module whose body runs: the `number`-th of all, `depth` bodies being under way around it.

    `importer`, `led_path`, `led_line` and `statement` are what led there; "" and 0 for the entry
    and the packages around it. `failed` says that an error left it.
    """

    number: int
    module: str
    path: str
    depth: int
    importer: str = ""
    led_path: str = ""
    led_line: int = 0
    statement: str = ""
    failed: bool = False


class Later(msgspec.Struct, frozen=True):
    """An import inside a function of the entry: what it would run that has not run by then."""

    module: str
    path: str
    line: int
    function: str
    runs: int


class Startup(msgspec.Struct, frozen=True):
    """What importing `entry` first runs, each module once; `outcome` is None where nothing can.

    `later` waits in the functions of the entry until they are called.
    """

    entry: str
    outcome: Outcome | None
    ran: tuple[Ran, ...]
    later: tuple[Later, ...] = ()

    @property
    def breaks_in(self) -> Ran | None:
        """The module whose statement raises; None where nothing breaks, or no body of it ran."""
        if not isinstance(self.outcome, Fails):
            return None
        raised_in = self.outcome.failure.raised_in
        return next((each for each in self.ran if each.module == raised_in), None)


@collector_resting()
def startup_of(analysis: Analysis, running: Running, entry: str) -> Startup:
    """The modules that run when `entry` is imported first; KeyError for an unknown module."""
    project = analysis.structure.project
    if project.modules[entry].kind not in ENTRIES:
        return Startup(entry, None, ())
    outcome, steps = story(project, analysis.bodies, entry, analysis.options.python_version)
    ran: dict[str, Ran] = {}
    for body, asked, depth in _bodies(tree_of(steps), None, 0):
        step = body.step
        if step.module in ran:
            continue
        ran[step.module] = Ran(
            number=len(ran) + 1,
            module=step.module,
            path=step.path,
            depth=depth,
            importer=asked.module if asked else "",
            led_path=asked.path if asked else "",
            led_line=asked.line if asked else 0,
            statement=asked.what if asked else "",
            failed=body.failed,
        )
    return Startup(entry, outcome, tuple(ran.values()), _later(project, running, entry, ran))


def _later(
    project: Project, running: Running, entry: str, ran: Mapping[str, Ran]
) -> tuple[Later, ...]:
    found: dict[str, Later] = {}
    for resolved in project.by_importer.get(entry, ()):
        fact = resolved.fact
        asked = resolved.depends_on
        if fact.timing is not Timing.DEFERRED or asked is None or asked in found or asked in ran:
            continue
        runs = reached(running.at_import, resolved.loads) - ran.keys()
        path = project.modules[entry].path
        found[asked] = Later(asked, path, fact.span.line, fact.function or "", len(runs))
    return tuple(sorted(found.values(), key=lambda each: (each.line, each.module)))


def _bodies(
    nodes: Sequence[Node], asked: Step | None, depth: int
) -> Iterator[tuple[Node, Step | None, int]]:
    """Every body in the order of starting, with the statement that led to it."""
    # A stack of our own: imports nest deeper than Python's calls may.
    pending = [(node, asked, depth) for node in reversed(nodes)]
    while pending:
        node, asked, depth = pending.pop()
        inside, below = asked, depth
        if node.is_body:
            yield node, asked, depth
            # What a body starts without a statement is asked for by a line of its own.
            inside, below = node.step, depth + 1
        elif node.step.event in (Event.STATEMENT, Event.CALL):
            inside = node.step
        pending += [(inner, inside, below) for inner in reversed(node.inner)]
