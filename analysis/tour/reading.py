"""The modules to read first: where it starts, what ties it together, what it all stands on."""

from __future__ import annotations

import enum
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet

import msgspec

from analysis.extract.class_shape import decode
from analysis.graphs.components import levels
from analysis.pipeline import Analysis
from analysis.resolve.project import Project
from analysis.sources.errors import SourceError
from analysis.sources.layout import Kind
from analysis.tour.entries import EntryPoint
from analysis.tour.leaning import Leaning
from analysis.tour.running import Running, reached
from analysis.tour.words import first_sentence

MOST = 10
MOST_ENTRIES = 2
MOST_FOUNDATIONS = 3
LEANT_ON = 5
"""How many times as many users as uses make a foundation."""
FEW_USES = 8
SMALL_SHARE = 10
"""What has less than this part of the weight of the first foundation is none."""
HEAD = 600

_VERSION = frozenset({"_version", "version", "__version__", "__about__", "setup", "_build"})
_GENERATED = re.compile(r"_pb2(_grpc)?$|_generated$|^generated_|(^|\.)migrations\.")
_SAYS_GENERATED = re.compile(
    r"@generated|do not edit|(auto(matically)?[ -]?|file (is|was) )generated|generated (by|from) ",
    re.IGNORECASE,
)
_VENDORED = frozenset({"vendor", "_vendor", "vendored", "third_party", "extern", "_extern"})
_READ_LATER = frozenset(
    {"compat", "_compat", "util", "utils", "_util", "_utils", "const", "constants"}
    | {"legacy", "_legacy", "deprecated", "_deprecated"}
)
"""What is looked up where it is used, and what is on its way out."""
_DEFINES = frozenset({"class", "function"})


class Role(enum.StrEnum):
    """Why a module is worth reading."""

    ENTRY = "entry"
    HUB = "hub"
    FOUNDATION = "foundation"


class Reading(msgspec.Struct, frozen=True):
    """A module to read, and why: the words of `reason` hold the numbers.

    `says` is the first sentence of its docstring, "" without one.
    """

    module: str
    path: str
    role: Role
    reason: str
    says: str
    lines: int
    level: int
    users: int
    uses: int


def read_first(
    analysis: Analysis, running: Running, leaning: Leaning, entries: Sequence[EntryPoint]
) -> tuple[Reading, ...]:
    """At most ten modules, those of each role with the best first.

    Users outside of a module's own package count more than those inside, and each package that
    has given a module already makes its others wait: ten corners of the tree say more than one.
    """
    choice = _Choice(analysis, running, leaning, entries)
    picked = [*choice.entries(), *choice.foundations()]
    picked += choice.hubs(MOST - len(picked), [module for module, _ in picked])
    order = list(Role)
    placed = sorted(enumerate(picked), key=lambda each: (order.index(each[1][1]), each[0]))
    height = levels(analysis.structure.graph.edges)
    return tuple(choice.reading(*each, height) for _, each in placed)


