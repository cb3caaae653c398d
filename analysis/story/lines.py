"""From the tree of an import to the lines of its story: the way in full, the rest folded."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence

from analysis.execution.state import Event
from analysis.story.nodes import Node
from analysis.story.value import Line, LineKind

Outside = Callable[[str, int], tuple[str, ...]]
"""(path, line) -> the top-level names that the statement there asks for outside."""

FUTURE = "from __future__ import "
QUIET = frozenset({Event.STATEMENT, Event.CALL, Event.START})
"""What is folded where it is not on the way."""


class Telling:
    """Tells nodes as lines; those of `way` are told in full."""

    def __init__(self, way: Sequence[Node], broken: Line | None, outside: Outside) -> None:
        self.way = {id(node) for node in way}
        self.end = id(way[-1]) if way else 0
        self.broken = broken
        self.doubt: Line | None = None
        self.outside = outside

    def story(self, top: Sequence[Node]) -> tuple[Line, ...]:
        """The lines of an import; `top` are the packages of the entry, then the entry."""
        if self.way or not top:
            lines = list(self._bodies(top, 0))
            # What comes after a doubt is not known to run.
            ends = [at for at, line in enumerate(lines, start=1) if line is self.doubt]
            return tuple(lines[: ends[0]] if ends else lines)
        return (*self._fold(list(top[:-1]), 0), *self._plain(top[-1], 0))

    def asked_outside(self, top: Sequence[Node]) -> tuple[str, ...]:
        """The top-level names that the import asks for outside of the repository."""
        return self._loads(top)[1]

    def _bodies(self, bodies: Sequence[Node], depth: int) -> Iterator[Line]:
        quiet: list[Node] = []
        for body in bodies:
            if id(body) in self.way:
                yield from self._fold(quiet, depth)
                quiet = []
                yield self._runs(body, depth)
                yield from self._inside(body, depth + 1)
            else:
                quiet.append(body)
        yield from self._fold(quiet, depth)

    def _inside(self, node: Node, depth: int) -> Iterator[Line]:
        """What a body or a call on the way does, up to where it breaks."""
        quiet: list[Node] = []
        for inner in node.inner:
            if id(inner) not in self.way and inner.step.event in QUIET:
                quiet.append(inner)
                continue
            yield from self._fold(quiet, depth)
            quiet = []
            if id(inner) not in self.way:
                yield _event(inner, depth)
            elif inner.is_body:
                # An attribute that loads a module: no statement of its own asks for it.
                yield from self._bodies([inner], depth)
            elif id(inner) == self.end and inner.step.event is not Event.CALL:
                yield from self._end(inner, depth)
            else:
                yield _event(inner, depth)
                yield from self._statement(inner, depth + 1)
        yield from self._fold(quiet, depth)
        if id(node) == self.end and self.broken is not None:
            yield _at(self.broken, depth)

    def _statement(self, node: Node, depth: int) -> Iterator[Line]:
        if node.step.event is Event.CALL:
            yield from self._inside(node, depth)
        else:
            yield from self._bodies(node.inner, depth)

    def _end(self, node: Node, depth: int) -> Iterator[Line]:
        """The last node of the way: the statement that raises, or a doubt."""
        if self.broken is None:
            self.doubt = _event(node, depth)
            yield self.doubt
            return
        line = _at(self.broken, depth)
        loads, outside = self._loads([node])
        yield _folded(line, loads, outside, tuple(self._whole(node.inner, depth + 1)))

    def _fold(self, nodes: list[Node], depth: int) -> Iterator[Line]:
        """One line for nodes in a row; none where they load nothing."""
        loads, outside = self._loads(nodes)
        if not loads and not outside:
            return
        first, last = nodes[0].step, nodes[-1].step
        inner = tuple(self._whole(nodes, depth + 1))
        kind = LineKind.LOADS
        line = Line(depth, kind, first.module, first.path, first.line, "", last.line)
        yield _folded(line, loads, outside, inner)

    def _plain(self, body: Node, depth: int) -> Iterator[Line]:
        """A body without trouble: a line for each statement that loads something."""
        yield self._runs(body, depth)
        quiet: list[Node] = []
        for node in body.inner:
            loads, outside = self._loads([node])
            if node.is_body or (node.step.event in QUIET and not loads):
                quiet.append(node)
                continue
            yield from self._fold(quiet, depth + 1)
            quiet = []
            inner = tuple(self._whole(node.inner, depth + 2))
            yield _folded(_event(node, depth + 1), loads, outside, inner)
        yield from self._fold(quiet, depth + 1)

    def _whole(self, nodes: Sequence[Node], depth: int) -> Iterator[Line]:
        """Nodes with everything in them."""
        for node in nodes:
            step = node.step
            if step.what.startswith(FUTURE):
                continue
            if step.event is Event.CALL and not any(node.statements()):
                continue
            if node.is_body:
                yield self._runs(node, depth)
            else:
                outside = self.outside(step.path, step.line) if _is_import(node) else ()
                yield _folded(_event(node, depth), (), outside, ())
            yield from self._whole(node.inner, depth + 1)

    def _runs(self, body: Node, depth: int) -> Line:
        step = body.step
        return Line(depth, LineKind.RUNS, step.module, step.path, 0, step.module)

    def _loads(self, nodes: Collection[Node]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        loads = [body.step.module for node in nodes for body in node.bodies()]
        outside = [
            top
            for node in nodes
            for statement in node.statements()
            for top in self.outside(statement.step.path, statement.step.line)
        ]
        return tuple(dict.fromkeys(loads)), tuple(dict.fromkeys(outside))


_KINDS = {
    Event.STATEMENT: LineKind.IMPORTS,
    Event.CALL: LineKind.CALLS,
    Event.CATCH: LineKind.CATCHES,
    Event.DOUBT: LineKind.DOUBT,
}


def _event(node: Node, depth: int) -> Line:
    step = node.step
    return Line(depth, _KINDS[step.event], step.module, step.path, step.line, step.what)


def _is_import(node: Node) -> bool:
    return node.step.event is Event.STATEMENT


def _at(line: Line, depth: int) -> Line:
    return Line(depth, line.kind, line.module, line.path, line.line, line.text)


def _folded(
    line: Line, loads: tuple[str, ...], outside: tuple[str, ...], inner: tuple[Line, ...]
) -> Line:
    return Line(
        *(line.depth, line.kind, line.module, line.path, line.line, line.text, line.last_line),
        loads=loads,
        outside=outside,
        inner=inner,
    )
