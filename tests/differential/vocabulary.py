"""The names that generated packages are made of, and which of them a module may use by now.

Every name has one kind, in every module: x y z are numbers, f0 f1 f2 functions that take nothing,
C0 C1 classes with a method `run`, d0 a decorator.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

VALUES = ("x", "y", "z")
FUNCTIONS = ("f0", "f1", "f2")
CLASSES = ("C0", "C1")
DECORATORS = ("d0",)
NAMES = VALUES + FUNCTIONS + CLASSES + DECORATORS

STAND_INS = {
    "x": "1",
    "f0": "(lambda: 1)",
    "C0": "object",
    "d0": "(lambda fn: fn)",
}
"""What stands in for a kind of which nothing is bound."""


class Vocabulary:
    """What one module may say: the plans of all modules, and what is probably bound here by now."""

    def __init__(
        self, random: Random, name: str, is_package: bool, plans: dict[str, list[str]]
    ) -> None:
        self.random = random
        self.name = name
        self.is_package = is_package
        self.plans = plans
        self.plan = plans[name]
        self.others = [other for other in plans if other != name]
        """In an order that most imports respect: without it nearly every program is a cycle."""
        self.lower = self.others[: list(plans).index(name)]
        self.bound: list[str] = []
        """Names that are probably bound by now."""
        self.modules: list[tuple[str, str]] = []
        """(expression, module) of modules that are probably reachable by now."""
        self.needs: set[str] = set()

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def known(self, kinds: Sequence[str]) -> str:
        """A name of these kinds, mostly one that is bound; where none is, an expression."""
        bound = [name for name in self.bound if name in kinds]
        if self.chance(0.03):
            return self.random.choice(kinds)
        return self.random.choice(bound) if bound else STAND_INS[kinds[0]]

    def asked(self, module: str, kinds: Sequence[str] = NAMES) -> str:
        """A name of these kinds to ask `module` for, mostly one that it is planned to bind."""
        planned = [name for name in self.plans[module] if name in kinds]
        return self.random.choice(planned if planned and self.chance(0.93) else kinds)

    def use(self, kinds: Sequence[str]) -> str:
        """An expression that gives a thing of these kinds."""
        if self.modules and self.chance(0.35):
            expression, module = self.random.choice(self.modules)
            return f"{expression}.{self.asked(module, kinds)}"
        return self.known(kinds)

    def value(self, functions: Sequence[str] = FUNCTIONS) -> str:
        """An expression that gives a number, or something that is only looked at."""
        kind = self.random.randrange(14)
        if kind < 4:
            return self.random.choice(("0", "1", "2"))
        if kind < 8:
            return self.use(VALUES)
        if kind == 8 and functions:
            return f"{self.use(functions)}()"
        if kind == 9:
            return f"[{self.use(VALUES)} for i in (1, 2)]"
        if kind == 10:
            return f"(lambda: {self.use(VALUES)})" + self.random.choice(("", "()"))
        if kind == 11:
            return f"({self.use(VALUES)} for i in (1,))"
        if kind == 12:
            return f"({self.use(VALUES)}, {self.use(VALUES)})"
        return f'f"{{{self.use(VALUES)}}}"'