class _Choice:
    def __init__(
        self,
        analysis: Analysis,
        running: Running,
        leaning: Leaning,
        entries: Sequence[EntryPoint],
    ) -> None:
        self.analysis = analysis
        self.project: Project = analysis.structure.project
        self.running = running
        self.leaning = leaning
        self.starts = entries
        self.live = reached(running.at_runtime, [each.module for each in entries])
        self.started: dict[str, EntryPoint] = {}

    def entries(self) -> list[tuple[str, Role]]:
        """The first entry points; for one that only hands over, what it hands over to."""
        for entry in self.starts:
            module = self._substance(entry.module)
            most = MOST_ENTRIES if entry.golden else 1
            if len(self.started) < most and module in self.leaning.users:
                self.started.setdefault(module, entry)
        return [(module, Role.ENTRY) for module in self.started]

    def _substance(self, module: str) -> str:
        if self._defined(module) > 1 or module.rpartition(".")[2] != "__main__":
            return module
        below = self.leaning.uses.get(module, frozenset())
        ahead = sorted(
            below, key=lambda name: (-len(reached(self.running.at_runtime, [name])), name)
        )
        return next((name for name in ahead if self._defined(name)), module)

    def foundations(self) -> list[tuple[str, Role]]:
        """What much of the tree uses and what itself uses little, one of a package."""
        found: dict[str, str] = {}
        ranked = sorted(
            (name for name in self.leaning.users if self._is_foundation(name)),
            key=lambda name: (-self._weight(name), name),
        )
        for name in ranked:
            much = self._weight(name) * SMALL_SHARE >= self._weight(ranked[0])
            if len(found) == MOST_FOUNDATIONS or not much:
                break
            if _package(name) not in found and self._is_worth_reading(name):
                found[_package(name)] = name
        return [(name, Role.FOUNDATION) for name in found.values()]

    def hubs(self, most: int, picked: Iterable[str]) -> list[tuple[str, Role]]:
        """What both uses much and is used by much."""
        taken: dict[str, int] = {}
        done = set(picked)
        for name in done:
            taken[_package(name)] = taken.get(_package(name), 0) + 1
        score = {
            name: self._score(name)
            for name in self.leaning.users
            if name not in done and not self._is_foundation(name)
        }
        found: list[tuple[str, Role]] = []
        while score and len(found) < most:
            # Rounded: the last bits of a logarithm differ between machines.
            best = min(score, key=lambda name: (-round(score[name] / _turn(name, taken), 6), name))
            if score.pop(best) <= 0:
                break
            if self._is_worth_reading(best):
                found.append((best, Role.HUB))
                taken[_package(best)] = taken.get(_package(best), 0) + 1
        return found

    def _score(self, name: str) -> float:
        """The mean of what leans on a module and what it leans on, by how much it defines."""
        both = math.sqrt(self._weight(name) * len(self.leaning.uses[name]))
        score = both * math.log1p(self._defined(name))
        # What no entry point leads to is read later.
        return score if name in self.live else score / 2

    def _weight(self, name: str) -> float:
        users = self.leaning.users[name]
        outside = sum(_package(user) != _package(name) for user in users)
        weight = outside + (len(users) - outside) / 2 + len(self.leaning.heirs[name])
        return weight if _READ_LATER.isdisjoint(name.split(".")) else weight / 9

    def _is_foundation(self, name: str) -> bool:
        uses, users = len(self.leaning.uses[name]), len(self.leaning.users[name])
        # Everything below a top package leans on its `__init__`, for the names that it passes on.
        inner = "." in name or self.project.modules[name].kind is not Kind.PACKAGE
        return inner and users > 1 and uses <= FEW_USES and uses * LEANT_ON <= users

    def _defined(self, name: str) -> int:
        """How many classes and functions a module has of its own."""
        facts = self.project.facts.get(name)
        return sum(each.kind in _DEFINES for each in facts.bindings) if facts else 0

    def _is_worth_reading(self, name: str) -> bool:
        parts = name.split(".")
        if not self._defined(name) or parts[-1] in _VERSION or _GENERATED.search(name):
            return False
        return _VENDORED.isdisjoint(parts) and not self._says_generated(name)

    def _says_generated(self, name: str) -> bool:
        try:
            head = decode(self.analysis.tree.read(self.project.modules[name].path))[:HEAD]
        except (KeyError, OSError, SourceError):
            return False
        comments = (line for line in head.splitlines() if line.startswith(("#", '"""', "'''")))
        return any(map(_SAYS_GENERATED.search, comments))

    def reading(self, module: str, role: Role, height: Mapping[str, int]) -> Reading:
        facts = self.project.facts.get(module)
        return Reading(
            module=module,
            path=self.project.modules[module].path,
            role=role,
            reason=_REASONS[role](self, module),
            says=first_sentence(facts.docstring if facts else None),
            lines=facts.lines if facts else 0,
            level=height.get(module, 0),
            users=len(self.leaning.users[module]),
            uses=len(self.leaning.uses[module]),
        )

    def entry_words(self, module: str) -> str:
        entry = self.started[module]
        reach = len(reached(self.running.at_runtime, [module]))
        start = "It starts here" if entry.module == module else f"{entry.module} hands over to it"
        said = f"{start} ({entry.why})" if entry.golden else capital(entry.why)
        return f"{said}: {many(reach, 'module')} can run from here."

    def hub_words(self, module: str) -> str:
        users, uses = self.leaning.users[module], self.leaning.uses[module]
        if not users:
            return f"Brings parts together: uses {many(len(uses), 'module')}, and none uses it."
        words = f"Ties parts together: used by {_spread(users)}, and uses {len(uses)} itself"
        return f"{words}{self._inherited(module)}."

    def foundation_words(self, module: str) -> str:
        users, uses = self.leaning.users[module], self.leaning.uses[module]
        stands = "stands on nothing here" if not uses else f"itself uses only {len(uses)}"
        words = f"Much leans on it: used by {_spread(users)}, and {stands}"
        return f"{words}{self._inherited(module)}."

    def _inherited(self, module: str) -> str:
        heirs = len(self.leaning.heirs[module])
        return f"; {many(heirs, 'module')} inherit from its classes" if heirs > 1 else ""


_REASONS: Mapping[Role, Callable[[_Choice, str], str]] = {
    Role.ENTRY: _Choice.entry_words,
    Role.HUB: _Choice.hub_words,
    Role.FOUNDATION: _Choice.foundation_words,
}


def many(number: int, word: str) -> str:
    """`1 module`, `2 modules`."""
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def capital(text: str) -> str:
    """`text` as the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def _spread(users: AbstractSet[str]) -> str:
    packages = {_package(user) for user in users}
    inside = f" in {len(packages):,} packages" if len(packages) > 1 else ""
    return f"{many(len(users), 'module')}{inside}"


def _turn(name: str, taken: Mapping[str, int]) -> int:
    return 1 + taken.get(_package(name), 0)


def _package(name: str) -> str:
    return name.rpartition(".")[0]
