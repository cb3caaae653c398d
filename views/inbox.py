"""The findings that filters leave, and how many each choice of a filter would leave."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import msgspec

from analysis import Analysis
from analysis.findings import AnyFinding, evidence_of, rule_of
from views.words import rule_words

PRODUCTION = "production"
TESTS = "tests"


class Filed(msgspec.Struct, frozen=True):
    """A finding with what the filters ask of it; `text` is in lower case."""

    finding: AnyFinding
    rule: str
    severity: str
    golden: frozenset[str]
    code: str
    packages: frozenset[str]
    text: str


class Filters(msgspec.Struct, frozen=True):
    """What is asked for; nothing chosen means everything."""

    rule: tuple[str, ...] = ()
    severity: tuple[str, ...] = ()
    golden: tuple[str, ...] = ()
    code: tuple[str, ...] = ()
    package: str = ""
    text: str = ""

    def active(self) -> tuple[str, ...]:
        """The names of the filters that are set."""
        return tuple(name for name in self.__struct_fields__ if getattr(self, name))

    def without(self, name: str) -> Filters:
        """The same, but for one filter."""
        return msgspec.structs.replace(self, **{name: getattr(Filters(), name)})


def filed(analysis: Analysis) -> tuple[Filed, ...]:
    """Every finding, in ranked order."""
    modules = {file.path: name for name, file in analysis.structure.project.modules.items()}
    return tuple(_filed(finding, modules) for finding in analysis.findings)


def _filed(finding: AnyFinding, module_at: dict[str, str]) -> Filed:
    paths = {place.path for place in finding.locations}
    paths |= {place.path for place in evidence_of(finding)}
    places = " ".join(sorted(paths))
    subjects = " ".join(finding.subjects)
    words = f"{finding.title} {finding.message} {rule_words(finding)} {subjects} {places}"
    return Filed(
        finding=finding,
        rule=rule_of(finding),
        severity=finding.severity.value,
        golden=frozenset(finding.golden),
        code=TESTS if finding.in_tests else PRODUCTION,
        packages=frozenset(_packages(module_at[path] for path in paths if path in module_at)),
        text=words.casefold(),
    )


def _packages(modules: Iterable[str]) -> set[str]:
    """The modules, and everything that they lie in."""
    found = set()
    for name in modules:
        while name and name not in found:
            found.add(name)
            name = name.rpartition(".")[0]
    return found


_ASKS: dict[str, Callable[[Filed, Filters], bool]] = {
    "rule": lambda each, asked: not asked.rule or each.rule in asked.rule,
    "severity": lambda each, asked: not asked.severity or each.severity in asked.severity,
    "golden": lambda each, asked: not asked.golden or not each.golden.isdisjoint(asked.golden),
    "code": lambda each, asked: not asked.code or each.code in asked.code,
    "package": lambda each, asked: not asked.package or asked.package in each.packages,
    "text": lambda each, asked: all(word in each.text for word in asked.text.casefold().split()),
}


def left_by(all_filed: Iterable[Filed], asked: Filters) -> list[Filed]:
    """The findings that every filter leaves, in their order."""
    asks = [ask for name, ask in _ASKS.items() if getattr(asked, name)]
    return [each for each in all_filed if all(ask(each, asked) for ask in asks)]


def numbers(all_filed: Sequence[Filed], asked: Filters, name: str) -> dict[str, int]:
    """How many findings each choice of a filter has, the other filters as they are."""
    counts: dict[str, int] = {}
    for each in left_by(all_filed, asked.without(name)):
        for choice in choices(each, name):
            counts[choice] = counts.get(choice, 0) + 1
    return counts


def choices(each: Filed, name: str) -> Iterable[str]:
    """The choices of a filter that a finding has."""
    match name:
        case "golden":
            return each.golden
        case "package":
            return each.packages
        case _:
            return (str(getattr(each, name)),)
