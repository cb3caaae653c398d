"""The steps of an import as a tree: bodies, the statements that they run, what these start."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.execution.state import Event, Step

LEAVES = frozenset({Event.CATCH, Event.DOUBT})


class Node:
    """A body (`Event.START`), a statement, a call, or an event without anything in it."""

    __slots__ = ("failed", "inner", "names", "step")

    def __init__(self, step: Step) -> None:
        self.step = step
        self.inner: list[Node] = []
        self.failed = False
        """A body or call that an error left."""
        self.names: tuple[str, ...] = ()
        """What a failed body had bound."""

    @property
    def is_body(self) -> bool:
        return self.step.event is Event.START

    def bodies(self) -> Iterator[Node]:
        """The bodies in it at any depth, itself too, in the order in which they start."""
        if self.is_body:
            yield self
        for node in self.inner:
            yield from node.bodies()

    def statements(self) -> Iterator[Node]:
        """The import statements in it at any depth, itself too, in the order of running."""
        if self.step.event is Event.STATEMENT:
            yield self
        for node in self.inner:
            yield from node.statements()


def tree_of(steps: tuple[Step, ...]) -> list[Node]:
    """The bodies that an import starts: the packages of the entry, then the entry."""
    top: list[Node] = []
    path: list[Node] = []
    failed: dict[str, Node] = {}

    def add(node: Node) -> None:
        (path[-1].inner if path else top).append(node)

    def leave(event: Event) -> Node | None:
        """Closes what stands open inside of the innermost node of this kind, and that node."""
        while path:
            node = path.pop()
            if node.step.event is event:
                return node
            if node.is_body:
                path.append(node)
                return None
        return None

    for step in steps:
        # The start of a body belongs to the statement before it; anything else ends that.
        if step.event is not Event.START and path and path[-1].step.event is Event.STATEMENT:
            path.pop()
        node = Node(step)
        match step.event:
            case Event.START | Event.STATEMENT | Event.CALL:
                add(node)
                path.append(node)
            case Event.FINISH | Event.FAIL:
                body = leave(Event.START)
                if body is not None:
                    body.failed = step.event is Event.FAIL
                    body.names = step.names
                    if body.failed:
                        # A second try runs nothing again: it ends as the first one did.
                        first = failed.setdefault(step.module, body)
                        body.inner = body.inner or first.inner
            case Event.RAISE:
                for open_ in reversed(path):
                    if open_.step.event is Event.CALL:
                        open_.failed = True
                        break
            case Event.RETURN:
                leave(Event.CALL)
            case _:
                add(node)
    return top


def way_to_doubt(top: list[Node], reason: str) -> list[Node]:
    """The nodes from the entry down to the doubt that `reason` words; [] where none does."""
    for node in top:
        step = node.step
        if step.event is Event.DOUBT and reason == f"{step.what} ({step.path}:{step.line})":
            return [node]
        way = way_to_doubt(node.inner, reason)
        if way:
            return [node, *way]
    return []


def way_to_failure(top: list[Node], stack: tuple[str, ...], path: str, line: int) -> list[Node]:
    """The nodes from the entry down to the statement that raises at `path`:`line`.

    `stack` are the modules whose bodies are under way there. The last node is that statement,
    or what contains it where it imports nothing.
    """
    way: list[Node] = []
    inner = top
    for module in stack:
        part = _way_to_body(inner, module)
        if not part:
            return way
        way += part
        inner = part[-1].inner
    while inner:
        last = inner[-1]
        if last.step.event is Event.CALL and last.failed:
            way.append(last)
            inner = last.inner
            continue
        for node in reversed(inner):
            step = node.step
            if step.event is Event.STATEMENT and (step.path, step.line) == (path, line):
                way.append(node)
                break
        break
    if way and way[-1].is_body and not way[-1].inner and way[-1].step.path != path:
        way.pop()  # a file that can't be read is blamed on the statement that asks for it
    return way


def _way_to_body(nodes: list[Node], module: str) -> list[Node]:
    """Down to the last failed body of `module`, through no other body."""
    for node in reversed(nodes):
        if node.is_body:
            if node.failed and node.step.module == module:
                return [node]
            continue
        way = _way_to_body(node.inner, module)
        if way:
            return [node, *way]
    return []
