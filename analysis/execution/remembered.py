"""What one import leaves: for the import around it, and for the next entries."""

from __future__ import annotations

from analysis.execution.interpreter import Running
from analysis.execution.state import Raised
from analysis.execution.values import Loaded, same


class Remembered:
    """What importing a module did, where nothing but the module itself decided it."""

    __slots__ = (
        *("absent", "ambient", "before", "closure", "deviant", "failure", "injected", "spots"),
        *("state", "stood_on", "tried"),
    )

    def __init__(self, running: Running, failure: Raised | None) -> None:
        self.closure = running.closure
        self.tried = running.tried | running.closure
        self.ambient = running.ambient
        self.absent = running.absent
        self.failure = failure
        self.before = running.before
        self.injected = dict(running.injected)
        self.spots = running.spots
        self.stood_on = running.stood_on
        self.state = running.state
        self.deviant: dict[str, Loaded] = {}

    @property
    def is_conditional(self) -> bool:
        """Whether an import that is asked for it may find it otherwise."""
        return self.failure is not None or bool(self.deviant) or self.ambient != 0


def take_in(running: Running, part: Running | Remembered) -> None:
    """Adds to an import what a part of it did, now or in an entry before."""
    running.ambient |= part.ambient & ~running.closure
    running.absent |= part.absent
    running.closure |= part.closure
    running.tried |= part.tried
    running.injected |= part.injected
    running.spots |= part.spots
    running.stood_on |= part.stood_on


def equivalent(one: Loaded, other: Loaded) -> bool:
    """Whether two runs of a module leave what no importer can tell apart."""
    if one.names.keys() != other.names.keys() or (one.open_ is None) != (other.open_ is None):
        return False
    if (one.doubt is None) != (other.doubt is None):
        return False
    if (one.replaced is None) != (other.replaced is None):
        return False
    return all(same(value, other.names[name]) for name, value in one.names.items())
