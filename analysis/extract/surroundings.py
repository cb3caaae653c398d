"""Where a statement stands: what decides the timing and the guards of its imports."""

from __future__ import annotations

from analysis.extract.facts import Timing


class Surroundings:
    """Where a statement stands: what decides the timing and the guards of its imports."""

    __slots__ = ("conditional", "expected", "function", "guarded", "loop", "scope", "timing")

    def __init__(
        self,
        timing: Timing = Timing.IMPORT,
        guarded: bool = False,
        conditional: bool = False,
        function: str | None = None,
        expected: bool = False,
        scope: str = "",
        loop: bool = False,
    ) -> None:
        self.timing = timing
        self.guarded = guarded
        self.conditional = conditional
        self.function = function
        self.expected = expected
        self.scope = scope
        self.loop = loop

    def inside(
        self,
        *,
        timing: Timing | None = None,
        guarded: bool = False,
        conditional: bool = False,
        expected: bool = False,
        loop: bool = False,
    ) -> Surroundings:
        return Surroundings(
            timing or self.timing,
            self.guarded or guarded,
            self.conditional or conditional,
            self.function,
            self.expected or expected,
            self.scope,
            self.loop or loop,
        )
